//! Answers tls-auth hellos over UDP as an OpenVPN server of 2.6 does, and nothing else.
//!
//! `make demo` starts it where there is no OpenVPN. No handshake can follow: it keeps no state,
//! stays silent to what it cannot verify, and derives its session id from the client's, so that a
//! repeated hello gets the same one.
//!
//! Cookie: OpenVPN `ssl_pkt.c` (`calculate_session_id_hmac`), as of 2.6.

use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use clap::Parser;
use gatewatch::checks::openvpn::key::{Digest, Direction, StaticKey};
use gatewatch::checks::openvpn::packet::{Body, Header, Opcode, SessionId};
use gatewatch::checks::openvpn::wrap::{ReplayId, Signature, TlsAuth, Wrap};

/// Answers tls-auth hellos as an OpenVPN server does
#[derive(Parser)]
struct Arguments {
    /// Static key; the direction is a server's usual one, 0
    #[arg(long, value_name = "FILE")]
    tls_auth: PathBuf,

    /// Digest that signs
    #[arg(long, value_name = "NAME", default_value = "SHA1")]
    digest: Digest,

    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

fn main() -> ExitCode {
    let Err(error) = Server::new(&Arguments::parse()).and_then(|server| server.run());
    eprintln!("responder: {error}");
    ExitCode::FAILURE
}

/// A server that has nothing but its key.
struct Server {
    socket: UdpSocket,
    wrap: Wrap,
    /// Behind the session ids; new with every start.
    secret: [u8; 32],
}

impl Server {
    fn new(arguments: &Arguments) -> io::Result<Self> {
        let text = fs::read_to_string(&arguments.tls_auth)?;
        let key = StaticKey::parse(&text).map_err(io::Error::other)?;
        let auth = TlsAuth::new(arguments.digest, &key, Direction::Zero);
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        Ok(Self {
            socket: UdpSocket::bind(arguments.listen)?,
            wrap: Wrap::TlsAuth(auth),
            secret,
        })
    }

    fn run(&self) -> io::Result<std::convert::Infallible> {
        println!("listening on {}", self.socket.local_addr()?);
        let mut buffer = [0; 2048];
        loop {
            let (length, client) = self.socket.recv_from(&mut buffer)?;
            if let Some(reply) = self.answer(&buffer[..length], client) {
                // A client that is gone leaves its error on the socket for the next call.
                let _ = self.socket.send_to(&reply, client);
            }
        }
    }

    /// The answer to a hello; none to anything else.
    fn answer(&self, packet: &[u8], client: SocketAddr) -> Option<Vec<u8>> {
        let opened = self.wrap.open(packet).ok()?;
        let hello = opened.header;
        let is_first = hello.opcode == Opcode::HardResetClientV2 && hello.key_id == 0;
        let is_verified = opened.signature == Signature::Verified;
        if !is_first
            || !is_verified
            || Body::decode(hello.opcode, &opened.body) != Ok(Body::of_hello())
        {
            return None;
        }
        let header = Header {
            opcode: Opcode::HardResetServerV2,
            key_id: 0,
            session_id: self.session_for(client, hello.session_id)?,
        };
        let body = Body {
            acks: vec![0],
            peer_session_id: Some(hello.session_id),
            ..Body::of_hello()
        };
        let replay = ReplayId {
            packet_id: 1,
            net_time: clock(),
        };
        Some(self.wrap.seal(&header, replay, &body.encode()))
    }

    fn session_for(&self, client: SocketAddr, session: SessionId) -> Option<SessionId> {
        let client = client.to_string();
        let cookie = Digest::Sha256.sign(&self.secret, &[client.as_bytes(), session.bytes()]);
        SessionId::new(*cookie.first_chunk()?)
    }
}

/// Seconds since 1970, as the protocol counts them.
fn clock() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u32::try_from(since.as_secs()).unwrap_or(u32::MAX)
    })
}
