//! The other ways in which a server may want the key that it does not answer to: `--diagnose`.
//!
//! A key file serves tls-auth and tls-crypt alike. Of the three directions of tls-auth two send the
//! same packet, and the signature of the answer tells them apart, so that one try covers both.

use super::super::key::{Digest, Direction, StaticKey};
use super::super::wrap::{TlsAuth, TlsCrypt, Wrap};
use super::Protection;

/// Digests that servers are seen with.
const USUAL: [Digest; 7] = [
    Digest::Sha1,
    Digest::Sha256,
    Digest::Sha512,
    Digest::Sha384,
    Digest::Sha224,
    Digest::Md5,
    Digest::Ripemd160,
];

/// A way to ask a server.
pub struct Candidate {
    /// How the hello is protected.
    pub wrap: Wrap,
    /// The same in words.
    pub protection: Protection,
}

/// Every other way to ask than `given`; with a static key, if there is one.
pub(super) fn candidates(given: Protection, key: Option<&StaticKey>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if let Some(key) = key {
        for (digest, direction) in ways() {
            candidates.push(Candidate {
                wrap: Wrap::TlsAuth(TlsAuth::new(digest, key, direction)),
                protection: Protection::TlsAuth(digest.name(), Some(direction)),
            });
        }
        candidates.push(Candidate {
            wrap: Wrap::TlsCrypt(TlsCrypt::new(key)),
            protection: Protection::TlsCrypt,
        });
    }
    candidates.push(Candidate {
        wrap: Wrap::Plain,
        protection: Protection::Plain,
    });
    candidates.retain(|candidate| !is_the_same(candidate.protection, given));
    candidates
}

fn ways() -> impl Iterator<Item = (Digest, Direction)> {
    USUAL
        .into_iter()
        .flat_map(|digest| [(digest, Direction::One), (digest, Direction::None)])
}

/// Whether both send the same hello.
fn is_the_same(one: Protection, other: Protection) -> bool {
    match (one, other) {
        (Protection::TlsAuth(digest, one), Protection::TlsAuth(given, other)) => {
            let is_one = |direction| direction == Some(Direction::One);
            digest == given && is_one(one) == is_one(other)
        }
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(given: Protection, has_key: bool) -> Vec<String> {
        let key = StaticKey::new(&(0..=255).collect::<Vec<u8>>()).expect("256 bytes");
        candidates(given, has_key.then_some(&key))
            .iter()
            .map(|candidate| match candidate.protection {
                Protection::TlsAuth(digest, Some(direction)) => {
                    format!("{digest} {}", direction.name())
                }
                other => other.to_string(),
            })
            .collect()
    }

    #[test]
    fn every_way_is_tried_but_the_one_that_was_given() {
        let all = words(Protection::TlsCryptV2, true);
        assert_eq!(all.len(), 16);
        assert_eq!(all[..3], ["SHA1 1", "SHA1 none", "SHA256 1"]);
        assert_eq!(all[14..], ["tls-crypt", "plain"]);
        let crypt = words(Protection::TlsCrypt, true);
        assert_eq!(crypt.len(), 15);
        assert!(!crypt.contains(&"tls-crypt".to_owned()));
        for direction in [Direction::Zero, Direction::None] {
            let signed = words(Protection::TlsAuth("SHA256", Some(direction)), true);
            assert_eq!(signed.len(), 15);
            assert!(!signed.contains(&"SHA256 none".to_owned()));
        }
    }

    #[test]
    fn without_a_static_key_plain_is_what_is_left() {
        assert_eq!(words(Protection::TlsCryptV2, false), ["plain"]);
        assert!(words(Protection::Plain, false).is_empty());
    }
}
