//! OpenVPN's own client, as a second opinion about what a server does.
//!
//! It logs in and pings over the tunnel, and touches no address and no route unless it is in a
//! namespace of its own.

use super::process::{self, Process};
use super::{OpenVpn, Profile};
use crate::support::namespace::Namespace;

const CLIENT_OVPN: &str = "client.ovpn";
/// No device: the tunnel ends in the client itself.
const WITHOUT_DEVICE: &str = "dev null\nifconfig-noexec\nroute-noexec\n";
/// One attempt, and no questions.
const ONCE: &str = "connect-retry-max 1\nresolv-retry 0\nauth-nocache\nauth-retry none\n";
const UP: &str = "Initialization Sequence Completed";

/// A running client; dropping it kills it.
pub struct Client {
    process: Process,
}

impl Client {
    /// A client that logs in and has no device.
    pub fn start(profile: &Profile, server: &OpenVpn) -> Self {
        let text = profile.text(server);
        let device = format!("dev {}\n", server.config().device_type());
        Self::run(&text.replacen(&device, WITHOUT_DEVICE, 1), None)
    }

    /// A client with a device, an address and routes, inside of `namespace`.
    pub fn start_in(namespace: &Namespace, profile: &Profile, server: &OpenVpn) -> Self {
        Self::run(&profile.text(server), Some(namespace))
    }

    fn run(text: &str, namespace: Option<&Namespace>) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let text = format!("{text}{ONCE}");
        process::write(folder.path(), CLIENT_OVPN, &text, false);
        Self {
            process: Process::start(folder, CLIENT_OVPN, namespace),
        }
    }

    pub fn log(&self) -> String {
        self.process.log()
    }

    /// # Panics
    /// When they do not come; the log is part of the message.
    pub fn wait_for_log(&self, words: &str) -> String {
        self.process.wait_for_log(0, words)
    }

    /// Waits until the client has been let in.
    ///
    /// # Panics
    /// When it is not; the log is part of the message.
    pub fn wait_until_up(&mut self) {
        let up = self.process.logs_before_its_end(UP);
        assert!(up, "the client was not let in:\n{}", self.log());
    }

    /// Waits until the client gives up, and returns its log.
    pub fn wait_for_end(&mut self) -> String {
        self.process.wait_for_end();
        self.log()
    }

    /// Leaves in an orderly way, with `explicit-exit-notify` if the profile has it.
    pub fn terminate(&mut self) {
        self.process.signal("TERM");
        self.process.wait_for_end();
    }
}
