//! `check_openvpn`: is this OpenVPN port alive and answering as a real client needs it to?
//!
//! The way of the data through the rooms:
//!
//! ```text
//! config -> driver -> transport (sockets, timers)
//!                       -> session (hellos, replies) -> wrap (signatures) -> packet, key
//!                     verdict -> judge -> Outcome
//! ```
//!
//! [`packet`], [`key`], [`wrap`], [`session`], [`stream`] and [`judge`] do no I/O and ask no clock.

pub mod certificate;
pub mod config;
pub mod driver;
pub mod judge;
pub mod key;
pub mod login;
pub mod packet;
pub mod profile;
pub mod session;
pub mod stream;
pub mod transport;
pub mod tunnel;
pub mod verdict;
pub mod wrap;
