//! Authorization plugins of a real engine.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::support::docker::authz::Ruling;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::http::Request;
use crate::support::docker::pki::{Client, PKI};
use crate::support::docker::tls_client::TlsClient;

/// What an engine grants a plugin that is not there.
const GIVES_UP_AFTER: Duration = Duration::from_secs(15);

#[test]
fn a_plugin_that_denies_is_named_with_the_user_and_without_an_api_version() {
    let engine = engine(Ruling::DenyUnder("/info"));
    let client = TlsClient::with(engine.address(), &PKI.client(Client::Good));
    assert_eq!(client.ask(&Request::get("/_ping")).answer().status, 200);

    let answer = client.ask(&Request::get("/info")).answer();
    let name = engine.plugin().name();
    let message = format!(
        "authorization denied by plugin {name}: \
         user 'gatewatch test client' is not permitted GET /info"
    );
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json()["message"], message);
    assert_eq!(answer.header("Api-Version"), None);
}

#[test]
fn a_plugin_that_allows_is_listed_by_the_engine() {
    let engine = engine(Ruling::Allow);
    let info = engine.ask(&Request::get("/info")).json();
    assert_eq!(info["Plugins"]["Authorization"][0], engine.plugin().name());
    assert_eq!(engine.snapshot(), engine.snapshot());
}

#[test]
fn several_engines_have_plugins_that_do_not_know_of_each_other() {
    let [strict, lax] = [engine(Ruling::Deny), engine(Ruling::Allow)];
    assert_ne!(strict.plugin().name(), lax.plugin().name());
    assert_eq!(strict.ask(&Request::get("/_ping")).status, 403);
    assert_eq!(lax.ask(&Request::get("/_ping")).status, 200);
}

#[test]
fn a_plugin_that_hangs_makes_the_engine_silent_until_it_rules_otherwise() {
    let engine = engine(Ruling::Hang);
    let mut stream = UnixStream::connect(engine.socket()).expect("the engine accepts");
    stream
        .write_all(Request::get("/_ping").text().as_bytes())
        .expect("the request leaves");
    let moment = Some(Duration::from_millis(300));
    stream
        .set_read_timeout(moment)
        .expect("a socket takes a timeout");
    let silence = stream.read(&mut [0; 64]).expect_err("silence");
    assert_eq!(silence.kind(), ErrorKind::WouldBlock);

    engine.plugin().rule(Ruling::Allow);
    assert_eq!(engine.ask(&Request::get("/_ping")).status, 200);
}

#[test]
fn a_plugin_that_is_gone_costs_fifteen_seconds_and_a_500() {
    let mut engine = engine(Ruling::Allow);
    engine.stop_plugin();
    let asked = Instant::now();
    let answer = engine.ask(&Request::get("/_ping"));
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("connection refused"), "{answer:?}");
    assert!(
        asked.elapsed() > GIVES_UP_AFTER / 2,
        "{:?}",
        asked.elapsed()
    );
}

fn engine(ruling: Ruling) -> Dockerd {
    DockerdConfig {
        authorization: Some(ruling),
        ..DockerdConfig::default()
    }
    .start()
}
