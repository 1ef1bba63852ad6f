//! Whole outputs for what a run can meet.

mod certificates;
mod clear;
mod confession;
mod demands;
mod detail;
mod doors;
mod engine;
mod fronts;
mod guards;
mod headline;
mod limits;
mod locked_out;
mod outsiders;
mod own_certificate;
mod tls_floor;
mod trust;
mod unproved;
mod unreached;
mod versions;

use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::ServerName;

use crate::cli::docker_api::MinTls;
use crate::net::{Family, Trouble};
use crate::outcome::{Format, render};
use crate::tls::client::{Seen, Versions};

use super::super::config::{SocketFile, Terms, Tls};
use super::super::endpoint::{Address, ContextTls, Endpoint, TlsMode};
use super::super::http::Response;
use super::super::old_tls::{Answer, Offer};
use super::super::plan::Outsider;
use super::super::transport::{Ending, Exchange, Handshake};
use super::*;

const PLACE: &str = "docker.example.org:2376";

fn config(guard: Guard) -> Config {
    Config {
        endpoint: Endpoint {
            address: Address::Tcp {
                host: "docker.example.org".parse().unwrap(),
                port: 2376,
            },
            tls: TlsMode::Verify,
            base_path: String::new(),
            cert_dir: None,
            context_tls: ContextTls::default(),
            origin: Vec::new(),
        },
        family: Family::Any,
        source: None,
        tls: Some(Tls {
            roots: RootCertStore::empty().into(),
            anchors: None,
            verify: true,
            name: ServerName::try_from("docker.example.org").unwrap(),
        }),
        identity: None,
        refused: None,
        authorization: None,
        contract: None,
        rules: Vec::new(),
        socket: None,
        terms: Terms {
            place: PLACE.into(),
            guard,
            encrypted: true,
            is_socket: false,
            allow_anonymous_ping: false,
            allow_anonymous: false,
            allow_plain_http: false,
            quiet: false,
            allow_hidden: false,
            closed_ports: vec![2375],
            also_hosts: vec!["open.example.org".into()],
            require_authz: None,
            min_engine: None,
            min_tls: MinTls::Tls12,
            days_warning: "30:".parse().unwrap(),
            days_critical: Some("14:".parse().unwrap()),
            warning: None,
            critical: None,
            timeout_result: State::Critical,
        },
        verbosity: 0,
        exposed: Vec::new(),
    }
}

fn http(status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
    Exchange {
        response: Some(Response::made(status, headers, body)),
        ..ended(Ending::Answered)
    }
}

fn ended(ending: Ending) -> Exchange {
    let seen = Seen {
        requested: Some(Vec::new()),
        ..Seen::default()
    };
    let tls = Some(Handshake {
        seen,
        done: true,
        ..Handshake::default()
    });
    Exchange {
        took: Duration::from_millis(3),
        tls,
        ending,
        ..Exchange::default()
    }
}

fn ping() -> Exchange {
    let server = ("server", "Docker/29.7.2 (linux)");
    http(200, &[("api-version", "1.55"), server], "OK")
}

fn info(warnings: &str, plugins: &str) -> Exchange {
    let body = format!(
        r#"{{"Containers":5,"ContainersRunning":3,"Images":7,"ServerVersion":"29.7.2","Warnings":{warnings},"Plugins":{{"Authorization":{plugins}}}}}"#
    );
    http(
        200,
        &[
            ("api-version", "1.55"),
            ("content-type", "application/json"),
        ],
        &body,
    )
}

fn refused() -> Exchange {
    ended(Ending::Alert(116))
}

/// The right client in, everybody else refused.
fn good() -> Report {
    let mut report = Report {
        exchanges: vec![
            (Purpose::Control(Page::Ping), ping()),
            (Purpose::Control(Page::Info), info("null", "null")),
            (
                Purpose::PlainHttp,
                http(
                    400,
                    &[],
                    "Client sent an HTTP request to an HTTPS server.\n",
                ),
            ),
        ],
        old_hellos: vec![(
            Offer::Tls10,
            Answer::Alert {
                level: 2,
                description: 70,
                name: "protocol_version",
            },
        )],
        demands: Vec::new(),
        now: 1_800_000_000,
    };
    for who in [Outsider::Anonymous, Outsider::SelfSigned, Outsider::Forged] {
        for page in [Page::Containers, Page::Ping] {
            report
                .exchanges
                .push((Purpose::Outsider(who, Versions::Tls13, page), refused()));
        }
    }
    report
}

fn with(mut report: Report, purpose: Purpose, exchange: Exchange) -> Report {
    report.exchanges.retain(|(known, _)| *known != purpose);
    report.exchanges.push((purpose, exchange));
    report
}

fn outsider(who: Outsider, page: Page) -> Purpose {
    Purpose::Outsider(who, Versions::Tls13, page)
}

fn without(mut report: Report, is_left_out: impl Fn(&Purpose) -> bool) -> Report {
    report
        .exchanges
        .retain(|(purpose, _)| !is_left_out(purpose));
    report
}

/// The right client alone, which asked without TLS.
fn pinged_in_clear() -> Report {
    let exchange = Exchange {
        tls: None,
        ..ping()
    };
    Report {
        exchanges: vec![(Purpose::Control(Page::Ping), exchange)],
        ..Report::default()
    }
}

/// Only the first page of the right client, which met this.
fn pinged(exchange: Exchange) -> Report {
    let report = with(good(), Purpose::Control(Page::Ping), exchange);
    without(report, |purpose| *purpose == Purpose::Control(Page::Info))
}

fn outcome(config: &Config, report: &Report) -> Outcome {
    let door = Door::Tcp("192.0.2.1:2376".parse().unwrap(), None);
    judge(config, &door, report)
}

/// State and summary.
fn told(config: &Config, report: &Report) -> String {
    let outcome = outcome(config, report);
    format!("{} {}", outcome.state(), outcome.summary())
}

/// Every finding in its words, with its state.
fn findings(config: &Config, report: &Report) -> Vec<String> {
    let outcome = outcome(config, report);
    let shown = |one: &Finding| format!("{} {}", one.state(), one.text());
    outcome.findings().iter().map(shown).collect()
}

/// The same without what is in order.
fn complaints(config: &Config, report: &Report) -> Vec<String> {
    let mut findings = findings(config, report);
    findings.retain(|finding| !finding.starts_with("OK "));
    findings
}

/// Labels and values of the performance data.
fn metrics(outcome: &Outcome) -> Vec<(&'static str, f64)> {
    let metrics = outcome.metrics().iter();
    metrics.map(|one| (one.label(), one.value())).collect()
}

#[test]
fn all_is_well_where_the_right_client_alone_gets_in() {
    let outcome = outcome(&config(Guard::Certificate), &good());
    assert_eq!(
        render(&outcome, Format::Text),
        "DOCKER_API OK - Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else (outsiders: alert certificate_required (116))\
         |'time'=0.003s;;;0; 'refusals'=6;;;0; 'containers'=5;;;0; 'containers_running'=3;;;0; 'images'=7;;;0;\n\
         [OK] Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else (outsiders: alert certificate_required (116))\n\
         [OK] 6 of 6 tries of outsiders refused: alert certificate_required (116)\n\
         [OK] plain HTTP on the same port is refused: HTTP 400 \"Client sent an HTTP request to an HTTPS server.\" from the TLS server\n\
         [OK] SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES are refused\n"
    );
}

#[test]
fn old_tls_is_a_warning_and_no_encryption_is_critical() {
    let taken = |offer: Offer| Answer::ServerHello {
        version: offer.version(),
        suite: offer.suites()[0],
    };
    for (offer, text) in [
        (
            Offer::Tls10,
            "WARNING docker.example.org:2376 still takes TLS 1.0: TLS 1.0 with ",
        ),
        (
            Offer::NullSuites,
            "CRITICAL docker.example.org:2376 takes suites without encryption: TLS 1.2 with ",
        ),
    ] {
        let report = Report {
            old_hellos: vec![(offer, taken(offer))],
            ..good()
        };
        assert!(
            told(&config(Guard::Certificate), &report).starts_with(text),
            "{}",
            told(&config(Guard::Certificate), &report)
        );
    }
}

#[test]
fn plain_http_has_to_be_intended() {
    let mut config = config(Guard::Unknown);
    config.tls = None;
    config.terms.encrypted = false;
    let purpose = Purpose::Outsider(Outsider::Anonymous, Versions::Any, Page::Containers);
    let report = Report {
        exchanges: vec![(purpose, ping())],
        ..Report::default()
    };
    assert_eq!(
        told(&config, &report),
        "CRITICAL docker.example.org:2376 is unencrypted and lets everybody in (HTTP 200 from the engine): a Docker API is root on its host"
    );
}

#[test]
fn a_socket_for_everybody_is_critical() {
    let mut config = config(Guard::Open);
    config.tls = None;
    config.terms.encrypted = false;
    config.terms.is_socket = true;
    config.terms.place = "unix:///run/docker.sock".into();
    config.socket = Some(SocketFile {
        is_socket: true,
        mode: 0o666,
        owner: "root".into(),
        group: "docker".into(),
    });
    let report = Report {
        exchanges: vec![(Purpose::Control(Page::Ping), ping())],
        ..Report::default()
    };
    assert_eq!(
        told(&config, &report),
        "CRITICAL unix:///run/docker.sock is open to every user of this machine (owner root, group docker, mode 0666): a Docker API is root"
    );
}

#[test]
fn thresholds_raise_the_state() {
    let late = |range: &str| {
        format!("docker.example.org:2376 answered in 0.003 s, outside the range {range}")
    };
    for (warning, critical, told_of) in [
        (
            Some("0.001"),
            None,
            Some(format!("WARNING {}", late("0.001"))),
        ),
        (
            None,
            Some("0.002"),
            Some(format!("CRITICAL {}", late("0.002"))),
        ),
        (
            Some("0.001"),
            Some("0.002"),
            Some(format!("CRITICAL {}", late("0.002"))),
        ),
        (
            Some("0.001"),
            Some("1"),
            Some(format!("WARNING {}", late("0.001"))),
        ),
        (Some("0.5"), Some("1"), None),
    ] {
        let mut config = config(Guard::Certificate);
        config.terms.warning = warning.map(|range| range.parse().unwrap());
        config.terms.critical = critical.map(|range| range.parse().unwrap());
        assert_eq!(complaints(&config, &good()), Vec::from_iter(told_of));
    }
}

#[test]
fn a_contract_that_was_not_asked_about_is_unknown() {
    let mut config = config(Guard::Certificate);
    config.contract = Some(super::super::permissions::Contract::default());
    let text = told(&config, &good());
    assert!(
        text.starts_with("UNKNOWN what docker.example.org:2376"),
        "{text}"
    );
}
