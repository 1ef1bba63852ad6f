//! What a server shows in TLS, and what it asks of its clients.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};

use crate::support::pki::{Identity, PKI};

/// Whom a server lets through TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guests {
    /// It asks for no certificate.
    Anybody,
    /// It asks for a certificate of the trusted root, and goes on without one.
    Asked,
    /// It goes on with a certificate of the trusted root alone.
    Certified,
}

/// TLS 1.2 and 1.3 with this identity.
pub fn tls(identity: &Identity, guests: Guests) -> Arc<ServerConfig> {
    tls_of(identity, guests, rustls::ALL_VERSIONS)
}

pub fn tls_of(
    identity: &Identity,
    guests: Guests,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let provider = Arc::new(ring::default_provider());
    let chain = CertificateDer::pem_slice_iter(identity.chain.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .expect("a chain is PEM");
    let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).expect("a key is PEM");
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .expect("the provider knows these versions");
    let builder = match guests {
        Guests::Anybody => builder.with_no_client_auth(),
        Guests::Asked | Guests::Certified => {
            let ca = PKI.ca();
            let mut roots = RootCertStore::empty();
            for root in CertificateDer::pem_slice_iter(ca.as_bytes()) {
                roots.add(root.expect("PEM")).expect("a root");
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            let verifier = match guests {
                Guests::Certified => verifier,
                _ => verifier.allow_unauthenticated(),
            };
            builder.with_client_cert_verifier(verifier.build().expect("there is a root"))
        }
    };
    let mut config = builder
        .with_single_cert(chain, key)
        .expect("a key of a kind that ring knows");
    // One more message behind the handshake, as OpenSSL's.
    config.send_tls13_tickets = 1;
    Arc::new(config)
}
