//! `check_openvpn` against peers that are written here: every reply a server, a stranger or a
//! forger can send, and the verdict it deserves.
//!
//! A peer is a thread with a script. It builds its replies with the crate's own codec, holding the
//! key the way a server holds it. Exit codes and the words that matter are compared.

mod addresses;
mod broken_stream;
mod demand;
mod flood;
mod hellos;
mod keys;
mod modes;
mod names;
mod oddities;
mod options;
mod own_responder;
mod peer;
mod plain;
mod probe;
mod signed;
mod stream;
mod tcp;
mod udp;
mod waiting;

#[path = "../support/mod.rs"]
mod support;
