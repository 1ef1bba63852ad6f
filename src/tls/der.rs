//! The outer shape of DER: tag, length, content. Only as much as telling files apart takes.
//!
//! Facts: X.690, 8.1 and 10.1.

/// An INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// An OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// A SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;

/// One value, taken off the front of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Value<'a> {
    /// The whole identifier octet.
    pub(super) tag: u8,
    /// What is in it.
    pub(super) content: &'a [u8],
    /// What comes behind it.
    pub(super) rest: &'a [u8],
}

impl<'a> Value<'a> {
    /// The first value of `bytes`, if it is all there.
    pub(super) fn first(bytes: &'a [u8]) -> Option<Self> {
        let (&[tag, length], rest) = bytes.split_first_chunk()?;
        let (length, rest) = match length {
            0..=0x7f => (usize::from(length), rest),
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
                let length = digits
                    .iter()
                    .fold(0, |length, &digit| length << 8 | u64::from(digit));
                (usize::try_from(length).ok()?, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        Some(Self { tag, content, rest })
    }

    /// The first value, if it has this tag.
    pub(super) fn of(tag: u8, bytes: &'a [u8]) -> Option<Self> {
        Self::first(bytes).filter(|value| value.tag == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_value_off_the_front() {
        let long: Vec<u8> = [&[0x30, 0x82, 0x01, 0x00][..], &[7; 256], &[9]].concat();
        let value = Value::of(SEQUENCE, &long).expect("it is whole");
        assert_eq!((value.content, value.rest), (&[7; 256][..], &[9][..]));
        assert_eq!(
            Value::first(&[0x02, 0x01, 0x05]),
            Some(Value {
                tag: INTEGER,
                content: &[5],
                rest: &[]
            })
        );
    }

    #[test]
    fn takes_nothing_that_is_not_all_there() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x01],
            &[0x30, 0x80, 0x00, 0x00],
            &[0x30, 0x82, 0x01],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00],
            &[0x30, 0x85, 0x00, 0x00, 0x00, 0x00, 0x00],
        ] {
            assert_eq!(Value::first(bytes), None, "{bytes:x?}");
        }
    }
}
