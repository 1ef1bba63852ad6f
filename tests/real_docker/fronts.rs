//! Fronts before an engine that guard it well, badly or not at all: rows 6 to 15, 33 and 34 of the
//! table of verdicts.

use crate::check::Check;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::haproxy::{Bind, HaproxyConfig};
use crate::support::docker::nginx::{Backend, Front, Gate, NginxConfig, Verify};
use crate::support::docker::pki::{Client, PKI, Server};
use crate::verdict::{Verdict, assert_all, critical, ok, warning};

#[test]
fn every_way_to_ask_for_certificates_in_nginx_has_its_verdict() {
    let engine = DockerdConfig::default().start();
    let open = critical(&["lets the anonymous in all the same"]);
    let stranger = critical(&["accepts a self-signed certificate"]);
    for (verify, gate, verdict) in [
        (
            Verify::On,
            Gate::Open,
            ok(&["nobody else", "HTTP 400 from nginx"]).says(&[
                "12 of 12 tries of outsiders refused: HTTP 400",
                "from nginx",
                "The plain HTTP request was sent to HTTPS port",
            ]),
        ),
        (Verify::Optional, Gate::Open, open.clone()),
        (
            Verify::Optional,
            Gate::Verified,
            ok(&["nobody else", "HTTP 403"]).says(&["12 of 12 tries"]),
        ),
        (
            Verify::Off,
            Gate::Open,
            critical(&["asks nobody for a certificate and lets everybody in"]),
        ),
        (Verify::OptionalNoCa, Gate::Open, open.clone()),
        (
            Verify::OptionalNoCa,
            Gate::Presented,
            stranger.clone().never_says(&["lets the anonymous in"]),
        ),
        (
            Verify::OptionalNoCa,
            Gate::IssuerName,
            critical(&["accepts a certificate whose issuer is forged"])
                .never_says(&["accepts a self-signed", "lets the anonymous in"]),
        ),
        (Verify::OptionalNoCa, Gate::Verified, ok(&["nobody else"])),
    ] {
        let front = NginxConfig {
            verify,
            gate,
            ..config(&engine)
        }
        .start();
        assert_all([((verify, gate), Check::good(front.address()), verdict)]);
    }
}

#[test]
fn every_way_to_ask_for_certificates_in_haproxy_has_its_verdict() {
    let engine = DockerdConfig::default().start();
    for (bind, verdict) in [
        (
            Bind::Required,
            ok(&["nobody else", "alert"]).says(&[
                "12 of 12 tries",
                "plain HTTP on the same port gets no answer",
            ]),
        ),
        (
            Bind::Optional,
            critical(&["lets the anonymous in all the same"])
                .never_says(&["accepts a self-signed", "is forged"]),
        ),
        (
            Bind::RequiredAnything,
            critical(&["accepts a self-signed certificate"]).never_says(&["lets the anonymous in"]),
        ),
    ] {
        let identity = PKI.server(Server::Good);
        let front = HaproxyConfig::with_tls(engine.socket(), identity, bind).start();
        assert_all([(bind, Check::good(front.address()), verdict)]);
    }
}

#[test]
fn a_refusal_that_looks_like_success_is_no_engine_and_no_refusal() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        refuses_with_200: true,
        ..config(&engine)
    }
    .start();
    let portal = NginxConfig {
        refuses_with_200: true,
        ..NginxConfig::new(Backend::Dead)
    }
    .start();
    assert_all([
        (
            "as the right client",
            Check::good(front.address()),
            warning(&["HTTP 200 from nginx", "neither the engine nor a refusal"]),
        ),
        (
            "as an outsider",
            Check::outsider(portal.address()),
            warning(&["HTTP 200 from nginx", "neither the engine nor a refusal"]),
        ),
        (
            "a good certificate that is refused with 200",
            Check::tls(front.address()).by(&PKI.client(Client::OtherCa)),
            critical(&["is no Docker API: HTTP 200 from nginx"]),
        ),
    ]);
}

#[test]
fn an_engine_without_its_headers_is_still_recognised() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        hides_engine: true,
        ..config(&engine)
    }
    .start();
    let open = NginxConfig {
        hides_engine: true,
        verify: Verify::Optional,
        ..config(&engine)
    }
    .start();
    assert_all([
        (
            "guarded",
            Check::good(front.address()),
            ok(&["Docker 20.10", "nobody else"]),
        ),
        (
            "open",
            Check::good(open.address()),
            critical(&["lets the anonymous in all the same"]),
        ),
    ]);
}

#[test]
fn a_door_that_is_open_for_ping_alone_is_told_apart() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        verify: Verify::Optional,
        gate: Gate::Verified,
        exempts_ping: true,
        ..config(&engine)
    }
    .start();
    let check = Check::good(front.address());
    let meant = check.clone().options(&["--allow-anonymous-ping"]);
    let outside = Check::outsider(front.address());
    let ping = warning(&["lets an anonymous client ask /_ping"]);
    assert_all([
        ("not meant", check, ping.clone()),
        ("meant", meant, ok(&["nobody else"]).says(&["as intended"])),
        ("from outside", outside, ping),
    ]);
}

#[test]
fn an_engine_that_is_down_is_no_proof_of_its_fronts_refusals() {
    let front = NginxConfig::new(Backend::Dead).start();
    let mut engine = DockerdConfig::default().start();
    let proxy =
        HaproxyConfig::with_tls(engine.socket(), PKI.server(Server::Good), Bind::Required).start();
    engine.kill();
    let down = |status| {
        critical(&["the engine behind", "is down", status])
            .says(&["[UNKNOWN] who else gets in"])
            .never_says(&["outsiders refused"])
    };
    assert_all([
        (
            "nginx",
            Check::good(front.address()),
            down("HTTP 502 from nginx"),
        ),
        (
            "haproxy",
            Check::good(proxy.address()),
            down("HTTP 503 from haproxy"),
        ),
    ]);
}

#[test]
fn a_redirect_is_told_and_never_followed() {
    let engine = DockerdConfig::default().start();
    let elsewhere: Verdict = critical(&["is no Docker API: HTTP 301 redirects to https://"]);
    for (front, check, verdict) in [
        (
            Front::TlsOrRedirect,
            Check::good as fn(_) -> _,
            ok(&["nobody else"]).says(&["plain HTTP on the same port is refused: HTTP 301"]),
        ),
        (
            Front::Redirect,
            |address| Check::plain(address).options(&["--allow-plain-http"]),
            elsewhere,
        ),
        (
            Front::Redirect,
            Check::plain,
            ok(&["lets nobody in without credentials"])
                .says(&["redirects to https://", "not followed"]),
        ),
    ] {
        let server = NginxConfig {
            front,
            ..config(&engine)
        }
        .start();
        assert_all([(front, check(server.address()), verdict)]);
    }
}

fn config(engine: &Dockerd) -> NginxConfig {
    NginxConfig::new(Backend::Socket(engine.socket()))
}
