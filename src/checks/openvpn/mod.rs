//! `check_openvpn`: is this OpenVPN port alive and answering as a real client needs it to?

pub mod key;
pub mod packet;
pub mod session;
pub mod wrap;
