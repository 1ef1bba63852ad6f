//! As whom a client calls: with a certificate of its own, with none, or with one that nobody
//! should accept.

use std::sync::Arc;

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

use super::Witness;
use crate::tls::forge;

/// Subject of the certificates that are made up for a probe.
const PROBE: &str = "gatewatch access probe";

/// A client's identity.
#[derive(Clone)]
pub enum Caller {
    /// No certificate.
    Anonymous,
    /// The certificate of an identity.
    Identity(Arc<CertifiedKey>),
    /// A fresh certificate that vouches for itself.
    SelfSigned,
    /// A fresh certificate in the name of a CA that the server says it accepts, without that CA's
    /// signature: this name, a DER `Name`, if it is among them, and else the first.
    Forged(Option<Vec<u8>>),
}

impl Caller {
    pub(super) fn resolver(self, witness: Witness) -> Arc<dyn ResolvesClientCert> {
        Arc::new(Resolver {
            caller: self,
            witness,
        })
    }
}

struct Resolver {
    caller: Caller,
    witness: Witness,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver")
    }
}

impl ResolvesClientCert for Resolver {
    /// Called exactly when the server asks for a certificate.
    fn resolve(&self, hints: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.witness.certificate_requested(hints);
        match &self.caller {
            Caller::Anonymous => None,
            Caller::Identity(identity) => Some(Arc::clone(identity)),
            Caller::SelfSigned => forge::client_certificate(PROBE, None).ok(),
            Caller::Forged(wanted) => {
                let wanted = wanted.as_deref();
                let hint = hints.iter().copied().find(|hint| Some(*hint) == wanted);
                let hint = hint.or_else(|| hints.first().copied());
                forge::client_certificate(PROBE, hint).ok()
            }
        }
    }

    fn has_certs(&self) -> bool {
        true
    }
}
