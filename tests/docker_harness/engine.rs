//! Real engines with each kind of listener, and what a snapshot of them shows.

use std::net::{IpAddr, Ipv6Addr};

use rustls::AlertDescription;

use crate::support::docker::dockerd::{DockerdConfig, Mode};
use crate::support::docker::http::Request;
use crate::support::docker::pki::{Client, PKI};
use crate::support::docker::tls_client::{TlsClient, VERSIONS};

#[test]
fn an_engine_that_verifies_serves_good_certificates_alone() {
    let engine = DockerdConfig::default().start();
    for version in VERSIONS {
        for good in [
            Client::Good,
            Client::NoUsage,
            Client::ShortLived,
            Client::IntermediateSent,
            Client::Rsa,
            Client::P384,
            Client::Ed25519,
        ] {
            let client = TlsClient::with(engine.address(), &PKI.client(good)).version(version);
            let answer = client.ask(&Request::get("/_ping")).answer();
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (200, "OK"),
                "{good:?}"
            );
            assert!(answer.is_from_engine(), "{answer:?}");
        }
        for bad in [
            Client::Expired,
            Client::NotYetValid,
            Client::OtherCa,
            Client::SameNameCa,
            Client::SelfSigned,
            Client::ServerUsage,
            Client::IntermediateNotSent,
        ] {
            let client = TlsClient::with(engine.address(), &PKI.client(bad)).version(version);
            let alert = client.ask(&Request::get("/_ping")).alert();
            assert_eq!(alert, AlertDescription::BadCertificate, "{bad:?}");
        }
        let anonymous = TlsClient::anonymous(engine.address()).version(version);
        let alert = anonymous.ask(&Request::get("/_ping")).alert();
        assert_eq!(alert, AlertDescription::BadCertificate);
    }
    engine.wait_for_log("client didn't provide a certificate");
}

#[test]
fn the_tls_port_answers_plain_http_with_a_400_that_has_no_headers() {
    let engine = DockerdConfig::default().start();
    let answer = Request::get("/_ping").over_tcp(engine.address());
    let answer = answer.expect("something like HTTP");
    assert_eq!(answer.head, "HTTP/1.0 400 Bad Request");
    assert_eq!(
        answer.body,
        "Client sent an HTTP request to an HTTPS server.\n"
    );
}

#[test]
fn an_engine_without_verification_serves_everybody_and_confesses() {
    let engine = DockerdConfig {
        mode: Mode::Tls,
        address: IpAddr::V6(Ipv6Addr::LOCALHOST),
        ..DockerdConfig::default()
    }
    .start();
    let info = TlsClient::anonymous(engine.address())
        .ask(&Request::get("/info"))
        .answer();
    let warnings = info.json()["Warnings"].to_string();
    assert!(
        warnings.contains("without TLS client verification"),
        "{warnings}"
    );
}

#[test]
fn a_plain_engine_serves_everybody_and_confesses() {
    let engine = DockerdConfig {
        mode: Mode::Plain,
        ..DockerdConfig::default()
    }
    .start();
    let info = Request::get("/info").over_tcp(engine.address());
    let warnings = info.expect("an answer").json()["Warnings"].to_string();
    assert!(warnings.contains("without encryption"), "{warnings}");
}

#[test]
fn several_engines_run_at_once_and_do_not_see_each_other() {
    let engines = [(); 3].map(|()| DockerdConfig::default().start());
    let [first, second, third] = &engines;
    let untouched = [second.snapshot(), third.snapshot()];
    let created = first.ask(&Request::post("/volumes/create", r#"{"Name":"one"}"#));
    assert_eq!(created.status, 201);
    assert_eq!([second.snapshot(), third.snapshot()], untouched);
}

#[test]
fn a_snapshot_shows_effects_and_only_effects() {
    let engine = DockerdConfig::default().start();
    let before = engine.snapshot();
    for request in [
        Request::get("/_ping"),
        Request::get("/version"),
        Request::get("/containers/json?limit=1"),
        Request::new("OPTIONS", "/containers/json"),
        Request::post("/volumes/create", "{"),
        Request::post("/networks/create", "{"),
        Request::post("/containers/create", "{"),
    ] {
        engine.ask(&request);
    }
    assert_eq!(engine.snapshot(), before);

    let created = engine.ask(&Request::post("/volumes/create", r#"{"Name":"one"}"#));
    assert_eq!(created.status, 201);
    let after = engine.snapshot();
    assert_eq!((before.volumes.len(), after.volumes.len()), (0, 1));
    assert_eq!(before.events.len() + 1, after.events.len(), "{after:?}");
    assert_eq!(before.networks, after.networks);
}

#[test]
fn a_killed_engine_leaves_a_closed_port() {
    let mut engine = DockerdConfig::default().start();
    engine.kill();
    let refused = Request::get("/_ping").over_tcp(engine.address());
    let refused = refused.expect_err("nobody answers");
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}
