//! `check_openvpn` against real OpenVPN servers: what it says of good ones, and of every way in
//! which key, digest, direction or mode can be wrong; what it says of their certificates, of a
//! login and of the tunnel, over any line, and what it leaves behind.
//!
//! Exit codes and the words that matter are compared; whole texts are the business of the tests
//! of `judge` and of the recorded command lines.

mod answers;
mod authorities;
mod certificates;
mod diagnosis;
mod digests;
mod exits;
mod handshakes;
mod leaving;
mod lines;
mod logins;
mod manners;
mod pins;
mod probe;
mod profiles;
mod remotes;
mod trust;
mod tunnels;
mod verdict;
mod visit;
mod wrappings;

#[path = "../support/mod.rs"]
mod support;
