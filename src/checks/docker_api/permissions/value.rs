//! What haproxy makes of a variable's text, and what whoever wrote it may have meant.
//!
//! `env(NAME) -m bool` reads a whole number from the start of the text, a sign and no blank before
//! it, and is true unless that is zero. Measured on haproxy 2.6 (`src/sample.c`, `c_str2int`).

/// Whether the proxy takes the text for on.
pub(super) fn is_on(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits
        .bytes()
        .take_while(u8::is_ascii_digit)
        .any(|digit| digit != b'0')
}

/// Whether the proxy takes the text for off although it does not say so in any words.
pub(super) fn is_misread(text: &str) -> bool {
    let meant = text
        .trim()
        .trim_matches(['"', '\''])
        .trim()
        .to_ascii_lowercase();
    let says_off = match meant.as_str() {
        "" | "-0" | "+0" | "false" | "f" | "no" | "n" | "off" | "none" | "disabled" => true,
        number => number.bytes().all(|byte| byte == b'0'),
    };
    !is_on(text) && !says_off
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_haproxy_reads_them() {
        for text in [
            "1",
            "01",
            "2",
            "-1",
            "+1",
            "1 ",
            "1.5",
            "1foo",
            "1 # c",
            "99999999999999999999999",
            "18446744073709551616",
            "-9999999999999999999",
        ] {
            assert!(is_on(text) && !is_misread(text), "{text:?}");
        }
        for text in ["", "0", "00", "-0", "false", "no", "off", "\"0\"", " "] {
            assert!(!is_on(text) && !is_misread(text), "{text:?}");
        }
        for text in [
            "true", "TRUE", "yes", "on", "\"1\"", "'1'", "0x1", " 1", "\t1", "--1", "- 1", "0.5",
            ".5", "-", "\u{661}", "0 1",
        ] {
            assert!(!is_on(text) && is_misread(text), "{text:?}");
        }
    }
}
