//! The fake engine: ordinary, hostile, and cut short.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::{AlertDescription, version};

use crate::support::docker::fake::answers::Ordinary;
use crate::support::docker::fake::{
    Clients, End, FakeConfig, FakeEngine, FakeTls, Listen, Stage, hostile,
};
use crate::support::docker::http::Request;
use crate::support::docker::pki::{Client, PKI};
use crate::support::docker::tls_client::{Ending, TlsClient, VERSIONS};

/// More of an endless answer than anybody should read.
const ENOUGH: usize = 1024 * 1024;

#[test]
fn it_answers_like_an_engine_on_tcp_and_on_a_unix_socket() {
    let fake = FakeConfig::default().start();
    let answer = Request::get("/_ping")
        .over_tcp(fake.address())
        .expect("HTTP");
    assert_eq!((answer.status, answer.body.as_str()), (200, "OK"));
    assert!(answer.is_from_engine());

    let fake = FakeConfig {
        listen: Listen::UnixSocket,
        script: Ordinary::recent().script(),
        ..FakeConfig::default()
    }
    .start();
    let answer = Request::get("/v1.41/info")
        .over_socket(&fake.socket())
        .expect("HTTP");
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("client version 1.41 is too old"));
    let version = Request::get("/version")
        .over_socket(&fake.socket())
        .expect("HTTP");
    assert_eq!(version.json()["MinAPIVersion"], "1.44");
}

#[test]
fn it_speaks_tls_and_remembers_who_came_and_what_was_said() {
    for version in VERSIONS {
        let fake = with_tls(FakeTls {
            versions: vec![version],
            ..FakeTls::default()
        });
        let client = TlsClient {
            name: String::from("localhost"),
            ..TlsClient::with(fake.address(), &PKI.client(Client::Good))
        };
        assert_eq!(client.ask(&Request::get("/info")).answer().status, 200);
        let seen = fake.seen();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].sni.as_deref(), Some("localhost"));
        assert!(seen[0].certificate.is_some());
        let request = seen[0].request.as_deref();
        assert_eq!(request, Ok(Request::get("/info").text().as_str()));
    }
}

#[test]
fn it_speaks_no_other_version_of_tls_than_it_is_told() {
    let fake = with_tls(FakeTls {
        versions: vec![&version::TLS13],
        ..FakeTls::default()
    });
    let client = TlsClient::with(fake.address(), &PKI.client(Client::Good));
    let refused = client.version(&version::TLS12).ask(&Request::get("/_ping"));
    assert_eq!(refused.alert(), AlertDescription::ProtocolVersion);
}

#[test]
fn its_alert_comes_before_a_reset_however_late_that_is() {
    for delay in [Duration::ZERO, Duration::from_millis(20)] {
        let fake = with_tls(FakeTls {
            delay,
            ..FakeTls::default()
        });
        for version in VERSIONS {
            for _ in 0..20 {
                let anonymous = TlsClient::anonymous(fake.address()).version(version);
                let alert = anonymous.ask(&Request::get("/_ping")).alert();
                assert_eq!(alert, AlertDescription::CertificateRequired);
            }
        }
    }
}

#[test]
fn optional_certificates_are_optional() {
    let fake = with_tls(FakeTls {
        clients: Clients::Optional,
        ..FakeTls::default()
    });
    let anonymous = TlsClient::anonymous(fake.address());
    assert_eq!(anonymous.ask(&Request::get("/_ping")).answer().status, 200);
    let stranger = TlsClient::with(fake.address(), &PKI.client(Client::OtherCa));
    let alert = stranger.ask(&Request::get("/_ping")).alert();
    assert_eq!(alert, AlertDescription::UnknownCA);
}

#[test]
fn a_connection_is_cut_at_every_stage() {
    for stage in [Stage::Accepted, Stage::FirstBytes, Stage::Handshake] {
        for end in [End::Eof, End::Reset] {
            let fake = FakeConfig {
                tls: Some(FakeTls::default()),
                cut: Some((stage, end)),
                ..FakeConfig::default()
            }
            .start();
            let client = TlsClient::with(fake.address(), &PKI.client(Client::Good));
            let ending = client.ask(&Request::get("/_ping"));
            assert!(
                matches!(ending, Ending::Closed),
                "{stage:?} {end:?}: {ending:?}"
            );
        }
    }
}

#[test]
fn hostile_answers_end_or_go_on_as_they_are_named() {
    for (name, steps) in hostile::all() {
        let fake = FakeConfig::always(steps).start();
        let mut stream = TcpStream::connect(fake.address()).expect("the engine accepts");
        stream
            .write_all(Request::get("/_ping").text().as_bytes())
            .expect("the request leaves");
        let (bytes, error) = read_some(&mut stream);
        let is_reset = error == Some(ErrorKind::ConnectionReset);
        assert_eq!(is_reset, name.starts_with("reset"), "{name}: {error:?}");
        let is_silent = name.contains("silence") || name.starts_with("slow");
        assert_eq!(
            error == Some(ErrorKind::WouldBlock),
            is_silent,
            "{name}: {error:?}"
        );
        let is_endless = ["endless", "flood", "chunk of", "10 MB", "a hundred"]
            .iter()
            .any(|word| name.starts_with(word));
        assert_eq!(bytes >= ENOUGH, is_endless, "{name}: {bytes} bytes");
    }
}

/// At most [`ENOUGH`] bytes within a second, and why there are no more.
fn read_some(stream: &mut TcpStream) -> (usize, Option<ErrorKind>) {
    let deadline = Instant::now() + Duration::from_secs(1);
    let mut bytes = 0;
    let mut buffer = vec![0; 64 * 1024];
    while bytes < ENOUGH {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return (bytes, Some(ErrorKind::WouldBlock));
        }
        stream
            .set_read_timeout(Some(left))
            .expect("a socket takes a timeout");
        match stream.read(&mut buffer) {
            Ok(0) => return (bytes, None),
            Ok(count) => bytes += count,
            Err(error) => return (bytes, Some(error.kind())),
        }
    }
    (bytes, None)
}

fn with_tls(tls: FakeTls) -> FakeEngine {
    FakeConfig {
        tls: Some(tls),
        ..FakeConfig::default()
    }
    .start()
}
