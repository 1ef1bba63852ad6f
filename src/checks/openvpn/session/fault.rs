//! Why a packet does not count: the rule that the peer broke.

use std::fmt;

use super::super::packet::{Opcode, PacketError, SessionId};

/// The rule that a packet broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not a well-formed control packet.
    Packet(PacketError),
    /// It is longer than any reply may be; so many bytes were read of it.
    TooLong(usize),
    /// It bears a signature that our key did not make.
    BadSignature,
    /// It answers our hello, signed with the half of the key for the other direction.
    OtherHalf,
    /// It answers our signed hello and bears no signature.
    Unsigned,
    /// It is a reset without a signature that does not even name our session.
    UnsignedAndUntied,
    /// It is our own packet, come back.
    Echo,
    /// Its sender claims a session id of ours.
    OurSessionId,
    /// It is meant for another session.
    OtherPeer(SessionId),
    /// It acknowledges a message that we never sent.
    UnknownAck(u32),
    /// It acknowledges nothing and is nothing else.
    EmptyAcknowledgement,
    /// It uses a key other than the first.
    KeyId(u8),
    /// It is a reset of key method 1, which OpenVPN gave up with 2.4.
    KeyMethod1,
    /// It is of a kind that no server starts with.
    Opcode(Opcode),
    /// It is not the first of its session.
    MessageId(u32),
    /// It came before we said anything.
    Unasked,
}

impl Fault {
    /// Whether the packet proves by itself whom it comes from and that it answers us, so that
    /// nothing better is worth waiting for.
    pub fn is_proven(self) -> bool {
        matches!(self, Self::OtherHalf | Self::Unsigned)
    }
}

impl From<PacketError> for Fault {
    fn from(error: PacketError) -> Self {
        Self::Packet(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packet(error) => error.fmt(f),
            Self::TooLong(_) => f.write_str("it is too long for one"),
            Self::BadSignature => f.write_str("its signature is not made with our key"),
            Self::OtherHalf => {
                f.write_str("it is signed with the half of the key for the other direction")
            }
            Self::Unsigned | Self::UnsignedAndUntied => f.write_str("it is not signed"),
            Self::Echo => f.write_str("it is our own packet sent back"),
            Self::OurSessionId => f.write_str("it claims our own session id"),
            Self::OtherPeer(_) => f.write_str("it names another session than ours"),
            Self::UnknownAck(id) => {
                write!(f, "it acknowledges message {id}, which was never sent")
            }
            Self::EmptyAcknowledgement => f.write_str("it acknowledges nothing"),
            Self::KeyId(id) => write!(f, "it uses key {id} before there was a first one"),
            Self::KeyMethod1 => {
                f.write_str("it is a reset of key method 1, given up with OpenVPN 2.4")
            }
            Self::Opcode(opcode) => write!(f, "it is {opcode}, which answers no hello"),
            Self::MessageId(id) => write!(f, "it is message {id} where message 0 is due"),
            Self::Unasked => f.write_str("it came before anything was sent"),
        }
    }
}

impl std::error::Error for Fault {}
