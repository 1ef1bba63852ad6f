//! A resolver of the tests' own, so that no question leaves the machine: `LD_PRELOAD` names it and
//! `TEST_HOSTS` says what it knows, see `resolver.c`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::programs;

/// The preloaded resolver, compiled once a test process.
pub static RESOLVER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (source, library) = (
        folder.path().join("resolver.c"),
        folder.path().join("resolver.so"),
    );
    fs::write(&source, include_str!("resolver.c")).expect("a file can be written");
    let status = Command::new(programs::find("cc", "gcc"))
        .args(["-Wall", "-Werror", "-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status()
        .expect("the compiler can be started");
    assert!(status.success(), "the resolver does not compile");
    (folder, library)
});
