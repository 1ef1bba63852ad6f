//! Fingerprints of certificates: `--peer-fingerprint`.
//!
//! OpenVPN `options.c` (`parse_hash_fingerprint`), as of 2.6: SHA-256 of the whole certificate.
//! Plain hexadecimal is taken as well.

use std::fmt;

use crate::tls::certificate::Certificate;

use super::Issue;

const LENGTH: usize = 32;
const SHA1_LENGTH: usize = 20;

/// What is wrong with a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FingerprintError {
    /// It is as long as SHA-1 makes them.
    Sha1,
    /// It has another number of bytes.
    Length(usize),
    /// It is not hexadecimal, two digits a byte.
    NotHex,
}

impl fmt::Display for FingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sha1 => f.write_str("it is a SHA-1 fingerprint (20 bytes)")?,
            Self::Length(bytes) => write!(f, "it has {bytes} bytes")?,
            Self::NotHex => f.write_str("it is not pairs of hex digits such as AB:CD")?,
        }
        f.write_str(
            ", where SHA-256 (32 bytes) is needed: openssl x509 -fingerprint -sha256 -noout -in FILE",
        )
    }
}

impl std::error::Error for FingerprintError {}

/// A SHA-256 fingerprint, `AB:CD:...` or plain hexadecimal, in either case.
///
/// # Errors
/// Where it is something else; a SHA-1 fingerprint is named as such.
pub fn parse_fingerprint(text: &str) -> Result<[u8; 32], FingerprintError> {
    let text = text.trim();
    let pairs: Vec<&[u8]> = match text.contains(':') {
        true => text.split(':').map(str::as_bytes).collect(),
        false => text.as_bytes().chunks(2).collect(),
    };
    let bytes: Option<Vec<u8>> = pairs.into_iter().map(byte).collect();
    let bytes = bytes.ok_or(FingerprintError::NotHex)?;
    bytes
        .try_into()
        .map_err(|bytes: Vec<u8>| match bytes.len() {
            SHA1_LENGTH => FingerprintError::Sha1,
            length => FingerprintError::Length(length),
        })
}

fn byte(pair: &[u8]) -> Option<u8> {
    let digit = |c: u8| char::from(c).to_digit(16);
    match *pair {
        [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
        _ => None,
    }
}

/// Whether the leaf is none of those that were pinned.
pub(super) fn issue(leaf: &Certificate, pinned: &[[u8; LENGTH]]) -> Option<Issue> {
    if pinned.is_empty() || pinned.contains(&leaf.fingerprint()) {
        return None;
    }
    Some(Issue::refused(format!(
        "server certificate {} is not the one pinned (peer-fingerprint): its SHA-256 is {}",
        leaf.label(),
        leaf.fingerprint_text()
    )))
}
