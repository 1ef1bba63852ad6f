//! Memory that may hold keys: nobody else reads it, it is not swapped out, and none of it outlives
//! its use.
//!
//! `Zeroizing` overwrites what we name, and cannot reach the copies that others make: the buffers of
//! rustls, the numbers of an RSA key in `ring`, a vector that grows. So whatever the heap takes back
//! is overwritten, and so is the stack that a run leaves behind.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    ffi::CStr,
    fs,
    hint::black_box,
    mem::MaybeUninit,
    ptr,
    sync::atomic::{AtomicBool, Ordering},
};

/// Keeps the memory from everybody else from now on: no core file, and neither a debugger nor
/// `/proc/PID/environ` for anybody but root. What is given back is overwritten from now on, too.
///
/// The limit alone would not do: a core that goes into a pipe, as to `systemd-coredump`, knows none
/// (core(5)).
pub(in crate::run) fn keep_private() {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `none` is a whole `rlimit`, only read; the other call takes numbers.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &none);
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
    IS_PRIVATE.store(true, Ordering::Relaxed);
}

/// Keeps out of swap what is there by now, as far as the limit goes (`RLIMIT_MEMLOCK`). Costs as
/// much as a fifth of a probe, so it is for runs that have to wait.
pub(in crate::run) fn keep_from_swap() {
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for (start, end) in maps.lines().filter_map(writable) {
        // SAFETY: changes nothing in the memory, whatever is there.
        if unsafe { libc::syscall(libc::SYS_mlock2, start, end - start, libc::MLOCK_ONFAULT) } < 0 {
            return;
        }
    }
}

/// Where a mapping lies that is ours alone and no file's. The last page of a stack is left out: the
/// stack grows from there, which a limit would keep a locked one from.
fn writable(line: &str) -> Option<(usize, usize)> {
    let mut words = line.split_whitespace();
    let (range, rights, inode) = (words.next()?, words.next()?, words.nth(2)?);
    let (start, end) = range.split_once('-')?;
    let address = |digits| usize::from_str_radix(digits, 16).ok();
    let start = match words.next() {
        Some("[stack]") => address(start)? + PAGE,
        _ => address(start)?,
    };
    (rights == "rw-p" && inode == "0").then_some((start, address(end)?))
}

/// The smallest there is.
const PAGE: usize = 4096;

/// Overwrites what earlier calls have left on the stack, below the caller's own frame, down to where
/// it was not used.
#[inline(never)]
pub(in crate::run) fn wipe_stack() {
    let here = 0_u8;
    let mut depth = STEP;
    while was_used(ptr::from_ref(&here).wrapping_sub(depth + STEP)) {
        depth += STEP;
    }
    wipe_down(depth + STEP);
}

/// Frame below frame, since there is no other way to own so much of the stack.
#[inline(never)]
fn wipe_down(depth: usize) {
    let mut here = MaybeUninit::<[u8; STEP]>::uninit();
    let start: *mut u8 = here.as_mut_ptr().cast();
    // SAFETY: these are all bytes of `here`.
    unsafe { wipe(start, STEP) }
    if depth > STEP {
        wipe_down(depth - STEP);
    }
    // Else the compiler might make a loop of it, and one frame.
    black_box(start);
}

/// Of the stack at a time; more than the calls take that look at it.
const STEP: usize = 16 * 1024;

/// Whether any page is there of a step that begins here. Beyond the end of the stack there is none.
fn was_used(start: *const u8) -> bool {
    let mut pages = [0_u8; STEP / PAGE];
    let start = start.map_addr(|address| address & !(PAGE - 1));
    // SAFETY: `pages` has a byte for each page; what is asked about is not touched, and may be
    // nobody's.
    let known = unsafe { libc::mincore(start.cast_mut().cast(), STEP, pages.as_mut_ptr()) };
    known == 0 && pages.iter().any(|page| page & 1 != 0)
}

/// Overwrites the value of a variable of the environment, of which `/proc/PID/environ` has the very
/// bytes. It keeps its length, so that it is still there and not empty.
pub(crate) fn forget_variable(name: &CStr) {
    // SAFETY: `name` ends with a NUL. What is found is a text in memory of this process, which
    // nobody else writes to, and nobody reads meanwhile: only the first thread looks at variables.
    unsafe {
        let value = libc::getenv(name.as_ptr());
        if !value.is_null() {
            ptr::write_bytes(value, b'*', libc::strlen(value));
        }
    }
}

/// Whether what is given back is overwritten. The command line is read before, and has no secrets
/// that are not in the list of processes.
static IS_PRIVATE: AtomicBool = AtomicBool::new(false);

/// The system's allocator, but for memory that is overwritten as it is given back.
struct Wiping;

#[global_allocator]
static HEAP: Wiping = Wiping;

// SAFETY: every block is the system's, of the very layout that was asked for, and is written to
// before it is given back and never after.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the same contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the same contract.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the same contract, by which the block is ours and so long.
        unsafe {
            if IS_PRIVATE.load(Ordering::Relaxed) {
                wipe(block, layout.size());
            }
            System.dealloc(block, layout);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !IS_PRIVATE.load(Ordering::Relaxed) {
            // SAFETY: the caller keeps the same contract.
            return unsafe { System.realloc(block, layout, size) };
        }
        // The system would leave the old block as it is where it moves it.
        // SAFETY: the caller vouches for size and alignment together; the new block is another one,
        // both have as many bytes as are copied, and the old one is given back by its own layout.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

/// Overwrites bytes of which the compiler knows that nobody will read them.
///
/// # Safety
/// So many bytes from `start` on are the caller's.
unsafe fn wipe(start: *mut u8, length: usize) {
    // SAFETY: by the same contract. This call is not optimised away.
    unsafe { libc::explicit_bzero(start.cast(), length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anonymous_memory_that_can_be_written_to_is_locked() {
        let table = [
            (
                "55d0a0000000-55d0a0021000 rw-p 00000000 00:00 0          [heap]",
                Some((0x55d0_a000_0000, 0x55d0_a002_1000)),
            ),
            (
                "7ffc10000000-7ffc10021000 rw-p 00000000 00:00 0          [stack]",
                Some((0x7ffc_1000_1000, 0x7ffc_1002_1000)),
            ),
            (
                "7f0000000000-7f0000021000 rw-p 00000000 00:00 0 ",
                Some((0x7f00_0000_0000, 0x7f00_0002_1000)),
            ),
            ("7f0000021000-7f0004000000 ---p 00000000 00:00 0 ", None),
            (
                "7f1000000000-7f1000001000 rw-p 0001e000 fe:00 326426 /usr/lib/libc.so.6",
                None,
            ),
            (
                "7f2000000000-7f2000001000 r-xp 00000000 00:00 0          [vdso]",
                None,
            ),
            ("", None),
        ];
        for (line, expected) in table {
            assert_eq!(writable(line), expected, "{line}");
        }
    }
}
