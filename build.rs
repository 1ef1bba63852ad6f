//! Links what the compiler needs of libgcc into the plugins, where the linker's GCC has it as an archive.
//!
//! As a shared library it is one more file to find, map and bind at every start: a tenth of what a
//! probe costs. The standard library asks for the shared one, which is left out as not needed once
//! the archive has answered. Whoever links otherwise (musl, LLVM's runtime, another machine) gets
//! what they always got.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of = |name: &str| env::var(name).unwrap_or_default();
    let is_glibc = of("CARGO_CFG_TARGET_ENV") == "gnu";
    if is_glibc && of("HOST") == of("TARGET") && archive_is_there() {
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// GCC answers with a path, or with the bare name where it has none.
fn archive_is_there() -> bool {
    let asked = Command::new("cc")
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    asked.is_ok_and(|answer| {
        let path = String::from_utf8_lossy(&answer.stdout);
        Path::new(path.trim()).is_absolute()
    })
}
