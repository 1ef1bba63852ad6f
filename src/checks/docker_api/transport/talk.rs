//! The conversation on an open connection.
//!
//! An alert is easily lost: a server that refuses our certificate closes with our request unread,
//! and the kernel answers with a reset. So there is a short wait for an alert before the request
//! goes out, the request is one write, and when writing fails what has come by then is still read.
//!
//! In TLS 1.3 a refusal comes after our side has finished the handshake (RFC 8446, section 4.4.2).

use std::io::{self, Write};
use std::time::Duration;

use rustls::{ClientConnection, Error, InvalidMessage};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};

use crate::net::Trouble;
use crate::tls::client::Witness;

use super::super::http::Reader;
use super::{Ending, Exchange, Handshake, Stream};

/// What is wanted of a conversation.
pub struct Want<'a> {
    /// The request, whole.
    pub request: &'a [u8],
    /// How much of a body to read.
    pub body_limit: usize,
    /// Whether the request is a HEAD.
    pub to_head: bool,
    /// How long to wait for an alert before the request goes out; none where no refusal is due.
    pub listen_first: Option<Duration>,
    /// Whether the request may only go out to a server whose certificate verified.
    pub only_if_verified: bool,
    /// When to give up.
    pub deadline: Instant,
}

/// Sends the request in clear, or through `tls`, and reads the answer.
pub async fn talk(
    mut stream: Stream,
    tls: Option<(ClientConnection, Witness)>,
    want: &Want<'_>,
) -> Exchange {
    let mut talk = Talk {
        stream: &mut stream,
        reader: Reader::new(want.body_limit, want.to_head),
        prefix: Vec::new(),
        stage: "connecting",
        is_done: false,
    };
    let mut handshake = None;
    let ended = match tls {
        None => timeout_at(want.deadline, talk.plain(want)).await,
        Some((mut connection, witness)) => {
            let ended =
                timeout_at(want.deadline, talk.through(&mut connection, &witness, want)).await;
            handshake = Some(facts(&connection, &witness));
            ended
        }
    };
    let ending = match ended {
        Ok(Ok(ending)) => ending,
        Ok(Err(ending)) => ending,
        Err(_) => Ending::TimedOut(talk.stage),
    };
    let (prefix, reader) = (talk.prefix, talk.reader);
    let came = !reader.is_empty();
    let response = reader.finish();
    let ending = match (&response, ending) {
        (Some(_), Ending::Closed | Ending::Reset) => Ending::Answered,
        (None, Ending::Answered | Ending::Closed) if came => Ending::NotHttp,
        (_, ending) => ending,
    };
    Exchange {
        tls: handshake,
        response,
        prefix,
        ending,
        ..Exchange::default()
    }
}

/// Sends raw bytes and hands what comes to `enough`, until it says so.
pub async fn listen(
    stream: &mut Stream,
    bytes: &[u8],
    mut enough: impl FnMut(&[u8]) -> bool,
    deadline: Instant,
) {
    let hearing = async {
        // What the peer said before it closed is still to be read.
        let _ = stream.write_all(bytes).await;
        let mut buffer = [0; 4096];
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(length) if enough(&buffer[..length]) => break,
                Ok(_) => {}
            }
        }
    };
    // Time that is up is silence.
    let _ = timeout_at(deadline, hearing).await;
}

struct Talk<'a> {
    stream: &'a mut Stream,
    reader: Reader,
    prefix: Vec<u8>,
    stage: &'static str,
    /// Nothing more is wanted: the answer is whole, or as much of it as is read.
    is_done: bool,
}

impl Talk<'_> {
    async fn plain(&mut self, want: &Want<'_>) -> Result<Ending, Ending> {
        self.stage = "waiting for an answer";
        let written = self.stream.write_all(want.request).await;
        let mut buffer = [0; 8192];
        loop {
            match self.stream.read(&mut buffer).await {
                Ok(0) => return Ok(Ending::Closed),
                Ok(length) => {
                    self.keep_prefix(&buffer[..length]);
                    if self.reader.push(&buffer[..length]) {
                        return Ok(Ending::Answered);
                    }
                }
                Err(error) => return Err(broken(written.err().unwrap_or(error))),
            }
        }
    }

    async fn through(
        &mut self,
        tls: &mut ClientConnection,
        witness: &Witness,
        want: &Want<'_>,
    ) -> Result<Ending, Ending> {
        self.stage = "in the TLS handshake";
        while tls.is_handshaking() {
            // A peer that closes has perhaps said why before.
            let flushed = self.flush(tls).await;
            if !tls.is_handshaking() {
                break;
            }
            if self.read(tls).await? {
                return Err(flushed.err().map_or(Ending::Closed, broken));
            }
        }
        let finished = self.flush(tls).await;
        if let (Some(pause), Ok(())) = (want.listen_first, &finished) {
            match timeout(pause, self.read(tls)).await {
                Ok(Ok(true)) => return Ok(Ending::Closed),
                Ok(Ok(false)) | Err(_) => {}
                Ok(Err(ending)) => return Err(ending),
            }
        }
        if want.only_if_verified && !matches!(witness.seen().verified, Some(Ok(()))) {
            return Err(Ending::Unverified);
        }
        self.stage = "waiting for an answer";
        tls.writer().write_all(want.request).map_err(broken)?;
        let written = match finished {
            Ok(()) => self.flush(tls).await,
            error => error,
        };
        loop {
            if self.take_plaintext(tls)? {
                return Ok(Ending::Answered);
            }
            match self.read(tls).await {
                Ok(false) => {}
                Ok(true) => {
                    self.take_plaintext(tls)?;
                    return Ok(written.err().map_or(Ending::Closed, broken));
                }
                Err(ending) => {
                    // What was decrypted before the bad end still counts.
                    let answered = self.take_plaintext(tls)?;
                    return if answered {
                        Ok(Ending::Answered)
                    } else {
                        Err(ending)
                    };
                }
            }
        }
    }

    /// Reads once and feeds it to TLS; true at the end of the stream.
    async fn read(&mut self, tls: &mut ClientConnection) -> Result<bool, Ending> {
        let mut buffer = vec![0; 16 * 1024];
        let length = self.stream.read(&mut buffer).await.map_err(broken)?;
        if length == 0 {
            return Ok(true);
        }
        let mut rest = &buffer[..length];
        self.keep_prefix(rest);
        while !rest.is_empty() {
            tls.read_tls(&mut rest).map_err(broken)?;
            match tls.process_new_packets() {
                Ok(state) if state.peer_has_closed() => return Ok(true),
                Ok(state) if state.plaintext_bytes_to_read() > 0 => {
                    if self.take_plaintext(tls)? {
                        return Ok(false);
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    // Our own alert tells the server why we leave; whether it arrives is its business.
                    let _ = self.flush(tls).await;
                    return Err(tls_ending(error));
                }
            }
        }
        Ok(false)
    }

    /// Moves what is decrypted to the reader; true once nothing more is wanted.
    fn take_plaintext(&mut self, tls: &mut ClientConnection) -> Result<bool, Ending> {
        let mut buffer = [0; 8192];
        while !self.is_done {
            match io::Read::read(&mut tls.reader(), &mut buffer) {
                Ok(0) => return Ok(false),
                Ok(length) => {
                    self.is_done = self.reader.push(&buffer[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                // The stream ended without a farewell; the length of the answer tells if it is whole.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(broken(error)),
            }
        }
        Ok(true)
    }

    /// Sends all that TLS has to say, in one write.
    async fn flush(&mut self, tls: &mut ClientConnection) -> io::Result<()> {
        let mut bytes = Vec::new();
        while tls.wants_write() {
            tls.write_tls(&mut bytes)?;
        }
        self.stream.write_all(&bytes).await
    }

    fn keep_prefix(&mut self, bytes: &[u8]) {
        let wanted = 200_usize.saturating_sub(self.prefix.len()).min(bytes.len());
        self.prefix.extend(&bytes[..wanted]);
    }
}

fn broken(error: io::Error) -> Ending {
    match Trouble::from(error) {
        Trouble::Reset => Ending::Reset,
        trouble => Ending::NoConnection(trouble),
    }
}

fn tls_ending(error: Error) -> Ending {
    match error {
        Error::AlertReceived(alert) => Ending::Alert(u8::from(alert)),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => Ending::NotTls,
        error @ Error::PeerIncompatible(_) => Ending::Incompatible(error.to_string()),
        error => Ending::Tls(error.to_string()),
    }
}

fn facts(tls: &ClientConnection, witness: &Witness) -> Handshake {
    Handshake {
        seen: witness.seen(),
        done: !tls.is_handshaking(),
        version: tls
            .protocol_version()
            .map(|version| format!("{version:?}").replace("TLSv1_", "TLS 1.")),
        suite: tls
            .negotiated_cipher_suite()
            .map(|suite| format!("{:?}", suite.suite())),
        group: tls
            .negotiated_key_exchange_group()
            .map(|group| format!("{:?}", group.name())),
    }
}
