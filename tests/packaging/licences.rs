//! The copyright file, held against what cargo links into the plugins.

use std::collections::BTreeSet;
use std::process::Command;

use crate::read;

/// The licence that the packages take where a crate offers several, and its name in DEP-5.
const CHOICES: [(&str, &str); 5] = [
    ("MIT", "Expat"),
    ("ISC", "ISC"),
    ("Apache-2.0", "Apache-2.0"),
    ("BSD-3-Clause", "BSD-3-clause"),
    ("Unicode-3.0", "Unicode-3.0"),
];

/// A crate with its version as a folder of `cargo vendor`, and its licence in DEP-5.
type Entry = (String, String);

/// What cargo links into the plugins or runs to build them.
fn linked_crates() -> BTreeSet<Entry> {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--locked", "--offline", "--edges", "normal,build"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--format", "{p}\t{l}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let tree = String::from_utf8(output.stdout).unwrap();
    tree.lines()
        .map(|line| line.trim_end_matches(" (*)").split_once('\t').unwrap())
        .filter(|(package, _)| !package.starts_with("gatewatch "))
        .map(|(package, licence)| {
            let mut words = package.split(' ');
            let name = words.next().unwrap();
            let version = words.next().unwrap().trim_start_matches('v');
            (format!("{name}-{version}"), chosen(licence))
        })
        .collect()
}

/// What the packages take of an SPDX expression.
fn chosen(expression: &str) -> String {
    let expression = expression.replace(['(', ')'], "").replace('/', " OR ");
    let parts = expression.split(" AND ").map(|part| {
        let offers: Vec<_> = part.split(" OR ").collect();
        let choice = CHOICES.iter().find(|(spdx, _)| offers.contains(spdx));
        choice
            .unwrap_or_else(|| panic!("nothing to take of {part}"))
            .1
    });
    parts.collect::<Vec<_>>().join(" and ")
}

fn field<'a>(paragraph: &'a str, name: &str) -> Option<&'a str> {
    paragraph
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn the_copyright_file_lists_every_linked_crate_with_its_licence() {
    let copyright = read("packaging/debian/copyright");
    let listed: BTreeSet<Entry> = copyright
        .split("\n\n")
        .filter_map(|paragraph| {
            let files = field(paragraph, "Files")?.strip_prefix("vendor/")?;
            let licence = field(paragraph, "License").unwrap();
            assert!(field(paragraph, "Copyright").is_some(), "{paragraph}");
            Some((files.trim_end_matches("/*").to_owned(), licence.to_owned()))
        })
        .collect();
    let linked = linked_crates();
    let missing: Vec<_> = linked.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&linked).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "scripts/package-copyright > packaging/debian/copyright: missing {missing:?}, gone {gone:?}"
    );
}

#[test]
fn the_copyright_file_has_the_text_of_every_licence_that_it_names() {
    let copyright = read("packaging/debian/copyright");
    let paragraphs: Vec<_> = copyright.split("\n\n").collect();
    let named = paragraphs
        .iter()
        .filter(|paragraph| field(paragraph, "Files").is_some());
    for licence in named.flat_map(|paragraph| field(paragraph, "License").unwrap().split(" and ")) {
        let text = format!("License: {licence}\n ");
        assert!(
            paragraphs
                .iter()
                .any(|paragraph| paragraph.starts_with(&text)),
            "{licence}"
        );
    }
}
