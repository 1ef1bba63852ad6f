//! How a profile has packets of the data channel compressed.
//!
//! Names: OpenVPN `options.c` (`comp-lzo`, `compress`), as of 2.6.

use super::error::Fault;
use super::statement::Statement;

/// How packets of the data channel are framed for compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// `comp-lzo no`: LZO's framing with nothing compressed.
    LzoOff,
    /// `comp-lzo yes`
    LzoOn,
    /// `comp-lzo` or `comp-lzo adaptive`
    LzoAdaptive,
    /// `compress` or `compress stub`: a byte before each packet, nothing compressed.
    Stub,
    /// `compress stub-v2`: a byte only where it is needed.
    StubV2,
    /// `compress lzo`
    Lzo,
    /// `compress lz4`
    Lz4,
    /// `compress lz4-v2`
    Lz4V2,
    /// `compress migrate`: as the server has it.
    Migrate,
}

impl Compression {
    /// Reads `comp-lzo` or `compress`.
    pub(super) fn read(statement: &Statement) -> Result<Self, Fault> {
        let value = statement.optional(1)?;
        Ok(match (statement.name.as_str(), value) {
            ("comp-lzo", Some("no")) => Self::LzoOff,
            ("comp-lzo", Some("yes")) => Self::LzoOn,
            ("comp-lzo", None | Some("adaptive")) => Self::LzoAdaptive,
            ("comp-lzo", _) => return Err(Fault::Value("no, yes or adaptive")),
            (_, None | Some("stub")) => Self::Stub,
            (_, Some("stub-v2")) => Self::StubV2,
            (_, Some("lzo")) => Self::Lzo,
            (_, Some("lz4")) => Self::Lz4,
            (_, Some("lz4-v2")) => Self::Lz4V2,
            (_, Some("migrate")) => Self::Migrate,
            _ => return Err(Fault::Value("stub, stub-v2, lzo, lz4, lz4-v2 or migrate")),
        })
    }
}
