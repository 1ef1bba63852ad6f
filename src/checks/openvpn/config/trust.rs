//! Whom to trust: what the server's certificate is measured against, and which versions of TLS will
//! do. The command line comes before the profile, option by option.

use crate::cli::openvpn::{Arguments, Purpose};
use crate::tls::client::Versions;
use crate::tls::credentials::{CredentialError, certificates, revocation_lists};

use super::super::certificate::{NameRule, Policy, parse_fingerprint};
use super::super::profile::{self, NameKind, TlsVersion, TlsVersions};
use super::ConfigError;
use super::source::{Content, Loaded};

/// What the server's certificate is measured against.
pub(super) fn policy(
    arguments: &Arguments,
    loaded: Option<&Loaded<'_>>,
) -> Result<Policy, ConfigError> {
    let door = &arguments.door;
    let of_profile = loaded.map(|loaded| &loaded.profile.certificates);
    let ca = Content::either(
        ("--ca", door.ca.as_ref()),
        loaded,
        ("ca", of_profile.and_then(|profile| profile.ca.as_ref())),
    )?;
    let crl = Content::either(
        ("--crl", door.crl.as_ref()),
        loaded,
        (
            "crl-verify",
            of_profile.and_then(|profile| profile.crl.as_ref()),
        ),
    )?;
    let mut fingerprints = door.peer_fingerprint.clone();
    if let (true, Some(loaded)) = (fingerprints.is_empty(), loaded) {
        for text in &loaded.profile.certificates.peer_fingerprints {
            let parsed = parse_fingerprint(text).map_err(|error| {
                ConfigError::of_profile(loaded.path, format!("peer-fingerprint: {error}"))
            })?;
            fingerprints.push(parsed);
        }
    }
    let remote_cert_tls = match (door.remote_cert_tls, of_profile) {
        (Some(purpose), _) => purpose == Purpose::Server,
        (None, Some(profile)) => match (profile.remote_cert_tls, loaded) {
            (Some(profile::Purpose::Client), Some(loaded)) => {
                let text = "remote-cert-tls client is for servers: write remote-cert-tls server";
                return Err(ConfigError::of_profile(loaded.path, text));
            }
            (purpose, _) => purpose.is_some(),
        },
        (None, None) => door.ca.is_some() || fingerprints.is_empty(),
    };
    let name = match (&door.verify_x509_name, of_profile) {
        (Some(rule), _) => Some(rule.clone()),
        (None, Some(profile)) => profile.verify_x509_name.as_ref().map(name_rule),
        (None, None) => None,
    };
    let days = door.certificate.clone().unwrap_or_default();
    Ok(Policy {
        ca: ca.map(|ca| credential(&ca, certificates)).transpose()?,
        fingerprints,
        remote_cert_tls,
        name,
        crl: crl
            .map(|crl| credential(&crl, revocation_lists))
            .transpose()?
            .unwrap_or_default(),
        warning_days: Some(days.warning),
        critical_days: days.critical,
    })
}

/// The versions of TLS that the profile leaves.
pub(super) fn versions(loaded: Option<&Loaded<'_>>) -> Result<Versions, ConfigError> {
    let Some(loaded) = loaded else {
        return Ok(Versions::Any);
    };
    let TlsVersions { min, max } = loaded.profile.tls_versions;
    if max.is_some_and(|max| max < TlsVersion::V1_2) {
        let text = "tls-version-max: this build has no TLS before 1.2";
        return Err(ConfigError::of_profile(loaded.path, text));
    }
    Ok(match (min, max) {
        (Some(TlsVersion::V1_3), _) => Versions::Tls13,
        (_, Some(TlsVersion::V1_2)) => Versions::Tls12,
        _ => Versions::Any,
    })
}

fn name_rule((name, kind): &(String, NameKind)) -> NameRule {
    match kind {
        NameKind::Subject => NameRule::Subject(name.clone()),
        NameKind::Name => NameRule::Name(name.clone()),
        NameKind::NamePrefix => NameRule::NamePrefix(name.clone()),
    }
}

/// What a file holds.
pub(super) fn credential<T>(
    content: &Content,
    parse: fn(&[u8]) -> Result<T, CredentialError>,
) -> Result<T, ConfigError> {
    parse(&content.bytes).map_err(|error| ConfigError::Credential(content.origin.clone(), error))
}
