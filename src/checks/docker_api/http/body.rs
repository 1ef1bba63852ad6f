//! Where the body of an answer ends (RFC 9112, section 6.3).

use httparse::Status;

use super::Response;

/// The size of a chunk and its extensions, in bytes.
const LONGEST_CHUNK_LINE: usize = 256;

/// How the end of a body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// There is none.
    Empty,
    /// After so many bytes.
    Length(usize),
    /// After the last chunk.
    Chunked,
    /// With the end of the stream.
    ToEnd,
}

impl Framing {
    pub(super) fn of(response: &Response, to_head: bool) -> Self {
        let chunked = response
            .header("transfer-encoding")
            .is_some_and(|value| value.to_ascii_lowercase().ends_with("chunked"));
        let length = response.header("content-length").map(str::parse);
        match (response.status, length) {
            _ if to_head => Self::Empty,
            (101 | 204 | 304, _) => Self::Empty,
            _ if chunked => Self::Chunked,
            (_, Some(Ok(length))) => Self::Length(length),
            (_, Some(Err(_)) | None) => Self::ToEnd,
        }
    }
}

/// A body being read.
pub(super) struct Body {
    framing: Framing,
    most: usize,
    kept: Vec<u8>,
    /// For chunks: what is not decoded yet.
    pending: Vec<u8>,
    /// Bytes of the current chunk, its line end included, that are still to come.
    in_chunk: u64,
    whole: bool,
    broken: bool,
}

impl Body {
    pub(super) fn new(framing: Framing, most: usize) -> Self {
        let whole = matches!(framing, Framing::Empty | Framing::Length(0));
        let (kept, pending) = (Vec::new(), Vec::new());
        Self {
            framing,
            most,
            kept,
            pending,
            in_chunk: 0,
            whole,
            broken: false,
        }
    }

    /// Takes in what was read; true once nothing more is wanted.
    pub(super) fn push(&mut self, piece: &[u8]) -> bool {
        if self.is_done() {
            return true;
        }
        match self.framing {
            Framing::Empty => {}
            Framing::Length(length) => {
                self.keep(&piece[..piece.len().min(length - self.kept.len())]);
                self.whole = self.kept.len() == length;
            }
            Framing::ToEnd => self.keep(piece),
            Framing::Chunked => {
                self.pending.extend(piece);
                let pending = std::mem::take(&mut self.pending);
                let used = self.dechunk(&pending);
                self.pending = pending[used..].to_vec();
            }
        }
        self.is_done()
    }

    pub(super) fn is_done(&self) -> bool {
        self.whole || self.broken || self.kept.len() >= self.most
    }

    /// What was kept, and whether that is all of it, now that the stream has ended.
    pub(super) fn finish(self) -> (Vec<u8>, bool) {
        let to_the_end = self.framing == Framing::ToEnd && self.kept.len() < self.most;
        (self.kept, self.whole || to_the_end)
    }

    fn keep(&mut self, piece: &[u8]) {
        let room = self.most - self.kept.len();
        self.kept.extend(&piece[..piece.len().min(room)]);
    }

    /// Decodes as many chunks as there are and tells how many bytes they took.
    fn dechunk(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() && !self.is_done() {
            let rest = &bytes[at..];
            if self.in_chunk > 0 {
                // The last two bytes of what is to come are the line end.
                let data = usize::try_from(self.in_chunk.saturating_sub(2)).unwrap_or(usize::MAX);
                self.keep(&rest[..data.min(rest.len())]);
                let taken = usize::try_from(self.in_chunk)
                    .unwrap_or(usize::MAX)
                    .min(rest.len());
                self.in_chunk -= taken as u64;
                at += taken;
                continue;
            }
            match httparse::parse_chunk_size(rest) {
                // Too long is too long, in how many pieces it may come.
                Ok(Status::Complete((start, _))) if start > LONGEST_CHUNK_LINE => {
                    self.broken = true;
                }
                Ok(Status::Complete((_, 0))) => self.whole = true,
                Ok(Status::Complete((start, size))) => {
                    at += start;
                    self.in_chunk = size.saturating_add(2);
                }
                Ok(Status::Partial) if rest.len() < LONGEST_CHUNK_LINE => return at,
                Ok(Status::Partial) | Err(_) => self.broken = true,
            }
        }
        at
    }
}
