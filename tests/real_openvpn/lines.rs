//! The way to the certificate over lines that lose, double and reorder.

use std::ops::RangeInclusive;
use std::thread;
use std::time::Duration;

use crate::probe::Client;
use crate::support::bad_line::Faults;
use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::pki::{KeyKind, Leaf, PKI, Signer};
use crate::support::server_config::{Cookie, ServerConfig, Transport, Wrapping};
use crate::trust::{Trust, metric};
use crate::verdict::Verdict;

use Verdict::{Critical, Fine};

/// Each of them loses packets of a handshake, in places of its own.
const SEEDS: RangeInclusive<u64> = 5..=8;

#[test]
fn a_chain_of_four_comes_over_a_bad_line_in_every_wrapping() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    let certificate = PKI.issue(&Leaf {
        key: KeyKind::Rsa2048,
        signer: Signer::Chain,
        ..Leaf::server()
    });
    thread::scope(|scope| {
        for (wrapping, client) in [
            (Wrapping::Plain, Client::Plain),
            (
                Wrapping::TlsAuth {
                    key: key.path(),
                    direction: Some(0),
                    digest: "SHA256",
                },
                Client::TlsAuth {
                    key: key.path(),
                    direction: Some(1),
                    digest: "SHA256",
                },
            ),
            (
                Wrapping::TlsCrypt { key: key.path() },
                Client::TlsCrypt(key.path()),
            ),
            (
                Wrapping::TlsCryptV2 {
                    server_key: v2.server.path(),
                    cookie: Cookie::Force,
                },
                Client::TlsCryptV2(v2.client.path()),
            ),
        ] {
            let config = ServerConfig {
                certificate: certificate.clone(),
                wrapping,
                ..ServerConfig::default()
            };
            scope.spawn(move || comes_over_bad_lines(&config, &client));
        }
    });
}

fn comes_over_bad_lines(config: &ServerConfig, client: &Client) {
    let server = config.start();
    thread::scope(|scope| {
        for seed in SEEDS {
            let line = Faults {
                loss: 20,
                duplicate: 20,
                reorder: 30,
                delay: Duration::from_millis(5),
                seed,
                ..Faults::default()
            }
            .before(server.address());
            scope.spawn(move || {
                let options = ["-t", "30", "--retries", "9"];
                let trust = Trust::default();
                let run = trust.visit_at(client, line.address(), Transport::Udp, &options);
                Fine(&["shows the certificate"]).assert(&run);
                assert!(line.lost() > 0, "the line was a good one");
            });
        }
    });
}

#[test]
fn doubled_and_overtaken_packets_are_no_reason_to_wait() {
    let server = ServerConfig::default().start();
    let line = Faults {
        duplicate: 100,
        reorder: 50,
        ..Faults::default()
    }
    .before(server.address());
    let run = Trust::default().visit_at(&Client::Plain, line.address(), Transport::Udp, &[]);
    Fine(&[]).assert(&run);
    assert_eq!(metric(&run, "invalid"), Some(0.0), "{run}");
}

#[test]
fn a_lost_hello_of_tls_is_sent_again_and_counted() {
    let server = ServerConfig::default().start();
    for lost in [1, 2] {
        let line = Faults {
            spare_first: 1,
            lose_first: lost,
            ..Faults::default()
        }
        .before(server.address());
        let options = ["--retries", "0"];
        let trust = Trust::default();
        let run = trust.visit_at(&Client::Plain, line.address(), Transport::Udp, &options);
        Fine(&[]).assert(&run);
        assert!(metric(&run, "retransmits") > Some(0.0), "{run}");
        assert_eq!(line.lost(), lost);
    }
}

#[test]
fn a_lost_first_hello_is_a_hello_more_and_no_retransmit() {
    let server = ServerConfig::default().start();
    let line = Faults {
        lose_first: 1,
        ..Faults::default()
    }
    .before(server.address());
    let run = Trust::default().visit_at(&Client::Plain, line.address(), Transport::Udp, &[]);
    Fine(&["after 2 hellos"]).assert(&run);
    assert_eq!(metric(&run, "hellos"), Some(2.0), "{run}");
}

#[test]
fn a_line_that_carries_the_reset_and_nothing_behind_it_is_suspected_of_its_mtu() {
    let server = ServerConfig::default().start();
    let line = Faults {
        spare_first: 1,
        lose_first: usize::MAX,
        ..Faults::default()
    }
    .before(server.address());
    let options = ["-t", "4", "--retries", "0"];
    let run = Trust::default().visit_at(&Client::Plain, line.address(), Transport::Udp, &options);
    Critical(&["answered the reset", "TLS handshake", "MTU"]).assert(&run);
    assert!(metric(&run, "retransmits") > Some(0.0), "{run}");
    assert_eq!(metric(&run, "tls_time"), None, "{run}");
}
