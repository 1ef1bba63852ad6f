//! The plugins as they are shipped, where there is such a build, and what they are told.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// A folder with another build of both, such as the release.
const BUILD: &str = "GATEWATCH_BINARIES";

pub fn check_openvpn() -> Command {
    plugin("check_openvpn", env!("CARGO_BIN_EXE_check_openvpn"))
}

pub fn check_docker_api() -> Command {
    plugin("check_docker_api", env!("CARGO_BIN_EXE_check_docker_api"))
}

/// With nothing of our own environment.
fn plugin(name: &str, tested: &str) -> Command {
    let path = match env::var_os(BUILD) {
        Some(folder) => PathBuf::from(folder).join(name),
        None => tested.into(),
    };
    let mut command = Command::new(path);
    command.env_clear();
    command
}
