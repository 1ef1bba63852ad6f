//! A connection of the fake engine, with or without TLS, and its ways to end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, Stream};
use socket2::SockRef;

use crate::support::docker::process::PATIENCE;

/// More than any plugin has to say.
const LONGEST_REQUEST: usize = 64 * 1024;

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it should: `close_notify` where there is TLS, then FIN.
    Proper,
    /// FIN alone, which under TLS is a truncation.
    Eof,
    Reset,
    /// Never by the server.
    Silence,
}

/// What a connection has shown of its client.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The whole request, or why the handshake failed.
    pub request: Result<String, String>,
    /// The name that the client sent in TLS.
    pub sni: Option<String>,
    /// DER of the leaf that the client presented, once it was accepted.
    pub certificate: Option<Vec<u8>>,
}

/// A socket, and TLS on it once the handshake is done.
pub struct Wire {
    socket: Socket,
    tls: Option<ServerConnection>,
}

enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Wire {
    pub fn tcp(stream: TcpStream) -> Self {
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(PATIENCE));
        Self {
            socket: Socket::Tcp(stream),
            tls: None,
        }
    }

    pub fn unix(stream: UnixStream) -> Self {
        let _ = stream.set_read_timeout(Some(PATIENCE));
        Self {
            socket: Socket::Unix(stream),
            tls: None,
        }
    }

    /// The alert is sent before an error is returned.
    pub fn handshake(&mut self, config: Arc<ServerConfig>) -> Result<(), String> {
        let tls = ServerConnection::new(config).map_err(|error| error.to_string())?;
        let tls = self.tls.insert(tls);
        while tls.is_handshaking() {
            tls.complete_io(&mut self.socket)
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Waits for something to read, and leaves it there.
    pub fn wait_for_bytes(&self) {
        let mut byte = [std::mem::MaybeUninit::uninit()];
        let _ = self.socket.options().peek(&mut byte);
    }

    /// Head and body, the latter by its `Content-Length`.
    pub fn read_request(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        while bytes.len() < LONGEST_REQUEST {
            let text = String::from_utf8_lossy(&bytes);
            if is_whole(&text) {
                return Ok(text.into_owned());
            }
            match self.read(&mut buffer)? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                count => bytes.extend_from_slice(&buffer[..count]),
            }
        }
        Err(ErrorKind::InvalidData.into())
    }

    pub fn seen(&self, request: Result<String, String>) -> Seen {
        let tls = self.tls.as_ref();
        Seen {
            request,
            sni: tls.and_then(|tls| tls.server_name().map(String::from)),
            certificate: tls
                .and_then(|tls| tls.peer_certificates()?.first())
                .map(|leaf| leaf.to_vec()),
        }
    }

    pub fn end(mut self, end: End) {
        match end {
            End::Proper => {
                if let Some(tls) = &mut self.tls {
                    tls.send_close_notify();
                    let _ = tls.complete_io(&mut self.socket);
                }
                self.finish();
            }
            End::Eof => self.finish(),
            End::Reset => {
                let _ = self.socket.options().set_linger(Some(Duration::ZERO));
            }
            End::Silence => {
                let _ = self.socket.options().set_read_timeout(None);
                let _ = io::copy(&mut self.socket, &mut io::sink());
            }
        }
    }

    /// FIN, and no reset after it: whatever the client still sends is read.
    fn finish(&mut self) {
        let _ = self.socket.options().shutdown(Shutdown::Write);
        let _ = io::copy(&mut self.socket, &mut io::sink());
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.tls {
            Some(tls) => Stream::new(tls, &mut self.socket).read(buffer),
            None => self.socket.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.tls {
            Some(tls) => Stream::new(tls, &mut self.socket).write(bytes),
            None => self.socket.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.tls {
            Some(tls) => Stream::new(tls, &mut self.socket).flush(),
            None => self.socket.flush(),
        }
    }
}

impl Socket {
    fn options(&self) -> SockRef<'_> {
        match self {
            Self::Tcp(stream) => SockRef::from(stream),
            Self::Unix(stream) => SockRef::from(stream),
        }
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(buffer),
            Self::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            Self::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().unwrap_or(0))
    });
    body.len() >= length.unwrap_or(0)
}
