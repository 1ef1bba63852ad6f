use proptest::prelude::*;

use super::super::super::key::parse_hex;
use super::*;

fn keys() -> DataKeys {
    DataKeys::from_exporter(&std::array::from_fn(|index| {
        u8::try_from(index).expect("below 256")
    }))
}

fn ends(cipher: Cipher, peer_id: Option<u32>) -> (DataChannel, DataChannel) {
    (
        DataChannel::new(cipher, &keys(), peer_id),
        DataChannel::new(cipher, &keys().reversed(), peer_id),
    )
}

/// The vectors were made with OpenSSL's ciphers by hand: keys 00 to ff, payload `ping`.
#[test]
fn the_first_packet_is_the_one_that_openssl_makes() {
    for (cipher, peer_id, expected) in [
        (
            Cipher::Aes128Gcm,
            None,
            "30 00000001 2e956e542f2ae62920622a76d6ba1d0a a26a9280",
        ),
        (
            Cipher::Aes128Gcm,
            Some(5),
            "48000005 00000001 359ea68320fde1f47aa314f1b8219fd8 a26a9280",
        ),
        (
            Cipher::Aes256Gcm,
            None,
            "30 00000001 06fb6a86e17ac62628e42b5b21566f55 bba215da",
        ),
        (
            Cipher::Aes256Gcm,
            Some(5),
            "48000005 00000001 cbeb0492b2ad1c2ae8c71d11f691d9e8 bba215da",
        ),
        (
            Cipher::ChaCha20Poly1305,
            None,
            "30 00000001 8abc35089d8d777fb13caf925bd7a012 7eed5ca3",
        ),
        (
            Cipher::ChaCha20Poly1305,
            Some(5),
            "48000005 00000001 46bbf4d9cbd82bbb5b4ed870357f5a4b 7eed5ca3",
        ),
    ] {
        let (mut client, _) = ends(cipher, peer_id);
        let expected = parse_hex(expected).expect("hexadecimal");
        assert_eq!(client.seal(b"ping").as_ref(), Ok(&*expected), "{cipher}");
    }
}

#[test]
fn both_ends_read_each_other_whichever_kind_they_send() {
    for cipher in Cipher::ALL {
        for (ours, theirs) in [(None, Some(7)), (Some(0), None), (Some(1), Some(2))] {
            let mut client = DataChannel::new(cipher, &keys(), ours);
            let mut server = DataChannel::new(cipher, &keys().reversed(), theirs);
            let packet = client.seal(b"ask").expect("an id is left");
            assert_eq!(server.open(&packet), Ok(b"ask".to_vec()));
            let packet = server.seal(b"answer").expect("an id is left");
            assert_eq!(client.open(&packet), Ok(b"answer".to_vec()));
        }
    }
}

#[test]
fn a_bit_flipped_anywhere_is_refused() {
    for cipher in Cipher::ALL {
        for peer_id in [None, Some(0x0102_0304)] {
            let (mut client, mut server) = ends(cipher, peer_id);
            let packet = client.seal(b"payload").expect("an id is left");
            for bit in 0..packet.len() * 8 {
                let mut damaged = packet.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                assert!(server.open(&damaged).is_err(), "{cipher} bit {bit}");
            }
            assert_eq!(server.open(&packet), Ok(b"payload".to_vec()));
        }
    }
}

#[test]
fn our_own_packet_thrown_back_is_refused() {
    let (mut client, _) = ends(Cipher::Aes256Gcm, Some(0));
    let packet = client.seal(b"payload").expect("an id is left");
    assert_eq!(client.open(&packet), Err(OpenError::BadTag));
}

#[test]
fn a_packet_is_opened_once_and_out_of_order_if_need_be() {
    let (mut client, mut server) = ends(Cipher::Aes256Gcm, None);
    let first = client.seal(b"first").expect("an id is left");
    let second = client.seal(b"second").expect("an id is left");
    assert_eq!(server.open(&second), Ok(b"second".to_vec()));
    assert_eq!(server.open(&first), Ok(b"first".to_vec()));
    assert_eq!(server.open(&second), Err(OpenError::Replay(2)));
}

#[test]
fn names_what_is_wrong() {
    let (mut client, mut server) = ends(Cipher::Aes256Gcm, None);
    let mut other_key = client.seal(b"payload").expect("an id is left");
    other_key[0] |= 3;
    let empty = client.seal(b"").expect("an id is left");
    for (packet, error) in [
        (&[][..], "it has only 0 of at least 22 bytes"),
        (&empty, "it has only 21 of at least 22 bytes"),
        (&[0x48; 24], "it has only 24 of at least 25 bytes"),
        (&[0x20; 40], "first byte 0x20 is no data packet's"),
        (&other_key, "it belongs to key 3, which was never agreed on"),
        (&[0x30; 40], "its tag is wrong"),
    ] {
        let found = server.open(packet).map_err(|error| error.to_string());
        assert_eq!(found, Err(error.to_owned()));
    }
}

#[test]
fn no_packet_id_is_used_twice() {
    let (mut client, mut server) = ends(Cipher::Aes256Gcm, None);
    client.last_sent = u32::MAX - 1;
    let last = client.seal(b"last").expect("one id is left");
    assert_eq!(server.open(&last), Ok(b"last".to_vec()));
    assert_eq!(client.seal(b"more"), Err(SealError::IdsUsedUp));
}

#[test]
fn a_payload_beyond_any_packet_is_refused_and_uses_no_id() {
    let (mut client, _) = ends(Cipher::Aes256Gcm, None);
    assert_eq!(
        client.seal(&vec![0; 65_536]),
        Err(SealError::TooLong(65_536))
    );
    assert_eq!(client.last_sent, 0);
}

proptest! {
    #[test]
    fn what_is_sealed_opens_to_the_same_payload(
        payload in prop::collection::vec(any::<u8>(), 1..200),
        cipher in prop::sample::select(&Cipher::ALL[..]),
        peer_id in any::<Option<u32>>(),
    ) {
        let (mut client, mut server) = ends(cipher, peer_id);
        let packet = client.seal(&payload).expect("an id is left");
        prop_assert_eq!(server.open(&packet), Ok(payload));
    }

    #[test]
    fn arbitrary_bytes_are_refused(
        first in prop::sample::select(&[0x30u8, 0x48, 0x31, 0x00, 0xff][..]),
        mut packet in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        if let Some(byte) = packet.first_mut() {
            *byte = first;
        }
        let (_, mut server) = ends(Cipher::Aes256Gcm, None);
        prop_assert!(server.open(&packet).is_err());
    }
}
