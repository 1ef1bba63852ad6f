//! The plugins in a real Icinga 2, of Debian's packages and as its user `nagios`: the shipped check
//! commands and rules, results by its REST API, performance data as it is written out, and a
//! satellite that runs the plugin for its master.
//!
//! Wants root, for that user and for namespaces; `make engines` runs it.
//!
//! | module | holds |
//! |---|---|
//! | [`node`], [`tree`] | a running Icinga 2: its start and its end; its folder |
//! | [`api`], [`result`] | what it is asked, and the result of a check |
//! | [`perfdata`] | what is left for graphers |
//! | [`nagios`] | the user, and the files that it may read |
//! | [`config`] | texts of configuration: the shipped ones, Icinga's own, ours |

mod api;
mod config;
mod nagios;
mod node;
mod perfdata;
mod result;
mod tree;

mod docker;
mod openvpn;
mod rules;
mod satellite;
mod secrets;
mod shipped;
mod timeouts;
mod variables;

#[path = "../support/mod.rs"]
mod support;
