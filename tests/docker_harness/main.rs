//! The Docker half of the harness: every kind of server starts, and says to the right client and
//! to the wrong ones what such a server is known to say. A failure here is no fault of the plugin.

mod certificates;
mod engine;
mod fake;
mod fronts;
mod holes;
mod plugins;
mod sections;

#[path = "../support/mod.rs"]
mod support;
