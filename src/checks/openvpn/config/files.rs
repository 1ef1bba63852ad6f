//! Reads key files, no more of them than a key can need.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::net::plain_words;

const LONGEST: u64 = 1 << 20;

/// Why a file cannot be used as text.
#[derive(Debug)]
pub enum FileError {
    /// The system refuses, in its own words.
    Unreadable(io::Error),
    /// More than a megabyte.
    TooLong,
    /// Bytes that are no text.
    NotText,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => {
                write!(f, "cannot read it: {}", plain_words(error))
            }
            Self::TooLong => f.write_str("it is longer than 1 MiB, so it is no key file"),
            Self::NotText => f.write_str("it is not a text file, so it is no key file"),
        }
    }
}

/// The text of a file; a pipe will do.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, FileError> {
    let file = File::open(path).map_err(FileError::Unreadable)?;
    let length = file
        .metadata()
        .map_or(0, |metadata| metadata.len().min(LONGEST));
    // Room from the start, since a buffer that grows leaves copies of the key behind.
    let room = usize::try_from(length).unwrap_or_default() + 64;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(FileError::Unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(FileError::TooLong);
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| FileError::NotText)?;
    Ok(Zeroizing::new(text.to_owned()))
}
