//! What a visit is to do.

use std::net::IpAddr;

use super::super::super::config::Transport;
use super::super::super::key::Direction;
use super::super::super::login::Credentials;
use super::super::super::tunnel::{Cipher, Framing};
use super::super::tls;
use super::Stage;

/// How far to go, and with what.
pub struct Plan {
    /// The stage to come to.
    pub stage: Stage,
    /// How to shake hands.
    pub tls: tls::Terms,
    /// User name and password.
    pub credentials: Option<Credentials>,
    /// What carries the packets, as the server is told.
    pub transport: Transport,
    /// Our direction of a `tls-auth` key, as the server is told.
    pub tls_auth: Option<Direction>,
    /// Whether the tunnel carries Ethernet instead of IP.
    pub is_tap: bool,
    /// The ciphers of the tunnel that the server is offered, the preferred one first.
    pub ciphers: Vec<Cipher>,
    /// The cipher of the tunnel where the server pushes none.
    pub cipher: Option<String>,
    /// What compression puts before a packet of the tunnel's where the server pushes nothing else.
    pub framing: Framing,
    /// Whom to ping through the tunnel, and how.
    pub ping: Ping,
}

/// Whom to ping through the tunnel, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ping {
    /// Whom; the gateway that the server pushes where nobody is named.
    pub target: Option<IpAddr>,
    /// Bytes of a second echo request, its IP header included.
    pub size: Option<u16>,
    /// Whether an echo is asked for, so that nothing else will do.
    pub is_demanded: bool,
}
