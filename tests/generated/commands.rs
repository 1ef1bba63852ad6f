//! A plugin as a check command of Icinga, whether as configuration or in the Director.

use super::plugin::{Opt, Plugin};

/// An argument of a check command.
pub struct Argument {
    pub option: Opt,
    pub variable: String,
    pub description: String,
}

impl Argument {
    /// The macro of its variable.
    pub fn reference(&self) -> String {
        format!("${}$", self.variable)
    }
}

/// All arguments in alphabetical order, in which Icinga hands them over as well.
pub fn arguments(plugin: &Plugin) -> Vec<Argument> {
    let mut options = plugin.options();
    // Icinga reads plugin text and no JSON.
    options.retain(|option| option.long != "format");
    options.sort_by(|one, other| one.long.cmp(&other.long));
    let argument = |option: Opt| Argument {
        variable: plugin.variable(&option.long),
        description: description(plugin, &option),
        option,
    };
    options.into_iter().map(argument).collect()
}

fn description(plugin: &Plugin, option: &Opt) -> String {
    let mut text = option.sentence();
    if option.long == "hostname" {
        text = plugin
            .command
            .get_positionals()
            .next()
            .map_or(text, |host| {
                host.get_help().expect("HOST has one").to_string()
            });
        text += &format!(" (default: {})", plugin.host.1);
    }
    if option.value.as_deref() == Some("HEX|@FILE") {
        text += "; as @FILE, or every user can read it in the list of processes";
    }
    text.replace("; repeatable", "; may be an array")
}

/// When HOST is handed over: not beside the option that replaces it, unless a service says so.
pub fn wants_host(plugin: &Plugin) -> String {
    format!(
        "!macro(\"${}$\") || macro(\"${}$\") != macro(\"{}\")",
        plugin.variable(plugin.instead_of_host),
        plugin.variable("hostname"),
        plugin.host.0,
    )
}
