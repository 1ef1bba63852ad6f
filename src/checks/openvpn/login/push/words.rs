//! One option, taken apart into words as OpenVPN takes apart a line of a configuration.
//!
//! Rules: OpenVPN `options_parse.c` (`parse_line`), as of 2.6. A comma always ends an option, even
//! within quotes; that is done before.

const MOST_WORDS: usize = 16;
const LONGEST_WORD: usize = 256;

/// The words of an option. None where a quotation or an escape is broken, as OpenVPN passes over
/// such an option.
pub(super) fn split(option: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = option.chars().peekable();
    while words.len() < MOST_WORDS {
        while rest.next_if(char::is_ascii_whitespace).is_some() {}
        let Some(first) = rest.peek().copied() else {
            break;
        };
        if matches!(first, '#' | ';') {
            break;
        }
        let quote = matches!(first, '"' | '\'').then_some(first);
        if quote.is_some() {
            rest.next();
        }
        words.push(word(&mut rest, quote)?);
    }
    Some(words)
}

fn word(rest: &mut impl Iterator<Item = char>, quote: Option<char>) -> Option<String> {
    let mut word = String::new();
    loop {
        let Some(character) = rest.next() else {
            return quote.is_none().then_some(word);
        };
        let is_end = match quote {
            Some(quote) => character == quote,
            None => character.is_ascii_whitespace(),
        };
        if is_end {
            return Some(word);
        }
        word.push(match character {
            '\\' if quote != Some('\'') => rest.next().filter(is_escapable)?,
            other => other,
        });
        if word.len() > LONGEST_WORD {
            return None;
        }
    }
}

fn is_escapable(character: &char) -> bool {
    matches!(character, '\\' | '"') || character.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn splits_as_openvpn_does() {
        for (option, words) in [
            ("route 10.0.0.1", Some(&["route", "10.0.0.1"][..])),
            ("  a \t b\r\n", Some(&["a", "b"])),
            (r#"a "b c" 'd "e' f"#, Some(&["a", "b c", "d \"e", "f"])),
            (r#"a"b c"#, Some(&["a\"b", "c"])),
            (r#""a"b"#, Some(&["a", "b"])),
            (r#"a "" b"#, Some(&["a", "", "b"])),
            (r#"a\ b "c\"d\\""#, Some(&["a b", "c\"d\\"])),
            (r"'a\b'", Some(&["a\\b"])),
            ("a # b", Some(&["a"])),
            ("a b;c", Some(&["a", "b;c"])),
            ("", Some(&[])),
            ("\"a", None),
            ("'a", None),
            (r"a\n", None),
            (r"a\", None),
        ] {
            let words = words.map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(split(option), words, "{option:?}");
        }
        assert_eq!(split(&"x".repeat(257)), None);
        assert_eq!(split(&"x ".repeat(100)).map(|words| words.len()), Some(16));
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_not_panic(option in any::<String>()) {
            let _ = split(&option);
        }
    }
}
