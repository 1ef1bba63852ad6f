//! A check that does what it is told, for the tests of how a run ends.
//!
//! Usage: `misbehave WORD TIMEOUT text|json [SOCKET]`. One byte goes to the datagram socket as soon
//! as the body runs.

#![no_main]

use std::{
    future,
    os::unix::net::UnixDatagram,
    sync::{Arc, Barrier},
    thread,
    time::Duration,
};

use gatewatch::{
    checks::openvpn::measures,
    outcome::{Finding, Format, Metric, Outcome, State},
    run::{self, Context, Limits},
};
use tokio::time::{sleep, sleep_until};

const NAME: &str = "MISBEHAVE";
const FOREVER: Duration = Duration::from_secs(600);

gatewatch::entry!(start);

fn start() -> ! {
    run::report_panics(NAME, Format::Text);
    let arguments = run::arguments().iter().skip(1);
    let arguments: Vec<&str> = arguments.filter_map(|one| one.to_str()).collect();
    let [word, timeout, format, ready @ ..] = arguments.as_slice() else {
        run::finish(
            "MISBEHAVE UNKNOWN - three arguments, please\n",
            State::Unknown,
        );
    };
    let limits = Limits {
        timeout: Duration::from_secs_f64(timeout.parse().expect("seconds")),
        timeout_result: State::Critical,
        format: match *format {
            "json" => Format::Json,
            _ => Format::Text,
        },
    };
    run::check(NAME, limits, async |context| {
        context.progress.set(format!("told to {word}"));
        if let Some(path) = ready.first() {
            let socket = UnixDatagram::unbound().expect("a socket");
            socket.send_to(b"x", path).expect("a listener");
        }
        body(word, context).await
    })
}

async fn body(word: &str, context: Context) -> Outcome {
    let mut outcome = Outcome::new(NAME);
    match word {
        "empty" => return outcome,
        "panic" => panic!("asked | for\n\u{1b}it"),
        "panic-in-task" => {
            tokio::spawn(async { panic!("in a task") });
            future::pending::<()>().await;
        }
        "panic-in-thread" => {
            thread::spawn(|| panic!("in a thread"));
            future::pending::<()>().await;
        }
        "panic-everywhere" => {
            let all = Arc::new(Barrier::new(8));
            for _ in 0..8 {
                let all = Arc::clone(&all);
                thread::spawn(move || {
                    all.wait();
                    panic!("all at once");
                });
            }
            future::pending::<()>().await;
        }
        "hang-async" => future::pending().await,
        "hang-blocking" => thread::sleep(FOREVER),
        "spin" => loop {
            context.progress.set("spinning");
        },
        "word-it-itself" => {
            sleep_until(context.deadline).await;
            sleep(Duration::from_millis(5)).await;
            outcome.push(Finding::warning("no answer, and I know why"));
            return outcome;
        }
        "leave-a-thread" => {
            tokio::task::spawn_blocking(|| thread::sleep(FOREVER));
        }
        "slow-then-ok" => sleep(Duration::from_millis(200)).await,
        "big" => {
            for n in 0..5000 {
                outcome.push(Finding::critical(format!("line {n}")));
            }
            return outcome;
        }
        "warning" => {
            outcome.push(Finding::warning("could be better"));
            return outcome;
        }
        _ => {}
    }
    outcome
        .push(Finding::ok("all is well"))
        .metric(Metric::of(measures::ALL[0], 0.25).min(0.0));
    outcome
}
