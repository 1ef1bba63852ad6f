//! Every generated file: its path in the repository and what belongs there.

use std::fs;
use std::path::Path;

use super::{completions, director, grafana, icinga2, man, plugin, tables};

pub const ICINGA2: &str = "packaging/icinga2/gatewatch.conf";
pub const BASKET: &str = "packaging/director/gatewatch-basket.json";
pub const GRAPHS: &str = "packaging/grafana/graphs.ini";

/// The documents that have generated parts.
const DOCUMENTS: [&str; 3] = [
    "README.md",
    "docs/check_openvpn.md",
    "docs/check_docker_api.md",
];

/// `root` is the repository, whose documents are read for what is not generated in them.
pub fn all(root: &Path) -> Vec<(String, String)> {
    let plugins = plugin::all();
    let mut files = Vec::new();
    for plugin in &plugins {
        files.push((
            format!("packaging/man/{}.1", plugin.name),
            man::page(plugin),
        ));
        files.extend(completions::scripts(plugin));
        files.push(grafana::dashboard(plugin));
    }
    files.push((ICINGA2.to_owned(), icinga2::commands(&plugins)));
    files.push((BASKET.to_owned(), director::basket(&plugins)));
    files.push((GRAPHS.to_owned(), grafana::graphs(&plugins)));
    let parts = tables::parts(&plugins);
    let mut used = vec![false; parts.len()];
    for document in DOCUMENTS {
        let mut text = fs::read_to_string(root.join(document)).expect(document);
        for ((name, part), used) in parts.iter().zip(&mut used) {
            if let Some(filled) = tables::fill(&text, name, part) {
                (text, *used) = (filled, true);
            }
        }
        files.push((document.to_owned(), text));
    }
    assert!(!used.contains(&false), "a part is in no document: {used:?}");
    files
}
