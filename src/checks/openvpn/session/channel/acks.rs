//! What there is to acknowledge.
//!
//! Old acknowledgements are repeated where there is room, since the packet with the first one may
//! be lost, and since a server that keeps no state knows our first packet by the acknowledgement of
//! its reset alone. On an unprotected channel no packet has more than four: SoftEther drops those
//! that do.
//!
//! Limits: OpenVPN `ssl_pkt.h` (`CONTROL_SEND_ACK_MAX`), `reliable.h` (`RELIABLE_ACK_SIZE`).

use std::collections::VecDeque;

use super::super::super::packet::MAX_ACKS;

/// Acknowledgements beside a payload.
const ALONG: usize = 4;

/// More that nobody asked for again are forgotten; the other side's window is far smaller.
const MOST_OWED: usize = 64;

/// Message ids of the other side's.
pub(super) struct Acks {
    owed: VecDeque<u32>,
    /// The last ones that were acknowledged, newest first.
    recent: VecDeque<u32>,
    alone: usize,
}

impl Acks {
    /// The reset, message 0, came already.
    pub(super) fn with_reset(is_protected: bool) -> Self {
        Self {
            owed: VecDeque::from([0]),
            recent: VecDeque::new(),
            alone: match is_protected {
                true => usize::from(MAX_ACKS),
                false => ALONG,
            },
        }
    }

    /// Notes that a message came, for the first time or again.
    pub(super) fn owe(&mut self, message_id: u32) {
        if !self.owed.contains(&message_id) && self.owed.len() < MOST_OWED {
            self.owed.push_back(message_id);
        }
    }

    /// Those for a packet that is sent anyway.
    pub(super) fn along(&mut self) -> Vec<u32> {
        let mut acks = self.pay(ALONG);
        // Those that were paid are among them, so that there is room for the rest.
        let recent = self.recent.iter().filter(|id| !acks.contains(id));
        let repeated: Vec<u32> = recent.copied().collect();
        acks.extend(repeated);
        acks
    }

    /// Those for a packet of their own; none where nothing is owed.
    pub(super) fn alone(&mut self) -> Vec<u32> {
        self.pay(self.alone)
    }

    fn pay(&mut self, most: usize) -> Vec<u32> {
        let count = self.owed.len().min(most);
        let paid: Vec<u32> = self.owed.drain(..count).collect();
        for id in &paid {
            self.recent.retain(|recent| recent != id);
            self.recent.push_front(*id);
        }
        self.recent.truncate(ALONG);
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packet_repeats_the_last_four() {
        let mut acks = Acks::with_reset(true);
        assert_eq!(acks.along(), [0]);
        assert_eq!(acks.along(), [0]);
        assert_eq!(acks.alone(), [0; 0]);
        (1..=3).for_each(|id| acks.owe(id));
        assert_eq!(acks.along(), [1, 2, 3, 0]);
        acks.owe(4);
        assert_eq!(acks.along(), [4, 3, 2, 1]);
    }

    #[test]
    fn an_unprotected_channel_has_four_in_a_packet_and_any_other_eight() {
        for (is_protected, first) in [(false, 4), (true, 8)] {
            let mut acks = Acks::with_reset(is_protected);
            (1..=9).for_each(|id| acks.owe(id));
            let expected: Vec<u32> = (0..first).collect();
            assert_eq!(acks.alone(), expected);
        }
    }

    #[test]
    fn what_is_owed_is_bounded() {
        let mut acks = Acks::with_reset(false);
        (0..10_000).for_each(|id| acks.owe(id));
        assert_eq!(acks.owed.len(), MOST_OWED);
    }
}
