//! Too little room on this machine: limits, full and closed outputs, nothing to write to, no rights.

use crate::cell::{Cell, Expected, UNKNOWN, fill};
use crate::doors::{Stage, ask, engine, openvpn, visit};
use crate::plugins::Plugin;
use crate::support::server_config::Transport;

/// Becomes the rest of the command line in a mount namespace where nothing can be written.
const READ_ONLY: &str = r#"
    grep -v "[0-9] ro," /proc/self/mountinfo | cut -d" " -f5 | sort -r | while read -r place; do
        mount -o remount,bind,ro "$place" 2>/dev/null || true
    done
    ! touch /tmp/written 2>/dev/null
    exec "$@"
"#;
/// The same without devices and without processes to look at.
const BARE: &str = r#"mount -t tmpfs none /dev; mount -t tmpfs none /proc; exec "$@""#;
const GONE: &str = r#"mkdir gone; cd gone; rmdir ../gone; exec "$@""#;
/// A user without rights and without other processes, which would count.
const NOBODY: [&str; 4] = [
    "setpriv",
    "--reuid=61194",
    "--regid=61194",
    "--clear-groups",
];

#[test]
fn where_there_is_enough_room_nothing_is_amiss() {
    let in_mounts = |script| vec!["unshare", "--mount", "sh", "-ec", script, "sh"];
    let redirected = |how| vec!["sh", "-c", how, "sh"];
    // Both plugins at once, as a user of their own.
    let four_threads = vec![
        "setpriv",
        "--reuid=61195",
        "--clear-groups",
        "prlimit",
        "--nproc=4",
    ];
    try_both(&[
        (
            "32 files",
            vec!["prlimit", "--nofile=32"],
            Expected::ok(&[]),
        ),
        (
            "64 MiB",
            vec!["prlimit", "--as=67108864"],
            Expected::ok(&[]),
        ),
        (
            "a stack of 1 MiB",
            vec!["prlimit", "--stack=1048576"],
            Expected::ok(&[]),
        ),
        (
            "nothing to lock",
            vec!["prlimit", "--memlock=0"],
            Expected::ok(&[]),
        ),
        (
            "no file size",
            vec!["prlimit", "--fsize=0"],
            Expected::ok(&[]),
        ),
        ("read-only", in_mounts(READ_ONLY), Expected::ok(&[])),
        ("no devices, no /proc", in_mounts(BARE), Expected::ok(&[])),
        ("no environment", vec!["env", "-i"], Expected::ok(&[])),
        (
            "no such home",
            vec!["env", "HOME=/nowhere"],
            Expected::ok(&[]),
        ),
        ("a folder that is gone", redirected(GONE), Expected::ok(&[])),
        (
            "stdin closed",
            redirected("exec \"$@\" 0<&-"),
            Expected::ok(&[]),
        ),
        (
            "stderr closed",
            redirected("exec \"$@\" 2>&-"),
            Expected::ok(&[]),
        ),
        (
            "stderr full",
            redirected("exec \"$@\" 2>/dev/full"),
            Expected::ok(&[]),
        ),
        (
            "signals ignored",
            redirected("trap '' TERM INT PIPE CHLD HUP ALRM; exec \"$@\""),
            Expected::ok(&[]),
        ),
        ("nobody", NOBODY.to_vec(), Expected::ok(&[])),
        (
            "nobody with two threads each",
            four_threads,
            Expected::ok(&[]),
        ),
    ]);
}

#[test]
fn where_there_is_too_little_room_the_state_is_unknown() {
    let redirected = |how| vec!["sh", "-c", how, "sh"];
    let threadless = [&NOBODY[..], &["prlimit", "--nproc=1"]].concat();
    let cannot_start = Expected::unknown(&["cannot start the watchdog thread"]);
    try_both(&[
        (
            "/dev/full",
            redirected("exec \"$@\" >/dev/full"),
            Expected::mute(),
        ),
        (
            "stdout closed",
            redirected("exec \"$@\" >&-"),
            Expected::mute(),
        ),
        (
            "all closed",
            redirected("exec \"$@\" <&- >&- 2>&-"),
            Expected::mute(),
        ),
        (
            "stdout for reading",
            redirected("exec \"$@\" 1</dev/null"),
            Expected::mute(),
        ),
        ("no threads", threadless, cannot_start),
    ]);
}

/// From what the loader of programs needs to what is enough.
#[test]
fn with_less_and_less_room_a_good_server_is_ok_or_unknown() {
    let files: Vec<_> = (4..=24).map(|files| format!("--nofile={files}")).collect();
    let conditions: Vec<_> = files
        .iter()
        .map(|limit| {
            let expected = Expected::one_of(&[0, UNKNOWN], &[]);
            (limit.as_str(), vec!["prlimit", limit.as_str()], expected)
        })
        .collect();
    try_both(&conditions);
}

/// Both plugins on good servers, as far as they go.
fn try_both(conditions: &[(&str, Vec<&str>, Expected)]) {
    let (server, engine) = (openvpn(Transport::Udp).start(), engine().start());
    let runs = [
        (Plugin::OpenVpn, visit(server.address(), Stage::Tunnel)),
        (Plugin::DockerApi, ask(engine.address())),
    ];
    let mut cells = Vec::new();
    for (name, around, expected) in conditions {
        for (plugin, arguments) in &runs {
            let name = format!("{}: {name}", plugin.name());
            let cell = Cell::new(name, *plugin, arguments.clone(), expected.clone());
            cells.push(cell.around(around.iter().copied()));
        }
    }
    fill(cells);
}
