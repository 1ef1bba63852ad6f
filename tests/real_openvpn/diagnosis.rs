//! `--diagnose`: a server that does not answer to a key is asked in every other way, and what it
//! wants is said.

use crate::probe::Client;
use crate::support::keys::KeyFile;
use crate::support::server_config::{ServerConfig, Transport, Wrapping};

/// Half of it goes into the first try, the other half into all others.
const TIME: &str = "3";

/// What a server has, what a client has, and what the client is told.
#[test]
fn the_wrapping_that_a_server_wants_is_named_over_udp_and_tcp() {
    let key = &KeyFile::static_key();
    let tls_auth = |direction, digest| Wrapping::TlsAuth {
        key: key.path(),
        direction,
        digest,
    };
    let signed = |direction, digest| Client::TlsAuth {
        key: key.path(),
        direction,
        digest,
    };
    let cases = [
        (
            tls_auth(Some(1), "SHA256"),
            signed(Some(1), "SHA1"),
            "--digest SHA256 and --key-direction 0",
        ),
        (
            tls_auth(Some(0), "SHA512"),
            Client::TlsCrypt(key.path()),
            "--digest SHA512 and --key-direction 1",
        ),
        (
            tls_auth(None, "SHA1"),
            signed(Some(1), "SHA1"),
            "--digest SHA1 and --key-direction none",
        ),
        (
            Wrapping::TlsCrypt { key: key.path() },
            signed(Some(1), "SHA256"),
            "does answer to tls-crypt: give the key to --tls-crypt",
        ),
    ];
    std::thread::scope(|scope| {
        for (wrapping, client, words) in &cases {
            for transport in [Transport::Udp, Transport::Tcp] {
                scope.spawn(move || {
                    let config = ServerConfig {
                        transport,
                        wrapping: wrapping.clone(),
                        ..ServerConfig::default()
                    };
                    let server = config.start();
                    let run = client.probe(&server, transport, &["--diagnose", "-t", TIME]);
                    assert_eq!(run.exit_code, 2, "{run}");
                    assert!(run.first_line().contains(words), "{words}\n{run}");
                });
            }
        }
    });
}

#[test]
fn a_foreign_key_is_answered_in_no_way_and_nothing_is_tried_unasked() {
    let (key, other) = (KeyFile::static_key(), KeyFile::static_key());
    let server = ServerConfig {
        wrapping: Wrapping::TlsCrypt { key: key.path() },
        ..ServerConfig::default()
    }
    .start();
    let client = Client::TlsCrypt(other.path());
    let run = client.probe(&server, Transport::Udp, &["--diagnose", "-t", TIME]);
    assert_eq!(run.exit_code, 2, "{run}");
    let words = "15 other ways to ask with this key were tried, and none is answered";
    assert!(run.first_line().contains(words), "{run}");

    let before = server.log_up_to_status().lines().count();
    let run = client.probe(&server, Transport::Udp, &["-t", "0.9"]);
    assert_eq!(run.exit_code, 2, "{run}");
    let after = server.log_up_to_status();
    // One line for the one hello, and the list of clients that was asked for.
    let refused = after
        .lines()
        .skip(before)
        .filter(|line| line.contains("tls-crypt"));
    assert!(refused.count() <= 2, "{after}");
}
