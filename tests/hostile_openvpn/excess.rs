//! Servers that say far too much: it ends in time, and costs little memory and little work.

use std::sync::Arc;

use crate::front::{Front, nobody};
use crate::probe::{CRITICAL, OK, Stage, Told, side_by_side, visit};
use crate::support::door::{Guests, Lock, Script, tls};
use crate::support::pki::PKI;

fn play(cases: Vec<(&'static str, Script, i32, &'static [&'static str])>) {
    let both = cases
        .into_iter()
        .flat_map(|case| [(case.clone(), false), (case, true)]);
    side_by_side(both, |((title, script, state, words), is_tcp)| {
        let front = Front::over(is_tcp, Lock::plain(), script, nobody());
        let told = Told {
            seconds: Some(4),
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Login, &told);
        run.comes_to(title, state, words);
    });
}

fn good() -> Script {
    Script::good(&PKI.server())
}

/// A message for an answer, and no end of it.
fn without_end(message: &str) -> Script {
    Script {
        answer: vec![message.as_bytes().to_vec()],
        ..good()
    }
}

#[test]
fn a_message_of_300_kilobytes_makes_no_sense() {
    let route = "route 10.0.0.0 255.0.0.0,".repeat(300_000 / 25);
    let words: &[&str] = &["makes no sense inside TLS", "goes on beyond"];
    play(vec![
        (
            "a long push",
            good().answering(&format!("PUSH_REPLY,{route}")),
            CRITICAL,
            words,
        ),
        (
            "one without end",
            without_end(&format!("PUSH_REPLY,{route}")),
            CRITICAL,
            words,
        ),
        (
            "a long note",
            good().answering(&format!("INFO,{route}")),
            CRITICAL,
            words,
        ),
    ]);
}

#[test]
fn more_messages_than_any_login_has_make_no_sense() {
    let too_many: &[&str] = &["makes no sense inside TLS", "more than"];
    let short = ["INFO,x"; 1001];
    let long = format!("INFO,{}", "x".repeat(60_000));
    play(vec![
        (
            "1001 notes",
            good().answering_all(&short),
            CRITICAL,
            too_many,
        ),
        (
            "in one record",
            good().answering_all(&short).joined(),
            CRITICAL,
            too_many,
        ),
        (
            "twenty thousand notes",
            good().answering_all(&["INFO,x"; 20_000]).joined(),
            CRITICAL,
            too_many,
        ),
        (
            "unasked",
            Script {
                is_unasked: true,
                ..good().answering_all(&["INFO,x"; 20_000]).joined()
            },
            CRITICAL,
            too_many,
        ),
        (
            "long notes",
            good().answering_all(&vec![&long[..]; 100]),
            CRITICAL,
            &["makes no sense inside TLS", "go on beyond"],
        ),
    ]);
}

#[test]
fn a_push_that_is_continued_for_ever_makes_no_sense() {
    let words: &[&str] = &["makes no sense inside TLS"];
    let part = "PUSH_REPLY,route 10.0.0.0 255.0.0.0,push-continuation 2";
    let long = format!(
        "PUSH_REPLY,{},push-continuation 2",
        "route 10.0.0.0,".repeat(4000)
    );
    play(vec![
        (
            "short parts",
            good().answering_all(&[part; 3000]).joined(),
            CRITICAL,
            words,
        ),
        (
            "long parts",
            good().answering_all(&vec![&long[..]; 20]),
            CRITICAL,
            words,
        ),
    ]);
}

#[test]
fn tickets_are_passed_over_up_to_a_bound() {
    let with_tickets = |count| {
        let config = tls(&PKI.server(), Guests::Anybody);
        let mut config = Arc::unwrap_or_clone(config);
        config.send_tls13_tickets = count;
        Script::showing(Arc::new(config))
    };
    play(vec![
        ("20 tickets", with_tickets(20), OK, &["lets us in"]),
        ("200 tickets", with_tickets(200), OK, &["lets us in"]),
        // All of one piece: more than a handshake has, to the TLS library.
        (
            "2000 tickets",
            with_tickets(2000),
            CRITICAL,
            &["more at once"],
        ),
    ]);
}

#[test]
fn a_hundred_bytes_a_packet_are_put_together() {
    let script = Script {
        fragment: 20,
        ..good()
    };
    play(vec![("pieces of 20 bytes", script, OK, &["lets us in"])]);
}

#[test]
fn junk_where_the_key_exchange_is_due_makes_no_sense() {
    let words: &[&str] = &["makes no sense inside TLS"];
    let with = |junk: Vec<u8>| Script {
        instead_of_key_message: Some(junk),
        ..good()
    };
    play(vec![
        (
            "text",
            with(b"HTTP/1.1 200 OK\r\n\r\n".repeat(10)),
            CRITICAL,
            words,
        ),
        ("a lot", with(vec![1; 300_000]), CRITICAL, words),
        (
            "another method",
            with([0, 0, 0, 0, 1].repeat(50)),
            CRITICAL,
            words,
        ),
        (
            "nothing",
            with(vec![0]),
            CRITICAL,
            &["did not answer the login"],
        ),
    ]);
}
