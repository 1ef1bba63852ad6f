//! What OpenVPN itself says through a tunnel: configuration messages (OCC) and keepalives.
//!
//! A server whose data path is in the kernel (DCO) may leave a request unanswered.
//!
//! Bytes: OpenVPN `occ.h`, `occ.c` and `ping.c`, as of 2.6.

const MAGIC: [u8; 16] = *b"\x28\x7f\x34\x6b\xd4\xef\x7a\x81\x2d\x56\xb8\xd3\xaf\xc5\x45\x9c";
const REQUEST: u8 = 0;
const REPLY: u8 = 1;
const EXIT: u8 = 6;

/// Bytes of a peer's options that are kept.
const MAX_OPTIONS: usize = 512;

/// The payload of a keepalive (`--ping`), to which no answer is due.
pub const KEEPALIVE: [u8; 16] =
    *b"\x2a\x18\x7b\xf3\x64\x1e\xb4\xcb\x07\xed\x2d\x0a\x98\x1f\xc7\x48";

/// Whether a payload is a keepalive.
pub fn is_keepalive(payload: &[u8]) -> bool {
    payload == KEEPALIVE
}

/// A configuration message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OccMessage {
    /// `OCC_REQUEST`: asks the peer for its options.
    Request,
    /// `OCC_REPLY`: the peer's options as one string, up to its NUL or 512 bytes; what is not UTF-8
    /// is replaced. It is as the peer sent it and has not been through the sanitiser.
    Reply(String),
    /// `OCC_EXIT`: the sender is going away.
    Exit,
    /// A message of another number, about MTU tests.
    Other(u8),
}

impl OccMessage {
    /// The message as it is in a tunnel.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Request => [&MAGIC[..], &[REQUEST]].concat(),
            Self::Reply(options) => [&MAGIC[..], &[REPLY], options.as_bytes(), &[0]].concat(),
            Self::Exit => [&MAGIC[..], &[EXIT]].concat(),
            Self::Other(number) => [&MAGIC[..], &[*number]].concat(),
        }
    }

    /// Reads a payload, if it is a configuration message.
    pub fn read(payload: &[u8]) -> Option<Self> {
        let (number, rest) = payload.strip_prefix(&MAGIC)?.split_first()?;
        Some(match *number {
            REQUEST => Self::Request,
            REPLY => {
                let end = rest.iter().position(|byte| *byte == 0);
                let end = end.unwrap_or(rest.len()).min(MAX_OPTIONS);
                Self::Reply(String::from_utf8_lossy(&rest[..end]).into_owned())
            }
            EXIT => Self::Exit,
            number => Self::Other(number),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_request_is_the_magic_and_a_zero() {
        assert_eq!(
            OccMessage::Request.encode(),
            b"\x28\x7f\x34\x6b\xd4\xef\x7a\x81\x2d\x56\xb8\xd3\xaf\xc5\x45\x9c\x00"
        );
    }

    #[test]
    fn what_is_encoded_reads_as_the_same_message() {
        for message in [
            OccMessage::Request,
            OccMessage::Reply("V4,dev-type tun,link-mtu 1549,tls-server".into()),
            OccMessage::Reply(String::new()),
            OccMessage::Exit,
            OccMessage::Other(4),
        ] {
            assert_eq!(OccMessage::read(&message.encode()), Some(message));
        }
    }

    #[test]
    fn options_end_at_their_nul_at_the_end_or_at_512_bytes() {
        for (text, expected) in [
            (b"V4,tun\0junk".to_vec(), "V4,tun".to_owned()),
            (b"V4,tun".to_vec(), "V4,tun".to_owned()),
            (b"V4,\xff\0".to_vec(), "V4,\u{fffd}".to_owned()),
            (vec![b'a'; 5000], "a".repeat(512)),
        ] {
            let payload = [&MAGIC[..], &[REPLY], &text].concat();
            assert_eq!(
                OccMessage::read(&payload),
                Some(OccMessage::Reply(expected))
            );
        }
    }

    #[test]
    fn the_magic_alone_is_no_message() {
        assert_eq!(OccMessage::read(&MAGIC), None);
        assert_eq!(OccMessage::read(&KEEPALIVE), None);
    }

    #[test]
    fn a_keepalive_is_one_to_its_last_byte() {
        assert!(is_keepalive(&KEEPALIVE));
        assert!(!is_keepalive(&KEEPALIVE[..15]));
        assert!(!is_keepalive(&[&KEEPALIVE[..], &[0]].concat()));
        assert!(!is_keepalive(&OccMessage::Request.encode()));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_not_panic(
            number in any::<u8>(), rest in prop::collection::vec(any::<u8>(), 0..600),
        ) {
            let _ = OccMessage::read(&rest);
            let read = OccMessage::read(&[&MAGIC[..], &[number], &rest].concat());
            prop_assert!(read.is_some());
        }
    }
}
