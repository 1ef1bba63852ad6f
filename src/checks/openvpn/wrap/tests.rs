//! Every wrapping against vectors that a second implementation made and real servers accepted.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::super::key::{ClientKey, Digest, Direction, StaticKey, parse_hex};
use super::super::packet::{Body, Opcode, SessionId};
use super::*;

const TIME: u32 = 1_704_067_200;

fn vectors() -> BTreeMap<String, Vec<u8>> {
    let text = include_str!("../../../../tests/vectors/openvpn.json");
    let raw: BTreeMap<String, String> = serde_json::from_str(text).expect("the file is JSON");
    let bytes = |hex: &str| {
        parse_hex(hex)
            .expect("the vectors are hexadecimal")
            .to_vec()
    };
    raw.iter()
        .map(|(name, hex)| (name.clone(), bytes(hex)))
        .collect()
}

fn key() -> StaticKey {
    StaticKey::new(&(0..=255).collect::<Vec<u8>>()).expect("256 bytes")
}

fn client_key() -> ClientKey {
    let bytes: Vec<u8> = (0..=255).chain([0xee; 297]).chain([0x01, 0x2b]).collect();
    let label = "OpenVPN tls-crypt-v2 client key";
    let base64 = Base64::encode_string(&bytes);
    ClientKey::parse(&format!(
        "-----BEGIN {label}-----\n{base64}\n-----END {label}-----"
    ))
    .expect("a good key")
}

fn tls_auth(digest: Digest, direction: Direction) -> Wrap {
    Wrap::TlsAuth(TlsAuth::new(digest, &key(), direction))
}

fn session_id(first: u8) -> SessionId {
    SessionId::new([0, 1, 2, 3, 4, 5, 6, 7].map(|place| first + place)).expect("not zero")
}

fn hello(wrap: &Wrap) -> Vec<u8> {
    let header = Header {
        opcode: wrap.hello_opcode(),
        key_id: 0,
        session_id: session_id(1),
    };
    let replay = ReplayId {
        packet_id: wrap.first_packet_id(),
        net_time: TIME,
    };
    wrap.seal(&header, replay, &Body::of_hello().encode())
}

/// Opens a reply and reads all of it.
fn reply(wrap: &Wrap, packet: &[u8]) -> (Opcode, Option<u32>, Body) {
    let opened = wrap.open(packet).expect("it opens");
    assert_eq!(opened.header.session_id, session_id(0xa1));
    let body = Body::decode(opened.header.opcode, &opened.body).expect("well-formed");
    (
        opened.header.opcode,
        opened.replay.map(|replay| replay.packet_id),
        body,
    )
}

fn acked(opcode: Opcode, message_id: Option<u32>, payload: &[u8]) -> (Opcode, Body) {
    let peer_session_id = Some(session_id(1));
    (
        opcode,
        Body {
            acks: vec![0],
            peer_session_id,
            message_id,
            payload: payload.to_vec(),
        },
    )
}

fn wraps() -> Vec<(&'static str, Wrap)> {
    let mut wraps = vec![
        ("plain", Wrap::Plain),
        ("tls-crypt", Wrap::TlsCrypt(TlsCrypt::new(&key()))),
        ("tls-crypt-v2", Wrap::TlsCrypt(TlsCrypt::v2(client_key()))),
    ];
    for (name, digest, direction) in [
        ("tls-auth.md5.dir1", Digest::Md5, Direction::One),
        ("tls-auth.sha1.dir1", Digest::Sha1, Direction::One),
        ("tls-auth.sha1.dir0", Digest::Sha1, Direction::Zero),
        ("tls-auth.sha1.bi", Digest::Sha1, Direction::None),
        ("tls-auth.sha224.dir1", Digest::Sha224, Direction::One),
        ("tls-auth.sha256.dir1", Digest::Sha256, Direction::One),
        ("tls-auth.sha256.dir0", Digest::Sha256, Direction::Zero),
        ("tls-auth.sha256.bi", Digest::Sha256, Direction::None),
        ("tls-auth.sha384.dir1", Digest::Sha384, Direction::One),
        ("tls-auth.sha512.dir1", Digest::Sha512, Direction::One),
    ] {
        wraps.push((name, tls_auth(digest, direction)));
    }
    wraps
}

#[test]
fn hellos_are_those_of_the_vectors() {
    let vectors = vectors();
    for (name, wrap) in wraps() {
        let wanted = match name {
            "tls-crypt-v2" => "tls-crypt-v2.request(kc=00..ff,wkc=ee*297+012b)".to_owned(),
            _ => format!("{name}.request"),
        };
        assert_eq!(hello(&wrap), vectors[&wanted], "{name}");
    }
}

#[test]
fn replies_of_the_vectors_open() {
    let vectors = vectors();
    for (name, wrap) in wraps()
        .into_iter()
        .filter(|(name, _)| *name != "tls-crypt-v2")
    {
        let (opcode, packet_id, body) = reply(&wrap, &vectors[&format!("{name}.reply")]);
        let wanted = acked(Opcode::HardResetServerV2, Some(0), &[]);
        assert_eq!((opcode, body), wanted, "{name}");
        assert_eq!(packet_id, wrap.is_signed().then_some(1), "{name}");
    }
    let v2 = Wrap::TlsCrypt(TlsCrypt::v2(client_key()));
    for (name, packet_id, payload) in [
        ("udp_cookie_reply", 1, &[0, 1, 0, 2, 0, 1][..]),
        (
            "openvpn3_reply(extra 4 zero bytes)",
            1,
            &[0, 0, 0, 0, 0, 1, 0, 2, 0, 1],
        ),
        ("tcp_reply(pid 0x0f000001)", 0x0f00_0001, &[]),
    ] {
        let (opcode, seen, body) = reply(&v2, &vectors[&format!("tls-crypt-v2.{name}")]);
        assert_eq!(
            (opcode, body),
            acked(Opcode::HardResetServerV2, Some(0), payload),
            "{name}"
        );
        assert_eq!(seen, Some(packet_id), "{name}");
    }
}

#[test]
fn acknowledgements_and_retransmits_of_the_vectors_open() {
    let vectors = vectors();
    let sha256 = tls_auth(Digest::Sha256, Direction::One);
    for (wrap, name) in [
        (&Wrap::Plain, "plain.ack"),
        (&sha256, "tls-auth.sha256.dir1.ack"),
    ] {
        let (opcode, _, body) = reply(wrap, &vectors[name]);
        assert_eq!((opcode, body), acked(Opcode::AckV1, None, &[]));
    }
    let crypt = Wrap::TlsCrypt(TlsCrypt::new(&key()));
    for (wrap, name) in [
        (&Wrap::Plain, "plain.reply_no_ack"),
        (&crypt, "tls-crypt.reply_no_ack"),
        (&sha256, "tls-auth.sha256.dir1.reply_retransmit_no_ack_pid2"),
    ] {
        let (opcode, _, body) = reply(wrap, &vectors[name]);
        assert_eq!(
            (opcode, body),
            (Opcode::HardResetServerV2, Body::of_hello())
        );
    }
}

#[test]
fn a_reply_signed_with_the_other_half_shows_the_direction() {
    let vectors = vectors();
    for (ours, servers) in [
        ("dir1", "dir0"),
        ("dir0", "bi"),
        ("bi", "dir0"),
        ("dir0", "dir1"),
    ] {
        let (_, wrap) = wraps()
            .into_iter()
            .find(|(name, _)| *name == format!("tls-auth.sha256.{ours}"))
            .expect("in the list");
        let packet = &vectors[&format!("tls-auth.sha256.{servers}.reply")];
        let opened = wrap.open(packet).expect("it opens");
        assert_eq!(opened.signature, Signature::OtherHalf, "{ours} {servers}");
    }
}

#[test]
fn bare_keys_sign_as_the_file_does() {
    let vectors = vectors();
    let half = |from: u8| Zeroizing::new((from..from + 32).collect::<Vec<u8>>());
    let packet = &vectors["tls-auth.sha256.dir1.reply"];
    for (receiving, signature) in [
        (Some(half(64)), Signature::Verified),
        (None, Signature::Unchecked),
    ] {
        let wrap = Wrap::TlsAuth(TlsAuth::from_keys(Digest::Sha256, half(192), receiving));
        assert_eq!(hello(&wrap), vectors["tls-auth.sha256.dir1.request"]);
        assert_eq!(wrap.open(packet).expect("it opens").signature, signature);
    }
}

#[test]
fn a_reply_signed_with_our_own_bare_key_shows_the_direction() {
    let half = |from: u8| Zeroizing::new((from..from + 32).collect::<Vec<u8>>());
    let packet = &vectors()["tls-auth.sha256.dir1.reply"];
    let wrap = TlsAuth::from_keys(Digest::Sha256, half(64), Some(half(192)));
    let opened = Wrap::TlsAuth(wrap).open(packet).expect("it opens");
    assert_eq!(opened.signature, Signature::OtherHalf);
}

#[test]
fn a_packet_cut_off_in_its_wrapping_is_too_short() {
    for (wrap, needed) in [
        (tls_auth(Digest::Sha1, Direction::One), 9 + 20 + 8 + 1),
        (tls_auth(Digest::Sha512, Direction::One), 9 + 64 + 8 + 1),
        (Wrap::TlsCrypt(TlsCrypt::new(&key())), 9 + 8 + 32 + 1),
    ] {
        let packet = &hello(&wrap)[..needed - 2];
        let length = packet.len();
        let error = PacketError::TooShort { length, needed };
        assert_eq!(wrap.open(packet), Err(OpenError::Packet(error)));
    }
}

#[test]
fn a_packet_grows_by_the_key_that_it_brings_along() {
    for (name, wrap) in wraps() {
        let grown = if name == "tls-crypt-v2" { 299 } else { 0 };
        assert_eq!(wrap.wrapped_key_length(), grown, "{name}");
    }
}

#[test]
fn another_key_or_digest_is_a_bad_signature() {
    let vectors = vectors();
    let packet = &vectors["tls-auth.sha256.dir1.reply"];
    let zero = StaticKey::new(&[0; 256]).expect("256 bytes");
    for wrap in [
        Wrap::TlsAuth(TlsAuth::new(Digest::Sha256, &zero, Direction::One)),
        tls_auth(Digest::Blake2s256, Direction::One),
        tls_auth(Digest::Sha1, Direction::One),
        Wrap::TlsCrypt(TlsCrypt::new(&key())),
    ] {
        assert_eq!(wrap.open(packet), Err(OpenError::BadSignature));
    }
}

proptest! {
    #[test]
    fn one_flipped_bit_never_opens(index in 0usize..13, bit in 0usize..600) {
        let vectors = vectors();
        let (name, wrap) = wraps().swap_remove(index);
        let name = match name {
            "plain" => return Ok(()),
            "tls-crypt-v2" => "tls-crypt-v2.udp_cookie_reply".to_owned(),
            _ => format!("{name}.reply"),
        };
        let mut packet = vectors[&name].clone();
        let bit = bit % (packet.len() * 8);
        packet[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(wrap.open(&packet).is_err());
    }

    #[test]
    fn opening_never_panics(index in 0usize..13, packet in prop::collection::vec(any::<u8>(), 0..120)) {
        let (_, wrap) = wraps().swap_remove(index);
        let _ = wrap.open(&packet);
    }
}
