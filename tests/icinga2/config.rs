//! Texts of configuration: what is shipped, what Icinga's package brings, and services of a test.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Templates, commands and users that the rules build on.
const STOCK: [&str; 4] = ["templates", "commands", "users", "timeperiods"];
const STOCK_FOLDER: &str = "/etc/icinga2/conf.d";

/// A host that is up, on loopback.
pub const GATE: &str = r#"
object Host "gate" {
  check_command = "dummy"
  check_interval = 1s
  address = "127.0.0.1"
  address6 = "::1"
}
"#;

/// `packaging/icinga2/gatewatch.conf`.
pub fn commands_file() -> PathBuf {
    shipped("gatewatch.conf")
}

/// `packaging/icinga2/services.conf.example`.
pub fn example_file() -> PathBuf {
    shipped("services.conf.example")
}

pub fn stock_files() -> Vec<PathBuf> {
    let folder = Path::new(STOCK_FOLDER);
    let names = STOCK.iter().map(|name| folder.join(format!("{name}.conf")));
    names.collect()
}

/// Everything that comes with it.
pub fn all_stock_files() -> Vec<PathBuf> {
    let folder = fs::read_dir(STOCK_FOLDER).expect("icinga2-common is installed");
    let files = folder.map(|entry| entry.expect("a folder can be read").path());
    files
        .filter(|file| file.extension().is_some_and(|kind| kind == "conf"))
        .collect()
}

/// Icinga's own templates, commands and users.
pub fn stock() -> String {
    stock_files().iter().map(|file| read(file)).collect()
}

/// The rules of the example, without its hosts, endpoint and zone.
pub fn example_rules() -> String {
    let mut is_object = false;
    let mut rules = String::new();
    for line in read(&example_file()).lines() {
        is_object |= line.starts_with("object ");
        if !is_object {
            rules += line;
            rules += "\n";
        }
        is_object &= line != "}";
    }
    rules
}

pub fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A service of the gate that is checked each second; `attributes` are lines such as
/// `vars.openvpn_tcp = true`.
pub fn service(name: &str, command: &str, attributes: &[String]) -> String {
    let mut text = format!(
        "object Service \"{name}\" {{\n  host_name = \"gate\"\n  check_command = \"{command}\"\n  \
         check_interval = 1s\n  retry_interval = 1s\n"
    );
    for attribute in attributes {
        let _ = writeln!(text, "  {attribute}");
    }
    text + "}\n"
}

/// `vars.NAME = "VALUE"`.
pub fn var(name: &str, value: impl std::fmt::Display) -> String {
    format!("vars.{name} = \"{value}\"")
}

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("packaging/icinga2")
        .join(name)
}
