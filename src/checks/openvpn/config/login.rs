//! As whom to log in: our certificate with its key, a user name with its password. The command line
//! comes before the environment, and that before the profile.

use std::env;
use std::ffi::CStr;

use crate::cli::openvpn::Arguments;
use crate::files::FileError;
use crate::run;
use crate::tls::credentials::{CredentialError, Identity, certificates, private_key};

use super::super::login::Credentials;
use super::super::profile;
use super::source::{Content, Loaded};
use super::trust::credential;
use super::{ConfigError, Origin};

const USERNAME: &str = "CHECK_OPENVPN_USERNAME";
const PASSWORD: &str = "CHECK_OPENVPN_PASSWORD";
const TO_FORGET: &CStr = c"CHECK_OPENVPN_PASSWORD";

/// Our certificate, if there is one.
pub(super) fn identity(
    arguments: &Arguments,
    loaded: Option<&Loaded<'_>>,
) -> Result<Option<Identity>, ConfigError> {
    let door = &arguments.door;
    let of_profile = loaded.map(|loaded| &loaded.profile.certificates);
    let source =
        |pick: fn(&profile::Certificates) -> Option<&profile::Source>| of_profile.and_then(pick);
    if let (Some(loaded), true, true) = (
        loaded.filter(|loaded| loaded.profile.certificates.pkcs12.is_some()),
        door.cert.is_none(),
        door.key.is_none(),
    ) {
        return Err(no_pkcs12(loaded));
    }
    let cert = Content::either(
        ("--cert", door.cert.as_ref()),
        loaded,
        ("cert", source(|profile| profile.cert.as_ref())),
    )?;
    let key = Content::either(
        ("--key", door.key.as_ref()),
        loaded,
        ("key", source(|profile| profile.key.as_ref())),
    )?;
    let (cert, key) = match (cert, key) {
        (None, None) => return Ok(None),
        (Some(cert), Some(key)) => (cert, key),
        (Some(cert), None) => return Err(alone(&cert.origin, "key")),
        (None, Some(key)) => return Err(alone(&key.origin, "cert")),
    };
    let mut chain = credential(&cert, certificates)?;
    let extra = source(|profile| profile.extra_certs.as_ref());
    if let (None, Some(loaded), Some(extra)) = (&door.cert, loaded, extra) {
        let extra = loaded.read("extra-certs", extra)?;
        chain.extend(credential(&extra, certificates)?);
    }
    let key_der = credential(&key, private_key)?;
    let origin = |error: &CredentialError| match error {
        CredentialError::KeyNotSupported { .. } | CredentialError::KeyUnreadable => {
            key.origin.clone()
        }
        _ => cert.origin.clone(),
    };
    match Identity::new(chain, &key_der) {
        Ok(identity) => Ok(Some(identity)),
        Err(error) => Err(ConfigError::Credential(origin(&error), error)),
    }
}

/// What to do about `pkcs12`.
pub(super) fn no_pkcs12(loaded: &Loaded<'_>) -> ConfigError {
    let text = "pkcs12: this build reads no PKCS#12; take it apart: openssl pkcs12 -in FILE -nodes -out identity.pem, and give --ca, --cert and --key";
    ConfigError::of_profile(loaded.path, text)
}

/// Half of an identity, which lacks the other one.
fn alone(origin: &Origin, other: &str) -> ConfigError {
    ConfigError::Contradiction(match origin {
        Origin::Option(option, _) => format!("{option} needs --{other}"),
        origin => format!("{origin}: it needs {other} beside it"),
    })
}

/// User name and password, if there are any.
pub(super) fn credentials(
    arguments: &Arguments,
    loaded: Option<&Loaded<'_>>,
) -> Result<Option<Credentials>, ConfigError> {
    if let Some(path) = &arguments.door.auth_user_pass {
        return of_file(&Content::of_option("--auth-user-pass", path)?).map(Some);
    }
    if has_environment() {
        let value = |name: &str| zeroize::Zeroizing::new(env::var(name).unwrap_or_default());
        return Credentials::new(&value(USERNAME), &value(PASSWORD))
            .map(Some)
            .map_err(|error| ConfigError::Login(Origin::Environment, error));
    }
    let Some(loaded) = loaded else {
        return Ok(None);
    };
    let source = match &loaded.profile.credentials {
        None | Some(profile::Credentials::Prompt) => return Ok(None),
        Some(profile::Credentials::File(path)) => profile::Source::File(path.clone()),
        // Of a profile in another encoding these would not be the ones that were meant.
        Some(profile::Credentials::Inline(text)) if text.contains(char::REPLACEMENT_CHARACTER) => {
            let origin = Origin::Profile(loaded.path.to_owned(), "auth-user-pass", None);
            return Err(ConfigError::File(origin, FileError::NotText));
        }
        Some(profile::Credentials::Inline(text)) => profile::Source::Inline(text.clone()),
    };
    of_file(&loaded.read("auth-user-pass", &source)?).map(Some)
}

/// Whether the environment has a user name or a password.
pub(super) fn has_environment() -> bool {
    [USERNAME, PASSWORD]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Leaves nothing of the password in the environment, which is read no more.
pub(super) fn forget_environment() {
    run::forget_variable(TO_FORGET);
}

fn of_file(content: &Content) -> Result<Credentials, ConfigError> {
    let text = content.text()?;
    if text
        .trim_start_matches('\u{feff}')
        .starts_with("-----BEGIN ")
    {
        return Err(ConfigError::Contradiction(format!(
            "{}: it holds a PEM block, no user name",
            content.origin
        )));
    }
    Credentials::parse(text).map_err(|error| ConfigError::Login(content.origin.clone(), error))
}
