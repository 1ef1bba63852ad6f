//! What is said inside TLS: the key message of either side, control messages, pushed options.
//!
//! Bytes in, values out, and the other way round. No clock, no sockets, no source of random
//! numbers, and no opinion on what an answer is worth. Texts of the server are handed on as they
//! came, bounded in length only.
//!
//! Formats: OpenVPN `ssl.c`, `push.c`, `options_util.c`, `auth_token.c` and
//! `doc/management-notes.txt`, as of 2.6.

pub mod credentials;
pub mod exchange;
pub mod messages;
pub mod peer_info;
pub mod push;

pub use credentials::{Credentials, CredentialsError};
pub use exchange::{ExchangeError, KeyMessage, PreMaster, Randoms, ServerKeyMessage};
pub use messages::{Advance, AuthFailure, Challenge, Info, Message, MessageError, MessageReader};
pub use peer_info::{OptionsString, peer_info};
pub use push::{PushAssembly, PushError, PushReply, Pushed};
