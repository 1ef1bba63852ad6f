//! `check_openvpn`: what its memory still has of each secret once the run is done with them.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use crate::frozen::Frozen;
use crate::needles::Needles;
use crate::papers::{
    PASSWORD, Papers, USERNAME, client_key, login, password, private_part, static_key,
};
use crate::plugin::check_openvpn;
use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::pki::{Identity, KeyKind, Leaf, PKI};
use crate::support::server_config::{
    AuthScript, Cookie, Pool, ServerConfig, Transport, VerifyClient, Wrapping,
};

const TOKEN: &str = "SESS_ID_AT_willow-keeps-every-ferry-late";

fn server() -> ServerConfig {
    ServerConfig {
        auth: Some(AuthScript {
            user: USERNAME,
            password: PASSWORD,
            ..AuthScript::default()
        }),
        pool: Some(Pool::Subnet),
        push: vec![format!("auth-token {TOKEN}")],
        ..ServerConfig::default()
    }
}

/// A run that ends well and remembers nothing.
fn forgets(title: &str, command: &mut Command, needles: &Needles) {
    let (found, thawed) = Frozen::at_its_answer(command).remembered(needles);
    assert_eq!(thawed.exit_code, Some(0), "{title}: {}", thawed.stdout);
    assert!(
        needles.found_in(thawed.stdout.as_bytes()).is_empty(),
        "{title}: {}",
        thawed.stdout
    );
    assert!(found.is_empty(), "{title}: {found:#?}");
}

fn told(address: SocketAddr, options: &[(&str, &Path)]) -> Command {
    let mut command = check_openvpn();
    command.args(["-vvv", "-t", "20", "-p", &address.port().to_string()]);
    for (option, file) in options {
        command.arg(option).arg(file);
    }
    command.arg(address.ip().to_string());
    command
}

#[test]
fn a_static_key_is_in_memory_while_it_is_in_use() {
    let key = KeyFile::static_key();
    // A port that nobody reads from.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").expect("a port is free");
    let address = silent.local_addr().expect("it is bound");
    let frozen = Frozen::waiting(&mut told(address, &[("--tls-auth", &key.path())]));
    let needles = Needles::default().key("static key", &static_key(&key.path()));
    assert!(!frozen.remembers(&needles).is_empty());
}

#[test]
fn a_key_of_the_control_channel_is_forgotten_with_the_answer() {
    let (key, v2) = (KeyFile::static_key(), TlsCryptV2Keys::generate());
    let path = key.path();
    let digits = Papers::new();
    let bytes = static_key(&path);
    let half = |at: usize| -> String {
        let half = &bytes[at..at + 20];
        half.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    // A client of direction 1 signs with the second half and verifies with the first.
    let sends = format!("@{}", digits.write("client.hex", &half(192)).display());
    let receives = format!("@{}", digits.write("server.hex", &half(64)).display());
    let tls_auth = Wrapping::TlsAuth {
        key: path.clone(),
        direction: Some(0),
        digest: "SHA1",
    };
    let needles = || Needles::default().key("static key", &bytes);
    let v2_needles = Needles::default().key("client key", &client_key(&v2.client.path()));
    for (title, wrapping, options, needles) in [
        (
            "tls-auth",
            tls_auth.clone(),
            vec![("--tls-auth", &*path)],
            needles(),
        ),
        (
            "digits",
            tls_auth,
            vec![
                ("--digest-key-client", Path::new(&sends)),
                ("--digest-key-server", Path::new(&receives)),
            ],
            needles(),
        ),
        (
            "tls-crypt",
            Wrapping::TlsCrypt { key: path.clone() },
            vec![("--tls-crypt", &*path)],
            needles(),
        ),
        (
            "tls-crypt-v2",
            Wrapping::TlsCryptV2 {
                server_key: v2.server.path(),
                cookie: Cookie::Force,
            },
            vec![("--tls-crypt-v2", &*v2.client.path())],
            v2_needles,
        ),
    ] {
        let server = ServerConfig {
            wrapping,
            ..server()
        }
        .start();
        forgets(title, &mut told(server.address(), &options), &needles);
    }
}

#[test]
fn a_login_is_forgotten_with_the_answer() {
    let papers = Papers::new();
    for (title, leaf) in [
        ("a key on a curve", Leaf::client("gatewatch test client")),
        (
            "an RSA key",
            Leaf {
                key: KeyKind::Rsa2048,
                ..Leaf::client("gatewatch test client")
            },
        ),
    ] {
        let identity = PKI.issue(&leaf);
        for transport in [Transport::Udp, Transport::Tcp] {
            let server = ServerConfig {
                transport,
                ..server()
            }
            .start();
            let mut command = told(
                server.address(),
                &[
                    ("--ca", &papers.write("ca.pem", &PKI.ca())),
                    ("--cert", &papers.write("cert.pem", &identity.chain)),
                    ("--key", &papers.write("key.pem", &identity.key)),
                    ("--auth-user-pass", &papers.write("login", &login())),
                ],
            );
            if transport == Transport::Tcp {
                command.arg("--tcp");
            }
            command.args(["--stage", "tunnel"]);
            forgets(title, &mut command, &of(&identity).text("token", TOKEN));
            server.wait_until_no_client();
        }
    }
}

#[test]
fn a_profile_with_everything_in_it_is_forgotten_with_the_answer() {
    let key = KeyFile::static_key();
    let server = ServerConfig {
        wrapping: Wrapping::TlsCrypt { key: key.path() },
        ..server()
    }
    .start();
    let profile = Profile {
        login: Some((USERNAME, PASSWORD)),
        ..Profile::default()
    };
    let papers = Papers::new();
    let file = papers.write("client.ovpn", &profile.text(&server));
    let mut command = check_openvpn();
    command.args(["-vvv", "-t", "20", "--profile"]).arg(file);
    let needles = of(&PKI.client()).key("static key", &static_key(&key.path()));
    forgets("profile", &mut command, &needles);
}

#[test]
fn a_password_of_the_environment_is_forgotten_with_the_answer() {
    let server = ServerConfig {
        verify_client: VerifyClient::None,
        ..server()
    }
    .start();
    let papers = Papers::new();
    let ca = papers.write("ca.pem", &PKI.ca());
    let mut command = told(server.address(), &[("--ca", &ca)]);
    command.env("CHECK_OPENVPN_USERNAME", USERNAME);
    command.env("CHECK_OPENVPN_PASSWORD", PASSWORD);
    forgets("environment", &mut command, &password());
}

#[test]
fn what_a_run_was_abandoned_with_is_forgotten_as_well() {
    let mut server = server();
    server.verify_client = VerifyClient::None;
    if let Some(auth) = &mut server.auth {
        auth.answer = crate::support::server_config::Answer::DeferForEver;
    }
    let server: OpenVpn = server.start();
    let papers = Papers::new();
    let mut command = told(
        server.address(),
        &[
            ("--ca", &papers.write("ca.pem", &PKI.ca())),
            ("--auth-user-pass", &papers.write("login", &login())),
        ],
    );
    command.args(["-t", "3"]);
    let (found, thawed) = Frozen::at_its_answer(&mut command).remembered(&password());
    // CRITICAL, or UNKNOWN where its watchdog has come before us.
    assert_ne!(thawed.exit_code, Some(0), "{}", thawed.stdout);
    assert!(found.is_empty(), "{found:#?}");
}

fn of(identity: &Identity) -> Needles {
    password().key("private key", &private_part(&identity.key))
}
