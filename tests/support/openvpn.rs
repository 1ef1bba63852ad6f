//! Running OpenVPN servers: started in a folder of their own, waited for by their log, killed with
//! the value.
//!
//! Each server takes a port that the kernel found free and whatever tun device the kernel gives
//! it; OpenVPN has no server mode without one, which is why it wants root or a namespace
//! (`scripts/with-tun`).

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::programs;
use super::server_config::{SERVER_CONF, ServerConfig, Transport};

/// Longest wait for a line of the log, generous since machines are shared.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the log is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(2);
/// Ports tried before a conflict is a failure.
const ATTEMPTS: usize = 5;
const LOG: &str = "openvpn.log";
/// How a status report of version 1 ends.
const STATUS_END: &str = " END\n";
const READY: &str = "Initialization Sequence Completed";
const PORT_TAKEN: &str = "Address already in use";

/// A running server; dropping it kills it.
pub struct OpenVpn {
    process: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl OpenVpn {
    pub(super) fn start(config: &ServerConfig) -> Self {
        for _ in 0..ATTEMPTS {
            let mut server = Self::spawn(config);
            if server.is_ready() {
                return server;
            }
            let log = server.log();
            assert!(
                log.contains(PORT_TAKEN),
                "openvpn ended early (without a tun device? see scripts/with-tun):\n{log}"
            );
        }
        panic!("{ATTEMPTS} free ports were all taken before openvpn could bind one");
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        let log = fs::read(self.folder.path().join(LOG)).expect("the log can be read");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Waits until the log has `words` and returns what it says by then.
    ///
    /// # Panics
    /// When they do not come; the log is part of the message.
    pub fn wait_for_log(&self, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if log.contains(words) {
                return log;
            }
            assert!(Instant::now() < deadline, "no \"{words}\" in:\n{log}");
            thread::sleep(GLANCE);
        }
    }

    /// Has the server write its list of clients to the log and returns the whole log.
    ///
    /// The list comes after everything that earlier packets caused, so it ends a stretch of log in
    /// which nothing was to happen. To be called once a server.
    pub fn log_up_to_status(&self) -> String {
        let sent = Command::new("sh")
            .args(["-c", "kill -USR2 \"$1\"", "sh"])
            .arg(self.process.id().to_string())
            .status()
            .expect("a shell can be started");
        assert!(sent.success(), "openvpn runs no more:\n{}", self.log());
        self.wait_for_log(STATUS_END)
    }

    /// Ends the server at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill().expect("a child can be killed");
        self.process.wait().expect("a child can be waited for");
    }

    fn spawn(config: &ServerConfig) -> Self {
        let program = programs::find("openvpn", "openvpn");
        let folder = tempfile::tempdir().expect("a folder can be made");
        let port = free_port(config);
        for (name, text) in config.files(port) {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        }

        let log = File::create(folder.path().join(LOG)).expect("a log can be made");
        // Ends with the thread that started it, even when that one gets no chance to clean up.
        let process = Command::new(programs::find("setpriv", "util-linux"))
            .args(["--pdeathsig", "KILL"])
            .arg(program)
            .args(["--config", SERVER_CONF])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("openvpn can be started");
        Self {
            process,
            address: SocketAddr::new(config.address, port),
            folder,
        }
    }

    /// Waits for the server; `false` when it ended instead.
    fn is_ready(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ended = self.process.try_wait().expect("a child can be asked");
            let log = self.log();
            if log.contains(READY) {
                return true;
            }
            if ended.is_some() {
                return false;
            }
            assert!(Instant::now() < deadline, "openvpn is not ready:\n{log}");
            thread::sleep(GLANCE);
        }
    }
}

impl Drop for OpenVpn {
    fn drop(&mut self) {
        // Both fail for a server that ended before, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port(config: &ServerConfig) -> u16 {
    let wanted = (config.address, 0);
    let bound = match config.transport {
        Transport::Udp => UdpSocket::bind(wanted).and_then(|socket| socket.local_addr()),
        Transport::Tcp => TcpListener::bind(wanted).and_then(|socket| socket.local_addr()),
    };
    bound.expect("the kernel has a free port").port()
}
