//! nginx with the holes that people leave in it, and the ways its port can speak.

use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::http::Request;
use crate::support::docker::nginx::{Backend, Front, Gate, NginxConfig, Protocols, Verify};
use crate::support::docker::openssl;
use crate::support::docker::pki::{Client, PKI};
use crate::support::docker::tls_client::TlsClient;

#[test]
fn a_refusal_can_look_like_success() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        refuses_with_200: true,
        ..config(&engine)
    }
    .start();
    let anonymous = TlsClient::anonymous(front.address());
    let answer = anonymous.ask(&Request::get("/info")).answer();
    assert_eq!((answer.status, answer.body.as_str()), (200, "[]"));
    assert!(!answer.is_from_engine());
}

#[test]
fn ping_and_version_can_be_open_and_the_rest_closed() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        verify: Verify::Optional,
        gate: Gate::Verified,
        exempts_ping: true,
        ..config(&engine)
    }
    .start();
    let anonymous = TlsClient::anonymous(front.address());
    for (target, status) in [
        ("/_ping", 200),
        ("/version", 200),
        ("/info", 403),
        ("/containers/json", 403),
    ] {
        let answer = anonymous.ask(&Request::get(target)).answer();
        assert_eq!(answer.status, status, "{target}");
    }
}

#[test]
fn a_path_filter_has_a_way_around_it() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        denied_uris: Some("^/containers"),
        ..config(&engine)
    }
    .start();
    let client = TlsClient::with(front.address(), &PKI.client(Client::Good));
    for (target, status) in [
        ("/containers/json", 403),
        ("/v1.41/containers/json", 200),
        ("/%63ontainers/json", 200),
    ] {
        let answer = client.ask(&Request::get(target)).answer();
        assert_eq!(answer.status, status, "{target}");
    }
}

#[test]
fn an_engine_can_be_hidden() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        hides_engine: true,
        ..config(&engine)
    }
    .start();
    let client = TlsClient::with(front.address(), &PKI.client(Client::Good));
    let answer = client.ask(&Request::get("/_ping")).answer();
    assert_eq!(answer.body, "OK");
    assert!(!answer.is_from_engine());
}

#[test]
fn a_second_name_on_the_port_lets_in_the_anonymous() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        open_name: Some("open.example"),
        ..config(&engine)
    }
    .start();
    let client = TlsClient {
        name: String::from("localhost"),
        ..TlsClient::anonymous(front.address())
    };
    for (host, status) in [("localhost", 400), ("open.example", 200)] {
        let answer = client.ask(&Request::get("/_ping").host(host)).answer();
        assert_eq!(answer.status, status, "{host}");
    }
}

#[test]
fn plain_http_can_be_sent_on_to_https() {
    for front in [Front::TlsOrRedirect, Front::Redirect] {
        let front = NginxConfig {
            front,
            ..NginxConfig::new(Backend::Dead)
        }
        .start();
        let answer = Request::get("/_ping")
            .over_tcp(front.address())
            .expect("HTTP");
        let place = format!("https://docker:{}/_ping", front.address().port());
        assert_eq!(
            (answer.status, answer.header("Location")),
            (301, Some(place.as_str()))
        );
    }
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        front: Front::Plain,
        ..config(&engine)
    }
    .start();
    let answer = Request::get("/_ping")
        .over_tcp(front.address())
        .expect("HTTP");
    assert!(answer.is_from_engine());
}

#[test]
fn old_protocols_are_spoken_where_they_are_enabled() {
    for (protocols, version, cipher, accepted) in [
        (Protocols::Current, "-tls1", "ALL:@SECLEVEL=0", false),
        (Protocols::Old, "-tls1", "ALL:@SECLEVEL=0", true),
        (Protocols::Old, "-tls1_1", "ALL:@SECLEVEL=0", true),
        (Protocols::Old, "-tls1_2", "eNULL:@SECLEVEL=0", false),
        (Protocols::Unencrypted, "-tls1_2", "eNULL:@SECLEVEL=0", true),
        (Protocols::Only12, "-tls1_2", "ALL", true),
        (Protocols::Only12, "-tls1_3", "ALL", false),
        (Protocols::Only13, "-tls1_2", "ALL", false),
        (Protocols::Only13, "-tls1_3", "ALL", true),
    ] {
        let front = NginxConfig {
            protocols,
            ..NginxConfig::new(Backend::Dead)
        }
        .start();
        let address = front.address().to_string();
        let command = [
            "s_client", "-connect", &address, version, "-cipher", cipher, "-brief",
        ];
        let connected = openssl::succeeds(&command);
        assert_eq!(connected, accepted, "{protocols:?} {version} {cipher}");
    }
}

fn config(engine: &Dockerd) -> NginxConfig {
    NginxConfig::new(Backend::Socket(engine.socket()))
}
