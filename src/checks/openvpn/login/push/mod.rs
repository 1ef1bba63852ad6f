//! `PUSH_REPLY`: the options that a server hands its client, in one message or in several.
//!
//! The value of an `auth-token`, which is a password, is left out as soon as it is read. Nothing
//! is asked of the options here but what they say.
//!
//! Format: OpenVPN `push.c` (`send_push_options`, `process_incoming_push_reply`) and
//! `options_parse.c` (`apply_push_options`), as of 2.6.

mod address;
mod pushed;

pub use address::{Ifconfig, IfconfigIpv6, Route, Topology};
pub use pushed::Pushed;

use std::fmt;

use super::super::line;

/// What stands in for the value of an `auth-token`.
pub const HIDDEN: &str = "auth-token [hidden]";

const MOST_OPTIONS: usize = 4096;
const MOST_BYTES: usize = 256 * 1024;
const LONGEST_WORD: usize = 256;

/// One message of options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PushReply {
    options: Vec<String>,
    /// Whether more is to follow, if the message says so.
    is_continued: Option<bool>,
}

impl PushReply {
    /// Reads what follows `PUSH_REPLY,`. A comma ends an option wherever it stands, as it does for
    /// OpenVPN.
    pub fn parse(text: &str) -> Self {
        let mut reply = Self::default();
        for option in text.split(',').map(str::trim_ascii_start) {
            if option.is_empty() {
                continue;
            }
            let words = words(option).unwrap_or_default();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words[..] {
                ["push-continuation", "2"] => reply.is_continued = Some(true),
                ["push-continuation", "0" | "1"] => reply.is_continued = Some(false),
                ["push-continuation", ..] => {}
                ["auth-token-user", ..] => reply.options.push(option.to_owned()),
                _ if is_secret(option) => reply.options.push(HIDDEN.to_owned()),
                _ => reply.options.push(option.to_owned()),
            }
        }
        reply
    }
}

/// The words of an option. None where OpenVPN passes over it, since a quotation or an escape is
/// broken or a word too long.
fn words(option: &str) -> Option<Vec<String>> {
    let words = line::words(option).ok()?;
    words
        .iter()
        .all(|word| word.len() <= LONGEST_WORD)
        .then_some(words)
}

/// Wherever it stands: an option that is not well-formed may hold a token as well.
fn is_secret(option: &str) -> bool {
    option.to_ascii_lowercase().contains("auth-token")
}

/// Puts the messages of one answer together.
#[derive(Default)]
pub struct PushAssembly {
    options: Vec<String>,
    bytes: usize,
    is_continued: bool,
}

impl PushAssembly {
    /// Adds a message; the options, once they are whole. Only `push-continuation` tells that more
    /// follows, and a message without it changes nothing about that.
    pub fn add(&mut self, reply: PushReply) -> Result<Option<Pushed>, PushError> {
        self.bytes += reply.options.iter().map(String::len).sum::<usize>();
        if self.options.len() + reply.options.len() > MOST_OPTIONS || self.bytes > MOST_BYTES {
            return Err(PushError::TooMuch);
        }
        self.options.extend(reply.options);
        self.is_continued = reply.is_continued.unwrap_or(self.is_continued);
        if self.is_continued {
            return Ok(None);
        }
        let whole = std::mem::take(self);
        Ok(Some(Pushed::new(whole.options)))
    }
}

/// Why options are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushError {
    /// More than any client is configured by.
    TooMuch,
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMuch => write!(
                f,
                "the server pushes more than {MOST_OPTIONS} options or {MOST_BYTES} bytes"
            ),
        }
    }
}

impl std::error::Error for PushError {}

#[cfg(test)]
mod tests;
