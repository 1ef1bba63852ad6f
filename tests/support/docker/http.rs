//! A tiny HTTP/1.1 client: one request, everything until the end, no redirects, no judgement.
//!
//! It leans on nothing of the library, so that a server of the harness is proved alive by somebody
//! other than the code under test.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde_json::Value;

use super::process::PATIENCE;

/// A request to be; the connection is closed after its answer.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub target: String,
    pub host: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Request {
    pub fn new(method: &'static str, target: &str) -> Self {
        Self {
            method,
            target: target.to_owned(),
            host: String::from("docker"),
            headers: Vec::new(),
            body: String::new(),
        }
    }

    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A POST of `body`, announced as JSON whatever it is.
    pub fn post(target: &str, body: &str) -> Self {
        let mut request = Self::new("POST", target).header("Content-Type", "application/json");
        body.clone_into(&mut request.body);
        request
    }

    #[must_use]
    pub fn host(mut self, name: &str) -> Self {
        name.clone_into(&mut self.host);
        self
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn over_socket(&self, path: &Path) -> io::Result<Answer> {
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        self.exchange(stream)
    }

    pub fn over_tcp(&self, server: SocketAddr) -> io::Result<Answer> {
        let stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        self.exchange(stream)
    }

    /// Everything that goes over the wire.
    pub fn text(&self) -> String {
        let Self {
            method,
            target,
            host,
            body,
            ..
        } = self;
        let mut text =
            format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        if *method != "GET" {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        text + "\r\n" + body
    }

    fn exchange(&self, mut stream: impl Read + Write) -> io::Result<Answer> {
        stream.write_all(self.text().as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Answer::parse(&bytes).ok_or_else(|| {
            let said = String::from_utf8_lossy(&bytes).into_owned();
            io::Error::new(ErrorKind::InvalidData, said)
        })
    }
}

/// An answer as it came, its body freed of chunks.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    pub body: String,
}

impl Answer {
    /// `None` for anything that does not begin like an answer of HTTP/1.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (head, rest) = text.split_once("\r\n\r\n")?;
        let status = head.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
        let mut answer = Self {
            status,
            head: head.to_owned(),
            body: String::new(),
        };
        answer.body = match answer.header("Transfer-Encoding") {
            Some("chunked") => without_chunks(rest)?,
            _ => rest.to_owned(),
        };
        Some(answer)
    }

    pub fn header(&self, wanted: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    }

    /// Whether an engine has answered, whatever it said.
    pub fn is_from_engine(&self) -> bool {
        self.header("Api-Version").is_some() || self.body.starts_with("{\"message\":")
    }

    /// # Panics
    /// When the body is no JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}\n\n{}", self.head, self.body))
    }
}

fn without_chunks(mut rest: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n")?;
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body += after.get(..size)?;
        rest = after.get(size + 2..)?;
    }
}
