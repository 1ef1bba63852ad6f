//! HTTP/1.1 as far as a probe needs it: one request in one write, one answer read to its end.
//!
//! No I/O. Not a general client, on purpose: a refusal may come as an alert in the middle of
//! anything, as `HTTP/1.0 400` without a single header, or as bytes that are no HTTP at all, and
//! each of these has to be told apart from the others.
//!
//! Message format: RFC 9112; the head is parsed by `httparse`.

mod body;
mod request;
mod response;

pub use request::{Request, basic};
pub use response::{Reader, Response};

/// Head of an answer, in bytes, at most.
pub const LONGEST_HEAD: usize = 64 * 1024;
