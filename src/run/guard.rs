//! The thread that ends the process when the main thread cannot: on a signal, or a second after
//! the deadline.
//!
//! It waits with `sigtimedwait`, so that what it does then is ordinary code and not a signal
//! handler. It never waits for anybody else: it does not block on a lock, on a full pipe or on an
//! exit handler.
//!
//! Why it speaks at all: Icinga sends SIGTERM when a check takes too long and shows what the
//! plugin still says.

use std::{
    io,
    thread::{self, Builder},
    time::{Duration, Instant},
};

use super::{Progress, Teller, output, sys};
use crate::outcome::{State, number};

/// Starts the guard. SIGTERM and SIGINT must be blocked already, for this thread as well.
pub(super) fn start(
    teller: Teller,
    started: Instant,
    expires_after: Duration,
    progress: &Progress,
) -> io::Result<()> {
    let progress = progress.clone();
    Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let signal = wait(started + expires_after.min(SOON)).or_else(|| {
                sys::keep_from_swap();
                wait(started + expires_after)
            });
            let doing = progress.now();
            end(&teller.unknown(match signal {
                Some(signal) => format!("terminated by {signal} while {doing}"),
                None => {
                    let seconds = number(expires_after.as_secs_f64());
                    format!("watchdog: still {doing} after {seconds} s")
                }
            }))
        })
        .map(drop)
}

/// Ends the process a second from now, whatever it is writing to.
pub(super) fn bound_a_write() -> io::Result<()> {
    let bound = || {
        thread::sleep(Duration::from_secs(1));
        sys::exit_at_once(State::Unknown.exit_code())
    };
    Builder::new().stack_size(STACK).spawn(bound).map(drop)
}

/// Enough to render one finding, in a debug build too.
const STACK: usize = 128 * 1024;
/// A run that lasts longer waits for somebody, and may be swapped out meanwhile.
const SOON: Duration = Duration::from_secs(1);
/// For an answer that is already being written.
const GRACE: Duration = Duration::from_millis(100);

/// The name of the signal that came, or nothing if none came in time.
fn wait(until: Instant) -> Option<&'static str> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match sys::wait_for_signal(left) {
            Ok(signal) => return Some(name(signal)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && !left.is_zero() => {}
            Err(_) => {
                thread::sleep(until.saturating_duration_since(Instant::now()));
                return None;
            }
        }
    }
}

fn name(signal: i32) -> &'static str {
    match signal {
        libc::SIGINT => "SIGINT",
        _ => "SIGTERM",
    }
}

fn end(text: &str) -> ! {
    if !output::take_pen() {
        thread::sleep(GRACE);
    } else if sys::stdout_takes_a_page() {
        // The exit code is the same whether this succeeds or not.
        let _ = sys::write_to_stdout(text.as_bytes());
    }
    sys::exit_at_once(State::Unknown.exit_code())
}
