//! Floods on the way: whoever sends as fast as he can costs neither the verdict nor the processor.

use std::time::Duration;

use gatewatch::checks::openvpn::packet::Opcode;
use gatewatch::checks::openvpn::wrap::Wrap;

use crate::craft::Forger;
use crate::desk::DESK;
use crate::front::{Act, Event, Front, Meddler};
use crate::probe::{CRITICAL, OK, Stage, Told, visit};
use crate::support::door::{Lock, Script, Silence};
use crate::support::pki::PKI;

/// Packets a millisecond or so, far more than a plugin may read.
const A_ROUND: usize = 100;

/// What the packets are like.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Junk,
    Data,
    /// The reset again, which asks to be acknowledged each time.
    Resets,
    /// The first message again, the same way.
    Repeated,
    Ahead,
    Acks,
    UnknownAcks,
    Foreign,
    /// Of an encrypted channel, with the right session and another key.
    Forged,
    /// Of an encrypted channel, as the server said them before.
    Replayed,
}

/// Of a channel in clear.
const KINDS: [Kind; 8] = [
    Kind::Junk,
    Kind::Data,
    Kind::Resets,
    Kind::Repeated,
    Kind::Ahead,
    Kind::Acks,
    Kind::UnknownAcks,
    Kind::Foreign,
];

fn packet(kind: Kind, forger: &mut Forger, first: &[u8]) -> Vec<u8> {
    let wrap = Wrap::Plain;
    match kind {
        Kind::Forged => {
            let mut packet = first.to_vec();
            packet[17] ^= 1;
            packet
        }
        Kind::Replayed => first.to_vec(),
        Kind::Junk => vec![0xff; 1400],
        Kind::Data => [&[(Opcode::DataV2 as u8) << 3, 0, 0, 3][..], &[7; 1300]].concat(),
        Kind::Resets => forger.reset(&wrap),
        Kind::Repeated => forger.control(&wrap, 1, &[0x16; 1100]),
        Kind::Ahead => forger.control(&wrap, 1_000_000, &[0x16; 1100]),
        Kind::Acks => forger.ack(&wrap, &[0]),
        Kind::UnknownAcks => forger.ack(&wrap, &[7_000_000; 8]),
        Kind::Foreign => {
            let mut packet = forger.control(&wrap, 1, &[0x16; 1100]);
            packet[1..9].copy_from_slice(b"nobody's");
            packet
        }
    }
}

/// Rounds of a flood that an answer over TCP has to wait for.
const ON_TCP: u32 = 10;

/// Sends as much as he can in so many rounds, once the first message of the server's is out.
fn flooder(kind: Kind, mut rounds: u32) -> Meddler {
    let mut client = None;
    let mut forger: Option<(Forger, Vec<u8>)> = None;
    Box::new(move |event, _| match (event, &mut forger) {
        (Event::FromClient(packet), _) => {
            client.get_or_insert_with(|| packet.to_vec());
            Act::nothing()
        }
        (Event::FromServer(packet), None) if packet[0] == (Opcode::ControlV1 as u8) << 3 => {
            let client = client.as_ref().expect("a server speaks second");
            forger = Some((Forger::between(packet, client), packet.to_vec()));
            Act::nothing()
        }
        (Event::Tick, Some((forger, first))) if rounds > 0 => {
            rounds -= 1;
            let flood = (0..A_ROUND).map(|_| packet(kind, forger, first));
            Act::send(flood.collect())
        }
        _ => Act::nothing(),
    })
}

/// One at a time: here the processor is what is looked at.
#[test]
fn a_flood_costs_little_work_and_little_memory() {
    for kind in KINDS {
        let script = Script::good(&PKI.server()).silent_at(Silence::PushRequest);
        let front = Front::udp(Lock::plain(), script, flooder(kind, u32::MAX));
        let told = Told {
            seconds: Some(3),
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Login, &told);
        run.comes_to(&format!("{kind:?}"), CRITICAL, &[]);
        assert!(run.run.elapsed >= Duration::from_secs(3), "{}", run.run);
    }
}

/// The same where each packet has to be verified.
#[test]
fn a_flood_of_an_encrypted_channel_costs_little_work() {
    for kind in [Kind::Forged, Kind::Replayed] {
        let script = Script::good(&PKI.server()).silent_at(Silence::PushRequest);
        let front = Front::udp(DESK.tls_crypt(), script, flooder(kind, u32::MAX));
        let told = Told {
            encrypts: true,
            seconds: Some(3),
            // Without optimisation the digests alone take most of a second a second.
            most_work: cfg!(debug_assertions).then_some(Duration::from_millis(2800)),
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Login, &told);
        run.comes_to(&format!("{kind:?}"), CRITICAL, &[]);
    }
}

/// On TCP nothing is lost, so that everything comes: the answers stand in line behind the flood.
#[test]
fn a_flood_over_tcp_hides_no_good_answer() {
    for kind in KINDS {
        let script = Script::good(&PKI.server());
        let front = Front::tcp(Lock::plain(), script, flooder(kind, ON_TCP));
        let told = Told {
            seconds: Some(20),
            ..Told::default()
        };
        let (run, seen) = visit(front, Stage::Login, &told);
        run.comes_to(&format!("{kind:?}"), OK, &["lets us in"]);
        assert!(seen.exit, "{}", run.run);
    }
}
