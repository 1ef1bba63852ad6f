//! The moment to give up at: it may be brought forward, and whoever waits for it notices.

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// Waits for the moment, wherever it is moved to.
pub async fn reached(end: &mut watch::Receiver<Instant>) {
    loop {
        let until = *end.borrow_and_update();
        tokio::select! {
            () = sleep_until(until) => return,
            changed = end.changed() => if changed.is_err() {
                return sleep_until(until).await;
            },
        }
    }
}

/// Moves the moment to an earlier one, and never to a later one.
pub fn bring_forward(end: &watch::Sender<Instant>, to: Instant) {
    end.send_modify(|until| *until = (*until).min(to));
}
