//! What a run is doing now, for the sentence that has to be said when it is cut short.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, PoisonError, TryLockError},
    thread,
};

use crate::outcome::cut;

/// A handle to the phrase that says what is being done, shared by all its clones.
#[derive(Clone)]
pub struct Progress(Arc<Mutex<String>>);

impl Progress {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new("starting".to_owned())))
    }

    /// Says what is being done from now on, as in `resolving vpn.example.org`: it has to fit
    /// behind "while" and behind "still".
    pub fn set(&self, doing: impl Into<String>) {
        let doing = doing.into();
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = mem::replace(&mut *now, doing);
        drop(now);
        drop(before);
    }

    /// The phrase, cut to a length that leaves the answer below what a pipe takes at once. Never
    /// waits for a thread that was stopped in the middle of [`Progress::set`].
    pub fn now(&self) -> String {
        for _ in 0..ATTEMPTS {
            match self.0.try_lock() {
                Ok(now) => return cut(&now, LONGEST),
                Err(TryLockError::Poisoned(now)) => return cut(&now.into_inner(), LONGEST),
                Err(TryLockError::WouldBlock) => thread::yield_now(),
            }
        }
        "working".to_owned()
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.now()).finish()
    }
}

const ATTEMPTS: usize = 100;
/// In characters.
const LONGEST: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_one_phrase() {
        let progress = Progress::new();
        assert_eq!(progress.now(), "starting");
        progress.clone().set("resolving vpn.example.org");
        assert_eq!(progress.now(), "resolving vpn.example.org");
    }

    #[test]
    fn a_held_lock_does_not_block_the_reader() {
        let progress = Progress::new();
        let _held = progress.0.lock().unwrap();
        assert_eq!(progress.now(), "working");
    }

    #[test]
    fn a_poisoned_lock_still_tells() {
        let progress = Progress::new();
        let other = progress.clone();
        let thread = thread::spawn(move || {
            let _held = other.0.lock().unwrap();
            panic!("poison");
        });
        assert!(thread.join().is_err());
        assert_eq!(progress.now(), "starting");
        progress.set("waiting");
        assert_eq!(progress.now(), "waiting");
    }

    #[test]
    fn a_long_phrase_is_cut() {
        let progress = Progress::new();
        progress.set("é".repeat(5000));
        assert_eq!(progress.now(), format!("{}...", "é".repeat(297)));
    }
}
