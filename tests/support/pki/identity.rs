//! A certificate that has been issued, with its key, as PEM texts.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

/// What its owner needs, and what others need to trust it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The leaf and the intermediates that are sent along, leaf first.
    pub chain: String,
    /// PKCS#8.
    pub key: String,
    /// The root above the leaf, which is the leaf where it signs itself.
    pub root: String,
    /// Serial number of the leaf, big endian.
    pub serial: Vec<u8>,
}

impl Identity {
    /// SHA-256 of the leaf as `peer-fingerprint` takes it: `AB:CD:...`.
    pub fn fingerprint(&self) -> String {
        let leaf = CertificateDer::pem_slice_iter(self.chain.as_bytes())
            .next()
            .expect("a chain has a leaf")
            .expect("a chain is PEM");
        let digest = ring::digest::digest(&ring::digest::SHA256, &leaf);
        let pairs: Vec<_> = digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        pairs.join(":")
    }

    /// How many certificates are sent.
    pub fn chain_length(&self) -> usize {
        CertificateDer::pem_slice_iter(self.chain.as_bytes()).count()
    }
}
