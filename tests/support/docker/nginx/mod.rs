//! Running nginx: one process in a folder of its own, for a user as for root.
//!
//! Readiness is asked of a unix socket in that folder, which no other server can answer.

pub mod choices;
pub mod config;

use std::fs;
use std::net::SocketAddr;
use std::process::Command;

use tempfile::TempDir;

use super::http::Request;
use super::process::{self, EndedEarly, Process};
use crate::support::programs;
pub use choices::{Front, Gate, Protocols, Verify};
pub use config::{Backend, NginxConfig};
use config::{NGINX_CONF, READY_SOCKET};

/// One process, since killing a master would leave its workers behind.
const FOREGROUND: &str = "daemon off; master_process off;";

/// A running nginx; dropping it kills it.
pub struct Nginx {
    process: Process,
    address: SocketAddr,
    _folder: TempDir,
}

impl Nginx {
    pub(super) fn start(config: &NginxConfig) -> Self {
        process::on_free_port(config.address, |address| Self::start_on(config, address))
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The error log; requests are not logged.
    pub fn log(&self) -> String {
        self.process.log()
    }

    pub fn kill(&mut self) {
        self.process.kill();
    }

    fn start_on(config: &NginxConfig, address: SocketAddr) -> Result<Self, EndedEarly> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for (name, text) in config.files(address) {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        }
        let mut command = Command::new(programs::find("nginx", "nginx"));
        command
            .args(["-c", NGINX_CONF, "-g", FOREGROUND, "-p"])
            .arg(folder.path());
        let mut process = Process::start(folder.path(), &command);
        let ready = folder.path().join(READY_SOCKET);
        process.wait_until_ready(|| Request::get("/").over_socket(&ready).is_ok())?;
        Ok(Self {
            process,
            address,
            _folder: folder,
        })
    }
}
