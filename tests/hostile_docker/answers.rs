//! Answers that nobody should give: each is survived, in clear and through TLS, and none is OK.

use std::sync::Arc;
use std::time::Duration;

use crate::probe::{CRITICAL, OK, ask, with_tls};
use crate::support::docker::fake::answers::Ordinary;
use crate::support::docker::fake::{End, FakeConfig, Step, hostile};

/// What the first line says to each hostile answer, in clear and through TLS alike.
const SAID: [(&str, &str); 23] = [
    ("endless body", "does not end it"),
    ("endless chunks", "does not end it"),
    ("endless header", "the answer is not HTTP"),
    ("endless status line", "the answer is not HTTP"),
    ("10 MB header", "the answer is not HTTP"),
    ("a hundred thousand headers", "the answer is not HTTP"),
    ("slow drip of a header", "2 s"),
    ("slow drip of a body", "does not end it"),
    ("chunk of 16 EB", "does not end it"),
    ("endless chunk extension", "does not end it"),
    ("flood of 1xx", "the answer is not HTTP"),
    ("HTTP/0.9", "the answer is not HTTP"),
    ("garbage", "the answer is not HTTP"),
    ("rude words", "the answer is not HTTP"),
    ("deep JSON", "does not end it"),
    ("nothing but silence", "2 s"),
    (
        "nothing but an end",
        "closed the connection without an answer",
    ),
    (
        "reset after the request",
        "reset the connection without an answer",
    ),
    (
        "reset in the header",
        "reset the connection without an answer",
    ),
    ("reset in the body", "does not end it"),
    ("end in the header", "the answer is not HTTP"),
    ("end in the body", "does not end it"),
    ("silence in the body", "does not end it"),
];

#[test]
fn no_answer_in_clear_costs_time_memory_or_the_right_state() {
    every_hostile_answer_is_survived(false);
}

#[test]
fn no_answer_through_tls_costs_time_memory_or_the_right_state() {
    every_hostile_answer_is_survived(true);
}

fn every_hostile_answer_is_survived(has_tls: bool) {
    let scripts = hostile::all();
    assert_eq!(scripts.len(), SAID.len());
    for (name, steps) in scripts {
        let fake = with_tls(FakeConfig::always(steps), has_tls).start();
        let run = ask(&fake, has_tls);
        let said = SAID.iter().find(|(known, _)| *known == name);
        let (_, words) = said.unwrap_or_else(|| panic!("{name} is not in the table"));
        assert_eq!(run.exit_code, CRITICAL, "{name}\n{run}");
        assert!(run.first_line().contains(words), "{name}\n{run}");
    }
}

#[test]
fn a_whole_answer_is_enough_though_the_connection_stays_open() {
    for has_tls in [false, true] {
        let engine = Ordinary::default();
        let config = FakeConfig {
            script: Arc::new(move |request| {
                let mut steps = engine.steps(request);
                steps.push(Step::End(End::Silence));
                steps
            }),
            ..FakeConfig::default()
        };
        let fake = with_tls(config, has_tls).start();
        let run = ask(&fake, has_tls);
        assert_eq!(run.exit_code, OK, "{run}");
        // Through TLS, silence on plain HTTP is waited for, and is not what is looked at here.
        let asked: Vec<&str> = run
            .stdout
            .lines()
            .filter(|line| line.contains(" ms right client "))
            .collect();
        assert_eq!(asked.len(), 3, "{run}");
        for line in asked {
            let took = line.split_whitespace().next().map(str::parse::<f64>);
            assert!(matches!(took, Some(Ok(took)) if took < 1000.0), "{run}");
        }
    }
}

#[test]
fn bytes_that_drip_are_read_with_little_effort() {
    let drip = Step::Forever(b"\r\n".to_vec(), Duration::ZERO);
    let fake = FakeConfig::always(vec![drip]).start();
    let run = ask(&fake, false);
    assert_eq!(run.exit_code, CRITICAL, "{run}");
}
