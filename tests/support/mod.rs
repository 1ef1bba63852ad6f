//! What the tests share: real OpenVPN servers and Docker APIs, their keys and certificates, and the
//! plugins' runs.
//!
//! Every test file is a crate of its own and takes what it needs from here.
#![allow(dead_code, unused_imports, reason = "no test file uses all of it")]

pub mod bad_line;
pub mod docker;
pub mod door;
pub mod halt;
pub mod keys;
pub mod namespace;
pub mod openvpn;
pub mod pipes;
pub mod pki;
pub mod plugin;
pub mod programs;
pub mod raw;
pub mod resolver;
pub mod server_config;
pub mod watched;
