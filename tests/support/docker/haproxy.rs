//! Running haproxy before an engine: the socket proxy with its sections, or client certificates.
//!
//! Sections, switches and their order are those of docker-socket-proxy: a variable of the
//! environment opens a path prefix, `POST` opens every method but GET and HEAD.
//!
//! Directives: haproxy's configuration manual, as of 2.6.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::http::Request;
use super::pki::{Identity, PKI};
use super::process::{self, EndedEarly, Process};
use crate::support::programs;

const HAPROXY_CFG: &str = "haproxy.cfg";
const READY_SOCKET: &str = "ready.sock";

/// Each opens the prefix of its name in lower case.
pub const SECTIONS: [&str; 23] = [
    "AUTH",
    "BUILD",
    "COMMIT",
    "CONFIGS",
    "CONTAINERS",
    "DISTRIBUTION",
    "EVENTS",
    "EXEC",
    "GRPC",
    "IMAGES",
    "INFO",
    "NETWORKS",
    "NODES",
    "PLUGINS",
    "SECRETS",
    "SERVICES",
    "SESSION",
    "SWARM",
    "SYSTEM",
    "TASKS",
    "VERSION",
    "VOLUMES",
    "PING",
];
/// Each opens its actions on one container.
const ACTIONS: [(&str, &str); 3] = [
    ("ALLOW_RESTARTS", "(stop|restart|kill)"),
    ("ALLOW_START", "start"),
    ("ALLOW_STOP", "stop"),
];
/// On unless said otherwise.
const DEFAULTS: [&str; 3] = ["EVENTS", "PING", "VERSION"];

/// What a `bind` line asks of clients, after `ssl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bind {
    Required,
    Optional,
    /// `required`, and every fault of the certificate is forgiven.
    RequiredAnything,
}

/// A haproxy to be.
#[derive(Clone, Debug)]
pub struct HaproxyConfig {
    pub address: IpAddr,
    /// Plain HTTP without.
    pub tls: Option<(Identity, Bind)>,
    /// What the sections are set to, as the proxy's env file has it.
    pub environment: Vec<(&'static str, &'static str)>,
    /// Lets everything pass, whatever the environment.
    pub is_unfiltered: bool,
    /// The engine's socket.
    pub backend: PathBuf,
}

impl HaproxyConfig {
    /// The socket proxy as it comes, on plain HTTP.
    pub fn new(backend: PathBuf) -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            tls: None,
            environment: Vec::new(),
            is_unfiltered: false,
            backend,
        }
    }

    /// A front that knows of certificates alone.
    pub fn with_tls(backend: PathBuf, identity: Identity, bind: Bind) -> Self {
        Self {
            tls: Some((identity, bind)),
            is_unfiltered: true,
            ..Self::new(backend)
        }
    }

    /// Starts the server and comes back once it is ready.
    ///
    /// # Panics
    /// When `haproxy` is missing or does not start; its log is part of the message.
    pub fn start(&self) -> Haproxy {
        process::on_free_port(self.address, |address| self.start_on(address))
    }

    fn start_on(&self, address: SocketAddr) -> Result<Haproxy, EndedEarly> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        };
        write("ca.pem", PKI.ca());
        if let Some((identity, _)) = &self.tls {
            write("server.pem", &identity.combined());
        }
        write(HAPROXY_CFG, &self.text(address, folder.path()));

        let mut command = Command::new(programs::find("haproxy", "haproxy"));
        command.args(["-db", "-f", HAPROXY_CFG]);
        let switches = SECTIONS.into_iter().chain(["POST"]);
        for name in switches.chain(ACTIONS.map(|(name, _)| name)) {
            command.env(name, self.value(name));
        }
        let mut process = Process::start(folder.path(), &command);
        let ready = folder.path().join(READY_SOCKET);
        process.wait_until_ready(|| Request::get("/").over_socket(&ready).is_ok())?;
        Ok(Haproxy {
            process,
            address,
            _folder: folder,
        })
    }

    fn value(&self, name: &str) -> &'static str {
        let default = if DEFAULTS.contains(&name) { "1" } else { "0" };
        let said = self.environment.iter().find(|(said, _)| *said == name);
        said.map_or(default, |(_, value)| value)
    }

    fn text(&self, address: SocketAddr, folder: &Path) -> String {
        let tls = self.tls.as_ref().map_or("", |(_, bind)| bind.text());
        let rules = match self.is_unfiltered {
            true => String::new(),
            false => rules(),
        };
        format!(
            "global\n  log stderr format raw daemon warning\n  maxconn 200\n\
             defaults\n  mode http\n  log global\n  \
             timeout connect 10s\n  timeout client 30s\n  timeout server 30s\n\
             frontend ready\n  bind unix@{ready}\n  http-request return status 200\n\
             frontend engine_api\n  bind {address}{tls}\n{rules}  default_backend engine\n\
             backend engine\n  server engine unix@{socket}\n",
            ready = folder.join(READY_SOCKET).display(),
            socket = self.backend.display(),
        )
    }
}

impl Bind {
    fn text(self) -> &'static str {
        match self {
            Self::Required => " ssl crt server.pem ca-file ca.pem verify required",
            Self::Optional => " ssl crt server.pem ca-file ca.pem verify optional",
            Self::RequiredAnything => {
                " ssl crt server.pem ca-file ca.pem verify required \
                 ca-ignore-err all crt-ignore-err all"
            }
        }
    }
}

/// A running haproxy; dropping it kills it.
pub struct Haproxy {
    process: Process,
    address: SocketAddr,
    _folder: TempDir,
}

impl Haproxy {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn log(&self) -> String {
        self.process.log()
    }

    pub fn kill(&mut self) {
        self.process.kill();
    }
}

/// The first rule that fits decides.
fn rules() -> String {
    let is_on = |name: &str| format!("{{ env({name}) -m bool }}");
    let path = |rest: &str| format!("{{ path,url_dec -m reg -i ^(/v[\\d\\.]+)?/{rest} }}");
    let mut text = format!("  http-request deny unless METH_GET || {}\n", is_on("POST"));
    for (name, actions) in ACTIONS {
        let path = path(&format!("containers/[a-zA-Z0-9_.-]+/{actions}"));
        text += &format!("  http-request allow if {path} {}\n", is_on(name));
    }
    for name in SECTIONS {
        let prefix = match name {
            "PING" => String::from("_ping"),
            _ => name.to_lowercase(),
        };
        let path = path(&prefix);
        text += &format!("  http-request allow if {path} {}\n", is_on(name));
    }
    text + "  http-request deny\n"
}
