//! `check_openvpn` behind the reset, against servers that mean harm, break off or make no sense, and
//! against strangers on the line: it ends in time, in little memory and with little work, in the
//! right state, and no such peer gets or prints a secret.
//!
//! A peer is a thread with a real socket around the server in memory of `support::door`, and
//! whatever is to go wrong is put between the two.

mod craft;
mod desk;
mod excess;
mod flood;
mod front;
mod junk;
mod manners;
mod meddling;
mod probe;
mod refused;
mod socket;
mod stops;
mod strangers;
mod words;

#[path = "../support/mod.rs"]
mod support;
