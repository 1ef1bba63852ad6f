//! Something else than TLS where TLS is due, and TLS that nobody should speak.

use crate::craft::{alert, handshake, record};
use crate::front::{Front, nobody};
use crate::probe::{CRITICAL, Stage, Told, UNKNOWN, side_by_side, visit};
use crate::support::door::{Lock, Script};
use crate::support::pki::PKI;

const CLIENT_HELLO_ANSWER: u8 = 2;
const CERTIFICATE: u8 = 11;

fn instead_of_tls(junk: Vec<u8>) -> Script {
    Script {
        instead_of_tls: Some(junk),
        ..Script::good(&PKI.server())
    }
}

/// Plays these bytes in place of TLS over both transports.
fn play(cases: Vec<(&'static str, Vec<u8>, i32, &'static [&'static str])>) {
    let both = cases
        .into_iter()
        .flat_map(|case| [(case.clone(), false), (case, true)]);
    side_by_side(both, |((title, junk, state, words), is_tcp)| {
        let front = Front::over(is_tcp, Lock::plain(), instead_of_tls(junk), nobody());
        let (run, seen) = visit(front, Stage::Login, &Told::default());
        run.comes_to(title, state, words);
        assert!(!seen.has_secrets(), "{title}\n{}", run.run);
    });
}

#[test]
fn what_is_no_tls_is_said_to_be_none() {
    let mut random = vec![0; 3000];
    getrandom::fill(&mut random).expect("the kernel gives random bytes");
    random[0] = 0xff;
    let words: &[&str] = &["does not keep to TLS"];
    play(vec![
        (
            "http",
            b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n<html>|'time'=0s\n".to_vec(),
            CRITICAL,
            words,
        ),
        ("random bytes", random, CRITICAL, words),
        ("zeros", vec![0; 3000], CRITICAL, words),
        ("an empty alert", record(0x15, 3, &[]), CRITICAL, words),
        (
            "application data",
            record(0x17, 3, &[0; 40]),
            CRITICAL,
            words,
        ),
        (
            "a record that is too long",
            vec![0x16, 3, 3, 0xff, 0xff, 2],
            CRITICAL,
            words,
        ),
        (
            "a message that is too long",
            handshake(CERTIFICATE, 0x00ff_ffff, &[0; 10_000]),
            CRITICAL,
            words,
        ),
        (
            "a message that never ends",
            [
                handshake(CLIENT_HELLO_ANSWER, 0x00ff_fffe, &[0; 10_000]),
                record(0x16, 3, &[0; 16_000]).repeat(20),
            ]
            .concat(),
            CRITICAL,
            words,
        ),
        (
            "change of cipher over and over",
            [0x14, 3, 3, 0, 1, 1].repeat(5000),
            CRITICAL,
            words,
        ),
        (
            "warnings over and over",
            alert(1, 90).repeat(5000),
            CRITICAL,
            words,
        ),
        (
            "a hello of nonsense",
            handshake(CLIENT_HELLO_ANSWER, 70, &[0xee; 70]),
            CRITICAL,
            words,
        ),
    ]);
}

#[test]
fn a_record_that_stops_in_the_middle_is_waited_for_until_the_end() {
    let words: &[&str] = &["began the TLS handshake and did not finish it"];
    play(vec![
        (
            "the head of a record",
            vec![0x16, 3, 3, 0x40, 0, 2, 0, 0],
            CRITICAL,
            words,
        ),
        (
            "the head of a message",
            handshake(CLIENT_HELLO_ANSWER, 200, &[3, 3, 7]),
            CRITICAL,
            words,
        ),
        ("one byte", vec![0x16], CRITICAL, words),
    ]);
}

#[test]
fn a_server_of_tls_1_0_or_1_1_is_too_old_for_us_and_not_ill() {
    let hello = |minor: u8| {
        let content = [&[3, minor][..], &[7; 32], &[0, 0xc0, 0x13, 0, 0, 0]].concat();
        let length = u32::try_from(content.len()).expect("short");
        let mut hello = handshake(CLIENT_HELLO_ANSWER, length, &content);
        hello[2] = minor;
        hello
    };
    let words: &[&str] = &["legacy TLS"];
    play(vec![
        ("TLS 1.0", hello(1), UNKNOWN, words),
        ("TLS 1.1", hello(2), UNKNOWN, words),
        ("SSL 3", hello(0), UNKNOWN, words),
    ]);
}

#[test]
fn an_alert_in_place_of_a_hello_is_named() {
    let mut cases = Vec::new();
    for number in [40, 70, 71] {
        let words: &[&str] = &["legacy TLS", "alert"];
        cases.push(("no version or suite", alert(2, number), UNKNOWN, words));
    }
    for number in [
        10, 20, 42, 45, 46, 47, 48, 50, 51, 80, 86, 109, 112, 116, 120, 200, 255,
    ] {
        let words: &[&str] = &["refuses us", "alert"];
        cases.push(("another alert", alert(2, number), CRITICAL, words));
    }
    play(cases);
}

#[test]
fn a_warning_ends_no_handshake() {
    let words: &[&str] = &["began the TLS handshake and did not finish it"];
    play(vec![
        ("close_notify", alert(1, 0), CRITICAL, words),
        ("user_canceled", alert(1, 90), CRITICAL, words),
    ]);
}
