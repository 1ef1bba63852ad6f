//! Pipes that take no byte more: whoever writes to one stands still.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

/// What fills a pipe.
pub const FILLER: u8 = b'.';

/// A pipe, reading end first.
pub fn pipe() -> (OwnedFd, OwnedFd) {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for two descriptors, which are open and nobody else's afterwards.
    unsafe {
        assert_eq!(libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC), 0);
        (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1]))
    }
}

/// A pipe that takes no byte more.
pub fn full_pipe(non_blocking: bool) -> (OwnedFd, OwnedFd) {
    let (reader, writer) = pipe();
    let set_flags = |flags: i32| {
        // SAFETY: changes a flag of a descriptor that is open.
        assert_eq!(
            unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, flags) },
            0
        );
    };
    set_flags(libc::O_NONBLOCK);
    let mut file = File::from(writer.try_clone().expect("a descriptor can be doubled"));
    loop {
        match file.write(&[FILLER; 4096]) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => panic!("{error}"),
        }
    }
    if !non_blocking {
        set_flags(0);
    }
    (reader, writer)
}
