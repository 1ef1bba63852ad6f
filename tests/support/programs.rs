//! Where the programs are that the tests start.

use std::path::{Path, PathBuf};

/// System folders that an ordinary user's `PATH` leaves out on Debian.
const SYSTEM_FOLDERS: [&str; 2] = ["/usr/local/sbin", "/usr/sbin"];

/// The path of `name`; `package` is what to install when it is nowhere.
///
/// A test without its server has proved nothing, so a missing program is a failure.
pub fn find(name: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(SYSTEM_FOLDERS.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
        .unwrap_or_else(|| panic!("{name} is not installed: apt-get install {package}"))
}

fn is_program(file: &Path) -> bool {
    file.metadata().is_ok_and(|found| found.is_file())
}
