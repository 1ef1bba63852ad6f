//! Single replies of a plain peer: rows 1, 3 to 7, 9 to 24 of the table of verdicts.

use gatewatch::checks::openvpn::packet::Opcode;

use crate::peer::{NOBODY, PEER, RESEND_KEY, Reply, good, raw, session_of};
use crate::probe::{CRITICAL, Expected, OK, Row, WARNING, play, row};

const WHOLE: &[&str] = &["-t", "5"];
const SHORT: &[&str] = &["-t", "1"];

#[test]
fn a_valid_answer_is_ok_whatever_options_follow_the_reset() {
    let acks = |acks: &[u32]| acks.to_vec();
    let openvpn3 = [&[0; 4], &RESEND_KEY[..]].concat();
    play(vec![
        alive("1: a reset", Reply::to),
        row(
            "4: an ACK_V1",
            WHOLE,
            |hello| vec![Reply::ack(hello).plain()],
            (OK, &["taking our hello for a retransmit", "'time'="]),
        ),
        alive("14: two acknowledgements", move |hello| Reply {
            acks: acks(&[0, 0]),
            ..Reply::to(hello)
        }),
        alive("16: early negotiation", |hello| Reply {
            payload: RESEND_KEY.to_vec(),
            ..Reply::to(hello)
        }),
        alive("17: early negotiation of OpenVPN 3", move |hello| Reply {
            payload: openvpn3.clone(),
            ..Reply::to(hello)
        }),
    ]);
}

#[test]
fn a_reset_that_names_no_session_is_a_warning() {
    play(vec![row(
        "6: no acknowledgement",
        SHORT,
        |_| vec![Reply::untied().plain()],
        (WARNING, &["does not name our session"]),
    )]);
}

#[test]
fn a_reply_that_is_cut_off_is_told() {
    play(vec![
        refused("3: 1 byte", |_| vec![0x40], &["only 1 of at least 9 bytes"]),
        refused(
            "3: 9 bytes",
            |_| raw(0x40, &[&PEER]),
            &["ends in the middle of a field"],
        ),
        refused(
            "3: 13 bytes",
            |_| raw(0x40, &[&PEER, &[0; 4]]),
            &["ends in the middle of a field"],
        ),
        refused(
            "15: 9 acknowledgements",
            |_| raw(0x40, &[&PEER, &[9], &[0; 48]]),
            &["acknowledges 9 packets where 8 are the limit"],
        ),
        refused(
            "15: 200 acknowledgements",
            |_| raw(0x40, &[&PEER, &[200], &[0; 48]]),
            &["acknowledges 200 packets"],
        ),
        refused(
            "15: more acknowledgements than bytes",
            |_| raw(0x40, &[&PEER, &[8], &[0; 16]]),
            &["ends in the middle of a field"],
        ),
    ]);
}

#[test]
fn a_reply_that_is_not_for_us_does_not_count() {
    let changed = |change: fn(&[u8]) -> Reply| move |hello: &[u8]| change(hello).plain();
    play(vec![
        refused(
            "5: an ACK_V1 for another session",
            changed(|_| Reply::ack(&raw(0x38, &[&NOBODY]))),
            &["names another session"],
        ),
        refused(
            "9: a reset for another session",
            changed(|_| Reply::to(&raw(0x38, &[&NOBODY]))),
            &["names another session"],
        ),
        refused(
            "10: its own session is all zero",
            |hello| raw(0x40, &[&[0; 8], &good(hello)[9..]]),
            &["its session id is all zero"],
        ),
        refused(
            "11: its own session is ours",
            changed(|hello| Reply {
                session: session_of(hello),
                ..Reply::to(hello)
            }),
            &["claims our own session id"],
        ),
        refused(
            "12: acknowledges message 7",
            changed(|hello| Reply {
                acks: vec![7],
                ..Reply::to(hello)
            }),
            &["acknowledges message 7, which was never sent"],
        ),
        refused(
            "22: our own packet",
            <[u8]>::to_vec,
            &["sends our own packet back"],
        ),
    ]);
}

#[test]
fn a_reply_of_another_kind_than_a_first_reset_does_not_count() {
    let changed = |change: fn(Reply) -> Reply| move |hello: &[u8]| change(Reply::to(hello)).plain();
    play(vec![
        refused(
            "13: eight bytes where the message id and nothing more is due",
            |_| raw(0x40, &[&PEER, &[0], &[0; 4], &[0xff; 8]]),
            &["options behind the reset are malformed"],
        ),
        refused(
            "13: a session without an acknowledgement",
            |hello| raw(0x40, &[&PEER, &[0], &session_of(hello)]),
            &["no valid answer"],
        ),
        refused(
            "18: one byte more",
            |hello| [good(hello), vec![0]].concat(),
            &["options behind the reset are malformed"],
        ),
        refused(
            "19: key 1",
            changed(|reply| Reply { key_id: 1, ..reply }),
            &["uses key 1"],
        ),
        refused(
            "20: key method 1",
            changed(|reply| Reply {
                opcode: Opcode::HardResetServerV1,
                ..reply
            }),
            &["key method 1"],
        ),
        refused(
            "21: message 5",
            changed(|reply| Reply {
                message_id: 5,
                ..reply
            }),
            &["message 5 where message 0 is due"],
        ),
        refused(
            "a soft reset",
            changed(|reply| Reply {
                opcode: Opcode::SoftResetV1,
                ..reply
            }),
            &["SOFT_RESET_V1, which answers no hello"],
        ),
    ]);
}

fn alive(title: &'static str, reply: impl Fn(&[u8]) -> Reply + Send + 'static) -> Row {
    let expected: Expected = (
        OK,
        &["answered in", "'time'=", "'hellos'=1;", "'invalid'=0;"],
    );
    row(
        title,
        WHOLE,
        move |hello| vec![reply(hello).plain()],
        expected,
    )
}

/// A row whose peer sends this and nothing better.
pub fn refused(
    title: &'static str,
    reply: impl Fn(&[u8]) -> Vec<u8> + Send + 'static,
    words: &'static [&'static str],
) -> Row {
    row(
        title,
        SHORT,
        move |hello| vec![reply(hello)],
        (CRITICAL, words),
    )
}
