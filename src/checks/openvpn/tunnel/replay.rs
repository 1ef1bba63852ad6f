//! Which packet ids came already: the highest one and the 63 below it.
//!
//! UDP may deliver out of order, so an older packet is good once. What is older than the window
//! counts as seen, and so does 0, which no sender uses.
//!
//! Rules: OpenVPN `packet_id.c` (`packet_id_test`), whose own window is of 64 packets as well.

/// The packet ids of one key that were taken.
#[derive(Default)]
pub(super) struct ReplayWindow {
    highest: u32,
    /// Bit n: the packet n below the highest came.
    seen: u64,
}

impl ReplayWindow {
    /// Takes a packet id, unless it came before. Only for packets whose tag is good.
    pub(super) fn takes(&mut self, id: u32) -> bool {
        if id > self.highest {
            let ahead = id - self.highest;
            self.seen = self.seen.checked_shl(ahead).unwrap_or(0) | 1;
            self.highest = id;
            return true;
        }
        let bit = 1u64.checked_shl(self.highest - id).unwrap_or(0);
        let is_new = id != 0 && bit & !self.seen != 0;
        self.seen |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_each_packet_once_and_none_that_is_too_old() {
        let mut window = ReplayWindow::default();
        for (id, expected) in [
            (0, false),
            (1, true),
            (1, false),
            (3, true),
            (2, true),
            (2, false),
            (66, true),
            (3, false),
            (4, true),
            (2, false),
            (u32::MAX, true),
            (u32::MAX, false),
            (u32::MAX - 63, true),
            (u32::MAX - 64, false),
            (0, false),
        ] {
            assert_eq!(window.takes(id), expected, "{id}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_a_set_within_the_window(ids in prop::collection::vec(0u32..200, 0..300)) {
            let mut window = ReplayWindow::default();
            let mut taken = HashSet::new();
            for id in ids {
                let highest = taken.iter().max().copied().unwrap_or(0);
                let is_new = id != 0 && id + 64 > highest && !taken.contains(&id);
                prop_assert_eq!(window.takes(id), is_new);
                if is_new {
                    taken.insert(id);
                }
            }
        }
    }
}
