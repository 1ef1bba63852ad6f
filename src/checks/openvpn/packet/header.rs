//! The nine bytes in clear that start every control packet: opcode, key id and session id.

use std::fmt;

use super::{Opcode, PacketError};

/// Names one side's session: eight random bytes that are not all zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionId([u8; 8]);

impl SessionId {
    /// The session of these eight bytes, unless they are all zero.
    pub fn new(bytes: [u8; 8]) -> Option<Self> {
        (bytes != [0; 8]).then_some(Self(bytes))
    }

    /// The eight bytes as they are on the wire.
    pub fn bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The part of a control packet that is never encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What kind of packet this is.
    pub opcode: Opcode,
    /// Which of the session's keys the packet belongs to, 0 to 7; 0 throughout a first handshake.
    pub key_id: u8,
    /// The sender's session.
    pub session_id: SessionId,
}

impl Header {
    /// Bytes on the wire.
    pub const LENGTH: usize = 9;

    /// The header as it is on the wire.
    pub fn encode(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[0] = (self.opcode as u8) << 3 | self.key_id;
        bytes[1..].copy_from_slice(self.session_id.bytes());
        bytes
    }

    /// Reads the header of a packet.
    pub fn decode(packet: &[u8]) -> Result<Self, PacketError> {
        let too_short = PacketError::TooShort {
            length: packet.len(),
            needed: Self::LENGTH,
        };
        let (bytes, _) = packet
            .split_first_chunk::<{ Self::LENGTH }>()
            .ok_or(too_short)?;
        let [first, session_id @ ..] = *bytes;
        Ok(Self {
            opcode: Opcode::from_number(first >> 3)
                .ok_or(PacketError::UnknownOpcode(first >> 3))?,
            key_id: first & 7,
            session_id: SessionId::new(session_id).ok_or(PacketError::ZeroSessionId)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_byte_holds_opcode_and_key_id() {
        let session_id = SessionId::new([1, 2, 3, 4, 5, 6, 7, 8]).expect("not zero");
        let header = Header {
            opcode: Opcode::HardResetClientV2,
            key_id: 0,
            session_id,
        };
        assert_eq!(header.encode(), [0x38, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(session_id.to_string(), "0102030405060708");
    }

    #[test]
    fn names_what_is_wrong() {
        for (packet, error) in [
            (
                &[][..],
                PacketError::TooShort {
                    length: 0,
                    needed: 9,
                },
            ),
            (
                &[0x40; 8][..],
                PacketError::TooShort {
                    length: 8,
                    needed: 9,
                },
            ),
            (&[0xff; 9][..], PacketError::UnknownOpcode(31)),
            (
                &[0x40, 0, 0, 0, 0, 0, 0, 0, 0][..],
                PacketError::ZeroSessionId,
            ),
        ] {
            assert_eq!(Header::decode(packet), Err(error));
        }
    }

    proptest! {
        #[test]
        fn what_is_decoded_encodes_to_the_same_bytes(packet in prop::collection::vec(any::<u8>(), 0..20)) {
            if let Ok(header) = Header::decode(&packet) {
                prop_assert_eq!(&header.encode()[..], &packet[..Header::LENGTH]);
            }
        }
    }
}
