//! TLS for every check that speaks it: alerts, credentials, certificates as facts and faults, revocation
//! lists, certificates that nobody should accept, and a client that keeps what it sees.
//!
//! Bytes in, values out: no file is opened here, no socket is asked, and the time is an argument.

mod alert;
mod der;
#[cfg(test)]
pub(crate) mod made;

pub mod certificate;
pub mod client;
pub mod credentials;
pub mod forge;
pub mod revocation;

pub use alert::alert_name;
