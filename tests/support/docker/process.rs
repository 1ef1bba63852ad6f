//! A server process: its folder, its log, and its end.
//!
//! Ready is a condition of each kind of server; this module only waits for it, and tells a port
//! that somebody else took in the meantime from every other reason to end early.

use std::fs::{self, File};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{halt, programs};

/// Longest wait for anything that must come, generous since machines are shared.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(2);
/// Ports tried before a conflict is a failure.
const ATTEMPTS: usize = 5;
const LOG: &str = "server.log";
/// Go, nginx and haproxy differ in the case of the first letter.
const PORT_TAKEN: &str = "ddress already in use";

/// A child that writes its log to its folder; dropping it kills and reaps it.
pub struct Process {
    child: Child,
    log: PathBuf,
}

/// A server that ended before it was ready; holds its log.
#[derive(Debug)]
pub struct EndedEarly(pub String);

impl Process {
    /// Starts `program`, a path, in `folder`.
    pub fn start(folder: &Path, program: &Command) -> Self {
        let log = folder.join(LOG);
        let file = File::create(&log).expect("a log can be made");
        // Ends with the thread that started it, even when that one gets no chance to clean up.
        let mut command = Command::new(programs::find("setpriv", "util-linux"));
        command
            .args(["--pdeathsig", "KILL"])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a file can be shared"))
            .stderr(file);
        for (name, value) in program.get_envs() {
            command.env(name, value.expect("a variable is set, never removed"));
        }
        let child = command.spawn().expect("a program can be started");
        Self { child, log }
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        let log = fs::read(&self.log).expect("the log can be read");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Waits until the log has `words` and returns what it says by then.
    ///
    /// # Panics
    /// When they do not come; the log is part of the message.
    pub fn wait_for_log(&self, words: &str) -> String {
        let found = holds_in_time(|| self.log().contains(words));
        let log = self.log();
        assert!(found, "no \"{words}\" in:\n{log}");
        log
    }

    /// Waits for a server that has just been started.
    ///
    /// # Panics
    /// When it neither becomes ready nor ends.
    pub fn wait_until_ready(
        &mut self,
        mut is_ready: impl FnMut() -> bool,
    ) -> Result<(), EndedEarly> {
        let mut ended = false;
        let decided = holds_in_time(|| {
            ended = self.has_ended();
            ended || is_ready()
        });
        assert!(decided, "the server is not ready:\n{}", self.log());
        if ended {
            return Err(EndedEarly(self.log()));
        }
        Ok(())
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let sent = halt::signal(self.child.id(), name);
        assert!(sent, "the server runs no more:\n{}", self.log());
    }

    /// Ends the server at once, as a crash would. As good for one that ended before.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn has_ended(&mut self) -> bool {
        let status = self.child.try_wait().expect("a child can be asked");
        status.is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a server on a port of `address` that the kernel found free, and again on another one
/// should that have been taken meanwhile.
///
/// # Panics
/// When the server ends early for any other reason; its log is part of the message.
pub fn on_free_port<S>(address: IpAddr, start: impl Fn(SocketAddr) -> Result<S, EndedEarly>) -> S {
    for _ in 0..ATTEMPTS {
        match start(free_port(address)) {
            Ok(server) => return server,
            Err(EndedEarly(log)) => {
                assert!(log.contains(PORT_TAKEN), "the server ended early:\n{log}");
            }
        }
    }
    panic!("{ATTEMPTS} free ports were all taken before the server could bind one");
}

/// An address on which nothing listens.
pub fn free_port(address: IpAddr) -> SocketAddr {
    TcpListener::bind((address, 0))
        .and_then(|listener| listener.local_addr())
        .expect("the kernel has a free port")
}

/// Waits for a condition; `false` when it does not come.
pub fn holds_in_time(mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if condition() {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(GLANCE);
    }
}
