//! What others on the machine see of a run while it lasts, and what it leaves when it is shot down.

use std::fs;
use std::net::UdpSocket;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::frozen::Frozen;
use crate::papers::Papers;
use crate::plugin::{check_docker_api, check_openvpn};

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);
const OFTEN: Duration = Duration::from_millis(20);
/// nobody
const SOMEBODY: u32 = 65_534;

/// Ways to start another program, as the C library calls them.
const STARTERS: [&str; 11] = [
    "fork",
    "vfork",
    "clone",
    "execv",
    "execve",
    "execvp",
    "execvpe",
    "fexecve",
    "posix_spawn",
    "popen",
    "system",
];

/// A run that waits for a server which says nothing, and the server.
fn waiting(command: &mut Command) -> (Frozen, UdpSocket) {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
    let port = silent.local_addr().expect("it is bound").port();
    command.args(["-t", "30", "-p", &port.to_string(), "127.0.0.1"]);
    (Frozen::waiting(command), silent)
}

#[test]
fn nobody_but_root_reads_the_memory_or_the_environment_of_a_run() {
    let mut command = check_openvpn();
    let (frozen, _silent) = waiting(command.uid(SOMEBODY));
    for file in ["mem", "environ", "maps"] {
        let read = Command::new("cat")
            .arg(frozen.proc(file))
            .uid(SOMEBODY)
            .output();
        let read = read.expect("cat can be started");
        assert!(
            !read.status.success() && read.stdout.is_empty(),
            "{file}: {read:?}"
        );
    }
    // The same may read what it may of a process that hides nothing.
    let mut other = Command::new("sleep")
        .arg("60")
        .uid(SOMEBODY)
        .spawn()
        .expect("sleep");
    let environ = format!("/proc/{}/environ", other.id());
    let until = Instant::now() + PATIENCE;
    while !Command::new("cat")
        .arg(&environ)
        .uid(SOMEBODY)
        .output()
        .expect("cat can be started")
        .status
        .success()
    {
        assert!(Instant::now() < until, "{environ} is not to be read either");
        thread::sleep(OFTEN);
    }
    other.kill().expect("a child can be killed");
    other.wait().expect("a child can be waited for");
}

#[test]
fn a_run_that_is_shot_down_leaves_no_core() {
    let papers = Papers::new();
    let mut command = check_openvpn();
    // SAFETY: sets a limit, and nothing else, in the child.
    unsafe {
        command.pre_exec(|| {
            let most = libc::rlimit {
                rlim_cur: libc::RLIM_INFINITY,
                rlim_max: libc::RLIM_INFINITY,
            };
            libc::setrlimit(libc::RLIMIT_CORE, &most);
            Ok(())
        });
    }
    let (frozen, _silent) = waiting(command.current_dir(papers.folder()));
    let status = frozen.shoot(libc::SIGABRT);
    assert_eq!(status.signal(), Some(libc::SIGABRT));
    assert!(!status.core_dumped(), "{status}");
    let left = fs::read_dir(papers.folder())
        .expect("a folder can be read")
        .count();
    assert_eq!(left, 0, "files in the folder of the run");
}

#[test]
fn a_run_that_waits_is_kept_out_of_swap() {
    let (frozen, _silent) = waiting(&mut check_openvpn());
    let until = Instant::now() + PATIENCE;
    let locked = || {
        let smaps = fs::read_to_string(frozen.proc("smaps")).expect("root reads the map");
        let of = |name: &str| {
            let flags = smaps.split(name).nth(1)?.split("VmFlags:").nth(1)?;
            Some(flags.lines().next()?.split(' ').any(|flag| flag == "lo"))
        };
        of("[heap]").unwrap_or(true) && smaps.matches(" lo ").count() > 0
    };
    while !locked() {
        assert!(Instant::now() < until, "nothing is locked");
        thread::sleep(OFTEN);
    }
}

#[test]
fn no_plugin_knows_how_to_start_a_program() {
    for command in [check_openvpn(), check_docker_api()] {
        let path = command.get_program();
        let program = fs::read(path).expect("a program can be read");
        let names = imported(&program);
        assert!(names.len() > 50, "{path:?}: {names:?}");
        for starter in STARTERS {
            assert!(
                !names.contains(&starter.as_bytes()),
                "{path:?} has {starter}"
            );
        }
    }
}

/// The names of what a program takes from the C library: they stand in one table, each between two
/// NULs, before everything else in which such names may be.
fn imported(program: &[u8]) -> Vec<&[u8]> {
    let names: Vec<&[u8]> = program.split(|byte| *byte == 0).collect();
    let known = names.iter().position(|name| *name == b"getaddrinfo");
    let known = known.expect("a plugin resolves names");
    let is_none = |name: &&[u8]| name.is_empty() || !name.iter().all(u8::is_ascii_graphic);
    let start = names[..known]
        .iter()
        .rposition(is_none)
        .map_or(0, |at| at + 1);
    let rest = &names[start..];
    let length = rest.iter().position(is_none).unwrap_or(rest.len());
    rest[..length].to_vec()
}
