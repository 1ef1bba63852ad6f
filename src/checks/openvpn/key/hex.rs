//! Keys written as bare hexadecimal digits on the command line or in a file of their own.

use std::fmt;

use zeroize::Zeroizing;

/// What is wrong with a text that should be hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexError {
    /// There are no digits.
    Empty,
    /// The number of digits is odd.
    OddLength(usize),
    /// A character that is not a hex digit; its place, from 1, and never the character itself.
    NotHex(usize),
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there are no hexadecimal digits"),
            Self::OddLength(digits) => {
                write!(
                    f,
                    "{digits} hexadecimal digits make no whole number of bytes"
                )
            }
            Self::NotHex(place) => write!(f, "character {place} is not a hexadecimal digit"),
        }
    }
}

impl std::error::Error for HexError {}

/// The bytes of a text of hex digits; white space is passed over.
pub fn parse_hex(text: &str) -> Result<Zeroizing<Vec<u8>>, HexError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    let (mut digits, mut high) = (0, 0);
    for (index, character) in text.chars().enumerate() {
        if character.is_whitespace() {
            continue;
        }
        let nibble = character.to_digit(16).ok_or(HexError::NotHex(index + 1))?;
        let nibble = u8::try_from(nibble).expect("a hex digit is below 16");
        digits += 1;
        if digits % 2 == 1 {
            high = nibble << 4;
        } else {
            bytes.push(high | nibble);
        }
    }
    match digits {
        0 => Err(HexError::Empty),
        digits if digits % 2 == 1 => Err(HexError::OddLength(digits)),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_either_case_and_passes_over_white_space() {
        assert_eq!(*parse_hex("00 ff\nAb").expect("good"), [0x00, 0xff, 0xab]);
    }

    #[test]
    fn names_the_place_and_never_the_text() {
        for (text, error) in [
            ("", HexError::Empty),
            ("abc", HexError::OddLength(3)),
            ("ab xz", HexError::NotHex(4)),
            ("\u{e4}", HexError::NotHex(1)),
        ] {
            assert_eq!(parse_hex(text).err(), Some(error));
        }
    }
}
