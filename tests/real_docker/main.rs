//! `check_docker_api` against real engines and the fronts that people put before them: what it
//! says of good ones, and of every way in which a door can be open, shut or broken.
//!
//! Exit codes and the words that matter are compared; whole texts are the business of the tests
//! of `judge`.

mod authz;
mod certificates;
mod check;
mod clients;
mod engines;
mod environment;
mod fronts;
mod holes;
mod keys;
mod manners;
mod names;
mod options;
mod proxy;
mod secrets;
mod sockets;
mod verdict;

#[path = "../support/mod.rs"]
mod support;
