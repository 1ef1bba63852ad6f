//! The one write. Whoever takes the pen first writes; everyone else keeps silent.

use std::{
    process,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use super::sys;
use crate::outcome::State;

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes the right to write; true for one caller in the life of the process. Whoever has it ends
/// the process soon.
pub(super) fn take_pen() -> bool {
    !TAKEN.swap(true, Ordering::AcqRel)
}

/// Writes the whole text to stdout and exits with `code`, or with 3 if the text could not be
/// written. If another thread is writing already, waits for it to end the process.
pub(super) fn leave(text: &str, code: i32) -> ! {
    while !take_pen() {
        thread::park();
    }
    process::exit(match sys::write_to_stdout(text.as_bytes()) {
        Ok(()) => code,
        Err(_) => State::Unknown.exit_code(),
    })
}
