//! The header and the body of a control packet, and the options behind a reset.
#![no_main]

use gatewatch::checks::openvpn::packet::{Body, EarlyNegotiation, Header, MAX_ACKS, Opcode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|packet: &[u8]| {
    let Ok(header) = Header::decode(packet) else {
        return;
    };
    let (clear, rest) = packet.split_at(Header::LENGTH);
    assert_eq!(header.encode(), clear);
    assert_eq!(Opcode::of(packet), Some(header.opcode));

    options(rest);
    let Ok(body) = Body::decode(header.opcode, rest) else {
        return;
    };
    assert_eq!(body.encode(), rest);
    assert!(body.acks.len() <= usize::from(MAX_ACKS));
    assert_eq!(body.peer_session_id.is_some(), !body.acks.is_empty());
    assert_eq!(body.message_id.is_some(), header.opcode.is_reliable());
    options(&body.payload);
});

/// What can be read goes on to say the same with an option behind it that means nothing.
fn options(payload: &[u8]) {
    let Ok(seen) = EarlyNegotiation::decode(payload) else {
        return;
    };
    let with = |option: &[u8]| EarlyNegotiation::decode(&[payload, option].concat());
    assert_eq!(with(&[0, 0, 0, 0]), Ok(seen));
    assert_eq!(with(&[0xff, 0xff, 0, 2, 9, 9]), Ok(seen));
    assert_eq!(with(&[0, 1, 0, 2, 0, 0]), Ok(seen));
    let resend_wrapped_key = true;
    let asks = EarlyNegotiation { resend_wrapped_key };
    assert_eq!(with(&[0, 1, 0, 2, 0, 1]), Ok(asks));
    assert!(with(&[0, 1, 0]).is_err());
}
