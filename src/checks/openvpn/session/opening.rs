//! What the first round trip settles between the two sides.

use super::super::packet::SessionId;
use super::super::wrap::ReplayId;

/// An answered hello, from which everything later goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The session that was answered, ours.
    pub session_id: SessionId,
    /// The session that answered.
    pub peer: SessionId,
    /// The replay id of the hello that was answered.
    pub replay: ReplayId,
    /// Whether the server forgot our tls-crypt-v2 key and wants it again.
    pub resend_wrapped_key: bool,
}
