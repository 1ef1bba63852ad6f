//! One option as it is written, and its arguments counted.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::Source;
use super::error::Fault;

/// An option with its arguments, or with the block that stands for them.
pub(super) struct Statement<'a> {
    /// Line of the profile, from 1; of a block, its opening tag.
    pub line: usize,
    /// The first word, without leading `--` or the brackets of a tag.
    pub name: String,
    /// The other words; none where there is a block.
    pub arguments: Vec<String>,
    /// What stands between `<name>` and `</name>`.
    pub block: Option<&'a str>,
}

impl Statement<'_> {
    /// Nothing: the option has no argument.
    pub fn nothing(&self) -> Result<(), Fault> {
        self.optional(0).map(drop)
    }

    /// The only argument.
    pub fn value(&self) -> Result<&str, Fault> {
        self.first_of(1).map(|(value, _)| value)
    }

    /// The first argument and up to `most - 1` that may follow.
    pub fn first_of(&self, most: usize) -> Result<(&str, &[String]), Fault> {
        let (first, rest) = self.arguments.split_first().ok_or(Fault::TooFewArguments)?;
        match rest.len() < most {
            true => Ok((first, rest)),
            false => Err(Fault::TooManyArguments),
        }
    }

    /// The first argument, if there is any; there may be up to `most`.
    pub fn optional(&self, most: usize) -> Result<Option<&str>, Fault> {
        match self.arguments.len() <= most {
            true => Ok(self.arguments.first().map(String::as_str)),
            false => Err(Fault::TooManyArguments),
        }
    }

    /// The block, or the file that the first of up to `most` arguments names.
    pub fn source(&self, most: usize) -> Result<Source, Fault> {
        match self.block {
            Some(block) => Ok(Source::Inline(unix_lines(block))),
            None => Ok(Source::File(PathBuf::from(self.first_of(most)?.0))),
        }
    }
}

/// The text with the line ends that files have here. It is never moved, so that nothing of it stays
/// behind in memory.
pub(super) fn unix_lines(text: &str) -> Zeroizing<String> {
    let mut lines = Zeroizing::new(String::with_capacity(text.len()));
    for line in text.split_inclusive('\n') {
        match line.strip_suffix("\r\n") {
            Some(line) => {
                lines.push_str(line);
                lines.push('\n');
            }
            None => lines.push_str(line),
        }
    }
    lines
}
