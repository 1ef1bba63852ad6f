//! Reads the files that an administrator names, no more of them than keys and settings can need.
//!
//! What is read may be secret: it is overwritten when it is let go.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::net::plain_words;

const LONGEST: u64 = 1 << 20;

/// Why a file cannot be used.
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
            Self::Unreadable(error) => write!(f, "cannot read it: {}", plain_words(error)),
            Self::TooLong => f.write_str("it is longer than 1 MiB"),
            Self::NotText => f.write_str("it is not a text file"),
        }
    }
}

impl std::error::Error for FileError {}

/// The bytes of a file; a pipe will do.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let file = File::open(path).map_err(FileError::Unreadable)?;
    let length = file
        .metadata()
        .map_or(0, |metadata| metadata.len().min(LONGEST));
    // Room from the start, since a buffer that grows leaves copies of a key behind.
    let room = usize::try_from(length).unwrap_or_default() + 64;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(FileError::Unreadable)?;
    match bytes.len() as u64 > LONGEST {
        true => Err(FileError::TooLong),
        false => Ok(bytes),
    }
}

/// The text of a file; a pipe will do.
pub fn read_text(path: &Path) -> Result<Zeroizing<String>, FileError> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| FileError::NotText)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The text of a file in which somebody may have left bytes of another encoding: each run of those
/// becomes U+FFFD. A file with NUL bytes is none.
pub fn read_lenient(path: &Path) -> Result<Zeroizing<String>, FileError> {
    let bytes = read(path)?;
    if bytes.contains(&0) {
        return Err(FileError::NotText);
    }
    // Room for the worst case, since a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 3));
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_a_file_cannot_be_used() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let long = vec![b'x'; 1 << 20 | 1];
        for (path, error) in [
            (
                folder.path().join("none"),
                "cannot read it: no such file or directory",
            ),
            (folder.path().into(), "cannot read it: is a directory"),
            (file("long", &long), "it is longer than 1 MiB"),
            (file("binary", &[0xff, 0xfe]), "it is not a text file"),
        ] {
            assert_eq!(read_text(&path).unwrap_err().to_string(), error);
        }
        assert_eq!(*read_text(&file("good", b"text")).unwrap(), "text");
        let latin = file("latin", b"# f\xfcr\nclient\n\xff");
        assert_eq!(
            *read_lenient(&latin).unwrap(),
            "# f\u{fffd}r\nclient\n\u{fffd}"
        );
        for bytes in [&b"a\0b"[..], b"\xff\xfea\0"] {
            let error = read_lenient(&file("wide", bytes)).unwrap_err();
            assert_eq!(error.to_string(), "it is not a text file");
        }
    }
}
