//! Streams on TCP that are no answer: rows 40 to 42 of the table of verdicts.

use std::time::Duration;

use crate::peer::good;
use crate::probe::{CRITICAL, LOOPBACK, probe};
use crate::stream::play;
use crate::tcp::{TcpPeer, frame};

#[test]
fn a_stream_that_is_not_openvpns_is_told_within_the_timeout() {
    play(
        "1",
        &[
            (
                "40: length 0",
                |mut peer| {
                    peer.hello();
                    peer.write(&[0, 0]);
                    peer.stall();
                },
                (CRITICAL, &["announces a packet of 0 bytes"]),
            ),
            (
                "40: length 65535",
                |mut peer| {
                    peer.hello();
                    peer.write(&[255, 255]);
                    peer.stall();
                },
                (CRITICAL, &["announces a packet of 65535 bytes"]),
            ),
            (
                "40: length and no more",
                |mut peer| {
                    peer.hello();
                    peer.write(&[0, 26]);
                    peer.stall();
                },
                (CRITICAL, &["broke off in the middle of a packet"]),
            ),
            (
                "40: ten bytes of an answer and the end of the stream",
                |mut peer| {
                    let reply = frame(&good(&peer.hello()));
                    peer.write(&reply[..10]);
                },
                (CRITICAL, &["broke off in the middle of a packet"]),
            ),
            (
                "40: a packet of 5 bytes",
                |mut peer| {
                    peer.hello();
                    peer.write(&frame(&[0x40; 5]));
                    peer.stall();
                },
                (CRITICAL, &["only 5 of at least 9 bytes"]),
            ),
            (
                "40: packets without end",
                |mut peer| {
                    peer.hello();
                    peer.write(&frame(b"junk").repeat(10_000));
                },
                (CRITICAL, &["no valid answer", "'invalid'=16;"]),
            ),
        ],
    );
}

#[test]
fn another_protocol_is_named() {
    play(
        "1",
        &[
            (
                "41: HTTP",
                |mut peer| {
                    peer.hello();
                    peer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n");
                },
                (
                    CRITICAL,
                    &["speaks HTTP, not OpenVPN", "HTTP/1.1 400 Bad Request"],
                ),
            ),
            (
                "41: SSH",
                |mut peer| {
                    peer.write(b"SSH-2.0-OpenSSH_9.2p1\r\n");
                    peer.stall();
                },
                (CRITICAL, &["speaks SSH, not OpenVPN"]),
            ),
            (
                "41: TLS alert",
                |mut peer| {
                    peer.hello();
                    peer.write(&[0x15, 3, 1, 0, 2, 2, 70]);
                },
                (CRITICAL, &["speaks TLS, not OpenVPN"]),
            ),
            (
                "41: SOCKS",
                |mut peer| {
                    peer.hello();
                    peer.write(&[5, 0xff]);
                },
                (CRITICAL, &["speaks SOCKS, not OpenVPN"]),
            ),
            (
                "41: SMTP",
                |mut peer| {
                    peer.write(b"220 mail.test ESMTP\r\n");
                    peer.stall();
                },
                (CRITICAL, &["not OpenVPN", "SMTP"]),
            ),
        ],
    );
}

#[test]
fn closing_tearing_down_and_silence_have_three_different_texts() {
    play(
        "1",
        &[
            (
                "42: closed",
                |mut peer| {
                    peer.hello();
                },
                (
                    CRITICAL,
                    &["closed the connection without an answer", "not OpenVPN"],
                ),
            ),
            (
                "42: half closed",
                |mut peer| {
                    peer.hello();
                    peer.close_half();
                    peer.stall();
                },
                (CRITICAL, &["closed the connection without an answer"]),
            ),
            (
                "42: reset",
                |mut peer| {
                    peer.hello();
                    peer.reset();
                },
                (CRITICAL, &["reset the connection"]),
            ),
            (
                "42: silence",
                |mut peer| {
                    peer.hello();
                    peer.stall();
                },
                (CRITICAL, &["accepted the connection and sent nothing"]),
            ),
        ],
    );
}

#[test]
fn a_peer_that_drips_does_not_stretch_the_timeout() {
    let peer = TcpPeer::start(LOOPBACK, |mut peer| {
        peer.hello();
        let packet = frame(&[0; 1000]);
        peer.write_pieces(packet.chunks(1).take(900));
    });
    let run = probe(peer.address(), &["--tcp", "-t", "0.5"]);
    peer.finish();
    assert_eq!(run.exit_code, CRITICAL, "{run}");
    assert!(run.elapsed < Duration::from_millis(1400), "{run}");
}
