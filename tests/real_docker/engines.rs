//! Engines with each kind of listener, and ports where there is none: rows 1 to 5, 25, 38 and 39
//! of the table of verdicts.

use std::net::{IpAddr, Ipv4Addr};

use crate::check::Check;
use crate::support::docker::dockerd::{DockerdConfig, Mode};
use crate::support::docker::fake::answers::Ordinary;
use crate::support::docker::fake::{FakeConfig, FakeTls};
use crate::support::docker::nginx::{Backend, NginxConfig};
use crate::support::docker::process;
use crate::verdict::{assert_all, critical, ok, unknown};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[test]
fn an_engine_that_verifies_lets_in_the_right_client_and_nobody_else() {
    let engine = DockerdConfig::default().start();
    let address = engine.address();
    let refused = [
        "12 of 12 tries of outsiders refused: alert bad_certificate (42)",
        "plain HTTP on the same port is refused: HTTP 400 \"Client sent an HTTP request to an \
         HTTPS server.\" from the TLS server",
        "SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES are refused",
    ];
    assert_all([
        (
            "the right client",
            Check::good(address),
            ok(&[
                "Docker 20.10",
                "lets the right client in and nobody else",
                "alert bad_certificate (42)",
                "'refusals'=12",
                "'containers'=0",
                "'server_cert_days'=",
                "'client_cert_days'=",
                "'ca_cert_days'=",
            ])
            .says(&refused),
        ),
        (
            "an outsider",
            Check::outsider(address),
            ok(&[
                "lets nobody in without credentials",
                "alert bad_certificate (42)",
            ])
            .says(&refused),
        ),
    ]);
}

#[test]
fn a_recent_engine_is_asked_without_versions() {
    let engine = FakeConfig {
        tls: Some(FakeTls::default()),
        script: Ordinary::recent().script(),
        ..FakeConfig::default()
    }
    .start();
    let verdict = ok(&[
        "Docker 29.2.0 (API 1.53)",
        "nobody else",
        "alert certificate_required (116)",
    ]);
    let old = Check::good(engine.address()).environment("DOCKER_API_VERSION", "1.41");
    assert_all([
        ("alone", Check::good(engine.address()), verdict.clone()),
        ("with an old client's settings", old, verdict),
    ]);
}

#[test]
fn an_engine_that_asks_for_no_certificate_is_open_to_everybody() {
    let engine = DockerdConfig {
        mode: Mode::Tls,
        ..DockerdConfig::default()
    }
    .start();
    let address = engine.address();
    let open = critical(&[
        "asks nobody for a certificate and lets everybody in",
        "HTTP 200 from the engine",
    ]);
    let confessed = open.clone().says(&["without TLS client verification"]);
    let meant = Check::outsider(address).options(&["--allow-anonymous"]);
    let in_clear = unknown(&["speaks TLS and was asked in clear", "say https://"]);
    assert_all([
        ("the right client", Check::good(address), confessed),
        ("an outsider", Check::outsider(address), open),
        ("in clear", Check::plain(address), in_clear),
        ("intended", meant, ok(&["Docker 20.10", "answers at"])),
    ]);
}

#[test]
fn an_engine_without_tls_is_open_to_everybody() {
    let engine = DockerdConfig {
        mode: Mode::Plain,
        ..DockerdConfig::default()
    }
    .start();
    let address = engine.address();
    let meant = Check::plain(address).options(&["--allow-plain-http"]);
    assert_all([
        (
            "in clear",
            Check::plain(address),
            critical(&["is unencrypted and lets everybody in"]),
        ),
        ("intended", meant, ok(&["Docker 20.10", "answers at"])),
        (
            "TLS wanted, as the right client",
            Check::good(address),
            critical(&["speaks plain HTTP where TLS is wanted"]).never_says(&["nobody else gets"]),
        ),
        (
            "TLS wanted, as an outsider",
            Check::outsider(address),
            critical(&["is unencrypted and lets everybody in"]),
        ),
    ]);
}

#[test]
fn an_engine_confesses_its_other_listeners_through_a_front() {
    let engine = DockerdConfig {
        mode: Mode::Plain,
        ..DockerdConfig::default()
    }
    .start();
    let front = NginxConfig::new(Backend::Socket(engine.socket())).start();
    let check = Check::good(front.address());
    let meant = check.clone().options(&["--allow-plain-http"]);
    assert_all([
        (
            "not meant",
            check,
            critical(&["says:", "API is accessible on http://127.0.0.1:"])
                .says(&["without encryption"]),
        ),
        (
            "meant",
            meant,
            ok(&["nobody else"]).says(&["without encryption"]),
        ),
    ]);
}

#[test]
fn where_nothing_listens_nothing_is_protected() {
    let nobody = process::free_port(LOOPBACK);
    let mut engine = DockerdConfig::default().start();
    let socket = engine.socket();
    engine.kill();
    let gone = critical(&["nothing listens on 127.0.0.1:"]).never_says(&["refused by", "refusals"]);
    assert_all([
        ("as the right client", Check::good(nobody), gone.clone()),
        ("as an outsider", Check::outsider(nobody), gone.clone()),
        ("in clear", Check::plain(nobody), gone.clone()),
        (
            "an engine that is gone",
            Check::good(engine.address()),
            gone,
        ),
        (
            "its socket",
            Check::socket(&socket),
            critical(&["nothing listens on unix://"]),
        ),
        (
            "no socket",
            Check::socket(&socket.with_extension("other")),
            critical(&["there is no socket"]),
        ),
        (
            "an address that this machine has not",
            Check::good(nobody).options(&["--source", "192.0.2.1"]),
            unknown(&["--source address"]),
        ),
    ]);
}
