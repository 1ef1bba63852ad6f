//! The one sanitiser: text that came from outside cannot forge a line, perfdata or markup.
//!
//! Why each class is forbidden: `|` starts perfdata; CR and LF start a line; ESC and the other
//! controls reach a terminal; bidirectional and invisible characters show something else than was
//! said; `<` and `>` make Icinga Web treat the text as HTML, and it leaves entities such as `&#10;` as
//! they are, so an `&` that may start one is escaped; a backslash is an escape to the CGIs of Nagios, which make a line break of `\n`, and to
//! the `printf %b` of its notification commands, which makes anything of it. Quotes, `$` and backtick
//! reach a shell through such commands, so foreign bytes lose these as well.
//!
//! What is escaped is told in hexadecimal, `%1b` up to U+00FF and `(U+202E)` beyond. Text that has
//! such words of its own keeps them: they are harmless, whoever wrote them.

use std::path::Path;

use std::fmt::Write;

const ELLIPSIS: &str = "...";

/// The text in harmless characters, without white space at its end. Idempotent.
pub fn sanitise(text: &str) -> String {
    if text.bytes().all(is_plain) {
        return text.trim_end().to_owned();
    }
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        push_safe(&mut safe, c, rest.peek());
    }
    safe.truncate(safe.trim_end().len());
    safe
}

/// What no rule below changes, whatever stands beside it: most texts are of nothing else.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'|' | b'<' | b'>' | b'&' | b'\\')
}

/// Foreign bytes for use inside quotation marks in one of our sentences, at most `limit`
/// characters of them. The escapes are never cut in half.
pub fn quote(bytes: &[u8], limit: usize) -> String {
    let keep = limit.saturating_sub(ELLIPSIS.len());
    let mut quoted = String::new();
    let mut length = 0;
    let mut cut_at = 0;
    let mut rest = lossy_chars(bytes)
        .skip_while(|c| c.is_whitespace())
        .peekable();
    while let Some(c) = rest.next() {
        let before = quoted.len();
        push_quoted(&mut quoted, c, rest.peek());
        length += quoted[before..].chars().count();
        if length <= keep {
            cut_at = quoted.len();
        }
        // White space at the end does not count, and may be all that is too much.
        if length > limit && !c.is_whitespace() {
            quoted.truncate(cut_at);
            quoted.extend(ELLIPSIS.chars().take(limit));
            return quoted;
        }
    }
    quoted.truncate(quoted.trim_end().len());
    quoted
}

/// The text cut on a character boundary to at most `max` characters, the `...` of a cut included.
pub fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let keep = max.saturating_sub(ELLIPSIS.len());
    let ellipsis = ELLIPSIS.chars().take(max);
    text.chars().take(keep).chain(ellipsis).collect()
}

/// A path as a sentence tells it: its end where it is long, and nothing of it where it is a key
/// that somebody put in place of a file name.
pub fn show_path(path: &Path) -> String {
    const LONGEST: usize = 120;
    let text = path.to_string_lossy();
    let count = text.chars().count();
    if count >= 32 && text.chars().all(|character| character.is_ascii_hexdigit()) {
        return "(a key in place of a file name)".into();
    }
    match count > LONGEST {
        true => ELLIPSIS
            .chars()
            .chain(text.chars().skip(count - LONGEST))
            .collect(),
        false => text.into_owned(),
    }
}

/// `next` is what comes behind the character.
fn push_safe(safe: &mut String, c: char, next: Option<&char>) {
    match c {
        '|' => safe.push('/'),
        '<' => safe.push('('),
        '>' => safe.push(')'),
        ' ' => safe.push(' '),
        c if c.is_whitespace() => {
            if !safe.ends_with(' ') {
                safe.push(' ');
            }
        }
        c if c.is_control() || c == '\\' => push_hex(safe, c),
        '&' if next.is_some_and(|next| *next == '#' || next.is_ascii_alphanumeric()) => {
            push_hex(safe, c);
        }
        // Writing to a String cannot fail.
        c if is_invisible(c) => write!(safe, "(U+{:04X})", u32::from(c)).unwrap_or_default(),
        c => safe.push(c),
    }
}

fn push_quoted(quoted: &mut String, c: char, next: Option<&char>) {
    match c {
        '"' | '\'' | '`' | '$' => push_hex(quoted, c),
        c => push_safe(quoted, c, next),
    }
}

fn push_hex(text: &mut String, c: char) {
    // Writing to a String cannot fail.
    write!(text, "%{:02x}", u32::from(c)).unwrap_or_default();
}

/// Characters that reorder text or show nothing: formatting, fillers, selectors and tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The characters of UTF-8, with U+FFFD for what is not UTF-8.
fn lossy_chars(bytes: &[u8]) -> impl Iterator<Item = char> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let replacement = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(replacement)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_plain_is_what_no_rule_changes() {
        for byte in 0..0x80_u8 {
            for next in 0..0x80_u8 {
                let (one, next) = (char::from(byte), char::from(next));
                let mut safe = String::new();
                push_safe(&mut safe, one, Some(&next));
                assert!(!is_plain(byte) || safe == one.to_string(), "{one:?}");
            }
        }
    }

    #[test]
    fn a_path_is_told_by_its_end_and_a_key_not_at_all() {
        let long = format!("/{}/end.key", "x".repeat(300));
        let whole = format!("/{}", "x".repeat(119));
        for (path, told) in [
            (whole.as_str(), whole.clone()),
            ("/etc/ta.key", "/etc/ta.key".to_owned()),
            (&long, format!("...{}/end.key", "x".repeat(112))),
            (
                &"0a".repeat(32),
                "(a key in place of a file name)".to_owned(),
            ),
        ] {
            assert_eq!(show_path(Path::new(path)), told);
        }
    }

    #[test]
    fn every_attack_is_defused() {
        let table = [
            (
                "plain text, 100 % fine: é 漢 😀",
                "plain text, 100 % fine: é 漢 😀",
            ),
            ("CN=a|time=0s", "CN=a/time=0s"),
            ("a\r\nOK - fine", "a OK - fine"),
            ("a\n\n\n[OK] b", "a [OK] b"),
            ("a\tb\u{b}c\u{c}d", "a b c d"),
            ("a\u{85}b\u{2028}c\u{2029}d\u{a0}e\u{3000}f", "a b c d e f"),
            ("\u{1b}[31mred\u{7}", "%1b[31mred%07"),
            ("a\0b\u{7f}c\u{9b}d", "a%00b%7fc%9bd"),
            ("abc\u{202e}def\u{2066}", "abc(U+202E)def(U+2066)"),
            (
                "a\u{200b}b\u{feff}c\u{ad}d\u{61c}e",
                "a(U+200B)b(U+FEFF)c(U+00AD)d(U+061C)e",
            ),
            ("tag \u{e0041}\u{e007f}", "tag (U+E0041)(U+E007F)"),
            ("<img src=\"x\">", "(img src=\"x\")"),
            (r"a\n[OK] b\x1b[2J\", "a%5cn[OK] b%5cx1b[2J%5c"),
            (
                "&#10;[OK] &lt;b&gt; &&#9;",
                "%26#10;[OK] %26lt;b%26gt; &%26#9;",
            ),
            ("O=Gate & Watch, CN=x&", "O=Gate & Watch, CN=x&"),
            ("  two  blanks  ", "  two  blanks"),
            ("", ""),
        ];
        for (given, safe) in table {
            assert_eq!(sanitise(given), safe);
        }
    }

    #[test]
    fn foreign_bytes_cannot_leave_their_quotation_marks() {
        let table: &[(&[u8], usize, &str)] = &[
            (b"SSH-2.0-OpenSSH_9.2\r\n", 40, "SSH-2.0-OpenSSH_9.2"),
            (b"  \r\n a", 40, "a"),
            (b"a\"b'c`d$e\\f", 40, "a%22b%27c%60d%24e%5cf"),
            (b"\xff\xfeabc", 40, "\u{fffd}\u{fffd}abc"),
            (b"abcdefgh", 8, "abcdefgh"),
            (b"abcdefgh\n\n", 8, "abcdefgh"),
            (b"abcdefghi", 8, "abcde..."),
            (b"abcd$$$$", 8, "abcd..."),
            ("漢漢漢漢漢".as_bytes(), 4, "漢..."),
            (b"abcdef", 2, ".."),
            (b"abcdef", 0, ""),
            (b"", 5, ""),
        ];
        for (bytes, limit, quoted) in table {
            assert_eq!(quote(bytes, *limit), *quoted);
        }
    }

    #[test]
    fn cutting_counts_characters() {
        let table = [
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abc..."),
            ("漢字漢字漢", 4, "漢..."),
            ("abcd", 3, "..."),
            ("abcd", 1, "."),
            ("abcd", 0, ""),
        ];
        for (text, max, expected) in table {
            assert_eq!(cut(text, max), expected);
        }
    }

    fn nasty() -> impl Strategy<Value = String> {
        let c = prop_oneof![
            any::<char>(),
            prop::char::range('\0', '\u{ff}'),
            prop::char::range('\u{2000}', '\u{206f}'),
            prop::char::range('\u{e0000}', '\u{e01ff}'),
            prop::sample::select(vec!['&', '#', 'a', '1', ';']),
        ];
        prop::collection::vec(c, 0..80).prop_map(String::from_iter)
    }

    fn is_forbidden(c: char) -> bool {
        r"|<>\".contains(c) || c.is_control() || (c.is_whitespace() && c != ' ') || is_invisible(c)
    }

    fn has_entity(text: &str) -> bool {
        let starts = text.split('&').skip(1);
        let mut starts = starts.filter_map(|behind| behind.chars().next());
        starts.any(|c| c == '#' || c.is_ascii_alphanumeric())
    }

    proptest! {
        #[test]
        fn no_forbidden_character_survives(text in nasty()) {
            let safe = sanitise(&text);
            prop_assert!(!safe.contains(is_forbidden), "{safe:?}");
            prop_assert!(!has_entity(&safe), "{safe:?}");
            prop_assert_eq!(sanitise(&safe), safe);
        }

        #[test]
        fn quoting_is_safe_and_short(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..80),
                nasty().prop_map(String::into_bytes),
            ],
            limit in 0_usize..60,
        ) {
            let quoted = quote(&bytes, limit);
            prop_assert!(quoted.chars().count() <= limit);
            prop_assert!(!quoted.contains(is_forbidden), "{quoted:?}");
            prop_assert!(!quoted.contains(['"', '\'', '`', '$']), "{quoted:?}");
            prop_assert!(!has_entity(&quoted), "{quoted:?}");
            prop_assert_eq!(sanitise(&quoted), quoted);
        }

        #[test]
        fn cutting_keeps_a_prefix(text in nasty(), max in 0_usize..60) {
            let short = cut(&text, max);
            prop_assert!(short.chars().count() <= max);
            let prefix = short.strip_suffix("...").unwrap_or(&short);
            prop_assert!(text.starts_with(prefix) || max < 3);
        }
    }
}
