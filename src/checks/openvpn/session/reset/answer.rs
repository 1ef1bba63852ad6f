//! What a session can conclude.

use std::time::Duration;

use super::super::super::wrap::Signature;
use super::Fault;

/// A reply that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which sort of reply it is.
    pub kind: Kind,
    /// What stands behind it.
    pub proof: Proof,
    /// From the hello that it answers to its arrival.
    pub round_trip: Duration,
    /// The server's clock minus ours in whole seconds; only where a verified signature vouches.
    pub clock_offset: Option<i64>,
}

impl Answer {
    /// Whether no better answer can come.
    pub fn is_final(&self) -> bool {
        !matches!(self.kind, Kind::UntiedReset)
    }

    pub(super) fn rank(&self) -> u8 {
        match self.kind {
            Kind::UntiedReset => 0,
            Kind::Acknowledgement | Kind::Anything => 1,
            Kind::Reset => 2,
        }
    }
}

/// The sorts of replies that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A reset that acknowledges one of our hellos: a server ready for a client.
    Reset,
    /// A bare acknowledgement of one of our hellos: the server lives and took it for a retransmit.
    Acknowledgement,
    /// A reset that acknowledges nothing, so that it may belong to somebody else.
    UntiedReset,
    /// Bytes that nobody looked at.
    Anything,
}

/// What stands behind a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The server's signature.
    Signature,
    /// It is signed, and we have no key to check that.
    UncheckedSignature,
    /// Nothing but the session id it names.
    None,
}

impl From<Signature> for Proof {
    fn from(signature: Signature) -> Self {
        match signature {
            Signature::Plain => Self::None,
            Signature::Verified | Signature::OtherHalf => Self::Signature,
            Signature::Unchecked => Self::UncheckedSignature,
        }
    }
}

/// What everything that came in amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// There is an answer.
    Answered(Answer),
    /// There is none that counts, and this is what was wrong with what came.
    Faulty(Fault),
    /// Nothing came.
    Nothing,
}
