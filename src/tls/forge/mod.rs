//! Certificates that nobody should accept: fresh, self-signed, or with the issuer's name forged.
//!
//! Written as DER by hand, since a forged name has to be the very bytes that the server hinted at.
//! Structure: RFC 5280, section 4.1; ECDSA with SHA-256 on P-256, RFC 5480 and RFC 5758.

mod der;

use std::sync::Arc;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;

use der::{
    bit_string, explicit, generalized_time, integer, object, octet_string, sequence, set, utc_time,
    utf8,
};

const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

/// Why no certificate could be made: this machine has no random numbers to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRandomness;

/// A client certificate with a fresh key, valid for all time, subject `CN=common_name`.
///
/// With `issuer`, a DER `Name`, it bears that name as issuer and as subject: a verifier that finds
/// the real CA under that name would check its signature, and only one that looks no further than
/// names is taken in either way.
pub fn client_certificate(
    common_name: &str,
    issuer: Option<&[u8]>,
) -> Result<Arc<CertifiedKey>, NoRandomness> {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random)
        .map_err(|_| NoRandomness)?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random)
        .map_err(|_| NoRandomness)?;
    let own_name = name(common_name);
    let issuer = issuer.unwrap_or(&own_name);
    let body = to_be_signed(issuer, issuer, pair.public_key().as_ref());
    let signature = pair.sign(&random, &body).map_err(|_| NoRandomness)?;
    let algorithm = sequence(&[&object(ECDSA_WITH_SHA256)]);
    let certificate = sequence(&[&body, &algorithm, &bit_string(signature.as_ref())]);
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pkcs8.as_ref().to_vec()));
    let signer = rustls::crypto::ring::sign::any_supported_type(&key).map_err(|_| NoRandomness)?;
    Ok(Arc::new(CertifiedKey::new(
        vec![CertificateDer::from(certificate)],
        signer,
    )))
}

fn name(common_name: &str) -> Vec<u8> {
    let attribute = sequence(&[&object(COMMON_NAME), &utf8(common_name)]);
    sequence(&[&set(&[&attribute])])
}

fn to_be_signed(subject: &[u8], issuer: &[u8], public_key: &[u8]) -> Vec<u8> {
    let version = explicit(0, &integer(&[2]));
    let serial = integer(&[1]);
    let algorithm = sequence(&[&object(ECDSA_WITH_SHA256)]);
    let validity = sequence(&[
        &utc_time("200101000000Z"),
        &generalized_time("99991231235959Z"),
    ]);
    let key = sequence(&[
        &sequence(&[&object(EC_PUBLIC_KEY), &object(P256)]),
        &bit_string(public_key),
    ]);
    let usage = sequence(&[
        &object(EXTENDED_KEY_USAGE),
        &octet_string(&sequence(&[&object(CLIENT_AUTH)])),
    ]);
    let extensions = explicit(3, &sequence(&[&usage]));
    sequence(&[
        &version,
        &serial,
        &algorithm,
        issuer,
        &validity,
        subject,
        &key,
        &extensions,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_issuer_is_embedded_byte_for_byte() {
        let hint = name("The right CA");
        let forged = client_certificate("gatewatch", Some(&hint)).unwrap();
        let der = forged.cert[0].as_ref();
        assert!(der.windows(hint.len()).any(|window| window == hint));
        assert!(forged.keys_match().is_ok());
    }

    #[test]
    fn no_two_certificates_are_the_same() {
        let one = client_certificate("gatewatch", None).unwrap();
        let other = client_certificate("gatewatch", None).unwrap();
        assert_ne!(one.cert, other.cert);
    }
}
