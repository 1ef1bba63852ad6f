//! A chain as it was sent, against a CA file, a name, a use and a moment: every fault of it.
//!
//! webpki stops at the first fault, does not look at the dates of the CA and cannot tell a missing
//! intermediate from a foreign CA (`docker-api.md` 2.8). It has the last word all the same: where
//! nothing was found and webpki refuses, that is a fault. This knows no revocation.

mod expectation;
mod expiry;
mod fault;
mod judge;
mod name;
mod origin;
mod path;
mod refusal;
mod sentence;
#[cfg(test)]
mod tests;

use rustls_pki_types::CertificateDer;

use super::{Certificate, Unreadable, Validity};

pub use expectation::{Expectation, Purpose, Trust, Usage};
pub use expiry::Expiry;
pub use fault::{Authority, ChainFault, Evidence, FaultKind, Role};

use path::Path;

/// Certificates and names that one sentence lists.
const MOST_LISTED: usize = 5;

/// What there is to say of a chain.
#[derive(Clone, Debug, Default)]
pub struct Examination {
    /// Every fault, in the order leaf, intermediates, CA, certificates sent for nothing.
    pub faults: Vec<ChainFault>,
    /// When each certificate ends, in the same order. As "CA" the one that the chain ends in, or
    /// where that cannot be told the one of the CA file that holds longest: of a bundle most are
    /// nothing to this server.
    pub expiries: Vec<Expiry>,
    /// The way from the leaf upwards, as far as it is known. Empty without a readable leaf.
    pub path: Vec<Certificate>,
    /// The CA that issued the last of them, where one is known.
    pub anchor: Option<Certificate>,
}

/// Looks at a chain, the leaf first, as it was sent.
pub fn examine(sent: &[CertificateDer<'_>], expectation: &Expectation<'_>) -> Examination {
    let mut found = Examination::default();
    let (anchors, unreadable_anchors) = read_all(expectation.trust.anchors());
    let Some((leaf, others)) = sent.split_first() else {
        found.fault(expectation.leaf_role(), "", FaultKind::EmptyChain);
        found.longest_lived(&anchors, expectation.now);
        return found;
    };
    let (others, unreadable) = read_all(others);
    let has_anchor = match Certificate::parse(leaf) {
        Ok(leaf) => found.chain(&leaf, &others, &anchors, sent, expectation),
        Err(Unreadable) => {
            found.fault(expectation.leaf_role(), "", FaultKind::Unreadable);
            found.longest_lived(&anchors, expectation.now);
            false
        }
    };
    if unreadable > 0 {
        found.fault(Role::Intermediate, "", FaultKind::Unreadable);
    }
    // Harmless in a bundle, as long as the chain needs none of them.
    if unreadable_anchors > 0 && !has_anchor {
        found.fault(Role::Ca, "", FaultKind::Unreadable);
    }
    found
}

/// Of several ways to a CA the one with the fewest faults, as a client would look for it.
fn best_path<'a>(
    leaf: &'a Certificate,
    others: &'a [Certificate],
    anchors: &'a [Certificate],
    expectation: &Expectation<'_>,
) -> Path<'a> {
    let paths = path::paths(leaf, others, anchors);
    let best = paths.into_iter().min_by_key(|path| {
        let faults = path_faults(path, others, anchors, expectation).len()
            + path
                .anchor
                .map_or(0, |anchor| judge::authority(anchor, expectation.now).len());
        (path.anchor.is_none(), faults)
    });
    best.unwrap_or_else(|| Path::starting_at(leaf))
}

fn path_faults(
    path: &Path<'_>,
    others: &[Certificate],
    anchors: &[Certificate],
    expectation: &Expectation<'_>,
) -> Vec<ChainFault> {
    let mut faults = judge::sent(path, expectation);
    if path.anchor.is_none() {
        faults.extend(origin::fault(path, others, anchors, expectation));
    }
    faults
}

impl Examination {
    fn fault(&mut self, role: Role, label: &str, kind: FaultKind) {
        let label = label.to_owned();
        self.faults.push(ChainFault { role, label, kind });
    }

    fn expiry(&mut self, role: Role, certificate: &Certificate) {
        self.expiries.push(Expiry {
            role,
            label: certificate.label(),
            not_after: certificate.not_after,
        });
    }

    /// What stands for a CA file of which nobody knows which certificate is meant.
    fn longest_lived<'a>(
        &mut self,
        anchors: &'a [Certificate],
        now: i64,
    ) -> Option<&'a Certificate> {
        let best = anchors.iter().max_by_key(|anchor| {
            let is_valid = matches!(anchor.validity(now), Validity::Valid { .. });
            (is_valid, anchor.not_after)
        })?;
        self.expiry(Role::Ca, best);
        Some(best)
    }

    /// Everything about a chain whose leaf can be read. Tells whether it leads to an anchor.
    fn chain(
        &mut self,
        leaf: &Certificate,
        others: &[Certificate],
        anchors: &[Certificate],
        sent: &[CertificateDer<'_>],
        expectation: &Expectation<'_>,
    ) -> bool {
        let path = best_path(leaf, others, anchors, expectation);
        for (index, certificate) in path.certificates.iter().enumerate() {
            self.expiry(expectation.role_at(index), certificate);
        }
        self.faults = path_faults(&path, others, anchors, expectation);
        self.authorities(&path, anchors, expectation.now);
        if self.faults.is_empty() {
            let refusal = refusal::fault(sent, expectation);
            self.faults.extend(refusal.map(|kind| ChainFault {
                role: expectation.leaf_role(),
                label: leaf.label(),
                kind,
            }));
        }
        self.surplus(&path, others, expectation.now);
        self.path = path.certificates.into_iter().cloned().collect();
        self.anchor = path.anchor.cloned();
        self.anchor.is_some()
    }

    /// The CA that the chain ends in, or the one that stands for all of them.
    fn authorities(&mut self, path: &Path<'_>, anchors: &[Certificate], now: i64) {
        match path.anchor {
            // A leaf that is trusted by itself has been judged already.
            Some(anchor) if anchor.der() == path.certificates[0].der() => {}
            Some(anchor) => {
                self.faults.extend(judge::authority(anchor, now));
                self.expiry(Role::Ca, anchor);
            }
            None => {
                let best = self.longest_lived(anchors, now);
                self.faults
                    .extend(best.and_then(|anchor| judge::dates(Role::Ca, anchor, now)));
            }
        }
    }

    /// Certificates that were sent and lead nowhere: their dates alone matter to anybody.
    fn surplus(&mut self, path: &Path<'_>, others: &[Certificate], now: i64) {
        for certificate in others {
            let is_known = path
                .certificates
                .iter()
                .copied()
                .chain(path.anchor)
                .any(|known| known.der() == certificate.der());
            // A root that comes along is the business of whoever trusts it.
            let is_root = path.anchor.is_some() && certificate.is_self_issued();
            if !is_known && !is_root {
                self.expiry(Role::Surplus, certificate);
                self.faults
                    .extend(judge::dates(Role::Surplus, certificate, now));
            }
        }
    }
}

/// The readable certificates, and how many are not.
fn read_all(certificates: &[CertificateDer<'_>]) -> (Vec<Certificate>, usize) {
    let read: Vec<Certificate> = certificates
        .iter()
        .filter_map(|der| Certificate::parse(der).ok())
        .collect();
    let unreadable = certificates.len() - read.len();
    (read, unreadable)
}
