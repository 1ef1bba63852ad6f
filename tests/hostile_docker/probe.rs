//! One run against one peer, with nothing of this machine's Docker in its environment, and what
//! every such run is held to.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::docker::fake::{FakeConfig, FakeEngine, FakeTls};
use crate::support::docker::pki::{Client, PKI};
use crate::support::plugin::Run;

pub const OK: i32 = 0;
pub const CRITICAL: i32 = 2;

/// With `-t 2`.
const LONGEST: Duration = Duration::from_millis(3500);
/// Kilobytes that may ever be resident, the program itself included.
const MOST_MEMORY: u64 = 32 * 1024;
/// Long enough for the memory to have been looked at.
const SHORT: Duration = Duration::from_millis(200);
/// How often the memory is looked at; the kernel keeps the peak.
const OFTEN: Duration = Duration::from_millis(2);
const STATES: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];
const METRICS: [&str; 8] = [
    "time",
    "server_cert_days",
    "client_cert_days",
    "ca_cert_days",
    "refusals",
    "containers",
    "containers_running",
    "images",
];

/// Asks a fake engine, as the right client through TLS where it has that, and in clear otherwise.
pub fn ask(fake: &FakeEngine, has_tls: bool) -> Run {
    let port = fake.address().port();
    match has_tls {
        true => ask_tls(port, &[]),
        false => ask_clear(port),
    }
}

pub fn ask_clear(port: u16) -> Run {
    let host = format!("http://127.0.0.1:{port}");
    run(&["-t", "2", "-vvv", "--allow-plain-http", &host])
}

pub fn ask_tls(port: u16, more: &[&str]) -> Run {
    let client = PKI.client(Client::Good);
    let folder = client.cert_path().display().to_string();
    let host = format!("127.0.0.1:{port}");
    let arguments = ["-t", "2", "-vvv", "--cert-path", &folder, &host];
    run(&[&arguments[..], more].concat())
}

/// With mutual TLS where that is wanted.
pub fn with_tls(config: FakeConfig, has_tls: bool) -> FakeConfig {
    FakeConfig {
        tls: has_tls.then(FakeTls::default),
        ..config
    }
}

/// Runs the plugin and holds it to what no peer may break.
pub fn run(arguments: &[&str]) -> Run {
    let home = tempfile::tempdir().expect("a folder can be made");
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_check_docker_api"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the plugin starts");
    let stdout = in_background(child.stdout.take().expect("stdout is a pipe"));
    let stderr = in_background(child.stderr.take().expect("stderr is a pipe"));
    let mut peak = 0;
    let text = loop {
        peak = peak.max(peak_memory(child.id()).unwrap_or(0));
        match stdout.recv_timeout(OFTEN) {
            Ok(text) => break text,
            Err(RecvTimeoutError::Timeout) if started.elapsed() < LONGEST => {}
            Err(error) => {
                child.kill().expect("a child can be killed");
                child.wait().expect("a child can be waited for");
                panic!("{arguments:?}: no end of output: {error}");
            }
        }
    };
    let status = child.wait().expect("a child can be waited for");
    let run = Run {
        command_line: format!("check_docker_api {}", arguments.join(" ")),
        stdout: text,
        stderr: stderr.recv().expect("stderr ends with the process"),
        exit_code: status
            .code()
            .unwrap_or_else(|| panic!("{arguments:?}: {status}")),
        elapsed: started.elapsed(),
    };
    run.keeps_the_promises();
    assert!(run.elapsed < LONGEST, "{run}");
    // A run of a few milliseconds may be over before it is looked at, and can have read little.
    assert!(peak > 0 || run.elapsed < SHORT, "{run}");
    assert!(peak <= MOST_MEMORY, "{peak} kB\n{run}");
    has_its_own_words(&run);
    run
}

/// Whether the run believes that anybody was refused.
pub fn counts_refusals(run: &Run) -> bool {
    let (_, told) = run.stdout.split_once("'refusals'=").unwrap_or_default();
    told.starts_with(|c| ('1'..='9').contains(&c))
}

/// Lines, perfdata and characters as the plugin makes them, whatever a peer said.
fn has_its_own_words(run: &Run) {
    let state = STATES[usize::try_from(run.exit_code).expect("an exit code")];
    let head = format!("DOCKER_API {state} - ");
    let (first, rest) = run.stdout.split_once('\n').expect("a line");
    let (said, measured) = first.split_once('|').unwrap_or((first, ""));
    assert!(said.starts_with(&head) && said.len() > head.len(), "{run}");
    for metric in measured.split_whitespace() {
        let label = metric.split('=').next().unwrap_or_default();
        assert!(
            METRICS.contains(&label.trim_matches('\'')),
            "{label}\n{run}"
        );
    }
    assert!(!rest.contains('|'), "{run}");
    let is_rude =
        |c: char| c.is_control() || "<>".contains(c) || ('\u{202a}'..='\u{202e}').contains(&c);
    for line in run.stdout.lines() {
        assert!(!line.contains(is_rude), "{line:?}\n{run}");
    }
    // What a peer says never begins a line.
    for line in rest.lines() {
        assert!(!line.starts_with("[OK] fine"), "{run}");
        assert!(!line.starts_with("DOCKER_API"), "{run}");
    }
}

/// The most kilobytes that were ever resident, as long as the process is there. Before it has
/// become the plugin it is a copy of this test, whose memory is none of the plugin's.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.starts_with("Name:\tcheck_docker_ap").then_some(())?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn in_background(mut pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).expect("plugins write UTF-8");
        // Nobody listens any more once the run has taken too long.
        let _ = sender.send(text);
    });
    receiver
}
