//! haproxy as the socket proxy, and with client certificates.

use rustls::AlertDescription;

use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::haproxy::{Bind, Haproxy, HaproxyConfig, SECTIONS};
use crate::support::docker::http::{Answer, Request};
use crate::support::docker::pki::{Client, PKI, Server};
use crate::support::docker::tls_client::{Ending, TlsClient, VERSIONS};

const NOBODY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn the_default_proxy_passes_ping_version_and_events_alone() {
    let engine = DockerdConfig::default().start();
    let proxy = HaproxyConfig::new(engine.socket()).start();
    for open in [
        "/_ping",
        "/version",
        "/v1.41/version",
        "/events?since=1&until=2",
    ] {
        let answer = ask(&proxy, &Request::get(open));
        assert_eq!(answer.status, 200, "{open}: {answer:?}");
        assert!(answer.is_from_engine(), "{open}: {answer:?}");
    }
    for section in SECTIONS {
        let closed = !["PING", "VERSION", "EVENTS"].contains(&section);
        let target = format!("/{}/zz", section.to_lowercase());
        if closed {
            is_denied(&ask(&proxy, &Request::get(&target)));
        }
    }
    let denied = ask(&proxy, &Request::get("/containers/json"));
    assert_eq!(
        denied.head,
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 93\r\ncache-control: no-cache\r\n\
         content-type: text/html\r\nconnection: close"
    );
    assert_eq!(
        denied.body,
        "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n\
         </body></html>\n"
    );
}

#[test]
fn a_section_is_on_for_numbers_and_off_for_words() {
    let engine = DockerdConfig::default().start();
    for (value, status) in [
        ("1", 200),
        ("01", 200),
        ("2", 200),
        ("-1", 200),
        ("1 ", 200),
        ("0", 403),
        ("", 403),
        ("true", 403),
        ("yes", 403),
        ("on", 403),
        ("\"1\"", 403),
    ] {
        let proxy = with(&engine, &[("CONTAINERS", value)]);
        let answer = ask(&proxy, &Request::get("/containers/json"));
        assert_eq!(answer.status, status, "CONTAINERS={value}");
    }
}

#[test]
fn actions_want_post_as_well() {
    let engine = DockerdConfig::default().start();
    let start = Request::post(&format!("/containers/{NOBODY}/start"), "");
    is_denied(&ask(&with(&engine, &[("ALLOW_START", "1")]), &start));

    let proxy = with(&engine, &[("ALLOW_START", "1"), ("POST", "1")]);
    let reached = ask(&proxy, &start);
    assert_eq!(reached.status, 404);
    assert!(reached.is_from_engine(), "{reached:?}");
    let stop = Request::post(&format!("/containers/{NOBODY}/stop"), "");
    is_denied(&ask(&proxy, &stop));
}

#[test]
fn a_proxy_without_its_engine_says_503() {
    let mut engine = DockerdConfig::default().start();
    let proxy = HaproxyConfig::new(engine.socket()).start();
    engine.kill();
    assert_eq!(ask(&proxy, &Request::get("/_ping")).status, 503);
}

#[test]
fn a_bind_line_that_requires_certificates_refuses_with_alerts_of_its_own() {
    let engine = DockerdConfig::default().start();
    let front = tls_front(&engine, Bind::Required);
    for version in VERSIONS {
        for (client, alert) in [
            (Client::SelfSigned, AlertDescription::UnknownCA),
            (Client::OtherCa, AlertDescription::UnknownCA),
            (Client::Expired, AlertDescription::CertificateExpired),
            (
                Client::ServerUsage,
                AlertDescription::UnsupportedCertificate,
            ),
        ] {
            let identity = PKI.client(client);
            let asker = TlsClient::with(front.address(), &identity).version(version);
            assert_eq!(
                asker.ask(&Request::get("/_ping")).alert(),
                alert,
                "{client:?}"
            );
        }
        let good = TlsClient::with(front.address(), &PKI.client(Client::Good)).version(version);
        assert!(good.ask(&Request::get("/_ping")).answer().is_from_engine());
    }
    let anonymous = TlsClient::anonymous(front.address());
    let alert = anonymous.ask(&Request::get("/_ping")).alert();
    assert_eq!(alert, AlertDescription::CertificateRequired);
    Request::get("/_ping")
        .over_tcp(front.address())
        .expect_err("plain HTTP gets no answer");
}

#[test]
fn softer_bind_lines_let_in_the_anonymous_or_anything_signed() {
    let engine = DockerdConfig::default().start();
    let optional = tls_front(&engine, Bind::Optional);
    let anonymous = TlsClient::anonymous(optional.address());
    assert!(
        anonymous
            .ask(&Request::get("/_ping"))
            .answer()
            .is_from_engine()
    );
    let forged = PKI.client(Client::SelfSigned);
    let refused = TlsClient::with(optional.address(), &forged).ask(&Request::get("/_ping"));
    assert!(matches!(refused, Ending::Alert(_)), "{refused:?}");

    let anything = tls_front(&engine, Bind::RequiredAnything);
    let accepted = TlsClient::with(anything.address(), &forged);
    assert!(
        accepted
            .ask(&Request::get("/_ping"))
            .answer()
            .is_from_engine()
    );
}

fn with(engine: &Dockerd, environment: &[(&'static str, &'static str)]) -> Haproxy {
    HaproxyConfig {
        environment: environment.to_vec(),
        ..HaproxyConfig::new(engine.socket())
    }
    .start()
}

fn tls_front(engine: &Dockerd, bind: Bind) -> Haproxy {
    HaproxyConfig::with_tls(engine.socket(), PKI.server(Server::Good), bind).start()
}

fn ask(proxy: &Haproxy, request: &Request) -> Answer {
    let answer = request.over_tcp(proxy.address());
    answer.unwrap_or_else(|error| panic!("{error}\n{}", proxy.log()))
}

fn is_denied(answer: &Answer) {
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(answer.header("Content-Type"), Some("text/html"));
    assert!(!answer.is_from_engine(), "{answer:?}");
}
