//! `check_docker_api` against peers that mean harm or make none of the sense they should: it ends in
//! time, in little memory, with the right state, and with words that are its own.

mod alerts;
mod answers;
mod cuts;
mod probe;
mod words;

#[path = "../support/mod.rs"]
mod support;
