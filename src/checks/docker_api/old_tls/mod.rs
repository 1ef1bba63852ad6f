//! Does a server still speak TLS that nobody should: SSL 3.0, TLS 1.0, TLS 1.1, the weakest suites
//! of TLS 1.2, or TLS 1.2 at all?
//!
//! A [`hello()`] of hand offers exactly one such thing, so that neither a library nor this machine's
//! policy decides; the [`Reader`] takes the first words of the answer, which are in clear. The
//! handshake is never finished and nothing secret is involved. No sockets, no clock; the random
//! bytes are the caller's.
//!
//! Records, hellos and alerts: RFC 6101, RFC 2246, RFC 4346, RFC 5246; names: the IANA registry
//! "TLS Parameters".

mod answer;
mod hello;
mod names;
mod offer;
mod reader;
mod record;

pub use answer::Answer;
pub use hello::hello;
pub use names::{suite_name, version_name};
pub use offer::Offer;
pub use reader::Reader;
