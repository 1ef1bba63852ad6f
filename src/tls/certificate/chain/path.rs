//! Ways from a leaf up to a CA, through whatever was sent, in whatever order.
//!
//! As webpki builds them (`verify_cert.rs`): the issuer's name has to be the same byte for byte, its
//! key has to have made the signature, no name and key comes twice. Bounded in depth and effort,
//! since the certificates are a stranger's.

use super::super::Certificate;
use super::super::signature::{Proof, proof};

/// More than any chain has, and than webpki follows.
const DEEPEST: usize = 10;
/// Signatures that are verified before the search is given up.
const MOST_PROOFS: usize = 100;
/// Ways that are compared.
const MOST_PATHS: usize = 16;

/// A way from a leaf upwards.
#[derive(Clone, Debug)]
pub(super) struct Path<'a> {
    /// The leaf, and each time the issuer of the one before. Never empty.
    pub(super) certificates: Vec<&'a Certificate>,
    /// The CA that issued the last of them, if one is known.
    pub(super) anchor: Option<&'a Certificate>,
}

impl<'a> Path<'a> {
    pub(super) fn starting_at(leaf: &'a Certificate) -> Self {
        Self {
            certificates: vec![leaf],
            anchor: None,
        }
    }

    /// Where the way ends before it comes to a CA.
    pub(super) fn top(&self) -> &'a Certificate {
        self.certificates[self.certificates.len() - 1]
    }
}

/// All ways that end in an anchor, or the longest one where none does. Never empty.
pub(super) fn paths<'a>(
    leaf: &'a Certificate,
    others: &'a [Certificate],
    anchors: &'a [Certificate],
) -> Vec<Path<'a>> {
    let start = Path::starting_at(leaf);
    let mut search = Search {
        others,
        anchors,
        proofs: 0,
        complete: Vec::new(),
        longest: start.clone(),
    };
    search.extend(&start);
    match search.complete.is_empty() {
        true => vec![search.longest],
        false => search.complete,
    }
}

struct Search<'a> {
    others: &'a [Certificate],
    anchors: &'a [Certificate],
    proofs: usize,
    complete: Vec<Path<'a>>,
    longest: Path<'a>,
}

impl<'a> Search<'a> {
    fn extend(&mut self, path: &Path<'a>) {
        if path.certificates.len() > self.longest.certificates.len() {
            self.longest = path.clone();
        }
        let (anchors, others) = (self.anchors, self.others);
        for anchor in anchors {
            if self.complete.len() < MOST_PATHS && self.may_have_issued(anchor, path.top()) {
                self.complete.push(Path {
                    anchor: Some(anchor),
                    ..path.clone()
                });
            }
        }
        for other in others {
            let is_repeated = path.certificates.iter().any(|known| {
                known.key_info == other.key_info && known.subject.der == other.subject.der
            });
            if path.certificates.len() < DEEPEST
                && self.complete.len() < MOST_PATHS
                && !is_repeated
                && self.may_have_issued(other, path.top())
            {
                let mut longer = path.clone();
                longer.certificates.push(other);
                self.extend(&longer);
            }
        }
    }

    fn may_have_issued(&mut self, issuer: &Certificate, certificate: &Certificate) -> bool {
        if issuer.subject.der != certificate.issuer.der || self.proofs >= MOST_PROOFS {
            return false;
        }
        self.proofs += 1;
        proof(certificate, issuer) != Proof::NotMade
    }
}
