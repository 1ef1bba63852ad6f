//! Strangers on the line of an encrypted channel: without the key they can lose packets and nothing
//! else.

use gatewatch::checks::openvpn::key::StaticKey;
use gatewatch::checks::openvpn::packet::Opcode;
use gatewatch::checks::openvpn::wrap::{TlsCrypt, Wrap};

use crate::craft::{Forger, alert};
use crate::desk::DESK;
use crate::front::{Act, Event, Front, Meddler};
use crate::probe::{OK, Stage, Told, side_by_side, visit};
use crate::support::door::Script;
use crate::support::pki::PKI;

#[test]
fn whoever_cannot_sign_changes_nothing() {
    side_by_side([Stage::Certificate, Stage::Login, Stage::Tunnel], |stage| {
        let script = Script::good(&PKI.server());
        let front = Front::udp(DESK.tls_crypt(), script, stranger());
        let told = Told {
            encrypts: true,
            ..Told::default()
        };
        let (run, seen) = visit(front, stage, &told);
        run.comes_to(&format!("{stage:?}"), OK, &[]);
        assert!(seen.exit || stage == Stage::Certificate, "{}", run.run);
        assert_eq!(seen.sessions, 1, "{}", run.run);
    });
}

/// Injects what he can make up ahead of every packet of the server's, and spoilt copies of it.
fn stranger() -> Meddler {
    let wraps = [
        Wrap::Plain,
        Wrap::TlsCrypt(TlsCrypt::new(
            &StaticKey::new(&[0x5a; StaticKey::LENGTH]).expect("a key's length"),
        )),
    ];
    let mut client = None;
    // The answer to the hello is a matter of its own: unsigned, it is never right.
    let mut is_behind_the_reset = false;
    let mut seen: Vec<Vec<u8>> = Vec::new();
    Box::new(move |event, _| match event {
        Event::FromClient(packet) => {
            is_behind_the_reset |= client.is_some();
            client = Some(packet.to_vec());
            // What we said comes back to us.
            Act::send(vec![packet.to_vec()])
        }
        Event::FromServer(packet) if is_behind_the_reset => {
            let client = client.as_ref().expect("a server speaks second");
            if Opcode::of(packet).is_some_and(Opcode::is_data) {
                return Act::send(spoilt(packet).collect());
            }
            let mut forger = Forger::between(packet, client);
            let mut packets: Vec<_> = spoilt(packet).collect();
            for wrap in &wraps {
                for id in 0..8 {
                    packets.push(forger.control(wrap, id, &alert(2, 40)));
                    packets.push(forger.ack(wrap, &[id]));
                }
                packets.push(forger.reset(wrap));
            }
            // A capture of this session and of nobody's.
            packets.extend(seen.iter().cloned());
            let mut nobodys = packet.to_vec();
            nobodys[1..9].copy_from_slice(b"nobody's");
            packets.push(nobodys);
            seen.push(packet.to_vec());
            Act::send(packets)
        }
        _ => Act::nothing(),
    })
}

/// The packet with one bit wrong, in its head, its tag and its ciphertext, and cut short.
fn spoilt(packet: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let last = packet.len() - 1;
    let flipped = [0, 5, 10, 15, 20, 48, last].map(|at| {
        let mut packet = packet.to_vec();
        packet[at.min(last)] ^= 4;
        packet
    });
    let short = [1, 9, 17, 48, last].map(|length| packet[..length.min(last)].to_vec());
    flipped.into_iter().chain(short)
}
