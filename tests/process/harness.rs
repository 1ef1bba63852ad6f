//! Starts `examples/misbehave.rs`, waits for its end and compares what came out.

use std::{
    env,
    os::unix::{net::UnixDatagram, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The longest any of these runs may take on a busy machine, where none should take 2.5 s.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
    pub took: Duration,
}

impl Run {
    pub fn of(word: &str, timeout: &str, format: &str) -> Self {
        finished(&mut misbehave(word, timeout, format))
    }

    pub fn from(child: Child, started: Instant) -> Self {
        let pid = child.id();
        let (end, ended) = mpsc::channel();
        thread::spawn(move || end.send(child.wait_with_output()));
        let Ok(output) = ended.recv_timeout(PATIENCE) else {
            kill(pid, libc::SIGKILL);
            panic!("still running after {PATIENCE:?}");
        };
        let took = started.elapsed();
        let Output {
            status,
            stdout,
            stderr,
        } = output.unwrap();
        assert_eq!(status.signal(), None);
        Self {
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
            code: status.code(),
            took,
        }
    }

    #[track_caller]
    pub fn expect(&self, stdout: &str, code: i32) {
        assert_eq!(self.stdout, stdout);
        assert_eq!(self.stderr, "");
        assert_eq!(self.code, Some(code));
    }

    #[track_caller]
    pub fn expect_json(&self, state: &str, text: &str, code: i32) {
        let value: Value = serde_json::from_str(&self.stdout).expect("valid JSON");
        let expected = json!({
            "check": "MISBEHAVE", "state": state, "exit_code": code, "summary": text,
            "findings": [{"state": state, "text": text}], "metrics": [], "details": [],
        });
        assert_eq!(value, expected);
        self.expect(&format!("{}\n", self.stdout.trim_end()), code);
    }
}

/// A run that has told us that its body has begun.
pub struct Started {
    child: Child,
    at: Instant,
}

impl Started {
    pub fn in_its_body(word: &str, timeout: &str, format: &str, stdout: Stdio) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("ready");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let at = Instant::now();
        let child = misbehave(word, timeout, format)
            .arg(&path)
            .stdout(stdout)
            .spawn()
            .unwrap();
        let mut byte = [0];
        assert_eq!(socket.recv(&mut byte).expect("the body runs"), 1);
        Self { child, at }
    }

    pub fn kill(self, signal: i32) -> Run {
        kill(self.child.id(), signal);
        Run::from(self.child, self.at)
    }
}

fn kill(pid: u32, signal: i32) {
    let pid = pid.try_into().expect("a process id");
    // SAFETY: takes two numbers; the child is ours and not reaped, so that its number is its own.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}

pub fn finished(command: &mut Command) -> Run {
    let started = Instant::now();
    Run::from(command.spawn().unwrap(), started)
}

pub fn misbehave(word: &str, timeout: &str, format: &str) -> Command {
    let mut command = Command::new(example());
    command.args([word, timeout, format]);
    piped(command)
}

pub fn with_closed(word: &str, redirection: &str) -> Command {
    let script = format!("exec \"$0\" \"$@\" {redirection}");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(example());
    command.args([word, "0.1", "text"]);
    piped(command)
}

pub fn piped(mut command: Command) -> Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub fn example() -> PathBuf {
    if let Some(path) = env::var_os("GATEWATCH_MISBEHAVE") {
        return path.into();
    }
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).map(Path::to_owned).unwrap();
    let path = profile.join("examples/misbehave");
    assert!(
        path.exists(),
        "cargo build --examples makes {}",
        path.display()
    );
    path
}

pub fn answer(state: &str, text: &str) -> String {
    format!("MISBEHAVE {state} - {text}\n")
}

pub fn line_of(source: &str) -> usize {
    let example = include_str!("../../examples/misbehave.rs");
    let at = example.lines().position(|line| line.contains(source));
    at.expect("a line of the example") + 1
}
