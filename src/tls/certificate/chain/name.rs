//! Whether a leaf bears the name that was asked for, and how it misses it.
//!
//! rustls compares the names; here is told what it found instead. Clients look at subject
//! alternative names alone: an address in the common name or as a DNS name is none, although curl
//! and browsers of old took it.

use rustls::client::verify_server_name;
use rustls::server::ParsedCertificate;
use rustls_pki_types::{CertificateDer, ServerName};

use crate::outcome::quote;

use super::super::{Certificate, LONGEST_NAME};
use super::{FaultKind, MOST_LISTED};

/// How the leaf misses the name, if it does.
pub(super) fn fault(leaf: &Certificate, name: &ServerName<'_>) -> Option<FaultKind> {
    if bears(leaf, name) {
        return None;
    }
    let expected = name.to_str().into_owned();
    let names = leaf.alternative_names.clone().unwrap_or_default();
    let is_address = matches!(name, ServerName::IpAddress(_));
    if is_address && names.dns.contains(&expected) {
        return Some(FaultKind::AddressAsDnsName { address: expected });
    }
    let common_name = leaf.subject.common_name.as_deref().unwrap_or_default();
    if common_name.eq_ignore_ascii_case(&expected) {
        return Some(match is_address {
            true => FaultKind::AddressOnlyInCommonName { address: expected },
            false => FaultKind::NameOnlyInCommonName { name: expected },
        });
    }
    let presented = names
        .dns
        .into_iter()
        .chain(names.addresses.iter().map(ToString::to_string));
    let presented: Vec<String> = presented.collect();
    let more = presented.len().saturating_sub(MOST_LISTED);
    let presented = presented.iter().take(MOST_LISTED);
    Some(FaultKind::WrongName {
        expected,
        presented: presented
            .map(|name| quote(name.as_bytes(), LONGEST_NAME))
            .collect(),
        more,
    })
}

/// What rustls says. It reads no certificate before version 3, which has no alternative names, nor
/// one with an unknown critical extension, which is a fault by itself.
fn bears(leaf: &Certificate, name: &ServerName<'_>) -> bool {
    match ParsedCertificate::try_from(&CertificateDer::from(leaf.der())) {
        Ok(parsed) => verify_server_name(&parsed, name).is_ok(),
        Err(_) => leaf.alternative_names.is_some(),
    }
}
