//! The plugins as plain values: what clap knows of their options, in the words of the help.

use clap::{Arg, ArgAction, Command, CommandFactory};

use gatewatch::checks::{docker_api, openvpn};
use gatewatch::cli;
use gatewatch::outcome::Measure;

/// A plugin and what monitoring engines have to know of it besides its options.
pub struct Plugin {
    /// Of the binary.
    pub name: &'static str,
    /// Of the check command, and the prefix of its variables.
    pub check: &'static str,
    /// As users call what it checks.
    pub title: &'static str,
    pub command: Command,
    pub measures: &'static [Measure],
    /// The macro that is HOST where a service does not set it, and why it is this one.
    pub host: (&'static str, &'static str),
    /// The option that says where the server is in place of HOST.
    pub instead_of_host: &'static str,
    /// Secrets by environment: the variable and the option that it would be.
    pub environment: &'static [(&'static str, &'static str)],
}

pub fn all() -> [Plugin; 2] {
    [
        Plugin {
            name: "check_openvpn",
            check: "openvpn",
            title: "OpenVPN",
            command: built::<cli::openvpn::Arguments>(),
            measures: openvpn::measures::ALL,
            host: (
                "$check_address$",
                "the host's address, by openvpn_ipv4 and openvpn_ipv6",
            ),
            instead_of_host: "profile",
            environment: &[
                ("CHECK_OPENVPN_USERNAME", "username"),
                ("CHECK_OPENVPN_PASSWORD", "password"),
            ],
        },
        Plugin {
            name: "check_docker_api",
            check: "docker_api",
            title: "Docker API",
            command: built::<cli::docker_api::Arguments>(),
            measures: docker_api::measures::ALL,
            host: (
                "$host.name$",
                "the host's name, since the certificate bears that",
            ),
            instead_of_host: "context",
            environment: &[],
        },
    ]
}

fn built<Arguments: CommandFactory>() -> Command {
    let mut command = Arguments::command();
    command.build();
    command
}

impl Plugin {
    /// All options in the order of the help, without the positional HOST, `--help` and `--version`.
    pub fn options(&self) -> Vec<Opt> {
        let arguments = self.command.get_arguments();
        let mut options: Vec<Opt> = arguments
            .filter(|argument| !argument.is_positional() && argument.get_help_heading().is_some())
            .map(Opt::of)
            .collect();
        let mut headings: Vec<String> = Vec::new();
        for option in &options {
            if !headings.contains(&option.heading) {
                headings.push(option.heading.clone());
            }
        }
        options.sort_by_key(|option| headings.iter().position(|one| *one == option.heading));
        options
    }

    /// The option's name in variables of engines.
    pub fn variable(&self, long: &str) -> String {
        format!("{}_{}", self.check, long.replace('-', "_"))
    }

    /// What stands below the options in the help: blocks between blank lines.
    pub fn after_help(&self) -> Vec<String> {
        let text = self.command.get_after_help().expect("each has one");
        let text = text.to_string();
        text.split("\n\n").map(str::to_owned).collect()
    }
}

/// One option.
pub struct Opt {
    pub short: Option<char>,
    pub long: String,
    /// The name of its value, if it takes one.
    pub value: Option<String>,
    /// The help without the default; no full stop.
    pub help: String,
    pub default: Option<String>,
    /// All values that there are, if they can be listed.
    pub values: Vec<String>,
    pub repeatable: bool,
    pub heading: String,
}

impl Opt {
    fn of(argument: &Arg) -> Self {
        let help = argument.get_help().expect("each has one").to_string();
        let (help, default) = match help.split_once(" [default") {
            Some((help, default)) => {
                let default = default.trim_end_matches(']').trim_start_matches(": ");
                let default = if default.is_empty() { "yes" } else { default };
                (help.to_owned(), Some(default.to_owned()))
            }
            None => (help, None),
        };
        let takes_value = argument.get_action().takes_values();
        let given = argument.get_default_values().first();
        let given = given.and_then(|value| value.to_str()).map(str::to_owned);
        let names = argument.get_value_names().and_then(<[_]>::first);
        let values = argument.get_possible_values();
        Self {
            short: argument.get_short(),
            long: argument.get_long().expect("each has one").to_owned(),
            value: names.filter(|_| takes_value).map(ToString::to_string),
            // Some helps say themselves what clap knows of every option.
            help: help
                .trim_end_matches("; repeatable")
                .trim_end_matches("; several times")
                .to_owned(),
            default: default.or_else(|| given.filter(|_| takes_value)),
            values: match takes_value {
                true => values.iter().map(|one| one.get_name().to_owned()).collect(),
                false => Vec::new(),
            },
            repeatable: matches!(argument.get_action(), ArgAction::Append),
            heading: argument.get_help_heading().unwrap_or_default().to_owned(),
        }
    }

    /// The help in one sentence without a full stop, with values and default.
    pub fn sentence(&self) -> String {
        let mut text = self.help.clone();
        if !self.values.is_empty() {
            text += &format!(": {}", self.values.join(", "));
        }
        if let Some(default) = &self.default {
            text += &format!(" (default: {default})");
        }
        if self.repeatable {
            text += "; repeatable";
        }
        text
    }
}
