//! Both plugins where something is broken: the line, the routes, the resolver, the server, the clock,
//! the machine that they run on. One cell of the matrix is one run under one fault, and every run is
//! held to the same: the right state, a line that says why, in time, nothing left behind.
//!
//! Wants root, for namespaces, raw sockets and other users; `make faults` runs it.
//!
//! | module | holds |
//! |---|---|
//! | [`cell`] | one run under one fault, and what every run is held to |
//! | [`doors`] | the servers, and command lines that are right for them |
//! | [`plugins`] | the plugins where every user may start them |
//! | [`road`] | client, router and server in a namespace each |
//!
//! | module | what is broken |
//! |---|---|
//! | [`loss`] | packets are lost, doubled, late and out of order |
//! | [`paths`] | routes reject, drop, or are too narrow |
//! | [`icmp`] | every ICMP message in answer to what is sent |
//! | [`names`] | the resolver hangs, lies, fails, or knows too much |
//! | [`stopped`] | the server is stopped by SIGSTOP at every step |
//! | [`clock`] | the clock is years off, or jumps |
//! | [`room`] | limits, outputs, files and rights of the process |

mod cell;
mod doors;
mod plugins;
mod road;

mod clock;
mod icmp;
mod loss;
mod names;
mod paths;
mod room;
mod stopped;

#[path = "../support/mod.rs"]
mod support;
