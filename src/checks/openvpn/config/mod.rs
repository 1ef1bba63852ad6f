//! Everything a run needs to know, valid once it is built.

mod build;

pub use build::ConfigError;

use std::fmt;
use std::net::IpAddr;

use crate::net::{Family, Host};
use crate::outcome::{Range, State};

use super::session::{Schedule, Validation};
use super::wrap::Wrap;

/// What to probe, how, and what to expect.
pub struct Config {
    /// What the judge needs to know.
    pub terms: Terms,
    /// Which addresses of the host to probe.
    pub family: Family,
    /// The address to probe from.
    pub source: Option<IpAddr>,
    /// How the server's control channel is protected.
    pub wrap: Wrap,
    /// When hellos go out.
    pub schedule: Schedule,
    /// How closely to look at replies.
    pub validation: Validation,
    /// 0 to 3.
    pub verbosity: u8,
}

/// What an answer is measured against and called by.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Where the server is.
    pub endpoint: Endpoint,
    /// How the control channel is protected, for sentences.
    pub protection: Protection,
    /// Whether every address has to answer.
    pub all_addresses: bool,
    /// Whether silence is what is wanted.
    pub expect_silence: bool,
    /// The state of a server that does not answer in time.
    pub timeout_result: State,
    /// Reply times, in seconds, that deserve a warning.
    pub warning: Option<Range>,
    /// Reply times, in seconds, that are critical.
    pub critical: Option<Range>,
    /// Clock offsets, in seconds, beyond which there is a warning.
    pub clock_offset: Option<Range>,
}

/// A host, a port and what carries the packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// As the user named it.
    pub host: Host,
    /// 1 to 65535.
    pub port: u16,
    /// UDP or TCP.
    pub transport: Transport,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}", self.host, self.port, self.transport)
    }
}

/// What carries the packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A packet a datagram.
    Udp,
    /// Packets with their length on a stream.
    Tcp,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
        })
    }
}

/// How the control channel is protected, without its secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// Signed, by the name of the digest and `--key-direction`; none for bare keys.
    TlsAuth(&'static str, Option<&'static str>),
    /// Encrypted with a key that all clients share.
    TlsCrypt,
    /// Encrypted with a key of our own.
    TlsCryptV2,
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain => f.write_str("plain"),
            Self::TlsAuth(digest, _) => write!(f, "tls-auth {digest}"),
            Self::TlsCrypt => f.write_str("tls-crypt"),
            Self::TlsCryptV2 => f.write_str("tls-crypt-v2"),
        }
    }
}
