//! Strings with their length in front, and a reader that can tell cut off from wrong.
//!
//! As of OpenVPN 2.6 `ssl.c` (`write_string`, `read_string`): the length counts a NUL at the end,
//! and a reader puts a NUL there whatever it finds.

use zeroize::Zeroizing;

use super::{ExchangeError, LONGEST_MESSAGE};

/// Why a message cannot be read.
pub(super) enum Cut {
    /// More bytes may mend it.
    Unfinished,
    /// Nothing will.
    Broken(ExchangeError),
}

/// Appends a text with its length, up to a NUL in it. What is longer than any message is cut.
pub(super) fn write_string(bytes: &mut Vec<u8>, text: &str) {
    let text = text.split('\0').next().unwrap_or_default().as_bytes();
    let text = &text[..text.len().min(LONGEST_MESSAGE)];
    let length = match text.len() {
        0 => 0,
        length => u16::try_from(length + 1).expect("cut just above"),
    };
    bytes.extend(length.to_be_bytes());
    if length > 0 {
        bytes.extend(text);
        bytes.push(0);
    }
}

/// Reads from the front of a stream.
pub(super) struct Reader<'a> {
    stream: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(stream: &'a [u8]) -> Self {
        Self {
            stream,
            rest: stream,
        }
    }

    /// How many bytes have been read.
    pub(super) fn taken(&self) -> usize {
        self.stream.len() - self.rest.len()
    }

    pub(super) fn take<const N: usize>(&mut self) -> Result<[u8; N], Cut> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Cut::Unfinished)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// A string that has to be there.
    pub(super) fn string(&mut self) -> Result<Zeroizing<String>, Cut> {
        let length = usize::from(u16::from_be_bytes(self.take()?));
        if self.taken() + length > LONGEST_MESSAGE {
            let total = self.taken() + length;
            return Err(Cut::Broken(ExchangeError::TooLong(total)));
        }
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Cut::Unfinished)?;
        self.rest = rest;
        let bytes = bytes.split_last().map_or(bytes, |(_nul, text)| text);
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(Zeroizing::new(String::from_utf8_lossy(text).into_owned()))
    }

    /// A string that may be missing: the stream ends here, or it goes on with a control message,
    /// whose first two letters are a length that no string has.
    pub(super) fn optional_string(&mut self) -> Result<Zeroizing<String>, Cut> {
        let next = self
            .rest
            .first_chunk()
            .map(|length| u16::from_be_bytes(*length));
        let is_missing = match next {
            Some(length) => usize::from(length) > LONGEST_MESSAGE,
            None => self.rest.is_empty(),
        };
        match is_missing {
            true => Ok(Zeroizing::new(String::new())),
            false => self.string(),
        }
    }
}
