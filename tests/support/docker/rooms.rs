//! A `/run` and an `/etc/docker` that only one engine sees.
//!
//! An engine looks up its authorization plugins in the one and leaves a key in the other. Where the
//! kernel allows a private mount namespace (root, or a user inside of `scripts/with-tun`), both are
//! folders of its own; without that right, as for root in an ordinary container, they are the real
//! ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use crate::support::programs;

/// Mounts `$1` over `/run` and `$2` over `/etc/docker`, then becomes the rest.
const ENTER_ROOMS: &str = r#"
    mount --bind "$1" /run || exit
    if [ -d /etc/docker ]; then mount --bind "$2" /etc/docker || exit; fi
    shift 2
    exec "$@"
"#;

/// Whether an engine can have mounts that nobody else sees.
static CAN_HAVE_ROOMS: LazyLock<bool> = LazyLock::new(|| {
    Command::new(programs::find("unshare", "util-linux"))
        .args(["--mount", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
});

/// The command that starts `engine`, with rooms in `folder` where they can be had.
pub fn enter(folder: &Path, engine: &Path) -> Command {
    if !*CAN_HAVE_ROOMS {
        return Command::new(engine);
    }
    let [run, etc] = ["run", "etc"].map(|name| folder.join(name));
    for room in [&run, &etc] {
        fs::create_dir_all(room).expect("a folder can be made");
    }
    let mut command = Command::new(programs::find("unshare", "util-linux"));
    command
        .args(["--mount", "sh", "-c", ENTER_ROOMS, "sh"])
        .args([&run, &etc])
        .arg(engine);
    command
}

/// Where the engine of `folder` looks for plugins.
pub fn plugins(folder: &Path) -> PathBuf {
    let run = if *CAN_HAVE_ROOMS {
        folder.join("run")
    } else {
        PathBuf::from("/run")
    };
    run.join("docker/plugins")
}
