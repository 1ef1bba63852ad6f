//! A network and a file system of one test's own. The plugins are installed there, the names of the
//! examples resolve, their ports are free, keys lie in `/etc/gatewatch`: a shipped file works in it as it
//! is. Nothing in it reaches any other network.
//!
//! Namespaces belong to a thread and to whatever it starts, and end with the last of them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::support::programs;

pub const PLUGINS: &str = "/usr/lib/nagios/plugins";
/// Keys and certificates, as the documents have them.
pub const KEYS: &str = "/etc/gatewatch";
/// For documentation, RFC 5737.
pub const NAMES: [(&str, &str); 6] = [
    ("192.0.2.10", "vpn.example.org"),
    ("192.0.2.21", "docker.example.org"),
    ("192.0.2.22", "proxy.example.org"),
    ("192.0.2.66", "hostile.example.org"),
    ("192.0.2.67", "shady.example.org"),
    ("192.0.2.68", "naive.example.org"),
];

/// The folder of a room, which user nagios can read.
pub struct Room(PathBuf);

impl Room {
    /// Runs `test` in a new room.
    ///
    /// # Panics
    /// Where namespaces are not allowed, or as `test` does.
    pub fn enter(test: impl FnOnce(&Self) + Send) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        let room = Self(folder.path().to_owned());
        let ended = thread::scope(|scope| {
            let inside = scope.spawn(|| {
                room.furnish();
                test(&room);
            });
            inside.join()
        });
        if let Err(panicked) = ended {
            panic::resume_unwind(panicked);
        }
    }

    /// A folder that belongs to user nagios, here unless it is a whole path.
    pub fn folder_of_nagios(&self, name: &str) -> PathBuf {
        let folder = self.0.join(name);
        run(
            "install",
            &["-d", "-o", "nagios", "-g", "nagios", text(&folder)],
        );
        folder
    }

    #[expect(
        clippy::unused_self,
        reason = "only in a room are these folders not the machine's"
    )]
    pub fn give_to_nagios(&self, path: &Path) {
        run("chown", &["nagios:nagios", text(path)]);
    }

    /// Puts a file to the keys, as the documents say to.
    pub fn keep(&self, name: &str, content: impl AsRef<[u8]>) {
        let draft = self.0.join("draft");
        fs::write(&draft, content).expect("a file can be written");
        let kept = Path::new(KEYS).join(name);
        let rights = ["-D", "-m", "0640", "-o", "root", "-g", "nagios"];
        run(
            "install",
            &[&rights[..], &[text(&draft), text(&kept)]].concat(),
        );
    }

    /// Puts a file of `packaging/` where a package would.
    #[expect(
        clippy::unused_self,
        reason = "only in a room are these folders not the machine's"
    )]
    pub fn install(&self, shipped: &str, path: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = root.join("packaging").join(shipped);
        run("install", &["-D", "-m", "0644", text(&file), path]);
    }

    fn furnish(&self) {
        // SAFETY: takes a number and returns one.
        let made = unsafe { libc::unshare(libc::CLONE_NEWNET | libc::CLONE_NEWNS) };
        assert_eq!(
            made, 0,
            "no namespaces here: run this as root, and a container with --cap-add=SYS_ADMIN"
        );
        run("mount", &["--make-rprivate", "/"]);
        run(
            "mount",
            &["-t", "tmpfs", "-o", "mode=0755", "tmpfs", text(&self.0)],
        );
        for folder in ["/etc", "/run", PLUGINS] {
            self.overlay(folder);
        }
        for plugin in [
            env!("CARGO_BIN_EXE_check_openvpn"),
            env!("CARGO_BIN_EXE_check_docker_api"),
        ] {
            let name = Path::new(plugin).file_name().expect("a file has a name");
            let installed = Path::new(PLUGINS).join(name);
            fs::write(&installed, "").expect("a file can be written");
            run("mount", &["--bind", plugin, text(&installed)]);
        }
        run("ip", &["link", "set", "lo", "up"]);
        let mut hosts = String::from("127.0.0.1 localhost\n");
        for (address, name) in NAMES {
            run(
                "ip",
                &["address", "add", &format!("{address}/32"), "dev", "lo"],
            );
            hosts += &format!("{address} {name}\n");
        }
        fs::write("/etc/hosts", hosts).expect("a file can be written");
    }

    /// Has what is written to `folder` from now on stay in the room.
    fn overlay(&self, folder: &str) {
        let upper = self.0.join(format!("upper{}", folder.replace('/', "-")));
        let work = self.0.join(format!("work{}", folder.replace('/', "-")));
        for folder in [&upper, &work] {
            fs::create_dir(folder).expect("a folder can be made");
        }
        let (upper, work) = (upper.display(), work.display());
        let layers = format!("lowerdir={folder},upperdir={upper},workdir={work}");
        run(
            "mount",
            &["-t", "overlay", "-o", &layers, "overlay", folder],
        );
    }
}

/// Runs a program that has nothing to say.
pub fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(programs::find(program, "mount iproute2 coreutils"))
        .args(arguments)
        .output()
        .expect("a program can be started");
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test folders have plain names")
}
