//! The control channel behind the first round trip: a stream of bytes each way over packets that
//! may be lost, doubled or overtaken.
//!
//! Sans-IO. It is handed times and never asks a clock, and it knows nothing of TLS: what it carries
//! are bytes. Either side can use it; a server is one in tests.
//!
//! Rules: OpenVPN `reliable.c`, `ssl_pkt.c` and `ssl.c` (`tls_process`), as of 2.4 to 2.7.

mod acks;
mod inbox;
mod outbox;
#[cfg(test)]
mod tests;

use std::time::Duration;

use super::super::packet::{Body, Header, Opcode};
use super::super::wrap::{OpenError, Signature, Wrap};
use super::{Fault, LONGEST_PACKET, Opening, describe};

use acks::Acks;
use inbox::{Inbox, Place};
use outbox::Outbox;

/// Bytes that a packet may carry, with the wrapped key where it repeats that. OpenVPN keeps whole
/// control packets below 1250 bytes.
const MOST_PAYLOAD: usize = 1150;

/// Bytes that a packet may always carry, however long the wrapped key is.
const LEAST_PAYLOAD: usize = 100;

/// What a packet brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Something of the control channel; [`Channel::read`] has what is new of the stream.
    Control,
    /// A packet of the data channel, as it came.
    Data,
}

/// One side of the control channel.
pub struct Channel<'a> {
    wrap: &'a Wrap,
    opening: Opening,
    outbox: Outbox,
    inbox: Inbox,
    acks: Acks,
}

impl<'a> Channel<'a> {
    /// The channel that an answered hello opens. `resends` tells whether lost packets are ours to
    /// send again, as they are on UDP.
    pub fn new(wrap: &'a Wrap, opening: Opening, resends: bool) -> Self {
        Self {
            wrap,
            opening,
            outbox: Outbox::new(resends),
            inbox: Inbox::new(),
            acks: Acks::with_reset(wrap.is_signed()),
        }
    }

    /// Adds bytes to the stream to the other side.
    pub fn write(&mut self, bytes: &[u8]) {
        self.outbox.write(bytes);
    }

    /// The bytes that have come in order since the last call.
    pub fn read(&mut self) -> Vec<u8> {
        self.inbox.read()
    }

    /// Takes in a packet.
    ///
    /// # Errors
    /// The rule that a packet broke which therefore changes nothing: on UDP anybody may have sent
    /// it.
    pub fn receive(&mut self, packet: &[u8]) -> Result<Received, Fault> {
        if packet.len() > LONGEST_PACKET {
            return Err(Fault::TooLong(packet.len()));
        }
        if Opcode::of(packet).is_some_and(Opcode::is_data) {
            return Ok(Received::Data);
        }
        let header = Header::decode(packet)?;
        if header.session_id == self.opening.session_id {
            return Err(Fault::OurSessionId);
        }
        if header.session_id != self.opening.peer {
            return Err(Fault::OtherPeer(header.session_id));
        }
        if header.key_id != 0 {
            return Err(Fault::KeyId(header.key_id));
        }
        let opened = self.wrap.open(packet).map_err(|error| match error {
            OpenError::Packet(error) => Fault::Packet(error),
            OpenError::BadSignature => Fault::BadSignature,
        })?;
        if opened.signature == Signature::OtherHalf {
            return Err(Fault::BadSignature);
        }
        let body = Body::decode(header.opcode, &opened.body)?;
        self.take(header.opcode, body)
    }

    fn take(&mut self, opcode: Opcode, body: Body) -> Result<Received, Fault> {
        match opcode {
            Opcode::ControlV1 | Opcode::AckV1 | Opcode::HardResetServerV2 => {}
            Opcode::ControlWkcV1 | Opcode::HardResetClientV2 | Opcode::HardResetClientV3 => {}
            _ => return Err(Fault::Opcode(opcode)),
        }
        if let Some(peer) = body
            .peer_session_id
            .filter(|peer| *peer != self.opening.session_id)
        {
            return Err(Fault::OtherPeer(peer));
        }
        if let Some(ack) = body.acks.iter().find(|ack| !self.outbox.has_sent(**ack)) {
            return Err(Fault::UnknownAck(*ack));
        }
        self.outbox.acknowledged(&body.acks);
        let Some(message_id) = body.message_id else {
            return Ok(Received::Control);
        };
        match self.inbox.take(message_id, body.payload) {
            Place::Kept => self.acks.owe(message_id),
            Place::Ahead => return Err(Fault::MessageId(message_id)),
        }
        Ok(Received::Control)
    }

    /// The next packet to send, if one is due.
    pub fn next_packet(&mut self, now: Duration) -> Option<Vec<u8>> {
        let repeats_key = self.opening.resend_wrapped_key;
        let most = |message_id| match (message_id, repeats_key) {
            (1, true) => MOST_PAYLOAD
                .saturating_sub(self.wrap.wrapped_key_length())
                .max(LEAST_PAYLOAD),
            _ => MOST_PAYLOAD,
        };
        if let Some((message_id, payload)) = self.outbox.next(now, most) {
            let opcode = match (message_id, repeats_key) {
                (1, true) => Opcode::ControlWkcV1,
                _ => Opcode::ControlV1,
            };
            let acks = self.acks.along();
            return Some(self.seal(opcode, acks, Some(message_id), payload));
        }
        let acks = self.acks.alone();
        (!acks.is_empty()).then(|| self.seal(Opcode::AckV1, acks, None, Vec::new()))
    }

    /// When a packet has to be sent again, if nothing comes before.
    pub fn wake_at(&self) -> Option<Duration> {
        self.outbox.due()
    }

    /// Whether everything that was written has been acknowledged.
    pub fn is_quiet(&self) -> bool {
        self.outbox.is_empty()
    }

    /// Whether the other side has reacted to anything behind the hello. What it says proves that as
    /// well as an acknowledgement, which older servers send in packets of their own.
    pub fn was_heard(&self) -> bool {
        self.outbox.was_heard() || self.inbox.has_begun()
    }

    /// Packets that were sent again.
    pub fn retransmits(&self) -> u32 {
        self.outbox.retransmits()
    }

    /// A packet of the other side's in a few words, for people who debug.
    pub fn describe(&self, packet: &[u8]) -> String {
        describe::packet(self.wrap, packet)
    }

    fn seal(
        &mut self,
        opcode: Opcode,
        acks: Vec<u32>,
        message_id: Option<u32>,
        payload: Vec<u8>,
    ) -> Vec<u8> {
        let replay = &mut self.opening.replay;
        replay.packet_id = replay.packet_id.wrapping_add(1);
        let header = Header {
            opcode,
            key_id: 0,
            session_id: self.opening.session_id,
        };
        let body = Body {
            peer_session_id: (!acks.is_empty()).then_some(self.opening.peer),
            acks,
            message_id,
            payload,
        };
        self.wrap.seal(&header, *replay, &body.encode())
    }
}
