//! How the control channel is protected, with the keys for it: by the command line, and else by a
//! remote of a profile; and on demand every other way in which the same key could serve.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::cli::openvpn::{Arguments, KeyDirection};
use crate::files::read_text;

use super::super::key::{ClientKey, Digest, Direction, HexError, KeyError, StaticKey, parse_hex};
use super::super::profile;
use super::super::wrap::{TlsAuth, TlsCrypt, Wrap};
use super::candidates::{Candidate, candidates};
use super::source::{Content, Loaded};
use super::{ConfigError, Origin, Protection};

/// How to protect the control channel.
pub(super) struct Wrapping {
    pub(super) wrap: Wrap,
    pub(super) protection: Protection,
    /// The key, where it would serve in other ways too.
    key: Option<StaticKey>,
}

impl Wrapping {
    fn new(wrap: Wrap, protection: Protection, key: Option<StaticKey>) -> Self {
        Self {
            wrap,
            protection,
            key,
        }
    }

    /// No protection at all.
    pub(super) fn plain() -> Self {
        Self::new(Wrap::Plain, Protection::Plain, None)
    }

    /// The other ways to ask the server.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        candidates(self.protection, self.key.as_ref())
    }
}

/// The wrapping that the command line asks for; none where it asks for nothing. What it leaves open
/// about `tls-auth` is as the remote of a profile has it.
pub(super) fn of_arguments(
    arguments: &Arguments,
    loaded: Option<&Loaded<'_>>,
    remote: Option<&profile::Protection>,
) -> Result<Option<Wrapping>, ConfigError> {
    if let Some(path) = &arguments.tls_auth {
        let digest = digest(arguments, loaded)?;
        let content = Content::of_option("--tls-auth", path)?;
        let of_remote = match remote {
            Some(profile::Protection::TlsAuth { direction, .. }) => Some(*direction),
            _ => None,
        };
        let direction = direction(arguments).or(of_remote).unwrap_or(Direction::One);
        return signed(&content, digest, direction).map(Some);
    }
    if let Some(path) = &arguments.tls_crypt {
        return encrypted(&Content::of_option("--tls-crypt", path)?).map(Some);
    }
    if let Some(path) = &arguments.tls_crypt_v2 {
        return with_own_key(&Content::of_option("--tls-crypt-v2", path)?).map(Some);
    }
    if let Some(sending) = &arguments.digest_key_client {
        let digest = digest(arguments, loaded)?;
        let sending = bare_key("--digest-key-client", sending)?;
        let receiving = match &arguments.digest_key_server {
            Some(key) => Some(bare_key("--digest-key-server", key)?),
            None => None,
        };
        let wrap = Wrap::TlsAuth(TlsAuth::from_keys(digest, sending, receiving));
        let protection = Protection::TlsAuth(digest.name(), None);
        return Ok(Some(Wrapping::new(wrap, protection, None)));
    }
    Ok(None)
}

/// The wrapping that a remote of a profile asks for.
pub(super) fn of_remote(
    arguments: &Arguments,
    loaded: &Loaded<'_>,
    protection: &profile::Protection,
) -> Result<Wrapping, ConfigError> {
    match protection {
        profile::Protection::Plain => Ok(Wrapping::plain()),
        profile::Protection::TlsAuth { key, direction } => {
            let digest = digest(arguments, Some(loaded))?;
            let direction = self::direction(arguments).unwrap_or(*direction);
            signed(&loaded.read("tls-auth", key)?, digest, direction)
        }
        profile::Protection::TlsCrypt(key) => encrypted(&loaded.read("tls-crypt", key)?),
        profile::Protection::TlsCryptV2(key) => with_own_key(&loaded.read("tls-crypt-v2", key)?),
    }
}

fn signed(
    content: &Content,
    digest: Digest,
    direction: Direction,
) -> Result<Wrapping, ConfigError> {
    let key = parsed(content, StaticKey::parse)?;
    let wrap = Wrap::TlsAuth(TlsAuth::new(digest, &key, direction));
    let protection = Protection::TlsAuth(digest.name(), Some(direction));
    Ok(Wrapping::new(wrap, protection, Some(key)))
}

fn encrypted(content: &Content) -> Result<Wrapping, ConfigError> {
    let key = parsed(content, StaticKey::parse)?;
    let wrap = Wrap::TlsCrypt(TlsCrypt::new(&key));
    Ok(Wrapping::new(wrap, Protection::TlsCrypt, Some(key)))
}

fn with_own_key(content: &Content) -> Result<Wrapping, ConfigError> {
    let key = parsed(content, ClientKey::parse)?;
    let wrap = Wrap::TlsCrypt(TlsCrypt::v2(key));
    Ok(Wrapping::new(wrap, Protection::TlsCryptV2, None))
}

/// The digest of the command line, else that of the profile, else OpenVPN's own.
fn digest(arguments: &Arguments, loaded: Option<&Loaded<'_>>) -> Result<Digest, ConfigError> {
    let digest = match (arguments.digest, loaded) {
        (Some(digest), _) => digest,
        (None, Some(loaded)) => (loaded.profile.digest.parse::<Digest>())
            .map_err(|error| ConfigError::of_profile(loaded.path, format!("auth: {error}")))?,
        (None, None) => Digest::Sha1,
    };
    match arguments.digest_size {
        Some(size) if size != digest.size() => Err(ConfigError::DigestSize(size, digest)),
        _ => Ok(digest),
    }
}

fn direction(arguments: &Arguments) -> Option<Direction> {
    match arguments.key_direction {
        _ if arguments.tls_auth_inverse => Some(Direction::Zero),
        None => None,
        Some(KeyDirection::One) => Some(Direction::One),
        Some(KeyDirection::Zero) => Some(Direction::Zero),
        Some(KeyDirection::None) => Some(Direction::None),
    }
}

fn parsed<Key>(
    content: &Content,
    parse: fn(&str) -> Result<Key, KeyError>,
) -> Result<Key, ConfigError> {
    parse(content.text()?).map_err(|error| ConfigError::Key(content.origin.clone(), error))
}

fn bare_key(option: &'static str, argument: &str) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let hex = |path, error: HexError| ConfigError::Hex(option, path, error);
    let Some(path) = argument.strip_prefix('@').map(PathBuf::from) else {
        return parse_hex(argument).map_err(|error| hex(None, error));
    };
    match read_text(&path) {
        Ok(text) => parse_hex(&text).map_err(|error| hex(Some(path), error)),
        Err(error) => Err(ConfigError::File(Origin::Option(option, path), error)),
    }
}
