//! Where a profile has name and password from.
//!
//! Rules: OpenVPN 2.6, manual of `auth-user-pass`, and `misc.c` (`get_user_pass_cr`).

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::error::Fault;
use super::statement::{Statement, unix_lines};

/// Where name and password are.
#[derive(Clone)]
pub enum Credentials {
    /// Not, or not both, in the profile: OpenVPN would ask.
    Prompt,
    /// In a file, named as written.
    File(PathBuf),
    /// In the profile: the name on the first line, the password on the second.
    Inline(Zeroizing<String>),
}

impl Credentials {
    /// Reads `auth-user-pass`.
    pub(super) fn read(statement: &Statement) -> Result<Self, Fault> {
        let Some(block) = statement.block else {
            return Ok(match statement.optional(1)? {
                None | Some("stdin") => Self::Prompt,
                Some(path) => Self::File(PathBuf::from(path)),
            });
        };
        let mut lines = block.lines();
        let mut is_line_there = || lines.next().is_some_and(|line| !line.is_empty());
        Ok(match is_line_there() && is_line_there() {
            true => Self::Inline(unix_lines(block)),
            false => Self::Prompt,
        })
    }
}
