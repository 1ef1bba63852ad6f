//! Kinds of public keys, which of them are weak, and which this build has code for.
//!
//! Identifiers: RFC 3279, RFC 5480, RFC 8410. What is supported is what `ring` verifies with.

use std::fmt;

use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// The kind of a public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with a modulus of so many bits.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
    },
    /// The curve secp256r1.
    P256,
    /// The curve secp384r1.
    P384,
    /// The curve secp521r1.
    P521,
    /// Edwards curve 25519.
    Ed25519,
    /// Another kind, by its name or its object identifier.
    Other(String),
}

impl KeyKind {
    pub(super) fn read(info: &SubjectPublicKeyInfo) -> Self {
        let id = info.algorithm.algorithm.to_id_string();
        match &*id {
            "1.2.840.113549.1.1.1" => match info.parsed() {
                Ok(PublicKey::RSA(key)) => Self::Rsa {
                    bits: significant_bits(key.modulus),
                },
                _ => Self::Other("damaged RSA".into()),
            },
            "1.2.840.10045.2.1" => {
                let curve = info.algorithm.parameters.as_ref();
                let curve = curve.and_then(|any| any.as_oid().ok());
                match curve.map(|curve| curve.to_id_string()).as_deref() {
                    Some("1.2.840.10045.3.1.7") => Self::P256,
                    Some("1.3.132.0.34") => Self::P384,
                    Some("1.3.132.0.35") => Self::P521,
                    Some("1.3.132.0.33") => Self::Other("P-224".into()),
                    Some("1.3.132.0.10") => Self::Other("secp256k1".into()),
                    Some("1.2.840.10045.3.1.1") => Self::Other("P-192".into()),
                    Some(curve) if curve.starts_with("1.3.36.3.3.2.8.1.1.") => {
                        Self::Other("Brainpool".into())
                    }
                    _ => Self::Other("elliptic curve".into()),
                }
            }
            "1.3.101.112" => Self::Ed25519,
            "1.3.101.113" => Self::Other("Ed448".into()),
            "1.2.840.10040.4.1" => Self::Other("DSA".into()),
            "1.2.840.113549.1.1.10" => Self::Other("RSA-PSS".into()),
            _ => Self::Other(id),
        }
    }

    /// Bits as OpenSSL counts them, where they are known.
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { bits } => Some(*bits),
            Self::P256 | Self::Ed25519 => Some(256),
            Self::P384 => Some(384),
            Self::P521 => Some(521),
            Self::Other(_) => None,
        }
    }

    /// Whether it is too short to be relied on: RSA below 2048 bits and curves below 224.
    pub fn is_weak(&self) -> bool {
        match self {
            Self::Rsa { bits } => *bits < 2048,
            Self::Other(name) => name == "P-192",
            _ => false,
        }
    }

    /// Whether this build can verify what such a key has signed.
    pub fn is_verifiable(&self) -> bool {
        self.is_supported() && !self.is_weak()
    }

    /// Whether this build has code for such keys, weak ones aside.
    pub fn is_supported(&self) -> bool {
        match self {
            Self::Rsa { bits } => *bits <= 8192,
            Self::P256 | Self::P384 | Self::Ed25519 => true,
            Self::P521 | Self::Other(_) => false,
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA-{bits}"),
            Self::P256 => f.write_str("P-256"),
            Self::P384 => f.write_str("P-384"),
            Self::P521 => f.write_str("P-521"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Bits of an unsigned big-endian number.
fn significant_bits(number: &[u8]) -> usize {
    match number.iter().position(|&digit| digit != 0) {
        Some(start) => (number.len() - start) * 8 - number[start].leading_zeros() as usize,
        None => 0,
    }
}
