//! `check_docker_api`: what its memory still has of each secret once the run is done with them.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::frozen::Frozen;
use crate::needles::Needles;
use crate::papers::{PASSWORD, Papers, password, private_part};
use crate::plugin::check_docker_api;
use crate::support::docker::fake::{Clients, FakeConfig, FakeEngine, FakeTls};
use crate::support::docker::pki::{Client, KeyKind, Leaf, PKI};

const TOKEN: &str = "eyJ-thistle.under-nine-bridges.walks-home";

fn engine(clients: Clients) -> FakeEngine {
    FakeConfig {
        tls: Some(FakeTls {
            clients,
            ..FakeTls::default()
        }),
        ..FakeConfig::default()
    }
    .start()
}

fn told(home: &TempDir, engine: &FakeEngine, options: &[(&str, &Path)]) -> Command {
    let mut command = check_docker_api();
    command.env("HOME", home.path()).args(["-vvv", "-t", "20"]);
    for (option, file) in options {
        command.arg(option).arg(file);
    }
    command.arg(format!("https://{}", engine.address()));
    command
}

fn forgets(title: &str, command: &mut Command, needles: &Needles, says: &str) {
    let (found, thawed) = Frozen::at_its_answer(command).remembered(needles);
    assert!(thawed.stdout.contains(says), "{title}: {}", thawed.stdout);
    assert!(
        needles.found_in(thawed.stdout.as_bytes()).is_empty(),
        "{title}: {}",
        thawed.stdout
    );
    assert!(found.is_empty(), "{title}: {found:#?}");
}

#[test]
fn a_client_key_is_forgotten_with_the_answer() {
    let home = tempfile::tempdir().expect("a folder can be made");
    for key in [KeyKind::P256, KeyKind::Rsa2048] {
        let identity = PKI.issue(&Leaf {
            key,
            ..Leaf::client()
        });
        let engine = engine(Clients::Required);
        let mut command = told(&home, &engine, &[("--cert-path", identity.cert_path())]);
        let pem = fs::read_to_string(identity.key()).expect("a key can be read");
        let needles = Needles::default().key("private key", &private_part(&pem));
        forgets("client key", &mut command, &needles, "DOCKER_API OK");
    }
}

#[test]
fn a_password_and_a_token_are_forgotten_with_the_answer() {
    let (home, papers) = (
        tempfile::tempdir().expect("a folder can be made"),
        Papers::new(),
    );
    let engine = engine(Clients::NotAsked);
    let identity = PKI.client(Client::Good);
    let ca = identity.ca();
    let file = papers.write("secret", &format!("{PASSWORD}\n"));
    let mut by_password = told(
        &home,
        &engine,
        &[("--tlscacert", &ca), ("--password-file", &file)],
    );
    by_password.args(["--user", "probe"]);
    // The engine lets everybody in, which is beside the point.
    forgets(
        "password",
        &mut by_password,
        &password(),
        "DOCKER_API CRITICAL",
    );
    let file = papers.write("token", &format!("{TOKEN}\n"));
    let mut by_token = told(
        &home,
        &engine,
        &[("--tlscacert", &ca), ("--token-file", &file)],
    );
    let needles = Needles::default().text("token", TOKEN);
    forgets("token", &mut by_token, &needles, "DOCKER_API CRITICAL");
}
