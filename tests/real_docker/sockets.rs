//! The unix socket: who may open it, and the engine behind it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::{FakeConfig, Listen};
use crate::verdict::{assert_all, critical, ok};

#[test]
fn a_real_engines_socket_is_for_its_group() {
    let engine = DockerdConfig::default().start();
    let check = Check::socket(&engine.socket());
    let held = "owner root, group root, mode 0660";
    let by_environment = Check::default().environment(
        "DOCKER_HOST",
        format!("unix://{}", engine.socket().display()),
    );
    assert_all([
        (
            "named",
            check,
            ok(&["Docker 20.10", "answers at unix://"]).says(&[held]),
        ),
        (
            "DOCKER_HOST",
            by_environment,
            ok(&["Docker 20.10"]).says(&[held]),
        ),
    ]);
}

#[test]
fn a_socket_that_everybody_may_open_is_critical() {
    let engine = FakeConfig {
        listen: Listen::UnixSocket,
        ..FakeConfig::default()
    }
    .start();
    let socket = engine.socket();
    for (mode, verdict) in [
        (0o600, ok(&["Docker 20.10"]).says(&["mode 0600"])),
        (0o660, ok(&["Docker 20.10"]).says(&["mode 0660"])),
        (
            0o666,
            critical(&["is open to every user of this machine", "mode 0666"]),
        ),
        (
            0o777,
            critical(&["is open to every user of this machine", "mode 0777"]),
        ),
    ] {
        let mode_bits = fs::Permissions::from_mode(mode);
        fs::set_permissions(&socket, mode_bits).expect("a mode can be set");
        assert_all([(mode, Check::socket(&socket), verdict)]);
    }
}

#[test]
fn what_is_no_socket_is_no_engine() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("docker.sock");
    fs::write(&file, "").expect("a file can be written");
    assert_all([("a file", Check::socket(&file), critical(&["docker.sock"]))]);
}
