//! The few DER values that a certificate of our own consists of.
//!
//! Encoding: ITU-T X.690, section 8; lengths are always definite and shortest.

/// SEQUENCE of whole values.
pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    value(0x30, &parts.concat())
}

/// SET of whole values.
pub(super) fn set(parts: &[&[u8]]) -> Vec<u8> {
    value(0x31, &parts.concat())
}

/// OBJECT IDENTIFIER, given by its encoded content.
pub(super) fn object(content: &[u8]) -> Vec<u8> {
    value(0x06, content)
}

/// INTEGER, given by its big-endian content.
pub(super) fn integer(content: &[u8]) -> Vec<u8> {
    value(0x02, content)
}

/// BIT STRING of whole bytes.
pub(super) fn bit_string(content: &[u8]) -> Vec<u8> {
    value(0x03, &[&[0], content].concat())
}

/// OCTET STRING.
pub(super) fn octet_string(content: &[u8]) -> Vec<u8> {
    value(0x04, content)
}

/// `UTF8String`.
pub(super) fn utf8(text: &str) -> Vec<u8> {
    value(0x0c, text.as_bytes())
}

/// `UTCTime`, `YYMMDDhhmmssZ`.
pub(super) fn utc_time(text: &str) -> Vec<u8> {
    value(0x17, text.as_bytes())
}

/// `GeneralizedTime`, `YYYYMMDDhhmmssZ`.
pub(super) fn generalized_time(text: &str) -> Vec<u8> {
    value(0x18, text.as_bytes())
}

/// An explicitly tagged value, `[tag]` around a whole one.
pub(super) fn explicit(tag: u8, inner: &[u8]) -> Vec<u8> {
    value(0xa0 | tag, inner)
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = length
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(length.len() - 1);
    let mut bytes = vec![tag];
    match content.len() {
        short @ 0..=0x7f => bytes.extend(u8::try_from(short)),
        _ => {
            let length = &length[significant..];
            bytes.push(0x80 | u8::try_from(length.len()).expect("a length of eight bytes at most"));
            bytes.extend(length);
        }
    }
    bytes.extend(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_short_as_can_be() {
        assert_eq!(octet_string(&[7; 3]), [4, 3, 7, 7, 7]);
        assert_eq!(octet_string(&[7; 128])[..3], [4, 0x81, 128]);
        assert_eq!(octet_string(&[7; 256])[..4], [4, 0x82, 1, 0]);
        assert_eq!(octet_string(&[]), [4, 0]);
    }
}
