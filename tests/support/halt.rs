//! Signals for processes, and those that SIGSTOP has stopped when it counts.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait, on a machine that has more to do.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(1);

/// Sends a process a signal by its name, such as `STOP`, which has then stopped it. False where there
/// is no such process.
///
/// # Panics
/// When it does not stop.
pub fn signal(process: u32, name: &str) -> bool {
    let sent = Command::new("sh")
        .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name])
        .arg(process.to_string())
        .status()
        .expect("a shell can be started");
    if sent.success() && name == "STOP" {
        wait_until_stopped(process);
    }
    sent.success()
}

/// Waits until every thread of a process that was sent SIGSTOP has stopped: the others go on until
/// the one that got the signal is run.
fn wait_until_stopped(process: u32) {
    let deadline = Instant::now() + PATIENCE;
    while !has_stopped(process) {
        assert!(Instant::now() < deadline, "process {process} does not stop");
        thread::sleep(GLANCE);
    }
}

fn has_stopped(process: u32) -> bool {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).expect("a process of ours");
    tasks.flatten().all(|task| {
        let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
        // A thread that has gone is as still as one that has stopped.
        state.is_none_or(|rest| rest.starts_with('T'))
    })
}
