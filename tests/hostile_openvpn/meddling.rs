//! Packets out of step from the server itself or from somebody who knows all that goes by in clear.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use gatewatch::checks::openvpn::packet::Opcode;
use gatewatch::checks::openvpn::wrap::Wrap;

use crate::craft::{Forger, alert, message_id};
use crate::front::{Act, Event, Front, Meddler};
use crate::probe::{CRITICAL, OK, Stage, Told, side_by_side, visit};
use crate::support::door::certificates::tls_of;
use crate::support::door::{Guests, Lock, Script, Seen};
use crate::support::pki::PKI;

#[test]
fn packets_out_of_step_are_passed_over() {
    side_by_side([false, true], |is_tcp| {
        let script = Script::good(&PKI.server());
        let front = Front::over(is_tcp, Lock::plain(), script, out_of_step());
        let (run, seen) = visit(front, Stage::Tunnel, &Told::default());
        run.comes_to("out of step", OK, &["answers through the tunnel"]);
        assert!(seen.exit, "{}", run.run);
    });
}

/// Old packets again, acknowledgements of what was never sent, messages far ahead, other keys and
/// opcodes, with every packet that the server sends.
fn out_of_step() -> Meddler {
    let wrap = Wrap::Plain;
    let mut client = None;
    let mut sent: Vec<Vec<u8>> = Vec::new();
    Box::new(move |event, _| match event {
        Event::FromClient(packet) => {
            client.get_or_insert_with(|| packet.to_vec());
            Act::nothing()
        }
        Event::FromServer(packet) => {
            let is_control = !Opcode::of(packet).is_some_and(Opcode::is_data);
            sent.push(packet.to_vec());
            let (true, Some(client)) = (is_control, &client) else {
                return Act::send(sent.clone());
            };
            let mut forger = Forger::between(packet, client);
            let mut packets = sent[..sent.len() - 1].to_vec();
            for id in [100, 1000, u32::MAX - 1, u32::MAX] {
                packets.push(forger.control(&wrap, id, &alert(2, 40)));
                packets.push(forger.ack(&wrap, &[id]));
            }
            packets.push(forger.ack(&wrap, &[100; 8]));
            packets.push(forger.reset(&wrap));
            packets.push(forger.packet(&wrap, Opcode::SoftResetV1, &[], Some(1), vec![]));
            let mut other_key = forger.control(&wrap, 1, &alert(2, 40));
            other_key[0] |= 3;
            packets.push(other_key);
            packets.extend((0..14).map(|length| packet[..length.min(packet.len())].to_vec()));
            packets.retain(|packet| !packet.is_empty());
            Act::send(packets)
        }
        Event::Tick => Act::nothing(),
    })
}

/// Whoever knows the session ids of an unprotected channel can end a visit, as he can end that of
/// any real client. What he cannot do is make it end well.
#[test]
fn an_alert_in_place_of_a_message_never_ends_a_visit_well() {
    let mut cases = Vec::new();
    for stage in [Stage::Certificate, Stage::Login, Stage::Tunnel] {
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            for guests in [Guests::Anybody, Guests::Asked] {
                for number in [0, 40, 80] {
                    for at in 1..=6 {
                        cases.push((stage, version, guests, number, at));
                    }
                }
            }
        }
    }
    let ended = AtomicU32::new(0);
    side_by_side(cases, |(stage, version, guests, number, at)| {
        let script = Script {
            fragment: 400,
            ..Script::showing(tls_of(&PKI.server(), guests, &[version]))
        };
        let replaced = Arc::new(AtomicU32::new(0));
        let level = if number == 0 { 1 } else { 2 };
        let meddler = alert_in_place_of(at, alert(level, number), Arc::clone(&replaced));
        let front = Front::udp(Lock::plain(), script, meddler);
        let told = Told {
            has_certificate: true,
            seconds: Some(1),
            ..Told::default()
        };
        let (run, _) = visit(front, stage, &told);
        let title = format!("{stage:?} {version:?} {guests:?} alert {number} as message {at}");
        if replaced.load(Ordering::SeqCst) > 0 {
            assert_ne!(run.run.exit_code, OK, "{title}\n{}", run.run);
            // Whoever has shown a certificate has found versions and suites in common with us.
            let is_untrue = run.run.says("legacy TLS") && run.run.says("'tls_time'");
            assert!(!is_untrue, "{title}\n{}", run.run);
            ended.fetch_add(1, Ordering::SeqCst);
        } else {
            run.comes_to(&title, OK, &[]);
        }
    });
    assert!(ended.into_inner() > 100, "hardly anything was replaced");
}

#[test]
fn an_alert_behind_an_answer_takes_nothing_back() {
    let script = Script::good(&PKI.server()).answering("AUTH_FAILED,no money");
    let meddler: Meddler = Box::new(|event, seen: &Seen| match event {
        Event::FromServer(packet) if seen.push_requests > 0 && message_id(packet).is_some() => {
            // The payload is what a control packet ends with.
            Act::instead(vec![[packet, &alert(2, 80)].concat()])
        }
        _ => Act::nothing(),
    });
    let front = Front::udp(Lock::plain(), script, meddler);
    let (run, _) = visit(front, Stage::Login, &Told::default());
    run.comes_to("an alert behind", CRITICAL, &["AUTH_FAILED", "no money"]);
}

/// Lets the server's message of this id never through, and an alert of the same id instead.
fn alert_in_place_of(at: u32, alert: Vec<u8>, replaced: Arc<AtomicU32>) -> Meddler {
    let mut client = None;
    Box::new(move |event, _| match event {
        Event::FromClient(packet) => {
            client.get_or_insert_with(|| packet.to_vec());
            Act::nothing()
        }
        Event::FromServer(packet) if message_id(packet) == Some(at) => {
            replaced.fetch_add(1, Ordering::SeqCst);
            let client = client.as_ref().expect("a server speaks second");
            let mut forger = Forger::between(packet, client);
            Act::instead(vec![forger.control(&Wrap::Plain, at, &alert)])
        }
        _ => Act::nothing(),
    })
}
