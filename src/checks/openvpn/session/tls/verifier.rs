//! Looks at the server's certificate as OpenVPN does, and decides whether the handshake goes on.
//!
//! Whatever is wrong with the certificate, the server first gets to prove that it holds the key: a
//! verdict on a certificate that anybody could have sent would be worth little. What a refused
//! server never gets is our own certificate.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use crate::tls::certificate::KeyKind;

use super::super::super::certificate::{Judgement, Policy};

/// Signatures that are offered although this build cannot verify them: an OpenVPN server that is not
/// offered its own kind falls silent, and one that is shows the certificate.
const BEYOND_US: [SignatureScheme; 2] = [
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ED448,
];

/// Whether the server holds the key of the certificate that it sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It has signed the handshake with it.
    Given,
    /// It has signed it with another one.
    Failed,
    /// Its signature is of a kind that this build cannot verify.
    Unverifiable,
}

/// What a server shows of itself. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Presented(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    judgement: Option<Judgement>,
    proof: Option<Proof>,
    wants_certificate: bool,
}

impl Presented {
    /// What its certificates come to; none before they came.
    pub fn judgement(&self) -> Option<Judgement> {
        self.with(|state| state.judgement.clone())
    }

    /// Whether it proved that they are its own; none before it tried.
    pub fn proof(&self) -> Option<Proof> {
        self.with(|state| state.proof)
    }

    /// Whether it asked for a certificate of ours.
    pub fn wants_certificate(&self) -> bool {
        self.with(|state| state.wants_certificate)
    }

    pub(super) fn certificate_requested(&self) {
        self.with(|state| state.wants_certificate = true);
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(super) struct Verifier {
    policy: Arc<Policy>,
    stops: bool,
    now: i64,
    algorithms: WebPkiSupportedAlgorithms,
    presented: Presented,
}

impl Verifier {
    pub(super) fn new(
        policy: Arc<Policy>,
        stops: bool,
        now: i64,
        algorithms: WebPkiSupportedAlgorithms,
        presented: Presented,
    ) -> Self {
        Self {
            policy,
            stops,
            now,
            algorithms,
            presented,
        }
    }

    fn conclude(
        &self,
        verified: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        let admits = self.presented.with(|state| {
            let judgement = state.judgement.as_ref();
            // Of a key that is too short for it the library says the same as of a wrong signature.
            let can_verify = judgement
                .and_then(|judgement| judgement.key.as_ref())
                .is_some_and(KeyKind::is_verifiable);
            state.proof = Some(match &verified {
                Ok(_) => Proof::Given,
                Err(Error::InvalidCertificate(CertificateError::BadSignature)) if can_verify => {
                    Proof::Failed
                }
                Err(_) => Proof::Unverifiable,
            });
            judgement.is_some_and(Judgement::admits)
        });
        match verified {
            Ok(_) if self.stops || !admits => Err(Error::InvalidCertificate(
                CertificateError::ApplicationVerificationFailure,
            )),
            verified => verified,
        }
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
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(leaf).chain(intermediates);
        let chain: Vec<CertificateDer<'_>> = chain.cloned().collect();
        let judgement = self.policy.judge(&chain, self.now);
        self.presented
            .with(|state| state.judgement = Some(judgement));
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.conclude(verify_tls12_signature(
            message,
            leaf,
            signed,
            &self.algorithms,
        ))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.conclude(verify_tls13_signature(
            message,
            leaf,
            signed,
            &self.algorithms,
        ))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self.algorithms.supported_schemes();
        schemes.extend(BEYOND_US);
        schemes
    }
}

#[cfg(test)]
mod tests {
    use rustls::crypto::ring::default_provider;

    use super::*;

    /// What a signature by a key of this kind comes to, and whether the handshake goes on.
    fn proof(
        key: KeyKind,
        verified: Result<HandshakeSignatureValid, Error>,
    ) -> (Option<Proof>, bool) {
        let presented = Presented::default();
        presented.with(|state| {
            state.judgement = Some(Judgement {
                key: Some(key),
                ..Judgement::default()
            });
        });
        let algorithms = default_provider().signature_verification_algorithms;
        let policy = Arc::new(Policy::default());
        let verifier = Verifier::new(policy, false, 0, algorithms, presented.clone());
        let goes_on = verifier.conclude(verified).is_ok();
        (presented.proof(), goes_on)
    }

    #[test]
    fn a_wrong_signature_is_told_from_one_that_this_build_cannot_verify() {
        let wrong = || Err(Error::InvalidCertificate(CertificateError::BadSignature));
        let given = Ok(HandshakeSignatureValid::assertion());
        let unknown = Err(Error::General("no such algorithm".into()));
        let short = KeyKind::Rsa { bits: 1024 };
        for (key, verified, expected, goes_on) in [
            (KeyKind::P256, given, Proof::Given, true),
            (KeyKind::P256, wrong(), Proof::Failed, false),
            (KeyKind::P256, unknown, Proof::Unverifiable, false),
            (short, wrong(), Proof::Unverifiable, false),
            (KeyKind::P521, wrong(), Proof::Unverifiable, false),
        ] {
            assert_eq!(proof(key, verified), (Some(expected), goes_on));
        }
    }
}
