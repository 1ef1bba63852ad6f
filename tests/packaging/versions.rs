//! What the packages say of themselves, held against Cargo.toml.

use crate::read;

#[test]
fn every_package_has_the_version_of_the_crate() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        (
            "packaging/debian/changelog",
            format!("gatewatch ({version}-"),
        ),
        (
            "packaging/rpm/gatewatch.spec",
            format!("Version:        {version}\n"),
        ),
        ("packaging/arch/PKGBUILD", format!("\npkgver={version}\n")),
        ("packaging/arch/.SRCINFO", format!("\tpkgver = {version}\n")),
        ("CHANGELOG.md", format!("\n## [{version}]")),
    ] {
        assert!(read(file).contains(&line), "{file} has no {line:?}");
    }
}

#[test]
fn every_package_wants_the_rust_of_the_crate() {
    let rust = env!("CARGO_PKG_RUST_VERSION");
    let spec = read("packaging/rpm/gatewatch.spec");
    for package in ["cargo", "rust"] {
        let line = format!("BuildRequires:  {package} >= {rust}\n");
        assert!(spec.contains(&line), "no {line:?}");
    }
}

/// The licences of everything that is linked, as the packages have to name them.
#[test]
fn every_package_names_every_licence_of_the_copyright_file() {
    let copyright = read("packaging/debian/copyright");
    let named: Vec<_> = copyright
        .lines()
        .filter_map(|line| line.strip_prefix("License: "))
        .flat_map(|line| line.split(" and "))
        .map(|name| match name {
            "Expat" => "MIT",
            "BSD-3-clause" => "BSD-3-Clause",
            name => name,
        })
        .collect();
    let spec = read("packaging/rpm/gatewatch.spec");
    let pkgbuild = read("packaging/arch/PKGBUILD");
    for (package, text, start, separator) in [
        ("the RPM", spec, "License:", " AND "),
        ("Arch", pkgbuild, "license=", " "),
    ] {
        let line = text.lines().find_map(|line| line.strip_prefix(start));
        let names: Vec<_> = line
            .unwrap()
            .trim_matches(['(', ')', ' '])
            .split(separator)
            .collect();
        for name in &named {
            assert!(names.contains(name), "{package} does not name {name}");
        }
        for name in &names {
            assert!(named.contains(name), "{package}: nothing is under {name}");
        }
    }
}
