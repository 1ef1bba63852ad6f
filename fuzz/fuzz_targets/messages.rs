//! Control messages, in whatever pieces TLS hands them over, and the sentences that come of them.
#![no_main]

use gatewatch::checks::openvpn::login::{Message, MessageError, MessageReader};
use gatewatch::checks::openvpn::session::visit::{LoginAnswer, Stage};
use gatewatch_fuzz::clean::assert_tellable;
use gatewatch_fuzz::openvpn::{assert_told_behind_reset, logged_in, terms};
use gatewatch_fuzz::{Input, pieces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let sizes = input.array();
    let stream = input.rest();
    let (messages, fault) = read(&[stream]);
    assert_eq!(read(&pieces(stream, sizes)), (messages.clone(), fault));
    assert!(messages.len() <= stream.iter().filter(|byte| **byte == 0).count());

    let texts = stream
        .split(|byte| *byte == 0)
        .filter(|text| !text.is_empty());
    for (text, message) in texts.zip(&messages) {
        assert_eq!(Message::parse(text), *message);
        assert_eq!(Message::parse(&[text, b"\r\n"].concat()), *message);
    }
    if let Some(fault) = fault {
        assert_tellable(&fault);
    }
    for answer in messages.into_iter().filter_map(answer) {
        assert_told_behind_reset(&terms(Stage::Login), logged_in(answer));
    }
});

fn read(pieces: &[&[u8]]) -> (Vec<Message>, Option<MessageError>) {
    let mut reader = MessageReader::default();
    let mut messages = Vec::new();
    for piece in pieces {
        reader.push(piece);
        loop {
            match reader.next_message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(fault) => {
                    assert_eq!(reader.next_message(), Err(fault));
                    return (messages, Some(fault));
                }
            }
        }
    }
    (messages, None)
}

/// What a login takes the message for.
fn answer(message: Message) -> Option<LoginAnswer> {
    match message {
        Message::AuthFailed(failure) => Some(LoginAnswer::Refused(failure)),
        Message::InfoPre(info) => Some(LoginAnswer::Pending(Some(info))),
        Message::AuthPending { .. } => Some(LoginAnswer::Pending(None)),
        Message::Restart(reason) => Some(LoginAnswer::Restart(reason)),
        Message::Halt(reason) => Some(LoginAnswer::Halt(reason)),
        Message::Exit => Some(LoginAnswer::Exit),
        Message::PushReply(_) | Message::PushUpdate | Message::Info(_) | Message::Other(_) => None,
    }
}
