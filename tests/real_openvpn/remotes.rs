//! Profiles with several remotes: each is a finding, and whether one is enough is the user's word.

use std::net::{Ipv4Addr, SocketAddr};

use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::plugin::{self, Run};
use crate::support::server_config::{Pool, ServerConfig, Transport};
use crate::visit::{self, Came, Expected, Papers};

/// Where no server is: an address of its own, so that no other test can be given a port of it.
const DEAD: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 79);
const THROUGH: &[&str] = &["lets us in", "answers through the tunnel"];

#[test]
fn one_dead_remote_is_critical_unless_any_is_enough() {
    let dead = SocketAddr::new(DEAD.into(), 1194);
    let orders = [true, false].into_iter();
    let runs = orders.flat_map(|first| [&["--all"][..], &[], &["--any"]].map(|all| (first, all)));
    visit::side_by_side(runs, |(is_first, options)| {
        let alive = with_pool().start();
        let remotes = match is_first {
            true => [dead, alive.address()],
            false => [alive.address(), dead],
        };
        let run = check(&remotes, options);
        let is_excused = options == ["--any"];
        match is_excused {
            true => Expected::ok(Came::ToTunnel).saying(&[
                "nothing listens",
                "not needed, since another remote answers",
            ]),
            false => Expected::critical(Came::ToTunnel, &["nothing listens", "lets us in"]),
        }
        .assert(&run);
        let is_headline = run.first_line().contains(&dead.to_string());
        assert_eq!(is_headline, !is_excused, "{run}");
        assert_eq!(findings(&run), 2, "{run}");
        alive.wait_until_no_client();
    });
}

#[test]
fn any_is_not_enough_where_all_remotes_are_dead() {
    let dead = [1194, 1195].map(|port| SocketAddr::new(DEAD.into(), port));
    for option in ["--any", "--all"] {
        let run = check(&dead, &[option]);
        Expected::critical(Came::Nowhere, &["nothing listens"]).assert(&run);
        assert_eq!(findings(&run), 2, "{run}");
    }
}

#[test]
fn two_remotes_of_one_server_do_not_throw_each_other_out() {
    // Two ways to one address of one server, with one identity, which is one session at a time.
    visit::side_by_side(["--all", "--any"], |option| {
        let server = with_pool().start();
        let run = check(&[server.address(); 2], &[option]);
        Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
        assert_eq!(findings(&run), 2, "{run}");
        server.wait_until_no_client();
    });
}

#[test]
fn connection_blocks_have_a_transport_and_an_order_of_their_own() {
    let udp = with_pool().start();
    let tcp = ServerConfig {
        transport: Transport::Tcp,
        ..with_pool()
    }
    .start();
    let blocks = connection(&udp, "udp") + &connection(&tcp, "tcp-client");
    let run = check_text(&blocks, &[]);
    Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
    assert_eq!(findings(&run), 2, "{run}");
    for (server, transport) in [(&udp, "udp"), (&tcp, "tcp")] {
        let place = format!("{}/{transport}", server.address());
        assert!(run.says(&place), "{place}\n{run}");
        server.wait_until_no_client();
    }
}

#[test]
fn each_remote_fails_by_its_own_reason() {
    let good = with_pool().start();
    let without_addresses = ServerConfig::default().start();
    let text = connection(&without_addresses, "udp") + &connection(&good, "udp");
    let run = check_text(&text, &[]);
    let words = &["gives us no address", "answers through the tunnel"];
    Expected::critical(Came::ToTunnel, words).assert(&run);
    for server in [&good, &without_addresses] {
        assert!(run.says(&server.address().to_string()), "{run}");
        server.wait_until_no_client();
    }
}

/// Lines of the long output that are findings of their own.
fn findings(run: &Run) -> usize {
    run.stdout
        .lines()
        .skip(1)
        .filter(|line| line.starts_with('['))
        .count()
}

fn connection(server: &OpenVpn, protocol: &str) -> String {
    let address = server.address();
    format!(
        "<connection>\nremote {} {} {protocol}\n</connection>\n",
        address.ip(),
        address.port()
    )
}

/// The plugin with a profile of these remotes, all UDP.
fn check(remotes: &[SocketAddr], options: &[&str]) -> Run {
    let lines = remotes
        .iter()
        .map(|remote| format!("remote {} {}\n", remote.ip(), remote.port()));
    check_text(&lines.collect::<String>(), options)
}

/// The plugin with a profile that begins like this.
fn check_text(text: &str, options: &[&str]) -> Run {
    let papers = Papers::of(&Profile::default());
    let text =
        format!("client\ndev tun\nremote-cert-tls server\n{text}ca ca\ncert cert\nkey key\n");
    let file = papers.write("client.ovpn", &text);
    let mut arguments = vec!["--profile".to_owned(), file.display().to_string()];
    arguments.extend(options.iter().map(ToString::to_string));
    plugin::check_openvpn(&arguments)
}

fn with_pool() -> ServerConfig {
    ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
}
