//! What is written down once and generated from there: man pages, completions, the Icinga 2
//! commands, the Director basket, the dashboards and the tables of the documents all come from the
//! clap structs and the measures. Here is held that they are what is committed, and that the
//! programs that read them take them.
//!
//! With `GENERATED=overwrite` (`make generate`) the files are written instead.

#[path = "../support/programs.rs"]
mod programs;

mod commands;
mod completions;
mod dashboards;
mod director;
mod files;
mod grafana;
mod icinga2;
mod man;
mod plugin;
mod readers;
mod tables;

use std::fs;
use std::path::Path;

#[test]
fn what_is_committed_is_what_the_command_lines_say() {
    let overwrite = std::env::var_os("GENERATED").is_some_and(|word| word == "overwrite");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut drifted = Vec::new();
    for (name, wanted) in files::all(root) {
        let path = root.join(&name);
        if fs::read_to_string(&path).is_ok_and(|found| found == wanted) {
            continue;
        }
        if overwrite {
            fs::create_dir_all(path.parent().expect("it is in the repository")).unwrap();
            fs::write(&path, wanted).unwrap();
        } else {
            drifted.push(name);
        }
    }
    assert!(drifted.is_empty(), "run `make generate`: {drifted:?}");
}

#[test]
fn every_measure_has_its_own_label_and_is_judged_by_options_that_there_are() {
    for plugin in plugin::all() {
        let options = plugin.options();
        for (at, measure) in plugin.measures.iter().enumerate() {
            for long in measure.judged_by {
                let known = options.iter().any(|option| option.long == *long);
                assert!(known, "{}: no option --{long}", measure.label);
            }
            let again = plugin.measures[..at]
                .iter()
                .any(|other| other.label == measure.label);
            assert!(!again, "{} twice", measure.label);
        }
    }
}
