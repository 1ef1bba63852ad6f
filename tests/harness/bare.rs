//! Every kind of server starts, and answers a plain hello as such a server must.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::OpenVpn;
use crate::support::server_config::{Cookie, ServerConfig, Transport, Wrapping};
use crate::support::{plugin, raw};

/// First byte of `P_CONTROL_HARD_RESET_SERVER_V2`, key id 0.
const RESET_SERVER_V2: u8 = 8 << 3;
/// Length of a plain reset that acknowledges one packet.
const PLAIN_REPLY: usize = 26;
/// What a server for tls-crypt-v2 logs about anything else.
const NO_WRAPPING: &str = "could not determine wrapping";
const ADDRESSES: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

#[test]
fn a_plain_server_answers_on_both_address_families_and_transports() {
    for address in ADDRESSES {
        let udp = server(Transport::Udp, address, Wrapping::Plain);
        let reply = raw::ask_udp(udp.address(), &raw::hello());
        assert_eq!((reply[0], reply.len()), (RESET_SERVER_V2, PLAIN_REPLY));

        let tcp = server(Transport::Tcp, address, Wrapping::Plain);
        let reply = raw::ask_tcp(tcp.address(), &raw::hello()).expect("an answer");
        assert_eq!((reply[0], reply.len()), (RESET_SERVER_V2, PLAIN_REPLY));
    }
}

#[test]
fn a_server_with_a_key_logs_a_plain_hello_on_udp_and_closes_on_tcp() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    for (wrapping, complaint) in [
        (tls_auth(&key, Some(0), "SHA1"), "cannot locate HMAC"),
        (tls_auth(&key, Some(1), "SHA256"), "cannot locate HMAC"),
        (tls_auth(&key, None, "SHA512"), "cannot locate HMAC"),
        (
            Wrapping::TlsCrypt { key: key.path() },
            "tls-crypt unwrap error",
        ),
        (tls_crypt_v2(&v2, Cookie::Force), NO_WRAPPING),
        (tls_crypt_v2(&v2, Cookie::AllowNone), NO_WRAPPING),
    ] {
        for address in ADDRESSES {
            let udp = server(Transport::Udp, address, wrapping.clone());
            let socket = raw::udp_socket(udp.address());
            socket.send(&raw::hello()).expect("the hello leaves");
            udp.wait_for_log(complaint);
            socket.set_nonblocking(true).expect("a socket can be asked");
            socket.recv(&mut [0; 64]).expect_err("silence");

            let tcp = server(Transport::Tcp, address, wrapping.clone());
            assert_eq!(raw::ask_tcp(tcp.address(), &raw::hello()), None);
        }
    }
}

#[test]
fn a_killed_server_leaves_a_closed_port() {
    let mut killed = ServerConfig::default().start();
    raw::ask_udp(killed.address(), &raw::hello());
    killed.kill();
    let socket = raw::udp_socket(killed.address());
    socket.send(&raw::hello()).expect("the hello leaves");
    let refused = socket.recv(&mut [0; 64]).expect_err("nobody answers");
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[test]
fn the_status_report_closes_a_stretch_of_the_log() {
    let server = ServerConfig::default().start();
    let before = server.log();
    raw::ask_udp(server.address(), &raw::hello());
    let log = server.log_up_to_status();
    let since = log.strip_prefix(&before).expect("a log only grows");
    assert!(since.contains("CLIENT LIST"), "{since}");

    let again = server.log_up_to_status();
    let since = again.strip_prefix(&log).expect("a log only grows");
    assert!(since.contains("CLIENT LIST"), "{since}");
}

#[test]
fn a_run_has_the_output_the_exit_code_and_the_time() {
    let script = ["-c", "echo out; echo err >&2; exit 3"];
    let run = plugin::run("sh", &script);
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str(), run.exit_code),
        ("out\n", "err\n", 3),
    );
}

fn server(transport: Transport, address: IpAddr, wrapping: Wrapping) -> OpenVpn {
    ServerConfig {
        transport,
        address,
        wrapping,
        ..ServerConfig::default()
    }
    .start()
}

fn tls_auth(key: &KeyFile, direction: Option<u8>, digest: &'static str) -> Wrapping {
    Wrapping::TlsAuth {
        key: key.path(),
        direction,
        digest,
    }
}

fn tls_crypt_v2(keys: &TlsCryptV2Keys, cookie: Cookie) -> Wrapping {
    Wrapping::TlsCryptV2 {
        server_key: keys.server.path(),
        cookie,
    }
}
