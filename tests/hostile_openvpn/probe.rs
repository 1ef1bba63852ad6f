//! One run against one peer, and what every such run is held to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::desk::DESK;
use crate::front::Front;
use crate::manners::{has_its_own_words, keeps_secrets};
use crate::support::door::Seen;
use crate::support::plugin::{Run, instruments};
use crate::support::watched::{Watched, watch};

pub const OK: i32 = 0;
pub const WARNING: i32 = 1;
pub const CRITICAL: i32 = 2;
pub const UNKNOWN: i32 = 3;

/// Seconds that a plugin is given where its peer says nothing.
pub const TIMEOUT: u64 = 2;
/// How much longer a run may take than it was given.
const SLACK: Duration = Duration::from_secs(1);
/// Kilobytes that may ever be resident, the program itself included.
const MOST_MEMORY: u64 = 16 * 1024;
/// Processor time that a run may take, in either mode of the kernel's.
const MOST_WORK: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1500 } else { 500 });

/// Runs side by side.
const AT_ONCE: usize = 6;

/// How far a run is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Certificate,
    Login,
    Tunnel,
}

/// What the plugin is told besides address and stage.
#[derive(Clone, Default)]
pub struct Told {
    /// Whether it holds the static key, for tls-crypt.
    pub encrypts: bool,
    /// Whether it shows its certificate too.
    pub has_certificate: bool,
    /// Seconds in place of [`TIMEOUT`].
    pub seconds: Option<u64>,
    /// Processor time in place of [`MOST_WORK`].
    pub most_work: Option<Duration>,
    pub more: Vec<String>,
}

/// A run, with what it cost.
pub struct Observed {
    pub run: Run,
    /// Processor time.
    pub work: Duration,
}

/// Sends the plugin to a peer and on to this stage.
pub fn visit(front: Front, stage: Stage, told: &Told) -> (Observed, Seen) {
    let port = front.address().port().to_string();
    let mut arguments = vec!["-p".to_owned(), port, "--ca".into(), DESK.file("ca.pem")];
    if front.is_tcp() {
        arguments.push("--tcp".into());
    }
    if told.encrypts {
        arguments.extend(["--tls-crypt".into(), DESK.key_file()]);
    }
    let stage_name = match stage {
        Stage::Certificate => "certificate",
        Stage::Login => "login",
        Stage::Tunnel => "tunnel",
    };
    arguments.extend(["--stage".into(), stage_name.into()]);
    if stage != Stage::Certificate {
        arguments.extend(["--auth-user-pass".into(), DESK.file("login")]);
        if told.has_certificate {
            arguments.extend(["--cert".into(), DESK.file("client.pem")]);
            arguments.extend(["--key".into(), DESK.file("client.key")]);
        }
    }
    arguments.extend(told.more.iter().cloned());
    arguments.push("127.0.0.1".into());
    let observed = run(&arguments, told.seconds.unwrap_or(TIMEOUT));
    let (work, most) = (observed.work, told.most_work.unwrap_or(MOST_WORK));
    assert!(work <= most, "{work:?} of processor time\n{}", observed.run);
    (observed, front.finish())
}

/// Runs the plugin with everything that it can print, and holds it to what no peer may break.
pub fn run(arguments: &[String], seconds: u64) -> Observed {
    let mut command = Command::new(env!("CARGO_BIN_EXE_check_openvpn"));
    command.args(["-vvv", "-t", &seconds.to_string()]);
    command.args(arguments).env_clear().envs(instruments());
    let longest = Duration::from_secs(seconds) + SLACK;
    let Watched { run, work } = watch(&mut command, longest, MOST_MEMORY);
    has_its_own_words(&run);
    keeps_secrets(&run);
    Observed { run, work }
}

impl Observed {
    /// Holds the run to a state, and to words in any case.
    pub fn comes_to(&self, title: &str, exit_code: i32, words: &[&str]) {
        let missing: Vec<_> = words.iter().filter(|words| !self.run.says(words)).collect();
        let is_kept = self.run.exit_code == exit_code && missing.is_empty();
        assert!(
            is_kept,
            "{title}: wants {exit_code}, lacks {missing:?}\n{}",
            self.run
        );
    }
}

/// Plays all cases, several at a time since most of the time goes into waiting for nothing. All are
/// played, whatever becomes of the others.
pub fn side_by_side<C: Send>(cases: impl IntoIterator<Item = C>, play: impl Fn(C) + Sync) {
    let cases: Mutex<Vec<C>> = Mutex::new(cases.into_iter().collect());
    let failures = AtomicUsize::new(0);
    let next = || cases.lock().expect("nobody panics in here").pop();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = next() {
                    // A panic has told its own story by now.
                    if catch_unwind(AssertUnwindSafe(|| play(case))).is_err() {
                        failures.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(failures.into_inner(), 0, "cases that failed, see above");
}
