//! Who may log in when.
//!
//! A server drops the older of two sessions of one identity, so that several addresses or remotes
//! are visited one after the other. Nobody's visit may take the time of those who wait.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// What a visit takes, a lost packet and its repetition included.
const MOSTLY: Duration = Duration::from_millis(1200);

/// The order in which visits take place.
pub struct Turns {
    door: Semaphore,
    waiting: AtomicU32,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            door: Semaphore::new(1),
            waiting: AtomicU32::new(0),
        }
    }
}

impl Turns {
    /// Waits for a turn.
    pub(super) async fn take(&self) -> Turn<'_> {
        let waiting = Waiting::new(&self.waiting);
        // Nobody closes the semaphore.
        let permit = self.door.acquire().await.ok();
        drop(waiting);
        Turn {
            turns: self,
            began: Instant::now(),
            _permit: permit,
        }
    }
}

/// A turn; it is over with the value.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    began: Instant,
    _permit: Option<SemaphorePermit<'a>>,
}

impl Turn<'_> {
    /// Until when it may take, with `last` as the end for everybody: those who wait are left what a
    /// visit mostly takes, or an equal share where there is less.
    pub(super) fn until(&self, last: Instant) -> Instant {
        let time: Duration = last.saturating_duration_since(self.began);
        let waiting = self.turns.waiting.load(Ordering::Relaxed);
        let reserved = time.saturating_sub(MOSTLY * waiting);
        self.began + reserved.max(time / waiting.saturating_add(1))
    }
}

/// Somebody who waits, also one who goes away before his turn.
struct Waiting<'a>(&'a AtomicU32);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_gets_a_share_of_the_time() {
        let turns = Turns::default();
        let turn = turns.take().await;
        let last = turn.began + Duration::from_secs(8);
        assert_eq!(turn.until(last), last);
        let next = turns.take();
        tokio::pin!(next);
        tokio::select! {
            biased;
            _ = &mut next => unreachable!("one turn at a time"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(turn.until(last), turn.began + Duration::from_millis(6800));
        let soon = turn.began + Duration::from_secs(1);
        assert_eq!(turn.until(soon), turn.began + Duration::from_millis(500));
        drop(turn);
        let turn = next.await;
        assert_eq!(turn.until(last), last);
    }
}
