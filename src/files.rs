//! Reads the files that an administrator names, no more of them than keys and settings can need.
//!
//! What is read may be secret: it is overwritten when it is let go.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::net::plain_words;
use crate::outcome::show_path;

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

/// A note for each file that every user of this machine may read or change, once, by its path. A
/// group may: `0640` with the group of the engine is how a key is given to a plugin.
pub fn notes_on_open(secret: &[PathBuf]) -> Vec<String> {
    let mut noted: Vec<&PathBuf> = Vec::new();
    let mut notes = Vec::new();
    for path in secret {
        let Some(mode) = open_to_all(path).filter(|_| !noted.contains(&path)) else {
            continue;
        };
        noted.push(path);
        let path = show_path(path);
        notes.push(format!(
            "{path} holds a secret and is open to every user of this machine (mode {mode:04o})"
        ));
    }
    notes
}

/// The permission bits of a file that everybody may read or change, and can come to: no folder on
/// the way keeps them out. A pipe is nobody else's.
fn open_to_all(path: &Path) -> Option<u32> {
    let path = path.canonicalize().ok()?;
    let metadata = path.metadata().ok()?;
    let mode = metadata.permissions().mode() & 0o7777;
    let is_open = metadata.is_file() && mode & 0o006 != 0;
    (is_open && path.ancestors().skip(1).all(lets_everybody_in)).then_some(mode)
}

fn lets_everybody_in(folder: &Path) -> bool {
    let metadata = folder.metadata();
    metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
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

    #[test]
    fn a_file_is_noted_that_everybody_may_open_and_can_come_to() {
        let folder = tempfile::tempdir().unwrap();
        let set = |path: &Path, mode: u32| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let path = folder.path().join("key");
        std::fs::write(&path, "key").unwrap();
        // A builder's folder for temporary files may be nobody else's.
        let is_public = folder.path().ancestors().skip(1).all(lets_everybody_in);
        for (of_folder, of_file, is_noted) in [
            (0o755, 0o644, true),
            (0o711, 0o604, true),
            (0o755, 0o642, true),
            (0o755, 0o640, false),
            (0o755, 0o660, false),
            (0o755, 0o600, false),
            (0o750, 0o644, false),
        ] {
            set(folder.path(), of_folder);
            set(&path, of_file);
            let note = format!(
                "{} holds a secret and is open to every user of this machine (mode {of_file:04o})",
                path.display()
            );
            let is_noted = is_noted && is_public;
            let expected: Vec<String> = is_noted.then_some(note).into_iter().collect();
            let notes = notes_on_open(&[path.clone(), path.clone()]);
            assert_eq!(notes, expected, "{of_folder:o} {of_file:o}");
        }
        let others = ["none".into(), "/dev/null".into(), folder.path().to_owned()];
        assert_eq!(notes_on_open(&others), [""; 0]);
    }
}
