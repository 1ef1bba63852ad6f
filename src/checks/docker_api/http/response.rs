//! Reads an answer, piece by piece, no more of it than was agreed.

use httparse::Status;

use super::LONGEST_HEAD;
use super::body::{Body, Framing};

/// An answer as far as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// 1xx to 5xx; interim answers (1xx) are passed over.
    pub status: u16,
    /// What the status line says behind the number.
    pub reason: String,
    /// Names in lower case, values as text with what is no UTF-8 replaced.
    pub headers: Vec<(String, String)>,
    /// The body, without its framing.
    pub body: Vec<u8>,
    /// Whether the body came to its end, rather than to the end of our patience.
    pub complete: bool,
}

impl Response {
    /// The first header of this name, which has to be in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text, with what is no UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

#[cfg(test)]
impl Response {
    /// A whole answer, for tests; the names of headers in lower case.
    pub(crate) fn made(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            status,
            headers: headers.iter().map(owned).collect(),
            body: body.into(),
            complete: true,
            ..Self::default()
        }
    }
}

/// Collects the bytes of one answer.
pub struct Reader {
    bytes: Vec<u8>,
    most: usize,
    to_head: bool,
    state: State,
}

enum State {
    /// The head of the final answer starts here.
    Head(usize),
    Body(Response, Body),
    NotHttp,
}

impl Reader {
    /// A reader that keeps at most `most` bytes of body. `to_head` is true for the answer to HEAD.
    pub fn new(most: usize, to_head: bool) -> Self {
        Self {
            bytes: Vec::new(),
            most,
            to_head,
            state: State::Head(0),
        }
    }

    /// Takes in what was read; true once nothing more is wanted.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        match &mut self.state {
            State::NotHttp => true,
            State::Body(_, body) => body.push(piece),
            State::Head(_) => {
                self.bytes.extend(piece);
                // A head ends with a line, so that without one there is nothing to look at.
                if piece.contains(&b'\n') || self.bytes.len() > LONGEST_HEAD {
                    self.read_head();
                }
                match &self.state {
                    State::Head(_) => false,
                    State::Body(_, body) => body.is_done(),
                    State::NotHttp => true,
                }
            }
        }
    }

    /// Whether anything came at all.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The first bytes.
    pub fn prefix(&self) -> &[u8] {
        &self.bytes[..self.bytes.len().min(200)]
    }

    /// The answer, once the stream has ended or nothing more is wanted.
    pub fn finish(self) -> Option<Response> {
        match self.state {
            State::Body(mut response, body) => {
                (response.body, response.complete) = body.finish();
                Some(response)
            }
            State::Head(_) | State::NotHttp => None,
        }
    }

    fn read_head(&mut self) {
        let State::Head(start) = self.state else {
            return;
        };
        let mut start = start;
        self.state = loop {
            let mut headers = [httparse::EMPTY_HEADER; 128];
            let mut head = httparse::Response::new(&mut headers);
            let length = match head.parse(&self.bytes[start..]) {
                Ok(Status::Complete(length)) => length,
                Ok(Status::Partial) if self.bytes.len() <= LONGEST_HEAD => {
                    break State::Head(start);
                }
                Ok(Status::Partial) | Err(_) => break State::NotHttp,
            };
            let status = head.code.unwrap_or_default();
            start += length;
            if start > LONGEST_HEAD {
                break State::NotHttp;
            }
            if (100..200).contains(&status) && status != 101 {
                continue;
            }
            let response = Response {
                status,
                reason: head.reason.unwrap_or_default().to_owned(),
                headers: head.headers.iter().map(owned).collect(),
                ..Response::default()
            };
            let mut body = Body::new(Framing::of(&response, self.to_head), self.most);
            body.push(&self.bytes[start..]);
            break State::Body(response, body);
        };
    }
}

fn owned(header: &httparse::Header<'_>) -> (String, String) {
    let value = String::from_utf8_lossy(header.value).trim().to_owned();
    (header.name.to_ascii_lowercase(), value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<Response> {
        let mut reader = Reader::new(64, false);
        reader.push(text.as_bytes());
        reader.finish()
    }

    fn said(text: &str) -> Option<(u16, String, bool)> {
        read(text).map(|response| (response.status, response.text(), response.complete))
    }

    #[test]
    fn reads_every_framing_to_its_end() {
        for (text, status, body, complete) in [
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOKmore",
                200,
                "OK",
                true,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
                200,
                "OK",
                true,
            ),
            (
                "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\n\r\nno",
                403,
                "no",
                true,
            ),
            (
                "HTTP/1.0 400 Bad Request\r\n\r\nClient sent",
                400,
                "Client sent",
                true,
            ),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                200,
                "",
                true,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nOK",
                200,
                "OK",
                false,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nOK",
                200,
                "OK",
                false,
            ),
            ("HTTP/1.1 204 No Content\r\n\r\n", 204, "", true),
        ] {
            assert_eq!(
                said(text),
                Some((status, body.to_owned(), complete)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_http_is_no_answer() {
        for text in [
            "",
            "\x15\x03\x01\0\x02\x02\x46",
            "<html>hello",
            "HTTP/1.1 2",
            "SSH-2.0-x\r\n",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn an_endless_answer_ends_at_the_limit() {
        let mut reader = Reader::new(64, false);
        assert!(!reader.push(b"HTTP/1.1 200 OK\r\n\r\n"));
        assert!(reader.push(&[b'x'; 1000]));
        assert_eq!(
            reader.finish().map(|response| response.body.len()),
            Some(64)
        );
        let mut reader = Reader::new(64, false);
        reader.push(b"HTTP/1.1 200 OK\r\nx: ");
        assert!(reader.push(&vec![b'y'; LONGEST_HEAD]));
        assert_eq!(reader.finish(), None);
        let mut reader = Reader::new(64, false);
        assert!(reader.push(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(4000)));
    }

    #[test]
    fn the_answer_to_head_has_no_body() {
        let mut reader = Reader::new(64, true);
        assert!(reader.push(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"));
    }

    #[test]
    fn headers_are_found_by_their_lower_case_names() {
        let response = read("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer:  x \r\n\r\n").unwrap();
        assert_eq!(response.header("api-version"), Some("1.41"));
        assert_eq!(response.header("server"), Some("x"));
        assert_eq!(response.header("ostype"), None);
    }

    /// The response to a text that comes in pieces of these lengths, the rest in one.
    fn read_in_pieces(bytes: &[u8], lengths: &[usize]) -> Option<Response> {
        let mut reader = Reader::new(64, false);
        let mut rest = bytes;
        for length in lengths {
            let (piece, after) = rest.split_at((*length).min(rest.len()));
            reader.push(piece);
            rest = after;
        }
        reader.push(rest);
        reader.finish()
    }

    #[test]
    fn every_cut_of_every_answer_gives_the_same_response() {
        let long_line = format!("2;{}\r\nOK\r\n0\r\n\r\n", "x".repeat(300));
        for (head, body) in [
            ("Content-Length: 2", "OKmore"),
            ("Content-Length: 500", "OK"),
            ("Server: x", "to the end"),
            (
                "Transfer-Encoding: chunked",
                "2\r\nOK\r\n3;a=b\r\nyes\r\n0\r\n\r\n",
            ),
            ("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFF0\r\nA"),
            ("Transfer-Encoding: chunked", "2\r\nOK\r\nno\r\n"),
            ("Transfer-Encoding: chunked", &long_line),
        ] {
            let text = format!(
                "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}"
            );
            let whole = read_in_pieces(text.as_bytes(), &[]);
            assert!(whole.is_some(), "{text}");
            for first in 0..text.len() {
                for second in [1, 2, 7] {
                    let cut = read_in_pieces(text.as_bytes(), &[first, second]);
                    assert_eq!(cut, whole, "{first} {second} {text}");
                }
            }
            assert_eq!(read_in_pieces(text.as_bytes(), &vec![1; text.len()]), whole);
        }
    }

    proptest! {
        #[test]
        fn chunks_come_out_the_same_however_they_are_cut(
            chunks in prop::collection::vec((prop::collection::vec(any::<u8>(), 1..40), 0..400_usize), 0..4),
            lengths in prop::collection::vec(0..50_usize, 0..40),
            junk in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
            for (chunk, extension) in &chunks {
                bytes.extend(format!("{:x};{}\r\n", chunk.len(), "e".repeat(*extension)).bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            bytes.extend(junk);
            prop_assert_eq!(read_in_pieces(&bytes, &lengths), read_in_pieces(&bytes, &[]));
        }

        #[test]
        fn any_bytes_mean_the_same_however_they_are_cut(
            bytes in "(HTTP/1.[01] [1-5]0[0-9]( [a-z]{0,3})?\r?\n)?([A-Za-z-]{0,3}:? ?.{0,4}\r?\n){0,4}\r?\n?.{0,80}",
            lengths in prop::collection::vec(0..20_usize, 0..20),
        ) {
            let bytes = bytes.as_bytes();
            prop_assert_eq!(read_in_pieces(bytes, &lengths), read_in_pieces(bytes, &[]));
        }

        #[test]
        fn no_bytes_panic_and_no_body_exceeds_the_limit(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..6)) {
            let mut reader = Reader::new(16, false);
            reader.push(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for piece in &pieces {
                reader.push(piece);
            }
            if let Some(response) = reader.finish() {
                prop_assert!(response.body.len() <= 16);
            }
        }
    }
}
