//! `check_openvpn` against real OpenVPN servers: what it says of good ones, and of every way in
//! which key, digest, direction or mode can be wrong.
//!
//! Exit codes and the words that matter are compared; whole texts are the business of the tests
//! of `judge` and of the recorded command lines.

mod digests;
mod manners;
mod probe;
mod verdict;
mod wrappings;

#[path = "../support/mod.rs"]
mod support;
