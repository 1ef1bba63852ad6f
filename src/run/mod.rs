//! One run of a check: deadline, watchdog, signals, panics, one write and the exit code.
//!
//! However a run ends, the engine gets one answer on stdout, nothing on stderr and an exit code
//! from 0 to 3. Three things can end it, and whichever comes first takes the only pen there is:
//! the body with its outcome, the guard thread (signal or watchdog), or a panic.
//!
//! The process is left with `exit`, and nobody waits for the runtime to end: a resolver thread may
//! hang for half a minute. Nothing forks.

mod entry;
mod guard;
mod output;
mod panic;
mod progress;
mod sys;

use std::{
    future::Future,
    pin::pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{
    runtime::{Builder, Runtime},
    time::{Instant, timeout_at},
};

use crate::outcome::{Finding, Format, Outcome, State, number, render};

pub use entry::{arguments, begin};
pub use progress::Progress;
pub(crate) use sys::forget_variable;

/// What bounds a run, as the user chose it.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long the whole run may take, name resolution included.
    pub timeout: Duration,
    /// The state of an answer that says no more than that the time was up.
    pub timeout_result: State,
    /// The shape of every answer, those of the watchdog and of a panic included.
    pub format: Format,
}

/// What a body is given to do its work.
#[derive(Debug, Clone)]
pub struct Context {
    /// When the run began.
    pub started: Instant,
    /// When the body has to have returned; it knows best how to word why it has not succeeded.
    pub deadline: Instant,
    /// Where the body says what it is doing.
    pub progress: Progress,
}

/// Runs a check and ends the process with its exit code.
///
/// `name` is the first word of the output. A body that does not return by the deadline is
/// abandoned with `limits.timeout_result`; if it blocks the thread, the watchdog ends the process
/// with UNKNOWN a second later. Call it once and from a process with one thread: SIGTERM and SIGINT
/// are blocked here and in the threads started from now on.
pub fn check<F, Fut>(name: &'static str, limits: Limits, body: F) -> !
where
    F: FnOnce(Context) -> Fut,
    Fut: Future<Output = Outcome>,
{
    let started = Instant::now();
    let timeout = limits.timeout;
    let teller = Teller::new(name, limits.format);
    sys::block_signals();
    sys::keep_private();
    panic::report(teller);
    let progress = Progress::new();
    let watchdog_after = timeout + WATCHDOG;
    if let Err(error) = guard::start(teller, started.into_std(), watchdog_after, &progress) {
        teller.leave_unknown(format!("cannot start the watchdog thread: {error}"));
    }
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(error) => teller.leave_unknown(format!("cannot start the event loop: {error}")),
    };
    let context = Context {
        started,
        deadline: started + timeout,
        progress: progress.clone(),
    };
    let last_moment = context.deadline + GRACE;
    let answer = runtime.block_on(async {
        let mut body = pin!(body(context));
        match timeout_at(last_moment, &mut body).await {
            Ok(outcome) => Some(outcome),
            // On a machine that is busy both moments may have gone by before we were run at all.
            Err(_) => timeout_at(Instant::now() + GRACE, body).await.ok(),
        }
    });
    if answer.is_none() {
        // What was abandoned lets go of its secrets; nobody waits for a resolver.
        runtime.shutdown_background();
    }
    let outcome = answer.unwrap_or_else(|| {
        let timeout = number(timeout.as_secs_f64());
        let text = format!("timed out after {timeout} s while {}", progress.now());
        Outcome::single(name, Finding::new(limits.timeout_result, text))
    });
    sys::wipe_stack();
    finish(&render(&outcome, limits.format), outcome.state())
}

/// Writes a text exactly as it is and ends the process. A text that cannot be written is UNKNOWN.
pub fn finish(text: &str, state: State) -> ! {
    output::leave(text, state.exit_code())
}

/// The same before [`check`] has started its guard: for help, version and usage errors. A stdout
/// that nobody reads does not hold this up.
pub fn finish_early(text: &str, state: State) -> ! {
    match guard::bound_a_write() {
        Ok(()) => finish(text, state),
        Err(_) => finish("", State::Unknown),
    }
}

/// The moment, in seconds since 1970; 0 where the clock stands before that.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// From now on a panic is one UNKNOWN line and exit code 3. [`check`] calls this; call it yourself
/// to cover what comes before, such as reading the command line.
pub fn report_panics(name: &'static str, format: Format) {
    panic::report(Teller::new(name, format));
}

/// The deadline is the body's own business; this is what it may take to word its answer, from the
/// deadline or from when this process is run at last.
const GRACE: Duration = Duration::from_millis(100);
/// From the deadline to the end of everything.
const WATCHDOG: Duration = Duration::from_secs(1);

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
}

/// Tells of a run that ended otherwise than planned, in the format that was asked for.
#[derive(Debug, Clone, Copy)]
struct Teller {
    name: &'static str,
    format: Format,
}

impl Teller {
    fn new(name: &'static str, format: Format) -> Self {
        Self { name, format }
    }

    fn unknown(self, text: String) -> String {
        let outcome = Outcome::single(self.name, Finding::unknown(text));
        render(&outcome, self.format)
    }

    fn leave_unknown(self, text: String) -> ! {
        finish(&self.unknown(text), State::Unknown)
    }
}
