//! The last word: what webpki refuses is not good, even where nothing here knows why, as with name
//! constraints or an extension that is encoded badly.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::ring::default_provider;
use rustls::server::{ParsedCertificate, WebPkiClientVerifier};
use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::{CertificateDer, UnixTime};

use super::{Expectation, FaultKind, Purpose, Usage};

/// Whether webpki refuses the chain, names aside.
pub(super) fn fault(
    sent: &[CertificateDer<'_>],
    expectation: &Expectation<'_>,
) -> Option<FaultKind> {
    let (leaf, others) = sent.split_first()?;
    let mut roots = RootCertStore::empty();
    let anchors = expectation.trust.anchors().iter().cloned();
    roots.add_parsable_certificates(anchors.map(CertificateDer::into_owned));
    if roots.is_empty() {
        return None;
    }
    match verdict(leaf, others, roots, expectation) {
        Err(error) if is_about_usage(&error) && expectation.usage == Usage::Ignored => None,
        Err(error) => Some(FaultKind::Refused {
            reason: match error {
                Error::InvalidCertificate(CertificateError::Other(error)) => error.0.to_string(),
                Error::InvalidCertificate(error) => error.to_string(),
                error => error.to_string(),
            },
        }),
        Ok(()) => None,
    }
}

fn verdict(
    leaf: &CertificateDer<'_>,
    others: &[CertificateDer<'_>],
    roots: RootCertStore,
    expectation: &Expectation<'_>,
) -> Result<(), Error> {
    let seconds = u64::try_from(expectation.now).unwrap_or_default();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let provider = default_provider();
    match expectation.purpose {
        Purpose::Server => verify_server_cert_signed_by_trust_anchor(
            &ParsedCertificate::try_from(leaf)?,
            &roots,
            others,
            now,
            provider.signature_verification_algorithms.all,
        ),
        Purpose::Client => {
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(provider))
                    .build()
                    .map_err(|error| Error::General(error.to_string()))?;
            verifier.verify_client_cert(leaf, others, now).map(|_| ())
        }
    }
}

fn is_about_usage(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. }
        )
    )
}
