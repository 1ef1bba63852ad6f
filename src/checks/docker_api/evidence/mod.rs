//! What an exchange proves: who answered, whether the engine was reached, and if not, who refused
//! and why.
//!
//! Facts: answers of dockerd 20.10 and 29, nginx, haproxy, Caddy and Podman as measured; alert
//! numbers of RFC 8446, section 6, and RFC 5246, section 7.2.

mod access;
mod alert;
mod speaker;

pub use access::{Access, access};
pub use alert::alert;
pub use speaker::{Speaker, reached_engine, speaker};
