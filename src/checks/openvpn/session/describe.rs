//! A control packet in a few words, for people who debug.

use super::super::packet::{Body, EarlyNegotiation, Header};
use super::super::wrap::{Opened, Wrap};

/// What a packet is, as far as the wrapping lets us see.
pub(super) fn packet(wrap: &Wrap, packet: &[u8]) -> String {
    match wrap.open(packet) {
        Ok(seen) => opened(&seen),
        Err(_) => match Header::decode(packet) {
            Ok(header) => format!(
                "{} session {}, not opened",
                header.opcode, header.session_id
            ),
            Err(error) => format!("not a control packet: {error}"),
        },
    }
}

fn opened(opened: &Opened) -> String {
    let Header {
        opcode,
        key_id,
        session_id,
    } = opened.header;
    let mut text = format!("{opcode} session {session_id}");
    if key_id != 0 {
        text += &format!(" key {key_id}");
    }
    if let Some(replay) = opened.replay {
        text += &format!(" packet {:#x} time {}", replay.packet_id, replay.net_time);
    }
    match Body::decode(opcode, &opened.body) {
        Ok(body) => {
            if let Some(message_id) = body.message_id {
                text += &format!(" message {message_id}");
            }
            if let Some(peer) = body.peer_session_id {
                text += &format!(" acks {:?} of session {peer}", body.acks);
            }
            if !body.payload.is_empty() {
                text += &format!(" and {} bytes of payload", body.payload.len());
                if EarlyNegotiation::decode(&body.payload).is_ok_and(|seen| seen.resend_wrapped_key)
                {
                    text += ", asking for our key again";
                }
            }
        }
        Err(error) => text += &format!(", then {error}"),
    }
    text
}
