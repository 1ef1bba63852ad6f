//! A run ends at its deadline, wherever that falls.

use std::time::Duration;

use gatewatch::checks::openvpn::session::visit::{End, Stage};

use crate::cases::{Case, Kind};
use crate::dice::Dice;
use crate::support::door::Silence;

/// Without an answer, the time was up; with one, the client was about to leave.
#[test]
fn a_run_ends_at_its_deadline_wherever_that_falls() {
    let (mut cut_off, mut answered) = (0, 0);
    for seed in 0..800 {
        let case = Case::of(seed);
        let deadline = Duration::from_millis(Dice::new(seed).below(15_000));
        let ended = case
            .run(seed, deadline)
            .unwrap_or_else(|fault| panic!("seed {seed}: {fault}: {case:?}"));
        assert!(ended.at <= deadline, "seed {seed}");
        let Some(passage) = ended.passage else {
            assert!(ended.is_late, "seed {seed}");
            continue;
        };
        match passage.end {
            End::TimeUp(_) => {
                assert!(ended.is_late && !passage.came_to(case.stage), "seed {seed}");
                cut_off += 1;
            }
            End::Answered => answered += 1,
            other => panic!("seed {seed}: {other:?}: {case:?}"),
        }
    }
    assert!(cut_off > 100 && answered > 100, "{cut_off}, {answered}");
}

#[test]
fn a_deadline_in_the_past_ends_a_run_at_once() {
    for stage in [Stage::Certificate, Stage::Login, Stage::Tunnel] {
        let ended = Case::quiet(stage).run(0, Duration::ZERO).expect("no fault");
        assert_eq!((ended.at, ended.passage), (Duration::ZERO, None));
    }
}

#[test]
fn what_had_to_be_sent_again_is_counted() {
    for (is_tcp, again) in [(true, false), (false, true)] {
        let case = Case {
            kind: Kind::Dead(Silence::ClientHello),
            is_tcp,
            ..Case::quiet(Stage::Login)
        };
        let ended = case.run(0, Duration::from_secs(10)).expect("no fault");
        let passage = ended.passage.expect("the hello was answered");
        assert_eq!(passage.retransmits > 0, again);
    }
}

/// The alert goes out even where the time is up, so that the server need not wait for us.
#[test]
fn a_server_that_falls_silent_is_told_that_we_leave() {
    for silence in [
        Silence::ServerHello,
        Silence::KeyMessage,
        Silence::PushRequest,
        Silence::Tunnel,
    ] {
        let case = Case {
            kind: Kind::Dead(silence),
            ..Case::quiet(Stage::Tunnel)
        };
        let ended = case.run(0, Duration::from_secs(10)).expect("no fault");
        assert!(ended.is_late, "{silence:?}");
        assert!(ended.seen.has_left() && !ended.has_guest, "{silence:?}");
    }
}

/// Nothing of ours is there to be forgotten, and each packet would be a line in the server's log.
#[test]
fn a_server_that_never_heard_us_is_left_without_a_word() {
    let case = Case {
        kind: Kind::Dead(Silence::ClientHello),
        ..Case::quiet(Stage::Login)
    };
    let ended = case.run(0, Duration::from_secs(10)).expect("no fault");
    assert!(ended.is_late && ended.seen.dropped == 0 && ended.seen.sessions == 0);
}
