//! Replies to a probe that has a key: rows 28 to 37 of the table of verdicts.

use gatewatch::checks::openvpn::key::{Digest, Direction};

use crate::keys::Key;
use crate::modes::play_in_all_modes;
use crate::peer::{NOBODY, RESEND_KEY, Reply, good, now, raw};
use crate::probe::{CRITICAL, Expected, OK, WARNING, play, row};

const WHOLE: &str = "5";
const SHORT: &str = "1";
const DAY: u32 = 86_400;

#[test]
fn a_signed_answer_is_ok_whatever_its_packet_id_and_options() {
    let expected: Expected = (
        OK,
        &["signature verified", "'hellos'=1;", "'clock_offset'="],
    );
    play_in_all_modes(|mode| {
        let with_id = |packet_id: u32| {
            move |hello: &[u8]| Reply {
                packet_id,
                ..Reply::to(hello)
            }
        };
        vec![
            mode.genuine("32: packet id 1", WHOLE, with_id(1), expected),
            mode.genuine("32: packet id 2", WHOLE, with_id(2), expected),
            mode.genuine(
                "32: packet id 0x0f000001",
                WHOLE,
                with_id(0x0f00_0001),
                expected,
            ),
            mode.genuine(
                "16: early negotiation",
                WHOLE,
                |hello| Reply {
                    payload: RESEND_KEY.to_vec(),
                    ..Reply::to(hello)
                },
                expected,
            ),
            mode.genuine(
                "34: an ACK_V1",
                WHOLE,
                Reply::ack,
                (
                    OK,
                    &["signature verified", "taking our hello for a retransmit"],
                ),
            ),
            mode.genuine(
                "33: a retransmit of an older server",
                SHORT,
                |_| Reply {
                    packet_id: 2,
                    ..Reply::untied()
                },
                (OK, &["signature verified", "without naming our session"]),
            ),
        ]
    });
}

#[test]
fn an_unsigned_answer_is_critical_and_says_what_is_not_enforced() {
    play_in_all_modes(|mode| {
        let unsigned = |reply: fn(&[u8]) -> Vec<u8>| move |hello: &[u8]| vec![reply(hello)];
        let expected: Expected = (
            CRITICAL,
            match mode.name {
                "tls-auth" => &["answers unsigned", "does not enforce tls-auth"],
                "tls-crypt" => &["answers unsigned", "does not enforce tls-crypt|"],
                _ => &["answers unsigned", "does not enforce tls-crypt-v2"],
            },
        );
        vec![
            // Known at once, whatever the timeout.
            row(
                "28: an acknowledged reset",
                &mode.arguments(WHOLE, &[]),
                unsigned(good),
                expected,
            ),
            row(
                "28: an ACK_V1",
                &mode.arguments(WHOLE, &[]),
                unsigned(|hello| Reply::ack(hello).plain()),
                expected,
            ),
            row(
                "29: a reset of 14 bytes",
                &mode.arguments(SHORT, &[]),
                unsigned(|_| Reply::untied().plain()),
                expected,
            ),
        ]
    });
}

#[test]
fn a_foreign_signature_does_not_count() {
    let expected: Expected = (CRITICAL, &["bad signature", "not signed with our key"]);
    play_in_all_modes(|mode| {
        let other = Key::fresh();
        let foreign = (mode.server)(&other);
        let mut rows = vec![
            mode.row(
                "30: another key",
                (SHORT, &[]),
                foreign,
                Reply::to,
                expected,
            ),
            mode.genuine(
                "36: a capture of another session",
                SHORT,
                |_| Reply::to(&raw(0x38, &[&NOBODY])),
                (CRITICAL, &["names another session"]),
            ),
        ];
        for (title, byte) in [
            ("37: a bit of the header", 0),
            ("37: a bit of its session", 5),
            ("37: a bit of the tag", 25),
            ("37: a bit of the end", usize::MAX),
        ] {
            let wrap = (mode.server)(&mode.key);
            let flipped = move |hello: &[u8]| {
                let mut packet = Reply::to(hello).sealed(&wrap);
                let last = packet.len() - 1;
                packet[byte.min(last)] ^= 1;
                vec![packet]
            };
            rows.push(row(title, &mode.arguments(SHORT, &[]), flipped, expected));
        }
        rows
    });
}

#[test]
fn our_own_half_of_the_key_hints_at_the_direction_where_there_is_one() {
    play_in_all_modes(|mode| {
        let reflected = (mode.reflected)(&mode.key);
        let (timeout, expected): (&str, Expected) = match mode.name {
            "tls-auth" => (
                WHOLE,
                (CRITICAL, &["wrong key direction", "other half of the key"]),
            ),
            _ => (SHORT, (CRITICAL, &["bad signature"])),
        };
        vec![mode.row(
            "31: our own half",
            (timeout, &[]),
            reflected,
            Reply::to,
            expected,
        )]
    });
}

#[test]
fn a_server_without_direction_is_asked_with_direction_0_and_told_so() {
    let key = Key::fresh();
    let server = key.tls_auth(Digest::Sha1, Direction::None);
    let options = ["--tls-auth", &key.file(), "--tls-auth-inverse", "-t", WHOLE];
    play(vec![row(
        "31: a server without direction",
        &options,
        move |hello| vec![Reply::to(hello).sealed(&server)],
        (
            CRITICAL,
            &["wrong key direction", "try --key-direction none"],
        ),
    )]);
}

#[test]
fn a_clock_that_is_off_is_measured_and_alerts_when_asked() {
    play_in_all_modes(|mode| {
        let yesterday = |hello: &[u8]| Reply {
            net_time: now() - DAY,
            ..Reply::to(hello)
        };
        let server = || (mode.server)(&mode.key);
        let row = |title, more: &[&str], expected| {
            mode.row(title, (WHOLE, more), server(), yesterday, expected)
        };
        vec![
            row(
                "35: not asked",
                &[],
                (OK, &["signature verified", "'clock_offset'=-864"]),
            ),
            row(
                "35: asked",
                &["--clock-offset", "60"],
                (WARNING, &["its clock is 864", "s behind ours (range 60)"]),
            ),
            row(
                "35: asked and within",
                &["--clock-offset", "90000"],
                (OK, &["signature verified"]),
            ),
        ]
    });
}
