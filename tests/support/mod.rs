//! What the tests share: real OpenVPN servers, their keys and certificates, and the plugin's runs.
//!
//! Every test file is a crate of its own and takes what it needs from here.
#![allow(dead_code, reason = "no test file uses all of it")]

pub mod keys;
pub mod openvpn;
pub mod pki;
pub mod plugin;
pub mod programs;
pub mod raw;
pub mod server_config;
