use proptest::prelude::*;

use super::super::super::key::{ClientKey, Digest, Direction, Side, StaticKey};
use super::super::super::packet::{MAX_ACKS, PacketError, SessionId};
use super::super::super::wrap::{ReplayId, TlsAuth, TlsCrypt};
use super::*;

const START: Duration = Duration::ZERO;

fn id(first: u8) -> SessionId {
    SessionId::new([first, 1, 2, 3, 4, 5, 6, 7]).expect("not zero")
}

fn opening() -> Opening {
    Opening {
        session_id: id(1),
        peer: id(0xa1),
        replay: ReplayId {
            packet_id: 1,
            net_time: 1_704_067_200,
        },
        resend_wrapped_key: false,
    }
}

fn reversed() -> Opening {
    Opening {
        session_id: opening().peer,
        peer: opening().session_id,
        ..opening()
    }
}

fn key() -> StaticKey {
    StaticKey::new(&(0..=255).collect::<Vec<u8>>()).expect("256 bytes")
}

/// tls-crypt's key as the server has it.
fn swapped() -> StaticKey {
    let key = key();
    let half = |side| [&key.cipher(side)[..], key.hmac(side)].concat();
    StaticKey::new(&[half(Side::One), half(Side::Zero)].concat()).expect("256 bytes")
}

fn tls_auth(direction: Direction) -> Wrap {
    Wrap::TlsAuth(TlsAuth::new(Digest::Sha256, &key(), direction))
}

fn v2(wrapped: usize) -> Wrap {
    Wrap::TlsCrypt(TlsCrypt::v2(ClientKey {
        key: key(),
        wrapped: vec![0xee; wrapped],
    }))
}

/// Wrappings of a client and of its server.
fn pairs() -> Vec<(Wrap, Wrap)> {
    vec![
        (Wrap::Plain, Wrap::Plain),
        (tls_auth(Direction::One), tls_auth(Direction::Zero)),
        (tls_auth(Direction::None), tls_auth(Direction::None)),
        (
            Wrap::TlsCrypt(TlsCrypt::new(&key())),
            Wrap::TlsCrypt(TlsCrypt::new(&swapped())),
        ),
    ]
}

fn all_packets(channel: &mut Channel<'_>, now: Duration) -> Vec<Vec<u8>> {
    std::iter::from_fn(|| channel.next_packet(now)).collect()
}

/// The packet without its wrapping, and its replay id's number.
fn read(wrap: &Wrap, packet: &[u8]) -> (Opcode, Body, Option<u32>) {
    let opened = wrap.open(packet).expect("it opens");
    let opcode = opened.header.opcode;
    let body = Body::decode(opcode, &opened.body).expect("well-formed");
    (opcode, body, opened.replay.map(|replay| replay.packet_id))
}

/// A server's plain packet, to be changed for a case.
fn packet(
    opcode: Opcode,
    key_id: u8,
    session_id: SessionId,
    change: impl FnOnce(&mut Body),
) -> Vec<u8> {
    let mut body = Body {
        message_id: opcode.is_reliable().then_some(1),
        ..Body::of_hello()
    };
    change(&mut body);
    let header = Header {
        opcode,
        key_id,
        session_id,
    };
    Wrap::Plain.seal(&header, opening().replay, &body.encode())
}

fn control(change: impl FnOnce(&mut Body)) -> Vec<u8> {
    packet(Opcode::ControlV1, 0, id(0xa1), change)
}

fn message(message_id: u32, payload: &[u8]) -> Vec<u8> {
    control(|body| {
        body.message_id = Some(message_id);
        body.payload = payload.to_vec();
    })
}

fn acknowledging(acks: &[u32]) -> Vec<u8> {
    packet(Opcode::AckV1, 0, id(0xa1), |body| {
        body.acks = acks.to_vec();
        body.peer_session_id = Some(id(1));
    })
}

#[test]
fn both_sides_say_and_hear_everything_in_every_wrapping() {
    for (ours, theirs) in pairs() {
        let mut client = Channel::new(&ours, opening(), true);
        let mut server = Channel::new(&theirs, reversed(), true);
        let said: Vec<u8> = (0..=u8::MAX).cycle().take(20_000).collect();
        client.write(&said);
        server.write(&said[..5000]);
        let (mut heard, mut answered) = (Vec::new(), Vec::new());
        while !(client.is_quiet() && server.is_quiet()) {
            for packet in all_packets(&mut client, START) {
                assert_eq!(server.receive(&packet), Ok(Received::Control));
            }
            heard.extend(server.read());
            for packet in all_packets(&mut server, START) {
                assert_eq!(client.receive(&packet), Ok(Received::Control));
            }
            answered.extend(client.read());
        }
        assert!(heard == said && answered == said[..5000]);
        assert_eq!((client.retransmits(), client.wake_at()), (0, None));
    }
}

#[test]
fn the_first_packet_acknowledges_the_reset_and_goes_on_counting() {
    for (ours, theirs) in pairs() {
        let mut client = Channel::new(&ours, opening(), true);
        client.write(b"hello");
        let packets = all_packets(&mut client, START);
        assert_eq!(packets.len(), 1);
        let (opcode, body, number) = read(&theirs, &packets[0]);
        assert_eq!(opcode, Opcode::ControlV1);
        assert_eq!(number, ours.is_signed().then_some(2));
        let expected = Body {
            acks: vec![0],
            peer_session_id: Some(id(0xa1)),
            message_id: Some(1),
            payload: b"hello".to_vec(),
        };
        assert_eq!(body, expected);
    }
}

#[test]
fn no_packet_has_a_number_twice_and_a_retransmit_says_the_same() {
    let (ours, theirs) = (tls_auth(Direction::One), tls_auth(Direction::Zero));
    let mut client = Channel::new(&ours, opening(), true);
    client.write(b"hello");
    let mut numbers = Vec::new();
    for second in [0, 1, 3, 7] {
        let now = Duration::from_secs(second);
        assert!(client.wake_at().is_none_or(|due| due == now));
        let packets = all_packets(&mut client, now);
        assert_eq!(packets.len(), 1, "{second}");
        let (_, body, number) = read(&theirs, &packets[0]);
        assert_eq!(
            (body.message_id, &body.payload[..]),
            (Some(1), &b"hello"[..])
        );
        assert_eq!(body.acks, [0]);
        numbers.extend(number);
    }
    assert_eq!(numbers, [2, 3, 4, 5]);
    assert_eq!(client.retransmits(), 3);
}

#[test]
fn acknowledgements_go_along_with_a_message_and_alone_where_there_is_none() {
    let mut client = Channel::new(&Wrap::Plain, opening(), true);
    client.receive(&message(1, b"a")).expect("a good packet");
    client.write(b"b");
    let packets = all_packets(&mut client, START);
    let read_all = |packets: &[Vec<u8>]| -> Vec<(Opcode, Vec<u32>)> {
        let read = packets.iter().map(|packet| read(&Wrap::Plain, packet));
        read.map(|(opcode, body, _)| (opcode, body.acks)).collect()
    };
    assert_eq!(read_all(&packets), [(Opcode::ControlV1, vec![0, 1])]);
    client.receive(&message(2, b"c")).expect("a good packet");
    let packets = all_packets(&mut client, START);
    assert_eq!(read_all(&packets), [(Opcode::AckV1, vec![2])]);
    // The other side did not hear of it.
    client.receive(&message(2, b"c")).expect("a good packet");
    let packets = all_packets(&mut client, START);
    assert_eq!(read_all(&packets), [(Opcode::AckV1, vec![2])]);
    assert_eq!(client.read(), b"ac");
}

#[test]
fn an_ack_has_four_on_a_plain_channel_and_eight_on_any_other() {
    for (ours, theirs) in pairs() {
        let mut client = Channel::new(&ours, opening(), true);
        let mut server = Channel::new(&theirs, reversed(), true);
        // Twice six, since no more are under way at once.
        for _ in 0..2 {
            server.write(&[7; 6 * MOST_PAYLOAD]);
            for packet in all_packets(&mut server, START) {
                client.receive(&packet).expect("a good packet");
            }
            server.acks = Acks::with_reset(true);
            server.outbox.acknowledged(&(0..20).collect::<Vec<_>>());
        }
        let most = match ours.is_signed() {
            true => usize::from(MAX_ACKS),
            false => 4,
        };
        let counts: Vec<usize> = all_packets(&mut client, START)
            .iter()
            .map(|packet| read(&theirs, packet).1.acks.len())
            .collect();
        assert_eq!(counts.iter().sum::<usize>(), 13);
        assert!(
            counts[..counts.len() - 1]
                .iter()
                .all(|count| *count == most)
        );
    }
}

#[test]
fn the_first_message_brings_the_wrapped_key_each_time_where_it_is_asked_for() {
    let theirs = Wrap::TlsCrypt(TlsCrypt::new(&swapped()));
    // The shortest that servers make, and the longest that there may be.
    for (wrapped, first) in [(299, MOST_PAYLOAD - 299), (1024, MOST_PAYLOAD - 1024)] {
        let ours = v2(wrapped);
        let asked = Opening {
            resend_wrapped_key: true,
            ..opening()
        };
        let mut client = Channel::new(&ours, asked, true);
        client.write(&[7; 1500]);
        for round in 0..2 {
            let packets = all_packets(&mut client, Duration::from_secs(round));
            assert_eq!(Opcode::of(&packets[0]), Some(Opcode::ControlWkcV1));
            assert!(
                packets.iter().all(|packet| packet.len() <= 1250),
                "{wrapped}"
            );
            let bare = packets[0]
                .strip_suffix(&vec![0xee; wrapped][..])
                .expect("the key");
            let (_, body, _) = read(&theirs, bare);
            assert_eq!((body.message_id, body.payload.len()), (Some(1), first));
            assert!(packets.len() > 1);
            for packet in &packets[1..] {
                assert_eq!(read(&theirs, packet).0, Opcode::ControlV1);
            }
        }
    }
}

#[test]
fn nobody_who_did_not_ask_gets_the_wrapped_key_again() {
    let ours = v2(299);
    let mut client = Channel::new(&ours, opening(), true);
    client.write(&[7; 1150]);
    let packets = all_packets(&mut client, START);
    assert_eq!(packets.len(), 1);
    assert_eq!(Opcode::of(&packets[0]), Some(Opcode::ControlV1));
}

#[test]
fn a_packet_that_breaks_a_rule_changes_nothing() {
    let echoed = {
        let mut other = Channel::new(&Wrap::Plain, opening(), true);
        other.write(b"hello");
        other.next_packet(START).expect("there is one")
    };
    let cut = acknowledging(&[1])[..12].to_vec();
    let named = |peer| control(|body| (body.acks, body.peer_session_id) = (vec![1], Some(peer)));
    for (packet, fault) in [
        (
            vec![],
            Fault::Packet(PacketError::TooShort {
                length: 0,
                needed: 9,
            }),
        ),
        (
            vec![0x20; LONGEST_PACKET + 1],
            Fault::TooLong(LONGEST_PACKET + 1),
        ),
        (
            vec![0xf8; 20],
            Fault::Packet(PacketError::UnknownOpcode(31)),
        ),
        (cut, Fault::Packet(PacketError::TruncatedBody)),
        (echoed, Fault::OurSessionId),
        (
            packet(Opcode::ControlV1, 0, id(0xa2), |_| {}),
            Fault::OtherPeer(id(0xa2)),
        ),
        (named(id(2)), Fault::OtherPeer(id(2))),
        (
            packet(Opcode::ControlV1, 1, id(0xa1), |_| {}),
            Fault::KeyId(1),
        ),
        (
            packet(Opcode::SoftResetV1, 0, id(0xa1), |_| {}),
            Fault::Opcode(Opcode::SoftResetV1),
        ),
        (
            packet(Opcode::HardResetServerV1, 0, id(0xa1), |_| {}),
            Fault::Opcode(Opcode::HardResetServerV1),
        ),
        (acknowledging(&[0, 1, 3]), Fault::UnknownAck(3)),
        (acknowledging(&[u32::MAX]), Fault::UnknownAck(u32::MAX)),
        (message(13, b"x"), Fault::MessageId(13)),
        (message(u32::MAX, b"x"), Fault::MessageId(u32::MAX)),
    ] {
        let mut client = Channel::new(&Wrap::Plain, opening(), true);
        client.write(&[7; MOST_PAYLOAD + 1]);
        assert_eq!(all_packets(&mut client, START).len(), 2);
        assert_eq!(client.receive(&packet), Err(fault), "{packet:02x?}");
        assert_eq!(client.read(), b"");
        assert_eq!(all_packets(&mut client, START), Vec::<Vec<u8>>::new());
        assert!(!client.was_heard() && !client.is_quiet(), "{fault:?}");
    }
}

#[test]
fn a_signature_of_another_key_or_of_the_other_half_changes_nothing() {
    let ours = tls_auth(Direction::One);
    let foreign = StaticKey::new(&[9; 256]).expect("256 bytes");
    let foreign = Wrap::TlsAuth(TlsAuth::new(Digest::Sha256, &foreign, Direction::Zero));
    for theirs in [tls_auth(Direction::One), foreign, Wrap::Plain] {
        let mut client = Channel::new(&ours, opening(), true);
        let mut server = Channel::new(&theirs, reversed(), true);
        server.write(b"hello, here is enough for every signature");
        let packet = server.next_packet(START).expect("there is one");
        assert_eq!(client.receive(&packet), Err(Fault::BadSignature));
        assert_eq!(client.read(), b"");
        assert!(!client.was_heard());
    }
}

#[test]
fn no_more_than_six_messages_are_under_way() {
    let mut client = Channel::new(&Wrap::Plain, opening(), true);
    client.write(&vec![7; 20 * MOST_PAYLOAD]);
    let ids = |packets: Vec<Vec<u8>>| -> Vec<Option<u32>> {
        let read = packets.iter().map(|packet| read(&Wrap::Plain, packet));
        read.map(|(_, body, _)| body.message_id).collect()
    };
    assert_eq!(
        ids(all_packets(&mut client, START)),
        (1..=6).map(Some).collect::<Vec<_>>()
    );
    client
        .receive(&acknowledging(&[2, 3]))
        .expect("a good packet");
    assert_eq!(ids(all_packets(&mut client, START)), []);
    client.receive(&acknowledging(&[1])).expect("a good packet");
    assert_eq!(ids(all_packets(&mut client, START)), [7, 8, 9].map(Some));
}

#[test]
fn packets_of_the_data_channel_are_handed_on_unread() {
    let wrap = tls_auth(Direction::One);
    let mut client = Channel::new(&wrap, opening(), true);
    for first in [0x30, 0x48, 0x4f] {
        assert_eq!(client.receive(&[first]), Ok(Received::Data));
        assert_eq!(client.receive(&[first; 1500]), Ok(Received::Data));
    }
    let longest = [0x48; LONGEST_PACKET];
    assert_eq!(client.receive(&longest), Ok(Received::Data));
    let too_long = LONGEST_PACKET + 1;
    assert_eq!(
        client.receive(&vec![0x48; too_long]),
        Err(Fault::TooLong(too_long))
    );
    assert!(!client.was_heard() && client.read().is_empty());
}

#[test]
fn a_packet_is_described_as_its_wrapping_lets_it_be_seen() {
    let client = Channel::new(&Wrap::Plain, opening(), true);
    assert_eq!(
        client.describe(&acknowledging(&[0])),
        "ACK_V1 session a101020304050607 acks [0] of session 0101020304050607"
    );
}

/// A server of 2.5 acknowledges in packets of their own, which may be lost.
#[test]
fn whoever_says_something_has_heard_us_too() {
    for packet in [message(1, b"a"), message(3, b"c"), acknowledging(&[1])] {
        let mut client = Channel::new(&Wrap::Plain, opening(), true);
        client.write(b"hello");
        all_packets(&mut client, START);
        client.receive(&acknowledging(&[0])).expect("a good packet");
        client.receive(&packet_of_reset()).expect("a good packet");
        assert!(!client.was_heard());
        client.receive(&packet).expect("a good packet");
        assert!(client.was_heard());
    }
}

/// The reset once more, as a server sends it that missed our acknowledgement.
fn packet_of_reset() -> Vec<u8> {
    packet(Opcode::HardResetServerV2, 0, id(0xa1), |body| {
        body.message_id = Some(0);
    })
}

#[test]
fn the_reset_come_again_is_acknowledged_again() {
    let mut client = Channel::new(&Wrap::Plain, opening(), true);
    client.write(b"hello");
    all_packets(&mut client, START);
    assert_eq!(client.receive(&packet_of_reset()), Ok(Received::Control));
    let packets = all_packets(&mut client, START);
    let (opcode, body, _) = read(&Wrap::Plain, &packets[0]);
    assert_eq!(
        (packets.len(), opcode, &body.acks[..]),
        (1, Opcode::AckV1, &[0][..])
    );
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(
        index in 0usize..4,
        first in prop::sample::select(vec![0x20u8, 0x28, 0x30, 0x40, 0x48, 0x58, 0xff]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let (ours, _) = pairs().swap_remove(index);
        let mut client = Channel::new(&ours, opening(), true);
        client.write(b"hello");
        for session_id in [&[][..], id(0xa1).bytes(), id(1).bytes()] {
            let packet = [&[first], session_id, &rest].concat();
            let _ = client.receive(&packet);
            let _ = client.describe(&packet);
            all_packets(&mut client, START);
        }
    }

    #[test]
    fn any_order_of_packets_makes_the_same_stream(
        said in prop::collection::vec(any::<u8>(), 1..7000),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let mut server = Channel::new(&Wrap::Plain, reversed(), true);
        server.write(&said);
        let packets = all_packets(&mut server, START);
        let mut client = Channel::new(&Wrap::Plain, opening(), true);
        let shuffled = order.iter().map(|index| index.get(&packets));
        let mut heard = Vec::new();
        for packet in shuffled.chain(&packets) {
            prop_assert_eq!(client.receive(packet), Ok(Received::Control));
            heard.extend(client.read());
        }
        let sent = said.len().min(6 * MOST_PAYLOAD);
        prop_assert_eq!(&heard[..], &said[..sent]);
    }
}
