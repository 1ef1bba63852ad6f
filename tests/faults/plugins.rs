//! The plugins, and whatever they read, where every user of this machine may have them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

/// Copies, since an ordinary user may not enter the folder of the build.
static COPIES: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = open_folder();
    for plugin in [Plugin::OpenVpn, Plugin::DockerApi] {
        let copy = folder.path().join(plugin.file_name());
        fs::copy(plugin.built(), &copy).expect("a plugin can be copied");
        set_mode(&copy, 0o755);
    }
    folder
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugin {
    OpenVpn,
    DockerApi,
}

impl Plugin {
    /// The first word of its output.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenVpn => "OPENVPN",
            Self::DockerApi => "DOCKER_API",
        }
    }

    pub fn path(self) -> PathBuf {
        COPIES.path().join(self.file_name())
    }

    fn file_name(self) -> &'static str {
        match self {
            Self::OpenVpn => "check_openvpn",
            Self::DockerApi => "check_docker_api",
        }
    }

    fn built(self) -> &'static str {
        match self {
            Self::OpenVpn => env!("CARGO_BIN_EXE_check_openvpn"),
            Self::DockerApi => env!("CARGO_BIN_EXE_check_docker_api"),
        }
    }
}

/// A folder that everybody may enter.
pub fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    set_mode(folder.path(), 0o755);
    folder
}

/// The path of a new file that everybody may read.
pub fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let file = folder.path().join(name);
    fs::write(&file, text).expect("a file can be written");
    set_mode(&file, 0o644);
    file.display().to_string()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode can be set");
}
