//! A TLS client that keeps what it sees and leaves the verdict to others.
//!
//! No sockets in it: [`Client`] gives a `rustls::ClientConnection`, and [`Witness`] tells
//! afterwards which certificates came, whether they verified, and whether the server asked for one
//! of ours. A server whose certificate does not verify is talked to all the same, so that the
//! other questions get their answers; whoever has a secret to send looks at
//! [`Seen::verified`] first.

mod caller;
mod witness;

pub use caller::Caller;
pub use witness::{Seen, Witness};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion};

use crate::run;

use witness::Verifier;

/// Which versions of TLS to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Versions {
    /// 1.2 and 1.3.
    Any,
    /// 1.2 alone.
    Tls12,
    /// 1.3 alone.
    Tls13,
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "TLS",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        })
    }
}

impl Versions {
    /// As rustls wants them.
    pub fn supported(self) -> &'static [&'static SupportedProtocolVersion] {
        match self {
            Self::Any => rustls::ALL_VERSIONS,
            Self::Tls12 => TLS12,
            Self::Tls13 => TLS13,
        }
    }
}

static TLS12: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];
static TLS13: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];

/// What all connections of a run have in common: the cryptography and the roots to verify with.
#[derive(Clone)]
pub struct Client {
    provider: Arc<CryptoProvider>,
    /// None where there is not a single root to verify with.
    strict: Option<Arc<WebPkiServerVerifier>>,
}

impl Client {
    /// A client of servers whose certificate ought to chain to one of `roots`.
    ///
    /// # Errors
    /// rustls' own, where the roots are of no use to it.
    pub fn new(roots: &Arc<RootCertStore>) -> Result<Self, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let strict = match roots.is_empty() {
            true => None,
            false => Some(
                WebPkiServerVerifier::builder_with_provider(
                    Arc::clone(roots),
                    Arc::clone(&provider),
                )
                .build()
                .map_err(|error| rustls::Error::General(error.to_string()))?,
            ),
        };
        Ok(Self { provider, strict })
    }

    /// Starts a connection as `caller` to the server called `name`.
    ///
    /// # Errors
    /// rustls' own, where it cannot make a hello of what it is given.
    pub fn connect(
        &self,
        name: ServerName<'static>,
        versions: Versions,
        caller: Caller,
    ) -> Result<(ClientConnection, Witness), rustls::Error> {
        let witness = Witness::default();
        let verifier = Verifier::new(self.clone(), witness.clone());
        let provider = Arc::clone(&self.provider);
        let config = ClientConfig::builder_with_details(provider, Arc::new(Clock))
            .with_protocol_versions(versions.supported())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = config.with_client_cert_resolver(caller.resolver(witness.clone()));
        config.resumption = Resumption::disabled();
        let connection = ClientConnection::new(Arc::new(config), name)?;
        Ok((connection, witness))
    }
}

/// The clock of this machine. Unlike rustls' own it bears standing before 1970.
#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(run::now()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// The certificates of a file as trust anchors; those that cannot be one are passed over.
pub fn roots_of(certificates: &[CertificateDer<'static>]) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates.iter().cloned());
    Arc::new(roots)
}
