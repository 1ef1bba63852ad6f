//! How a certificate is signed, and whether a given key has done it.
//!
//! Identifiers: RFC 3279, RFC 4055, RFC 5758, RFC 8410. What is supported is what rustls has from
//! `ring`; for RSA keys too short for it, a proof is still tried, since "too short" and "of another
//! CA" are not the same fault.

use std::fmt;

use ring::signature::{self as algorithms, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::signature_algorithm::SignatureAlgorithm;
use x509_parser::x509::AlgorithmIdentifier;

use super::{Certificate, KeyKind};

/// A hash function under a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// MD5, broken.
    Md5,
    /// SHA-1, broken.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How a certificate is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// RSA, PKCS#1 1.5.
    Rsa(Hash),
    /// RSA-PSS.
    RsaPss(Hash),
    /// ECDSA.
    Ecdsa(Hash),
    /// Ed25519.
    Ed25519,
    /// Another way, by its object identifier.
    Other(String),
}

/// Whether a key has made a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It has.
    Made,
    /// Another key has.
    NotMade,
    /// There is no code here to find out.
    Unknown,
}

impl SignatureKind {
    pub(in crate::tls) fn read(algorithm: &AlgorithmIdentifier) -> Self {
        let id = algorithm.algorithm.to_id_string();
        match &*id {
            "1.2.840.113549.1.1.4" => Self::Rsa(Hash::Md5),
            "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => Self::Rsa(Hash::Sha1),
            "1.2.840.113549.1.1.14" => Self::Rsa(Hash::Sha224),
            "1.2.840.113549.1.1.11" => Self::Rsa(Hash::Sha256),
            "1.2.840.113549.1.1.12" => Self::Rsa(Hash::Sha384),
            "1.2.840.113549.1.1.13" => Self::Rsa(Hash::Sha512),
            "1.2.840.10045.4.1" => Self::Ecdsa(Hash::Sha1),
            "1.2.840.10045.4.3.1" => Self::Ecdsa(Hash::Sha224),
            "1.2.840.10045.4.3.2" => Self::Ecdsa(Hash::Sha256),
            "1.2.840.10045.4.3.3" => Self::Ecdsa(Hash::Sha384),
            "1.2.840.10045.4.3.4" => Self::Ecdsa(Hash::Sha512),
            "1.3.101.112" => Self::Ed25519,
            "1.2.840.113549.1.1.10" => pss_hash(algorithm).map_or(Self::Other(id), Self::RsaPss),
            _ => Self::Other(id),
        }
    }

    /// Whether its hash is broken.
    pub fn is_weak(&self) -> bool {
        match self {
            Self::Rsa(hash) | Self::RsaPss(hash) | Self::Ecdsa(hash) => {
                matches!(hash, Hash::Md5 | Hash::Sha1)
            }
            Self::Ed25519 => false,
            // RSA with MD2 and MD4.
            Self::Other(id) => matches!(&**id, "1.2.840.113549.1.1.2" | "1.2.840.113549.1.1.3"),
        }
    }

    /// Whether this build can verify it, given a key that it can use.
    pub fn is_supported(&self) -> bool {
        use Hash::{Sha256, Sha384, Sha512};
        match self {
            Self::Rsa(hash) | Self::RsaPss(hash) => matches!(hash, Sha256 | Sha384 | Sha512),
            Self::Ecdsa(hash) => matches!(hash, Sha256 | Sha384),
            Self::Ed25519 => true,
            Self::Other(_) => false,
        }
    }
}

impl fmt::Display for SignatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(hash) => write!(f, "RSA with {hash}"),
            Self::RsaPss(hash) => write!(f, "RSA-PSS with {hash}"),
            Self::Ecdsa(hash) => write!(f, "ECDSA with {hash}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(id) => f.write_str(id),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// Whether the issuer's key has signed the certificate. Names are not looked at.
pub(super) fn proof(certificate: &Certificate, issuer: &Certificate) -> Proof {
    let (signed, signature) = (&certificate.signed_part, &certificate.signature_bytes);
    verify(signed, &certificate.signature, signature, issuer)
}

/// Whether the issuer's key has made a signature of this kind over these bytes.
pub fn verify(
    signed: &[u8],
    kind: &SignatureKind,
    signature: &[u8],
    issuer: &Certificate,
) -> Proof {
    if is_of_another_family(kind, &issuer.key) {
        return Proof::NotMade;
    }
    let Some(algorithm) = verification(kind, &issuer.key) else {
        return Proof::Unknown;
    };
    let key = UnparsedPublicKey::new(algorithm, &issuer.public_key);
    match key.verify(signed, signature) {
        Ok(()) => Proof::Made,
        Err(_) => Proof::NotMade,
    }
}

/// Whether no key of this kind can make such a signature, whoever has code for either.
fn is_of_another_family(signature: &SignatureKind, key: &KeyKind) -> bool {
    use SignatureKind::{Ecdsa, Ed25519, Other, Rsa, RsaPss};
    match key {
        KeyKind::Rsa { .. } => matches!(signature, Ecdsa(_) | Ed25519),
        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => {
            matches!(signature, Rsa(_) | RsaPss(_) | Ed25519)
        }
        KeyKind::Ed25519 => !matches!(signature, Ed25519 | Other(_)),
        KeyKind::Other(_) => false,
    }
}

fn verification(
    signature: &SignatureKind,
    key: &KeyKind,
) -> Option<&'static dyn VerificationAlgorithm> {
    use Hash::{Sha1, Sha256, Sha384, Sha512};
    use SignatureKind::{Ecdsa, Ed25519, Rsa, RsaPss};
    Some(match (signature, key) {
        (Rsa(hash), KeyKind::Rsa { bits: 1024..=8192 }) => match hash {
            Sha1 => &algorithms::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            Sha256 => &algorithms::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            Sha512 => &algorithms::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            Sha384 if !key.is_weak() => &algorithms::RSA_PKCS1_2048_8192_SHA384,
            _ => return None,
        },
        (RsaPss(hash), KeyKind::Rsa { bits: 2048..=8192 }) => match hash {
            Sha256 => &algorithms::RSA_PSS_2048_8192_SHA256,
            Sha384 => &algorithms::RSA_PSS_2048_8192_SHA384,
            Sha512 => &algorithms::RSA_PSS_2048_8192_SHA512,
            _ => return None,
        },
        (Ecdsa(Sha256), KeyKind::P256) => &algorithms::ECDSA_P256_SHA256_ASN1,
        (Ecdsa(Sha384), KeyKind::P256) => &algorithms::ECDSA_P256_SHA384_ASN1,
        (Ecdsa(Sha256), KeyKind::P384) => &algorithms::ECDSA_P384_SHA256_ASN1,
        (Ecdsa(Sha384), KeyKind::P384) => &algorithms::ECDSA_P384_SHA384_ASN1,
        (Ed25519, KeyKind::Ed25519) => &algorithms::ED25519,
        _ => return None,
    })
}

fn pss_hash(algorithm: &AlgorithmIdentifier) -> Option<Hash> {
    let Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) = SignatureAlgorithm::try_from(algorithm)
    else {
        return None;
    };
    match &*parameters.hash_algorithm_oid().to_id_string() {
        "1.3.14.3.2.26" => Some(Hash::Sha1),
        "2.16.840.1.101.3.4.2.1" => Some(Hash::Sha256),
        "2.16.840.1.101.3.4.2.2" => Some(Hash::Sha384),
        "2.16.840.1.101.3.4.2.3" => Some(Hash::Sha512),
        _ => None,
    }
}
