//! Key method 2: the one message with which each side starts once TLS stands.
//!
//! ```text
//! u32 0 | u8 2 | pre_master 48 (client only) | random1 32 | random2 32
//!   | options | username | password | peer_info      each: u16 length with NUL | bytes | NUL
//! ```
//!
//! An empty string is a length of 0. OpenVPN's own reader lets the strings behind the options be
//! missing, and so does this one. Random numbers are the caller's; keys are derived elsewhere.
//!
//! Layout: OpenVPN `ssl.c` (`key_method_2_write`, `key_method_2_read`) and `common.h`
//! (`TLS_CHANNEL_BUF_SIZE`), as of 2.6.

mod strings;

use std::fmt;

use zeroize::Zeroizing;

use super::Credentials;
use strings::{Cut, Reader, write_string};

/// The most that OpenVPN reads as one message.
pub const LONGEST_MESSAGE: usize = 2048;

const METHOD: u8 = 2;

/// The client's part in the master secret.
pub type PreMaster = Zeroizing<[u8; 48]>;

/// What either side adds to the keys.
#[derive(Clone)]
pub struct Randoms {
    /// Goes into the master secret.
    pub random1: Zeroizing<[u8; 32]>,
    /// Goes into the expansion of the keys.
    pub random2: Zeroizing<[u8; 32]>,
}

/// The client's message.
#[derive(Clone)]
pub struct KeyMessage {
    pre_master: PreMaster,
    randoms: Randoms,
    options: String,
    credentials: Option<Credentials>,
    peer_info: String,
}

impl KeyMessage {
    /// A message of fresh random numbers, unless its texts make it longer than a server reads.
    pub fn new(
        pre_master: PreMaster,
        randoms: Randoms,
        options: String,
        credentials: Option<Credentials>,
        peer_info: String,
    ) -> Result<Self, ExchangeError> {
        let message = Self {
            pre_master,
            randoms,
            options,
            credentials,
            peer_info,
        };
        match message.length() {
            length if length > LONGEST_MESSAGE => Err(ExchangeError::TooLong(length)),
            _ => Ok(message),
        }
    }

    /// The message as it goes into one TLS record.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it at once: a vector that grows leaves copies of secrets behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.length()));
        bytes.extend([0, 0, 0, 0, METHOD]);
        bytes.extend(self.pre_master.iter());
        bytes.extend(self.randoms.random1.iter());
        bytes.extend(self.randoms.random2.iter());
        for text in self.texts() {
            write_string(&mut bytes, text);
        }
        bytes
    }

    /// Reads a client's message from the start of a stream: the message and how many bytes it has
    /// taken, or nothing while it is not whole.
    pub fn decode(stream: &[u8]) -> Result<Option<(Self, usize)>, ExchangeError> {
        whole(stream, |reader| {
            let pre_master = Zeroizing::new(reader.take()?);
            let (randoms, options) = (randoms(reader)?, reader.string()?);
            let (username, password) = (reader.optional_string()?, reader.optional_string()?);
            let credentials = match (username.is_empty(), password.is_empty()) {
                (true, true) => None,
                _ => Some(
                    Credentials::new(&username, &password)
                        .map_err(|_| Cut::Broken(ExchangeError::Credentials))?,
                ),
            };
            Ok(Self {
                pre_master,
                randoms,
                options: options.to_string(),
                credentials,
                peer_info: reader.optional_string()?.to_string(),
            })
        })
    }

    /// The client's part in the master secret.
    pub fn pre_master(&self) -> &PreMaster {
        &self.pre_master
    }

    /// What the client adds to the keys.
    pub fn randoms(&self) -> &Randoms {
        &self.randoms
    }

    /// The client's options string.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// Whom the client says it is, if it does.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// Names and values, a pair a line.
    pub fn peer_info(&self) -> &str {
        &self.peer_info
    }

    fn texts(&self) -> [&str; 4] {
        let (username, password) = self
            .credentials
            .as_ref()
            .map_or(("", ""), |both| (both.username(), both.password()));
        [&self.options, username, password, &self.peer_info]
    }

    fn length(&self) -> usize {
        let texts: usize = self.texts().iter().map(|text| text.len() + 3).sum();
        4 + 1 + 48 + 32 + 32 + texts
    }
}

/// The server's message. Its texts are foreign.
#[derive(Clone)]
pub struct ServerKeyMessage {
    /// What the server adds to the keys.
    pub randoms: Randoms,
    /// The server's options string.
    pub options: String,
    /// Names and values, mostly none.
    pub peer_info: String,
}

impl ServerKeyMessage {
    /// The message as a server sends it, with neither username nor password.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(vec![0, 0, 0, 0, METHOD]);
        bytes.extend(self.randoms.random1.iter());
        bytes.extend(self.randoms.random2.iter());
        for text in [&self.options, "", "", &self.peer_info] {
            write_string(&mut bytes, text);
        }
        bytes
    }

    /// Reads a server's message from the start of a stream: the message and how many bytes it has
    /// taken, or nothing while it is not whole. Control messages may follow at once.
    ///
    /// A message that ends behind any of its strings counts as whole, since some servers send no
    /// more. Empty strings that come later are two NULs each, which a
    /// [`MessageReader`](super::MessageReader) passes over.
    pub fn decode(stream: &[u8]) -> Result<Option<(Self, usize)>, ExchangeError> {
        whole(stream, |reader| {
            let (randoms, options) = (randoms(reader)?, reader.string()?.to_string());
            let (_username, _password) = (reader.optional_string()?, reader.optional_string()?);
            Ok(Self {
                randoms,
                options,
                peer_info: reader.optional_string()?.to_string(),
            })
        })
    }
}

fn whole<T>(
    stream: &[u8],
    read: impl FnOnce(&mut Reader) -> Result<T, Cut>,
) -> Result<Option<(T, usize)>, ExchangeError> {
    let mut reader = Reader::new(stream);
    let message = reader
        .take()
        .and_then(|[_, _, _, _, method]| match method {
            METHOD => Ok(()),
            other => Err(Cut::Broken(ExchangeError::OtherMethod(other))),
        })
        .and_then(|()| read(&mut reader));
    match message {
        Ok(message) => Ok(Some((message, reader.taken()))),
        Err(Cut::Unfinished) => Ok(None),
        Err(Cut::Broken(error)) => Err(error),
    }
}

fn randoms(reader: &mut Reader) -> Result<Randoms, Cut> {
    Ok(Randoms {
        random1: Zeroizing::new(reader.take()?),
        random2: Zeroizing::new(reader.take()?),
    })
}

/// Why a message is none of key method 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeError {
    /// The number of the method is not 2.
    OtherMethod(u8),
    /// By so many bytes, longer than [`LONGEST_MESSAGE`].
    TooLong(usize),
    /// The username or the password is too long, or only one of them is there.
    Credentials,
}

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherMethod(method) => {
                write!(f, "the key exchange is of method {method} where 2 is known")
            }
            Self::TooLong(length) => write!(
                f,
                "the key exchange takes {length} bytes of at most {LONGEST_MESSAGE}"
            ),
            Self::Credentials => f.write_str(
                "the key exchange has half of a username and password, or too long ones",
            ),
        }
    }
}

impl std::error::Error for ExchangeError {}

#[cfg(test)]
mod tests;
