//! One exchange over one connection: connect, TLS where it is wanted, one request, one answer.
//!
//! This room and the driver are the only ones of this check that do I/O and ask the clock. What
//! came of an exchange is told as plain values, and nothing is judged here.

mod connect;
mod talk;

pub use connect::{Door, Stream, open};
pub use talk::{Want, listen, talk};

use std::time::Duration;

use crate::net::Trouble;
use crate::tls::client::Seen;

use super::http::Response;

/// What came of one exchange.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// Until the answer was there, or the exchange ended otherwise.
    pub took: Duration,
    /// What the handshake showed; none where there was no TLS.
    pub tls: Option<Handshake>,
    /// The answer, if one came.
    pub response: Option<Response>,
    /// The first bytes that came on the connection, whatever they are.
    pub prefix: Vec<u8>,
    /// What ended it.
    pub ending: Ending,
}

/// What a handshake showed.
#[derive(Clone, Debug, Default)]
pub struct Handshake {
    /// Certificates, their verification, and whether the server asked for one of ours.
    pub seen: Seen,
    /// Whether our side believes that the handshake is done; in TLS 1.3 that says nothing about
    /// what the server thinks of our certificate.
    pub done: bool,
    /// Such as `TLS 1.3`.
    pub version: Option<String>,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    pub suite: Option<String>,
    /// Such as `X25519`.
    pub group: Option<String>,
}

/// What ended an exchange.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// The answer came to its end, or to the limit of what is read.
    #[default]
    Answered,
    /// No connection came about.
    NoConnection(Trouble),
    /// The peer closed in order.
    Closed,
    /// The peer tore the connection down.
    Reset,
    /// The peer sent a TLS alert, by its number.
    Alert(u8),
    /// The server takes nothing of what we offer, in rustls' words.
    Incompatible(String),
    /// The server's certificate does not verify, and what was to be sent is for one that does.
    Unverified,
    /// TLS failed on our side.
    Tls(String),
    /// The peer does not speak TLS.
    NotTls,
    /// What came is no HTTP.
    NotHttp,
    /// The time was up while waiting for this.
    TimedOut(&'static str),
}
