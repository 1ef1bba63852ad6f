//! The faults of each certificate of a path by itself: dates, key, signature, version, use.
//!
//! The rules of webpki (`verify_cert.rs`, `cert.rs`), and weak keys and broken hashes by name.

use rustls::RootCertStore;
use rustls::server::ParsedCertificate;
use rustls_pki_types::CertificateDer;

use super::super::{Certificate, Validity};
use super::fault::{ChainFault, FaultKind, Role};
use super::path::Path;
use super::{Expectation, Purpose, Usage, name};

/// Intermediates that webpki follows.
const MOST_INTERMEDIATES: usize = 6;

/// The faults of the leaf and of the intermediates.
pub(super) fn sent(path: &Path<'_>, expectation: &Expectation<'_>) -> Vec<ChainFault> {
    let mut faults = Vec::new();
    let above = path.certificates.iter().copied().skip(1).chain(path.anchor);
    let mut issuers = above.map(Some).chain([None]);
    for (index, certificate) in path.certificates.iter().enumerate() {
        let role = expectation.role_at(index);
        let issuer = issuers.next().flatten();
        faults.extend(dates(role, certificate, expectation.now));
        let mut kinds = key(certificate);
        kinds.extend(signature(certificate, issuer));
        kinds.extend(form(certificate));
        match index {
            0 => kinds.extend(leaf(certificate, expectation)),
            _ => kinds.extend(intermediate(certificate, index - 1, expectation)),
        }
        faults.extend(named(role, certificate, kinds));
    }
    faults
}

/// The faults of a CA that a chain ends in. Its own signature and form concern nobody.
pub(super) fn authority(anchor: &Certificate, now: i64) -> Vec<ChainFault> {
    let mut faults: Vec<ChainFault> = dates(Role::Ca, anchor, now).into_iter().collect();
    let mut kinds = key(anchor);
    let der = CertificateDer::from(anchor.der().to_vec());
    if RootCertStore::empty().add(der).is_err() {
        kinds.push(FaultKind::Malformed);
    }
    faults.extend(named(Role::Ca, anchor, kinds));
    faults
}

/// What the dates of a certificate have against it.
pub(super) fn dates(role: Role, certificate: &Certificate, now: i64) -> Option<ChainFault> {
    let kind = match certificate.validity(now) {
        Validity::Valid { .. } => return None,
        Validity::Expired { days_ago } => FaultKind::Expired {
            not_after: certificate.not_after,
            days_ago,
        },
        Validity::NotYetValid { from } => FaultKind::NotYetValid { not_before: from },
    };
    named(role, certificate, [kind]).next()
}

fn named(
    role: Role,
    certificate: &Certificate,
    kinds: impl IntoIterator<Item = FaultKind>,
) -> impl Iterator<Item = ChainFault> {
    let label = certificate.label();
    kinds.into_iter().map(move |kind| ChainFault {
        role,
        label: label.clone(),
        kind,
    })
}

fn key(certificate: &Certificate) -> Vec<FaultKind> {
    let key = certificate.key.clone();
    if key.is_weak() {
        vec![FaultKind::WeakKey { key }]
    } else if !key.is_supported() {
        vec![FaultKind::KeyNotSupported { key }]
    } else {
        Vec::new()
    }
}

fn signature(certificate: &Certificate, issuer: Option<&Certificate>) -> Option<FaultKind> {
    let signature = certificate.signature.clone();
    if signature.is_weak() {
        return Some(FaultKind::WeakSignature { signature });
    }
    // Where the issuer's key cannot be used, that is said of the issuer.
    let can_use_key = issuer.is_none_or(|issuer| issuer.key.is_supported());
    (can_use_key && !signature.is_supported())
        .then_some(FaultKind::SignatureNotSupported { signature })
}

fn form(certificate: &Certificate) -> Option<FaultKind> {
    if certificate.version != 3 {
        return Some(FaultKind::OldVersion {
            version: certificate.version,
        });
    }
    if let Some(id) = &certificate.unknown_critical {
        return Some(FaultKind::UnknownCritical { id: id.clone() });
    }
    let der = CertificateDer::from(certificate.der());
    let is_malformed = ParsedCertificate::try_from(&der).is_err();
    is_malformed.then_some(FaultKind::Malformed)
}

fn leaf(certificate: &Certificate, expectation: &Expectation<'_>) -> Vec<FaultKind> {
    let name = expectation.name;
    let mut kinds: Vec<FaultKind> = name
        .and_then(|name| name::fault(certificate, name))
        .into_iter()
        .collect();
    if certificate.is_ca {
        kinds.push(FaultKind::CaAsLeaf);
    }
    if expectation.usage == Usage::Required {
        if certificate.key_usage.is_none() {
            kinds.push(FaultKind::NoKeyUsage);
        }
        if certificate.extended_key_usage.is_none() {
            kinds.push(FaultKind::NoExtendedKeyUsage);
        }
    }
    kinds.extend(usage(certificate, expectation));
    kinds
}

fn intermediate(
    certificate: &Certificate,
    beneath: usize,
    expectation: &Expectation<'_>,
) -> Vec<FaultKind> {
    let mut kinds = Vec::new();
    if !certificate.is_ca {
        kinds.push(FaultKind::NotACa);
    }
    let allowed = certificate
        .path_length
        .map_or(MOST_INTERMEDIATES - 1, |length| {
            usize::try_from(length)
                .unwrap_or(usize::MAX)
                .min(MOST_INTERMEDIATES - 1)
        });
    if beneath > allowed {
        kinds.push(FaultKind::ChainTooLong { allowed, beneath });
    }
    kinds.extend(usage(certificate, expectation));
    kinds
}

fn usage(certificate: &Certificate, expectation: &Expectation<'_>) -> Option<FaultKind> {
    let usage = certificate.extended_key_usage?;
    let allows = match expectation.purpose {
        Purpose::Server => usage.server_auth,
        Purpose::Client => usage.client_auth,
    };
    if allows || expectation.usage == Usage::Ignored {
        return None;
    }
    Some(match expectation.purpose {
        Purpose::Server => FaultKind::NotForServers { usage },
        Purpose::Client => FaultKind::NotForClients { usage },
    })
}
