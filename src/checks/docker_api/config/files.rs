//! The docker command line's own files, and a look at a socket without touching it.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use crate::files::{FileError, read};

use super::super::endpoint::Files;

/// The files of this machine.
pub struct OwnFiles;

impl Files for OwnFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match read(path) {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(FileError::Unreadable(error)) => Err(error),
            Err(error) => Err(io::Error::other(error.to_string())),
        }
    }
}

/// What a socket in the file system is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketFile {
    /// Whether it is a socket at all.
    pub is_socket: bool,
    /// Permission bits.
    pub mode: u32,
    /// Name of the owner, or the number.
    pub owner: String,
    /// Name of the group, or the number.
    pub group: String,
}

impl SocketFile {
    /// Looks at a path, through symbolic links.
    pub fn look(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self {
            is_socket: metadata.file_type().is_socket(),
            mode: metadata.mode() & 0o7777,
            owner: name_in("/etc/passwd", metadata.uid()),
            group: name_in("/etc/group", metadata.gid()),
        })
    }
}

/// The name of a number in a table of `name:x:number:...`, or the number itself.
fn name_in(table: &str, number: u32) -> String {
    let number = number.to_string();
    let text = fs::read_to_string(table).unwrap_or_default();
    let line = text
        .lines()
        .find(|line| line.split(':').nth(2) == Some(&number));
    line.and_then(|line| line.split(':').next())
        .map_or(number.clone(), str::to_owned)
}
