//! Processes that are stopped by SIGSTOP, and are so when it counts.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait, on a machine that has more to do.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(1);

/// Waits until every thread of a process that was sent SIGSTOP has stopped: the others go on until
/// the one that got the signal is run.
///
/// # Panics
/// When they do not stop.
pub fn wait_until_stopped(process: u32) {
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
