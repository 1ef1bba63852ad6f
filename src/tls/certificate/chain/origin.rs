//! Why a chain leads to no CA of the CA file: self-signed, an intermediate that was not sent, the
//! same name with another key, another CA.
//!
//! Where the certificates prove nothing, names decide, and the fault says so: a leaf alone does not
//! tell whether its issuer is a root or an intermediate.

use super::super::Certificate;
use super::super::signature::{Proof, proof};
use super::fault::{Authority, ChainFault, Evidence, FaultKind};
use super::path::{Path, paths};
use super::{Expectation, MOST_LISTED, Trust, read_all};

/// The fault of a path without an anchor, if an anchor was asked for.
pub(super) fn fault(
    path: &Path<'_>,
    others: &[Certificate],
    anchors: &[Certificate],
    expectation: &Expectation<'_>,
) -> Option<ChainFault> {
    let top = path.top();
    let index = path.certificates.len() - 1;
    let is_self_signed = top.is_self_issued() && proof(top, top) != Proof::NotMade;
    let kind = match expectation.trust {
        Trust::Anybody => return None,
        Trust::System if index == 0 && is_self_signed => FaultKind::SelfSigned,
        Trust::System => return None,
        Trust::File(_) if index == 0 && is_self_signed => FaultKind::SelfSigned,
        Trust::File(_) => match same_name(top, others, anchors) {
            Some(authority) => FaultKind::SameNameOtherKey {
                issuer: top.issuer.label(),
                authority,
            },
            None if is_self_signed => other_ca(top, anchors),
            None => missing(path, others, anchors, expectation)
                .unwrap_or_else(|| other_ca(top, anchors)),
        },
    };
    Some(ChainFault {
        role: expectation.role_at(index),
        label: top.label(),
        kind,
    })
}

/// Where there is a certificate of the issuer's name that has not made the signature.
fn same_name(
    top: &Certificate,
    others: &[Certificate],
    anchors: &[Certificate],
) -> Option<Authority> {
    let is_named = |issuer: &Certificate| {
        issuer.subject.der == top.issuer.der && proof(top, issuer) == Proof::NotMade
    };
    if anchors.iter().any(is_named) {
        return Some(Authority::CaFile);
    }
    let sent = others.iter().filter(|other| other.der() != top.der());
    sent.into_iter()
        .any(is_named)
        .then_some(Authority::SentAlong)
}

/// The intermediate that is missing, if it is one.
fn missing(
    path: &Path<'_>,
    others: &[Certificate],
    anchors: &[Certificate],
    expectation: &Expectation<'_>,
) -> Option<FaultKind> {
    let top = path.top();
    let fault = |anchor: &Certificate, evidence| FaultKind::IntermediateNotSent {
        issuer: top.issuer.label(),
        of: anchor.label(),
        evidence,
    };
    let (mut known, _) = read_all(expectation.at_hand);
    known.extend_from_slice(others);
    let proved = paths(top, &known, anchors);
    if let Some(anchor) = proved.iter().find_map(|path| path.anchor) {
        return Some(fault(anchor, Evidence::AtHand));
    }
    if let Some(issuers_issuer) = &top.issuers_issuer {
        // A root names itself here, so that there is no doubt left in either case.
        let anchor = anchors
            .iter()
            .find(|anchor| anchor.subject.der == *issuers_issuer)?;
        return Some(fault(anchor, Evidence::KeyIdentifier));
    }
    // A chain is sent without its root, seldom without the last of several intermediates.
    if path.certificates.len() > 1 {
        return None;
    }
    let akin = anchors
        .iter()
        .find(|anchor| anchor.path_length != Some(0) && anchor.subject.is_akin_to(&top.issuer));
    akin.map(|anchor| fault(anchor, Evidence::Names))
}

fn other_ca(top: &Certificate, anchors: &[Certificate]) -> FaultKind {
    FaultKind::OtherCa {
        issuer: top.issuer.label(),
        known: anchors
            .iter()
            .take(MOST_LISTED)
            .map(Certificate::label)
            .collect(),
        more: anchors.len().saturating_sub(MOST_LISTED),
    }
}
