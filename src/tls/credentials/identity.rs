//! A certificate chain and the private key of its first certificate, proved to belong together.
//!
//! The proof is ours: rustls compares the keys of X.509 version 3 certificates alone, and a server
//! that is handed the wrong pair says no more than `decrypt_error`.

use std::sync::Arc;

use rustls::sign::{CertifiedKey, SigningKey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::super::certificate::Certificate;
use super::super::der::{SEQUENCE, Value};
use super::{CredentialError, certificates, key, private_key};

/// Who we are in a handshake. Has no `Debug`: it holds the key.
#[derive(Clone)]
pub struct Identity {
    certified: Arc<CertifiedKey>,
}

impl Identity {
    /// The identity of a chain, leaf first, and a key.
    ///
    /// # Errors
    /// An empty or unreadable chain, a key that this build cannot use, and one that is not the key
    /// of the first certificate.
    pub fn new(
        chain: Vec<CertificateDer<'static>>,
        key: &PrivateKeyDer<'_>,
    ) -> Result<Self, CredentialError> {
        let key = key::signing_key(key)?;
        let leaf = chain.first().and_then(|der| Certificate::parse(der).ok());
        let leaf = leaf.ok_or(CredentialError::CertificateUnreadable)?;
        if belongs(&leaf, &*key) {
            let certified = Arc::new(CertifiedKey::new(chain, key));
            return Ok(Self { certified });
        }
        let position = chain.iter().position(|der| {
            Certificate::parse(der).is_ok_and(|certificate| belongs(&certificate, &*key))
        });
        Err(match position {
            Some(index) => CredentialError::LeafNotFirst {
                position: index + 1,
            },
            None => CredentialError::OtherKey {
                label: leaf.label(),
            },
        })
    }

    /// For the resolver of a rustls configuration.
    pub fn certified_key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.certified)
    }

    /// The certificates as they will be sent, the leaf first. Never empty.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.certified.cert
    }
}

/// The identity of two PEM files, which may be one and the same.
///
/// The key's bytes are zeroised before this returns; the copy that `ring` signs with is not.
///
/// # Errors
/// What [`certificates`], [`private_key`] and [`Identity::new`] find, in this order. To name the
/// file at fault, call the three one by one.
pub fn identity(cert_file: &[u8], key_file: &[u8]) -> Result<Identity, CredentialError> {
    let chain = certificates(cert_file)?;
    let key = private_key(key_file)?;
    Identity::new(chain, &key)
}

/// Whether the public half of the key is the one in the certificate. Compared without the algorithm
/// identifier, whose parameters have two spellings.
fn belongs(certificate: &Certificate, key: &dyn SigningKey) -> bool {
    let Some(info) = key.public_key() else {
        return false;
    };
    let public = Value::of(SEQUENCE, &info)
        .and_then(|info| Value::of(SEQUENCE, info.content))
        .and_then(|algorithm| Value::first(algorithm.rest));
    // A BIT STRING starts with the number of its unused bits.
    public.is_some_and(|bits| bits.content.split_first() == Some((&0, certificate.public_key())))
}
