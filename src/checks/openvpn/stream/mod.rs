//! Packets on a byte stream, and the other protocols that may be met on one.
//!
//! Pure: bytes in, packets or names out.

mod frame;
mod speaker;

pub use frame::{BadLength, Deframer, LONGEST_PACKET, frame};
pub use speaker::Speaker;
