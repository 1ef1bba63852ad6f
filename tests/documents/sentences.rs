//! Whoever greps a document for the words that a plugin has printed has to find them.
//!
//! The words are taken out of the sources: string literals outside of tests, cut where a value is
//! put in. Pieces of less than three words say too little to be looked for.

use super::{files, read, root};

const OPENVPN: &str = "docs/check_openvpn.md";
const DOCKER_API: &str = "docs/check_docker_api.md";
/// What both have in common.
const CONVENTIONS: &str = "docs/conventions.md";

/// Where sentences are worded, and the pages of which at least one has to have them.
const WORDED: [(&[&str], &[&str]); 3] = [
    (
        &[
            "src/checks/openvpn/judge",
            "src/checks/openvpn/config",
            "src/checks/openvpn/certificate",
            "src/checks/openvpn/key",
            "src/checks/openvpn/line.rs",
            "src/checks/openvpn/login/credentials.rs",
            "src/checks/openvpn/login/exchange",
            "src/checks/openvpn/login/messages/reader.rs",
            "src/checks/openvpn/login/push/mod.rs",
            "src/checks/openvpn/profile",
            "src/checks/openvpn/session/fault.rs",
            "src/checks/openvpn/session/visit/tunnel.rs",
        ],
        &[OPENVPN],
    ),
    (
        &[
            "src/checks/docker_api/judge",
            "src/checks/docker_api/config",
            "src/checks/docker_api/endpoint/error.rs",
            "src/checks/docker_api/endpoint/url.rs",
            "src/checks/docker_api/evidence/access.rs",
            "src/checks/docker_api/permissions/contract.rs",
            "src/checks/docker_api/permissions/never.rs",
            "src/checks/docker_api/permissions/rule.rs",
        ],
        &[DOCKER_API],
    ),
    (
        &[
            "src/files.rs",
            "src/net/host.rs",
            "src/outcome/range.rs",
            "src/run",
            "src/tls/certificate/chain/sentence.rs",
            "src/tls/credentials/error.rs",
            "src/tls/revocation.rs",
        ],
        &[OPENVPN, DOCKER_API, CONVENTIONS],
    ),
];

/// What is in these sources and is no sentence of ours: what engines, fronts and servers say, by
/// which they are recognised, and names of options and blocks. One stands where another sentence
/// has come before.
const NOT_PRINTED: [&str; 11] = [
    "Access to the remote API",
    "api is accessible on",
    "api is exposed",
    "cryptoapicert management-external-cert management-external-key",
    "let us in, and its tunnel was silent for",
    "no such file",
    "required pending auth method",
    "sent to HTTPS port",
    "tls-cert-profile tls-cipher tls-ciphersuites tls-groups",
    "tls-crypt-v2 server key",
    "without tls client verification",
];

#[test]
fn every_sentence_of_the_sources_is_explained_on_the_page_of_its_plugin() {
    let mut missing = Vec::new();
    for (sources, pages) in WORDED {
        let pages: String = pages.iter().map(|page| plain(&read(page))).collect();
        for source in sources
            .iter()
            .flat_map(|source| files(&root().join(source), ".rs"))
        {
            let name = source
                .strip_prefix(root())
                .expect("a file of the repository");
            if name.to_string_lossy().contains("tests") {
                continue;
            }
            for literal in literals(&read(&source)) {
                let lost = pieces(&literal)
                    .filter(|piece| !pages.contains(piece.as_str()))
                    .filter(|piece| !NOT_PRINTED.contains(&piece.as_str()));
                missing.extend(lost.map(|piece| format!("{}: {piece}", name.display())));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A page as running text.
fn plain(page: &str) -> String {
    let words: Vec<&str> = page.split_whitespace().collect();
    words.join(" ").replace("\\|", "|")
}

/// The string literals of a source, tests and comments left out. Tests in a file of their own are
/// named above what they test.
fn literals(source: &str) -> Vec<String> {
    let source = source.replace("#[cfg(test)]\nmod tests;", "");
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().filter(|line| {
        let line = line.trim_start();
        let is_for_programmers = ["//", "#[expect(", "reason ="];
        !is_for_programmers
            .iter()
            .any(|start| line.starts_with(start))
            && !line.contains(".expect(")
    });
    // A quotation mark as a character would turn what follows inside out.
    let source = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "' '");
    let mut literals = Vec::new();
    let mut characters = source.chars();
    while characters.by_ref().any(|character| character == '"') {
        let mut literal = String::new();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => literal.extend(characters.next()),
                other => literal.push(other),
            }
        }
        literals.push(literal);
    }
    literals
}

/// What stands between the values of a format string, if it is three words or more. A literal that
/// begins with a line break is a list of names.
fn pieces(literal: &str) -> impl Iterator<Item = String> {
    let literal = match literal.starts_with('\n') {
        true => "",
        false => literal,
    };
    let literal = literal.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces: Vec<String> = literal
        .split(['{', '}'])
        .step_by(2)
        .map(|piece| {
            piece
                .trim_matches([' ', ',', ';', ':', '(', ')', '"', '.'])
                .to_owned()
        })
        .filter(|piece| piece.split(' ').count() >= 3)
        .collect();
    pieces.into_iter()
}

#[test]
fn sentences_are_cut_at_their_values_and_comments_are_none() {
    let source = "#[cfg(test)]\nmod tests;\n// \"not this one at all\"\nlet x = format!(\"{place} is not there: {why}\");\n'\"' \"a b c\"\n#[cfg(test)] \"nor that one here\"";
    let found: Vec<String> = literals(source)
        .iter()
        .flat_map(|text| pieces(text))
        .collect();
    assert_eq!(found, ["is not there", "a b c"]);
}
