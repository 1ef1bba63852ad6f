//! What follows the header of a control packet: acknowledgements, message id and payload.
//!
//! ```text
//! ack_count u8 | ack_id u32 * ack_count | peer_session_id 8 (only if ack_count > 0)
//!   | message_id u32 (not in ACK_V1) | payload
//! ```

use super::{Opcode, PacketError, SessionId};

/// The most acknowledgements that one packet may carry (`RELIABLE_ACK_SIZE`).
pub const MAX_ACKS: u8 = 8;

/// The body of a control packet, decrypted and unsigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Message ids of the receiver's that this packet acknowledges, at most [`MAX_ACKS`].
    pub acks: Vec<u32>,
    /// The receiver's session; there exactly when `acks` is not empty.
    pub peer_session_id: Option<SessionId>,
    /// The sender's running number of this packet; none in an `ACK_V1`.
    pub message_id: Option<u32>,
    /// TLS bytes, or the options behind a reset.
    pub payload: Vec<u8>,
}

impl Body {
    /// The body of a client's first packet: nothing to acknowledge, message 0, no payload.
    pub fn of_hello() -> Self {
        Self {
            acks: Vec::new(),
            peer_session_id: None,
            message_id: Some(0),
            payload: Vec::new(),
        }
    }

    /// The body as it is on the wire.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(13 + self.acks.len() * 4 + self.payload.len());
        bytes.push(u8::try_from(self.acks.len()).expect("at most MAX_ACKS"));
        for ack in &self.acks {
            bytes.extend(ack.to_be_bytes());
        }
        if let Some(session_id) = &self.peer_session_id {
            bytes.extend(session_id.bytes());
        }
        if let Some(message_id) = self.message_id {
            bytes.extend(message_id.to_be_bytes());
        }
        bytes.extend(&self.payload);
        bytes
    }

    /// Reads the body of a packet of this kind, to its last byte.
    pub fn decode(opcode: Opcode, bytes: &[u8]) -> Result<Self, PacketError> {
        let mut reader = Reader(bytes);
        let count = reader.take::<1>()?[0];
        if count > MAX_ACKS {
            return Err(PacketError::TooManyAcks(count));
        }
        let acks = (0..count)
            .map(|_| reader.take().map(u32::from_be_bytes))
            .collect::<Result<Vec<_>, _>>()?;
        let peer_session_id = match count {
            0 => None,
            _ => Some(SessionId::new(reader.take()?).ok_or(PacketError::ZeroSessionId)?),
        };
        let message_id = match opcode.is_reliable() {
            true => Some(u32::from_be_bytes(reader.take()?)),
            false => None,
        };
        let payload = reader.0.to_vec();
        if message_id.is_none() && !payload.is_empty() {
            return Err(PacketError::TrailingBytes(payload.len()));
        }
        Ok(Self {
            acks,
            peer_session_id,
            message_id,
            payload,
        })
    }
}

/// Reads from the front of a slice.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], PacketError> {
        let (taken, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(PacketError::TruncatedBody)?;
        self.0 = rest;
        Ok(*taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn session_id() -> SessionId {
        SessionId::new([1, 2, 3, 4, 5, 6, 7, 8]).expect("not zero")
    }

    #[test]
    fn a_hello_is_five_zero_bytes() {
        assert_eq!(Body::of_hello().encode(), [0; 5]);
    }

    #[test]
    fn reads_two_acks_and_a_payload() {
        let bytes = [
            &[2][..],
            &[0; 8],
            session_id().bytes(),
            &[0, 0, 0, 0],
            &[0, 1, 0, 2, 0, 1],
        ]
        .concat();
        let body = Body::decode(Opcode::HardResetServerV2, &bytes).expect("well-formed");
        assert_eq!(
            body,
            Body {
                acks: vec![0, 0],
                peer_session_id: Some(session_id()),
                message_id: Some(0),
                payload: vec![0, 1, 0, 2, 0, 1],
            }
        );
    }

    #[test]
    fn names_what_is_wrong() {
        let zero_peer = [&[1][..], &[0; 16]].concat();
        let long_ack = [&[1][..], &[0; 4], session_id().bytes(), &[9, 9]].concat();
        for (opcode, bytes, error) in [
            (
                Opcode::HardResetServerV2,
                &[][..],
                PacketError::TruncatedBody,
            ),
            (
                Opcode::HardResetServerV2,
                &[9; 60],
                PacketError::TooManyAcks(9),
            ),
            (
                Opcode::HardResetServerV2,
                &[200; 14],
                PacketError::TooManyAcks(200),
            ),
            (
                Opcode::HardResetServerV2,
                &[8, 0, 0, 0, 0],
                PacketError::TruncatedBody,
            ),
            (
                Opcode::HardResetServerV2,
                &[0, 0, 0, 0],
                PacketError::TruncatedBody,
            ),
            (
                Opcode::HardResetServerV2,
                &zero_peer,
                PacketError::ZeroSessionId,
            ),
            (Opcode::AckV1, &long_ack, PacketError::TrailingBytes(2)),
        ] {
            assert_eq!(Body::decode(opcode, bytes), Err(error));
        }
    }

    proptest! {
        #[test]
        fn what_is_decoded_encodes_to_the_same_bytes(
            number in 1u8..=11, bytes in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let opcode = Opcode::from_number(number).expect("1 to 11 have a meaning");
            if let Ok(body) = Body::decode(opcode, &bytes) {
                prop_assert_eq!(body.encode(), bytes);
            }
        }

        #[test]
        fn what_is_encoded_decodes_to_the_same_body(
            acks in prop::collection::vec(any::<u32>(), 0..=8),
            message_id in any::<u32>(),
            payload in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let peer_session_id = (!acks.is_empty()).then(session_id);
            let body = Body { acks, peer_session_id, message_id: Some(message_id), payload };
            prop_assert_eq!(Body::decode(Opcode::ControlV1, &body.encode()), Ok(body));
        }
    }
}
