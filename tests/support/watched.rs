//! A run of a plugin whose memory and processor time are looked at while it lasts.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use super::plugin::{Run, command_line, end, start};

/// Long enough for the memory to have been looked at.
const SHORT: Duration = Duration::from_millis(200);
/// How often the memory is looked at; the kernel keeps the peak.
const OFTEN: Duration = Duration::from_millis(2);
/// How long a process may take from the end of its output to its own, on a machine that has more to do.
const LAST_STEPS: Duration = Duration::from_secs(10);
/// The unit of processor time in `/proc`, as it has been on Linux for ever.
const TICK: Duration = Duration::from_millis(10);
/// Bytes of a process's name that the kernel keeps.
const NAME: usize = 15;

/// A run, with what it cost.
pub struct Watched {
    pub run: Run,
    /// Processor time, in either mode of the kernel's.
    pub work: Duration,
}

/// Runs the plugin and holds it to the promises of all plugins, to its time, and to the kilobytes
/// that may ever be resident, the program itself included.
pub fn watch(command: &mut Command, longest: Duration, most_memory: u64) -> Watched {
    let command_line = command_line(command);
    let name = name(command);
    let patience = longest * if is_measured() { 2 } else { 20 };
    let started = Instant::now();
    let (mut child, [stdout, stderr]) = start(command);
    let mut memory = None;
    let said = loop {
        memory = memory.max(peak_memory(child.id(), &name));
        match stdout.recv_timeout(OFTEN) {
            Ok(bytes) => break bytes,
            Err(RecvTimeoutError::Timeout) if started.elapsed() < patience => {}
            Err(error) => {
                child.kill().expect("a child can be killed");
                child.wait().expect("a child can be waited for");
                panic!("{command_line}: no end of output: {error}");
            }
        }
    };
    let work = work(child.id());
    let complaints = stderr.recv().expect("stderr ends with the process");
    let run = end(child, command_line, [said, complaints], started);
    run.keeps_the_promises();
    if !is_measured() {
        let work = Duration::ZERO;
        return Watched { run, work };
    }
    assert!(run.elapsed < longest, "{run}");
    // A run of a few milliseconds may be over before it is looked at, and can have read little.
    assert!(memory.is_some() || run.elapsed < SHORT, "{run}");
    assert!(memory <= Some(most_memory), "{memory:?} kB\n{run}");
    Watched { run, work }
}

/// Whether what a run costs is its own. It is not where the plugin runs below an instrument, which
/// is what `make asan` and `make valgrind` say by `GATEWATCH_UNMEASURED`.
pub fn is_measured() -> bool {
    env::var_os("GATEWATCH_UNMEASURED").is_none()
}

/// The name that the kernel gives the process.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name();
    let program = program.expect("a program has a name").to_string_lossy();
    program.chars().take(NAME).collect()
}

/// The most kilobytes that were ever resident, as long as the process is there. Before it has
/// become the plugin it is a copy of this test, whose memory is none of the plugin's.
fn peak_memory(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let is_plugin = status.lines().next()? == format!("Name:\t{name}");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes = line.split_whitespace().nth(1)?.parse().ok()?;
    is_plugin.then_some(kilobytes)
}

/// Processor time of a process that has closed its output: it is at its end, or past it and not
/// waited for.
fn work(process: u32) -> Duration {
    let patience = Instant::now() + LAST_STEPS;
    loop {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("a child of ours");
        let (_, fields) = stat.rsplit_once(") ").expect("a name in brackets");
        let fields: Vec<&str> = fields.split(' ').collect();
        assert!(Instant::now() < patience, "the process does not end");
        if fields[0] == "Z" {
            let ticks = |at: usize| fields[at].parse::<u32>().expect("a number");
            return TICK * (ticks(11) + ticks(12));
        }
        thread::sleep(OFTEN);
    }
}
