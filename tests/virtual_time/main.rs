//! A visit from its first hello to its farewell, against a server in memory, over a line that loses,
//! doubles and reorders. Time is invented: nothing sleeps, and nothing depends on this machine.
//!
//! | module | holds |
//! |---|---|
//! | [`dice`] | numbers from a seed |
//! | [`line`] | the line between the two |
//! | [`client`] | hellos and a visit as one thing |
//! | [`watch`] | what has to be true of every packet that the client sends |
//! | [`cut`] | connections that the server or the network ends |
//! | [`cases`] | servers and visits by seed, and what has to come of them |
//! | [`tunnel`] | what comes back through a tunnel, and when |
//! | [`run`] | one of them to its end |

mod cases;
mod client;
mod cut;
mod dice;
mod doors;
mod ends;
mod line;
mod run;
mod seeds;
mod tunnel;
mod watch;

#[path = "../support/mod.rs"]
mod support;
