//! The system calls that the standard library has no safe words for. The only `unsafe` of the run.
#![allow(
    unsafe_code,
    reason = "every block is one call into libc, argued for where it stands"
)]

mod memory;

use std::{
    io, mem, ptr,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

pub(crate) use memory::forget_variable;
pub(super) use memory::{keep_from_swap, keep_private, wipe_stack};

/// Blocks SIGTERM and SIGINT, so that only [`wait_for_signal`] receives them. For this thread and
/// those it starts later.
pub(super) fn block_signals() {
    let set = signals(&[libc::SIGTERM, libc::SIGINT]);
    // SAFETY: `set` is an initialised signal set; the old mask is not asked for.
    unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &set, ptr::null_mut()) };
}

/// The next SIGTERM or SIGINT, also one that came before. `WouldBlock` if none came in time,
/// `Interrupted` if the wait was.
pub(super) fn wait_for_signal(timeout: Duration) -> io::Result<i32> {
    let set = signals(&[libc::SIGTERM, libc::SIGINT]);
    let timeout = libc::timespec {
        tv_sec: timeout.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        // Less than 10^9, which every type of this field holds.
        #[expect(
            clippy::cast_lossless,
            reason = "the field is of another type elsewhere"
        )]
        tv_nsec: timeout.subsec_nanos() as _,
    };
    // SAFETY: `set` and `timeout` are initialised and live until the call returns; nobody asks for
    // the signal's details.
    let signal = unsafe { libc::sigtimedwait(&set, ptr::null_mut(), &timeout) };
    if signal < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(signal)
}

/// Has all threads take memory from one place: glibc would map and trim 128 MiB for the guard's few
/// bytes (`mallopt(3)`, `M_ARENA_MAX`).
#[cfg(target_env = "gnu")]
pub(super) fn share_one_heap() {
    // SAFETY: takes two numbers; no other thread runs yet.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
}

/// Other C libraries have one anyway.
#[cfg(not(target_env = "gnu"))]
pub(super) fn share_one_heap() {}

/// Writes all bytes to file descriptor 1 with as few calls as it takes, which is one.
pub(super) fn write_to_stdout(mut bytes: &[u8]) -> io::Result<()> {
    if WAS_CLOSED.load(Ordering::Relaxed) {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    while !bytes.is_empty() {
        // SAFETY: pointer and length are those of one slice.
        let written =
            unsafe { libc::write(libc::STDOUT_FILENO, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(_) => match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => {}
                // Somebody gave us a pipe that does not wait.
                error if error.kind() == io::ErrorKind::WouldBlock => drop(poll_stdout(-1)),
                error => return Err(error),
            },
        }
    }
    Ok(())
}

/// Whether a short write to stdout would return at once: a pipe that is ready takes a page.
pub(super) fn stdout_takes_a_page() -> bool {
    poll_stdout(0)
}

/// Ends the process without exit handlers, which might wait for a lock.
pub(super) fn exit_at_once(code: i32) -> ! {
    // SAFETY: takes a number and does not return.
    unsafe { libc::_exit(code) }
}

fn poll_stdout(milliseconds: i32) -> bool {
    let mut stdout = libc::pollfd {
        fd: libc::STDOUT_FILENO,
        events: libc::POLLOUT,
        revents: 0,
    };
    // SAFETY: `stdout` is one `pollfd`, as the count says, and lives until the call returns.
    let ready = unsafe { libc::poll(&mut stdout, 1, milliseconds) };
    ready > 0 && stdout.revents & libc::POLLOUT != 0
}

fn signals(members: &[i32]) -> libc::sigset_t {
    // SAFETY: `sigset_t` is plain bits, and `sigemptyset` makes them a valid set before
    // `sigaddset` is given valid signal numbers.
    unsafe {
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        for signal in members {
            libc::sigaddset(&mut set, *signal);
        }
        set
    }
}

/// Whether the process was started without a stdout.
static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Opens `/dev/null` for each of the numbers 0 to 2 that the process was started without: else the
/// next socket would bear it, and the answer go to a server.
pub(super) fn open_standard_numbers() {
    for number in [libc::STDIN_FILENO, libc::STDOUT_FILENO, libc::STDERR_FILENO] {
        // SAFETY: asks for a flag of a number that need not be an open file.
        if unsafe { libc::fcntl(number, libc::F_GETFD) } < 0 {
            if number == libc::STDOUT_FILENO {
                WAS_CLOSED.store(true, Ordering::Relaxed);
            }
            // SAFETY: the path ends in NUL. The lowest free number is this one.
            unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR) };
        }
    }
}

/// A reader who has gone and a limit of file sizes are to be errors of `write`, for help and usage
/// errors as well.
pub(super) fn ignore_signals_of_writing() {
    for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
        // SAFETY: ignores a signal.
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
}
