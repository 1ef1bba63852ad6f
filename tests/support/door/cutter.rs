//! Hands a stream to a channel in pieces, each of which the channel makes a message of.

use std::collections::VecDeque;
use std::time::Duration;

use gatewatch::checks::openvpn::packet::Opcode;
use gatewatch::checks::openvpn::session::channel::Channel;

pub(super) struct Cutter {
    stream: VecDeque<u8>,
    most: usize,
    /// Bytes that may still go out; without, all may.
    allowance: Option<usize>,
    /// Whether a piece is with the channel that has not been sent for the first time.
    is_waiting: bool,
}

impl Cutter {
    /// Cuts pieces of `most` bytes, as long as no more than `allowance` go out in all.
    pub(super) fn new(most: usize, allowance: Option<usize>) -> Self {
        Self {
            stream: VecDeque::new(),
            most: most.max(1),
            allowance,
            is_waiting: false,
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        let allowed = self.allowance.unwrap_or(usize::MAX).min(bytes.len());
        self.stream.extend(&bytes[..allowed]);
        if let Some(allowance) = &mut self.allowance {
            *allowance -= allowed;
        }
    }

    pub(super) fn next_packet(
        &mut self,
        channel: &mut Channel<'_>,
        now: Duration,
    ) -> Option<Vec<u8>> {
        if !self.is_waiting && !self.stream.is_empty() {
            let length = self.stream.len().min(self.most);
            let piece: Vec<u8> = self.stream.drain(..length).collect();
            channel.write(&piece);
            self.is_waiting = true;
        }
        let retransmits = channel.retransmits();
        let packet = channel.next_packet(now)?;
        let is_new =
            Opcode::of(&packet) == Some(Opcode::ControlV1) && channel.retransmits() == retransmits;
        self.is_waiting &= !is_new;
        Some(packet)
    }
}
