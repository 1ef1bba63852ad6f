//! Cuts a stream into messages and keeps each until it is acknowledged.
//!
//! A lost message goes out again after 1, 2, 4, 4, ... seconds. A message that later ones have
//! overtaken three times goes out at once.
//!
//! Window and the overtaking: OpenVPN `ssl.h` (`TLS_RELIABLE_N_SEND_BUFFERS`), `reliable.h`
//! (`N_ACK_RETRANSMIT`).

use std::collections::VecDeque;
use std::time::Duration;

/// Messages that may be under way, counted from the oldest.
const WINDOW: u32 = 6;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(4);
/// Later messages acknowledged before one is taken for lost.
const OVERTAKEN: u32 = 3;

/// What is to be sent and what may have to be sent again.
pub(super) struct Outbox {
    resends: bool,
    next_id: u32,
    stream: VecDeque<u8>,
    under_way: Vec<Message>,
    retransmits: u32,
}

struct Message {
    id: u32,
    payload: Vec<u8>,
    /// When it goes out again; never where the transport sees to that.
    due: Option<Duration>,
    wait: Duration,
    overtaken: u32,
}

impl Outbox {
    /// The hello, message 0, was answered already.
    pub(super) fn new(resends: bool) -> Self {
        Self {
            resends,
            next_id: 1,
            stream: VecDeque::new(),
            under_way: Vec::new(),
            retransmits: 0,
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        self.stream.extend(bytes);
    }

    pub(super) fn has_sent(&self, id: u32) -> bool {
        id < self.next_id
    }

    pub(super) fn acknowledged(&mut self, ids: &[u32]) {
        for id in ids {
            let before = self.under_way.len();
            self.under_way.retain(|message| message.id != *id);
            if self.under_way.len() < before {
                let older = self.under_way.iter_mut().filter(|one| one.id < *id);
                older.for_each(|message| message.overtaken += 1);
            }
        }
    }

    /// The message that is due, with its id. `most` says how many bytes one of this id may have.
    pub(super) fn next(
        &mut self,
        now: Duration,
        most: impl Fn(u32) -> usize,
    ) -> Option<(u32, Vec<u8>)> {
        let resends = self.resends;
        let lost = self.under_way.iter_mut().find(|message| {
            message.due.is_some_and(|due| due <= now) || (resends && message.overtaken >= OVERTAKEN)
        });
        if let Some(message) = lost {
            message.overtaken = 0;
            message.wait = (message.wait * 2).min(LONGEST_WAIT);
            message.due = Some(now + message.wait);
            self.retransmits = self.retransmits.saturating_add(1);
            return Some((message.id, message.payload.clone()));
        }
        let has_room = self
            .under_way
            .first()
            .is_none_or(|oldest| self.next_id - oldest.id < WINDOW);
        if self.stream.is_empty() || !has_room {
            return None;
        }
        let id = self.next_id;
        let length = self.stream.len().min(most(id));
        let payload: Vec<u8> = self.stream.drain(..length).collect();
        self.next_id = self.next_id.wrapping_add(1);
        self.under_way.push(Message {
            id,
            payload: payload.clone(),
            due: self.resends.then_some(now + FIRST_WAIT),
            wait: FIRST_WAIT,
            overtaken: 0,
        });
        Some((id, payload))
    }

    pub(super) fn due(&self) -> Option<Duration> {
        self.under_way
            .iter()
            .filter_map(|message| message.due)
            .min()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stream.is_empty() && self.under_way.is_empty()
    }

    /// Whether the peer has any of it: something that was sent is no longer under way.
    pub(super) fn was_heard(&self) -> bool {
        self.under_way.len() < (1..self.next_id).len()
    }

    pub(super) fn retransmits(&self) -> u32 {
        self.retransmits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn ids(outbox: &mut Outbox, now: Duration) -> Vec<u32> {
        std::iter::from_fn(|| outbox.next(now, |_| 10))
            .map(|(id, _)| id)
            .collect()
    }

    #[test]
    fn a_lost_message_goes_out_again_after_1_2_and_4_seconds() {
        let mut outbox = Outbox::new(true);
        outbox.write(b"hello");
        let sent: Vec<u64> = (0..16)
            .filter(|second| !ids(&mut outbox, at(*second)).is_empty())
            .collect();
        assert_eq!(sent, [0, 1, 3, 7, 11, 15]);
        assert_eq!(outbox.retransmits(), 5);
        outbox.acknowledged(&[1]);
        assert!(outbox.is_empty() && outbox.was_heard());
        assert_eq!(outbox.due(), None);
    }

    #[test]
    fn a_transport_that_loses_nothing_repeats_nothing() {
        let mut outbox = Outbox::new(false);
        outbox.write(b"hello");
        assert_eq!(ids(&mut outbox, at(0)), [1]);
        assert_eq!(ids(&mut outbox, at(100)), [0; 0]);
    }

    #[test]
    fn six_messages_are_under_way_at_most() {
        let mut outbox = Outbox::new(true);
        outbox.write(&[7; 100]);
        assert_eq!(ids(&mut outbox, at(0)), [1, 2, 3, 4, 5, 6]);
        outbox.acknowledged(&[2, 3]);
        assert_eq!(ids(&mut outbox, at(0)), [0; 0]);
        outbox.acknowledged(&[1]);
        assert_eq!(ids(&mut outbox, at(0)), [7, 8, 9]);
    }

    #[test]
    fn a_message_that_three_others_overtook_goes_out_at_once() {
        let mut outbox = Outbox::new(true);
        outbox.write(&[7; 60]);
        ids(&mut outbox, at(0));
        outbox.acknowledged(&[2, 3, 3]);
        assert_eq!(ids(&mut outbox, at(0)), [0; 0]);
        outbox.acknowledged(&[4]);
        assert_eq!(ids(&mut outbox, at(0)), [1]);
    }
}
