//! Which private keys this build can use, and the name of those that it cannot.
//!
//! Kinds: what `ring` signs with. Object identifiers: RFC 5480, RFC 8410, RFC 8017, RFC 5639.

use std::sync::Arc;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::sign::SigningKey;
use rustls_pki_types::PrivateKeyDer;

use super::super::der::{INTEGER, OCTET_STRING, SEQUENCE, Value};
use super::CredentialError;

/// Encoded object identifiers that give the kind of a key away, wherever they stand in it.
const KINDS: [(&[u8], &str); 10] = [
    (b"\x06\x05\x2b\x81\x04\x00\x23", "P-521"),
    (b"\x06\x05\x2b\x81\x04\x00\x21", "P-224"),
    (b"\x06\x05\x2b\x81\x04\x00\x0a", "secp256k1"),
    (b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x01", "P-192"),
    (b"\x06\x09\x2b\x24\x03\x03\x02\x08\x01\x01", "Brainpool"),
    (b"\x06\x03\x2b\x65\x71", "Ed448"),
    (b"\x06\x03\x2b\x65\x6e", "X25519"),
    (b"\x06\x07\x2a\x86\x48\xce\x38\x04\x01", "DSA"),
    (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSA-PSS"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03", "ML-DSA"),
];

/// The key, ready to sign.
pub(super) fn signing_key(key: &PrivateKeyDer) -> Result<Arc<dyn SigningKey>, CredentialError> {
    any_supported_type(key).map_err(|_| match unsupported(key.secret_der()) {
        Some(kind) => CredentialError::KeyNotSupported { kind },
        None => CredentialError::KeyUnreadable,
    })
}

fn unsupported(der: &[u8]) -> Option<String> {
    let named = KINDS
        .iter()
        .find(|(id, _)| der.windows(id.len()).any(|window| window == *id));
    match named {
        Some((_, name)) => Some((*name).to_owned()),
        None => {
            let bits = rsa_bits(der)?;
            (!(2048..=4096).contains(&bits)).then(|| format!("RSA-{bits}"))
        }
    }
}

/// Bits of the modulus, of a PKCS#1 key or one within PKCS#8.
fn rsa_bits(der: &[u8]) -> Option<usize> {
    let version = Value::of(INTEGER, Value::of(SEQUENCE, der)?.content)?;
    if let Some(modulus) = Value::of(INTEGER, version.rest) {
        let start = modulus.content.iter().position(|&digit| digit != 0)?;
        let unused = modulus.content[start].leading_zeros() as usize;
        return Some((modulus.content.len() - start) * 8 - unused);
    }
    let algorithm = Value::of(SEQUENCE, version.rest)?;
    let inner = Value::of(OCTET_STRING, algorithm.rest)?.content;
    let version = Value::of(INTEGER, Value::of(SEQUENCE, inner)?.content)?;
    Value::of(INTEGER, version.rest)?;
    rsa_bits(inner)
}
