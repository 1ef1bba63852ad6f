//! The docker command's own settings, odd corners included: row 42 of the table of verdicts.

use std::fs;
use std::path::Path;

use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::check::Check;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig, Mode};
use crate::support::docker::pki::{Client, Identity, PKI, Server};
use crate::verdict::{assert_all, critical, ok, unknown};

#[test]
fn the_variables_of_the_docker_command_mean_what_they_mean_there() {
    let engine = DockerdConfig::default().start();
    let plain = plain();
    let identity = PKI.client(Client::Good);
    let host = format!("tcp://{}", engine.address());
    let at = |host: &str| {
        Check::default()
            .environment("DOCKER_HOST", host)
            .options(&["-v"])
    };
    let with = |check: Check| check.environment("DOCKER_CERT_PATH", identity.cert_path());
    let right = ok(&["lets the right client in and nobody else"]).says(&["DOCKER_HOST"]);
    let https = host.replace("tcp", "https");
    assert_all([
        (
            "verify=1",
            with(at(&host)).environment("DOCKER_TLS_VERIFY", "1"),
            right.clone(),
        ),
        (
            "verify=0 means yes",
            with(at(&host)).environment("DOCKER_TLS_VERIFY", "0"),
            right.clone(),
        ),
        ("https://", with(at(&https)), right),
        (
            "an empty verify means no",
            with(at(&host)).environment("DOCKER_TLS_VERIFY", ""),
            unknown(&["speaks TLS and was asked in clear", "https://"]),
        ),
        (
            "DOCKER_TLS means TLS without verification",
            with(at(&host)).environment("DOCKER_TLS", "0"),
            ok(&["nobody else"]).says(&["is not verified"]),
        ),
        (
            "plain HTTP",
            at(&format!("tcp://{}", plain.address())),
            critical(&["is unencrypted and lets everybody in"]),
        ),
        (
            "an empty folder",
            at(&host)
                .environment("DOCKER_TLS_VERIFY", "1")
                .environment("DOCKER_CERT_PATH", "/proc/self/fdinfo"),
            unknown(&["DOCKER_CERT_PATH", "holds none of ca.pem"]),
        ),
        (
            "the command line outranks",
            Check::good(engine.address()).environment("DOCKER_HOST", "tcp://127.0.0.1:1"),
            ok(&["nobody else"]),
        ),
    ]);
}

#[test]
fn schemes_and_ports_are_the_docker_commands() {
    let port = |target: &str| Check::of(target).options(&["-v", "-t", "2"]);
    assert_all([
        ("ssh", port("ssh://root@127.0.0.1"), unknown(&["ssh://"])),
        (
            "npipe",
            port("npipe:////./pipe/docker"),
            unknown(&["npipe://"]),
        ),
        (
            "tcp without a port is 2375 even with TLS",
            Check::of("tcp://127.0.0.9").environment("DOCKER_TLS_VERIFY", "1"),
            critical(&["nothing listens on 127.0.0.9:2375"]),
        ),
        (
            "https without a port is 443",
            port("https://127.0.0.9"),
            critical(&["127.0.0.9:443"]),
        ),
        (
            "an address alone",
            port("127.0.0.9"),
            critical(&["127.0.0.9:2376"]),
        ),
    ]);
}

#[test]
fn contexts_bring_host_certificates_and_whether_to_verify() {
    let engine = DockerdConfig::default().start();
    let unverifiable = DockerdConfig {
        identity: PKI.server(Server::OtherCa),
        ..DockerdConfig::default()
    }
    .start();
    let identity = PKI.client(Client::Good);
    let folder = tempfile::tempdir().expect("a folder can be made");
    context(&folder, "right", &engine, &identity, false);
    context(&folder, "careless", &unverifiable, &identity, true);
    context(&folder, "careful", &unverifiable, &identity, false);
    fs::write(
        folder.path().join("config.json"),
        json!({ "currentContext": "right" }).to_string(),
    )
    .expect("a file can be written");
    let check = || {
        Check::default()
            .environment("DOCKER_CONFIG", folder.path())
            .options(&["-v"])
    };
    let named = |name| check().options(&["--context", name]);
    let right = ok(&["lets the right client in and nobody else"]).says(&["context \"right\""]);
    assert_all([
        ("current", check(), right.clone()),
        ("named", named("right"), right.clone()),
        (
            "by environment",
            check().environment("DOCKER_CONTEXT", "right"),
            right,
        ),
        (
            "not verified",
            named("careless"),
            ok(&["nobody else"]).says(&["is not verified, as was asked"]),
        ),
        (
            "verified",
            named("careful"),
            critical(&["is issued by CN=another authority"]),
        ),
        (
            "unknown",
            named("nowhere"),
            unknown(&["there is no context \"nowhere\""]),
        ),
    ]);
}

fn plain() -> Dockerd {
    DockerdConfig {
        mode: Mode::Plain,
        ..DockerdConfig::default()
    }
    .start()
}

/// As `docker context create` lays it out.
fn context(folder: &TempDir, name: &str, engine: &Dockerd, identity: &Identity, skip: bool) {
    let id: String = Sha256::digest(name)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let contexts = folder.path().join("contexts");
    let (meta, tls) = (
        contexts.join("meta").join(&id),
        contexts.join("tls").join(&id).join("docker"),
    );
    let host = format!("tcp://{}", engine.address());
    let text = json!({
        "Name": name,
        "Metadata": {},
        "Endpoints": { "docker": { "Host": host, "SkipTLSVerify": skip } },
    });
    for made in [&meta, &tls] {
        fs::create_dir_all(made).expect("a folder can be made");
    }
    fs::write(meta.join("meta.json"), text.to_string()).expect("a file can be written");
    let copy = |from: &Path, name: &str| {
        fs::copy(from, tls.join(name)).expect("a file can be copied");
    };
    copy(&identity.ca(), "ca.pem");
    copy(&identity.certificate(), "cert.pem");
    copy(&identity.key(), "key.pem");
}
