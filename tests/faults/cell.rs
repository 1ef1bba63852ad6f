//! One run under one fault, and what every such run is held to: the right state, a line that says
//! why, before the deadline, an exit code from 0 to 3, no process and no core left behind.

use std::any::Any;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::mem;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::plugins::Plugin;
use crate::support::plugin::Run;

pub const OK: i32 = 0;
pub const WARNING: i32 = 1;
pub const CRITICAL: i32 = 2;
pub const UNKNOWN: i32 = 3;

const STATES: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];
/// How much longer a run may take than it was given, the watchdog's second included. The time that
/// it was ready to run and other processes were run instead is not its own.
const SLACK: Duration = Duration::from_millis(1200);
/// How much longer it is waited for, so that a run that is late has its end told.
const PATIENCE: Duration = Duration::from_secs(20);
/// Runs side by side: most of the time goes into waiting for nothing.
const AT_ONCE: usize = 16;
/// Longer than any first line is.
const LONGEST_LINE: usize = 1500;

/// What a run has to come to.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Any of these is right.
    pub states: &'static [i32],
    /// Words of the output in any case.
    pub words: Vec<String>,
    /// Words that no output may have.
    pub never: Vec<String>,
    /// Where nothing can be written, nothing is.
    pub is_mute: bool,
}

/// A run to be.
pub struct Cell {
    pub name: String,
    plugin: Plugin,
    arguments: Vec<String>,
    /// The words of a command that runs the rest of the command line.
    around: Vec<OsString>,
    environment: Vec<(String, OsString)>,
    /// What the run is given with `-t`.
    time: Duration,
    expected: Expected,
    /// What has to be there as long: servers, lines, namespaces.
    keeps: Vec<Box<dyn Any + Send>>,
}

impl Expected {
    pub fn one_of(states: &'static [i32], words: &[&str]) -> Self {
        Self {
            states,
            words: words.iter().map(ToString::to_string).collect(),
            never: Vec::new(),
            is_mute: false,
        }
    }

    pub fn ok(words: &[&str]) -> Self {
        Self::one_of(&[OK], words)
    }

    pub fn critical(words: &[&str]) -> Self {
        Self::one_of(&[CRITICAL], words)
    }

    pub fn unknown(words: &[&str]) -> Self {
        Self::one_of(&[UNKNOWN], words)
    }

    /// UNKNOWN, which nobody is told in words.
    pub fn mute() -> Self {
        Self {
            is_mute: true,
            ..Self::unknown(&[])
        }
    }

    pub fn never_saying(self, words: &[&str]) -> Self {
        Self {
            never: words.iter().map(ToString::to_string).collect(),
            ..self
        }
    }
}

impl Cell {
    /// A run with these arguments, `-t` left out.
    pub fn new(
        name: impl Into<String>,
        plugin: Plugin,
        arguments: Vec<String>,
        expected: Expected,
    ) -> Self {
        Self {
            name: name.into(),
            plugin,
            arguments,
            around: Vec::new(),
            environment: Vec::new(),
            time: Duration::from_secs(10),
            expected,
            keeps: Vec::new(),
        }
    }

    pub fn within(mut self, seconds: f64) -> Self {
        self.time = Duration::from_secs_f64(seconds);
        self
    }

    /// Run by a command: `["prlimit", "--nofile=32"]`. It has to become the plugin, not start it.
    pub fn around<W: Into<OsString>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.around.extend(words.into_iter().map(Into::into));
        self
    }

    pub fn environment(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub fn keeping(mut self, what: impl Any + Send) -> Self {
        self.keeps.push(Box::new(what));
        self
    }

    /// Runs the plugin and holds it to what every run is held to; the state and the words are up to
    /// the caller.
    pub fn run(&self) -> Run {
        // The process becomes the plugin here, and whatever that would leave lies here.
        let folder = tempfile::tempdir().expect("a folder can be made");
        let home = tempfile::tempdir().expect("a folder can be made");
        let mut words = self.around.clone();
        words.push(self.plugin.path().into_os_string());
        words.extend(["-t".into(), self.time.as_secs_f64().to_string().into()]);
        words.extend(self.arguments.iter().map(OsString::from));
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .env_clear()
            .env("HOME", home.path())
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .process_group(0);
        let_cores_be_written(&mut command);
        let (run, kept_waiting) = finish(&mut command, self.time + PATIENCE);
        let left: Vec<_> = fs::read_dir(folder.path())
            .expect("the folder is there")
            .collect();
        assert!(left.is_empty(), "{left:?}\n{run}");
        assert!((OK..=UNKNOWN).contains(&run.exit_code), "{run}");
        assert_eq!(run.stderr, "", "{run}");
        let longest = self.time + SLACK + kept_waiting;
        assert!(run.elapsed <= longest, "over {longest:?}\n{run}");
        match self.expected.is_mute {
            true => assert_eq!(run.stdout, "", "{run}"),
            false => has_its_own_form(self.plugin, &run),
        }
        run
    }

    /// What is wrong with a run, if anything is.
    fn complaint(&self, run: &Run) -> Option<String> {
        let Expected {
            states,
            words,
            never,
            ..
        } = &self.expected;
        let missing: Vec<_> = words.iter().filter(|words| !run.says(words)).collect();
        let extra: Vec<_> = never.iter().filter(|words| run.says(words)).collect();
        let is_kept = states.contains(&run.exit_code) && missing.is_empty() && extra.is_empty();
        let wanted: Vec<_> = states
            .iter()
            .map(|state| STATES[usize::try_from(*state).expect("0 to 3")])
            .collect();
        (!is_kept).then(|| {
            format!(
                "{}: wants {wanted:?}, lacks {missing:?}, has {extra:?}\n{run}",
                self.name
            )
        })
    }
}

/// Runs all cells, several at a time, each whatever becomes of the others.
///
/// # Panics
/// With every cell that did not come to what it had to.
pub fn fill(cells: Vec<Cell>) {
    let failures = Mutex::new(Vec::new());
    side_by_side(cells, |cell: Cell| {
        let complaint = match catch_unwind(AssertUnwindSafe(|| cell.run())) {
            Ok(run) => cell.complaint(&run),
            // It has told its own story by now.
            Err(_) => Some(format!("{}: broke a promise, see above", cell.name)),
        };
        let mut failures = failures.lock().expect("nobody panics in here");
        failures.extend(complaint);
    });
    let failures = failures.into_inner().expect("nobody panics in here");
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} cells:\n{}",
        failures.join("\n\n")
    );
}

/// Does one thing for each item, several at a time.
pub fn side_by_side<T: Send>(items: Vec<T>, each: impl Fn(T) + Sync) {
    let items = Mutex::new(items.into_iter());
    let next = || items.lock().expect("nobody panics in here").next();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(item) = next() {
                    each(item);
                }
            });
        }
    });
}

/// Core files are to be seen where there is any.
fn let_cores_be_written(command: &mut Command) {
    let limit = libc::rlimit {
        rlim_cur: libc::RLIM_INFINITY,
        rlim_max: libc::RLIM_INFINITY,
    };
    let raise = move || {
        // SAFETY: `limit` is a whole `rlimit`, only read.
        match unsafe { libc::setrlimit(libc::RLIMIT_CORE, &limit) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    };
    // SAFETY: between fork and exec it does nothing but one system call.
    unsafe { command.pre_exec(raise) };
}

/// Starts a process group and waits for its end, which is that of all its processes. Tells how long
/// it, and whoever waits for it, had to wait for a processor.
fn finish(command: &mut Command, patience: Duration) -> (Run, Duration) {
    let mut command_line = command.get_program().to_owned();
    for word in command.get_args() {
        command_line.push(" ");
        command_line.push(word);
    }
    let command_line = command_line.to_string_lossy().into_owned();
    let (started, kept_waiting) = (Instant::now(), kept_waiting("thread-self"));
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command_line}: {error}"));
    let group = libc::pid_t::try_from(child.id()).expect("a process id");
    let ended = Ended::watch(group, patience);
    let (output, elapsed, waited) = outputs(child, started);
    let kept_waiting = self::kept_waiting("thread-self").saturating_sub(kept_waiting) + waited;
    let was_killed = ended.stop();
    let status = output.status;
    let text = |bytes| String::from_utf8(bytes).expect("plugins write UTF-8");
    // SAFETY: takes two numbers, and signal 0 is none. The leader is reaped, and its number is not
    // given to anybody else as long as a process of its group is left.
    let is_left = unsafe { libc::kill(-group, 0) } == 0;
    assert!(
        !was_killed,
        "{command_line}: still running after {patience:?}"
    );
    assert!(!is_left, "{command_line}: left a process behind");
    assert!(!status.core_dumped(), "{command_line}: {status}");
    let run = Run {
        exit_code: status
            .code()
            .unwrap_or_else(|| panic!("{command_line}: {status}")),
        command_line,
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        elapsed,
    };
    (run, kept_waiting)
}

/// What a process has written, when it ended, and how long it had to wait for a processor.
fn outputs(child: Child, started: Instant) -> (Output, Duration, Duration) {
    let id = child.id();
    // SAFETY: `siginfo_t` is plain bits, and the call writes into it alone. The child stays to be
    // waited for.
    let ended = unsafe {
        let mut info = mem::zeroed();
        libc::waitid(
            libc::P_PID,
            id,
            &raw mut info,
            libc::WEXITED | libc::WNOWAIT,
        )
    };
    let elapsed = started.elapsed();
    assert_eq!(ended, 0, "a child can be waited for");
    let waited = kept_waiting(&id.to_string());
    // No output is longer than what a pipe takes, so that nobody has waited for a reader.
    let output = child.wait_with_output().expect("a child can be waited for");
    (output, elapsed, waited)
}

/// How long a thread has been ready to run without being run, as the kernel counts it.
fn kept_waiting(task: &str) -> Duration {
    let file = fs::read_to_string(format!("/proc/{task}/schedstat")).unwrap_or_default();
    let waited = file.split_whitespace().nth(1);
    Duration::from_nanos(waited.and_then(|number| number.parse().ok()).unwrap_or(0))
}

/// Kills a process group that takes too long.
struct Ended {
    is_over: Arc<AtomicUsize>,
    watch: thread::JoinHandle<bool>,
}

impl Ended {
    fn watch(group: libc::pid_t, patience: Duration) -> Self {
        let is_over = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&is_over);
        let watch = thread::spawn(move || {
            let until = Instant::now() + patience;
            while seen.load(Ordering::Acquire) == 0 {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    // SAFETY: takes two numbers; the group's leader is not reaped yet.
                    unsafe { libc::kill(-group, libc::SIGKILL) };
                    return true;
                }
                thread::park_timeout(left);
            }
            false
        });
        Self { is_over, watch }
    }

    /// Whether it had to.
    fn stop(self) -> bool {
        self.is_over.store(1, Ordering::Release);
        self.watch.thread().unpark();
        self.watch.join().expect("a watch never fails")
    }
}

/// One line of the plugin's own that has the state, perfdata behind it alone, and no character that
/// a terminal or an engine takes for its own.
fn has_its_own_form(plugin: Plugin, run: &Run) {
    let state = STATES[usize::try_from(run.exit_code).expect("an exit code")];
    let head = format!("{} {state} - ", plugin.name());
    let (first, rest) = run.stdout.split_once('\n').unwrap_or_default();
    assert!(
        first.starts_with(&head) && first.len() > head.len(),
        "{run}"
    );
    assert!(first.chars().count() <= LONGEST_LINE, "{run}");
    assert!(
        first.matches('|').count() <= 1 && !rest.contains('|'),
        "{run}"
    );
    assert!(
        !rest.ends_with("\n\n") && !run.stdout.contains("\n\n"),
        "{run}"
    );
    let is_rude = |c: char| c.is_control() || "<>".contains(c);
    assert!(
        !run.stdout.lines().any(|line| line.contains(is_rude)),
        "{run}"
    );
    let later = rest.lines().filter(|line| line.starts_with(plugin.name()));
    assert_eq!(later.count(), 0, "{run}");
}
