//! A line of a configuration as words, whether it stands in a profile or a server pushes it.
//!
//! Rules: OpenVPN `options_parse.c` (`parse_line`), as of 2.6; errors compared with 2.6.14.

use std::fmt;

/// Words of a line; OpenVPN does not look at what follows them.
const MAX_WORDS: usize = 16;

/// Why a line does not fall into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLine {
    /// A quotation does not end.
    NoClosingQuote(char),
    /// A backslash stands before a character that needs none.
    Backslash,
    /// A backslash ends the line.
    TrailingBackslash,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoClosingQuote(mark) => return write!(f, "no closing quotation mark ({mark})"),
            Self::Backslash => {
                "a backslash stands only before a blank, another backslash or \"; write it twice"
            }
            Self::TrailingBackslash => "the line ends in a backslash",
        })
    }
}

/// The words of one line without its end.
pub fn words(line: &str) -> Result<Vec<String>, BadLine> {
    let mut words = Vec::new();
    let mut rest = line.chars();
    while let Some(word) = word(&mut rest)? {
        words.push(word);
        if words.len() == MAX_WORDS {
            break;
        }
    }
    Ok(words)
}

/// The next word. A backslash between words changes nothing, not even before a comment.
fn word(rest: &mut std::str::Chars) -> Result<Option<String>, BadLine> {
    let mut word = String::new();
    let mut is_escaped = false;
    let quote = loop {
        match rest.next() {
            None | Some('#' | ';') => return Ok(None),
            Some('\\') if !is_escaped => is_escaped = true,
            Some(character) if is_blank(character) => is_escaped = false,
            Some(mark @ ('"' | '\'')) if !is_escaped => break Some(mark),
            Some(character) => {
                push(&mut word, character, is_escaped)?;
                break None;
            }
        }
    };
    is_escaped = false;
    loop {
        let Some(character) = rest.next() else {
            return match quote {
                Some(mark) => Err(BadLine::NoClosingQuote(mark)),
                None if is_escaped => Err(BadLine::TrailingBackslash),
                None => Ok(Some(word)),
            };
        };
        let ends = match quote {
            Some(mark) => character == mark,
            None => is_blank(character),
        };
        if ends && !is_escaped {
            return Ok(Some(word));
        }
        if character == '\\' && !is_escaped && quote != Some('\'') {
            is_escaped = true;
            continue;
        }
        push(&mut word, character, is_escaped)?;
        is_escaped = false;
    }
}

fn push(word: &mut String, character: char, is_escaped: bool) -> Result<(), BadLine> {
    if is_escaped && !matches!(character, '\\' | '"') && !is_blank(character) {
        return Err(BadLine::Backslash);
    }
    word.push(character);
    Ok(())
}

/// White space as C has it, and NUL, which ends a line there.
pub fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r' | '\0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_falls_into_words_as_in_openvpn() {
        let sixteen: Vec<_> = "a b c d e f g h i j k l m n o p".split(' ').collect();
        let table: &[(&str, Result<&[&str], BadLine>)] = &[
            ("", Ok(&[])),
            (" \t\u{b}\u{c} ", Ok(&[])),
            ("# a comment", Ok(&[])),
            ("  ; a comment", Ok(&[])),
            ("remote a 1 #comment", Ok(&["remote", "a", "1"])),
            ("remote a;b#c 1", Ok(&["remote", "a;b#c", "1"])),
            (r"ca \#x", Ok(&["ca"])),
            (r#"ca "a b""#, Ok(&["ca", "a b"])),
            (r#"ca "a # b" ; c"#, Ok(&["ca", "a # b"])),
            (r#"ca "a""b""#, Ok(&["ca", "a", "b"])),
            (r#"ca a"b"#, Ok(&["ca", "a\"b"])),
            (r#"ca """#, Ok(&["ca", ""])),
            (r#"ca "a\"b""#, Ok(&["ca", "a\"b"])),
            (r#"ca "c:\\x\\y""#, Ok(&["ca", r"c:\x\y"])),
            (r"ca a\ b", Ok(&["ca", "a b"])),
            (r#"ca \"a"#, Ok(&["ca", "\"a"])),
            (r"ca \ a", Ok(&["ca", "a"])),
            (r"ca \", Ok(&["ca"])),
            (r"ca 'c:\x\y'", Ok(&["ca", r"c:\x\y"])),
            (r#"ca 'a "b"'"#, Ok(&["ca", "a \"b\""])),
            ("ca \u{a0}", Ok(&["ca", "\u{a0}"])),
            (r"ca c:\x", Err(BadLine::Backslash)),
            (r#"ca "c:\x""#, Err(BadLine::Backslash)),
            (r"ca \'a", Err(BadLine::Backslash)),
            (r"ca a\", Err(BadLine::TrailingBackslash)),
            (r#"ca "a"#, Err(BadLine::NoClosingQuote('"'))),
            (r#"ca "a\""#, Err(BadLine::NoClosingQuote('"'))),
            ("ca 'a", Err(BadLine::NoClosingQuote('\''))),
            ("a b c d e f g h i j k l m n o p q \"r", Ok(&sixteen)),
        ];
        for (line, expected) in table {
            let expected =
                expected.map(|words| words.iter().map(|&word| word.to_owned()).collect());
            assert_eq!(words(line), expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_not_panic(line in any::<String>()) {
            let _ = words(&line);
        }

        #[test]
        fn quoted_words_come_back(words_in in prop::collection::vec("[^\r\n\0]{0,8}", 1..8)) {
            let quote = |word: &String| {
                format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\""))
            };
            let line: Vec<String> = words_in.iter().map(quote).collect();
            prop_assert_eq!(words(&line.join(" ")), Ok(words_in));
        }
    }
}
