//! What a server's first words can say.

use std::fmt;

use super::{suite_name, version_name};

/// What the server's first words say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It took the offer.
    ServerHello {
        /// The version that it chose, as on the wire.
        version: u16,
        /// The suite that it chose.
        suite: u16,
    },
    /// It said why not.
    Alert {
        /// 1 for a warning, 2 for a fatal alert.
        level: u8,
        /// The reason's number.
        description: u8,
        /// The reason's name.
        name: &'static str,
    },
    /// It speaks something else, which begins like this (64 bytes at most).
    NotTls(Vec<u8>),
    /// Not enough has come to tell.
    Incomplete,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServerHello { version, suite } => {
                f.write_str(version_name(*version))?;
                match suite_name(*suite) {
                    Some(name) => write!(f, " with {name}"),
                    None => write!(f, " with suite 0x{suite:04x}"),
                }
            }
            Self::Alert {
                description, name, ..
            } => write!(f, "alert {name} ({description})"),
            Self::NotTls(_) => f.write_str("no TLS"),
            Self::Incomplete => f.write_str("no whole answer"),
        }
    }
}
