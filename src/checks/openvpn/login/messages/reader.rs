//! Cuts what TLS hands over into control messages.

use std::fmt;

use zeroize::Zeroizing;

use super::Message;

/// Far above the 1 to 2 KiB that OpenVPN puts into one.
const LONGEST_MESSAGE: usize = 64 * 1024;

const MOST_MESSAGES: usize = 1000;

/// Bytes of all messages together; what is pushed is never so long.
const MOST_BYTES: usize = 1 << 20;

/// Takes bytes in whatever pieces they come. Messages may hold tokens, so the bytes are wiped.
#[derive(Default)]
pub struct MessageReader {
    buffer: Zeroizing<Vec<u8>>,
    /// Bytes of the buffer in which no message ends.
    searched: usize,
    seen: usize,
    seen_bytes: usize,
    is_overrun: bool,
}

impl MessageReader {
    /// How much waits at most; what does not fit is a fault once the rest is read.
    const CAPACITY: usize = 2 * LONGEST_MESSAGE;

    /// Takes in what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        let room = Self::CAPACITY - self.buffer.len();
        self.is_overrun |= bytes.len() > room;
        self.buffer.extend(&bytes[..bytes.len().min(room)]);
    }

    /// The next whole message, if there is one. A fault stays one.
    pub fn next_message(&mut self) -> Result<Option<Message>, MessageError> {
        loop {
            let new = &self.buffer[self.searched..];
            let Some(end) = new.iter().position(|byte| *byte == 0) else {
                self.searched = self.buffer.len();
                let is_too_long = self.is_overrun || self.buffer.len() > LONGEST_MESSAGE;
                return match is_too_long {
                    true => Err(MessageError::TooLong),
                    false => Ok(None),
                };
            };
            let end = self.searched + end;
            if end > LONGEST_MESSAGE {
                return Err(MessageError::TooLong);
            }
            if self.seen == MOST_MESSAGES {
                return Err(MessageError::TooMany);
            }
            self.seen += 1;
            self.seen_bytes += end;
            if self.seen_bytes > MOST_BYTES {
                return Err(MessageError::TooMuch);
            }
            let message = (end > 0).then(|| Message::parse(&self.buffer[..end]));
            self.buffer.drain(..=end);
            self.searched = 0;
            // The empty strings at the end of a key exchange look like empty messages.
            if message.is_some() {
                return Ok(message);
            }
        }
    }
}

/// Why no more messages are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// More bytes without an end than any server sends.
    TooLong,
    /// More messages than any login has.
    TooMany,
    /// Longer messages, taken together, than any login has.
    TooMuch,
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(
                f,
                "a control message goes on beyond {LONGEST_MESSAGE} bytes"
            ),
            Self::TooMany => write!(f, "there are more than {MOST_MESSAGES} control messages"),
            Self::TooMuch => write!(f, "its control messages go on beyond {MOST_BYTES} bytes"),
        }
    }
}

impl std::error::Error for MessageError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&[u8]]) -> Result<Vec<Message>, MessageError> {
        let mut reader = MessageReader::default();
        let mut messages = Vec::new();
        for piece in pieces {
            reader.push(piece);
            while let Some(message) = reader.next_message()? {
                messages.push(message);
            }
        }
        Ok(messages)
    }

    #[test]
    fn messages_come_out_wherever_the_stream_is_cut() {
        let stream = b"\0\0AUTH_PENDING,timeout 9\0INFO_PRE,CR_TEXT:E,R:code?\0\0RESTART\0EXI";
        let whole = read(&[stream]).expect("short");
        assert_eq!(whole.len(), 3);
        for cut in 0..=stream.len() {
            let (first, second) = stream.split_at(cut);
            assert_eq!(read(&[first, second]), Ok(whole.clone()), "cut at {cut}");
        }
        let single: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(read(&single), Ok(whole));
    }

    #[test]
    fn the_longest_message_is_read_and_a_longer_one_is_not() {
        let longest = [&vec![b'x'; LONGEST_MESSAGE][..], b"\0EXIT\0"].concat();
        assert_eq!(read(&[&longest]).map(|messages| messages.len()), Ok(2));
        let longer = [b"x", &longest[..]].concat();
        assert_eq!(read(&[&longer]), Err(MessageError::TooLong));
        let endless = vec![b'x'; LONGEST_MESSAGE + 1];
        assert_eq!(read(&[&endless]), Err(MessageError::TooLong));
    }

    #[test]
    fn a_flood_ends_in_a_fault_behind_what_was_good() {
        let mut reader = MessageReader::default();
        for _ in 0..100 {
            reader.push(b"EXIT\0");
            reader.push(&vec![b'x'; LONGEST_MESSAGE]);
        }
        assert!(reader.buffer.len() <= MessageReader::CAPACITY);
        assert_eq!(reader.next_message(), Ok(Some(Message::Exit)));
        for _ in 0..3 {
            assert_eq!(reader.next_message(), Err(MessageError::TooLong));
            reader.push(b"\0");
        }
    }

    #[test]
    fn messages_are_counted_even_where_they_are_empty() {
        assert_eq!(
            read(&[&b"EXIT\0".repeat(MOST_MESSAGES)]).map(|messages| messages.len()),
            Ok(MOST_MESSAGES)
        );
        for piece in [&b"EXIT\0"[..], b"\0"] {
            assert_eq!(
                read(&[&piece.repeat(MOST_MESSAGES + 1)]),
                Err(MessageError::TooMany)
            );
        }
    }

    #[test]
    fn messages_are_bounded_taken_together_too() {
        let message = [&vec![b'x'; LONGEST_MESSAGE][..], b"\0"].concat();
        let fit = MOST_BYTES / LONGEST_MESSAGE;
        assert_eq!(read(&vec![&message[..]; fit]).map(|all| all.len()), Ok(fit));
        let too_much = vec![&message[..]; fit + 1];
        assert_eq!(read(&too_much), Err(MessageError::TooMuch));
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(
            MessageError::TooLong.to_string(),
            "a control message goes on beyond 65536 bytes"
        );
        assert_eq!(
            MessageError::TooMany.to_string(),
            "there are more than 1000 control messages"
        );
        assert_eq!(
            MessageError::TooMuch.to_string(),
            "its control messages go on beyond 1048576 bytes"
        );
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            stream in prop::collection::vec(prop_oneof![Just(0), any::<u8>()], 0..300),
            size in 1usize..40,
        ) {
            let pieces: Vec<&[u8]> = stream.chunks(size).collect();
            prop_assert_eq!(read(&pieces), read(&[&stream]));
        }
    }
}
