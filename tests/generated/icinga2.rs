//! The check commands for Icinga 2, in the style of its template library.

use std::time::Duration;

use super::commands::{self, Argument};
use super::plugin::Plugin;

/// Time that Icinga leaves a plugin. The plugin's own bound has to be lower, or Icinga kills it
/// and what it found out is lost.
const TIMEOUT: Duration = Duration::from_secs(60);

pub fn commands(plugins: &[Plugin]) -> String {
    let mut text = String::from(
        "/* Check commands of gatewatch, generated from its command lines by `make generate`. */\n",
    );
    for plugin in plugins {
        text += "\n";
        text += &command(plugin);
    }
    text
}

fn command(plugin: &Plugin) -> String {
    let arguments = commands::arguments(plugin);
    let own = arguments.iter().find(|one| one.option.long == "timeout");
    let own = own.and_then(|one| one.option.default.as_deref()?.parse().ok());
    let own = Duration::from_secs(own.expect("it has a default"));
    assert!(TIMEOUT > own * 2, "{own:?} leaves no room");

    let mut text = format!("object CheckCommand {} {{\n", string(plugin.check));
    text += "  import \"ipv4-or-ipv6\"\n\n";
    text += &format!("  command = [ PluginContribDir + \"/{}\" ]\n", plugin.name);
    text += &format!(
        "  // Keep {} some seconds below it; check_timeout of a service overrides it.\n  timeout = {}s\n\n",
        plugin.variable("timeout"),
        TIMEOUT.as_secs(),
    );
    text += "  arguments = {\n";
    for one in &arguments {
        text += &argument(plugin, one);
    }
    text += "  }\n\n";
    for (variable, option) in plugin.environment {
        let value = string(&format!("${}$", plugin.variable(option)));
        text += &format!("  env.{variable} = {value}\n");
    }
    if !plugin.environment.is_empty() {
        text += "\n";
    }
    let (host, why) = plugin.host;
    let name = plugin.variable("hostname");
    text += &format!("  vars.{name} = {} // {why}\n", string(host));
    for family in ["ipv4", "ipv6"] {
        let value = string(&format!("${}$", plugin.variable(family)));
        text += &format!("  vars.check_{family} = {value}\n");
    }
    for family in ["ipv4", "ipv6"] {
        text += &format!("  vars.{} = false\n", plugin.variable(family));
    }
    text + "}\n"
}

fn argument(plugin: &Plugin, argument: &Argument) -> String {
    let option = &argument.option;
    let mut text = format!("    {} = {{\n", string(&format!("--{}", option.long)));
    let mut set = |key: &str, value: &str| text += &format!("      {key} = {value}\n");
    let reference = string(&argument.reference());
    match option.value {
        Some(_) => set("value", &reference),
        None => set("set_if", &reference),
    }
    if option.long == "hostname" {
        set(
            "set_if",
            &format!("{{{{ {} }}}}", commands::wants_host(plugin)),
        );
        set("required", "true");
    }
    if option.repeatable {
        set("repeat_key", "true");
    }
    set("description", &string(&argument.description));
    text + "    }\n"
}

/// A string literal of Icinga's language.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
