//! Passwords and tokens: row 28 of the table of verdicts, and that they go nowhere but to a server
//! that has proved who it is.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::{Clients, FakeConfig, FakeEngine, FakeTls};
use crate::support::docker::nginx::{Backend, NginxConfig, Verify};
use crate::support::docker::pki::{Client, PKI, Server};
use crate::verdict::{assert_all, critical, ok, unknown};

#[test]
fn a_password_that_is_right_wrong_or_missing() {
    let engine = DockerdConfig::default().start();
    let config = NginxConfig {
        verify: Verify::Off,
        basic_auth: Some(("probe", "right")),
        ..NginxConfig::new(Backend::Socket(engine.socket()))
    };
    let front = config.start();
    let open = NginxConfig {
        basic_auth: None,
        ..config.clone()
    }
    .start();
    let both = NginxConfig {
        verify: Verify::On,
        ..config
    }
    .start();
    let (right, wrong) = (secret("right\n"), secret("wrong\n"));
    let with = |check: Check, file: &Secret| {
        check
            .options(&["--user", "probe"])
            .file("--password-file", &file.1)
    };
    let address = front.address();
    assert_all([
        (
            "right",
            with(Check::outsider(address), &right),
            ok(&["lets the right client in and nobody else", "HTTP 401"]),
        ),
        (
            "wrong",
            with(Check::outsider(address), &wrong),
            critical(&["refuses our credentials", "HTTP 401"]).says(&["[UNKNOWN] who else"]),
        ),
        (
            "none",
            Check::outsider(address),
            ok(&["lets nobody in without credentials", "HTTP 401"]),
        ),
        (
            "right, where nobody asks for it",
            with(Check::outsider(open.address()), &right),
            critical(&["lets the anonymous in"]),
        ),
        (
            "certificate and password",
            with(Check::good(both.address()), &right),
            ok(&["lets the right client in and nobody else", "HTTP 400"]),
        ),
        (
            "certificate and password, and another certificate of the same authority",
            with(Check::good(both.address()), &right).refusing(&PKI.client(Client::Rsa)),
            critical(&["still accepts the certificate of --refuse-cert"]),
        ),
        (
            "certificate and the wrong password",
            with(Check::good(both.address()), &wrong),
            critical(&["refuses our credentials", "HTTP 401"]),
        ),
        (
            "certificate without the password",
            Check::good(both.address()),
            critical(&["refuses our client certificate", "HTTP 401"]),
        ),
    ]);
}

#[test]
fn a_secret_is_sent_to_a_verified_server_once_a_page() {
    let engine = engine(Server::Good);
    let (password, token) = (secret("right\n"), secret("a.token\n"));
    let by_password = Check::outsider(engine.address())
        .options(&["--user", "probe"])
        .file("--password-file", &password.1);
    by_password.run();
    // probe:right
    assert_eq!(heard(&engine, "Authorization: Basic cHJvYmU6cmlnaHQ="), 3);
    let by_token = Check::outsider(engine.address()).file("--token-file", &token.1);
    by_token.run();
    assert_eq!(heard(&engine, "Authorization: Bearer a.token"), 3);
    assert_eq!(heard(&engine, "authorization:"), 6);
}

#[test]
fn a_secret_is_not_sent_to_a_server_that_does_not_verify() {
    let password = secret("right\n");
    for case in [
        Server::Expired,
        Server::WrongName,
        Server::OtherCa,
        Server::SelfSigned,
        Server::IntermediateNotSent,
    ] {
        let engine = engine(case);
        let check = Check::outsider(engine.address())
            .options(&["--user", "probe"])
            .file("--password-file", &password.1);
        assert_all([(
            case,
            check,
            critical(&["server certificate"])
                .says(&["our credentials were not sent", "[UNKNOWN] who else"]),
        )]);
        assert_eq!(heard(&engine, "authorization:"), 0, "{case:?}");
    }
}

#[test]
fn a_secret_is_not_sent_in_clear() {
    let engine = FakeConfig::default().start();
    let identity = PKI.client(Client::Good);
    let password = secret("right\n");
    let with = |check: Check| {
        check
            .options(&["--user", "probe"])
            .file("--password-file", &password.1)
    };
    let plain = Check::of(&format!("http://{}", engine.address()));
    let meant = with(plain.clone()).options(&["--allow-plain-http"]);
    let refused = unknown(&["--user needs TLS"]);
    assert_all([
        ("http://", with(plain), refused.clone()),
        ("whatever is allowed", meant, refused),
    ]);
    assert!(engine.seen().is_empty());

    // TLS wanted, and the port speaks plain HTTP.
    let check = with(Check::tls(engine.address()).file("--tlscacert", &identity.ca()));
    assert_all([("https://", check, critical(&["plain HTTP"]))]);
    assert_eq!(heard(&engine, "authorization:"), 0);
}

type Secret = (TempDir, PathBuf);

fn secret(text: &str) -> Secret {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("secret");
    std::fs::write(&file, text).expect("a file can be written");
    (folder, file)
}

fn engine(case: Server) -> FakeEngine {
    FakeConfig {
        tls: Some(FakeTls {
            identity: PKI.server(case),
            clients: Clients::NotAsked,
            ..FakeTls::default()
        }),
        ..FakeConfig::default()
    }
    .start()
}

/// How many requests had these words, whatever their case.
fn heard(engine: &FakeEngine, words: &str) -> usize {
    let seen = engine.seen();
    let requests = seen.iter().filter_map(|seen| seen.request.as_ref().ok());
    requests
        .filter(|request| request.to_lowercase().contains(&words.to_lowercase()))
        .count()
}
