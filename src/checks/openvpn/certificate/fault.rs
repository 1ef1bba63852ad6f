//! What the faults of a chain mean to OpenVPN and the OpenSSL beneath it.
//!
//! A fault that webpki alone makes of it is our limit. So are short keys and old hashes: OpenSSL
//! goes by its security level, which OpenVPN takes from `--tls-cert-profile`.
//!
//! Seen with `openssl verify` of 3.0; extensions: OpenSSL `v3_purp.c` (`X509_supported_extension`).

use crate::tls::certificate::{ChainFault, Examination, FaultKind, Role};

use super::{Basis, Issue, Policy, Severity};

/// Critical extensions that OpenSSL has a rule for and webpki has not: policies, constraints on
/// them, Netscape's certificate type, no OCSP.
const OPENSSL_KNOWS: [&str; 6] = [
    "2.5.29.32",
    "2.5.29.33",
    "2.5.29.36",
    "2.5.29.54",
    "2.16.840.1.113730.1.1",
    "1.3.6.1.5.5.7.48.1.5",
];

/// The faults of a chain as issues, in their order.
pub(super) fn issues(policy: &Policy, basis: Basis, found: &Examination) -> Vec<Issue> {
    let root_missing = rootless(policy, found);
    let faults = found.faults.iter();
    faults
        .map(|fault| match &root_missing {
            Some(text) if is_about_origin(fault) => Issue::refused(text),
            _ => issue(fault, basis, found),
        })
        .collect()
}

fn issue(fault: &ChainFault, basis: Basis, found: &Examination) -> Issue {
    let text = fault.to_string();
    match &fault.kind {
        // OpenSSL passes over what is sent for nothing, and over CAs that have issued nothing.
        _ if fault.role == Role::Surplus => Issue::new(Severity::Remark, text),
        FaultKind::Expired { .. } | FaultKind::NotYetValid { .. } => {
            if basis == Basis::Fingerprint {
                Issue::passes_with_fingerprint(text)
            } else if fault.role == Role::Ca && found.anchor.is_none() {
                Issue::new(Severity::Remark, text)
            } else {
                Issue::refused(text)
            }
        }
        // Nobody looks at a signature that no CA has to have made.
        FaultKind::WeakSignature { .. } | FaultKind::SignatureNotSupported { .. }
            if basis != Basis::Ca =>
        {
            Issue::new(Severity::Remark, text)
        }
        FaultKind::Unreadable
        | FaultKind::WeakKey { .. }
        | FaultKind::KeyNotSupported { .. }
        | FaultKind::WeakSignature { .. }
        | FaultKind::SignatureNotSupported { .. }
        | FaultKind::OldVersion { .. }
        | FaultKind::Malformed
        | FaultKind::Refused { .. } => Issue::legacy(text),
        // With a fingerprint alone it is only this build that cannot go on with such a leaf.
        FaultKind::UnknownCritical { id }
            if basis == Basis::Fingerprint || OPENSSL_KNOWS.contains(&&**id) =>
        {
            Issue::legacy(text)
        }
        // Without a limit in a certificate it is webpki's.
        FaultKind::ChainTooLong { allowed, .. } if !is_limit_of_path(*allowed, found) => {
            Issue::legacy(text)
        }
        FaultKind::CaAsLeaf => Issue::new(Severity::Remark, text),
        FaultKind::EmptyChain
        | FaultKind::WrongName { .. }
        | FaultKind::AddressOnlyInCommonName { .. }
        | FaultKind::NameOnlyInCommonName { .. }
        | FaultKind::AddressAsDnsName { .. }
        | FaultKind::NotForServers { .. }
        | FaultKind::NotForClients { .. }
        | FaultKind::NoKeyUsage
        | FaultKind::NoExtendedKeyUsage
        | FaultKind::UnknownCritical { .. }
        | FaultKind::SelfSigned
        | FaultKind::NotACa
        | FaultKind::ChainTooLong { .. }
        | FaultKind::IntermediateNotSent { .. }
        | FaultKind::SameNameOtherKey { .. }
        | FaultKind::OtherCa { .. } => Issue::refused(text),
    }
}

fn is_limit_of_path(allowed: usize, found: &Examination) -> bool {
    let mut lengths = found.path.iter().filter_map(|one| one.path_length);
    lengths.any(|length| usize::try_from(length) == Ok(allowed))
}

fn is_about_origin(fault: &ChainFault) -> bool {
    matches!(
        fault.kind,
        FaultKind::OtherCa { .. } | FaultKind::IntermediateNotSent { .. }
    )
}

/// What to say where the CA file has the intermediate and not the root.
fn rootless(policy: &Policy, found: &Examination) -> Option<String> {
    if found.anchor.is_some() {
        return None;
    }
    let mut path = found.path.iter().rev();
    let last = path.find(|one| policy.has_in_ca_file(one) && !one.is_self_issued())?;
    Some(format!(
        "the CA file has {}, and lacks {}, which issued it: OpenVPN trusts no chain without its root",
        last.label(),
        last.issuer.label()
    ))
}
