//! The data channel: what a tunnel carries, sealed into packets and opened again.
//!
//! ```text
//! EchoRequest or OccMessage -> Framing -> DataChannel -> UDP or TCP
//! ```
//!
//! Nothing in here sends, waits or asks for a random number: keys, addresses, identifiers and
//! packets are handed in. The way back ends at [`EchoAnswer`] and [`OccMessage`]; what a tunnel is
//! worth that answers so is for the judge to say. Everything else that a server may send through a
//! tunnel is passed over. Ethernet (`dev tap`) is not known here.
//!
//! Layouts: OpenVPN `crypto.c`, `ssl.c`, `comp.h` and `occ.c` as of 2.6; RFC 791, 792, 4443, 8200.

mod channel;
mod cipher;
mod echo;
mod framing;
mod keys;
mod occ;
mod prf;
mod replay;

pub use channel::{DataChannel, OpenError, SealError};
pub use cipher::Cipher;
pub use echo::{Echo, EchoAnswer, EchoError, EchoRequest};
pub use framing::{Framing, FramingError, UnknownCompression};
pub use keys::{DataKeys, KeySources};
pub use occ::{KEEPALIVE, OccMessage, is_keepalive};
