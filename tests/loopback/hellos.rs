//! What the plugin sends, and when: fresh hellos at 0, 1 and 3 s, and never a word after the
//! answer.

use std::collections::HashSet;

use gatewatch::checks::openvpn::key::{Digest, Direction};

use crate::keys::Key;
use crate::peer::{Reply, good, now, session_of};
use crate::probe::{CRITICAL, LOOPBACK, OK, assert_run, probe};
use crate::udp::{Datagram, Request, UdpPeer};

/// First bytes of `RESET_CLIENT_V2` and `RESET_CLIENT_V3`, key 0.
const RESET_V2: u8 = 0x38;
const RESET_V3: u8 = 0x50;

#[test]
fn hellos_leave_at_0_1_and_3_seconds_and_no_two_are_alike() {
    let key = Key::fresh();
    std::thread::scope(|scope| {
        for options in [vec![], vec!["--tls-auth".to_owned(), key.file()]] {
            scope.spawn(move || {
                let peer = UdpPeer::start(LOOPBACK, |_, _| vec![]);
                let options: Vec<_> = options
                    .into_iter()
                    .chain(["-t".into(), "3.9".into()])
                    .collect();
                let run = probe(peer.address(), &options);
                let requests = peer.finish();
                assert_run(
                    (CRITICAL, &["no reply", "after 3 hellos in", "'hellos'=3;"]),
                    &run,
                );

                let seconds: Vec<_> = requests
                    .iter()
                    .map(|request| request.at.as_secs_f64())
                    .collect();
                for (due, left) in [0.0, 1.0, 3.0].into_iter().zip(&seconds) {
                    assert!((due - 0.3..due + 0.7).contains(left), "{seconds:?}\n{run}");
                }
                assert_distinct(&requests, 3);
            });
        }
    });
}

#[test]
fn retries_bound_the_hellos() {
    for (options, hellos) in [
        (["--retries", "0"], 1),
        (["--retries", "1"], 2),
        (["--retrycount", "1"], 1),
        (["--retrycount", "2"], 2),
    ] {
        let peer = UdpPeer::start(LOOPBACK, |_, _| vec![]);
        let run = probe(peer.address(), &[&options[..], &["-t", "1.5"]].concat());
        let requests = peer.finish();
        assert_eq!(run.exit_code, CRITICAL, "{run}");
        assert_distinct(&requests, hellos);
    }
}

#[test]
fn nothing_follows_the_answer() {
    let (key, v2) = (Key::fresh(), Key::fresh());
    let tls_auth = key.tls_auth(Digest::Sha1, Direction::Zero);
    let tls_crypt = v2.tls_crypt();
    let peers = [
        (
            vec![],
            UdpPeer::start(LOOPBACK, |_, hello| vec![Datagram::new(good(hello))]),
        ),
        (
            vec!["--tls-auth".to_owned(), key.file()],
            UdpPeer::start(LOOPBACK, move |_, hello| {
                vec![Datagram::new(Reply::to(hello).sealed(&tls_auth))]
            }),
        ),
        (
            vec!["--tls-crypt-v2".to_owned(), v2.client_file()],
            UdpPeer::start(LOOPBACK, move |_, hello| {
                vec![Datagram::new(Reply::to(hello).sealed(&tls_crypt))]
            }),
        ),
    ];
    for (options, peer) in peers {
        let run = probe(peer.address(), &options);
        let requests = peer.finish();
        assert_run((OK, &["answered in", "'hellos'=1;"]), &run);
        assert_distinct(&requests, 1);
    }
}

#[test]
fn every_wrapping_sends_what_a_server_of_its_kind_expects() {
    let key = Key::fresh();
    let wrapped = key.wrapped();
    let options = |option: &str, file: String| vec![option.to_owned(), file];
    for (options, first, length, server) in [
        (
            options("--tls-auth", key.file()),
            RESET_V2,
            42,
            key.tls_auth(Digest::Sha1, Direction::Zero),
        ),
        (
            options("--tls-crypt", key.file()),
            RESET_V2,
            54,
            key.tls_crypt(),
        ),
        (
            options("--tls-crypt-v2", key.client_file()),
            RESET_V3,
            353,
            key.tls_crypt(),
        ),
    ] {
        let peer = UdpPeer::start(LOOPBACK, |_, hello| vec![Datagram::new(good(hello))]);
        probe(peer.address(), &options);
        let hello = peer.finish().remove(0).bytes;
        assert_eq!((hello[0], hello.len()), (first, length));

        let sealed = hello.strip_suffix(&wrapped[..]).unwrap_or(&hello);
        let opened = server.open(sealed).expect("the server verifies it");
        let replay = opened.replay.expect("it is protected");
        let packet_id = if first == RESET_V3 { 0x0f00_0001 } else { 1 };
        assert_eq!((opened.body, replay.packet_id), (vec![0; 5], packet_id));
        assert!(now().abs_diff(replay.net_time) < 30);
    }
}

/// As many requests as wanted, with session ids and bytes all different.
fn assert_distinct(requests: &[Request], count: usize) {
    let sessions: HashSet<_> = requests
        .iter()
        .map(|request| session_of(&request.bytes))
        .collect();
    let bytes: HashSet<_> = requests.iter().map(|request| &request.bytes).collect();
    assert_eq!(
        (requests.len(), sessions.len(), bytes.len()),
        (count, count, count)
    );
    let first = requests.iter().map(|request| request.bytes[0]);
    assert!(
        first
            .into_iter()
            .all(|first| first == RESET_V2 || first == RESET_V3)
    );
}
