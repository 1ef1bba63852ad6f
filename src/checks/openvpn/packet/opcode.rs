//! The opcode of a packet: the upper five bits of its first byte.
//!
//! Numbers and names: OpenVPN `ssl_pkt.h`, `P_*`.

use std::fmt;

/// What kind of packet this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    /// `P_CONTROL_HARD_RESET_CLIENT_V1`: key method 1, refused by every server since 2.4.
    HardResetClientV1 = 1,
    /// `P_CONTROL_HARD_RESET_SERVER_V1`: a server that still speaks key method 1.
    HardResetServerV1 = 2,
    /// `P_CONTROL_SOFT_RESET_V1`: a new key on a running session.
    SoftResetV1 = 3,
    /// `P_CONTROL_V1`: a piece of the TLS stream.
    ControlV1 = 4,
    /// `P_ACK_V1`: acknowledgements and nothing else; it has no message id.
    AckV1 = 5,
    /// `P_DATA_V1`: tunnelled data.
    DataV1 = 6,
    /// `P_CONTROL_HARD_RESET_CLIENT_V2`: a client's first packet.
    HardResetClientV2 = 7,
    /// `P_CONTROL_HARD_RESET_SERVER_V2`: a server's first packet.
    HardResetServerV2 = 8,
    /// `P_DATA_V2`: tunnelled data with a peer id.
    DataV2 = 9,
    /// `P_CONTROL_HARD_RESET_CLIENT_V3`: a client's first packet that brings its tls-crypt-v2 key.
    HardResetClientV3 = 10,
    /// `P_CONTROL_WKC_V1`: a piece of the TLS stream that repeats the tls-crypt-v2 key.
    ControlWkcV1 = 11,
}

impl Opcode {
    /// Every opcode that has a meaning.
    pub const ALL: [Self; 11] = [
        Self::HardResetClientV1,
        Self::HardResetServerV1,
        Self::SoftResetV1,
        Self::ControlV1,
        Self::AckV1,
        Self::DataV1,
        Self::HardResetClientV2,
        Self::HardResetServerV2,
        Self::DataV2,
        Self::HardResetClientV3,
        Self::ControlWkcV1,
    ];

    /// The opcode of this number, if it has a meaning.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|opcode| *opcode as u8 == number)
    }

    /// The opcode of a packet, if its first byte has one.
    pub fn of(packet: &[u8]) -> Option<Self> {
        Self::from_number(packet.first()? >> 3)
    }

    /// Whether packets of this kind carry tunnelled data.
    pub fn is_data(self) -> bool {
        matches!(self, Self::DataV1 | Self::DataV2)
    }

    /// Whether packets of this kind carry a message id and are to be acknowledged.
    pub fn is_reliable(self) -> bool {
        self != Self::AckV1 && !self.is_data()
    }
}

impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HardResetClientV1 => "HARD_RESET_CLIENT_V1",
            Self::HardResetServerV1 => "HARD_RESET_SERVER_V1",
            Self::SoftResetV1 => "SOFT_RESET_V1",
            Self::ControlV1 => "CONTROL_V1",
            Self::AckV1 => "ACK_V1",
            Self::DataV1 => "DATA_V1",
            Self::HardResetClientV2 => "HARD_RESET_CLIENT_V2",
            Self::HardResetServerV2 => "HARD_RESET_SERVER_V2",
            Self::DataV2 => "DATA_V2",
            Self::HardResetClientV3 => "HARD_RESET_CLIENT_V3",
            Self::ControlWkcV1 => "CONTROL_WKC_V1",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_opcodes_are_one_to_one() {
        for number in 0..=31 {
            match Opcode::from_number(number) {
                Some(opcode) => assert_eq!(opcode as u8, number),
                None => assert!(number == 0 || number > 11, "{number}"),
            }
        }
    }
}
