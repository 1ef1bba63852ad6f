//! A TLS client that asks once and tells how it was refused.
//!
//! It does not lose the alert: it waits a moment for one before it writes, writes the request at
//! once, and reads on after a failed write.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion,
    version,
};

use super::http::{Answer, Request};
use super::pki::{Identity, PKI};
use super::process::PATIENCE;

/// How long an alert may take on loopback; silence is what acceptance sounds like.
const MOMENT: Duration = Duration::from_millis(100);

/// Both versions, to be walked through.
pub const VERSIONS: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

/// Who asks whom, and how.
pub struct TlsClient {
    pub server: SocketAddr,
    /// The name to send and to verify.
    pub name: String,
    /// PEM text of whom to trust.
    pub ca: String,
    /// Nobody without.
    pub identity: Option<Identity>,
    pub versions: Vec<&'static SupportedProtocolVersion>,
}

/// How a request ended.
#[derive(Debug)]
pub enum Ending {
    Answer(Answer),
    /// The server's alert.
    Alert(AlertDescription),
    /// What this client has against the server.
    Refused(rustls::Error),
    /// End or reset of the connection, without a word.
    Closed,
}

impl TlsClient {
    /// Somebody without a certificate, who trusts the trusted authority.
    pub fn anonymous(server: SocketAddr) -> Self {
        Self {
            server,
            name: server.ip().to_string(),
            ca: PKI.ca().to_owned(),
            identity: None,
            versions: VERSIONS.to_vec(),
        }
    }

    pub fn with(server: SocketAddr, identity: &Identity) -> Self {
        Self {
            identity: Some(identity.clone()),
            ..Self::anonymous(server)
        }
    }

    /// With one version of TLS alone.
    #[must_use]
    pub fn version(self, version: &'static SupportedProtocolVersion) -> Self {
        Self {
            versions: vec![version],
            ..self
        }
    }

    /// # Panics
    /// When the server is no TCP server, or a file of ours is wrong.
    pub fn ask(&self, request: &Request) -> Ending {
        let name = ServerName::try_from(self.name.clone()).expect("a name or an address");
        let config = Arc::new(self.config());
        let mut tls = ClientConnection::new(config, name).expect("the configuration is whole");
        let mut socket = TcpStream::connect(self.server).expect("the server accepts");
        let mut bytes = Vec::new();
        match converse(&mut tls, &mut socket, request, &mut bytes) {
            Ok(()) => {}
            Err(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                Some(rustls::Error::AlertReceived(alert)) => return Ending::Alert(*alert),
                Some(error) => return Ending::Refused(error.clone()),
                None => {}
            },
        }
        Answer::parse(&bytes).map_or(Ending::Closed, Ending::Answer)
    }

    fn config(&self) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(self.ca.as_bytes()) {
            let root = root.expect("an authority is PEM");
            roots.add(root).expect("an authority can be trusted");
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&self.versions)
            .expect("ring knows every version")
            .with_root_certificates(roots);
        let Some(identity) = &self.identity else {
            return config.with_no_client_auth();
        };
        let (chain, key) = load(identity);
        config
            .with_client_auth_cert(chain, key)
            .expect("certificate and key belong together")
    }
}

impl Ending {
    /// # Panics
    /// When it was anything else.
    pub fn answer(self) -> Answer {
        match self {
            Self::Answer(answer) => answer,
            other => panic!("no answer but {other:?}"),
        }
    }

    /// # Panics
    /// When it was anything else.
    pub fn alert(self) -> AlertDescription {
        match self {
            Self::Alert(alert) => alert,
            other => panic!("no alert but {other:?}"),
        }
    }
}

/// Certificates and key of `identity`, as rustls takes them.
pub(super) fn load(identity: &Identity) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let chain = fs::read(identity.certificate()).expect("a file can be read");
    let chain = CertificateDer::pem_slice_iter(&chain)
        .collect::<Result<_, _>>()
        .expect("certificates are PEM");
    let key = PrivateKeyDer::from_pem_file(identity.key()).expect("a key is PEM");
    (chain, key)
}

fn converse(
    tls: &mut ClientConnection,
    socket: &mut TcpStream,
    request: &Request,
    answer: &mut Vec<u8>,
) -> io::Result<()> {
    socket.set_read_timeout(Some(PATIENCE))?;
    while tls.is_handshaking() {
        tls.complete_io(socket)?;
    }
    socket.set_read_timeout(Some(MOMENT))?;
    match read_once(tls, socket) {
        Err(error) if is_silence(&error) => {}
        other => drop(other?),
    }
    socket.set_read_timeout(Some(PATIENCE))?;
    tls.writer().write_all(request.text().as_bytes())?;
    // What the server said before it stopped listening is still to be read.
    let _ = tls.write_tls(socket);
    loop {
        let end = read_once(tls, socket)?;
        let left = tls.process_new_packets().map_err(io::Error::other)?;
        let mut buffer = vec![0; left.plaintext_bytes_to_read()];
        tls.reader().read_exact(&mut buffer)?;
        answer.append(&mut buffer);
        if end || left.peer_has_closed() {
            return Ok(());
        }
    }
}

/// `true` at the end of the connection.
fn read_once(tls: &mut ClientConnection, socket: &mut TcpStream) -> io::Result<bool> {
    let count = tls.read_tls(socket)?;
    tls.process_new_packets().map_err(io::Error::other)?;
    Ok(count == 0)
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
