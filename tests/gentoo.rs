//! What the ebuild says of the crate, held against Cargo.toml, Cargo.lock and `packaging/`, so that
//! drift is seen at once. Nothing of Gentoo is needed here; `make gentoo` has Gentoo's own tools
//! look, and `make gentoo-update` writes anew what has drifted.

use std::fs;
use std::path::{Path, PathBuf};

const PACKAGE: &str = "gentoo/net-analyzer/gatewatch";
/// What in `packaging/` is for other distributions; Gentoo has the licences itself.
const OTHERS: [&str; 5] = ["arch", "debian", "licences", "oci", "rpm"];

#[test]
fn there_is_one_ebuild_and_it_has_the_version_of_the_crate() {
    let names: Vec<String> = names_in(PACKAGE)
        .into_iter()
        .filter(|name| name.ends_with(".ebuild"))
        .collect();
    let wanted = format!("gatewatch-{}.ebuild", env!("CARGO_PKG_VERSION"));
    assert_eq!(names, [wanted], "run `make gentoo-update`");
}

#[test]
fn the_ebuild_wants_the_rust_of_the_crate() {
    let wanted = format!("RUST_MIN_VER=\"{}.0\"", env!("CARGO_PKG_RUST_VERSION"));
    assert!(
        ebuild().lines().any(|line| line == wanted),
        "no {wanted}; run `make gentoo-update`"
    );
}

#[test]
fn the_ebuild_fetches_every_crate_of_the_lock_file_and_no_other() {
    let ebuild = ebuild();
    let listed = between(&ebuild, "\nCRATES=\"\n", "\n\"\n");
    let listed: Vec<&str> = listed.lines().map(str::trim).collect();
    let locked: Vec<String> = locked_crates()
        .iter()
        .map(|(name, version)| format!("{name}@{version}"))
        .collect();
    let missing: Vec<_> = locked
        .iter()
        .filter(|one| !listed.contains(&one.as_str()))
        .collect();
    let gone: Vec<_> = listed
        .iter()
        .filter(|one| !locked.iter().any(|other| other == *one))
        .collect();
    assert!(
        missing.is_empty() && gone.is_empty() && listed.len() == locked.len(),
        "run `make gentoo-update`: missing {missing:?}, gone {gone:?}"
    );
}

#[test]
fn the_manifest_has_the_hashes_of_every_crate_and_of_no_other() {
    let manifest = read(&format!("{PACKAGE}/Manifest"));
    let mut listed: Vec<&str> = manifest
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(
                matches!(words[..], ["DIST", _, _, "BLAKE2B", _, "SHA512", _]),
                "{line}"
            );
            words[1]
        })
        // The line of the sources comes with their release.
        .filter(|name| Path::new(name).extension() == Some("crate".as_ref()))
        .collect();
    listed.sort_unstable();
    let mut wanted: Vec<String> = locked_crates()
        .iter()
        .map(|(name, version)| format!("{name}-{version}.crate"))
        .collect();
    wanted.sort_unstable();
    assert_eq!(listed, wanted, "run `make gentoo-update`");
}

#[test]
fn the_ebuild_installs_what_packaging_has_for_everybody() {
    let ebuild = ebuild();
    let install = between(&ebuild, "\nsrc_install() {\n", "\n}\n");
    let whole_folders = install
        .lines()
        .filter(|line| line.trim().starts_with("dodoc -r "));
    let whole_folders: Vec<&str> = whole_folders.flat_map(words).collect();
    let named: Vec<&str> = words(install).collect();
    let folders = names_in("packaging")
        .into_iter()
        .filter(|name| root().join("packaging").join(name).is_dir());
    for folder in folders.filter(|name| !OTHERS.contains(&name.as_str())) {
        for file in names_in(&format!("packaging/{folder}")) {
            // `*.conf` or `gatewatch.conf`; completions of zsh have no ending.
            let ending = Path::new(&file).extension();
            let by_name = named.contains(&folder.as_str())
                && ending.is_none_or(|ending| named.contains(&ending.to_str().unwrap()));
            assert!(
                by_name || whole_folders.contains(&folder.as_str()),
                "src_install has nothing of packaging/{folder}/{file}"
            );
        }
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !letter.is_ascii_alphanumeric())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    let path = root().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn ebuild() -> String {
    read(&format!(
        "{PACKAGE}/gatewatch-{}.ebuild",
        env!("CARGO_PKG_VERSION")
    ))
}

fn names_in(folder: &str) -> Vec<String> {
    let path: PathBuf = root().join(folder);
    let entries = fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

/// Name and version of everything in Cargo.lock that a registry has.
fn locked_crates() -> Vec<(String, String)> {
    let lock = read("Cargo.lock");
    let crates: Vec<_> = lock
        .split("[[package]]\n")
        .skip(1)
        .filter(|package| {
            package
                .lines()
                .any(|line| line.starts_with("source = \"registry+"))
        })
        .map(|package| (value(package, "name"), value(package, "version")))
        .collect();
    assert!(!crates.is_empty(), "nothing was understood of Cargo.lock");
    crates
}

fn value(package: &str, key: &str) -> String {
    between(package, &format!("{key} = \""), "\"").to_owned()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start:?}"));
    let (inside, _) = rest
        .split_once(end)
        .unwrap_or_else(|| panic!("no {end:?} behind {start:?}"));
    inside
}
