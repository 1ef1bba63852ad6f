//! Answers on TCP: rows 38 and 39 of the table of verdicts.

use std::thread;

use crate::peer::{Reply, good};
use crate::probe::{Expected, LOOPBACK, OK, complaint, probe};
use crate::tcp::{Conversation, TcpPeer, frame};

/// One row: a script that is given the connection before anything was said on it.
pub type Row = (&'static str, fn(Conversation), Expected<'static>);

#[test]
fn an_answer_counts_in_whatever_segments_it_comes() {
    let expected: Expected = (OK, &["/tcp answered in", "'hellos'=1;", "'invalid'=0;"]);
    play(
        "5",
        &[
            (
                "38: one segment",
                |mut peer| {
                    let hello = peer.hello();
                    peer.write(&frame(&good(&hello)));
                    assert_eq!(peer.stall(), b"", "nothing follows the hello");
                },
                expected,
            ),
            (
                "38: one byte a segment",
                |mut peer| {
                    let reply = frame(&good(&peer.hello()));
                    peer.write_pieces(reply.chunks(1));
                    peer.stall();
                },
                expected,
            ),
            (
                "38: 10 and the rest",
                |mut peer| {
                    let reply = frame(&good(&peer.hello()));
                    peer.write_pieces([&reply[..10], &reply[10..]]);
                    peer.stall();
                },
                expected,
            ),
            (
                "38: two packets in one segment",
                |mut peer| {
                    let reply = frame(&good(&peer.hello()));
                    peer.write(&[reply, frame(&Reply::untied().plain())].concat());
                    peer.stall();
                },
                expected,
            ),
            (
                "38: and then the end of the stream",
                |mut peer| {
                    let reply = frame(&good(&peer.hello()));
                    peer.write(&reply);
                },
                expected,
            ),
        ],
    );
}

#[test]
fn a_server_that_speaks_first_is_heard_out() {
    play(
        "5",
        &[
            (
                "39: a reset for nobody, then an ACK_V1",
                |mut peer| {
                    peer.write(&frame(&Reply::untied().plain()));
                    let hello = peer.hello();
                    peer.write(&frame(&Reply::ack(&hello).plain()));
                    peer.stall();
                },
                (OK, &["taking our hello for a retransmit"]),
            ),
            (
                "39: a reset for nobody, then one for us",
                |mut peer| {
                    peer.write(&frame(&Reply::untied().plain()));
                    let hello = peer.hello();
                    peer.write(&frame(&good(&hello)));
                    peer.stall();
                },
                (OK, &["answered in"]),
            ),
            (
                "39: junk, then a reset for us",
                |mut peer| {
                    let hello = peer.hello();
                    peer.write(&[frame(b"junk"), frame(&good(&hello))].concat());
                    peer.stall();
                },
                (OK, &["answered in", "'invalid'=1;"]),
            ),
        ],
    );
}

/// Plays all rows side by side.
pub fn play(timeout: &str, rows: &[Row]) {
    let complaints: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = rows
            .iter()
            .map(|&(title, script, expected)| {
                scope.spawn(move || {
                    let peer = TcpPeer::start(LOOPBACK, script);
                    let run = probe(peer.address(), &["--tcp", "-t", timeout]);
                    peer.finish();
                    complaint(title, expected, &run)
                })
            })
            .collect();
        runs.into_iter()
            .filter_map(|run| run.join().expect("a row"))
            .collect()
    });
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n\n"));
}
