//! The user that Icinga runs as, and files that it may read: the plugins, and keys as the
//! documents have them, `0640 root:nagios`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex, Weak};

use tempfile::TempDir;

use crate::support::docker::pki::Identity;

pub const USER: &str = "nagios";

static GROUP: LazyLock<u32> = LazyLock::new(|| {
    let output = Command::new("id").args(["-g", USER]).output();
    let output = output.expect("id can be started");
    let number = String::from_utf8_lossy(&output.stdout);
    number
        .trim()
        .parse()
        .expect("no user nagios: apt-get install icinga2-common")
});

/// The copies of this process, as long as anybody has them.
static PLUGINS: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());

/// A folder that everybody may enter.
pub fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    set_mode(folder.path(), 0o755);
    folder
}

/// A folder with copies of the plugins, since the user may not enter the one of the build.
pub fn plugins() -> Arc<TempDir> {
    let mut shared = PLUGINS.lock().expect("no copy fails");
    if let Some(folder) = shared.upgrade() {
        return folder;
    }
    let folder = Arc::new(open_folder());
    for plugin in [
        env!("CARGO_BIN_EXE_check_openvpn"),
        env!("CARGO_BIN_EXE_check_docker_api"),
    ] {
        let name = Path::new(plugin).file_name().expect("a plugin has a name");
        let copy = folder.path().join(name);
        fs::copy(plugin, &copy).expect("a plugin can be copied");
        set_mode(&copy, 0o755);
    }
    *shared = Arc::downgrade(&folder);
    folder
}

/// Keys, certificates, profiles and logins.
pub struct Papers(TempDir);

impl Papers {
    pub fn new() -> Self {
        Self(open_folder())
    }

    /// `ca.pem`, `cert.pem` and `key.pem`, as `docker_api_cert_path` wants them.
    pub fn docker(identity: &Identity) -> Self {
        let papers = Self::new();
        papers.copy(&identity.ca(), "ca.pem");
        papers.copy(&identity.certificate(), "cert.pem");
        papers.copy(&identity.key(), "key.pem");
        papers
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file for root and the user.
    pub fn write(&self, name: &str, text: &str) -> String {
        let file = self.folder().join(name);
        fs::write(&file, text).expect("a file can be written");
        set_mode(&file, 0o640);
        chown(&file, None, Some(*GROUP)).expect("root can give files away");
        file.display().to_string()
    }

    /// The path of a file for root alone.
    pub fn write_for_root(&self, name: &str, text: &str) -> String {
        let file = self.write(name, text);
        set_mode(Path::new(&file), 0o600);
        file
    }

    /// A copy of a key file.
    pub fn copy(&self, file: &Path, name: &str) -> String {
        self.write(name, &fs::read_to_string(file).expect("a key can be read"))
    }
}

pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode can be set");
}
