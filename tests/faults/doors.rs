//! The servers, and command lines that are right for them.

use std::net::SocketAddr;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::plugins::{open_folder, write};
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::pki::{self as docker_pki, Client};
use crate::support::pki::PKI;
use crate::support::server_config::{Pool, ServerConfig, Transport};

/// How far a visit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Reset,
    Certificate,
    Login,
    Tunnel,
}

pub const STAGES: [Stage; 4] = [
    Stage::Reset,
    Stage::Certificate,
    Stage::Login,
    Stage::Tunnel,
];

/// A client's certificates and keys, for everybody to read.
static PAPERS: LazyLock<Papers> = LazyLock::new(Papers::new);

struct Papers {
    folder: TempDir,
}

impl Papers {
    fn new() -> Self {
        let folder = open_folder();
        let identity = PKI.client();
        write(&folder, "ca.pem", &PKI.ca());
        write(&folder, "client.pem", &identity.chain);
        write(&folder, "client.key", &identity.key);
        let client = docker_pki::PKI.client(Client::Good);
        std::fs::create_dir(folder.path().join("docker")).expect("a folder can be made");
        for (from, name) in [
            (client.ca(), "docker/ca.pem"),
            (client.certificate(), "docker/cert.pem"),
            (client.key(), "docker/key.pem"),
        ] {
            let text = std::fs::read_to_string(from).expect("a file can be read");
            write(&folder, name, &text);
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

/// A server that lets the client through to its tunnel, as often at a time as it likes.
pub fn openvpn(transport: Transport) -> ServerConfig {
    ServerConfig {
        transport,
        pool: Some(Pool::Subnet),
        duplicate_cn: true,
        ..ServerConfig::default()
    }
}

/// An engine that wants a client certificate.
pub fn engine() -> DockerdConfig {
    DockerdConfig::default()
}

/// A visit over UDP as far as `stage`.
pub fn visit(address: SocketAddr, stage: Stage) -> Vec<String> {
    visit_host(&address.ip().to_string(), address.port(), stage)
}

/// The same over TCP.
pub fn visit_tcp(address: SocketAddr, stage: Stage) -> Vec<String> {
    let mut arguments = visit(address, stage);
    arguments.insert(0, "--tcp".to_owned());
    arguments
}

pub fn visit_host(host: &str, port: u16, stage: Stage) -> Vec<String> {
    let mut arguments = words(&["-p", &port.to_string(), "--stage"]);
    arguments.push(format!("{stage:?}").to_lowercase());
    if stage != Stage::Reset {
        arguments.extend(["--ca".to_owned(), PAPERS.path("ca.pem")]);
    }
    if matches!(stage, Stage::Login | Stage::Tunnel) {
        arguments.extend(["--cert".to_owned(), PAPERS.path("client.pem")]);
        arguments.extend(["--key".to_owned(), PAPERS.path("client.key")]);
    }
    arguments.push(host.to_owned());
    arguments
}

/// The same with a user and a password, which the client has besides its certificate.
pub fn with_login(mut arguments: Vec<String>, (user, password): (&str, &str)) -> Vec<String> {
    let file = write(&PAPERS.folder, "login", &format!("{user}\n{password}\n"));
    arguments.splice(0..0, ["--auth-user-pass".to_owned(), file]);
    arguments
}

/// All that is asked of an engine by default, by the client that may.
pub fn ask(address: SocketAddr) -> Vec<String> {
    ask_host(&format!("https://{address}"))
}

pub fn ask_host(target: &str) -> Vec<String> {
    vec![
        "--cert-path".to_owned(),
        PAPERS.path("docker"),
        target.to_owned(),
    ]
}

pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
