//! Finds a `-----BEGIN label-----` block in a text.
//!
//! Text before, between and behind blocks is passed over, so that a whole `.ovpn` profile with the
//! key inline serves as a key file.

use super::KeyError;

const LONGEST_LABEL: usize = 60;

/// One block: its lines between the frame, and where they start.
pub(super) struct Block<'a> {
    /// The text between the BEGIN and the END line.
    pub(super) text: &'a str,
    /// Line of the file, from 1, at which `text` starts.
    pub(super) line: usize,
}

/// Finds the first block that has this label.
pub(super) fn find<'a>(text: &'a str, label: &'static str) -> Result<Block<'a>, KeyError> {
    let mut other = None;
    let mut lines = text.split_inclusive('\n').enumerate();
    let mut offset = 0;
    while let Some((index, line)) = lines.next() {
        offset += line.len();
        let found = match marker(line, "-----BEGIN ") {
            Some(Ok(found)) => found,
            Some(Err(error)) => return Err(error),
            None => continue,
        };
        if found != label {
            other.get_or_insert(found);
            continue;
        }
        let start = offset;
        for (_, line) in lines.by_ref() {
            if marker(line, "-----END ") == Some(Ok(label)) {
                return Ok(Block {
                    text: &text[start..offset],
                    line: index + 2,
                });
            }
            offset += line.len();
        }
        return Err(KeyError::NoEnd);
    }
    Err(match other {
        _ if text.trim().is_empty() => KeyError::Empty,
        Some(found) => KeyError::OtherBlock {
            wanted: label,
            found: found.to_owned(),
        },
        None => KeyError::NoBlock { wanted: label },
    })
}

/// The label of a line that starts with `prefix`. What stands between the dashes may be a key that
/// has lost its line breaks, and is not to be told as a label.
fn marker<'a>(line: &'a str, prefix: &str) -> Option<Result<&'a str, KeyError>> {
    let label = line.trim().strip_prefix(prefix)?.split_once("-----");
    Some(match label {
        Some((label, "")) if label.len() <= LONGEST_LABEL => Ok(label),
        _ => Err(KeyError::NoLineBreaks),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_block_between_others() {
        let text = "# note\n-----BEGIN A-----\nx\n-----END A-----\r\n  -----BEGIN B-----\r\none\ntwo\n-----END B-----";
        let block = find(text, "B").expect("there is one");
        assert_eq!((block.text, block.line), ("one\ntwo\n", 6));
    }

    #[test]
    fn names_what_is_there_instead() {
        for (text, error) in [
            (" \n", KeyError::Empty),
            ("hello", KeyError::NoBlock { wanted: "B" }),
            ("-----BEGIN B-----\nx", KeyError::NoEnd),
            (
                "-----BEGIN B-----00ff-----END B-----",
                KeyError::NoLineBreaks,
            ),
            (
                "-----BEGIN B----- 00ff -----END B-----",
                KeyError::NoLineBreaks,
            ),
            ("-----BEGIN B", KeyError::NoLineBreaks),
            (
                "-----BEGIN A-----\n-----END A-----",
                KeyError::OtherBlock {
                    wanted: "B",
                    found: "A".into(),
                },
            ),
        ] {
            assert_eq!(find(text, "B").err(), Some(error));
        }
    }
}
