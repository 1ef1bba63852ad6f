//! The start of a plugin, in place of the standard library's.
//!
//! The library readies a program for everything that Rust promises of one: it reads
//! `/proc/self/maps` to find the end of the stack and maps another stack to say that the first has
//! overflowed. That is a fifth of what a whole probe costs. What a plugin needs of it is here: open
//! numbers 0 to 2, no signal for a reader who has gone, and the arguments.

use std::{
    env,
    ffi::{CStr, OsStr, OsString, c_char, c_int},
    os::unix::ffi::OsStrExt,
    sync::OnceLock,
};

use super::sys;

/// Makes a `fn() -> !` the start of the program. The file says `#![no_main]`.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        /// Called by the C library.
        #[unsafe(no_mangle)]
        extern "C" fn main(
            count: ::std::ffi::c_int,
            arguments: *const *const ::std::ffi::c_char,
        ) -> ::std::ffi::c_int {
            // SAFETY: these are what the C library hands to `main`.
            unsafe { $crate::run::begin(count, arguments) };
            $main()
        }
    };
}

/// Readies the process; [`entry!`](crate::entry) calls it.
///
/// # Safety
///
/// `arguments` has `count` pointers to strings that end in NUL and outlive the call.
#[expect(unsafe_code, reason = "reads what C hands to `main`")]
pub unsafe fn begin(count: c_int, arguments: *const *const c_char) {
    sys::open_standard_numbers();
    sys::ignore_signals_of_writing();
    sys::share_one_heap();
    let count = usize::try_from(count).unwrap_or_default();
    let given = (0..count).map(|index| {
        // SAFETY: promised by the caller.
        let argument = unsafe { CStr::from_ptr(*arguments.add(index)) };
        OsStr::from_bytes(argument.to_bytes()).to_owned()
    });
    // Nobody has asked before.
    let _ = ARGUMENTS.set(given.collect());
}

/// The command line, the program's own name first.
pub fn arguments() -> &'static [OsString] {
    ARGUMENTS.get_or_init(|| env::args_os().collect())
}

static ARGUMENTS: OnceLock<Vec<OsString>> = OnceLock::new();
