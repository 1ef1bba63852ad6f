//! The harness itself: servers, certificates, scripts and lines are what they are said to be. A
//! failure here is no fault of the plugin.
//!
//! From the handshake on it is OpenVPN's own client that tells.

mod bare;
mod certificates;
mod lines;
mod logins;
mod sessions;

#[path = "../support/mod.rs"]
mod support;
