//! Puts the other side's messages in order.
//!
//! Window: OpenVPN `ssl.h` (`TLS_RELIABLE_N_REC_BUFFERS`).

use std::collections::BTreeMap;

/// Messages from the next one on that are kept.
const WINDOW: u32 = 12;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is here, now or since before, and is to be acknowledged.
    Kept,
    /// It is too far ahead to be kept; the other side will send it again.
    Ahead,
}

/// Messages that came, up to the first gap and behind it.
pub(super) struct Inbox {
    next: u32,
    behind_a_gap: BTreeMap<u32, Vec<u8>>,
    in_order: Vec<u8>,
}

impl Inbox {
    /// The reset, message 0, came already.
    pub(super) fn new() -> Self {
        Self {
            next: 1,
            behind_a_gap: BTreeMap::new(),
            in_order: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, message_id: u32, payload: Vec<u8>) -> Place {
        if message_id < self.next {
            return Place::Kept;
        }
        if message_id - self.next >= WINDOW {
            return Place::Ahead;
        }
        self.behind_a_gap.entry(message_id).or_insert(payload);
        while let Some(payload) = self.behind_a_gap.remove(&self.next) {
            self.in_order.extend(payload);
            self.next = self.next.wrapping_add(1);
        }
        Place::Kept
    }

    /// Whether anything came behind the reset.
    pub(super) fn has_begun(&self) -> bool {
        self.next > 1 || !self.behind_a_gap.is_empty()
    }

    pub(super) fn read(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.in_order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_in_order_and_once() {
        let mut inbox = Inbox::new();
        for (id, place) in [
            (2, Place::Kept),
            (0, Place::Kept),
            (2, Place::Kept),
            (13, Place::Ahead),
            (12, Place::Kept),
            (u32::MAX, Place::Ahead),
        ] {
            assert_eq!(inbox.take(id, vec![id.to_be_bytes()[3]]), place, "{id}");
        }
        assert_eq!(inbox.read(), [0; 0]);
        assert!(inbox.has_begun() && !Inbox::new().has_begun());
        assert_eq!(inbox.take(1, vec![1]), Place::Kept);
        assert_eq!(inbox.read(), [1, 2]);
        assert_eq!(inbox.take(1, vec![9]), Place::Kept);
        assert_eq!(inbox.read(), [0; 0]);
    }
}
