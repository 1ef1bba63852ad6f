//! Which sections are granted, read from the proxy's own variables.
//!
//! What is not said is as in the proxy's image. A later value replaces an earlier one of the same
//! name, as it does for Docker.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::section::Section;
use super::{env_file, value};

/// Variables of the proxy that grant nothing.
const SETTINGS: [&str; 4] = ["DISABLE_IPV6", "LOG_LEVEL", "SOCKET_PATH", "TZ"];

/// What a docker-socket-proxy is to let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    on: BTreeSet<Section>,
    warnings: Vec<Warning>,
}

/// A contract that does not do what it seems to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A value that looks like on and is off for the proxy.
    Misread {
        /// Whose value it is.
        section: Section,
        /// As it was written.
        value: String,
    },
    /// A section that is on and grants nothing, since `POST` is off.
    Idle(Section),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misread { section, value } => {
                write!(f, "{section}={value} is read as off by the proxy: ")?;
                f.write_str(match value.starts_with(['"', '\'']) {
                    true => "write 1 without quotes",
                    false => "the value must be 1",
                })
            }
            Self::Idle(section) => write!(f, "{section} grants nothing without POST=1"),
        }
    }
}

/// What is wrong with a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContractError {
    /// A variable that the proxy does not have.
    UnknownSection {
        /// As it was written.
        name: String,
        /// What may have been meant.
        nearest: Section,
    },
    /// A name without a value.
    NoValue {
        /// Line of the file, from 1; none on the command line.
        line: Option<usize>,
        /// What is there instead.
        text: String,
    },
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSection { name, nearest } => {
                write!(
                    f,
                    "docker-socket-proxy has no section \"{name}\": is {nearest} meant?"
                )
            }
            Self::NoValue { line, text } => {
                if let Some(line) = line {
                    write!(f, "line {line}: ")?;
                }
                write!(f, "\"{text}\" has no value: write NAME=1 or NAME=0")
            }
        }
    }
}

impl std::error::Error for ContractError {}

impl Default for Contract {
    /// What the proxy grants when nothing is said.
    fn default() -> Self {
        Self {
            on: Section::ALL
                .into_iter()
                .filter(|section| section.is_on_by_default())
                .collect(),
            warnings: Vec::new(),
        }
    }
}

impl Contract {
    /// The contract of a list such as `CONTAINERS=1,POST=0`.
    pub fn parse(text: &str) -> Result<Self, ContractError> {
        let parts = text.split(',').map(str::trim_start);
        let assignments: Result<Vec<_>, _> = parts
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.split_once('=').ok_or_else(|| ContractError::NoValue {
                    line: None,
                    text: part.to_owned(),
                })
            })
            .collect();
        Self::of(assignments?)
    }

    /// The contract of the text of the proxy's env file.
    pub fn from_env_file(text: &str) -> Result<Self, ContractError> {
        Self::of(env_file::assignments(text)?)
    }

    fn of(assignments: Vec<(&str, &str)>) -> Result<Self, ContractError> {
        let mut values = BTreeMap::new();
        for (name, value) in assignments {
            let name = name.trim_end();
            match Section::from_name(name) {
                Some(section) => {
                    values.insert(section, value);
                }
                None if SETTINGS.contains(&name) => {}
                None => {
                    return Err(ContractError::UnknownSection {
                        name: name.to_owned(),
                        nearest: Section::nearest(name),
                    });
                }
            }
        }
        let mut contract = Self::default();
        for (section, value) in values {
            if value::is_on(value) {
                contract.on.insert(section);
            } else {
                contract.on.remove(&section);
            }
            if value::is_misread(value) {
                let value = value.to_owned();
                contract.warnings.push(Warning::Misread { section, value });
            }
        }
        if !contract.grants(Section::Post) {
            let idle = [
                Section::AllowStart,
                Section::AllowStop,
                Section::AllowRestarts,
            ];
            let idle = idle
                .into_iter()
                .filter(|section| contract.on.contains(section));
            contract
                .warnings
                .extend(idle.map(Warning::Idle).collect::<Vec<_>>());
        }
        Ok(contract)
    }

    /// Whether the proxy takes the section for on.
    pub fn grants(&self, section: Section) -> bool {
        self.on.contains(&section)
    }

    /// Where the contract does not do what it seems to say.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(contract: &Contract) -> Vec<&'static str> {
        contract.on.iter().map(|section| section.name()).collect()
    }

    #[test]
    fn what_is_not_said_is_as_in_the_image() {
        for (text, granted) in [
            ("", &["EVENTS", "PING", "VERSION"][..]),
            (
                "CONTAINERS=1,POST=0",
                &["EVENTS", "PING", "VERSION", "CONTAINERS"],
            ),
            (" POST=1, EVENTS=0,,PING=,VERSION=0,", &["POST"]),
            ("CONTAINERS=1,CONTAINERS=0", &["EVENTS", "PING", "VERSION"]),
            (
                "LOG_LEVEL=debug,INFO=2",
                &["EVENTS", "PING", "VERSION", "INFO"],
            ),
        ] {
            let contract = Contract::parse(text).expect(text);
            assert_eq!(on(&contract), granted, "{text}");
            assert_eq!(contract.warnings(), [], "{text}");
        }
    }

    #[test]
    fn an_env_file_means_what_it_means_to_docker() {
        let text = "# proxy\nPOST=0\nCONTAINERS=\"1\"\nSOCKET_PATH=/run/d.sock\nINFO=1 # yes\n";
        let contract = Contract::from_env_file(text).expect("good");
        assert_eq!(on(&contract), ["EVENTS", "PING", "VERSION", "INFO"]);
        let contract = Contract::from_env_file("export CONTAINERS=\"1\"\n").expect("good");
        assert_eq!(on(&contract), ["EVENTS", "PING", "VERSION", "CONTAINERS"]);
    }

    #[test]
    fn warns_of_what_does_nothing() {
        for (text, words) in [
            (
                "CONTAINERS=true",
                &["CONTAINERS=true is read as off by the proxy: the value must be 1"][..],
            ),
            (
                "PING=\"1\"",
                &["PING=\"1\" is read as off by the proxy: write 1 without quotes"],
            ),
            (
                "ALLOW_START=1",
                &["ALLOW_START grants nothing without POST=1"],
            ),
            ("ALLOW_START=1,POST=1", &[]),
            (
                "POST=yes,ALLOW_RESTARTS=1",
                &[
                    "POST=yes is read as off by the proxy: the value must be 1",
                    "ALLOW_RESTARTS grants nothing without POST=1",
                ],
            ),
        ] {
            let contract = Contract::parse(text).expect(text);
            let found: Vec<_> = contract.warnings().iter().map(Warning::to_string).collect();
            assert_eq!(found, words, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_what_would_be_right() {
        for (text, words) in [
            (
                "CONTAINER=1",
                "docker-socket-proxy has no section \"CONTAINER\": is CONTAINERS meant?",
            ),
            (
                "post=1",
                "docker-socket-proxy has no section \"post\": is POST meant?",
            ),
            ("POST", "\"POST\" has no value: write NAME=1 or NAME=0"),
        ] {
            let error = Contract::parse(text).expect_err(text);
            assert_eq!(error.to_string(), words);
        }
        let error = Contract::from_env_file("A=1").expect_err("no section");
        assert!(matches!(error, ContractError::UnknownSection { .. }));
        let error = Contract::from_env_file("\nPOST\n").expect_err("no value");
        let words = "line 2: \"POST\" has no value: write NAME=1 or NAME=0";
        assert_eq!(error.to_string(), words);
    }
}
