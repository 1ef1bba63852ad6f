//! The server side of TLS as a struct, and as rustls wants it.

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};

use crate::support::docker::pki::{Identity, PKI, Server};
use crate::support::docker::tls_client::{self, VERSIONS};

/// Whose certificates are asked for; those of the trusted authority are the good ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clients {
    NotAsked,
    /// None is as good as a good one.
    Optional,
    Required,
}

#[derive(Clone)]
pub struct FakeTls {
    pub identity: Identity,
    pub clients: Clients,
    pub versions: Vec<&'static SupportedProtocolVersion>,
    /// Between the alert of a refusal and the close. What the client sends meanwhile stays unread,
    /// which makes the close a reset.
    pub delay: Duration,
}

impl Default for FakeTls {
    /// Mutual TLS.
    fn default() -> Self {
        Self {
            identity: PKI.server(Server::Good),
            clients: Clients::Required,
            versions: VERSIONS.to_vec(),
            delay: Duration::ZERO,
        }
    }
}

impl FakeTls {
    pub(super) fn server_config(&self) -> Arc<ServerConfig> {
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&self.versions)
            .expect("ring knows every version");
        let roots = Arc::new(trusted());
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
        let config = match self.clients {
            Clients::NotAsked => config.with_no_client_auth(),
            Clients::Optional => config.with_client_cert_verifier(
                verifier
                    .allow_unauthenticated()
                    .build()
                    .expect("there is an authority"),
            ),
            Clients::Required => {
                config.with_client_cert_verifier(verifier.build().expect("there is an authority"))
            }
        };
        let (chain, key) = tls_client::load(&self.identity);
        let config = config
            .with_single_cert(chain, key)
            .expect("certificate and key belong together");
        Arc::new(config)
    }
}

fn trusted() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(PKI.ca().as_bytes()).expect("an authority is PEM");
    roots.add(root).expect("an authority can be trusted");
    roots
}
