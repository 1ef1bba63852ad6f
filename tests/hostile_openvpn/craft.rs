//! Packets that a server, or somebody who pretends to be it, puts together by hand.

use gatewatch::checks::openvpn::packet::{Body, Header, Opcode, SessionId};
use gatewatch::checks::openvpn::wrap::{ReplayId, Wrap};

use crate::front::clock;

/// Somebody who has seen both session ids.
pub struct Forger {
    pub client: SessionId,
    pub server: SessionId,
    packet_id: u32,
}

impl Forger {
    /// From a packet of the server's and one of the client's.
    pub fn between(server: &[u8], client: &[u8]) -> Self {
        Self {
            client: session_of(client),
            server: session_of(server),
            packet_id: 1000,
        }
    }

    /// A piece of the TLS stream.
    pub fn control(&mut self, wrap: &Wrap, message_id: u32, payload: &[u8]) -> Vec<u8> {
        self.packet(
            wrap,
            Opcode::ControlV1,
            &[],
            Some(message_id),
            payload.to_vec(),
        )
    }

    pub fn ack(&mut self, wrap: &Wrap, acks: &[u32]) -> Vec<u8> {
        self.packet(wrap, Opcode::AckV1, acks, None, Vec::new())
    }

    pub fn reset(&mut self, wrap: &Wrap) -> Vec<u8> {
        self.packet(wrap, Opcode::HardResetServerV2, &[0], Some(0), Vec::new())
    }

    pub fn packet(
        &mut self,
        wrap: &Wrap,
        opcode: Opcode,
        acks: &[u32],
        message_id: Option<u32>,
        payload: Vec<u8>,
    ) -> Vec<u8> {
        self.packet_id += 1;
        let header = Header {
            opcode,
            key_id: 0,
            session_id: self.server,
        };
        let replay = ReplayId {
            packet_id: self.packet_id,
            net_time: clock(),
        };
        let body = Body {
            acks: acks.to_vec(),
            peer_session_id: (!acks.is_empty()).then_some(self.client),
            message_id,
            payload,
        };
        wrap.seal(&header, replay, &body.encode())
    }
}

/// A TLS record with an alert; level 1 is a warning, 2 is fatal.
pub fn alert(level: u8, number: u8) -> Vec<u8> {
    vec![0x15, 3, 3, 0, 2, level, number]
}

/// A TLS record of a handshake message that ends in it or does not.
pub fn handshake(kind: u8, claimed: u32, bytes: &[u8]) -> Vec<u8> {
    let message = [&[kind][..], &claimed.to_be_bytes()[1..], bytes].concat();
    record(0x16, 3, &message)
}

/// A TLS record of version 3.`minor`.
pub fn record(kind: u8, minor: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a record is short");
    [&[kind, 3, minor][..], &length.to_be_bytes(), content].concat()
}

/// The message id of a plain packet that has no acknowledgements or several, if it has one.
pub fn message_id(packet: &[u8]) -> Option<u32> {
    let opcode = Opcode::of(packet)?;
    let body = packet.get(Header::LENGTH..)?;
    Body::decode(opcode, body).ok()?.message_id
}

pub fn session_of(packet: &[u8]) -> SessionId {
    let bytes = packet[1..9].try_into().expect("eight bytes");
    SessionId::new(bytes).expect("not all zero")
}
