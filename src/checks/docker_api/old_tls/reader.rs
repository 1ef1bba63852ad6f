//! Takes the first words of the answer to a hello, which are in clear: a ServerHello or an alert.
//!
//! Bytes come in fragments of any size and the ServerHello may be spread over several records. A
//! warning, such as `unrecognized_name`, is remembered and read past: the server goes on. No more
//! than [`LONGEST`] bytes are kept.

use crate::tls::alert_name;

use super::Answer;
use super::record::{ALERT, HANDSHAKE, Hello, Record, server_hello};

/// Bytes within which the first message has to be complete.
const LONGEST: usize = 4096;
/// Bytes of an answer that is no TLS that are kept to tell what it is.
const PREFIX: usize = 64;
/// `AlertLevel.warning`.
const WARNING: u8 = 1;
const CLOSE_NOTIFY: u8 = 0;

/// Collects an answer.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    bytes: Vec<u8>,
}

impl Reader {
    /// A reader to which nothing has come yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes; the answer by now. It is final unless it is [`Answer::Incomplete`].
    pub fn take(&mut self, fragment: &[u8]) -> Answer {
        let room = LONGEST - self.bytes.len();
        self.bytes.extend(&fragment[..fragment.len().min(room)]);
        match self.read() {
            Reading::Final(answer) => answer,
            Reading::Open { .. } if self.bytes.len() == LONGEST => self.not_tls(),
            Reading::Open { .. } => Answer::Incomplete,
        }
    }

    /// The answer now that nothing more will come: a warning that nothing followed is one.
    pub fn finish(&self) -> Answer {
        match self.read() {
            Reading::Final(answer) => answer,
            Reading::Open { warning } => warning.unwrap_or(Answer::Incomplete),
        }
    }

    /// Whether not a single byte has come.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn not_tls(&self) -> Answer {
        Answer::NotTls(self.bytes.iter().copied().take(PREFIX).collect())
    }

    /// Reads from the start, which is short.
    fn read(&self) -> Reading {
        let mut rest = &self.bytes[..];
        let mut handshake = Vec::new();
        let mut warning = None;
        loop {
            let Some(record) = Record::split(&mut rest) else {
                return Reading::Final(self.not_tls());
            };
            match (record.kind, record.content) {
                (ALERT, [level, description, ..]) => {
                    let alert = Answer::Alert {
                        level: *level,
                        description: *description,
                        name: alert_name(*description),
                    };
                    if *level != WARNING || *description == CLOSE_NOTIFY {
                        return Reading::Final(alert);
                    }
                    warning = Some(alert);
                }
                (HANDSHAKE, content) => {
                    handshake.extend(content);
                    match server_hello(&handshake) {
                        Hello::Is(answer) => return Reading::Final(answer),
                        Hello::IsNot => return Reading::Final(self.not_tls()),
                        Hello::Incomplete => {}
                    }
                }
                _ => {}
            }
            if !record.is_whole {
                return Reading::Open { warning };
            }
        }
    }
}

enum Reading {
    Final(Answer),
    Open { warning: Option<Answer> },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOOK_IT: Answer = Answer::ServerHello {
        version: 0x0301,
        suite: 0xc014,
    };
    const FATAL: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];
    const WARNING: [u8; 7] = [21, 3, 1, 0, 2, 1, 112];

    fn alert(level: u8, description: u8) -> Answer {
        Answer::Alert {
            level,
            description,
            name: alert_name(description),
        }
    }

    /// A ServerHello of TLS 1.0 with a session id, without its record.
    fn hello() -> Vec<u8> {
        let head = [2, 0, 0, 74, 3, 1];
        let tail = [0xc0, 0x14, 0, 0, 0];
        [&head[..], &[9; 32], &[32], &[8; 32], &tail].concat()
    }

    fn record(content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[22, 3, 1], &length[..], content].concat()
    }

    #[test]
    fn knows_every_kind_of_answer() {
        let http =
            b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
        let in_pieces: Vec<u8> = hello().chunks(7).flat_map(record).collect();
        let after_request = [record(&[0; 4]), record(&hello())].concat();
        for (bytes, taken, finished) in [
            (vec![], Answer::Incomplete, Answer::Incomplete),
            (record(&hello()), TOOK_IT, TOOK_IT),
            (in_pieces, TOOK_IT, TOOK_IT),
            (after_request, TOOK_IT, TOOK_IT),
            ([&WARNING[..], &record(&hello())].concat(), TOOK_IT, TOOK_IT),
            (FATAL.to_vec(), alert(2, 70), alert(2, 70)),
            (FATAL[..6].to_vec(), Answer::Incomplete, Answer::Incomplete),
            (WARNING.to_vec(), Answer::Incomplete, alert(1, 112)),
            ([WARNING, FATAL].concat(), alert(2, 70), alert(2, 70)),
            (vec![21, 3, 0, 0, 2, 1, 0], alert(1, 0), alert(1, 0)),
            (vec![21, 3, 0, 0, 2, 2, 255], alert(2, 255), alert(2, 255)),
            (
                http.to_vec(),
                Answer::NotTls(http[..64].to_vec()),
                Answer::NotTls(http[..64].to_vec()),
            ),
            (
                b"\x16HTTP".to_vec(),
                Answer::NotTls(b"\x16HTTP".to_vec()),
                Answer::NotTls(b"\x16HTTP".to_vec()),
            ),
            (
                vec![21, 3, 1, 0, 9],
                Answer::NotTls(vec![21, 3, 1, 0, 9]),
                Answer::NotTls(vec![21, 3, 1, 0, 9]),
            ),
            (
                record(&[11, 0]),
                Answer::NotTls(record(&[11, 0])),
                Answer::NotTls(record(&[11, 0])),
            ),
        ] {
            assert_eq!(Reader::new().take(&bytes), taken, "{bytes:02x?}");
            let mut reader = Reader::new();
            reader.take(&bytes);
            assert_eq!(reader.finish(), finished, "{bytes:02x?}");
        }
    }

    #[test]
    fn reads_as_one_sentence_part() {
        for (answer, words) in [
            (TOOK_IT, "TLS 1.0 with TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
            (
                Answer::ServerHello {
                    version: 0x0303,
                    suite: 0x1301,
                },
                "TLS 1.2 with suite 0x1301",
            ),
            (alert(2, 70), "alert protocol_version (70)"),
            (alert(2, 255), "alert unknown alert (255)"),
            (Answer::NotTls(vec![]), "no TLS"),
            (Answer::Incomplete, "no whole answer"),
        ] {
            assert_eq!(answer.to_string(), words);
        }
    }

    #[test]
    fn warnings_without_end_are_no_answer() {
        let mut reader = Reader::new();
        let last = (0..1000).map(|_| reader.take(&WARNING)).last();
        let prefix = WARNING.iter().copied().cycle().take(64).collect();
        assert_eq!(last, Some(Answer::NotTls(prefix)));
        assert_eq!(reader.bytes.len(), LONGEST);
    }

    proptest! {
        #[test]
        fn fragments_and_the_whole_read_the_same(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..200),
                prop::collection::vec(prop::sample::select(vec![0u8, 1, 2, 3, 21, 22, 70]), 0..200),
                prop::collection::vec(any::<u8>(), 0..60).prop_map(|tail| [&WARNING[..], &[22, 3, 1, 0, 80, 2, 0, 0, 76, 3], &tail].concat()),
            ],
            step in 1usize..9,
        ) {
            let mut whole = Reader::new();
            let at_once = whole.take(&bytes);
            let mut reader = Reader::new();
            let mut by_steps = Answer::Incomplete;
            for fragment in bytes.chunks(step) {
                by_steps = reader.take(fragment);
                if by_steps != Answer::Incomplete {
                    break;
                }
            }
            match (at_once, by_steps) {
                (Answer::NotTls(one), Answer::NotTls(other)) => prop_assert!(one.starts_with(&other)),
                (one, other) => prop_assert_eq!(one, other),
            }
            whole.finish();
        }
    }
}
