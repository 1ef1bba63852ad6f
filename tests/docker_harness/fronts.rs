//! nginx before a real engine: whom each way to verify lets in, and how it words a refusal.

use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::http::Request;
use crate::support::docker::nginx::{Backend, Gate, NginxConfig, Verify};
use crate::support::docker::pki::{Client, Leaf, PKI, Signer};
use crate::support::docker::tls_client::TlsClient;

/// In the order of the tables: nobody, another authority, self-signed, expired, good.
const CLIENTS: [Option<Client>; 5] = [
    None,
    Some(Client::OtherCa),
    Some(Client::SelfSigned),
    Some(Client::Expired),
    Some(Client::Good),
];

#[test]
fn each_way_to_verify_lets_in_whom_it_is_known_to() {
    let engine = DockerdConfig::default().start();
    for (verify, gate, statuses) in [
        (Verify::On, Gate::Open, [400, 400, 400, 400, 200]),
        (Verify::Optional, Gate::Open, [200, 400, 400, 400, 200]),
        (Verify::Optional, Gate::Verified, [403, 400, 400, 400, 200]),
        (Verify::Off, Gate::Open, [200, 200, 200, 200, 200]),
        (Verify::OptionalNoCa, Gate::Open, [200, 200, 200, 400, 200]),
        (
            Verify::OptionalNoCa,
            Gate::Presented,
            [403, 200, 200, 400, 200],
        ),
        (
            Verify::OptionalNoCa,
            Gate::IssuerName,
            [403, 403, 403, 400, 200],
        ),
    ] {
        let front = NginxConfig {
            verify,
            gate,
            ..config(&engine)
        }
        .start();
        let seen = CLIENTS.map(|client| {
            let identity = client.map(|case| PKI.client(case));
            let client = TlsClient {
                identity,
                ..TlsClient::anonymous(front.address())
            };
            client.ask(&Request::get("/_ping")).answer().status
        });
        assert_eq!(seen, statuses, "{verify:?} {gate:?}\n{}", front.log());
    }
}

#[test]
fn a_front_that_compares_the_issuer_lets_in_a_forged_one() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        verify: Verify::OptionalNoCa,
        gate: Gate::IssuerName,
        ..config(&engine)
    }
    .start();
    for (common_name, signer, names_issuer_key, status) in [
        ("gatewatch test authority", Signer::Itself, true, 200),
        ("gatewatch test authority", Signer::Itself, false, 200),
        ("anybody", Signer::SameName, true, 200),
        // OpenSSL takes the trusted authority for its issuer and finds the signature wrong.
        ("anybody", Signer::SameName, false, 400),
    ] {
        let leaf = Leaf {
            common_name,
            signer,
            names_issuer_key,
            ..Leaf::client()
        };
        let client = TlsClient::with(front.address(), &PKI.issue(&leaf));
        let answer = client.ask(&Request::get("/_ping")).answer();
        assert_eq!(answer.status, status, "{leaf:?}");
        assert_eq!(answer.is_from_engine(), status == 200, "{answer:?}");
    }
}

#[test]
fn a_refusal_is_a_page_of_nginx_in_words() {
    let front = NginxConfig::new(Backend::Dead).start();
    let anonymous = TlsClient::anonymous(front.address());
    let answer = anonymous.ask(&Request::get("/_ping")).answer();
    assert!(answer.body.contains("No required SSL certificate was sent"));
    let stranger = TlsClient::with(front.address(), &PKI.client(Client::OtherCa));
    let answer = stranger.ask(&Request::get("/_ping")).answer();
    assert!(answer.body.contains("The SSL certificate error"));
    let plain = Request::get("/_ping")
        .over_tcp(front.address())
        .expect("HTTP");
    assert!(
        plain
            .body
            .contains("The plain HTTP request was sent to HTTPS port")
    );
    let good = TlsClient::with(front.address(), &PKI.client(Client::Good));
    assert_eq!(good.ask(&Request::get("/_ping")).answer().status, 502);
}

#[test]
fn a_revoked_certificate_is_refused() {
    let engine = DockerdConfig::default().start();
    let [good, revoked] = [PKI.client(Client::Good), PKI.client(Client::Good)];
    let front = NginxConfig {
        revoked: vec![revoked.clone()],
        ..config(&engine)
    }
    .start();
    for (identity, status) in [(&good, 200), (&revoked, 400)] {
        let client = TlsClient::with(front.address(), identity);
        assert_eq!(client.ask(&Request::get("/_ping")).answer().status, status);
        let client = TlsClient::with(engine.address(), identity);
        assert_eq!(client.ask(&Request::get("/_ping")).answer().status, 200);
    }
}

#[test]
fn a_password_is_asked_for_by_401() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        verify: Verify::Off,
        basic_auth: Some(("monitor", "right")),
        ..config(&engine)
    }
    .start();
    let client = TlsClient::anonymous(front.address());
    let answer = client.ask(&Request::get("/_ping")).answer();
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.header("WWW-Authenticate"),
        Some("Basic realm=\"Docker API\"")
    );
    for (credentials, status) in [("bW9uaXRvcjpyaWdodA==", 200), ("bW9uaXRvcjp3cm9uZw==", 401)] {
        let request =
            Request::get("/_ping").header("Authorization", &format!("Basic {credentials}"));
        assert_eq!(client.ask(&request).answer().status, status);
    }
}

fn config(engine: &Dockerd) -> NginxConfig {
    NginxConfig::new(Backend::Socket(engine.socket()))
}
