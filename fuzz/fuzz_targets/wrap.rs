//! Every wrapping: what one side seals the other opens, and nothing else opens at all.
#![no_main]

use gatewatch::checks::openvpn::key::{ClientKey, Digest, Direction};
use gatewatch::checks::openvpn::packet::{Header, Opcode, SessionId};
use gatewatch::checks::openvpn::wrap::{Opened, ReplayId, Signature, TlsAuth, TlsCrypt, Wrap};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::openvpn::{client_key, server_key};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (client, server) = ends(input.byte());
    let Some(session_id) = SessionId::new(input.array()) else {
        return;
    };
    let header = Header {
        opcode: Opcode::ALL[usize::from(input.byte()) % Opcode::ALL.len()],
        key_id: input.byte() & 7,
        session_id,
    };
    let replay = ReplayId {
        packet_id: u32::from_be_bytes(input.array()),
        net_time: u32::from_be_bytes(input.array()),
    };
    let (place, bit) = (
        usize::from(u16::from_be_bytes(input.array())),
        input.byte() % 8,
    );
    let body = input.rest();
    foreign(&client, body);

    let mut packet = client.seal(&header, replay, body);
    if matches!(
        header.opcode,
        Opcode::HardResetClientV3 | Opcode::ControlWkcV1
    ) {
        packet.truncate(packet.len() - client.wrapped_key_length());
    }
    let expected = Opened {
        header,
        replay: client.is_signed().then_some(replay),
        signature: match client.is_signed() {
            true => Signature::Verified,
            false => Signature::Plain,
        },
        body: body.to_vec(),
    };
    assert_eq!(server.open(&packet), Ok(expected));
    if client.is_signed() {
        let place = place % packet.len();
        assert!(server.open(&packet[..place]).is_err());
        packet[place] ^= 1 << bit;
        assert!(server.open(&packet).is_err());
    }
});

/// Bytes that nobody with our key has made.
fn foreign(wrap: &Wrap, packet: &[u8]) {
    match wrap.open(packet) {
        Ok(opened) => {
            assert_eq!(opened.signature, Signature::Plain);
            let replay = ReplayId {
                packet_id: 0,
                net_time: 0,
            };
            assert_eq!(wrap.seal(&opened.header, replay, &opened.body), packet);
        }
        Err(_) => assert!(wrap.is_signed() || Header::decode(packet).is_err()),
    }
}

/// The client's end and the server's.
fn ends(choice: u8) -> (Wrap, Wrap) {
    let digests: Vec<Digest> = Digest::all().collect();
    let digest = digests[usize::from(choice >> 3) % digests.len()];
    let signed = |direction| Wrap::TlsAuth(TlsAuth::new(digest, &client_key(), direction));
    let server = Wrap::TlsCrypt(TlsCrypt::new(&server_key()));
    match choice & 7 {
        0 => (Wrap::Plain, Wrap::Plain),
        1 => (Wrap::TlsCrypt(TlsCrypt::new(&client_key())), server),
        2 => {
            let (key, wrapped) = (client_key(), vec![7; 300]);
            (
                Wrap::TlsCrypt(TlsCrypt::v2(ClientKey { key, wrapped })),
                server,
            )
        }
        3 | 4 => (signed(Direction::One), signed(Direction::Zero)),
        5 | 6 => (signed(Direction::Zero), signed(Direction::One)),
        _ => (signed(Direction::None), signed(Direction::None)),
    }
}
