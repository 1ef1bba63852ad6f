//! Every promise of `SECURITY.md` names the test that holds the plugins to it.

use std::collections::HashSet;
use std::path::Path;

use super::{files, read, root};

/// Words of a name that can only be a test's.
const WORDS: usize = 4;

#[test]
fn every_promise_has_a_test_that_exists() {
    let text = read("SECURITY.md");
    let tests = tests();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let promises =
        rows.filter(|line| !line.starts_with("| promise |") && !line.starts_with("| never |"));
    let mut count = 0;
    for promise in promises {
        let named: Vec<&str> = promise
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(is_name)
            .collect();
        assert!(!named.is_empty(), "no test: {promise}");
        count += 1;
    }
    assert!(count > 20, "{count} promises");
    for name in text.split('`').skip(1).step_by(2).filter(is_name) {
        assert!(tests.contains(name), "there is no test {name}");
    }
}

fn is_name(word: &&str) -> bool {
    let is_one = word
        .chars()
        .all(|one| one == '_' || one.is_ascii_digit() || one.is_ascii_lowercase());
    is_one && word.split('_').count() >= WORDS
}

/// The names of all functions that stand behind `#[test]`.
fn tests() -> HashSet<String> {
    let folders = ["src", "tests"].map(|folder| root().join(folder));
    let sources = folders
        .iter()
        .flat_map(|folder: &std::path::PathBuf| sources(folder));
    let mut names = HashSet::new();
    for source in sources {
        let mut is_test = false;
        for line in source.lines().map(str::trim) {
            if let (true, Some(rest)) = (is_test, line.strip_prefix("fn ")) {
                names.insert(rest.split('(').next().unwrap_or_default().to_owned());
            }
            is_test = line == "#[test]" || is_test && line.starts_with("#[");
        }
    }
    names
}

fn sources(folder: &Path) -> Vec<String> {
    files(folder, ".rs").iter().map(read).collect()
}

#[test]
fn a_name_is_that_of_a_test_where_it_is_a_sentence() {
    assert!(is_name(&"a_redirect_is_told_and_never_followed"));
    for word in [
        "RLIMIT_MEMLOCK",
        "-v",
        "rustls",
        "cargo test NAME",
        "a_name",
    ] {
        assert!(!is_name(&word), "{word}");
    }
}
