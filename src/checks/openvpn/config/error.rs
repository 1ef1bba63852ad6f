//! What the administrator has to put right before anything can be probed.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::files::FileError;
use crate::outcome::show_path;
use crate::tls::credentials::CredentialError;

use super::super::key::{Digest, HexError, KeyError};
use super::super::login::CredentialsError;
use super::super::profile::{Need, ProfileError, Unsupported};

/// Where something was asked for, as a sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option of the command line, and its file.
    Option(&'static str, PathBuf),
    /// An option of a profile, and its file; none where it is inline.
    Profile(PathBuf, &'static str, Option<PathBuf>),
    /// The environment.
    Environment,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(option, path) => write!(f, "{option} {}", show_path(path)),
            Self::Profile(profile, option, Some(path)) => write!(
                f,
                "--profile {}, {option} {}",
                show_path(profile),
                show_path(path)
            ),
            Self::Profile(profile, option, None) => {
                write!(f, "--profile {}, its {option} block", show_path(profile))
            }
            Self::Environment => f.write_str("CHECK_OPENVPN_USERNAME and CHECK_OPENVPN_PASSWORD"),
        }
    }
}

/// What the administrator has to put right.
#[derive(Debug)]
pub enum ConfigError {
    /// A file cannot be read.
    File(Origin, FileError),
    /// A file holds no key that the option could use.
    Key(Origin, KeyError),
    /// A key in hexadecimal is none.
    Hex(&'static str, Option<PathBuf>, HexError),
    /// A file holds no certificate, private key or revocation list that the option could use.
    Credential(Origin, CredentialError),
    /// There is no user name or no password.
    Login(Origin, CredentialsError),
    /// `--digest-size` differs from what the digest puts out.
    DigestSize(usize, Digest),
    /// A profile is none that OpenVPN would take.
    Profile(PathBuf, ProfileError),
    /// A profile asks for what a probe cannot do.
    Unsupported(PathBuf, Unsupported),
    /// Options that contradict each other, in a sentence.
    Contradiction(String),
}

impl ConfigError {
    /// Something about a profile as a whole, in a sentence that follows its name.
    pub(super) fn of_profile(path: &Path, text: impl fmt::Display) -> Self {
        Self::Contradiction(format!("--profile {}: {text}", show_path(path)))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(origin, error) => write!(f, "{origin}: {error}"),
            Self::Key(origin, error) => write!(f, "{origin}: {error}"),
            Self::Hex(option, Some(path), error) => {
                write!(f, "{option} @{}: {error}", show_path(path))
            }
            Self::Hex(option, None, error) => {
                write!(
                    f,
                    "{option}: {error}; give hexadecimal digits, or @FILE with such in it"
                )
            }
            Self::Credential(origin, error) => write!(f, "{origin}: {error}"),
            Self::Login(Origin::Environment, CredentialsError::Missing(field)) => write!(
                f,
                "CHECK_OPENVPN_{} is missing in the environment, or empty",
                field.to_string().to_uppercase()
            ),
            Self::Login(origin, error) => write!(f, "{origin}: {error}"),
            Self::DigestSize(size, digest) => write!(
                f,
                "--digest-size {size} does not fit {}, which puts out {} bytes: leave the option out",
                digest.name(),
                digest.size()
            ),
            Self::Profile(path, error) => write!(f, "--profile {}: {error}", show_path(path)),
            Self::Unsupported(path, unsupported) => {
                let Unsupported {
                    line,
                    option,
                    need,
                    reason,
                } = unsupported;
                let path = show_path(path);
                write!(
                    f,
                    "--profile {path}: line {line}: {option} is beyond this build: {reason}{}",
                    match need {
                        Need::Connection => "",
                        Need::Certificate => "; --stage reset does without",
                        Need::Login => "; --stage certificate does without",
                        Need::Tunnel => "; --stage login does without",
                    }
                )
            }
            Self::Contradiction(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for ConfigError {}
