//! What `-v`, `-vv` and `-vvv` add.

use super::super::super::permissions::{Expectation, RandomId, Rule};
use super::super::super::plan::Demand;
use super::*;

fn details(verbosity: u8, report: &Report) -> Vec<String> {
    let mut config = config(Guard::Certificate);
    config.verbosity = verbosity;
    config.endpoint.origin = vec!["host: the command line".into()];
    config.exposed = vec!["/etc/key.pem is open to all".into()];
    outcome(&config, report).details().to_vec()
}

/// A short run with TLS 1.3, a demand and a hello.
fn run() -> Report {
    let rule: Rule = "GET /x".parse().expect("a rule");
    let request = rule.request(&RandomId::new([0xab; 32]));
    let mut first = ping();
    first.took = Duration::from_micros(12_345);
    first.prefix = vec![0x16, 0x03, 0x03];
    let tls = first.tls.as_mut().expect("TLS");
    tls.version = Some("TLS 1.3".into());
    tls.suite = Some("TLS13_AES_256_GCM_SHA384".into());
    Report {
        exchanges: vec![
            (Purpose::Control(Page::Ping), first),
            (Purpose::Demand(0), http(403, &[("server", "nginx")], "")),
        ],
        demands: vec![Demand {
            usual: request.clone(),
            request,
            expectation: Expectation::Refused,
            of: None,
        }],
        ..Report {
            exchanges: Vec::new(),
            ..good()
        }
    }
}

#[test]
fn each_v_adds_its_lines() {
    let door = [
        "host: the command line",
        "/etc/key.pem is open to all",
        "connected to 192.0.2.1:2376",
        "TLS 1.3, TLS13_AES_256_GCM_SHA384, unknown",
    ];
    let probes = [
        "   12.345 ms right client /_ping: the engine answered HTTP 200",
        "    3.000 ms GET /x: HTTP 403 from nginx",
        "             TLS 1.0: alert protocol_version (70)",
    ];
    let bytes = [
        "right client /_ping: first bytes 160303",
        "demand 1: first bytes ",
    ];
    for (verbosity, lines) in [
        (0, Vec::new()),
        (1, door.to_vec()),
        (2, [&door[..], &probes].concat()),
        (3, [&door[..], &probes, &bytes].concat()),
    ] {
        assert_eq!(details(verbosity, &run()), lines, "-v {verbosity}");
    }
}

#[test]
fn the_parameters_of_tls_are_the_first_outsiders_where_there_is_no_right_client() {
    let right = |purpose: &Purpose| matches!(purpose, Purpose::Control(_) | Purpose::PlainHttp);
    let mut report = without(good(), right);
    let tls = report.exchanges[0].1.tls.as_mut().expect("TLS");
    tls.version = Some("TLS 1.2".into());
    tls.group = Some("X25519".into());
    assert_eq!(details(1, &report)[3], "TLS 1.2, unknown, X25519");
}

#[test]
fn a_socket_has_no_address_and_no_tls() {
    let mut config = config(Guard::Open);
    config.verbosity = 1;
    let report = pinged_in_clear();
    let door = Door::Unix("/run/docker.sock".into());
    assert!(judge(&config, &door, &report).details().is_empty());
}
