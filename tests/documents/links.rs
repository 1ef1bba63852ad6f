//! Links between documents, and the `make` targets that they name.

use std::collections::HashSet;
use std::path::Path;

use super::{documents, files, read, root};

#[test]
fn every_link_leads_to_a_file_and_a_heading_of_it() {
    let mut broken = Vec::new();
    for document in documents() {
        let text = without_code(&read(&document));
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if file.contains("://") {
                continue;
            }
            let target = match file {
                "" => document.clone(),
                file => document.parent().expect("a folder").join(file),
            };
            let leads_there = target.exists() && (anchor.is_empty() || has_anchor(&target, anchor));
            if !leads_there {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_make_target_that_a_document_names_is_in_the_makefile() {
    let makefiles: String = [root().join("Makefile")]
        .into_iter()
        .chain(files(&root().join("packaging"), ".mk"))
        .map(read)
        .collect();
    let targets: HashSet<&str> = makefiles
        .lines()
        .filter(|line| !line.starts_with(['\t', '#']))
        .filter_map(|line| line.split_once(':'))
        .map(|(target, _)| target)
        .collect();
    for document in documents() {
        let text = read(&document);
        // In a line of its own, or in a sentence.
        let indented = text.lines().filter_map(|line| line.strip_prefix("    "));
        let quoted = text.split('`').skip(1).step_by(2);
        for command in indented.chain(quoted).flat_map(|text| text.split("&& ")) {
            let Some(rest) = command.strip_prefix("make ") else {
                continue;
            };
            let target = rest.split_whitespace().next().unwrap_or_default();
            let name = document.display();
            assert!(targets.contains(target), "{name}: make {target}");
        }
    }
}

fn has_anchor(document: &Path, anchor: &str) -> bool {
    let text = without_code(&read(document));
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| slug(line.trim_start_matches('#')))
        .any(|slug| slug == anchor)
}

/// How the forges make an anchor of a heading.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|character| character.is_alphanumeric() || " -_".contains(*character))
        .map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

/// The text without blocks of code, in which `#` and `](` are something else.
fn without_code(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_heading_becomes_the_anchor_that_forges_make_of_it() {
    let table = [
        (
            "## Finding out what a server wants: --diagnose",
            "finding-out-what-a-server-wants---diagnose",
        ),
        (
            "# `optional`, and nothing looks at the result",
            "optional-and-nothing-looks-at-the-result",
        ),
        ("## 2. The check", "2-the-check"),
    ];
    for (heading, anchor) in table {
        assert_eq!(slug(heading.trim_start_matches('#')), anchor);
    }
}
