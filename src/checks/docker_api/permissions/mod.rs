//! The permission contract: what a filter before the Docker API lets through and what it keeps out,
//! in docker-socket-proxy's own words.
//!
//! A [`Contract`] turns into [`Probe`]s: requests that have no effect whoever answers them, each
//! with what is expected of it. Home-made filters are described by [`Rule`]s instead. Nothing here
//! sends anything or judges an answer; the random id is the caller's.
//!
//! Sections and rules: Tecnativa/docker-socket-proxy, `haproxy.cfg` and `Dockerfile`. Which requests
//! have no effect was measured on dockerd 20.10 and 29.7 and on Podman 4.3; `never` is the list of
//! those that have, and nothing gets past it.

mod contract;
mod env_file;
mod form;
mod never;
mod probe;
mod request;
mod rule;
mod section;
mod table;
mod value;

pub use contract::{Contract, ContractError, Warning};
pub use form::Form;
pub use never::Danger;
pub use probe::{Door, Expectation, Probe};
pub use request::{ApiVersion, Method, RandomId, Request};
pub use rule::{Rule, RuleError};
pub use section::Section;
