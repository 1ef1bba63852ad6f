//! Replies as the peer of a hello builds them: a good one first, and whatever is to be wrong with
//! it is said field by field.

use std::time::{SystemTime, UNIX_EPOCH};

use gatewatch::checks::openvpn::packet::{Body, Header, Opcode, SessionId};
use gatewatch::checks::openvpn::wrap::{ReplayId, Wrap};

/// The session that peers claim.
pub const PEER: [u8; 8] = [0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8];
/// A session that is nobody's.
pub const NOBODY: [u8; 8] = *b"nobody's";
/// `EARLY_NEG_FLAGS`, two bytes, `RESEND_WKC`.
pub const RESEND_KEY: [u8; 6] = [0, 1, 0, 2, 0, 1];

/// A reply to be.
#[derive(Clone, Debug)]
pub struct Reply {
    pub opcode: Opcode,
    pub key_id: u8,
    pub session: [u8; 8],
    pub packet_id: u32,
    pub net_time: u32,
    pub acks: Vec<u32>,
    pub to: [u8; 8],
    pub message_id: u32,
    pub payload: Vec<u8>,
}

impl Reply {
    /// What a server answers to `hello`.
    pub fn to(hello: &[u8]) -> Self {
        Self {
            opcode: Opcode::HardResetServerV2,
            key_id: 0,
            session: PEER,
            packet_id: 1,
            net_time: now(),
            acks: vec![0],
            to: session_of(hello),
            message_id: 0,
            payload: vec![],
        }
    }

    /// What an older server repeats: a reset that acknowledges nothing.
    pub fn untied() -> Self {
        Self {
            acks: vec![],
            ..Self::to(&[0; 9])
        }
    }

    /// What an older server answers when it takes `hello` for a retransmit.
    pub fn ack(hello: &[u8]) -> Self {
        Self {
            opcode: Opcode::AckV1,
            ..Self::to(hello)
        }
    }

    pub fn plain(&self) -> Vec<u8> {
        self.sealed(&Wrap::Plain)
    }

    pub fn sealed(&self, wrap: &Wrap) -> Vec<u8> {
        let header = Header {
            opcode: self.opcode,
            key_id: self.key_id,
            session_id: session(self.session),
        };
        let replay = ReplayId {
            packet_id: self.packet_id,
            net_time: self.net_time,
        };
        let body = Body {
            acks: self.acks.clone(),
            peer_session_id: (!self.acks.is_empty()).then(|| session(self.to)),
            message_id: self.opcode.is_reliable().then_some(self.message_id),
            payload: self.payload.clone(),
        };
        wrap.seal(&header, replay, &body.encode())
    }
}

/// A good plain answer.
pub fn good(hello: &[u8]) -> Vec<u8> {
    Reply::to(hello).plain()
}

/// The session id in a packet.
pub fn session_of(packet: &[u8]) -> [u8; 8] {
    packet[1..9].try_into().expect("eight bytes")
}

/// Seconds since 1970.
pub fn now() -> u32 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is past 1970");
    u32::try_from(since.as_secs()).expect("the clock is before 2106")
}

/// A plain packet, byte by byte.
pub fn raw(first: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[first], &parts.concat()[..]].concat()
}

fn session(bytes: [u8; 8]) -> SessionId {
    SessionId::new(bytes).expect("not all zero")
}
