//! Sessions over a link that loses, doubles, delays and reorders, with servers old and new.

use proptest::prelude::*;

use super::*;

/// What the link does to the n-th packet in either direction.
#[derive(Clone, Copy, Debug)]
struct Fate {
    lost: bool,
    twice: bool,
    delay: u64,
}

fn fate() -> impl Strategy<Value = Fate> {
    (0u8..10, any::<bool>(), 0u64..1500).prop_map(|(dice, twice, delay)| Fate {
        lost: dice < 3,
        twice,
        delay,
    })
}

/// A server of 2.6 (every hello gets a reset) or of 2.5 (a known session gets an `ACK_V1`).
fn run(fates: &[Fate], old_server: bool) -> (Conclusion, u32, bool) {
    let (ours, server) = (auth(Direction::One), auth(Direction::Zero));
    let schedule = Schedule::new(3);
    let deadline = 10_000;
    let mut fates = fates.iter().copied().chain(std::iter::repeat(Fate {
        lost: true,
        twice: false,
        delay: 0,
    }));
    let mut session = Session::new(&ours, Validation::Strict);
    let mut arrivals: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut seen = Vec::new();
    let mut due = 0;
    while let Some(at) = schedule.due(due) {
        let at = u64::try_from(at.as_millis()).expect("seconds");
        let peer = id(u8::try_from(due).expect("a few hellos") + 1);
        session.hello(peer, ms(at), CLOCK);
        due += 1;
        let out = fates.next().expect("endless");
        if out.lost {
            continue;
        }
        for copy in 0..=u64::from(out.twice) {
            let reply = match old_server && seen.contains(&peer) {
                true => Reply::ack(peer),
                false => Reply::reset(peer),
            };
            seen.push(peer);
            let back = fates.next().expect("endless");
            let arrival = at + out.delay + copy + back.delay;
            if !back.lost {
                arrivals.push((arrival, reply.seal(&server)));
                if back.twice {
                    arrivals.push((arrival + 3, reply.seal(&server)));
                }
            }
        }
    }
    arrivals.retain(|(at, _)| *at < deadline);
    arrivals.sort();
    let reached = !arrivals.is_empty();
    for (at, packet) in arrivals {
        if session.receive(&packet, ms(at), CLOCK) == Progress::Done {
            break;
        }
    }
    (session.conclusion(), session.skipped(), reached)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn loss_duplication_delay_and_reordering_never_spoil_the_verdict(
        fates in prop::collection::vec(fate(), 16), old_server in any::<bool>(),
    ) {
        let (conclusion, skipped, reached) = run(&fates, old_server);
        prop_assert_eq!(skipped, 0);
        match conclusion {
            Conclusion::Answered(answer) => prop_assert!(reached && answer.proof == Proof::Signature),
            other => prop_assert!(!reached, "{:?}", other),
        }
    }

    #[test]
    fn no_bytes_make_a_signed_session_believe_or_panic(packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..120), 0..5)) {
        let wrap = auth(Direction::One);
        let mut session = Session::new(&wrap, Validation::Strict);
        session.hello(id(1), ms(0), CLOCK);
        for packet in &packets {
            session.describe(packet);
            prop_assert!(matches!(session.receive(packet, ms(1), CLOCK), Progress::Skipped(_)));
        }
    }
}
