//! The data channel, what compression puts around its packets, and what is said inside them.
#![no_main]

use std::net::IpAddr;

use gatewatch::checks::openvpn::key::StaticKey;
use gatewatch::checks::openvpn::tunnel::{
    Cipher, DataChannel, DataKeys, Echo, EchoAnswer, EchoRequest, Framing, OccMessage, OpenError,
    is_keepalive,
};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_tellable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (choice, place, bit) = (input.byte(), input.byte(), input.byte() % 8);
    let place = usize::from(place);
    let cipher = Cipher::ALL[usize::from(choice) % 3];
    let framings = [Framing::None, Framing::Lzo, Framing::Stub, Framing::StubV2];
    let framing = framings[usize::from(choice >> 2 & 3)];
    let peer_id = (choice & 0x10 != 0).then_some(0x0012_3456);
    echo(choice & 0x20 != 0, (place, bit), input.array());
    let payload = input.rest();
    said_inside(payload, framing);

    let keys = || DataKeys::from_exporter(&[choice; StaticKey::LENGTH]);
    let mut client = DataChannel::new(cipher, &keys(), peer_id);
    let mut server = DataChannel::new(cipher, &keys().reversed(), None);
    let foreign = server.open(payload).expect_err("nobody else has the key");
    assert_tellable(&foreign);
    let framed = framing.apply(payload);
    assert_eq!(framing.strip(&framed).as_deref(), Ok(payload));
    let mut packet = client.seal(&framed).expect("it is short");
    let place = place % packet.len();
    packet[place] ^= 1 << bit;
    assert!(server.open(&packet).is_err());
    packet[place] ^= 1 << bit;
    if framed.is_empty() {
        assert!(matches!(
            server.open(&packet),
            Err(OpenError::TooShort { .. })
        ));
    } else {
        assert_eq!(server.open(&packet), Ok(framed));
        assert_eq!(server.open(&packet), Err(OpenError::Replay(1)));
    }
});

fn said_inside(payload: &[u8], framing: Framing) {
    match framing.strip(payload) {
        Ok(stripped) => assert!(stripped.len() <= payload.len()),
        Err(error) => assert_tellable(&error),
    }
    if let Some(message) = OccMessage::read(payload) {
        assert!(!is_keepalive(payload));
        let is_short = !matches!(&message, OccMessage::Reply(options) if options.len() > 512);
        assert!(!is_short || OccMessage::read(&message.encode()) == Some(message));
    }
    for is_v6 in [false, true] {
        let asked = request(is_v6, [1, 2, 3, 4]);
        let answer = EchoAnswer::read(payload, &asked);
        assert_ne!(
            answer,
            Some(EchoAnswer::Reply),
            "the identifier cannot be guessed"
        );
    }
}

/// A reply is one, and with a bit of it turned it is none, where a checksum covers it.
fn echo(is_v6: bool, (place, bit): (usize, u8), choice: [u8; 4]) {
    let asked = request(is_v6, choice);
    let packet = asked.encode();
    assert_eq!(EchoAnswer::read(&packet, &asked), None);
    let mut reply = reply(packet, is_v6);
    assert_eq!(EchoAnswer::read(&reply, &asked), Some(EchoAnswer::Reply));
    let padded = [&reply[..], &[9; 4]].concat();
    assert_eq!(EchoAnswer::read(&padded, &asked), Some(EchoAnswer::Reply));
    let covered = if is_v6 { 40 } else { 0 };
    let place = covered + place % (reply.len() - covered);
    reply[place] ^= 1 << bit;
    assert_eq!(EchoAnswer::read(&reply, &asked), None);
    assert_eq!(EchoAnswer::read(&reply[..place], &asked), None);
}

fn request(is_v6: bool, [a, b, c, d]: [u8; 4]) -> EchoRequest {
    let (from, to): (IpAddr, IpAddr) = match is_v6 {
        true => (
            [0xfd00, 0, 0, 0, 0, 0, 0, 2].into(),
            [0xfd00, 0, 0, 0, 0, 0, 0, 1].into(),
        ),
        false => ([10, 8, 0, 2].into(), [10, 8, 0, 1].into()),
    };
    let identifier = u16::from_be_bytes([a, b]) ^ 0x5a5a;
    let sequence = u16::from(c);
    let echo = Echo {
        identifier,
        sequence,
    };
    let size = EchoRequest::SMALLEST_V6 + u16::from(d);
    let request = EchoRequest::new(from, to, echo, size).expect("it has room");
    assert_eq!(request.encode().len(), usize::from(size));
    request
}

/// What the other end makes of a request; the checksum changes with the type alone (RFC 1624).
fn reply(mut packet: Vec<u8>, is_v6: bool) -> Vec<u8> {
    let (addresses, length, kind) = if is_v6 { (8, 16, 129_u8) } else { (12, 4, 0) };
    let (_, both) = packet.split_at_mut(addresses);
    let (from, to) = both.split_at_mut(length);
    from.swap_with_slice(&mut to[..length]);
    let message = &mut packet[addresses + 2 * length..];
    let old = u32::from(u16::from_be_bytes([message[2], message[3]]));
    let (was, is) = (u32::from(message[0]) << 8, u32::from(kind) << 8);
    let sum = (!old & 0xffff) + (!was & 0xffff) + is;
    let sum = (sum & 0xffff) + (sum >> 16);
    let checksum = !((sum & 0xffff) + (sum >> 16)) as u16;
    message[0] = kind;
    message[2..4].copy_from_slice(&checksum.to_be_bytes());
    packet
}
