//! Sessions against a server in memory, under invented time.

mod link;
mod server;

use super::super::super::key::{Digest, Direction, StaticKey};
use super::super::super::packet::PacketError;
use super::super::super::wrap::{TlsAuth, TlsCrypt};
use super::*;
use server::Reply;

const CLOCK: u32 = 1_704_067_200;

fn key() -> StaticKey {
    StaticKey::new(&(0..=255).collect::<Vec<u8>>()).expect("256 bytes")
}

fn auth(direction: Direction) -> Wrap {
    Wrap::TlsAuth(TlsAuth::new(Digest::Sha256, &key(), direction))
}

fn id(first: u8) -> SessionId {
    SessionId::new([first, 2, 3, 4, 5, 6, 7, 8]).expect("not zero")
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn answer(kind: Kind, proof: Proof, clock_offset: Option<i64>) -> Conclusion {
    Conclusion::Answered(Answer {
        kind,
        proof,
        round_trip: ms(20),
        clock_offset,
    })
}

/// One hello under session 1, one reply after 20 ms.
fn conclude(wrap: &Wrap, packet: &[u8]) -> (Progress, Conclusion) {
    let mut session = Session::new(wrap, Validation::Strict);
    session.hello(id(1), ms(0), CLOCK);
    let progress = session.receive(packet, ms(20), CLOCK);
    (progress, session.conclusion())
}

#[test]
fn whoever_goes_on_waits_for_what_a_session_can_start_from() {
    let mut goes_on = Session::new(&Wrap::Plain, Validation::Strict).going_on();
    let mut stays = Session::new(&Wrap::Plain, Validation::Strict);
    for (session, expected) in [
        (&mut goes_on, Progress::Noted),
        (&mut stays, Progress::Done),
    ] {
        session.hello(id(1), ms(0), CLOCK);
        let progress = session.receive(&Reply::ack(id(1)).seal(&Wrap::Plain), ms(20), CLOCK);
        assert_eq!(progress, expected);
        assert!(session.opening().is_none());
    }
}

#[test]
fn what_cannot_be_read_is_described_all_the_same() {
    let session = Session::new(&Wrap::Plain, Validation::Strict);
    assert_eq!(
        session.describe(&[]),
        "not a control packet: it has only 0 of at least 9 bytes"
    );
}

#[test]
fn a_plain_reply_is_judged_field_by_field() {
    let good = Reply::reset(id(1));
    let reset = answer(Kind::Reset, Proof::None, None);
    let faulty = Conclusion::Faulty;
    for (name, reply, expected) in [
        ("good", good.clone(), reset),
        (
            "two acks",
            good.clone().with(|r| r.body.acks = vec![0, 0]),
            reset,
        ),
        (
            "options",
            good.clone()
                .with(|r| r.body.payload = vec![0, 1, 0, 2, 0, 1]),
            reset,
        ),
        (
            "openvpn3",
            good.clone()
                .with(|r| r.body.payload = vec![0, 0, 0, 0, 0, 1, 0, 2, 0, 1]),
            reset,
        ),
        (
            "ack",
            Reply::ack(id(1)),
            answer(Kind::Acknowledgement, Proof::None, None),
        ),
        (
            "untied",
            Reply::untied(),
            answer(Kind::UntiedReset, Proof::None, None),
        ),
        (
            "foreign ack",
            Reply::ack(id(9)),
            faulty(Fault::OtherPeer(id(9))),
        ),
        (
            "foreign",
            Reply::reset(id(9)),
            faulty(Fault::OtherPeer(id(9))),
        ),
        (
            "our id",
            good.clone().with(|r| r.header.session_id = id(1)),
            faulty(Fault::OurSessionId),
        ),
        (
            "ack 7",
            good.clone().with(|r| r.body.acks = vec![0, 7]),
            faulty(Fault::UnknownAck(7)),
        ),
        (
            "key 1",
            good.clone().with(|r| r.header.key_id = 1),
            faulty(Fault::KeyId(1)),
        ),
        (
            "v1",
            good.clone()
                .with(|r| r.header.opcode = Opcode::HardResetServerV1),
            faulty(Fault::KeyMethod1),
        ),
        (
            "message 5",
            good.clone().with(|r| r.body.message_id = Some(5)),
            faulty(Fault::MessageId(5)),
        ),
        (
            "control",
            good.clone().with(|r| r.header.opcode = Opcode::ControlV1),
            faulty(Fault::Opcode(Opcode::ControlV1)),
        ),
        (
            "junk behind",
            good.clone().with(|r| r.body.payload = vec![7]),
            faulty(Fault::Packet(PacketError::MalformedOptions)),
        ),
        (
            "empty ack",
            Reply::ack(id(1)).with(|r| {
                r.body.acks.clear();
                r.body.peer_session_id = None;
            }),
            faulty(Fault::EmptyAcknowledgement),
        ),
    ] {
        let (_, conclusion) = conclude(&Wrap::Plain, &reply.seal(&Wrap::Plain));
        assert_eq!(conclusion, expected, "{name}");
    }
}

#[test]
fn bytes_that_are_no_packet_are_named() {
    let dns = b"\xc4\x34\x81\x80\0\x01\0\x01\0\0\0\0\x07example\x03org\0\0\x01\0\x01";
    for (packet, error) in [
        (
            &[][..],
            PacketError::TooShort {
                length: 0,
                needed: 9,
            },
        ),
        (
            &[0x40],
            PacketError::TooShort {
                length: 1,
                needed: 9,
            },
        ),
        (&[0x40; 9], PacketError::TruncatedBody),
        (&[0x40; 13], PacketError::TooManyAcks(0x40)),
        (&[0x40; 2047], PacketError::TooManyAcks(0x40)),
        (dns, PacketError::UnknownOpcode(24)),
    ] {
        let fault = Fault::Packet(error);
        let expected = (Progress::Skipped(fault), Conclusion::Faulty(fault));
        assert_eq!(conclude(&Wrap::Plain, packet), expected);
    }
}

#[test]
fn an_endless_datagram_is_too_long() {
    let fault = Fault::TooLong(2048);
    assert_eq!(
        conclude(&Wrap::Plain, &[0x40; 2048]).1,
        Conclusion::Faulty(fault)
    );
}

#[test]
fn a_signed_reply_is_judged_by_its_signature_first() {
    let ours = auth(Direction::One);
    let server = auth(Direction::Zero);
    let signed = Reply::reset(id(1));
    let good = |offset| answer(Kind::Reset, Proof::Signature, Some(offset));
    for (name, packet, expected) in [
        ("good", signed.seal(&server), good(0)),
        (
            "packet 2",
            signed.clone().with(|r| r.packet_id = 2).seal(&server),
            good(0),
        ),
        (
            "cookie id",
            signed
                .clone()
                .with(|r| r.packet_id = 0x0f00_0001)
                .seal(&server),
            good(0),
        ),
        (
            "a day old",
            signed
                .clone()
                .with(|r| r.time = CLOCK - 86_400)
                .seal(&server),
            good(-86_400),
        ),
        (
            "ack",
            Reply::ack(id(1)).seal(&server),
            answer(Kind::Acknowledgement, Proof::Signature, Some(0)),
        ),
        (
            "untied",
            Reply::untied().seal(&server),
            answer(Kind::UntiedReset, Proof::Signature, Some(0)),
        ),
        (
            "replayed",
            Reply::reset(id(9)).seal(&server),
            Conclusion::Faulty(Fault::OtherPeer(id(9))),
        ),
        (
            "unsigned",
            signed.seal(&Wrap::Plain),
            Conclusion::Faulty(Fault::Unsigned),
        ),
        (
            "unsigned ack",
            Reply::ack(id(1)).seal(&Wrap::Plain),
            Conclusion::Faulty(Fault::Unsigned),
        ),
        (
            "unsigned and untied",
            Reply::untied().seal(&Wrap::Plain),
            Conclusion::Faulty(Fault::UnsignedAndUntied),
        ),
        (
            "our own half",
            signed.seal(&ours),
            Conclusion::Faulty(Fault::OtherHalf),
        ),
        (
            "our own half, replayed",
            Reply::reset(id(9)).seal(&ours),
            Conclusion::Faulty(Fault::OtherPeer(id(9))),
        ),
        (
            "tls-crypt",
            signed.seal(&Wrap::TlsCrypt(TlsCrypt::new(&key()))),
            Conclusion::Faulty(Fault::BadSignature),
        ),
    ] {
        let (_, conclusion) = conclude(&ours, &packet);
        assert_eq!(conclusion, expected, "{name}");
    }
}

#[test]
fn a_reply_that_proves_its_sender_ends_the_wait_and_others_do_not() {
    let ours = auth(Direction::One);
    for (name, packet, done) in [
        (
            "good",
            Reply::reset(id(1)).seal(&auth(Direction::Zero)),
            true,
        ),
        ("unsigned", Reply::reset(id(1)).seal(&Wrap::Plain), true),
        ("other half", Reply::reset(id(1)).seal(&ours), true),
        (
            "untied",
            Reply::untied().seal(&auth(Direction::Zero)),
            false,
        ),
        (
            "unsigned and untied",
            Reply::untied().seal(&Wrap::Plain),
            false,
        ),
        (
            "foreign",
            Reply::reset(id(9)).seal(&auth(Direction::Zero)),
            false,
        ),
    ] {
        assert_eq!(conclude(&ours, &packet).0 == Progress::Done, done, "{name}");
    }
}

#[test]
fn our_own_hello_come_back_is_an_echo() {
    for wrap in [
        Wrap::Plain,
        auth(Direction::None),
        Wrap::TlsCrypt(TlsCrypt::new(&key())),
    ] {
        let mut session = Session::new(&wrap, Validation::Strict);
        let packet = session.hello(id(1), ms(0), CLOCK).to_vec();
        assert_eq!(
            session.receive(&packet, ms(1), CLOCK),
            Progress::Skipped(Fault::Echo)
        );
    }
}

#[test]
fn a_late_reply_to_an_earlier_hello_counts_from_that_hello() {
    let mut session = Session::new(&Wrap::Plain, Validation::Strict);
    session.hello(id(1), ms(0), CLOCK);
    session.hello(id(2), ms(1000), CLOCK);
    let packet = Reply::reset(id(1)).seal(&Wrap::Plain);
    assert_eq!(session.receive(&packet, ms(1200), CLOCK), Progress::Done);
    let Conclusion::Answered(answer) = session.conclusion() else {
        panic!("no answer")
    };
    assert_eq!(answer.round_trip, ms(1200));
}

#[test]
fn the_best_reply_decides_whatever_came_before() {
    let (ours, server) = (auth(Direction::One), auth(Direction::Zero));
    let mut session = Session::new(&ours, Validation::Strict);
    session.hello(id(1), ms(0), CLOCK);
    for packet in [
        vec![0x40],
        Reply::reset(id(9)).seal(&server),
        Reply::untied().seal(&server),
    ] {
        assert_ne!(session.receive(&packet, ms(10), CLOCK), Progress::Done);
    }
    assert_eq!(
        session.conclusion(),
        Conclusion::Answered(Answer {
            kind: Kind::UntiedReset,
            proof: Proof::Signature,
            round_trip: ms(10),
            clock_offset: Some(0),
        })
    );
    let packet = Reply::reset(id(1)).seal(&server);
    assert_eq!(session.receive(&packet, ms(20), CLOCK), Progress::Done);
    assert_eq!(
        session.conclusion(),
        answer(Kind::Reset, Proof::Signature, Some(0))
    );
    assert_eq!(session.skipped(), 2);
}

#[test]
fn what_is_proven_outweighs_what_is_not_and_the_first_of_a_kind_stays() {
    let (ours, server) = (auth(Direction::One), auth(Direction::Zero));
    let good = Reply::reset(id(1)).seal(&server);
    let untied = Reply::untied().seal(&server);
    let unsigned = Reply::reset(id(1)).seal(&Wrap::Plain);
    let short = vec![0x40];
    let mut damaged = good.clone();
    damaged[20] ^= 1;
    let untied_by_the_other_half = Reply::untied().seal(&ours);
    let conclude = |packets: &[&Vec<u8>]| {
        let mut session = Session::new(&ours, Validation::Strict);
        session.hello(id(1), ms(0), CLOCK);
        for (packet, at) in packets.iter().zip([20, 30]) {
            session.receive(packet, ms(at), CLOCK);
        }
        session.conclusion()
    };
    let reset = answer(Kind::Reset, Proof::Signature, Some(0));
    let bad = Conclusion::Faulty(Fault::BadSignature);
    let proven = Conclusion::Faulty(Fault::Unsigned);
    for (packets, expected) in [
        ([&good, &good], reset),
        ([&good, &unsigned], reset),
        ([&untied, &unsigned], proven),
        ([&damaged, &unsigned], proven),
        ([&damaged, &short], bad),
        ([&untied_by_the_other_half, &short], bad),
    ] {
        assert_eq!(conclude(&packets), expected);
    }
}

#[test]
fn later_stages_go_on_from_a_reset_that_names_our_session() {
    let wrap = Wrap::Plain;
    let mut session = Session::new(&wrap, Validation::Strict);
    session.hello(id(1), ms(0), CLOCK);
    for (reply, would_answer) in [
        (Reply::untied(), false),
        (Reply::reset(id(9)), false),
        (Reply::reset(id(1)), true),
    ] {
        assert_eq!(session.opening(), None);
        let packet = reply.seal(&wrap);
        assert_eq!(session.would_answer(&packet), would_answer);
        session.receive(&packet, ms(20), CLOCK);
    }
    let opening = session.opening().expect("a reset came");
    assert_eq!((opening.session_id, opening.peer), (id(1), id(0xa1)));
}

#[test]
fn without_validation_anything_is_an_answer() {
    let mut session = Session::new(&Wrap::Plain, Validation::Off);
    session.hello(id(1), ms(0), CLOCK);
    assert_eq!(session.receive(b"x", ms(20), CLOCK), Progress::Done);
    assert_eq!(
        session.conclusion(),
        answer(Kind::Anything, Proof::None, None)
    );
}

#[test]
fn every_hello_has_bytes_of_its_own() {
    let wrap = auth(Direction::One);
    let mut session = Session::new(&wrap, Validation::Strict);
    let first = session.hello(id(1), ms(0), CLOCK).to_vec();
    assert_ne!(first, session.hello(id(2), ms(1000), CLOCK));
    assert_eq!(session.hellos(), 2);
}
