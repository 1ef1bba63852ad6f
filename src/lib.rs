//! Nagios and Icinga plugins for the guarded doors of a network.
//!
//! # The rooms
//!
//! | room | holds |
//! |---|---|
//! | [`cli`] | command lines: clap structs, options that all checks share, usage errors |
//! | [`checks`] | one folder a check: its protocol, its driver and its judgement |
//! | [`files`] | what an administrator names, read within bounds |
//! | [`net`] | names, addresses, sockets |
//! | [`outcome`] | the shared result and exit-code module: findings, metrics, ranges, sanitiser |
//! | [`tls`] | credentials, certificates as facts and faults, a client that keeps what it sees |
//! | [`run`] | runtime, deadline, watchdog, panics, one write and the exit code |
//!
//! # The way of the data through a run
//!
//! ```text
//! cli -> config -> driver -> session -> verdict -> judge -> outcome -> stdout
//! ```
//!
//! It flows one way. Protocol and judgement do no I/O and ask no clock; sockets, files and timers
//! are the business of drivers, transports and configurations alone.

#![deny(missing_docs, unsafe_code)]
// What comes from the network or the user must not be able to panic; `expect` states a proof.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::panic))]

pub mod checks;
pub mod cli;
pub mod files;
pub mod net;
pub mod outcome;
pub mod run;
pub mod tls;
