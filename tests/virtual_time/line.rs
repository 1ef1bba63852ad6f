//! The line between client and server: a datagram's, which loses, doubles and reorders, or a
//! stream's, which does nothing but take its time.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::dice::Dice;

/// What the line does to packets, in percent and milliseconds.
#[derive(Clone, Debug)]
pub struct Manners {
    pub loss: u64,
    pub twice: u64,
    pub delay: std::ops::Range<u64>,
}

impl Manners {
    pub fn bad() -> Self {
        Self {
            loss: 30,
            twice: 10,
            delay: 1..301,
        }
    }

    pub fn stream() -> Self {
        Self {
            loss: 0,
            twice: 0,
            delay: 20..21,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    ToServer,
    ToClient,
}

pub struct Line {
    manners: Manners,
    dice: Dice,
    sent: u64,
    /// By arrival; of two at once, the one that was sent first.
    under_way: BTreeMap<(Duration, u64), (Way, Vec<u8>)>,
}

impl Line {
    pub fn new(manners: Manners, dice: Dice) -> Self {
        Self {
            manners,
            dice,
            sent: 0,
            under_way: BTreeMap::new(),
        }
    }

    pub fn send(&mut self, way: Way, packet: &[u8], now: Duration) {
        let copies = 1 + u64::from(self.dice.percent(self.manners.twice));
        for _ in 0..copies {
            if self.dice.percent(self.manners.loss) {
                continue;
            }
            let delay = Duration::from_millis(self.dice.within(self.manners.delay.clone()));
            self.sent += 1;
            self.under_way
                .insert((now + delay, self.sent), (way, packet.to_vec()));
        }
    }

    pub fn next_arrival(&self) -> Option<Duration> {
        self.under_way.keys().next().map(|(at, _)| *at)
    }

    /// What has arrived by now, one at a time.
    pub fn arrived(&mut self, now: Duration) -> Option<(Way, Vec<u8>)> {
        let entry = self.under_way.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }
}
