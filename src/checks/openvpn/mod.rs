//! `check_openvpn`: is this OpenVPN port alive and answering as a real client needs it to, and does
//! the way through its door lead anywhere?
//!
//! The way of the data through the rooms:
//!
//! ```text
//! config -> driver -> transport (sockets, timers)
//!   (profile)           -> session (reset, channel, TLS, visit) -> wrap -> packet, key
//!                            -> certificate (policy), login, tunnel
//!                     verdict -> judge -> Outcome
//! ```
//!
//! Sockets, timers and the clock are in [`driver`] and [`transport`] alone, files in [`config`]
//! alone. The other rooms do no I/O and ask no clock.

pub mod certificate;
pub mod config;
mod diagnosis;
pub mod driver;
pub mod judge;
pub mod key;
mod line;
pub mod login;
pub mod measures;
pub mod packet;
pub mod profile;
pub mod session;
pub mod stream;
pub mod transport;
pub mod tunnel;
pub mod verdict;
pub mod wrap;
