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

#[cfg(test)]
mod tests {
    use super::super::super::key::{Digest, Direction, StaticKey};
    use super::super::super::packet::{Opcode, SessionId};
    use super::super::super::wrap::{ReplayId, TlsAuth};
    use super::*;

    const REPLAY: ReplayId = ReplayId {
        packet_id: 0x0f00_0001,
        net_time: 1_704_067_200,
    };

    fn id(first: u8) -> SessionId {
        SessionId::new([first, 1, 2, 3, 4, 5, 6, 7]).expect("not zero")
    }

    fn sealed(wrap: &Wrap, opcode: Opcode, key_id: u8, body: &Body) -> Vec<u8> {
        let session_id = id(0xa1);
        let header = Header {
            opcode,
            key_id,
            session_id,
        };
        wrap.seal(&header, REPLAY, &body.encode())
    }

    #[test]
    fn names_what_can_be_seen_of_a_packet() {
        let hello = Body::of_hello();
        let answer = Body {
            acks: vec![0, 3],
            peer_session_id: Some(id(1)),
            payload: vec![0, 1, 0, 2, 0, 1],
            ..Body::of_hello()
        };
        let acknowledgement = Body {
            acks: vec![7],
            peer_session_id: Some(id(1)),
            message_id: None,
            payload: Vec::new(),
        };
        let payload = Body {
            payload: vec![22, 3, 1],
            message_id: Some(2),
            ..Body::of_hello()
        };
        let key = |byte| StaticKey::new(&[byte; 256]).expect("256 bytes");
        let signed =
            |key: &StaticKey, direction| Wrap::TlsAuth(TlsAuth::new(Digest::Sha1, key, direction));
        let plain = |opcode, key_id, body| sealed(&Wrap::Plain, opcode, key_id, body);
        let auth = signed(&key(1), Direction::None);
        let server = Opcode::HardResetServerV2;
        for (wrap, packet, expected) in [
            (
                &Wrap::Plain,
                plain(server, 0, &hello),
                "HARD_RESET_SERVER_V2 session a101020304050607 message 0",
            ),
            (
                &Wrap::Plain,
                plain(server, 0, &answer),
                "HARD_RESET_SERVER_V2 session a101020304050607 message 0 acks [0, 3] of session \
                 0101020304050607 and 6 bytes of payload, asking for our key again",
            ),
            (
                &Wrap::Plain,
                plain(Opcode::AckV1, 3, &acknowledgement),
                "ACK_V1 session a101020304050607 key 3 acks [7] of session 0101020304050607",
            ),
            (
                &Wrap::Plain,
                plain(Opcode::ControlV1, 0, &payload),
                "CONTROL_V1 session a101020304050607 message 2 and 3 bytes of payload",
            ),
            (
                &Wrap::Plain,
                plain(server, 0, &hello)[..10].to_vec(),
                "HARD_RESET_SERVER_V2 session a101020304050607, then it ends in the middle of a field",
            ),
            (
                &auth,
                sealed(&auth, server, 0, &hello),
                "HARD_RESET_SERVER_V2 session a101020304050607 packet 0xf000001 time 1704067200 \
                 message 0",
            ),
            (
                &signed(&key(2), Direction::None),
                sealed(&auth, server, 0, &hello),
                "HARD_RESET_SERVER_V2 session a101020304050607, not opened",
            ),
            (
                &auth,
                vec![0x40; 3],
                "not a control packet: it has only 3 of at least 9 bytes",
            ),
        ] {
            assert_eq!(super::packet(wrap, &packet), expected);
        }
    }
}
