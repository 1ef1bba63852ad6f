//! Keys as OpenVPN keeps them in files, parsed from text that somebody else has read.
//!
//! No file is opened here. Key bytes live in zeroised memory, have no `Debug` and are never shown.
//!
//! Formats: OpenVPN `crypto.h` (`struct key2`), `crypto.c` (`read_key_file`) and `tls_crypt.h`.

mod client_key;
mod digest;
mod hex;
mod md5_sha1;
mod pem;
mod static_key;

pub use client_key::ClientKey;
pub use digest::{Digest, UnknownDigest};
pub use hex::{HexError, parse_hex};
pub use static_key::{Direction, Side, StaticKey};

use std::fmt;

/// What is wrong with a key file, in words for the administrator who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// There is nothing but white space.
    Empty,
    /// There is no block of the wanted kind, and this is what there is instead.
    OtherBlock {
        /// The kind that the option needs.
        wanted: &'static str,
        /// The label of the first block in the file.
        found: String,
    },
    /// There is no `-----BEGIN ...-----` at all.
    NoBlock {
        /// The kind that the option needs.
        wanted: &'static str,
    },
    /// A block begins and never ends.
    NoEnd,
    /// A BEGIN or END line goes on, so that the file has lost its line breaks.
    NoLineBreaks,
    /// A character that is neither a hex digit nor white space.
    NotHex {
        /// Line of the file, from 1.
        line: usize,
    },
    /// The block holds another number of bytes than such a key has.
    WrongLength {
        /// Bytes in the block.
        found: usize,
        /// Bytes that such a key has.
        needed: usize,
    },
    /// The block of a tls-crypt-v2 client key is not base64.
    NotBase64,
    /// The wrapped part of a tls-crypt-v2 client key is cut off or damaged.
    DamagedWrappedKey,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::OtherBlock { wanted, found } if found.contains("tls-crypt-v2 server key") => {
                write!(
                    f,
                    "it is the server's own tls-crypt-v2 key, which belongs on the server alone; needed is an {wanted}"
                )
            }
            Self::OtherBlock { wanted, found } => {
                write!(f, "it holds \"{found}\" where an {wanted} is needed")
            }
            Self::NoBlock { wanted } => write!(f, "there is no {wanted} block in it"),
            Self::NoEnd => f.write_str("the key begins but has no END line"),
            Self::NoLineBreaks => f.write_str(
                "its BEGIN and END lines are not lines of their own: the line breaks are lost",
            ),
            Self::NotHex { line } => write!(f, "line {line} is not hexadecimal"),
            Self::WrongLength { found, needed } => {
                write!(
                    f,
                    "the key has {} bits where {} are needed",
                    found * 8,
                    needed * 8
                )
            }
            Self::NotBase64 => f.write_str("the key is not base64"),
            Self::DamagedWrappedKey => {
                f.write_str("the key is cut off or damaged: its wrapped part has the wrong length")
            }
        }
    }
}

impl std::error::Error for KeyError {}
