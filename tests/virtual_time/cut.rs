//! Connections that the server or the network ends under a visit.

use std::time::Duration;

use gatewatch::checks::openvpn::session::visit::{End, Passage, Stage, Waiting};
use gatewatch::net::Trouble;

use crate::cases::{Case, Kind};
use crate::client::Last;
use crate::support::door::Silence;

const SILENCES: [(Silence, Waiting); 5] = [
    (Silence::ClientHello, Waiting::Hearing),
    (Silence::ServerHello, Waiting::Handshake),
    (Silence::KeyMessage, Waiting::KeyExchange),
    (Silence::PushRequest, Waiting::Answer),
    (Silence::Tunnel, Waiting::Tunnel),
];

fn passage(kind: Kind, last: &Last, deadline: Duration) -> Option<Passage> {
    let case = Case {
        kind,
        last: last.clone(),
        ..Case::quiet(Stage::Tunnel)
    };
    case.run(0, deadline).expect("no fault").passage
}

#[test]
fn whoever_ends_the_connection_is_named_with_what_was_waited_for() {
    let ten = Duration::from_secs(10);
    for (silence, waiting) in SILENCES {
        let kind = || Kind::Dead(silence);
        for (last, end) in [
            (Last::Closed, End::Closed(waiting)),
            (Last::Trouble(Trouble::Reset), End::Trouble(Trouble::Reset)),
            (Last::TimeUp, End::TimeUp(waiting)),
        ] {
            let passage = passage(kind(), &last, ten).expect("the hello was answered");
            assert_eq!(passage.end, end, "{silence:?}");
        }
    }
}

/// The server may go first once it has nothing more to say to us.
#[test]
fn an_answer_stays_one_however_the_connection_ends() {
    let mut answered = 0;
    for millis in (0..400).step_by(4) {
        let deadline = Duration::from_millis(millis);
        for last in [Last::Closed, Last::Trouble(Trouble::Reset)] {
            let Some(passage) = passage(Kind::Good, &last, deadline) else {
                continue;
            };
            match (&passage.end, &last) {
                (End::Answered, _) => {
                    assert!(passage.came_to(Stage::Tunnel));
                    answered += 1;
                }
                (End::Closed(_), Last::Closed) | (End::Trouble(_), Last::Trouble(_)) => {}
                (end, last) => panic!("{end:?} after {last:?} at {deadline:?}"),
            }
        }
    }
    assert!(answered > 20, "{answered}");
}

#[test]
fn the_steps_of_a_visit_are_noted() {
    let ended = Case::quiet(Stage::Login)
        .run(0, Duration::from_secs(10))
        .expect("no fault");
    let [shaken, sent, answered] = &ended.notes[..] else {
        panic!("{:?}", ended.notes);
    };
    assert!(shaken.starts_with("TLS 1.3 TLS13_"), "{shaken}");
    assert!(shaken.ends_with(", the server has shown its certificate"));
    assert_eq!(sent, "sent our half of the key exchange");
    assert_eq!(answered, "the server has answered the login");
    let heard = &ended.heard;
    assert!(heard.starts_with("CONTROL_V1 session "), "{heard}");
}
