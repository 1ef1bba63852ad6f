use proptest::prelude::*;

use super::super::{Message, MessageReader, OptionsString, peer_info};
use super::*;
use crate::checks::openvpn::config::Transport;
use crate::checks::openvpn::login::peer_info::DATA_CIPHERS;

fn randoms_of(first: u8) -> Randoms {
    Randoms {
        random1: Zeroizing::new([first; 32]),
        random2: Zeroizing::new([first + 1; 32]),
    }
}

fn client(credentials: Option<Credentials>, peer_info: &str) -> KeyMessage {
    KeyMessage::new(
        Zeroizing::new([1; 48]),
        randoms_of(2),
        "V4".into(),
        credentials,
        peer_info.into(),
    )
    .expect("short")
}

fn server(peer_info: &str) -> ServerKeyMessage {
    ServerKeyMessage {
        randoms: randoms_of(7),
        options: "V4,tls-server".into(),
        peer_info: peer_info.into(),
    }
}

fn fixed(randoms: usize) -> Vec<u8> {
    [&[0, 0, 0, 0, 2][..], &vec![7; randoms]].concat()
}

#[test]
fn a_clients_message_is_laid_out_as_openvpn_reads_it() {
    let credentials = Credentials::new("ab", "c").expect("both are there");
    let expected = [
        &[0, 0, 0, 0, 2][..],
        &[1; 48],
        &[2; 32],
        &[3; 32],
        b"\x00\x03V4\0",
        b"\x00\x03ab\0",
        b"\x00\x02c\0",
        b"\x00\x06IV=1\n\0",
    ]
    .concat();
    assert_eq!(client(Some(credentials), "IV=1\n").encode()[..], expected);
    let anonymous = client(None, "").encode();
    assert_eq!(anonymous[117..], *b"\x00\x03V4\0\0\0\0\0\0\0");
}

#[test]
fn a_server_with_no_more_to_say_ends_in_six_nuls() {
    let bytes = server("").encode();
    assert_eq!(bytes[..5], [0, 0, 0, 0, 2]);
    assert_eq!(bytes[5..37], [7; 32]);
    assert_eq!(bytes[37..69], [8; 32]);
    assert_eq!(&bytes[69..], b"\x00\x0eV4,tls-server\0\0\0\0\0\0\0");
}

/// Feeds the stream in two pieces, as a driver does, and returns the control messages behind it.
fn messages_after(stream: &[u8], cut: usize) -> Vec<Message> {
    let mut reader = MessageReader::default();
    let mut pending = Vec::new();
    let mut is_keyed = false;
    for piece in [&stream[..cut], &stream[cut..]] {
        pending.extend(piece);
        if !is_keyed {
            let Some((message, taken)) = ServerKeyMessage::decode(&pending).expect("well-formed")
            else {
                continue;
            };
            assert_eq!(message.options, "V4,tls-server");
            assert_eq!(*message.randoms.random2, [8; 32]);
            pending.drain(..taken);
            is_keyed = true;
        }
        reader.push(&pending);
        pending.clear();
    }
    assert!(is_keyed);
    std::iter::from_fn(|| reader.next_message().expect("well-formed")).collect()
}

#[test]
fn control_messages_behind_it_are_found_wherever_the_stream_is_cut() {
    let start = server("").encode();
    let bare = &start[..start.len() - 6];
    for key_message in [&start[..], bare] {
        for following in [&b""[..], b"AUTH_FAILED,no\0EXIT\0", b"PUSH_REPLY,ping 10\0"] {
            let stream = [key_message, following].concat();
            let expected = following.split_inclusive(|byte| *byte == 0).count();
            for cut in 0..=stream.len() {
                assert_eq!(messages_after(&stream, cut).len(), expected, "cut at {cut}");
            }
        }
    }
}

#[test]
fn empty_strings_may_be_written_with_their_nul() {
    let start = server("").encode();
    let strings = b"\x00\x01\0\x00\x01\0\x00\x01\0";
    let stream = [&start[..start.len() - 6], strings, b"EXIT\0"].concat();
    assert_eq!(messages_after(&stream, 0), [Message::Exit]);
}

#[test]
fn every_prefix_that_ends_before_the_options_do_is_unfinished() {
    let bytes = server("ID=1\n").encode();
    let options_end = 5 + 64 + 2 + 14;
    for length in 0..options_end {
        assert!(
            matches!(ServerKeyMessage::decode(&bytes[..length]), Ok(None)),
            "{length}"
        );
    }
    let (message, taken) = ServerKeyMessage::decode(&bytes).unwrap().expect("whole");
    assert_eq!((message.peer_info.as_str(), taken), ("ID=1\n", bytes.len()));
}

#[test]
fn names_what_is_wrong() {
    let long_options = [fixed(64), vec![0xff, 0xff]].concat();
    for (stream, error) in [
        (
            b"AUTH_FAILED\0".to_vec(),
            "the key exchange is of method 95 where 2 is known",
        ),
        (
            vec![0, 0, 0, 0, 1],
            "the key exchange is of method 1 where 2 is known",
        ),
        (
            long_options,
            "the key exchange takes 65606 bytes of at most 2048",
        ),
    ] {
        let found = ServerKeyMessage::decode(&stream).err().expect("malformed");
        assert_eq!(found.to_string(), error);
    }
    let half = [fixed(112), b"\0\0\x00\x02a\0\0\0\0\0".to_vec()].concat();
    let found = KeyMessage::decode(&half).err().expect("no password");
    assert_eq!(
        found.to_string(),
        "the key exchange has half of a username and password, or too long ones"
    );
}

#[test]
fn the_longest_credentials_still_fit() {
    let longest = "x".repeat(Credentials::LONGEST);
    let options = OptionsString {
        transport: Transport::Tcp,
        tap: true,
        tls_auth: None,
        compression: true,
    };
    let message = KeyMessage::new(
        Zeroizing::new([0; 48]),
        randoms_of(0),
        options.to_string(),
        Credentials::new(&longest, &longest).ok(),
        peer_info(&DATA_CIPHERS),
    );
    assert!(message.is_ok_and(|message| message.encode().len() <= LONGEST_MESSAGE));
}

#[test]
fn a_message_that_no_server_reads_is_not_made() {
    let message = KeyMessage::new(
        Zeroizing::new([0; 48]),
        randoms_of(0),
        "V4".into(),
        None,
        "x".repeat(2000),
    );
    assert_eq!(message.err(), Some(ExchangeError::TooLong(2131)));
}

proptest! {
    #[test]
    fn a_client_is_understood_by_a_server(
        username in "[a-z]{1,20}", password in "[^\0\r\n]{1,20}", named in any::<bool>(),
        info in "[A-Z_=\n]{0,60}", trailer in prop::collection::vec(b'A'..=b'Z', 2..9),
    ) {
        let credentials = named.then(|| Credentials::new(&username, &password).expect("short"));
        let sent = client(credentials, &info);
        let bytes = sent.encode();
        let stream = [&bytes[..], &trailer].concat();
        let (read, taken) = KeyMessage::decode(&stream).unwrap().expect("whole");
        prop_assert_eq!(taken, bytes.len());
        prop_assert!(read.encode() == bytes);
        prop_assert_eq!(read.credentials().map(Credentials::password), named.then_some(&*password));
        prop_assert_eq!(read.peer_info(), info);
        prop_assert_eq!(read.options(), "V4");
        prop_assert!(**read.pre_master() == [1; 48] && *read.randoms().random1 == [2; 32]);
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for is_keyed in [false, true] {
            if let (true, Some(method)) = (is_keyed, bytes.get_mut(4)) {
                *method = METHOD;
            }
            if let Ok(Some((_, taken))) = ServerKeyMessage::decode(&bytes) {
                prop_assert!(taken <= bytes.len());
            }
            if let Ok(Some((_, taken))) = KeyMessage::decode(&bytes) {
                prop_assert!(taken <= bytes.len());
            }
        }
    }
}
