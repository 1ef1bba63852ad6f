//! What passes between us and one server, packet by packet.
//!
//! Sans-IO throughout: session ids, times and the clock are arguments, packets go in and out.
//!
//! | module | holds |
//! |---|---|
//! | [`reset`] | the first round trip: hellos, and what their replies prove |
//! | [`channel`] | behind it, a stream each way over packets that may be lost |
//! | [`tls`] | TLS over that stream, with OpenVPN's view of certificates |
//! | [`visit`] | all of it together: handshake, login, tunnel, and the way out |

mod describe;
mod fault;
mod opening;

pub mod channel;
pub mod reset;
pub mod tls;
pub mod visit;

pub use fault::Fault;
pub use opening::Opening;
pub use reset::{Answer, Conclusion, Kind, Progress, Proof, Schedule, Session, Validation};

/// No packet of OpenVPN's comes near this many bytes.
pub const LONGEST_PACKET: usize = 2047;
