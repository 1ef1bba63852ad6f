//! One run against one peer, with nothing of this machine's Docker in its environment, and what
//! every such run is held to.

use std::process::Command;
use std::time::Duration;

use crate::support::docker::fake::{FakeConfig, FakeEngine, FakeTls};
use crate::support::docker::pki::{Client, PKI};
use crate::support::plugin::{Run, instruments};
use crate::support::watched::{Watched, watch};

pub const OK: i32 = 0;
pub const CRITICAL: i32 = 2;

/// With `-t 2`.
const LONGEST: Duration = Duration::from_millis(3500);
/// Kilobytes that may ever be resident, the program itself included.
const MOST_MEMORY: u64 = 32 * 1024;
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
    let mut command = Command::new(env!("CARGO_BIN_EXE_check_docker_api"));
    command.args(arguments).env_clear().envs(instruments());
    command.env("HOME", home.path());
    let Watched { run, .. } = watch(&mut command, LONGEST, MOST_MEMORY);
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
