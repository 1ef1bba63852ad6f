//! The static key file: 256 bytes in hexadecimal, four slots of 64.
//!
//! ```text
//!   0.. 64 cipher[0]   64..128 hmac[0]   128..192 cipher[1]   192..256 hmac[1]
//! ```

use zeroize::Zeroizing;

use super::{KeyError, hex, pem};

const LABEL: &str = "OpenVPN Static key V1";
const SLOT: usize = 64;

/// Which of the key's two sides a packet is signed or encrypted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `cipher[0]` and `hmac[0]`.
    Zero,
    /// `cipher[1]` and `hmac[1]`.
    One,
}

/// `--key-direction` as *we* have it; the server has the opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The server has `tls-auth FILE 1`.
    Zero,
    /// The usual client: the server has `tls-auth FILE 0`.
    One,
    /// Both use the same side: the server has `tls-auth FILE`.
    None,
}

impl Direction {
    /// The side that signs what we send.
    pub fn sending(self) -> Side {
        match self {
            Self::One => Side::One,
            Self::Zero | Self::None => Side::Zero,
        }
    }

    /// The side that signs what the server sends.
    pub fn receiving(self) -> Side {
        match self {
            Self::Zero => Side::One,
            Self::One | Self::None => Side::Zero,
        }
    }

    /// The value of `--key-direction`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::One => "1",
            Self::None => "none",
        }
    }
}

/// The 256 bytes that tls-auth and tls-crypt draw their keys from.
pub struct StaticKey(Box<Zeroizing<[u8; Self::LENGTH]>>);

impl StaticKey {
    /// Bytes of a whole key.
    pub const LENGTH: usize = 4 * SLOT;

    /// The key of these bytes.
    ///
    /// # Errors
    /// [`KeyError::WrongLength`] unless there are exactly [`Self::LENGTH`].
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        let mut key = Box::new(Zeroizing::new([0; Self::LENGTH]));
        if bytes.len() != Self::LENGTH {
            return Err(KeyError::WrongLength {
                found: bytes.len(),
                needed: Self::LENGTH,
            });
        }
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }

    /// Reads the text of a key file, or of any file with such a block in it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, LABEL)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(Self::LENGTH));
        for (index, line) in block.text.lines().enumerate() {
            match hex::parse_hex(line) {
                Ok(part) => bytes.extend(part.iter()),
                Err(hex::HexError::Empty) => {}
                Err(_) => {
                    return Err(KeyError::NotHex {
                        line: block.line + index,
                    });
                }
            }
        }
        Self::new(&bytes)
    }

    /// The signing slot of a side; a digest uses the first bytes of it, as many as it puts out.
    pub fn hmac(&self, side: Side) -> &[u8; SLOT] {
        self.slot(match side {
            Side::Zero => 1,
            Side::One => 3,
        })
    }

    /// The encrypting slot of a side.
    pub fn cipher(&self, side: Side) -> &[u8; SLOT] {
        self.slot(match side {
            Side::Zero => 0,
            Side::One => 2,
        })
    }

    fn slot(&self, index: usize) -> &[u8; SLOT] {
        self.0[index * SLOT..]
            .first_chunk()
            .expect("four slots in a key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: impl IntoIterator<Item = u8>) -> String {
        let digits: String = bytes
            .into_iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let lines: Vec<&str> = digits
            .as_bytes()
            .chunks(32)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "# 2048 bit\n-----BEGIN {LABEL}-----\n{}\n-----END {LABEL}-----\n",
            lines.join("\n")
        )
    }

    #[test]
    fn slots_are_where_openvpn_keeps_them() {
        let key = StaticKey::parse(&file(0..=255)).expect("a good key");
        assert_eq!(
            [
                key.cipher(Side::Zero)[0],
                key.hmac(Side::Zero)[0],
                key.cipher(Side::One)[0],
                key.hmac(Side::One)[0]
            ],
            [0, 64, 128, 192]
        );
    }

    #[test]
    fn reads_windows_line_ends_and_blank_lines() {
        let text = file(0..=255).replace('\n', "\r\n\r\n");
        assert!(StaticKey::parse(&text).is_ok());
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, error) in [
            (file(0..=127), "the key has 1024 bits where 2048 are needed"),
            (
                file(0..=255).replace("0f", "zz"),
                "line 3 is not hexadecimal",
            ),
            (
                file(0..=255).replace(LABEL, "CERTIFICATE"),
                "it holds \"CERTIFICATE\" where an OpenVPN Static key V1 is needed",
            ),
            (
                "no key".into(),
                "there is no OpenVPN Static key V1 block in it",
            ),
        ] {
            assert_eq!(
                StaticKey::parse(&text)
                    .err()
                    .map(|e| e.to_string())
                    .as_deref(),
                Some(error)
            );
        }
    }

    #[test]
    fn both_ends_of_a_direction_meet() {
        for (ours, server) in [
            (Direction::One, Direction::Zero),
            (Direction::Zero, Direction::One),
            (Direction::None, Direction::None),
        ] {
            assert_eq!(ours.sending(), server.receiving());
            assert_eq!(ours.receiving(), server.sending());
        }
    }
}
