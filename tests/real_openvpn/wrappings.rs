//! Every wrapping on both transports and both address families: its own client is told OK, and
//! every other client CRITICAL with the reason that can be known.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::thread;

use crate::probe::{Client, SHORT};
use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::server_config::{Cookie, ServerConfig, Transport, Wrapping};
use crate::verdict::Verdict;

use Verdict::{Alive, Closed, OtherDirection, Silence, Unsigned};

const ADDRESSES: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// A client, and its verdicts over UDP and over TCP.
type Case = (Client, Verdict, Verdict);

#[test]
fn a_plain_server_is_alive_and_its_unsigned_answer_is_never_ok_for_a_client_with_a_key() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    check(
        Wrapping::Plain,
        &[
            (Client::Plain, Alive, Alive),
            (tls_auth(&key, Some(1), "SHA1"), Unsigned, Closed),
            (tls_auth(&key, None, "SHA512"), Unsigned, Closed),
            (Client::TlsCrypt(key.path()), Unsigned, Unsigned),
            (Client::TlsCryptV2(v2.client.path()), Silence, Closed),
        ],
    );
}

#[test]
fn tls_auth_with_sha1_is_alive_for_its_own_key_digest_and_direction_alone() {
    check_tls_auth(
        Some(0),
        "SHA1",
        &[
            (Some(1), Alive, Alive),
            (Some(0), Silence, Closed),
            (None, Silence, Closed),
        ],
    );
}

#[test]
fn tls_auth_with_sha256_is_alive_for_its_own_key_digest_and_direction_alone() {
    check_tls_auth(
        Some(0),
        "SHA256",
        &[(Some(1), Alive, Alive), (Some(0), Silence, Closed)],
    );
}

#[test]
fn tls_auth_with_sha512_without_direction_names_a_direction_that_does_not_fit() {
    check_tls_auth(
        None,
        "SHA512",
        &[
            (None, Alive, Alive),
            (Some(0), OtherDirection, OtherDirection),
            (Some(1), Silence, Closed),
        ],
    );
}

#[test]
fn tls_auth_with_the_inverse_direction_names_a_direction_that_does_not_fit() {
    check_tls_auth(
        Some(1),
        "SHA1",
        &[
            (Some(0), Alive, Alive),
            (None, OtherDirection, OtherDirection),
            (Some(1), Silence, Closed),
        ],
    );
}

#[test]
fn tls_crypt_is_alive_for_its_own_key_alone() {
    let (key, other) = (KeyFile::static_key(), KeyFile::static_key());
    check(
        Wrapping::TlsCrypt { key: key.path() },
        &[
            (Client::TlsCrypt(key.path()), Alive, Alive),
            (Client::TlsCrypt(other.path()), Silence, Closed),
            (tls_auth(&key, Some(1), "SHA256"), Silence, Closed),
            (Client::Plain, Silence, Closed),
        ],
    );
}

#[test]
fn tls_crypt_v2_with_a_forced_cookie_is_alive_for_a_key_of_its_server_alone() {
    check_tls_crypt_v2(Cookie::Force);
}

#[test]
fn tls_crypt_v2_without_a_forced_cookie_is_alive_for_a_key_of_its_server_alone() {
    check_tls_crypt_v2(Cookie::AllowNone);
}

/// A tls-auth server, asked in the given directions, and by clients that are wrong in any.
fn check_tls_auth(
    server_direction: Option<u8>,
    digest: &'static str,
    directions: &[(Option<u8>, Verdict, Verdict)],
) {
    let (key, other) = (KeyFile::static_key(), KeyFile::static_key());
    let right = directions[0].0;
    let wrong_digest = if digest == "SHA1" { "SHA256" } else { "SHA1" };
    let mut cases = vec![
        (tls_auth(&other, right, digest), Silence, Closed),
        (tls_auth(&key, right, wrong_digest), Silence, Closed),
        (Client::TlsCrypt(key.path()), Silence, Closed),
        (Client::Plain, Silence, Closed),
    ];
    for &(direction, udp, tcp) in directions {
        cases.push((tls_auth(&key, direction, digest), udp, tcp));
    }
    let wrapping = Wrapping::TlsAuth {
        key: key.path(),
        direction: server_direction,
        digest,
    };
    check(wrapping, &cases);
}

fn check_tls_crypt_v2(cookie: Cookie) {
    let (keys, other) = (TlsCryptV2Keys::generate(), TlsCryptV2Keys::generate());
    let static_key = KeyFile::static_key();
    check(
        Wrapping::TlsCryptV2 {
            server_key: keys.server.path(),
            cookie,
        },
        &[
            (Client::TlsCryptV2(keys.client.path()), Alive, Alive),
            (Client::TlsCryptV2(other.client.path()), Silence, Closed),
            (Client::TlsCrypt(static_key.path()), Silence, Closed),
            (Client::Plain, Silence, Closed),
        ],
    );
}

/// Starts the four servers and asks each of them all questions side by side, since most of the
/// time goes into waiting for nothing.
fn check(wrapping: Wrapping, cases: &[Case]) {
    let complaints = thread::scope(|scope| {
        let mut servers = Vec::new();
        for transport in [Transport::Udp, Transport::Tcp] {
            for address in ADDRESSES {
                let config = ServerConfig {
                    transport,
                    address,
                    wrapping: wrapping.clone(),
                    ..ServerConfig::default()
                };
                servers.push(scope.spawn(move || complaints_about(&config, cases)));
            }
        }
        servers
            .into_iter()
            .flat_map(|server| server.join().expect("a server and its probes"))
            .collect::<Vec<_>>()
    });
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n\n"));
}

fn complaints_about(config: &ServerConfig, cases: &[Case]) -> Vec<String> {
    let server = &config.start();
    thread::scope(|scope| {
        let probes: Vec<_> = cases
            .iter()
            .map(|(client, udp, tcp)| {
                let verdict = match config.transport {
                    Transport::Udp => *udp,
                    Transport::Tcp => *tcp,
                };
                let options: &[&str] = match verdict {
                    Alive => &[],
                    _ => &["-t", SHORT],
                };
                scope.spawn(move || {
                    verdict.complaint(&client.probe(server, config.transport, options))
                })
            })
            .collect();
        probes
            .into_iter()
            .filter_map(|probe| probe.join().expect("a probe"))
            .collect()
    })
}

fn tls_auth(key: &KeyFile, direction: Option<u8>, digest: &'static str) -> Client {
    Client::TlsAuth {
        key: key.path(),
        direction,
        digest,
    }
}
