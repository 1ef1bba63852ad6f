//! What the user demands of an answer: thresholds, silence, and the state of a missed deadline.

use std::time::Duration;

use crate::addresses;
use crate::keys::Key;
use crate::peer::{Reply, good};
use crate::probe::{CRITICAL, Expected, LOOPBACK, OK, Row, WARNING, assert_run, play, probe, row};
use crate::tcp::{TcpPeer, frame};
use crate::udp::{Datagram, bind, local};

#[test]
fn reply_times_are_held_to_the_ranges() {
    let late = |title, options: &[&str], expected: Expected<'static>| Row {
        title,
        script: Box::new(|_, hello| {
            vec![Datagram::new(good(hello)).after(Duration::from_millis(300))]
        }),
        options: options.iter().map(ToString::to_string).collect(),
        expected,
    };
    play(vec![
        late(
            "within both",
            &["-w", "5", "-c", "9"],
            (OK, &["answered in", ";5;9;0"]),
        ),
        late(
            "late",
            &["-w", "0.1", "-c", "9"],
            (WARNING, &["outside the warning range 0.1", "s;0.1;9;0"]),
        ),
        late(
            "far too late",
            &["-w", "0.05", "-c", "0.1"],
            (
                CRITICAL,
                &["outside the critical range 0.1", "s;0.05;0.1;0"],
            ),
        ),
        late(
            "critical alone",
            &["-c", "0.2"],
            (CRITICAL, &["outside the critical range 0.2"]),
        ),
        late(
            "too early",
            &["-w", "9:"],
            (WARNING, &["outside the warning range 9:", "s;9:;;0"]),
        ),
        late(
            "inside what is forbidden",
            &["-c", "@0.2:9"],
            (CRITICAL, &["critical range @0.2:9"]),
        ),
        late("no lower bound", &["-w", "~:9"], (OK, &["s;~:9;;0"])),
    ]);
}

#[test]
fn expected_silence_is_ok_and_every_sound_is_critical() {
    let silence = |title, options: &[&str], reply: fn(&[u8]) -> Vec<Vec<u8>>, expected| {
        row(
            title,
            &[&["--expect-silence", "-t", "1"], options].concat(),
            reply,
            expected,
        )
    };
    let key = Key::fresh();
    play(vec![
        silence("silence", &[], |_| vec![], (OK, &["silence as expected"])),
        silence(
            "an answer",
            &[],
            |hello| vec![good(hello)],
            (
                CRITICAL,
                &["although silence is expected", "HMAC firewall", "is off"],
            ),
        ),
        silence(
            "junk",
            &[],
            |_| vec![b"junk".to_vec()],
            (CRITICAL, &["although silence is expected", "not validly"]),
        ),
        silence(
            "a reset for nobody",
            &[],
            |_| vec![Reply::untied().plain()],
            (CRITICAL, &["although silence is expected"]),
        ),
        silence(
            "unsigned",
            &["--tls-auth", &key.file()],
            |hello| vec![good(hello)],
            (
                CRITICAL,
                &["answered unsigned although silence is expected"],
            ),
        ),
    ]);
}

#[test]
fn expected_silence_is_not_to_be_seen_at_a_closed_port() {
    let held = bind(LOOPBACK);
    addresses::close(&held);
    let run = probe(local(&held), &["--expect-silence", "-t", "1"]);
    assert_run(
        (
            CRITICAL,
            &[
                "cannot tell whether the server keeps silent",
                "nothing listens",
            ],
        ),
        &run,
    );
}

#[test]
fn expected_silence_on_tcp_is_a_close_a_reset_or_nothing() {
    for (script, expected) in [
        (
            (|mut peer| {
                peer.hello();
            }) as fn(crate::tcp::Conversation),
            (
                OK,
                &["closed the connection without an answer, as expected"][..],
            ),
        ),
        (
            |mut peer| {
                peer.hello();
                peer.reset();
            },
            (OK, &["without an answer, as expected"]),
        ),
        (
            |mut peer| {
                peer.hello();
                peer.stall();
            },
            (OK, &["kept silent", "as expected"]),
        ),
        (
            |mut peer| {
                let hello = peer.hello();
                peer.write(&frame(&good(&hello)));
                peer.stall();
            },
            (CRITICAL, &["although silence is expected"]),
        ),
        (
            |mut peer| {
                peer.write(b"SSH-2.0-x\r\n");
                peer.stall();
            },
            (CRITICAL, &["speaks SSH"]),
        ),
        (
            |mut peer| {
                let reply = frame(&good(&peer.hello()));
                peer.write(&reply[..10]);
            },
            (CRITICAL, &["broke off in the middle of a packet"]),
        ),
    ] {
        let peer = TcpPeer::start(LOOPBACK, script);
        let run = probe(peer.address(), &["--tcp", "--expect-silence", "-t", "1"]);
        peer.finish();
        assert_run(expected, &run);
    }
}

#[test]
fn the_state_of_a_missed_deadline_can_be_chosen_and_concerns_nothing_else() {
    let deaf = bind(LOOPBACK);
    let closed = bind(LOOPBACK);
    addresses::close(&closed);
    for (state, exit_code) in [("critical", 2), ("unknown", 3), ("WARNING", 1), ("ok", 0)] {
        let options = ["-t", "0.3", "--timeout-result", state];
        let run = probe(local(&deaf), &options);
        assert_run((exit_code, &["no reply from", "after 1 hello in"]), &run);
        assert_run(
            (CRITICAL, &["nothing listens"]),
            &probe(local(&closed), &options),
        );
    }
}
