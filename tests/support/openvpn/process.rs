//! A running `openvpn`, server or client: its folder, its log, and its end.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::namespace::Namespace;
use crate::support::{halt, programs};

/// Longest wait for anything that must come, generous since machines are shared.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at meanwhile.
pub const GLANCE: Duration = Duration::from_millis(2);
const LOG: &str = "openvpn.log";

/// A child with a folder of its own; dropping it kills it.
pub struct Process {
    child: Child,
    folder: TempDir,
}

impl Process {
    /// Starts `openvpn` with a configuration file of `folder`, in `namespace` if there is one.
    pub fn start(folder: TempDir, config: &str, namespace: Option<&Namespace>) -> Self {
        let log = File::create(folder.path().join(LOG)).expect("a log can be made");
        // Ends with the thread that started it, even when that one gets no chance to clean up.
        let mut command = Command::new(programs::find("setpriv", "util-linux"));
        command.args(["--pdeathsig", "KILL"]);
        if let Some(namespace) = namespace {
            command.args(namespace.enter());
        }
        let child = command
            .arg(programs::find("openvpn", "openvpn"))
            .args(["--config", config])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("openvpn can be started");
        Self { child, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn log(&self) -> String {
        let log = fs::read(self.folder().join(LOG)).expect("the log can be read");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Waits until the log after its first `offset` bytes has `words`; returns the whole log.
    ///
    /// # Panics
    /// When they do not come; the log is part of the message.
    pub fn wait_for_log(&self, offset: usize, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if log.get(offset..).is_some_and(|since| since.contains(words)) {
                return log;
            }
            assert!(Instant::now() < deadline, "no \"{words}\" in:\n{log}");
            thread::sleep(GLANCE);
        }
    }

    /// Waits until the log has `words`; `false` when the process ended without.
    pub fn logs_before_its_end(&mut self, words: &str) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ended = self.has_ended();
            let log = self.log();
            if log.contains(words) {
                return true;
            }
            if ended {
                return false;
            }
            assert!(Instant::now() < deadline, "no \"{words}\" in:\n{log}");
            thread::sleep(GLANCE);
        }
    }

    pub fn has_ended(&mut self) -> bool {
        let status = self.child.try_wait().expect("a child can be asked");
        status.is_some()
    }

    /// Sends a signal by its name, such as `USR2`.
    pub fn signal(&self, name: &str) {
        let sent = halt::signal(self.child.id(), name);
        assert!(sent, "openvpn runs no more:\n{}", self.log());
    }

    pub fn wait_for_end(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while !self.has_ended() {
            assert!(
                Instant::now() < deadline,
                "openvpn goes on:\n{}",
                self.log()
            );
            thread::sleep(GLANCE);
        }
    }

    /// Ends the process at once. As good for one that ended before.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Writes a file to `folder`, for nobody but its owner, who may run it if it `is_script`.
pub fn write(folder: &Path, name: &str, text: &str, is_script: bool) {
    let file = folder.join(name);
    let mode = if is_script { 0o700 } else { 0o600 };
    fs::write(&file, text)
        .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(mode)))
        .expect("a file can be written");
}
