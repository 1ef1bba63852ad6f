//! What a probe of one address came to, in plain values for the judge.

use std::net::SocketAddr;
use std::time::Duration;

use crate::net::Trouble;

use super::session::{Answer, Fault};
use super::stream::{BadLength, Speaker};

/// How the probe of one address went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The address that was probed.
    pub address: SocketAddr,
    /// What ended the probe.
    pub ending: Ending,
    /// Hellos sent.
    pub hellos: u32,
    /// Packets that came and were passed over.
    pub skipped: u32,
    /// From the start of the probe to its end.
    pub elapsed: Duration,
}

/// What ended a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A reply that counts.
    Answered(Answer),
    /// Replies came, none counts, and this is the most telling fault.
    Faulty(Fault),
    /// A valid reply came from an address that was not asked.
    Elsewhere {
        /// Where it came from.
        from: SocketAddr,
    },
    /// Nothing came; on TCP the connection stood.
    Silence,
    /// The TCP connection attempt got no answer.
    ConnectTimeout,
    /// The peer closed the TCP connection in order.
    Closed {
        /// From our hello to the end of the stream.
        after: Duration,
    },
    /// The peer tore the TCP connection down.
    Reset {
        /// From our hello to the reset.
        after: Duration,
    },
    /// The peer speaks another protocol, and this is how it started.
    OtherProtocol(Speaker, Vec<u8>),
    /// The stream announces a packet of a length that none has.
    BadLength(BadLength),
    /// The stream stops, or ends, in the middle of a packet.
    BrokenOff,
    /// The network, or this machine, answered instead of the peer.
    Trouble(Trouble),
}
