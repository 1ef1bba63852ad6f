//! Where `make install` puts what is shipped.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::read;

/// Folders of `packaging/` and where each of their files goes, below the root.
const PLACES: [(&str, &str); 11] = [
    ("man", "usr/share/man/man1"),
    (
        "icinga2/gatewatch.conf",
        "usr/share/icinga2/include/plugins-contrib.d",
    ),
    (
        "icinga2/services.conf.example",
        "usr/share/doc/gatewatch/examples/icinga2",
    ),
    ("nagios", "etc/nagios-plugins/config"),
    ("director", "usr/share/doc/gatewatch/examples/director"),
    ("nrpe", "etc/nagios/nrpe.d"),
    ("checkmk", "usr/share/doc/gatewatch/examples/checkmk"),
    ("grafana", "usr/share/doc/gatewatch/examples/grafana"),
    ("ansible", "usr/share/doc/gatewatch/examples/ansible"),
    ("licences", "usr/share/doc/gatewatch"),
    ("debian/copyright", "usr/share/doc/gatewatch"),
];

/// Each plugin's, below `usr/share`; NAME stands for it.
const COMPLETIONS: [&str; 3] = [
    "bash-completion/completions/NAME",
    "zsh/site-functions/_NAME",
    "fish/vendor_completions.d/NAME.fish",
];

/// What packages are made of, and nobody has installed as it is.
const NOT_INSTALLED: [&str; 3] = ["arch", "debian", "rpm"];

/// Every file below a folder, as paths from there.
fn files_below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut files = BTreeSet::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    files
}

/// What is shipped under this name: a folder's files by their path in it, or one file.
fn shipped(name: &str) -> BTreeSet<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("packaging")
        .join(name);
    if path.is_dir() {
        files_below(&path)
    } else {
        assert!(path.exists(), "no packaging/{name}");
        BTreeSet::from([PathBuf::from(path.file_name().unwrap())])
    }
}

fn install(root: &Path, variables: &[&str]) -> BTreeSet<PathBuf> {
    let binaries = Path::new(env!("CARGO_BIN_EXE_check_openvpn"))
        .parent()
        .unwrap();
    let output = Command::new("make")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        // The tests may be a part of `make test`, whose variables are not meant for this one.
        .env_remove("MAKEFLAGS")
        .arg("install")
        .arg(format!("DESTDIR={}", root.display()))
        .arg(format!("BINARIES={}", binaries.display()))
        .args(variables)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    files_below(root)
}

#[test]
fn make_install_puts_every_shipped_file_in_its_place_below_destdir() {
    let root = tempfile::tempdir().unwrap();
    let installed = install(
        root.path(),
        &["PREFIX=/usr", "PLUGINDIR=/usr/libexec/probes"],
    );

    for plugin in ["check_openvpn", "check_docker_api"] {
        let path = Path::new("usr/libexec/probes").join(plugin);
        assert!(installed.contains(&path), "{installed:?}");
        let mode = fs::metadata(root.path().join(path))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o7777, 0o755);
        for file in COMPLETIONS {
            let path = Path::new("usr/share").join(file.replace("NAME", plugin));
            assert!(installed.contains(&path), "no {}", path.display());
        }
    }
    let packaging = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging");
    for entry in fs::read_dir(packaging).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let has_place = PLACES.iter().any(|(place, _)| place.starts_with(&name));
        let is_known = has_place || NOT_INSTALLED.contains(&&*name) || name == "completions";
        assert!(is_known || entry.path().is_file(), "where does {name} go?");
    }
    for (name, place) in PLACES {
        for file in shipped(name) {
            let path = Path::new(place).join(file);
            assert!(installed.contains(&path), "no {}", path.display());
        }
    }
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for file in files_below(&docs) {
        let path = Path::new("usr/share/doc/gatewatch/docs").join(file);
        assert!(installed.contains(&path), "no {}", path.display());
    }
}

#[test]
fn command_files_without_a_macro_for_the_folder_name_that_of_the_plugins() {
    let root = tempfile::tempdir().unwrap();
    install(
        root.path(),
        &["PREFIX=/usr", "PLUGINDIR=/usr/libexec/probes"],
    );
    for (shipped, installed) in [
        ("nrpe/gatewatch.cfg", "etc/nagios/nrpe.d/gatewatch.cfg"),
        (
            "checkmk/mrpe.cfg",
            "usr/share/doc/gatewatch/examples/checkmk/mrpe.cfg",
        ),
    ] {
        let shipped = read(&format!("packaging/{shipped}"));
        let commands = shipped.matches("/usr/lib/nagios/plugins/check_").count();
        let installed = fs::read_to_string(root.path().join(installed)).unwrap();
        let named = installed.matches("/usr/libexec/probes/check_").count();
        assert!(commands > 0 && named == commands, "{installed}");
        assert!(
            !installed.contains("/usr/lib/nagios/plugins"),
            "{installed}"
        );
    }
}

#[test]
fn every_link_of_an_installed_document_leads_to_what_is_installed() {
    let root = tempfile::tempdir().unwrap();
    // Where a distribution has them, beside nothing else.
    let licences = "LICENSEDIR=/usr/share/licenses/gatewatch";
    let installed = install(root.path(), &["PREFIX=/usr", licences]);
    let documents = installed
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "md"));
    let mut dead = Vec::new();
    let mut examples = 0;
    for document in documents {
        let path = root.path().join(document);
        let text = fs::read_to_string(&path).unwrap();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
            examples += usize::from(link.starts_with("../examples/"));
            if !path.parent().unwrap().join(link).exists() {
                dead.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(examples > 0, "docs/engines.md names none");
}

#[test]
fn make_install_without_variables_stays_in_usr_local_and_etc() {
    let root = tempfile::tempdir().unwrap();
    let installed = install(root.path(), &[]);
    assert!(installed.contains(Path::new("usr/local/lib/nagios/plugins/check_openvpn")));
    for file in &installed {
        assert!(
            file.starts_with("usr/local") || file.starts_with("etc"),
            "{}",
            file.display()
        );
    }
}
