//! `check_docker_api`: who gets into this Docker API?
//!
//! The way of the data through the rooms:
//!
//! ```text
//! config (endpoint, credentials, permissions) -> plan -> driver -> transport (sockets, timers)
//!                     http, tls, old_tls <-> transport -> report -> evidence -> judge -> Outcome
//! ```
//!
//! All but the driver, the transport and the building of the configuration do no I/O and ask no
//! clock. Nothing that is ever sent has an effect on the engine: [`plan`] and [`permissions`] hold
//! every request.

pub mod config;
pub mod driver;
pub mod endpoint;
pub mod evidence;
pub mod http;
pub mod judge;
pub mod measures;
pub mod old_tls;
pub mod permissions;
pub mod plan;
pub mod report;
pub mod transport;
