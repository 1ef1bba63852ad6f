//! The system calls that the standard library has no safe words for. The only `unsafe` of the run.
#![allow(
    unsafe_code,
    reason = "every block is one call into libc, argued for where it stands"
)]

use std::{
    io, mem, ptr,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

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

/// Sets the limit of core files to nothing: the memory may hold keys.
pub(super) fn forbid_core_dumps() {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `none` is a whole `rlimit`, only read.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) };
}

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

/// The standard library opens `/dev/null` in place of a closed stdout before `main`, and the answer
/// would vanish with exit code 0. So the look has to come earlier.
extern "C" fn look_at_stdout() {
    // SAFETY: asks for a flag of a number that need not be an open file.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
    WAS_CLOSED.store(flags < 0, Ordering::Relaxed);
    // A file size limit is to be an error of `write`, for help and usage errors as well.
    // SAFETY: ignores a signal.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

// SAFETY: the loader calls each entry of this section as a function with the C calling convention;
// this one needs nothing that is not there before `main`.
#[used]
#[unsafe(link_section = ".init_array")]
static LOOK_AT_STDOUT: extern "C" fn() = look_at_stdout;
