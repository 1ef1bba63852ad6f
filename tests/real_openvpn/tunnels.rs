//! What comes back through the tunnel, with every cipher and topology, and of servers that offer
//! something else.

use std::fs;

use crate::support::namespace::Cable;
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::server_config::{Pool, ServerConfig, Transport};
use crate::visit::{self, Came, Case, Expected, Papers, visit};

const THROUGH: &[&str] = &["lets us in", "answers through the tunnel"];
/// Has the gateway be an address of the subnet that is nobody's.
const ELSEWHERE: &str = "#!/bin/sh\n\
    printf 'push-remove route-gateway\\npush \"route-gateway %s.77\"\\n' \"${ifconfig_local%.*}\" > \"$1\"\n";
/// How a server logs the name of its device.
const DEVICE: &str = "TUN/TAP device ";

#[test]
fn the_gateway_answers_through_the_tunnel_with_every_cipher_and_topology() {
    let mut cases = Vec::new();
    for (cipher, pool, transport, disable_dco) in [
        ("AES-256-GCM", Pool::Subnet, Transport::Udp, true),
        ("AES-128-GCM", Pool::Net30, Transport::Udp, true),
        ("CHACHA20-POLY1305", Pool::Subnet, Transport::Udp, true),
        ("AES-256-GCM", Pool::Net30, Transport::Tcp, true),
        ("CHACHA20-POLY1305", Pool::Net30, Transport::Tcp, true),
        ("AES-128-GCM", Pool::Subnet, Transport::Tcp, false),
        ("AES-256-GCM", Pool::Subnet, Transport::Udp, false),
    ] {
        cases.push(Case {
            server: ServerConfig {
                transport,
                pool: Some(pool),
                data_ciphers: Some(cipher),
                disable_dco,
                ..ServerConfig::default()
            },
            client: Profile::default(),
            options: words(&["--ping", "gateway", "--ping-size", "1400"]),
            expected: Expected::ok(Came::ToTunnel).saying(THROUGH),
        });
    }
    visit::check(&cases);
}

#[test]
fn a_ping_goes_through_the_tunnel_and_not_around_it() {
    let server = with_pool(&[]).start();
    let gateway = server.tun_address().expect("a pool").to_string();
    let before = arrivals(&server);
    // The address is this machine's own: whoever sends to it without the tunnel is answered too.
    let run = visit(&server, &Profile::default(), &["--ping", &gateway]);
    Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
    assert!(run.says(&gateway), "{run}");
    assert_eq!(arrivals(&server) - before, 1, "{run}");
    server.wait_until_no_client();
}

#[test]
fn the_server_itself_is_enough_where_nobody_asked_for_a_ping() {
    let tunnel = || words(&["--stage", "tunnel"]);
    let ok = Expected::ok(Came::ToTunnel);
    visit::check(&[
        Case {
            server: with_pool(&[]),
            client: Profile::default(),
            options: tunnel(),
            expected: ok.saying(THROUGH),
        },
        Case {
            server: ServerConfig {
                scripts: vec![("elsewhere", ELSEWHERE.to_owned())],
                ..with_pool(&["script-security 2", "client-connect ./elsewhere"])
            },
            client: Profile::default(),
            options: tunnel(),
            expected: ok.saying(&["its tunnel answers", ".77 does not answer pings"]),
        },
    ]);
}

#[test]
fn an_address_that_does_not_answer_is_critical_in_time() {
    let server = with_pool(&[]).start();
    // Of the server's own subnet, so that no packet goes anywhere else.
    let gateway = server.tun_address().expect("a pool").octets();
    let nobody = format!("{}.{}.{}.77", gateway[0], gateway[1], gateway[2]);
    let run = visit(
        &server,
        &Profile::default(),
        &["--ping", &nobody, "-t", "3"],
    );
    let words = &["lets us in", "its tunnel answers", "answers no ping"];
    Expected::critical(Came::ToTunnel, words).assert(&run);
    assert!(
        run.says(&nobody) && run.elapsed.as_secs_f64() < 4.0,
        "{run}"
    );
    server.wait_until_no_client();
}

#[test]
fn framing_for_compression_is_spoken_as_it_is_pushed() {
    let cases = [
        &["comp-lzo no", "push \"comp-lzo no\""][..],
        &["compress stub-v2", "push \"compress stub-v2\""],
        &["compress stub", "push \"compress stub\""],
    ];
    let cases = cases.map(|extra| Case {
        server: with_pool(extra),
        client: Profile::default(),
        options: words(&["--ping", "gateway"]),
        expected: Expected::ok(Came::ToTunnel).saying(THROUGH),
    });
    visit::check(&cases);
}

#[test]
fn a_server_that_shares_no_cipher_refuses_the_login_with_that_reason() {
    visit::check(&[Case {
        server: ServerConfig {
            data_ciphers: Some("AES-256-CBC"),
            ..with_pool(&[])
        },
        client: Profile::default(),
        options: words(&["--stage", "tunnel"]),
        expected: Expected::critical(Came::ToLogin, &["AUTH_FAILED", "no shared cipher"]),
    }]);
}

#[test]
fn a_tunnel_leads_from_one_namespace_into_another() {
    let cable = Cable::lay();
    visit::side_by_side([Transport::Udp, Transport::Tcp], |transport| {
        let server = ServerConfig {
            transport,
            address: cable.server.address().into(),
            namespace: Some(cable.server.clone()),
            ..with_pool(&[])
        }
        .start();
        let client = Profile::default();
        let gateway = server.tun_address().expect("a pool").to_string();
        let papers = Papers::of(&client);
        let options = ["--ping", &gateway, "--ping-size", "1400"];
        let arguments = visit::arguments(&server, &client, &papers, &options);
        let run = cable.client.check_openvpn(&arguments);
        Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
        server.wait_until_no_client();
    });
}

/// Packets that came out of the tunnel at the server's end.
fn arrivals(server: &OpenVpn) -> u64 {
    let log = server.log();
    let device = log
        .split(DEVICE)
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let device = device.expect("a device is opened");
    let table = fs::read_to_string("/proc/net/dev").expect("the kernel counts");
    let counts = table
        .lines()
        .find_map(|line| line.trim().strip_prefix(device)?.strip_prefix(':'));
    let packets = counts.and_then(|counts| counts.split_whitespace().nth(1));
    let packets = packets.expect("a line of two numbers and more");
    packets.parse().expect("a count")
}

fn with_pool(extra: &[&str]) -> ServerConfig {
    ServerConfig {
        pool: Some(Pool::Subnet),
        extra: words(extra),
        ..ServerConfig::default()
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
