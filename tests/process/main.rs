//! How a run ends, seen from outside: every bad end is one answer on stdout, nothing on stderr and
//! an exit code from 0 to 3, within a bounded time.
//!
//! `GATEWATCH_MISBEHAVE` names another build of `examples/misbehave.rs`, such as a release build
//! with `panic = "abort"`. Otherwise `cargo build --examples` has to come first, as it does in a
//! plain `cargo test`.

mod harness;
#[path = "../support/pipes.rs"]
mod pipes;

use std::{
    fs::{self, File, OpenOptions},
    io::Read,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use harness::{Run, Started, answer, example, finished, line_of, misbehave, piped, with_closed};
use pipes::{full_pipe, pipe};

const ALL_IS_WELL: &str = "MISBEHAVE OK - all is well|'time'=0.25s;;;0;\n[OK] all is well\n";

#[test]
fn an_outcome_is_written_once_with_its_exit_code() {
    let table = [
        ("ok", ALL_IS_WELL, 0),
        ("slow-then-ok", ALL_IS_WELL, 0),
        (
            "warning",
            "MISBEHAVE WARNING - could be better\n[WARNING] could be better\n",
            1,
        ),
        ("empty", "MISBEHAVE UNKNOWN - nothing was checked\n", 3),
    ];
    for (word, stdout, code) in table {
        Run::of(word, "10", "text").expect(stdout, code);
    }
}

#[test]
fn a_hanging_resolver_thread_is_not_waited_for() {
    Run::of("leave-a-thread", "10", "text").expect(ALL_IS_WELL, 0);
}

#[test]
fn many_lines_end_at_eight_kib() {
    let run = Run::of("big", "10", "text");
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr, "");
    assert!(run.stdout.len() <= 8192);
    let summary: String = (0..60).map(|n| format!("line {n}; ")).collect();
    let first = run.stdout.lines().next().unwrap();
    let expected: String = format!("MISBEHAVE CRITICAL - {summary}")
        .chars()
        .take(397)
        .collect();
    assert_eq!(first, format!("{expected}..."));
    let shown = run.stdout.lines().count() - 2;
    let last = format!("\n({} lines left out)\n", 5000 - shown);
    assert!(run.stdout.ends_with(&last), "{}", run.stdout);
}

#[test]
fn the_deadline_says_what_was_being_done() {
    let text = "timed out after 0.3 s while told to hang-async";
    let run = Run::of("hang-async", "0.3", "text");
    run.expect(&answer("CRITICAL", text), 2);
    assert!(run.took >= Duration::from_millis(300));
    Run::of("hang-async", "0.3", "json").expect_json("CRITICAL", text, 2);
}

#[test]
fn a_body_that_minds_the_deadline_words_the_answer_itself() {
    let text = "no answer, and I know why";
    Run::of("word-it-itself", "0.3", "text").expect(
        &format!("MISBEHAVE WARNING - {text}\n[WARNING] {text}\n"),
        1,
    );
}

#[test]
fn the_watchdog_ends_a_blocked_thread() {
    let text = "watchdog: still told to hang-blocking after 1.3 s";
    let run = Run::of("hang-blocking", "0.3", "text");
    run.expect(&answer("UNKNOWN", text), 3);
    assert!(run.took >= Duration::from_millis(1300));
    Run::of("hang-blocking", "0.3", "json").expect_json("UNKNOWN", text, 3);
}

#[test]
fn the_watchdog_is_not_held_up_by_a_thread_that_never_stops_telling() {
    let run = Run::of("spin", "0.1", "text");
    assert_eq!(run.code, Some(3));
    assert_eq!(run.stderr, "");
    let doing = ["spinning", "working"].map(|doing| {
        let text = format!("watchdog: still {doing} after 1.1 s");
        answer("UNKNOWN", &text)
    });
    assert!(doing.contains(&run.stdout), "{}", run.stdout);
}

#[test]
fn a_panic_is_unknown_wherever_it_happens() {
    let table = [
        ("panic", "asked / for %1bit", r"asked | for\n"),
        ("panic-in-task", "in a task", "\"in a task\""),
        ("panic-in-thread", "in a thread", "\"in a thread\""),
    ];
    for (word, message, in_source) in table {
        let text = format!(
            "internal error: {message} (misbehave.rs:{})",
            line_of(in_source)
        );
        Run::of(word, "10", "text").expect(&answer("UNKNOWN", &text), 3);
        Run::of(word, "10", "json").expect_json("UNKNOWN", &text, 3);
    }
}

#[test]
fn many_panics_at_once_are_one_answer() {
    for _ in 0..20 {
        let run = Run::of("panic-everywhere", "10", "text");
        assert_eq!(run.code, Some(3));
        assert_eq!(run.stderr, "");
        let first = "MISBEHAVE UNKNOWN - internal error: all at once (misbehave.rs:";
        assert!(run.stdout.starts_with(first), "{}", run.stdout);
        assert_eq!(run.stdout.matches("all at once").count(), 1);
    }
}

#[test]
fn a_panic_before_the_run_is_unknown() {
    let run = Run::of("ok", "soon", "text");
    assert_eq!(run.code, Some(3));
    assert_eq!(run.stderr, "");
    assert!(
        run.stdout
            .starts_with("MISBEHAVE UNKNOWN - internal error: seconds: ")
    );
}

#[test]
fn a_signal_gets_an_answer_whatever_the_body_is_doing() {
    let signals = [(libc::SIGTERM, "SIGTERM"), (libc::SIGINT, "SIGINT")];
    for (signal, name) in signals {
        for word in ["hang-async", "hang-blocking"] {
            let text = format!("terminated by {name} while told to {word}");
            let run = Started::in_its_body(word, "300", "text", Stdio::piped());
            run.kill(signal).expect(&answer("UNKNOWN", &text), 3);
            let run = Started::in_its_body(word, "300", "json", Stdio::piped());
            run.kill(signal).expect_json("UNKNOWN", &text, 3);
        }
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_unknown() {
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    for word in ["ok", "hang-async", "hang-blocking", "panic"] {
        let mut command = misbehave(word, "0.1", "text");
        finished(command.stdout(full())).expect("", 3);
        let (reader, writer) = pipe();
        drop(reader);
        finished(misbehave(word, "0.1", "text").stdout(writer)).expect("", 3);
        finished(&mut with_closed(word, "1>&-")).expect("", 3);
    }
}

#[test]
fn usage_that_cannot_be_written_is_unknown() {
    let said = "MISBEHAVE UNKNOWN - three arguments, please\n";
    finished(&mut piped(Command::new(example()))).expect(said, 3);
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" 1>&-"]).arg(example());
    finished(&mut piped(command)).expect("", 3);
}

#[test]
fn stdin_and_stderr_may_be_closed() {
    for redirection in ["0<&-", "2>&-", "0<&- 2>&-"] {
        finished(&mut with_closed("ok", redirection)).expect(ALL_IS_WELL, 0);
    }
}

#[test]
fn a_file_size_limit_is_unknown_and_no_signal() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("out");
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -f 0; exec \"$0\" ok 1 text >\"$1\""])
        .arg(example())
        .arg(&path);
    finished(&mut piped(command)).expect("", 3);
    assert_eq!(fs::read_to_string(path).unwrap(), "");
}

#[test]
fn a_full_pipe_that_nobody_reads_holds_nothing_up() {
    for word in ["ok", "hang-async", "hang-blocking", "panic"] {
        for non_blocking in [false, true] {
            let (_reader, writer) = full_pipe(non_blocking);
            let run = finished(misbehave(word, "0.1", "text").stdout(writer));
            run.expect("", 3);
            assert!(run.took >= Duration::from_millis(1100));
        }
    }
}

#[test]
fn a_signal_ends_a_write_that_is_stuck() {
    let (_reader, writer) = full_pipe(false);
    let run = Started::in_its_body("ok", "300", "text", writer.into());
    run.kill(libc::SIGTERM).expect("", 3);
}

#[test]
fn a_pipe_that_does_not_wait_gets_the_whole_answer() {
    let (reader, writer) = full_pipe(true);
    let child = misbehave("ok", "10", "text")
        .stdout(writer)
        .spawn()
        .unwrap();
    let mut reader = File::from(reader);
    let mut everything = Vec::new();
    reader.read_to_end(&mut everything).unwrap();
    let run = Run::from(child, Instant::now());
    run.expect("", 0);
    let said = everything.into_iter().filter(|byte| *byte != b'.');
    assert_eq!(
        String::from_utf8(said.collect()).unwrap(),
        ALL_IS_WELL.replace('.', "")
    );
}
