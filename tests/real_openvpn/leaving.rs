//! What a visit that ends at the certificate leaves behind: no client, and few lines in the log.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::probe::Client;
use crate::support::openvpn::OpenVpn;
use crate::support::pki::{Leaf, PKI, Signer};
use crate::support::server_config::{ServerConfig, Transport};
use crate::trust::Trust;
use crate::verdict::Verdict;

use Verdict::{Alive, Critical, Fine};

/// A server that is left without a word keeps the place for 60 s.
const AT_ONCE: Duration = Duration::from_secs(2);
/// What a server logs of our alert, and of a handshake whose 60 s are over.
const ALERTED: &str = "TLS Error: TLS handshake failed";
/// What it logs over TCP of somebody who says nothing more.
const HUNG_UP: &str = "Connection reset, restarting";
/// What the request for a status report itself leaves in the log.
const SIGNALLED: &str = "event_wait : Interrupted system call";
/// How the report begins, and the lines before and after its clients.
const REPORT: &str = "OpenVPN CLIENT LIST";
const COLUMNS: &str = "Connected Since";
const NEXT: &str = "ROUTING TABLE";

#[test]
fn a_server_forgets_us_at_once_whether_its_certificate_was_taken_or_refused() {
    let good = PKI.server();
    let bad = PKI.issue(&Leaf {
        signer: Signer::Other,
        ..Leaf::server()
    });
    for (certificate, verdict) in [(good, Fine(&[])), (bad, Critical(&[]))] {
        for version in ["1.2", "1.3"] {
            for transport in [Transport::Udp, Transport::Tcp] {
                let server = ServerConfig {
                    transport,
                    certificate: certificate.clone(),
                    tls_version_min: Some(version),
                    tls_version_max: Some(version),
                    ..ServerConfig::default()
                }
                .start();
                verdict.assert(&Trust::default().visit(&server));
                forgets_at_once(&server);
            }
        }
    }
}

fn forgets_at_once(server: &OpenVpn) {
    let left = Instant::now();
    server.wait_for_log(ALERTED);
    let log = server.log_up_to_status();
    assert!(!lists_a_client(&log) && left.elapsed() < AT_ONCE, "{log}");
}

/// Whether the last report in a log lists anybody.
fn lists_a_client(log: &str) -> bool {
    let mut lines = log.lines().rev().skip_while(|line| !line.ends_with(NEXT));
    let last_of_list = lines.nth(1).expect("a report");
    !last_of_list.ends_with(COLUMNS)
}

/// How far a visit goes.
#[derive(Clone, Copy, Debug)]
enum Visit {
    Reset,
    Certificate,
    Refusal,
}

#[test]
fn every_visit_leaves_few_lines_in_the_log() {
    use Transport::{Tcp, Udp};
    for (transport, visit, verb, lines) in [
        (Udp, Visit::Reset, 1, 0..=0),
        (Udp, Visit::Reset, 3, 0..=0),
        (Udp, Visit::Reset, 4, 0..=0),
        (Udp, Visit::Certificate, 1, 1..=6),
        (Udp, Visit::Certificate, 3, 1..=9),
        (Udp, Visit::Certificate, 4, 1..=15),
        (Udp, Visit::Refusal, 1, 1..=6),
        (Udp, Visit::Refusal, 3, 1..=9),
        (Udp, Visit::Refusal, 4, 1..=15),
        (Tcp, Visit::Reset, 1, 1..=4),
        (Tcp, Visit::Reset, 3, 1..=6),
        (Tcp, Visit::Reset, 4, 1..=16),
        (Tcp, Visit::Certificate, 1, 1..=9),
        (Tcp, Visit::Certificate, 3, 1..=13),
        (Tcp, Visit::Certificate, 4, 1..=24),
        (Tcp, Visit::Refusal, 1, 1..=9),
        (Tcp, Visit::Refusal, 3, 1..=13),
        (Tcp, Visit::Refusal, 4, 1..=24),
    ] {
        leaves(transport, visit, verb, &lines);
    }
}

fn leaves(transport: Transport, visit: Visit, verb: u8, bounds: &RangeInclusive<usize>) {
    let signer = match visit {
        Visit::Refusal => Signer::Other,
        _ => Signer::Trusted,
    };
    let server = ServerConfig {
        transport,
        verb,
        certificate: PKI.issue(&Leaf {
            signer,
            ..Leaf::server()
        }),
        ..ServerConfig::default()
    }
    .start();
    let before = server.log();
    match visit {
        Visit::Reset => Alive.assert(&Client::Plain.probe(&server, transport, &[])),
        Visit::Certificate => Fine(&[]).assert(&Trust::default().visit(&server)),
        Visit::Refusal => Critical(&[]).assert(&Trust::default().visit(&server)),
    }
    match (visit, transport) {
        // Nothing comes, and the report closes the stretch in which nothing came.
        (Visit::Reset, Transport::Udp) => String::new(),
        (Visit::Reset, Transport::Tcp) => server.wait_for_log(HUNG_UP),
        (Visit::Certificate | Visit::Refusal, _) => server.wait_for_log(ALERTED),
    };
    let log = server.log_up_to_status();
    assert!(!lists_a_client(&log), "{log}");
    let since = log.strip_prefix(&before).expect("a log only grows");
    let lines: Vec<_> = since
        .lines()
        .take_while(|line| !line.ends_with(REPORT))
        .filter(|line| !line.contains(SIGNALLED))
        .collect();
    let count = lines.len();
    assert!(
        bounds.contains(&count),
        "{count} lines of {visit:?} at verb {verb}\n{since}"
    );
}
