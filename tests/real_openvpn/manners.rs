//! Servers that are silent, limited or gone, and what a probe leaves behind on a healthy one.

use std::net::Ipv4Addr;
use std::time::Duration;

use crate::probe::{Client, SHORT};
use crate::support::keys::KeyFile;
use crate::support::raw;
use crate::support::server_config::{ServerConfig, Transport, Wrapping};
use crate::verdict::Verdict;

/// A closed port is known at once; the rest is for a machine that is busy.
const AT_ONCE: Duration = Duration::from_secs(1);
/// What the request for a status report itself leaves in the log.
const SIGNALLED: &str = "event_wait : Interrupted system call";

#[test]
fn expected_silence_proves_the_firewall_of_a_server_with_a_key() {
    let key = KeyFile::static_key();
    let server = ServerConfig {
        wrapping: Wrapping::TlsAuth {
            key: key.path(),
            direction: Some(0),
            digest: "SHA256",
        },
        ..ServerConfig::default()
    }
    .start();
    let options = ["--expect-silence", "-t", SHORT];
    let run = Client::Plain.probe(&server, Transport::Udp, &options);
    Verdict::ProvenSilent.assert(&run);
}

#[test]
fn expected_silence_is_critical_when_a_plain_server_answers() {
    let server = ServerConfig::default().start();
    let options = ["--expect-silence", "-t", SHORT];
    let run = Client::Plain.probe(&server, Transport::Udp, &options);
    Verdict::NotSilent.assert(&run);
}

#[test]
fn silence_of_a_server_at_its_rate_limit_mentions_the_limit() {
    let limit = 5;
    let server = ServerConfig {
        connect_freq_initial: (limit, 10),
        ..ServerConfig::default()
    }
    .start();
    for _ in 0..limit {
        raw::ask_udp(server.address(), &raw::hello());
    }
    let run = Client::Plain.probe(&server, Transport::Udp, &["-t", SHORT]);
    Verdict::Silence.assert(&run);
}

#[test]
fn a_killed_server_is_critical_at_once() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut server = ServerConfig {
            transport,
            // An address of its own, so that no other test can be given the port that was freed.
            address: Ipv4Addr::new(127, 0, 0, 77).into(),
            ..ServerConfig::default()
        }
        .start();
        Verdict::Alive.assert(&Client::Plain.probe(&server, transport, &[]));

        server.kill();
        let run = Client::Plain.probe(&server, transport, &[]);
        Verdict::NothingListens.assert(&run);
        assert!(run.elapsed < AT_ONCE, "{run}");
    }
}

#[test]
fn a_probe_leaves_no_line_in_the_log_of_a_udp_server() {
    let key = KeyFile::static_key();
    for (wrapping, client) in [
        (Wrapping::Plain, Client::Plain),
        (
            Wrapping::TlsCrypt { key: key.path() },
            Client::TlsCrypt(key.path()),
        ),
    ] {
        let server = ServerConfig {
            wrapping,
            verb: 3,
            ..ServerConfig::default()
        }
        .start();
        let before = server.log();
        Verdict::Alive.assert(&client.probe(&server, Transport::Udp, &[]));

        let log = server.log_up_to_status();
        let since = log.strip_prefix(&before).expect("a log only grows");
        let mut lines = since.lines().filter(|line| !line.contains(SIGNALLED));
        let report: Vec<_> = lines.by_ref().take(4).collect();
        let [title, _updated, columns, next] = report[..] else {
            panic!("no status report:\n{log}");
        };
        // First the report and nothing before it, then a list of clients without a client.
        assert!(title.ends_with("OpenVPN CLIENT LIST"), "{log}");
        assert!(columns.ends_with("Connected Since"), "{log}");
        assert!(next.ends_with("ROUTING TABLE"), "{log}");
    }
}
