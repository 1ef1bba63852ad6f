//! What has to be true of every packet that the client sends.

use std::collections::{BTreeMap, BTreeSet};

use gatewatch::checks::openvpn::packet::{Body, MAX_ACKS, Opcode};

use crate::support::door::Lock;

/// Bytes of the largest packet that goes over every line.
const LONGEST: usize = 1400;
/// Messages under way, counted from the oldest.
const WINDOW: u32 = 6;

/// Looks at the client's packets with the server's keys.
pub struct Watch<'a> {
    lock: &'a Lock,
    /// Payloads by message id, of the client's latest session.
    sent: BTreeMap<u32, Vec<u8>>,
    acknowledged: BTreeSet<u32>,
    last_packet_id: u32,
    /// The rules that a packet broke.
    pub faults: Vec<String>,
}

impl<'a> Watch<'a> {
    pub fn new(lock: &'a Lock) -> Self {
        Self {
            lock,
            sent: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            last_packet_id: 0,
            faults: Vec::new(),
        }
    }

    /// A packet that the client sends.
    pub fn sent(&mut self, packet: &[u8]) {
        if packet.len() > LONGEST {
            self.fault(format!("{} bytes in a packet", packet.len()));
        }
        if Opcode::of(packet).is_some_and(Opcode::is_data) {
            return;
        }
        let Some((_, opened)) = self.lock.open(packet) else {
            return self.fault("a packet that is not signed as it has to be".into());
        };
        let opcode = opened.header.opcode;
        let Ok(body) = Body::decode(opcode, &opened.body) else {
            return self.fault(format!("a malformed {opcode}"));
        };
        let is_hello = opcode == self.lock.hello_opcode();
        if let Some(replay) = opened.replay {
            if !is_hello && replay.packet_id <= self.last_packet_id {
                self.fault(format!("packet id {} twice", replay.packet_id));
            }
            self.last_packet_id = replay.packet_id;
        }
        if is_hello {
            return;
        }
        let most = match (opcode, self.lock.wrap().is_signed()) {
            (Opcode::AckV1, true) => usize::from(MAX_ACKS),
            _ => 4,
        };
        if body.acks.len() > most
            || body.acks.iter().collect::<BTreeSet<_>>().len() < body.acks.len()
        {
            self.fault(format!("acknowledgements {:?} in {opcode}", body.acks));
        }
        match body.message_id {
            Some(id) => self.message(id, body.payload),
            None if body.acks.is_empty() => self.fault("an ACK_V1 of nothing".into()),
            None => {}
        }
    }

    /// What the server says, once it is with the client.
    pub fn reaches_client(&mut self, body: &Body) {
        self.acknowledged.extend(&body.acks);
    }

    /// Everything that the client has said so far, each message once and in order.
    pub fn stream(&self) -> Vec<u8> {
        self.sent.values().flatten().copied().collect()
    }

    fn message(&mut self, id: u32, payload: Vec<u8>) {
        if let Some(before) = self.sent.get(&id) {
            if *before != payload {
                self.fault(format!("message {id} came back changed"));
            }
            if self.acknowledged.contains(&id) {
                self.fault(format!("message {id} again, which was acknowledged"));
            }
            return;
        }
        let last = self.sent.keys().next_back().copied().unwrap_or(0);
        if id != last + 1 {
            self.fault(format!("message {id} behind {last}"));
        }
        if payload.is_empty() {
            self.fault(format!("message {id} is empty"));
        }
        self.sent.insert(id, payload);
        let mut open = self
            .sent
            .keys()
            .filter(|id| !self.acknowledged.contains(id));
        if open.next().is_some_and(|oldest| id - oldest >= WINDOW) {
            self.fault(format!("message {id} goes beyond the window"));
        }
    }

    fn fault(&mut self, text: String) {
        self.faults.push(text);
    }
}
