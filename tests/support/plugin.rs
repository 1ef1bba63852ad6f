//! Runs a plugin as a monitoring engine does and holds every run to what all plugins promise.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any run may take; a plugin that still runs is killed and the test fails.
const HARD_BOUND: Duration = Duration::from_secs(40);

/// One run of a plugin, from its start to its end.
#[derive(Debug)]
pub struct Run {
    pub command_line: String,
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
    pub elapsed: Duration,
}

/// Runs `check_openvpn` with `arguments`.
///
/// # Panics
/// When the run breaks a promise of every plugin, see [`Run::keeps_the_promises`].
pub fn check_openvpn<A: AsRef<OsStr>>(arguments: &[A]) -> Run {
    check_openvpn_as(arguments, &[])
}

/// The same with user and password, or anything else, in its `environment`.
///
/// # Panics
/// When the run breaks a promise of every plugin, see [`Run::keeps_the_promises`].
pub fn check_openvpn_as<A: AsRef<OsStr>>(arguments: &[A], environment: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_check_openvpn"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CHECK_OPENVPN_") {
            command.env_remove(name);
        }
    }
    command.envs(environment.iter().copied()).args(arguments);
    let run = run_command(command);
    run.keeps_the_promises();
    run
}

/// Runs `check_docker_api` with `arguments`, as somebody without any settings of the docker
/// command but those of `environment`.
///
/// # Panics
/// When the run breaks a promise of every plugin, see [`Run::keeps_the_promises`].
pub fn check_docker_api<A: AsRef<OsStr>>(arguments: &[A], environment: &[(&str, OsString)]) -> Run {
    let home = tempfile::tempdir().expect("a folder can be made");
    let mut command = Command::new(env!("CARGO_BIN_EXE_check_docker_api"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DOCKER_") {
            command.env_remove(name);
        }
    }
    command.env("HOME", home.path());
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.args(arguments);
    let run = run_command(command);
    run.keeps_the_promises();
    run
}

/// Runs any program to its end, without judging it.
pub fn run<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[A]) -> Run {
    let mut command = Command::new(program);
    command.args(arguments);
    run_command(command)
}

/// What a plugin keeps where it is given an empty environment: the file in which it counts what it
/// runs, and what `AddressSanitizer` is to look at, if somebody asks for that.
pub fn instruments() -> impl Iterator<Item = (&'static str, OsString)> {
    ["LLVM_PROFILE_FILE", "ASAN_OPTIONS"]
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name)?)))
}

fn run_command(mut command: Command) -> Run {
    let command_line = command_line(&command);
    let started = Instant::now();
    let (mut child, [stdout, stderr]) = start(&mut command);

    let texts = stdout.recv_timeout(HARD_BOUND).and_then(|stdout| {
        let left = HARD_BOUND.saturating_sub(started.elapsed());
        Ok((stdout, stderr.recv_timeout(left)?))
    });
    let Ok((stdout, stderr)) = texts else {
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
        panic!("{command_line}: still running after {HARD_BOUND:?}");
    };
    end(child, command_line, [stdout, stderr], started)
}

/// Starts a program; what it writes to stdout and stderr comes when it has closed them.
pub(super) fn start(command: &mut Command) -> (Child, [Receiver<Vec<u8>>; 2]) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", command_line(command)));
    let stdout = read_in_background(child.stdout.take().expect("stdout is a pipe"));
    let stderr = read_in_background(child.stderr.take().expect("stderr is a pipe"));
    (child, [stdout, stderr])
}

/// The run of a program that has written all that it writes.
pub(super) fn end(
    mut child: Child,
    command_line: String,
    [stdout, stderr]: [Vec<u8>; 2],
    started: Instant,
) -> Run {
    let status = child.wait().expect("a child can be waited for");
    Run {
        exit_code: status
            .code()
            .unwrap_or_else(|| panic!("{command_line}: {status}")),
        command_line,
        stdout: text(stdout),
        stderr: text(stderr),
        elapsed: started.elapsed(),
    }
}

impl Run {
    /// An exit code that engines know, nothing on stderr, and text that ends with one newline.
    pub fn keeps_the_promises(&self) {
        assert!((0..=3).contains(&self.exit_code), "exit code\n{self}");
        assert_eq!(self.stderr, "", "stderr is part of Icinga's output\n{self}");
        let one_newline = self.stdout.ends_with('\n') && !self.stdout.ends_with("\n\n");
        assert!(one_newline, "one newline at the end\n{self}");
    }

    pub fn first_line(&self) -> &str {
        self.stdout.lines().next().unwrap_or_default()
    }

    /// Whether the output has `words`, whatever their case.
    pub fn says(&self, words: &str) -> bool {
        let output = self.stdout.to_lowercase();
        output.contains(&words.to_lowercase())
    }
}

/// The run as a person would see it in a terminal.
impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "$ {}", self.command_line)?;
        writeln!(out, "{}", self.stdout.trim_end())?;
        if !self.stderr.is_empty() {
            writeln!(out, "stderr: {}", self.stderr.trim_end())?;
        }
        write!(out, "exit {} after {:?}", self.exit_code, self.elapsed)
    }
}

pub(super) fn command_line(command: &Command) -> String {
    let mut line = command.get_program().to_os_string();
    for argument in command.get_args() {
        line.push(" ");
        line.push(argument);
    }
    line.to_string_lossy().into_owned()
}

fn read_in_background(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        // Nobody listens any more once the hard bound has passed.
        let _ = sender.send(bytes);
    });
    receiver
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("plugins write UTF-8")
}
