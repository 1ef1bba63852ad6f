//! Running OpenVPN servers: started in a folder of their own, waited for by their log, killed with
//! the value.
//!
//! Each server takes a port that the kernel found free and a tun device of its own; OpenVPN has no
//! server mode without one, which is why it wants root or a namespace (`scripts/with-tun`).
//!
//! | module | holds |
//! |---|---|
//! | [`process`] | the process: folder, log, signals |
//! | [`status`] | the list of clients |
//! | [`profile`] | the profile of a client that fits a server |
//! | [`client`] | OpenVPN's own client, as a second opinion |

pub mod client;
pub mod process;
pub mod profile;
pub mod status;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

pub use client::Client;
pub use profile::Profile;

use super::server_config::auth_script::LOGINS;
use super::server_config::pool::Network;
use super::server_config::{SERVER_CONF, STATUS, ServerConfig, Transport};
use process::{GLANCE, PATIENCE, Process};

/// Ports tried before a conflict is a failure.
const ATTEMPTS: usize = 5;
/// How a status report of version 1 ends in the log.
const STATUS_END: &str = " END\n";
/// Longer than a report is in the making. The old one is overwritten line by line, and halfway
/// through looks whole.
const WRITING: Duration = Duration::from_millis(100);
const READY: &str = "Initialization Sequence Completed";
const PORT_TAKEN: &str = "Address already in use";
/// The next port inside of namespaces, where the tests are alone.
static NEXT_PORT: AtomicU16 = AtomicU16::new(1194);

/// A running server; dropping it kills it.
pub struct OpenVpn {
    process: Process,
    address: SocketAddr,
    network: Network,
    config: ServerConfig,
}

impl OpenVpn {
    pub(super) fn start(config: &ServerConfig) -> Self {
        for _ in 0..ATTEMPTS {
            let mut server = Self::spawn(config);
            if server.process.logs_before_its_end(READY) {
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

    pub fn config(&self) -> &ServerConfig {
        &self.config
    }

    /// The server's end of the tunnel, where it has a pool.
    pub fn tun_address(&self) -> Option<Ipv4Addr> {
        self.config.pool.map(|_| self.network.server())
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Waits until the log has `words` and returns what it says by then.
    ///
    /// # Panics
    /// When they do not come; the log is part of the message.
    pub fn wait_for_log(&self, words: &str) -> String {
        self.process.wait_for_log(0, words)
    }

    /// Has the server write its list of clients to the log and returns the whole log.
    ///
    /// The list comes after everything that earlier packets caused, so it ends a stretch of log in
    /// which nothing was to happen.
    pub fn log_up_to_status(&self) -> String {
        let before = self.log().len();
        self.process.signal("USR2");
        self.process.wait_for_log(before, STATUS_END)
    }

    /// A list of clients that was written after this was called, which takes up to a second and
    /// leaves nothing in the log.
    ///
    /// # Panics
    /// When there is none in time, as when the server is stopped or its script hangs.
    pub fn status(&self) -> String {
        let file = self.process.folder().join(STATUS);
        let called = SystemTime::now();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let written = fs::metadata(&file).and_then(|found| found.modified());
            let is_new = written.is_ok_and(|written| {
                written > called && written.elapsed().is_ok_and(|age| age > WRITING)
            });
            if is_new {
                let text = fs::read_to_string(&file).unwrap_or_default();
                if text.ends_with(status::END) {
                    return text;
                }
            }
            let log = self.log();
            assert!(Instant::now() < deadline, "no status report:\n{log}");
            thread::sleep(GLANCE);
        }
    }

    /// How many clients hold a place, logged in or not, at most a second ago.
    pub fn clients(&self) -> usize {
        self.client_names().len()
    }

    /// Their names, `UNDEF` for one that has not logged in.
    pub fn client_names(&self) -> Vec<String> {
        status::names(&self.status())
    }

    /// # Panics
    /// When there are others for longer than 30 seconds.
    pub fn wait_until_no_client(&self) {
        self.wait_until_clients(0);
    }

    /// # Panics
    /// When it does not come to that many within 30 seconds.
    pub fn wait_until_clients(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let names = self.client_names();
            if names.len() == count {
                return;
            }
            let log = self.log();
            assert!(Instant::now() < deadline, "clients: {names:?}\n{log}");
        }
    }

    /// The user of each login that the script was asked about, in order.
    pub fn logins(&self) -> Vec<String> {
        let file = self.process.folder().join(LOGINS);
        let users = fs::read_to_string(file).unwrap_or_default();
        users.lines().map(str::to_owned).collect()
    }

    /// Waits until the script has been asked so many times.
    ///
    /// # Panics
    /// When it is not; the log is part of the message.
    pub fn wait_until_logins(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.logins().len() < count {
            let log = self.log();
            assert!(
                Instant::now() < deadline,
                "fewer than {count} logins:\n{log}"
            );
            thread::sleep(GLANCE);
        }
    }

    /// Stops the server as a debugger would: its port is open and nothing is answered.
    pub fn stop_process(&self) {
        self.process.signal("STOP");
    }

    /// Has a stopped server go on.
    pub fn continue_process(&self) {
        self.process.signal("CONT");
    }

    /// Sends a signal by its name: `USR1` restarts the server, `HUP` with its files read again.
    pub fn signal(&self, name: &str) {
        self.process.signal(name);
    }

    /// Ends the server in an orderly way and waits for its end.
    pub fn terminate(&mut self) {
        self.process.signal("TERM");
        self.process.wait_for_end();
    }

    /// Ends the server at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    fn spawn(config: &ServerConfig) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let port = free_port(config);
        let network = Network::fresh();
        for file in config.files(port, network) {
            process::write(folder.path(), file.name, &file.text, file.is_script);
        }
        Self {
            process: Process::start(folder, SERVER_CONF, config.namespace.as_ref()),
            address: SocketAddr::new(config.address, port),
            network,
            config: config.clone(),
        }
    }
}

fn free_port(config: &ServerConfig) -> u16 {
    if let Some(port) = config.port {
        return port;
    }
    if config.namespace.is_some() {
        return NEXT_PORT.fetch_add(1, Ordering::Relaxed);
    }
    let wanted = (config.address, 0);
    let bound = match config.transport {
        Transport::Udp => UdpSocket::bind(wanted).and_then(|socket| socket.local_addr()),
        Transport::Tcp => TcpListener::bind(wanted).and_then(|socket| socket.local_addr()),
    };
    bound.expect("the kernel has a free port").port()
}
