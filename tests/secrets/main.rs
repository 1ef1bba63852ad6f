//! Keys and passwords after their last use: not in the output at any verbosity, not in the memory of
//! the process, not to be had by anybody else while it runs. Wants root, which alone reads the
//! memory of such a process, and real OpenVPN servers.
//!
//! `GATEWATCH_BINARIES` names a folder with another build of the plugins, such as the release.

mod arguments;
mod docker;
mod exposed;
mod frozen;
mod needles;
mod openvpn;
mod papers;
mod plugin;
mod traces;

#[path = "../support/mod.rs"]
mod support;
