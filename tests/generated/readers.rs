//! The programs for which the files are generated, reading them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::plugin::{self, Plugin};
use super::{files, programs};

fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn completion(file: &str) -> PathBuf {
    committed("packaging/completions").join(file)
}

/// What the command prints on both channels; it has to succeed.
fn output(command: &mut Command) -> String {
    let run = command.stdin(Stdio::null()).output().expect("it starts");
    let text = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{command:?}: {}\n{text}", run.status);
    text.into_owned()
}

#[test]
fn mandoc_has_nothing_to_say_about_the_manual_pages() {
    for plugin in plugin::all() {
        let mut mandoc = Command::new(programs::find("mandoc", "mandoc"));
        let page = committed(&format!("packaging/man/{}.1", plugin.name));
        let said = output(mandoc.arg("-Tlint").arg(page));
        assert_eq!(said, "");
    }
}

#[test]
fn manual_pages_have_the_sections_that_readers_look_for() {
    for plugin in plugin::all() {
        let page = committed(&format!("packaging/man/{}.1", plugin.name));
        let page = fs::read_to_string(page).unwrap();
        for section in ["OPTIONS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES"] {
            let heading = [
                format!("\n.SH {section}\n"),
                format!("\n.SH \"{section}\"\n"),
            ];
            assert!(heading.iter().any(|one| page.contains(one)), "{section}");
        }
    }
}

/// What bash offers behind the words.
fn bash_offers(plugin: &Plugin, words: &[&str]) -> Vec<String> {
    let name = plugin.name;
    let line: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source \"$0\"; COMP_WORDS=({name} {}); COMP_CWORD={}; _{name} {name} \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        line.join(" "),
        words.len(),
    );
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &script])
        .arg(completion(&format!("{name}.bash")));
    output(&mut bash).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_options_and_values() {
    for plugin in plugin::all() {
        let script = completion(&format!("{}.bash", plugin.name));
        assert_eq!(output(Command::new("bash").arg("-n").arg(script)), "");
        let states = ["critical", "unknown", "warning", "ok"];
        assert_eq!(bash_offers(&plugin, &["--timeout-result", ""]), states);
        assert_eq!(bash_offers(&plugin, &["--hostn"]), ["--hostname"]);
    }
}

#[test]
fn zsh_reads_the_completions() {
    for plugin in plugin::all() {
        let mut zsh = Command::new(programs::find("zsh", "zsh"));
        let script = completion(&format!("_{}", plugin.name));
        assert_eq!(output(zsh.args(["-f", "-n"]).arg(&script)), "");
        let mut zsh = Command::new(programs::find("zsh", "zsh"));
        let load =
            "fpath=(\"$1\" $fpath); autoload -Uz compinit; compinit -D -u; print $_comps[$2]";
        zsh.args(["-f", "-c", load, "zsh"])
            .arg(script.parent().unwrap());
        let found = output(zsh.arg(plugin.name));
        assert_eq!(found.trim(), format!("_{}", plugin.name));
    }
}

#[test]
fn fish_completes_options_and_values() {
    let home = TempDir::new().unwrap();
    for plugin in plugin::all() {
        let script = completion(&format!("{}.fish", plugin.name));
        let fish = || {
            let mut fish = Command::new(programs::find("fish", "fish"));
            fish.env("HOME", home.path()).env_remove("XDG_CONFIG_HOME");
            fish
        };
        assert_eq!(output(fish().arg("--no-execute").arg(&script)), "");
        let offered = |line: &str| {
            let ask = format!("source $argv[1]; complete -C '{} {line}'", plugin.name);
            let text = output(fish().args(["--no-config", "-c", &ask]).arg(&script));
            let words = text.lines().filter_map(|line| line.split('\t').next());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(offered("--hostn"), ["--hostname"]);
        let mut states = offered("--timeout-result ");
        states.sort();
        assert_eq!(states, ["critical", "ok", "unknown", "warning"]);
    }
}

/// Services with a value for every variable: what is misspelt in a command comes out in use.
fn services(plugins: &[Plugin]) -> String {
    let mut text = String::from(
        "object Host \"gate\" { check_command = \"dummy\"; address = \"192.0.2.1\" }\n",
    );
    for plugin in plugins {
        text += &format!("object Service \"{}\" {{\n", plugin.check);
        text += &format!(
            "  host_name = \"gate\"\n  check_command = \"{}\"\n",
            plugin.check
        );
        for option in plugin.options() {
            let value = match (&option.value, option.repeatable) {
                (None, _) => "true",
                (_, true) => "[ \"1\", \"2\" ]",
                (_, false) => "\"1\"",
            };
            text += &format!("  vars.{} = {value}\n", plugin.variable(&option.long));
        }
        text += "}\n";
    }
    text
}

#[test]
fn icinga_takes_the_check_commands() {
    let folder = TempDir::new().unwrap();
    programs::find("icinga2", "icinga2-bin");
    let services_conf = folder.path().join("services.conf");
    fs::write(&services_conf, services(&plugin::all())).unwrap();
    let mut valid = Command::new(committed("scripts/icinga2-valid"));
    let said = output(valid.arg(committed(files::ICINGA2)).arg(services_conf));
    assert!(said.contains("Instantiated 2 Services"), "{said}");
}

#[test]
fn the_basket_is_whole_and_has_no_uuids() {
    let text = fs::read_to_string(committed(files::BASKET)).unwrap();
    assert!(!text.contains("\"uuid\""));
    let basket: Value = serde_json::from_str(&text).unwrap();
    let fields = basket["Datafield"].as_object().unwrap();
    let mut used = Vec::new();
    for plugin in plugin::all() {
        let command = &basket["Command"][plugin.check];
        assert_eq!(command["object_name"], plugin.check);
        assert_eq!(command["object_type"], "external_object");
        let own: Vec<&Value> = command["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| {
                let id = field["datafield_id"].to_string();
                used.push(id.clone());
                &fields[&id]
            })
            .collect();
        let options = plugin.options();
        let options = options.iter().filter(|option| option.long != "format");
        let secrets = plugin.environment.iter().map(|(_, option)| *option);
        let wanted: Vec<&str> = options
            .map(|option| option.long.as_str())
            .chain(secrets)
            .collect();
        assert_eq!(own.len(), wanted.len());
        for option in wanted {
            let variable = plugin.variable(option);
            let field = own.iter().find(|field| field["varname"] == variable);
            let field = field.unwrap_or_else(|| panic!("{variable} has no field"));
            let is_hidden = field["settings"]["visibility"] == "hidden";
            let is_secret = ["password", "digest-key-client", "digest-key-server"];
            assert_eq!(is_hidden, is_secret.contains(&option), "{option}");
        }
        let template = format!("gatewatch-{}", plugin.check.replace('_', "-"));
        let template = &basket["ServiceTemplate"][&template];
        assert_eq!(template["check_command"], plugin.check);
    }
    used.sort_by_key(|id| id.parse::<u32>().unwrap());
    let numbers = (1..=fields.len()).map(|number| number.to_string());
    assert_eq!(used, numbers.collect::<Vec<_>>());
}
