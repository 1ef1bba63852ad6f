//! Servers that stop at every step: in silence, with an orderly close, with RST, or with a port that
//! is closed from then on.

use crate::front::{Act, Event, Front, Meddler, nobody};
use crate::probe::{CRITICAL, Stage, Told, WARNING, side_by_side, visit};
use crate::socket::End;
use crate::support::door::{Lock, Script, Seen, Silence};
use crate::support::pki::PKI;

/// A step, and the words for a server that never takes it.
const SILENCES: [(Silence, &str); 5] = [
    (
        Silence::ClientHello,
        "answered the reset and nothing of the TLS handshake",
    ),
    (
        Silence::ServerHello,
        "began the TLS handshake and did not finish it",
    ),
    (
        Silence::KeyMessage,
        "showed its certificate and did not answer the login",
    ),
    (Silence::PushRequest, "said neither yes nor no"),
    (Silence::Tunnel, "nothing comes back through the tunnel"),
];

/// A step, and the words for a server that hangs up in place of it.
const HANG_UPS: [(Silence, &str); 5] = [
    (
        Silence::ClientHello,
        "answered the reset and hung up at the TLS handshake",
    ),
    (
        Silence::ServerHello,
        "hung up in the middle of the TLS handshake",
    ),
    (
        Silence::KeyMessage,
        "showed its certificate and hung up at the login",
    ),
    (
        Silence::PushRequest,
        "took our login and hung up without an answer",
    ),
    (Silence::Tunnel, "hung up before its tunnel was tried out"),
];

/// The same for a port that is closed from then on.
const DEPARTURES: [(Silence, &str); 5] = [
    (Silence::ClientHello, "went away in the TLS handshake"),
    (Silence::ServerHello, "went away in the TLS handshake"),
    (Silence::KeyMessage, "went away in the login"),
    (Silence::PushRequest, "went away in the login"),
    (Silence::Tunnel, "went away once we were in"),
];

fn silent_at(step: Silence) -> Script {
    Script::good(&PKI.server()).silent_at(step)
}

#[test]
fn a_server_that_falls_silent_is_named_by_the_stage_and_waited_for_to_the_end() {
    for encrypts in [false, true] {
        let cases = SILENCES
            .into_iter()
            .flat_map(|case| [(case, false), (case, true)]);
        side_by_side(cases, |((step, words), is_tcp)| {
            let lock = match encrypts {
                true => crate::desk::DESK.tls_crypt(),
                false => Lock::plain(),
            };
            let front = Front::over(is_tcp, lock, silent_at(step), nobody());
            let told = Told {
                encrypts,
                ..Told::default()
            };
            let (run, _) = visit(front, Stage::Tunnel, &told);
            run.comes_to(&format!("{step:?}, tcp {is_tcp}"), CRITICAL, &[words]);
        });
    }
}

/// The state for silence is the user's to choose.
#[test]
fn silence_is_what_the_timeout_is_said_to_be() {
    let told = Told {
        more: vec!["--timeout-result".into(), "warning".into()],
        ..Told::default()
    };
    side_by_side(&SILENCES[..4], |(step, words)| {
        let front = Front::udp(Lock::plain(), silent_at(*step), nobody());
        let (run, _) = visit(front, Stage::Login, &told);
        run.comes_to(&format!("{step:?}"), WARNING, &[words]);
    });
}

/// Ends the socket as soon as the client has done what the step would be an answer to.
fn ends_at(step: Silence, end: End) -> Meddler {
    let mut is_past_hello = false;
    Box::new(move |event, seen: &Seen| {
        let Event::FromClient(packet) = event else {
            return Act::nothing();
        };
        let is_hello = packet[0] == 7 << 3;
        let is_due = match step {
            Silence::Reset => true,
            Silence::ClientHello => !is_hello,
            Silence::ServerHello => is_past_hello && !is_hello,
            Silence::KeyMessage => seen.key_message.is_some(),
            Silence::PushRequest => seen.push_requests > 0,
            Silence::Tunnel => seen.option_requests + seen.pings > 0,
        };
        is_past_hello |= !is_hello;
        match is_due {
            true => Act::end(end),
            false => Act::nothing(),
        }
    })
}

#[test]
fn a_connection_that_ends_is_named_by_the_stage_and_at_once() {
    let cases = HANG_UPS
        .into_iter()
        .flat_map(|case| [(case, End::Close), (case, End::Reset)]);
    side_by_side(cases, |((step, words), end)| {
        let front = Front::tcp(Lock::plain(), silent_at(step), ends_at(step, end));
        let told = Told {
            seconds: Some(8),
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Tunnel, &told);
        run.comes_to(&format!("{step:?} {end:?}"), CRITICAL, &[words]);
        assert!(run.run.elapsed.as_secs() < 2, "{}", run.run);
    });
}

#[test]
fn a_port_that_closes_on_the_way_is_named_by_the_stage() {
    side_by_side(DEPARTURES, |(step, words)| {
        let meddler = ends_at(step, End::Close);
        let front = Front::udp(Lock::plain(), silent_at(step), meddler);
        let told = Told {
            seconds: Some(8),
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Tunnel, &told);
        run.comes_to(&format!("{step:?}"), CRITICAL, &[words]);
        assert!(run.run.elapsed.as_secs() < 7, "{}", run.run);
    });
}
