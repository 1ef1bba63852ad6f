//! What comes back through the tunnel, or does not.

use super::super::super::session::visit::{End, Passage, Tunnel, Waiting};
use super::super::super::tunnel::EchoAnswer;
use super::door::*;
use super::*;

const TIMES: &str =
    "certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms, login 30 ms, tunnel 2 ms)";
const SLOWER: &str =
    "certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms, login 30 ms, tunnel 3 ms)";

fn demanding() -> Terms {
    let mut terms = at(Stage::Tunnel);
    terms.expectations.tunnel_is_demanded = true;
    terms
}

fn pinging(size: Option<u16>) -> Terms {
    let mut terms = demanding();
    terms.expectations.ping_is_demanded = true;
    terms.ping_size = size;
    terms
}

fn found(tunnel: Tunnel) -> Passage {
    with_tunnel(tunnel, End::Answered)
}

fn time_up(tunnel: Tunnel) -> Passage {
    with_tunnel(tunnel, End::TimeUp(Waiting::Tunnel))
}

/// A tunnel in which nobody said anything.
fn dumb() -> Tunnel {
    Tunnel {
        options: None,
        echo: None,
        packets: 0,
        ..pinged()
    }
}

/// A tunnel in which the server itself answers and nobody else.
fn no_echo() -> Tunnel {
    Tunnel {
        echo: None,
        packets: 1,
        ..pinged()
    }
}

fn echoing(answer: EchoAnswer) -> Tunnel {
    Tunnel {
        echo: Some((ms(2), answer)),
        ..pinged()
    }
}

fn sized(answer: Option<EchoAnswer>) -> Tunnel {
    Tunnel {
        sized_echo: answer.map(|answer| (ms(5), answer)),
        ..pinged()
    }
}

fn router() -> std::net::IpAddr {
    "10.8.0.9".parse().unwrap()
}

#[test]
fn a_tunnel_that_answers_is_told_with_who_answered() {
    let answers = |what: &str, times: &str| format!("OK @ lets us in, {what}, {times}");
    assert_lines(
        &pinging(None),
        found(pinged()),
        &[&answers("10.8.0.1 answers through the tunnel", TIMES)],
    );
    assert_lines(
        &pinging(Some(1400)),
        found(sized(Some(EchoAnswer::Reply))),
        &[&answers(
            "10.8.0.1 answers through the tunnel, with 1400 bytes too",
            TIMES,
        )],
    );
    let nobody = Tunnel {
        target: None,
        ..no_echo()
    };
    assert_lines(
        &demanding(),
        found(nobody),
        &[&answers("its tunnel answers", SLOWER)],
    );
    assert_lines(
        &at(Stage::Tunnel),
        found(no_echo()),
        &[
            &answers("its tunnel answers", SLOWER),
            "OK 10.8.0.1 does not answer pings through the tunnel",
        ],
    );
}

#[test]
fn the_words_of_whoever_sends_a_ping_back_are_told() {
    let from = router();
    for (answer, why) in [
        (
            EchoAnswer::Unreachable { code: 1, from },
            "10.8.0.9 says unreachable (code 1)",
        ),
        (
            EchoAnswer::TooBig {
                mtu: Some(1300),
                from,
            },
            "10.8.0.9 takes 1300 bytes at most",
        ),
        (
            EchoAnswer::TooBig { mtu: None, from },
            "10.8.0.9 says that they are too big",
        ),
        (
            EchoAnswer::TimeExceeded { from },
            "10.8.0.9 says that it took too many hops",
        ),
    ] {
        let small = format!("@ lets us in, and 10.8.0.1 is not reached through the tunnel: {why}");
        let warning = format!("WARNING {small}");
        let critical = format!("CRITICAL {small}");
        for end in [found, time_up] {
            assert_lines(&at(Stage::Tunnel), end(echoing(answer)), &[&warning]);
            assert_lines(&pinging(None), end(echoing(answer)), &[&critical]);
            // Where the small one does not come through, a large one proves nothing.
            assert_lines(&pinging(Some(1400)), end(echoing(answer)), &[&critical]);
            let large = format!(
                "CRITICAL @ lets us in, and pings of 1400 bytes to 10.8.0.1 do not pass the tunnel: {why}"
            );
            assert_lines(&pinging(Some(1400)), end(sized(Some(answer))), &[&large]);
        }
    }
}

#[test]
fn a_size_that_vanishes_is_a_hole() {
    for end in [found, time_up] {
        assert_lines(
            &pinging(Some(1400)),
            end(sized(None)),
            &[
                "CRITICAL @ lets us in, and 10.8.0.1 answers small pings through the tunnel and none of 1400 bytes: a path-MTU hole",
            ],
        );
    }
}

#[test]
fn silence_in_a_tunnel_is_critical_only_where_the_tunnel_was_asked_for() {
    let server =
        "@ lets us in and its tunnel answers in 3 ms, but 10.8.0.1 answers no ping through it";
    let both = "@ lets us in, but nothing comes back through the tunnel: neither the server itself nor 10.8.0.1 answers";
    let alone =
        "@ lets us in, but nothing comes back through the tunnel: the server does not answer in it";
    let heard = " (other packets of the tunnel do arrive)";
    let nobody = |packets| Tunnel {
        target: None,
        packets,
        ..dumb()
    };
    for (tunnel, sentence) in [
        (no_echo(), server.to_owned()),
        (dumb(), both.into()),
        (
            Tunnel {
                packets: 2,
                ..dumb()
            },
            format!("{both}{heard}"),
        ),
        (nobody(0), alone.into()),
        (nobody(1), format!("{alone}{heard}")),
    ] {
        let warning = format!("WARNING {sentence}");
        let critical = format!("CRITICAL {sentence}");
        assert_lines(&at(Stage::Tunnel), time_up(tunnel.clone()), &[&warning]);
        assert_lines(&pinging(None), time_up(tunnel), &[&critical]);
    }
    let nothing = ended(Stage::Login, End::TimeUp(Waiting::Tunnel));
    assert_lines(&demanding(), nothing, &[&format!("CRITICAL {alone}")]);
}

#[test]
fn a_tunnel_without_what_was_asked_for_is_not_ok() {
    assert_lines(
        &pinging(None),
        found(no_echo()),
        &[
            "CRITICAL @ lets us in and its tunnel answers in 3 ms, but 10.8.0.1 answers no ping through it",
        ],
    );
    assert_lines(
        &pinging(None),
        found(Tunnel {
            target: None,
            ..no_echo()
        }),
        &["UNKNOWN @ lets us in, and there is nobody in its tunnel to ping"],
    );
    assert_lines(
        &at(Stage::Tunnel),
        reached(Stage::Login),
        &[
            "WARNING @ lets us in, but nothing comes back through the tunnel: the server does not answer in it",
        ],
    );
    assert_lines(
        &pinging(None),
        time_up(pinged()),
        &["UNKNOWN @ lets us in, and the time was up before its tunnel was tried out"],
    );
}

#[test]
fn a_hole_is_told_in_full_with_everything_that_was_measured() {
    let outcome = judge(&pinging(Some(1400)), &[visited(found(sized(None)))], 0);
    let sentence = format!(
        "{AT} lets us in, and 10.8.0.1 answers small pings through the tunnel and none of 1400 bytes: a path-MTU hole"
    );
    assert_eq!(
        text(&outcome),
        format!(
            "OPENVPN CRITICAL - {sentence}|'time'=0.000812s;;;0; 'tls_time'=0.012s;;;0; \
             'login_time'=0.03s;;;0; 'tunnel_time'=0.002s;;;0; 'server_cert_days'=90;30:;14:;; \
             'ca_cert_days'=900;30:;14:;; 'hellos'=1;;;0; 'retransmits'=0;;;0; 'invalid'=0;;;0;\n\
             [CRITICAL] {sentence}\n"
        )
    );
}

#[test]
fn a_tunnel_that_was_listened_to_for_a_moment_is_not_called_silent() {
    let hurried = |tunnel, waited| Passage {
        waited,
        ..time_up(tunnel)
    };
    let unknown = "UNKNOWN @ lets us in, and the time was up before its tunnel was tried out";
    for terms in [at(Stage::Tunnel), pinging(None), pinging(Some(1400))] {
        for tunnel in [dumb(), no_echo(), sized(None)] {
            assert_lines(&terms, hurried(tunnel, ms(20)), &[unknown]);
        }
    }
    // What somebody said counts however soon it came.
    let from = router();
    let told = "CRITICAL @ lets us in, and 10.8.0.1 is not reached through the tunnel: 10.8.0.9 says unreachable (code 1)";
    let unreachable = echoing(EchoAnswer::Unreachable { code: 1, from });
    assert_lines(&pinging(None), hurried(unreachable, ms(20)), &[told]);
    let enough = lines(&pinging(None), &visited(hurried(dumb(), ms(500))));
    assert!(enough[0].starts_with("CRITICAL "), "{enough:?}");
}
