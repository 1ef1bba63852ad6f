//! A Docker API behind a client certificate, and a judge for what its probes brought back.

use gatewatch::checks::docker_api::config::{Config, Guard, Terms, Tls};
use gatewatch::checks::docker_api::endpoint::{Address, ContextTls, Endpoint, TlsMode};
use gatewatch::checks::docker_api::judge::judge;
use gatewatch::checks::docker_api::report::Report;
use gatewatch::checks::docker_api::transport::Door;
use gatewatch::cli::docker_api::MinTls;
use gatewatch::net::Family;
use gatewatch::outcome::State;
use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, ServerName};

use crate::clean::assert_clean;

/// Judges a report, twice, and looks at the outputs. `anchors` are those of the CA file.
pub fn assert_judged(anchors: Vec<CertificateDer<'static>>, report: &Report) {
    let config = config(anchors);
    let door = Door::Tcp(([192, 0, 2, 1], 2376).into(), None);
    let outcome = judge(&config, &door, report);
    assert_eq!(outcome.findings(), judge(&config, &door, report).findings());
    assert_clean(&outcome);
}

fn config(anchors: Vec<CertificateDer<'static>>) -> Config {
    Config {
        exposed: Vec::new(),
        endpoint: Endpoint {
            address: Address::Tcp {
                host: "docker.example.org".parse().expect("a host"),
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
            anchors: Some(anchors),
            verify: true,
            name: ServerName::try_from("docker.example.org").expect("a name"),
        }),
        identity: None,
        refused: None,
        authorization: None,
        contract: None,
        rules: Vec::new(),
        socket: None,
        terms: terms(),
        verbosity: 3,
    }
}

fn terms() -> Terms {
    Terms {
        place: "docker.example.org:2376".into(),
        guard: Guard::Certificate,
        encrypted: true,
        is_socket: false,
        allow_anonymous_ping: false,
        allow_anonymous: false,
        allow_plain_http: false,
        quiet: false,
        allow_hidden: false,
        closed_ports: Vec::new(),
        also_hosts: Vec::new(),
        require_authz: Some("authz".into()),
        min_engine: "20.10".parse().ok(),
        min_tls: MinTls::Tls12,
        days_warning: "30:".parse().expect("a range"),
        days_critical: "14:".parse().ok(),
        warning: None,
        critical: None,
        timeout_result: State::Critical,
    }
}
