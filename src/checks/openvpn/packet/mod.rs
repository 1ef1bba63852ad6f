//! Control channel packets as they are on the wire, once any wrapping is off.
//!
//! All integers are big endian. Nothing in here judges: a packet is well-formed or it is not.
//!
//! Layout: OpenVPN `ssl_pkt.h`, `ssl_pkt.c` and `reliable.c` as of 2.6, and the wire protocol draft
//! `draft-openvpn-wire-protocol`.

mod body;
mod header;
mod opcode;
mod tlv;

pub use body::{Body, MAX_ACKS};
pub use header::{Header, SessionId};
pub use opcode::Opcode;
pub use tlv::EarlyNegotiation;

use std::fmt;

/// The rule of the wire format that a packet broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketError {
    /// There are fewer bytes than the part being read needs.
    TooShort {
        /// Bytes in the whole packet.
        length: usize,
        /// Bytes that the shortest packet of this kind has.
        needed: usize,
    },
    /// The opcode, the upper five bits of the first byte, has no meaning.
    UnknownOpcode(u8),
    /// A session id of eight zero bytes, which no peer may choose.
    ZeroSessionId,
    /// More acknowledgements than a packet may carry ([`MAX_ACKS`]).
    TooManyAcks(u8),
    /// The list of acknowledgements, the session id behind it or the message id is cut off.
    TruncatedBody,
    /// An acknowledgement packet goes on after its end.
    TrailingBytes(usize),
    /// The options behind a reset are not type, length, value throughout.
    MalformedOptions,
}

impl fmt::Display for PacketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { length, needed } => {
                write!(f, "it has only {length} of at least {needed} bytes")
            }
            Self::UnknownOpcode(opcode) => write!(f, "opcode {opcode} is not OpenVPN's"),
            Self::ZeroSessionId => f.write_str("its session id is all zero"),
            Self::TooManyAcks(count) => {
                write!(
                    f,
                    "it acknowledges {count} packets where {MAX_ACKS} are the limit"
                )
            }
            Self::TruncatedBody => f.write_str("it ends in the middle of a field"),
            Self::TrailingBytes(count) => write!(f, "{count} stray bytes follow its end"),
            Self::MalformedOptions => f.write_str("the options behind the reset are malformed"),
        }
    }
}

impl std::error::Error for PacketError {}
