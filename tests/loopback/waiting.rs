//! What is lost, late or preceded by junk: rows 7, 8, 25 to 27 of the table of verdicts.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::peer::{NOBODY, Reply, good, raw};
use crate::probe::{CRITICAL, Expected, LOOPBACK, OK, Row, Script, play, row};
use crate::udp::Datagram;

/// Another address of this machine.
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

#[test]
fn a_good_answer_counts_whatever_came_before_it() {
    let junk = |junk: fn(&[u8]) -> Vec<u8>| move |hello: &[u8]| vec![junk(hello), good(hello)];
    let expected: Expected = (OK, &["answered in", "'hellos'=1;", "'invalid'=1;"]);
    play(vec![
        row(
            "25: junk",
            &["-t", "5"],
            junk(|_| b"junk".to_vec()),
            expected,
        ),
        row(
            "25: 65 kB",
            &["-t", "5"],
            junk(|_| vec![0x40; 65_000]),
            expected,
        ),
        row(
            "5: an ACK_V1 for another",
            &["-t", "5"],
            junk(|_| Reply::ack(&raw(0x38, &[&NOBODY])).plain()),
            expected,
        ),
        row(
            "9: a reset for another",
            &["-t", "5"],
            junk(|_| Reply::to(&raw(0x38, &[&NOBODY])).plain()),
            expected,
        ),
        row(
            "22: our own packet",
            &["-t", "5"],
            junk(<[u8]>::to_vec),
            expected,
        ),
    ]);
}

#[test]
fn a_reset_that_names_no_session_gives_way_to_one_that_does() {
    play(vec![
        row(
            "6: then an acknowledged one",
            &["-t", "5"],
            |hello| vec![Reply::untied().plain(), good(hello)],
            (OK, &["answered in", "'hellos'=1;", "'invalid'=0;"]),
        ),
        scripted(
            "6: which the second hello brings",
            &["-t", "5"],
            Box::new(|number, hello| {
                let reply = if number == 0 {
                    Reply::untied()
                } else {
                    Reply::to(hello)
                };
                vec![Datagram::new(reply.plain())]
            }),
            (OK, &["after 2 hellos", "'hellos'=2;"]),
        ),
    ]);
}

#[test]
fn a_lost_answer_costs_one_more_hello() {
    play(vec![
        scripted(
            "26: the first is lost",
            &["-t", "5"],
            Box::new(|number, hello| match number {
                0 => vec![],
                _ => vec![Datagram::new(good(hello))],
            }),
            (OK, &["answered in", "after 2 hellos", "'hellos'=2;"]),
        ),
        scripted(
            "27: the first is late and the second is lost",
            &["-t", "5"],
            Box::new(|number, hello| match number {
                0 => vec![Datagram::new(good(hello)).after(Duration::from_millis(1500))],
                _ => vec![],
            }),
            // Counted from the first hello, which it answers.
            (OK, &["answered in 1.", "after 2 hellos", "'hellos'=2;"]),
        ),
    ]);
}

#[test]
fn an_answer_from_another_address_or_port_names_where_it_came_from() {
    let from = |address: IpAddr| -> Script {
        Box::new(move |_, hello| vec![Datagram::new(good(hello)).from(address)])
    };
    play(vec![
        scripted(
            "8: another port",
            &["-t", "2"],
            from(LOOPBACK),
            (CRITICAL, &["came from 127.0.0.1:", "--multihome"]),
        ),
        scripted(
            "8: another address",
            &["-t", "2"],
            from(ELSEWHERE),
            (CRITICAL, &["came from 127.0.0.2:", "--multihome"]),
        ),
    ]);
}

#[test]
fn what_a_stranger_sends_unasked_is_not_heard() {
    play(vec![
        scripted(
            "7: a reset that names nobody",
            &["-t", "2"],
            Box::new(|_, _| vec![Datagram::new(Reply::untied().plain()).from(ELSEWHERE)]),
            (CRITICAL, &["no reply from", "'hellos'=2;", "'invalid'=0;"]),
        ),
        scripted(
            "7: and the good answer comes as well",
            &["-t", "5"],
            Box::new(|_, hello| {
                vec![
                    Datagram::new(Reply::untied().plain()).from(ELSEWHERE),
                    Datagram::new(b"junk".to_vec()).from(LOOPBACK),
                    Datagram::new(good(hello)),
                ]
            }),
            (OK, &["answered in", "'invalid'=0;"]),
        ),
    ]);
}

fn scripted(
    title: &'static str,
    options: &[&str],
    script: Script,
    expected: Expected<'static>,
) -> Row {
    Row {
        title,
        script,
        options: options.iter().map(ToString::to_string).collect(),
        expected,
    }
}
