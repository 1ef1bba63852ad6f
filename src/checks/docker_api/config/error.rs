//! What the administrator has to put right, in words.

use std::fmt;
use std::path::PathBuf;

use crate::files::FileError;
use crate::outcome::show_path;
use crate::tls::credentials::CredentialError;

use super::super::endpoint::EndpointError;
use super::super::permissions::ContractError;

/// Why there is no configuration.
#[derive(Debug)]
pub enum ConfigError {
    /// It is not clear where the API is.
    Endpoint(EndpointError),
    /// A file cannot be read.
    File(PathBuf, FileError),
    /// A file holds no certificate or key that can be used.
    Credential(PathBuf, CredentialError),
    /// Not one certificate of the CA file can be a trust anchor.
    NoAnchor(PathBuf),
    /// The system has no CA certificates, and no CA file is given.
    NoSystemRoots(String),
    /// The host is no name that a certificate could bear.
    NoServerName(String),
    /// A password or token file without a first line.
    EmptySecret(PathBuf),
    /// What should be let through is not clear.
    Contract(String, ContractError),
    /// Options that contradict each other, in a sentence.
    Contradiction(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(error) => error.fmt(f),
            Self::File(path, error) => write!(f, "{}: {error}", show_path(path)),
            Self::Credential(path, error) => write!(f, "{}: {error}", show_path(path)),
            Self::NoAnchor(path) => {
                write!(
                    f,
                    "{}: no certificate in it can serve as a CA",
                    show_path(path)
                )
            }
            Self::NoSystemRoots(why) => {
                write!(
                    f,
                    "this machine has no CA certificates ({why}): give --tlscacert"
                )
            }
            Self::NoServerName(name) => {
                write!(
                    f,
                    "\"{name}\" is no name that a certificate could bear: give --sni"
                )
            }
            Self::EmptySecret(path) => write!(f, "{}: its first line is empty", show_path(path)),
            Self::Contract(place, error) => write!(f, "{place}: {error}"),
            Self::Contradiction(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for ConfigError {}

impl From<EndpointError> for ConfigError {
    fn from(error: EndpointError) -> Self {
        Self::Endpoint(error)
    }
}
