//! What the fuzz targets share: how an input falls into parts, what every output has to be like,
//! and the judges of both checks with a configuration around them.

pub mod clean;
pub mod docker;
pub mod openvpn;

use std::borrow::Cow;

/// Takes parts off the front of an input. What is not there is zero, or empty.
pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    /// All of an input.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// A byte, to choose by.
    pub fn byte(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    /// So many bytes.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        let taken = self.take(N);
        array[..taken.len()].copy_from_slice(taken);
        array
    }

    /// A piece with its length, one byte, in front; none once the input is used up.
    pub fn piece(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(self.take(usize::from(*length)))
    }

    /// The text up to the next NUL, with what is not UTF-8 replaced.
    pub fn text(&mut self) -> Cow<'a, str> {
        let end = self.0.iter().position(|byte| *byte == 0);
        let text = self.take(end.unwrap_or(self.0.len()));
        self.take(1);
        String::from_utf8_lossy(text)
    }

    /// Everything that is left.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    fn take(&mut self, most: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

/// The bytes cut into pieces of these sizes in turn, none of them empty.
pub fn pieces(bytes: &[u8], sizes: [u8; 4]) -> Vec<&[u8]> {
    let mut rest = bytes;
    let mut sizes = sizes.iter().cycle();
    std::iter::from_fn(|| {
        let size = usize::from(*sizes.next()?).clamp(1, rest.len().max(1));
        let (piece, behind) = rest.split_at_checked(size)?;
        rest = behind;
        Some(piece)
    })
    .collect()
}
