//! What a handshake showed, kept where the verifier and the resolver leave it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use super::Client;

/// What a handshake showed of the server.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The certificates it sent, its own first.
    pub chain: Vec<CertificateDer<'static>>,
    /// Whether they verified; none before they came.
    pub verified: Option<Result<(), Error>>,
    /// Whether it asked for a certificate of ours, and the names of the CAs that it would take.
    pub requested: Option<Vec<Vec<u8>>>,
}

/// Where a connection leaves what it sees. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Witness(Arc<Mutex<Seen>>);

impl Witness {
    /// What has been seen so far.
    pub fn seen(&self) -> Seen {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn certificate_requested(&self, hints: &[&[u8]]) {
        let hints = hints.iter().map(|hint| hint.to_vec()).collect();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .requested = Some(hints);
    }

    fn certificates_came(&self, chain: Vec<CertificateDer<'static>>, verified: Result<(), Error>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.chain = chain;
        seen.verified = Some(verified);
    }
}

/// Verifies as a browser would, and lets the connection go on whatever comes of it.
pub(super) struct Verifier {
    client: Client,
    witness: Witness,
}

impl Verifier {
    pub(super) fn new(client: Client, witness: Witness) -> Self {
        Self { client, witness }
    }

    fn algorithms(&self) -> &WebPkiSupportedAlgorithms {
        &self.client.provider.signature_verification_algorithms
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = match &self.client.strict {
            Some(strict) => strict
                .verify_server_cert(leaf, intermediates, name, ocsp, now)
                .map(drop),
            None => Err(Error::InvalidCertificate(
                rustls::CertificateError::UnknownIssuer,
            )),
        };
        let chain = std::iter::once(leaf).chain(intermediates);
        let chain = chain
            .map(|certificate| certificate.clone().into_owned())
            .collect();
        self.witness.certificates_came(chain, verified);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, self.algorithms())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, self.algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
    }
}
