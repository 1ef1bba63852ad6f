//! What the compression options put around a payload, with nothing compressed.
//!
//! A payload that the server did compress is named and not read.
//!
//! Bytes: OpenVPN `comp.h`, `compstub.c`, `lzo.c`, `comp-lz4.c`; options: `options.c`, as of 2.6.

use std::fmt;

const NOT_COMPRESSED: u8 = 0xfa;
const NOT_COMPRESSED_SWAPPED: u8 = 0xfb;
const LZO: u8 = 0x66;
const LZ4: u8 = 0x69;
const V2: u8 = 0x50;
const V2_NOT_COMPRESSED: u8 = 0;
/// OpenVPN 2.4 to 2.7 put this behind [`V2`] and then refuse it from each other (`comp.c`,
/// `compv2_escape_data_ifneeded`).
const V2_NOT_COMPRESSED_AS_SENT: u8 = 10;

/// How a payload is marked as not compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// Not at all.
    #[default]
    None,
    /// A byte in front: `comp-lzo`, `compress lzo`.
    Lzo,
    /// A byte in place of the first one, which moves to the end: `compress`, `compress lz4`.
    Stub,
    /// Two bytes in front where the payload could be taken for a mark: `compress stub-v2`,
    /// `compress lz4-v2`.
    StubV2,
}

/// Why what is in a packet is not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FramingError {
    /// The payload is compressed, with this algorithm.
    Compressed(&'static str),
    /// The mark of this value is not one of this framing's.
    UnknownMark(u8),
}

impl fmt::Display for FramingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compressed(algorithm) => {
                write!(
                    f,
                    "its payload is {algorithm} compressed, which is not read"
                )
            }
            Self::UnknownMark(mark) => {
                write!(f, "compression mark 0x{mark:02x} does not fit the options")
            }
        }
    }
}

impl std::error::Error for FramingError {}

/// A compression option that OpenVPN has no meaning for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCompression(String);

impl fmt::Display for UnknownCompression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not a known compression", self.0)
    }
}

impl std::error::Error for UnknownCompression {}

impl Framing {
    /// The framing that an option of the profile or of the server's sets, from its words; nothing
    /// if it is another kind of option. The last such option counts.
    pub fn of_option(words: &[&str]) -> Result<Option<Self>, UnknownCompression> {
        Ok(Some(match words {
            ["comp-lzo"] | ["comp-lzo", "yes" | "no" | "adaptive"] => Self::Lzo,
            ["compress", "lzo"] => Self::Lzo,
            ["compress"] | ["compress", "stub" | "lz4"] => Self::Stub,
            ["compress", "stub-v2" | "lz4-v2"] => Self::StubV2,
            ["compress", "migrate"] => Self::None,
            ["comp-lzo" | "compress", ..] => return Err(UnknownCompression(words.join(" "))),
            _ => return Ok(None),
        }))
    }

    /// The payload as it goes into a packet. An empty one stays empty.
    pub fn apply(self, payload: &[u8]) -> Vec<u8> {
        match (self, payload) {
            (Self::Lzo, [_, ..]) => [&[NOT_COMPRESSED], payload].concat(),
            (Self::Stub, [first, rest @ ..]) => {
                [&[NOT_COMPRESSED_SWAPPED], rest, &[*first]].concat()
            }
            (Self::StubV2, [V2, ..]) => [&[V2, V2_NOT_COMPRESSED], payload].concat(),
            _ => payload.to_vec(),
        }
    }

    /// The payload out of what was in a packet.
    pub fn strip(self, framed: &[u8]) -> Result<Vec<u8>, FramingError> {
        match (self, framed) {
            (Self::None, _) | (_, []) => Ok(framed.to_vec()),
            (Self::Lzo, [NOT_COMPRESSED, payload @ ..]) => Ok(payload.to_vec()),
            (Self::Lzo, [LZO, ..]) => Err(FramingError::Compressed("LZO")),
            (Self::Stub, [NOT_COMPRESSED_SWAPPED]) => Ok(Vec::new()),
            (Self::Stub, [NOT_COMPRESSED_SWAPPED, rest @ .., first]) => {
                Ok([&[*first], rest].concat())
            }
            (Self::Stub, [LZ4, ..]) => Err(FramingError::Compressed("LZ4")),
            (Self::Lzo | Self::Stub, [mark, ..]) => Err(FramingError::UnknownMark(*mark)),
            (Self::StubV2, [V2, mark, payload @ ..]) => match *mark {
                V2_NOT_COMPRESSED | V2_NOT_COMPRESSED_AS_SENT => Ok(payload.to_vec()),
                1 => Err(FramingError::Compressed("LZ4")),
                2 => Err(FramingError::Compressed("LZO")),
                3 => Err(FramingError::Compressed("Snappy")),
                mark => Err(FramingError::UnknownMark(mark)),
            },
            (Self::StubV2, [V2]) => Err(FramingError::UnknownMark(V2)),
            (Self::StubV2, _) => Ok(framed.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Framing; 4] = [Framing::None, Framing::Lzo, Framing::Stub, Framing::StubV2];

    #[test]
    fn options_set_the_framing_that_openvpn_gives_them() {
        for (line, expected) in [
            ("comp-lzo", Some(Framing::Lzo)),
            ("comp-lzo no", Some(Framing::Lzo)),
            ("comp-lzo adaptive", Some(Framing::Lzo)),
            ("compress", Some(Framing::Stub)),
            ("compress stub", Some(Framing::Stub)),
            ("compress stub-v2", Some(Framing::StubV2)),
            ("compress lzo", Some(Framing::Lzo)),
            ("compress lz4", Some(Framing::Stub)),
            ("compress lz4-v2", Some(Framing::StubV2)),
            ("compress migrate", Some(Framing::None)),
            ("comp-noadapt", None),
            ("cipher AES-256-GCM", None),
            ("", None),
        ] {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(Framing::of_option(&words), Ok(expected), "{line}");
        }
    }

    #[test]
    fn an_algorithm_that_nobody_knows_is_named() {
        for line in ["compress zstd", "comp-lzo maybe", "compress stub twice"] {
            let words: Vec<&str> = line.split_whitespace().collect();
            let error = Framing::of_option(&words).unwrap_err().to_string();
            assert_eq!(error, format!("\"{line}\" is not a known compression"));
        }
    }

    #[test]
    fn marks_are_where_openvpn_puts_them() {
        for (framing, payload, framed) in [
            (Framing::None, &[0x45, 1, 2][..], &[0x45, 1, 2][..]),
            (Framing::Lzo, &[0x45, 1, 2], &[0xfa, 0x45, 1, 2]),
            (Framing::Stub, &[0x45, 1, 2], &[0xfb, 1, 2, 0x45]),
            (Framing::StubV2, &[0x45, 1, 2], &[0x45, 1, 2]),
            (Framing::StubV2, &[0x50, 1, 2], &[0x50, 0, 0x50, 1, 2]),
        ] {
            assert_eq!(framing.apply(payload), framed);
        }
    }

    #[test]
    fn takes_the_escape_that_openvpn_really_sends() {
        let framed = [0x50, 10, 0x50, 1];
        assert_eq!(Framing::StubV2.strip(&framed), Ok(vec![0x50, 1]));
    }

    #[test]
    fn names_what_cannot_be_read() {
        for (framing, framed, error) in [
            (
                Framing::Lzo,
                &[0x66, 1][..],
                FramingError::Compressed("LZO"),
            ),
            (Framing::Lzo, &[0x45, 1], FramingError::UnknownMark(0x45)),
            (Framing::Stub, &[0x69, 1], FramingError::Compressed("LZ4")),
            (Framing::Stub, &[0xfa, 1], FramingError::UnknownMark(0xfa)),
            (Framing::StubV2, &[0x50, 1], FramingError::Compressed("LZ4")),
            (Framing::StubV2, &[0x50, 9], FramingError::UnknownMark(9)),
            (Framing::StubV2, &[0x50], FramingError::UnknownMark(0x50)),
        ] {
            assert_eq!(framing.strip(framed), Err(error), "{framed:02x?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_applied_strips_to_the_same_payload(
            framing in prop::sample::select(&ALL[..]),
            mut payload in prop::collection::vec(any::<u8>(), 0..40),
            looks_marked in any::<bool>(),
        ) {
            if let (true, Some(first)) = (looks_marked, payload.first_mut()) {
                *first = V2;
            }
            prop_assert_eq!(framing.strip(&framing.apply(&payload)), Ok(payload));
        }

        #[test]
        fn arbitrary_bytes_do_not_panic(framed in prop::collection::vec(any::<u8>(), 0..8)) {
            for framing in ALL {
                let _ = framing.strip(&framed);
            }
        }
    }
}
