//! The `-----BEGIN label-----` blocks of a PEM file.
//!
//! Indented lines, every line end and text between blocks are let through, as OpenSSL does. The
//! bytes of a block live in zeroised memory: it may be a key.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::super::der::Value;
use super::CredentialError;
use super::content::{self, Content};

const LONGEST_LABEL: usize = 60;

/// One block of a file.
pub(super) struct Block<'a> {
    /// What stands between `BEGIN ` and the dashes, cut to a bearable length.
    pub(super) label: String,
    lines: Vec<&'a [u8]>,
    ended: bool,
}

impl Block<'_> {
    /// What the label, and for old keys the header, says it is.
    pub(super) fn content(&self) -> Content {
        let encrypted = self
            .lines
            .iter()
            .any(|line| line.starts_with(b"Proc-Type:") && line.ends_with(b"ENCRYPTED"));
        content::of_label(&self.label, encrypted)
    }

    /// The bytes, which are one whole DER sequence.
    pub(super) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, CredentialError> {
        let label = || self.label.clone();
        if !self.ended {
            return Err(CredentialError::NoEnd { label: label() });
        }
        let mut packed = Zeroizing::new(Vec::with_capacity(
            self.lines.iter().map(|line| line.len()).sum(),
        ));
        for line in &self.lines {
            packed.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
        }
        let text = std::str::from_utf8(&packed).ok();
        let der = text
            .and_then(|text| Base64::decode_vec(text).ok())
            .map(Zeroizing::new)
            .ok_or_else(|| CredentialError::NotBase64 { label: label() })?;
        match Value::of(super::super::der::SEQUENCE, &der) {
            Some(value) if value.rest.is_empty() => Ok(der),
            _ => Err(CredentialError::CutOff { label: label() }),
        }
    }
}

/// Every block of a file, also one that never ends.
pub(super) fn blocks(file: &[u8]) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    let lines = file.split(|byte| matches!(byte, b'\n' | b'\r'));
    for line in lines.map(<[u8]>::trim_ascii) {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if let Some(label) = marker(line, b"-----BEGIN ") {
            blocks.push(Block {
                label: label.chars().take(LONGEST_LABEL).collect(),
                lines: Vec::new(),
                ended: false,
            });
            open = true;
        } else if let Some(block) = blocks.last_mut().filter(|_| open) {
            if marker(line, b"-----END ").is_some() {
                block.ended = true;
                open = false;
            } else {
                block.lines.push(line);
            }
        }
    }
    blocks
}

fn marker<'a>(line: &'a [u8], prefix: &[u8]) -> Option<std::borrow::Cow<'a, str>> {
    let label = line.strip_prefix(prefix)?.strip_suffix(b"-----")?;
    Some(String::from_utf8_lossy(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, Result<Vec<u8>, String>)> {
        blocks(text.as_bytes())
            .iter()
            .map(|block| {
                let bytes = block.decode();
                (
                    block.label.clone(),
                    bytes.map(|b| b.to_vec()).map_err(|e| e.to_string()),
                )
            })
            .collect()
    }

    #[test]
    fn finds_blocks_between_text_and_with_any_line_end() {
        let text = "\u{feff}-----BEGIN A-----\r\nMAMC\r\nAQU=\r\n-----END A-----\r\nBag Attributes\n\n  -----BEGIN B-----\r  MAA=\r  -----END B-----";
        assert_eq!(
            of(text),
            [
                ("A".into(), Ok(vec![0x30, 3, 2, 1, 5])),
                ("B".into(), Ok(vec![0x30, 0]))
            ]
        );
    }

    #[test]
    fn names_the_block_that_is_damaged() {
        for (text, error) in [
            (
                "-----BEGIN A-----\nMAA=",
                "its \"A\" block begins and never ends: the file is cut off",
            ),
            (
                "-----BEGIN A-----\nM.A=\n-----END A-----",
                "its \"A\" block is not base64: the file is damaged",
            ),
            (
                "-----BEGIN A-----\nMAMC\n-----END A-----",
                "its \"A\" block is cut off or not what its label says",
            ),
            (
                "-----BEGIN A-----\nMAAA\n-----END A-----",
                "its \"A\" block is cut off or not what its label says",
            ),
        ] {
            assert_eq!(of(text), [("A".into(), Err(error.into()))]);
        }
    }
}
