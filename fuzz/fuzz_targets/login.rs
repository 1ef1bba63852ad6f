//! Key method 2, both halves of it, and the two lines that a login comes from.
#![no_main]

use gatewatch::checks::openvpn::login::exchange::LONGEST_MESSAGE;
use gatewatch::checks::openvpn::login::{
    Credentials, KeyMessage, Message, MessageReader, Randoms, ServerKeyMessage,
};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_tellable;
use libfuzzer_sys::fuzz_target;
use zeroize::Zeroizing;

fuzz_target!(|data: &[u8]| {
    servers(data);
    clients(data);
    let mut input = Input::new(data);
    let cut = usize::from(u16::from_be_bytes(input.array()));
    let random = input.array();
    let (options, message) = (input.text(), input.text());
    stream(&options, random, message.as_bytes(), cut);
    credentials(&String::from_utf8_lossy(input.rest()));
});

/// What was read and is written anew reads the same. Text that is not UTF-8 grows on its way.
fn servers(stream: &[u8]) {
    match ServerKeyMessage::decode(stream) {
        Ok(Some((message, taken))) => {
            assert!(taken <= stream.len());
            let bytes = message.encode();
            if bytes.len() <= LONGEST_MESSAGE {
                let again = ServerKeyMessage::decode(&bytes).expect("our own");
                let (again, taken) = again.expect("it is whole");
                assert_eq!(taken, bytes.len());
                assert_eq!(again.options, message.options);
                assert_eq!(again.peer_info, message.peer_info);
                assert_eq!(again.encode(), bytes);
            }
        }
        Ok(None) => assert!(stream.len() < LONGEST_MESSAGE),
        Err(error) => {
            assert_tellable(&error);
            let more = [stream, &[0; 8]].concat();
            assert_eq!(ServerKeyMessage::decode(&more).err(), Some(error));
        }
    }
}

fn clients(stream: &[u8]) {
    match KeyMessage::decode(stream) {
        Ok(Some((message, _))) => {
            let bytes = message.encode();
            if bytes.len() <= LONGEST_MESSAGE {
                if let Ok(again) = KeyMessage::decode(&bytes) {
                    assert_eq!(again.expect("it is whole").0.encode(), bytes);
                }
            }
        }
        Ok(None) => {}
        Err(error) => assert_tellable(&error),
    }
}

/// A server's half and a message behind it come out alike wherever TLS cuts the stream.
fn stream(options: &str, random: [u8; 32], message: &[u8], cut: usize) {
    let half = ServerKeyMessage {
        randoms: Randoms {
            random1: Zeroizing::new(random),
            random2: Zeroizing::new(random),
        },
        options: options.to_owned(),
        peer_info: String::new(),
    };
    let half = half.encode();
    if half.len() > LONGEST_MESSAGE {
        return;
    }
    let stream = [&half[..], message, &[0]].concat();
    let cut = cut % stream.len();
    let (mut pending, mut reader, mut is_keyed) = (Vec::new(), MessageReader::default(), false);
    for piece in [&stream[..cut], &stream[cut..]] {
        pending.extend(piece);
        if !is_keyed {
            let Some((read, taken)) = ServerKeyMessage::decode(&pending).expect("our own") else {
                continue;
            };
            assert_eq!(read.options, options);
            pending.drain(..taken);
            is_keyed = true;
        }
        reader.push(&std::mem::take(&mut pending));
    }
    assert!(is_keyed);
    let expected = (!message.is_empty()).then(|| Message::parse(message));
    assert_eq!(reader.next_message(), Ok(expected));
    assert_eq!(reader.next_message(), Ok(None));
}

fn credentials(text: &str) {
    match Credentials::parse(text) {
        // A mark at the start of a file belongs to no name, and one behind it does.
        Ok(read) if read.username().starts_with('\u{feff}') => {}
        Ok(read) => {
            let text = format!("{}\r\n{}\r\nmore", read.username(), read.password());
            let again = Credentials::parse(&text).expect("both are good");
            assert_eq!(again.username(), read.username());
            assert_eq!(again.password(), read.password());
        }
        Err(error) => assert_tellable(&error),
    }
}
