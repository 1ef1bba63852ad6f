//! Datagrams that are no OpenVPN at all: rows 2, 23 and 24 of the table of verdicts.

use crate::peer::{PEER, good, raw};
use crate::plain::refused;
use crate::probe::{CRITICAL, OK, play, row};

/// A DNS answer: FORMERR, one question echoed.
const DNS: &[u8] = b"\x38\x01\x81\x81\0\x01\0\0\0\0\0\0\x03www\x04test\0\0\x01\0\x01";
/// The head of a QUIC version negotiation.
const QUIC: &[u8] = b"\xc0\0\0\0\0\x08\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\0\x01";
/// An NTP answer of a server of stratum 2.
const NTP: &[u8] = b"\x24\x02\x06\xe9\0\0\x0b\x1b\0\0\x10\x5c\xc0\0\x02\x01\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

#[test]
fn other_protocols_on_udp_are_no_answer() {
    play(vec![
        refused("23: DNS", |_| DNS.to_vec(), &["no valid answer"]),
        refused(
            "23: QUIC",
            |_| QUIC.to_vec(),
            &["opcode 24 is not OpenVPN's"],
        ),
        refused("23: NTP", |_| NTP.to_vec(), &["no valid answer"]),
        refused(
            "text",
            |_| b"HTTP/1.1 400 Bad Request\r\n".to_vec(),
            &["no valid answer"],
        ),
    ]);
}

#[test]
fn a_datagram_that_is_too_long_is_no_answer() {
    let padded = |length: usize| {
        move |hello: &[u8]| {
            let mut packet = good(hello);
            packet.resize(length, 0);
            packet
        }
    };
    play(vec![
        refused("24: 2 KiB", padded(2048), &["too long for one"]),
        refused("24: 65 kB", padded(65_000), &["too long for one"]),
        refused("2 KiB of nothing", |_| vec![0; 2048], &["too long for one"]),
        refused(
            "1400 bytes that start well",
            |_| raw(0x40, &[&PEER, &[0xff; 1391]]),
            &["no valid answer"],
        ),
    ]);
}

#[test]
fn an_empty_datagram_is_passed_over() {
    play(vec![
        row(
            "2: empty, then good",
            &["-t", "5"],
            |hello| vec![vec![], good(hello)],
            (OK, &["answered in", "'invalid'=1;"]),
        ),
        row(
            "empty and nothing else",
            &["-t", "1"],
            |_| vec![vec![]],
            (CRITICAL, &["only 0 of at least 9 bytes"]),
        ),
    ]);
}

#[test]
fn what_a_stranger_sends_cannot_forge_the_output() {
    let poison = b"\n[OK] all is well|'time'=0\r\x1b[2J<script>\xe2\x80\xae";
    for options in [
        &["-t", "1"][..],
        &["-t", "1", "-vvv"],
        &["-t", "1", "--format", "json"],
    ] {
        let peer = crate::udp::UdpPeer::start(crate::probe::LOOPBACK, |_, _| {
            vec![crate::udp::Datagram::new(poison.to_vec())]
        });
        let run = crate::probe::probe(peer.address(), options);
        peer.finish();
        assert_eq!(run.exit_code, CRITICAL, "{run}");
        assert!(!run.says("all is well"), "{run}");
        assert!(!run.stdout.contains(['\x1b', '<', '\r']), "{run}");
    }
}
