//! When hellos go out.

use std::time::Duration;

/// The times at which hellos go out, counted from the first: 0, 1, 3 and 6 s, then every 4 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    retries: u32,
}

impl Schedule {
    /// A schedule of one hello and as many more.
    pub fn new(retries: u32) -> Self {
        Self { retries }
    }

    /// When the hello of this index, from 0, is due; none where there are no more.
    pub fn due(self, index: u32) -> Option<Duration> {
        let seconds = match index {
            _ if index > self.retries => return None,
            0 => 0,
            1 => 1,
            2 => 3,
            _ => 6 + 4 * u64::from(index - 3),
        };
        Some(Duration::from_secs(seconds))
    }

    /// Whether the hello of this index is the last that goes out before `deadline`.
    pub fn is_last(self, index: u32, deadline: Duration) -> bool {
        self.due(index + 1).is_none_or(|due| due >= deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hellos_go_out_at_0_1_3_and_6_seconds_and_then_every_4() {
        let due: Vec<Option<u64>> = (0..8)
            .map(|index| Schedule::new(6).due(index).map(|due| due.as_secs()))
            .collect();
        assert_eq!(
            due,
            [
                Some(0),
                Some(1),
                Some(3),
                Some(6),
                Some(10),
                Some(14),
                Some(18),
                None
            ]
        );
        assert_eq!(Schedule::new(0).due(1), None);
    }

    #[test]
    fn the_last_hello_is_the_last_before_the_deadline() {
        let schedule = Schedule::new(3);
        let last = |seconds| {
            (0..=3)
                .find(|index| schedule.is_last(*index, Duration::from_secs(seconds)))
                .unwrap()
        };
        assert_eq!(
            [last(1), last(2), last(4), last(10), last(100)],
            [0, 1, 2, 3, 3]
        );
    }
}
