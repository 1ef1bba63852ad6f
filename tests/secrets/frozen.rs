//! A plugin that has everything behind it but its one write, held up there by a full pipe, and all
//! that it has in its memory: what a debugger's `gcore` would write, read as root.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::needles::Needles;
use crate::support::pipes::{FILLER, full_pipe};

/// Longest wait for a run to come to its write.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at.
const OFTEN: Duration = Duration::from_millis(2);

/// A run at the moment of its answer.
pub struct Frozen {
    child: Child,
    reader: OwnedFd,
}

/// What became of it.
pub struct Thawed {
    pub stdout: String,
    pub exit_code: Option<i32>,
}

impl Frozen {
    /// Runs the plugin up to its write.
    pub fn at_its_answer(command: &mut Command) -> Self {
        let frozen = Self::started(command);
        frozen.wait_until("it writes", |call| {
            // Number of the call, then its first argument.
            let write = format!("{} 0x1 ", libc::SYS_write);
            call.starts_with(&write)
        });
        frozen
    }

    /// Runs the plugin until it waits for its peer.
    pub fn waiting(command: &mut Command) -> Self {
        let frozen = Self::started(command);
        frozen.wait_until("it waits", |call| {
            [
                libc::SYS_epoll_wait,
                libc::SYS_epoll_pwait,
                libc::SYS_ppoll,
                libc::SYS_poll,
            ]
            .iter()
            .any(|number| call.starts_with(&format!("{number} ")))
        });
        frozen
    }

    fn started(command: &mut Command) -> Self {
        let (reader, writer) = full_pipe(false);
        let child = command
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::null())
            .spawn()
            .expect("the plugin starts");
        // Else the pipe would not end with the plugin.
        command.stdout(Stdio::null());
        Self { child, reader }
    }

    /// Waits until the first thread is in a system call of which this is true.
    fn wait_until(&self, what: &str, is_there: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            let call = fs::read_to_string(self.proc("syscall")).unwrap_or_default();
            if is_there(&call) {
                return;
            }
            assert!(Instant::now() < until, "not until {what}: {call:?}");
            thread::sleep(OFTEN);
        }
    }

    /// What is found in the memory of the process, its stacks and environment included.
    pub fn remembers(&self, needles: &Needles) -> BTreeSet<String> {
        search(&self.dump(), needles)
    }

    /// The same, and what becomes of the run. It is let go before the search, since its watchdog
    /// waits for a second only.
    pub fn remembered(self, needles: &Needles) -> (BTreeSet<String>, Thawed) {
        let dump = self.dump();
        let thawed = self.thaw();
        (search(&dump, needles), thawed)
    }

    /// Every mapping that could be written to, by its name.
    fn dump(&self) -> Vec<(String, Vec<u8>)> {
        let maps = fs::read_to_string(self.proc("maps")).expect("root reads the map");
        let memory = File::open(self.proc("mem")).expect("root reads the memory");
        let is_writable = |line: &&str| {
            line.split(' ')
                .nth(1)
                .is_some_and(|it| it.starts_with("rw"))
        };
        let of_line = |line: &str| {
            let (range, rest) = line.split_once(' ').expect("a range");
            let (start, end) = range.split_once('-').expect("two ends");
            let [start, end] = [start, end].map(|end| u64::from_str_radix(end, 16).expect("hex"));
            let mut bytes = vec![0; usize::try_from(end - start).expect("memory fits into memory")];
            memory
                .read_exact_at(&mut bytes, start)
                .unwrap_or_else(|error| panic!("{line}: {error}"));
            let place = rest.split_whitespace().nth(4).unwrap_or("a mapping");
            (place.to_owned(), bytes)
        };
        maps.lines().filter(is_writable).map(of_line).collect()
    }

    /// A file of the kernel's about it.
    pub fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }

    /// Ends it by a signal.
    pub fn shoot(mut self, signal: i32) -> ExitStatus {
        let pid = self.child.id().try_into().expect("a process id");
        // SAFETY: takes two numbers; the child is not reaped, so that its number is its own.
        assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
        self.child.wait().expect("a child can be waited for")
    }

    /// Lets it write, and end.
    fn thaw(mut self) -> Thawed {
        let mut bytes = Vec::new();
        let mut reader = File::from(
            self.reader
                .try_clone()
                .expect("a descriptor can be doubled"),
        );
        reader.read_to_end(&mut bytes).expect("a pipe can be read");
        let text = String::from_utf8(bytes).expect("plugins write UTF-8");
        let status = self.child.wait().expect("a child can be waited for");
        Thawed {
            stdout: text.trim_start_matches(char::from(FILLER)).to_owned(),
            exit_code: status.code(),
        }
    }
}

fn search(dump: &[(String, Vec<u8>)], needles: &Needles) -> BTreeSet<String> {
    let total: usize = dump.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(total > 64 * 1024, "a process of {total} bytes");
    let mut found = BTreeSet::new();
    for (place, bytes) in dump {
        let here = needles.found_in(bytes);
        found.extend(here.iter().map(|name| format!("{name}, in {place}")));
    }
    found
}

impl Drop for Frozen {
    fn drop(&mut self) {
        // One that has been waited for is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
