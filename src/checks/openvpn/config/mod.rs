//! Everything a run needs to know, valid once it is built.

mod build;
mod candidates;
mod error;
mod exposed;
mod idle;
mod login;
mod plan;
mod source;
mod stage;
#[cfg(test)]
mod tests;
mod trust;
mod unsupported;
mod wrapping;

pub use candidates::Candidate;
pub use error::{ConfigError, Origin};

use std::fmt;
use std::net::IpAddr;

use crate::net::{Family, Host};
use crate::outcome::{Finding, Range, State};

use super::key::Direction;
use super::session::visit::{Plan, Stage};
use super::session::{Schedule, Validation};
use super::wrap::Wrap;

/// What to probe, how, and what to expect.
pub struct Config {
    /// The servers to probe, at least one.
    pub doors: Vec<Door>,
    /// Whether one of them is enough.
    pub any_door: bool,
    /// When hellos go out.
    pub schedule: Schedule,
    /// How closely to look at replies.
    pub validation: Validation,
    /// 0 to 3.
    pub verbosity: u8,
    /// Notes on files with a secret that are open to all, where somebody listens.
    pub exposed: Vec<String>,
}

/// One server to probe, and how.
pub struct Door {
    /// What the judge needs to know.
    pub terms: Terms,
    /// What keeps it from being probed at all, in a sentence; only where there are other servers.
    pub fault: Option<String>,
    /// Which addresses of the host to probe.
    pub family: Family,
    /// The address to probe from.
    pub source: Option<IpAddr>,
    /// How the server's control channel is protected.
    pub wrap: Wrap,
    /// What to do behind the reset; none where that is all.
    pub plan: Option<Plan>,
    /// The other ways to ask a server that does not answer, where that is wanted.
    pub candidates: Vec<Candidate>,
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
    /// How far the visit has to come.
    pub stage: Stage,
    /// Whether it is found out who the server is.
    pub verifies: bool,
    /// As whom it takes place.
    pub login: LoginWith,
    /// Bytes of a ping through the tunnel, if it is to have a certain size.
    pub ping_size: Option<u16>,
    /// Days of certificates that deserve a warning, and that are critical.
    pub days: (Option<Range>, Option<Range>),
    /// The moment at which the configuration was read, in seconds since 1970: days are counted from
    /// here.
    pub now: i64,
    /// What the server is expected to say behind its certificate.
    pub expectations: Expectations,
    /// What keeps this from being as much as the profile would allow, and what of the profile does
    /// not come into it.
    pub notes: Vec<Finding>,
}

/// As whom a visit takes place, for sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginWith {
    /// With a certificate of ours.
    pub certificate: bool,
    /// What is wrong with that certificate by our own clock, in a sentence.
    pub fault: Option<String>,
    /// With a user name and a password.
    pub password: bool,
    /// For a tunnel that carries Ethernet, in which a server may leave addresses to others.
    pub is_tap: bool,
}

/// What a server is expected to say to a login, and what other answers are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectations {
    /// Whether it has to refuse the login.
    pub auth_failed: bool,
    /// How options start that it has to push.
    pub push: Vec<String>,
    /// The state where it asks for a second factor.
    pub challenge: State,
    /// The state where it waits for the login to be confirmed elsewhere.
    pub pending: State,
    /// Whether the tunnel was asked for by itself, and not only by a profile.
    pub tunnel_is_demanded: bool,
    /// Whether an answer to a ping was asked for, so that the server's own will not do.
    pub ping_is_demanded: bool,
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
    /// Signed, by the name of the digest and our direction; none for bare keys.
    TlsAuth(&'static str, Option<Direction>),
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
