//! From the command line to a configuration: reads the key files and refuses what cannot work.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cli::openvpn::{Arguments, KeyDirection};
use crate::files::{FileError, read_text};
use crate::outcome::show_path;

use super::super::key::{ClientKey, Digest, Direction, HexError, KeyError, StaticKey, parse_hex};
use super::super::session::{Schedule, Validation};
use super::super::wrap::{TlsAuth, TlsCrypt, Wrap};
use super::{Config, Endpoint, Protection, Terms, Transport};

/// What the administrator has to put right.
#[derive(Debug)]
pub enum ConfigError {
    /// A file cannot be read.
    File(&'static str, PathBuf, FileError),
    /// A file holds no key that the option could use.
    Key(&'static str, PathBuf, KeyError),
    /// A key in hexadecimal is none.
    Hex(&'static str, Option<PathBuf>, HexError),
    /// `--digest-size` differs from what the digest puts out.
    DigestSize(usize, Digest),
    /// Options that contradict each other, in a sentence.
    Contradiction(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(option, path, error) => write!(f, "{option} {}: {error}", show_path(path)),
            Self::Key(option, path, error) => write!(f, "{option} {}: {error}", show_path(path)),
            Self::Hex(option, Some(path), error) => {
                write!(f, "{option} @{}: {error}", show_path(path))
            }
            Self::Hex(option, None, error) => {
                write!(
                    f,
                    "{option}: {error}; give hexadecimal digits, or @FILE with such in it"
                )
            }
            Self::DigestSize(size, digest) => write!(
                f,
                "--digest-size {size} does not fit {}, which puts out {} bytes: leave the option out",
                digest.name(),
                digest.size()
            ),
            Self::Contradiction(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// The configuration that a command line asks for. Reads key files.
    pub fn new(arguments: &Arguments) -> Result<Self, ConfigError> {
        refuse_idle_options(arguments)?;
        let (wrap, protection) = wrapping(arguments)?;
        let limits = &arguments.limits;
        Ok(Self {
            terms: Terms {
                endpoint: Endpoint {
                    host: arguments.host().clone(),
                    port: arguments.port,
                    transport: if arguments.tcp {
                        Transport::Tcp
                    } else {
                        Transport::Udp
                    },
                },
                protection,
                all_addresses: arguments.all_addresses,
                expect_silence: arguments.expect_silence,
                timeout_result: limits.timeout_result.into(),
                warning: limits.warning.clone(),
                critical: limits.critical.clone(),
                clock_offset: arguments.clock_offset.clone(),
            },
            family: arguments
                .target
                .family()
                .map_err(ConfigError::Contradiction)?,
            source: arguments.target.source(),
            wrap,
            schedule: Schedule::new(arguments.retries()),
            validation: match arguments.no_validation {
                true => Validation::Off,
                false => Validation::Strict,
            },
            verbosity: limits.verbose,
        })
    }
}

/// Options that could do nothing for want of another one.
fn refuse_idle_options(arguments: &Arguments) -> Result<(), ConfigError> {
    let tls_auth = arguments.tls_auth.is_some();
    let client_key = arguments.digest_key_client.is_some();
    let signed = tls_auth
        || arguments.tls_crypt.is_some()
        || arguments.tls_crypt_v2.is_some()
        || arguments.digest_key_server.is_some();
    for (given, option, enough, needs) in [
        (
            arguments.key_direction.is_some(),
            "--key-direction",
            tls_auth,
            "--tls-auth",
        ),
        (
            arguments.tls_auth_inverse,
            "--tls-auth-inverse",
            tls_auth,
            "--tls-auth",
        ),
        (
            arguments.digest_key_server.is_some(),
            "--digest-key-server",
            client_key,
            "--digest-key-client",
        ),
        (
            arguments.clock_offset.is_some(),
            "--clock-offset",
            signed,
            "a key that the server signs with, such as --tls-auth or --tls-crypt",
        ),
    ] {
        if given && !enough {
            return Err(ConfigError::Contradiction(format!(
                "{option} needs {needs}"
            )));
        }
    }
    Ok(())
}

fn wrapping(arguments: &Arguments) -> Result<(Wrap, Protection), ConfigError> {
    let digest = arguments.digest;
    let is_used = arguments.tls_auth.is_some() || arguments.digest_key_client.is_some();
    let size = arguments.digest_size.filter(|_| is_used);
    if let Some(size) = size.filter(|size| *size != digest.size()) {
        return Err(ConfigError::DigestSize(size, digest));
    }
    if let Some(path) = &arguments.tls_auth {
        let key = key_from("--tls-auth", path, StaticKey::parse)?;
        let direction = direction(arguments);
        let wrap = Wrap::TlsAuth(TlsAuth::new(digest, &key, direction));
        return Ok((
            wrap,
            Protection::TlsAuth(digest.name(), Some(direction.name())),
        ));
    }
    if let Some(path) = &arguments.tls_crypt {
        let key = key_from("--tls-crypt", path, StaticKey::parse)?;
        return Ok((Wrap::TlsCrypt(TlsCrypt::new(&key)), Protection::TlsCrypt));
    }
    if let Some(path) = &arguments.tls_crypt_v2 {
        let key = key_from("--tls-crypt-v2", path, ClientKey::parse)?;
        return Ok((Wrap::TlsCrypt(TlsCrypt::v2(key)), Protection::TlsCryptV2));
    }
    if let Some(sending) = &arguments.digest_key_client {
        let sending = bare_key("--digest-key-client", sending)?;
        let receiving = match &arguments.digest_key_server {
            Some(key) => Some(bare_key("--digest-key-server", key)?),
            None => None,
        };
        let wrap = Wrap::TlsAuth(TlsAuth::from_keys(digest, sending, receiving));
        return Ok((wrap, Protection::TlsAuth(digest.name(), None)));
    }
    Ok((Wrap::Plain, Protection::Plain))
}

fn direction(arguments: &Arguments) -> Direction {
    match arguments.key_direction {
        _ if arguments.tls_auth_inverse => Direction::Zero,
        None | Some(KeyDirection::One) => Direction::One,
        Some(KeyDirection::Zero) => Direction::Zero,
        Some(KeyDirection::None) => Direction::None,
    }
}

fn key_from<Key>(
    option: &'static str,
    path: &Path,
    parse: fn(&str) -> Result<Key, KeyError>,
) -> Result<Key, ConfigError> {
    let text = read_text(path).map_err(|error| ConfigError::File(option, path.into(), error))?;
    parse(&text).map_err(|error| ConfigError::Key(option, path.into(), error))
}

fn bare_key(option: &'static str, argument: &str) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let Some(path) = argument.strip_prefix('@').map(PathBuf::from) else {
        return parse_hex(argument).map_err(|error| ConfigError::Hex(option, None, error));
    };
    match read_text(&path) {
        Ok(text) => parse_hex(&text).map_err(|error| ConfigError::Hex(option, Some(path), error)),
        Err(error) => Err(ConfigError::File(option, path, error)),
    }
}
