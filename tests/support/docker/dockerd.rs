//! Running Docker engines: containerd included, without bridge, iptables or systemd.
//!
//! Flags: `dockerd --help`, as of 20.10.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::authz::{AuthzPlugin, Ruling};
use super::http::{Answer, Request};
use super::pki::{Identity, PKI, Server};
use super::process::{self, EndedEarly, Process};
use super::rooms;
use super::snapshot::Snapshot;
use crate::support::programs;

/// What the TCP listener of an engine asks of its clients. The unix socket is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `--tlsverify`: a certificate of the trusted authority.
    TlsVerify,
    /// `--tls --tlsverify=false`: TLS, and nothing else.
    Tls,
    /// `--tls=false`: nothing at all.
    Plain,
}

/// An engine to be.
#[derive(Clone, Debug)]
pub struct DockerdConfig {
    pub mode: Mode,
    pub address: IpAddr,
    /// Certificate and key of the TCP listener.
    pub identity: Identity,
    /// Installs an authorization plugin with this ruling.
    pub authorization: Option<Ruling>,
    pub extra_arguments: Vec<&'static str>,
}

impl Default for DockerdConfig {
    fn default() -> Self {
        Self {
            mode: Mode::TlsVerify,
            address: Ipv4Addr::LOCALHOST.into(),
            identity: PKI.server(Server::Good),
            authorization: None,
            extra_arguments: Vec::new(),
        }
    }
}

impl DockerdConfig {
    /// Starts the engine and comes back once it answers on its unix socket.
    ///
    /// # Panics
    /// When `dockerd` is missing or does not start; its log is part of the message.
    pub fn start(&self) -> Dockerd {
        process::on_free_port(self.address, |address| self.start_on(address))
    }

    /// Starts the engine where another one was killed.
    ///
    /// # Panics
    /// When it does not start; its log is part of the message.
    pub fn start_again(&self, address: SocketAddr) -> Dockerd {
        self.start_on(address)
            .unwrap_or_else(|EndedEarly(log)| panic!("{log}"))
    }

    fn start_on(&self, address: SocketAddr) -> Result<Dockerd, EndedEarly> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("ca.pem"), PKI.ca()).expect("a file can be written");
        fs::write(folder.path().join("daemon.json"), "{}").expect("a file can be written");
        // It lets everything pass until the engine is known to be ready.
        let plugin = self
            .authorization
            .as_ref()
            .map(|_| AuthzPlugin::start(&rooms::plugins(folder.path()), Ruling::Allow));

        let mut command = rooms::enter(folder.path(), &programs::find("dockerd", "docker.io"));
        command.args(self.arguments(folder.path(), address));
        if let Some(plugin) = &plugin {
            command.args(["--authorization-plugin", plugin.name()]);
        }
        let process = Process::start(folder.path(), &command);
        let mut engine = Dockerd {
            process,
            address,
            plugin,
            folder,
        };
        let socket = engine.socket();
        engine.process.wait_until_ready(|| {
            let pong = Request::get("/_ping").over_socket(&socket);
            pong.is_ok_and(|answer| answer.status == 200)
        })?;
        // Both listeners are bound before the first request is answered.
        if let (Some(plugin), Some(ruling)) = (&engine.plugin, &self.authorization) {
            plugin.rule(ruling.clone());
        }
        Ok(engine)
    }

    fn arguments(&self, folder: &Path, address: SocketAddr) -> Vec<String> {
        let path = |name: &str| folder.join(name).display().to_string();
        let mut arguments = [
            ("--config-file", path("daemon.json")),
            ("--data-root", path("data")),
            ("--exec-root", path("exec")),
            ("--pidfile", path("pid")),
            ("--host", format!("unix://{}", path("docker.sock"))),
            ("--host", format!("tcp://{address}")),
            // The group docker is unknown in a user namespace, and to many machines.
            ("--group", String::from("0")),
            ("--storage-driver", String::from("vfs")),
        ]
        .map(|(name, value)| format!("{name}={value}"))
        .to_vec();
        arguments.extend(["--bridge=none", "--iptables=false"].map(String::from));
        arguments.extend(match self.mode {
            Mode::TlsVerify => vec![String::from("--tlsverify")],
            Mode::Tls => vec![String::from("--tls"), String::from("--tlsverify=false")],
            Mode::Plain => vec![String::from("--tls=false")],
        });
        if self.mode != Mode::Plain {
            let certificate = self.identity.certificate().display().to_string();
            let key = self.identity.key().display().to_string();
            arguments.push(format!("--tlscacert={}", path("ca.pem")));
            arguments.push(format!("--tlscert={certificate}"));
            arguments.push(format!("--tlskey={key}"));
        }
        arguments.extend(self.extra_arguments.iter().copied().map(String::from));
        arguments
    }
}

/// A running engine; dropping it kills it and its containerd.
pub struct Dockerd {
    process: Process,
    address: SocketAddr,
    plugin: Option<AuthzPlugin>,
    folder: TempDir,
}

impl Dockerd {
    /// The TCP listener.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The unix socket, mode 0660.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("docker.sock")
    }

    /// # Panics
    /// When the engine was configured without one.
    pub fn plugin(&self) -> &AuthzPlugin {
        self.plugin.as_ref().expect("the engine has a plugin")
    }

    /// Has the plugin end; the engine is not told.
    pub fn stop_plugin(&mut self) {
        self.plugin
            .as_mut()
            .expect("the engine has a plugin")
            .stop();
    }

    /// The answer to a request over the unix socket.
    pub fn ask(&self, request: &Request) -> Answer {
        request
            .over_socket(&self.socket())
            .unwrap_or_else(|error| panic!("{request:?}: {error}\n{}", self.log()))
    }

    /// What the engine has and has done so far. Its plugin must let that pass.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::take(|target| self.ask(&Request::get(target)))
    }

    pub fn log(&self) -> String {
        self.process.log()
    }

    pub fn wait_for_log(&self, words: &str) -> String {
        self.process.wait_for_log(words)
    }

    /// Stops the engine as a debugger would: its port is open and nothing is answered.
    pub fn stop_process(&self) {
        self.process.signal("STOP");
    }

    /// Has a stopped engine go on.
    pub fn continue_process(&self) {
        self.process.signal("CONT");
    }

    /// Ends the engine at once, as a crash would.
    pub fn kill(&mut self) {
        let containerd = self.folder.path().join("exec/containerd/containerd.pid");
        let containerd = fs::read_to_string(containerd);
        self.process.kill();
        // It dies with its parent, but is not ours to reap; until then it may write to the folder.
        if let Ok(id) = containerd {
            let command_line = Path::new("/proc").join(id.trim()).join("cmdline");
            let ours = self.folder.path().to_string_lossy().into_owned();
            process::holds_in_time(|| {
                let words = fs::read(&command_line).unwrap_or_default();
                !String::from_utf8_lossy(&words).contains(&ours)
            });
        }
    }
}

impl Drop for Dockerd {
    fn drop(&mut self) {
        self.kill();
    }
}
