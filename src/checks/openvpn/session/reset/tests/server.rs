//! The replies of a server in memory, to be changed for a case.

use super::*;

/// A server's reply before it is changed for a case.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) header: Header,
    pub(super) body: Body,
    pub(super) packet_id: u32,
    pub(super) time: u32,
}

impl Reply {
    pub(super) fn reset(peer: SessionId) -> Self {
        Self {
            header: Header {
                opcode: Opcode::HardResetServerV2,
                key_id: 0,
                session_id: id(0xa1),
            },
            body: Body {
                acks: vec![0],
                peer_session_id: Some(peer),
                ..Body::of_hello()
            },
            packet_id: 1,
            time: CLOCK,
        }
    }

    pub(super) fn untied() -> Self {
        Self {
            body: Body::of_hello(),
            ..Self::reset(id(1))
        }
    }

    pub(super) fn ack(peer: SessionId) -> Self {
        let mut reply = Self::reset(peer);
        reply.header.opcode = Opcode::AckV1;
        reply.body.message_id = None;
        reply
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(super) fn seal(&self, wrap: &Wrap) -> Vec<u8> {
        let replay = ReplayId {
            packet_id: self.packet_id,
            net_time: self.time,
        };
        wrap.seal(&self.header, replay, &self.body.encode())
    }
}
