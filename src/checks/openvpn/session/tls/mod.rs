//! TLS as a client of OpenVPN speaks it: bytes in, bytes out, no socket.
//!
//! OpenVPN's certificate policy in place of the web's, no server name, no resumption, and on
//! demand an end as soon as the server has shown its certificate and proved that it holds the key.
//!
//! Rules: OpenVPN `ssl_openssl.c`, `ssl_verify.c`, as of 2.6.

mod verifier;

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::ring;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{AlertDescription, ClientConfig, ClientConnection, Error, SignatureScheme};
use zeroize::Zeroizing;

use crate::tls::client::Versions;
use crate::tls::credentials::Identity;

use super::super::certificate::Policy;

use verifier::Verifier;
pub use verifier::{Presented, Proof};

/// Bytes of plaintext that may wait, to be read or to be sent. What there is to say is far shorter.
const MOST_PLAINTEXT: usize = 128 << 10;

/// How to shake hands.
pub struct Terms {
    /// What the server's certificate has to be like.
    pub policy: Arc<Policy>,
    /// Which versions to offer.
    pub versions: Versions,
    /// Our certificate, if there is one.
    pub identity: Option<Identity>,
    /// Whether to leave once the server has proved who it is.
    pub stops_at_certificate: bool,
}

/// One connection.
pub struct Tls {
    connection: ClientConnection,
    presented: Presented,
}

impl Tls {
    /// A connection that has its hello to say. `now` is seconds since 1970.
    ///
    /// # Errors
    /// rustls' own, where it cannot make a hello of what it is given.
    pub fn new(terms: &Terms, now: i64) -> Result<Self, Error> {
        let provider = Arc::new(ring::default_provider());
        let presented = Presented::default();
        let verifier = Verifier::new(
            Arc::clone(&terms.policy),
            terms.stops_at_certificate,
            now,
            provider.signature_verification_algorithms,
            presented.clone(),
        );
        let clock = Arc::new(Fixed(now));
        let mut config = ClientConfig::builder_with_details(provider, clock)
            .with_protocol_versions(terms.versions.supported())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::new(Resolver {
                identity: terms.identity.as_ref().map(Identity::certified_key),
                presented: presented.clone(),
            }));
        config.resumption = Resumption::disabled();
        // An OpenVPN client names no server.
        config.enable_sni = false;
        let nobody = ServerName::try_from("openvpn").map_err(|_| Error::EncryptError)?;
        let mut connection = ClientConnection::new(Arc::new(config), nobody)?;
        // One key exchange and a few short messages; never as much as a file.
        connection.set_buffer_limit(Some(MOST_PLAINTEXT));
        Ok(Self {
            connection,
            presented,
        })
    }

    /// Takes in bytes of the server's.
    ///
    /// # Errors
    /// rustls' own; an alert for the server is then among what [`Tls::outgoing`] has. The server's
    /// orderly farewell is one too: nothing can come behind it.
    pub fn receive(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        while !bytes.is_empty() {
            // Reading from memory fails only where too much waits to be read.
            let taken = self.connection.read_tls(&mut bytes).unwrap_or(0);
            let state = self.connection.process_new_packets()?;
            if state.peer_has_closed() {
                return Err(Error::AlertReceived(AlertDescription::CloseNotify));
            }
            if taken == 0 {
                let why = "it says more at once than any server has to say";
                return Err(Error::General(why.into()));
            }
        }
        Ok(())
    }

    /// The bytes that are to go to the server.
    pub fn outgoing(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while self.connection.wants_write() {
            match self.connection.write_tls(&mut bytes) {
                Ok(1..) => {}
                Ok(0) | Err(_) => break,
            }
        }
        bytes
    }

    /// Whether the handshake is still going on.
    pub fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    /// Says something to the server, in one record where it is short enough.
    pub fn write(&mut self, plaintext: &[u8]) {
        // Memory takes all of it.
        let _ = self.connection.writer().write_all(plaintext);
    }

    /// What the server has said since the last call.
    pub fn read(&mut self) -> Zeroizing<Vec<u8>> {
        let mut plaintext = Zeroizing::new(Vec::new());
        // Ends with "would block" once nothing is left.
        let mut reader = self.connection.reader().take(MOST_PLAINTEXT as u64);
        let _ = reader.read_to_end(&mut plaintext);
        plaintext
    }

    /// What the server has shown of itself so far.
    pub fn presented(&self) -> &Presented {
        &self.presented
    }

    /// The version and the cipher suite, such as `TLS 1.3` and `TLS13_AES_256_GCM_SHA384`.
    pub fn parameters(&self) -> Option<(&'static str, String)> {
        let version = match self.connection.protocol_version()? {
            rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2",
            _ => "TLS 1.3",
        };
        let suite = self.connection.negotiated_cipher_suite()?;
        Some((version, format!("{:?}", suite.suite())))
    }

    /// Key material that both sides have and nobody else.
    ///
    /// # Errors
    /// rustls' own, before the handshake is over.
    pub fn export(&self, label: &[u8]) -> Result<Zeroizing<[u8; 256]>, Error> {
        let material = Zeroizing::new([0; 256]);
        let exported = self
            .connection
            .export_keying_material(*material, label, None)?;
        Ok(Zeroizing::new(exported))
    }
}

/// The moment at which everything is judged.
#[derive(Debug)]
struct Fixed(i64);

impl TimeProvider for Fixed {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// Notes that a certificate was asked for, and gives ours if there is one.
struct Resolver {
    identity: Option<Arc<CertifiedKey>>,
    presented: Presented,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver")
    }
}

impl ResolvesClientCert for Resolver {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.presented.certificate_requested();
        self.identity.clone()
    }

    fn has_certs(&self) -> bool {
        true
    }
}
