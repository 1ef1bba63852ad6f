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
        ("CHANGELOG.md", format!("\n## [{version}]")),
    ] {
        assert!(read(file).contains(&line), "{file} has no {line:?}");
    }
}
