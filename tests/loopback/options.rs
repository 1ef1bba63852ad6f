//! The options of the former plugin, and what `-v` shows.

use gatewatch::checks::openvpn::key::{Digest, Direction};

use crate::keys::{Key, hex};
use crate::peer::{Reply, session_of};
use crate::probe::{CRITICAL, LOOPBACK, OK, Row, assert_run, play, probe, row};
use crate::udp::{Datagram, UdpPeer};

/// The slots of the usual client: it signs with hmac[1], the server with hmac[0].
const SENDING: usize = 3;
const RECEIVING: usize = 1;

#[test]
fn bare_keys_come_as_digits_or_from_a_file() {
    let key = Key::fresh();
    let size = Digest::Sha256.size();
    let sending = [
        key.hex(SENDING, size),
        format!("@{}", key.hex_file(SENDING, size)),
    ];
    let receiving = [
        key.hex(RECEIVING, size),
        format!("@{}", key.hex_file(RECEIVING, size)),
    ];
    let rows = sending
        .iter()
        .zip(&receiving)
        .flat_map(|(sending, receiving)| {
            let both = [
                "--digest-key-client",
                sending,
                "--digest-key-server",
                receiving,
            ];
            [
                bare(
                    &key,
                    Direction::Zero,
                    &both,
                    (
                        OK,
                        &["signature verified (tls-auth SHA256)", "'clock_offset'="],
                    ),
                ),
                bare(
                    &key,
                    Direction::Zero,
                    &both[..2],
                    (OK, &["signature not checked for want of the server's key"]),
                ),
                bare(
                    &key,
                    Direction::One,
                    &both,
                    (CRITICAL, &["other half of the key"]),
                ),
            ]
        });
    play(rows.collect());
}

#[test]
fn a_wrong_bare_key_of_the_server_is_a_bad_signature() {
    let (key, other) = (Key::fresh(), Key::fresh());
    let size = Digest::Sha256.size();
    let options = [
        "-t",
        "1",
        "--digest-key-client",
        &key.hex(SENDING, size),
        "--digest-key-server",
        &other.hex(RECEIVING, size),
    ];
    play(vec![bare(
        &key,
        Direction::Zero,
        &options,
        (CRITICAL, &["bad signature"]),
    )]);
}

#[test]
fn the_inverse_of_tls_auth_is_direction_0() {
    let key = Key::fresh();
    let file = key.file();
    let row = |title, option: &[&str], server| {
        let wrap = key.tls_auth(Digest::Sha1, server);
        let options = [&["-t", "5", "--tls-auth", &file], option].concat();
        let reply = move |hello: &[u8]| vec![Reply::to(hello).sealed(&wrap)];
        row(
            title,
            &options,
            reply,
            (OK, &["signature verified (tls-auth SHA1)"]),
        )
    };
    play(vec![
        row("inverse", &["--tls-auth-inverse"], Direction::One),
        row("direction 0", &["--key-direction", "0"], Direction::One),
        row(
            "direction none",
            &["--key-direction", "none"],
            Direction::None,
        ),
        row("direction 1", &["--key-direction", "1"], Direction::Zero),
        row("usual", &[], Direction::Zero),
    ]);
}

#[test]
fn without_validation_whatever_comes_back_is_an_answer() {
    let expected = (OK, &["sent something in", "not validated", "'time'="][..]);
    let options = &["--no-validation", "-t", "5"];
    play(vec![
        row("junk", options, |_| vec![b"junk".to_vec()], expected),
        row("nothing in a datagram", options, |_| vec![vec![]], expected),
        row(
            "our own packet",
            options,
            |hello| vec![hello.to_vec()],
            expected,
        ),
        row(
            "silence",
            &["--no-validation", "-t", "1"],
            |_| vec![],
            (CRITICAL, &["no reply"]),
        ),
    ]);
}

#[test]
fn no_verbosity_ever_shows_a_key() {
    for option in [
        "--tls-auth",
        "--tls-crypt",
        "--tls-crypt-v2",
        "--digest-key-client",
    ] {
        let key = Key::fresh();
        let argument = match option {
            "--digest-key-client" => key.hex(SENDING, 20),
            "--tls-crypt-v2" => key.client_file(),
            _ => key.file(),
        };
        for format in ["text", "json"] {
            let peer = UdpPeer::start(LOOPBACK, |_, hello| {
                vec![Datagram::new(Reply::to(hello).plain())]
            });
            let run = probe(
                peer.address(),
                &["-vvv", "--format", format, option, &argument],
            );
            let hello = peer.finish().remove(0).bytes;
            // The packet is shown, so this is where a key would be seen.
            assert_run_shows(&run.stdout, &hello);
            for window in key.slots().iter().flat_map(|slot| slot.windows(6)) {
                assert!(!run.says(&hex(window)), "a key is shown\n{run}");
            }
        }
    }
}

#[test]
fn each_v_shows_more() {
    let peer = UdpPeer::start(LOOPBACK, |_, hello| {
        vec![Datagram::new(Reply::to(hello).plain())]
    });
    let runs = ["-v", "-vv", "-vvv"].map(|option| probe(peer.address(), &[option]));
    let requests = peer.finish();
    for (level, (run, request)) in runs.iter().zip(&requests).enumerate() {
        assert_run((OK, &["probing from 127.0.0.1:"]), run);
        let session = format!("session {}", hex(&session_of(&request.bytes)));
        assert_eq!(run.says("RESET_CLIENT_V2"), level >= 1, "{run}");
        assert_eq!(run.says(&session), level >= 1, "{run}");
        assert_eq!(run.says(&hex(&request.bytes)), level >= 2, "{run}");
    }
}

fn assert_run_shows(stdout: &str, packet: &[u8]) {
    for piece in packet.chunks(64) {
        assert!(stdout.contains(&hex(piece)), "no packet in\n{stdout}");
    }
}

/// A row whose peer signs with SHA256 by its own direction.
fn bare(
    key: &Key,
    server: Direction,
    options: &[&str],
    expected: crate::probe::Expected<'static>,
) -> Row {
    let wrap = key.tls_auth(Digest::Sha256, server);
    let options = [&["--digest", "SHA256"], options].concat();
    let reply = move |hello: &[u8]| vec![Reply::to(hello).sealed(&wrap)];
    row("bare keys", &options, reply, expected)
}
