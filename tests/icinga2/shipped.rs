//! The shipped files, word for word.

use std::path::PathBuf;
use std::process::Command;

use crate::config;

#[test]
fn icinga_takes_the_commands_and_the_example_without_a_warning() {
    let said = validate(config::stock_files());
    for words in ["3 Hosts", "7 Services", "2 Notifications", "2 Dependencies"] {
        let words = format!("Instantiated {words}.");
        assert!(said.contains(&words), "{words}\n{said}");
    }
}

#[test]
fn they_go_together_with_all_that_icingas_package_brings() {
    validate(config::all_stock_files());
}

/// What Icinga says of the shipped files beside these; it has to take them.
fn validate(stock: Vec<PathBuf>) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let output = Command::new(format!("{root}/scripts/icinga2-valid"))
        .args(stock)
        .args([config::commands_file(), config::example_file()])
        .output()
        .expect("the script can be started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    said
}
