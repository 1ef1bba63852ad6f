//! A running Icinga 2 in a folder of its own, without systemd: `/etc/icinga2` and `/var/lib/icinga2`
//! are not touched.
//!
//! It runs in a process namespace, so that nothing of it outlives its value: Icinga is several
//! processes, and a killed one does not take the others along.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use tempfile::TempDir;

use crate::api::Api;
use crate::support::docker::process::{EndedEarly, Process, holds_in_time};
use crate::support::namespace::Namespace;
use crate::support::programs;
use crate::{config, nagios, tree};

/// What the log says once objects are there and the API listens.
const LISTENS: &str = "Started new listener on '";
const READY: &str = "Activated all objects.";

/// A node to be.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// Its endpoint's and its zone's.
    pub name: &'static str,
    pub address: IpAddr,
    /// Any by default.
    pub port: u16,
    /// Where it runs if not where the test does; the address is one of there.
    pub namespace: Option<Namespace>,
    /// Endpoints and zones; without, it is alone.
    pub zones: Option<String>,
    /// Names below its configuration folder, and their texts.
    pub files: Vec<(&'static str, String)>,
    /// Whether it takes configuration and commands from its parent.
    pub obeys: bool,
}

impl Default for NodeConfig {
    fn default() -> Self {
        Self {
            name: "gate",
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            namespace: None,
            zones: None,
            files: Vec::new(),
            obeys: false,
        }
    }
}

impl NodeConfig {
    /// A node by itself with the shipped check commands, Icinga's own templates, and these objects.
    pub fn alone(objects: &[&str]) -> Self {
        let commands = config::read(&config::commands_file());
        Self {
            files: vec![
                ("conf.d/gatewatch.conf", commands),
                ("conf.d/stock.conf", config::stock()),
                ("conf.d/objects.conf", objects.concat()),
            ],
            ..Self::default()
        }
    }

    /// Starts the node and comes back once it takes requests.
    ///
    /// # Panics
    /// When it does not; its log is part of the message.
    pub fn start(&self) -> Node {
        let folder = nagios::open_folder();
        let plugins = nagios::plugins();
        tree::furnish(folder.path(), self, plugins.path());

        let mut words: Vec<_> = self.namespace.iter().flat_map(Namespace::enter).collect();
        words.push(programs::find("unshare", "util-linux"));
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args(["--pid", "--fork"])
            .arg(programs::find("setpriv", "util-linux"))
            .args(["--pdeathsig", "KILL", "--init-groups"])
            .args(["--reuid", nagios::USER, "--regid", nagios::USER])
            .arg(programs::find("icinga2", "icinga2-bin"))
            .args(["daemon", "--config"])
            .arg(folder.path().join("etc/icinga2.conf"))
            .args(tree::defines(folder.path()));

        let process = Process::start(folder.path(), &command);
        let mut node = Node {
            process,
            api: Api {
                name: self.name,
                address: SocketAddr::new(self.address, self.port),
                namespace: self.namespace.clone(),
                ca: folder.path().join("data/certs/ca.crt"),
            },
            folder,
            _plugins: plugins,
        };
        node.wait_until_ready();
        node
    }
}

/// A running node; dropping it kills all of it.
pub struct Node {
    process: Process,
    pub api: Api,
    folder: TempDir,
    _plugins: Arc<TempDir>,
}

impl Node {
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Its configuration folder.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("etc")
    }

    /// What its `PerfdataWriter` has finished writing about services, line by line.
    pub fn written_perfdata(&self) -> Vec<String> {
        let spool = fs::read_dir(self.folder.path().join("spool")).expect("a folder can be read");
        // The names end in the second of the rotation.
        let files = spool.map(|entry| entry.expect("a folder can be read").path());
        let files: BTreeSet<_> = files.collect();
        let mut lines = Vec::new();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("service") {
                lines.extend(config::read(&file).lines().map(str::to_owned));
            }
        }
        lines
    }

    fn wait_until_ready(&mut self) {
        let log = self.folder.path().join("server.log");
        let ready = self.process.wait_until_ready(|| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            log.contains(READY) && log.contains(LISTENS)
        });
        if let Err(EndedEarly(log)) = ready {
            panic!("icinga2 ended early:\n{log}");
        }
        // '[127.0.0.1]:40000'
        let log = self.log();
        let port = log
            .split_once(LISTENS)
            .and_then(|(_, rest)| rest.split_once("]:"))
            .and_then(|(_, rest)| rest.split_once('\''))
            .and_then(|(port, _)| port.parse().ok());
        self.api
            .address
            .set_port(port.expect("the log has the port"));
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It goes with its namespace, but is not ours to reap; until then it may write to the folder.
        let parent = self.process.id();
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
        self.process.kill();
        for child in children.unwrap_or_default().split_whitespace() {
            let stat = format!("/proc/{child}/stat");
            let ended = holds_in_time(|| {
                fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "))
            });
            assert!(ended || thread::panicking(), "icinga2 goes on");
        }
    }
}
