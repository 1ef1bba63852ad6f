//! The configuration of an OpenVPN server as a struct, and as the text that OpenVPN reads.
//!
//! Options: the manual of OpenVPN 2.6.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use super::openvpn::OpenVpn;
use super::pki::PKI;

/// The file that names the others.
pub const SERVER_CONF: &str = "server.conf";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Udp,
    Tcp,
}

/// What a client may do that does not support the stateless cookie.
#[derive(Clone, Copy, Debug)]
pub enum Cookie {
    Force,
    AllowNone,
}

/// How control packets are wrapped, from the server's side.
#[derive(Clone, Debug)]
pub enum Wrapping {
    Plain,
    TlsAuth {
        key: PathBuf,
        /// The server's own direction; a client has the other one.
        direction: Option<u8>,
        digest: &'static str,
    },
    TlsCrypt {
        key: PathBuf,
    },
    TlsCryptV2 {
        server_key: PathBuf,
        cookie: Cookie,
    },
}

/// A server to be.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    pub transport: Transport,
    pub address: IpAddr,
    pub wrapping: Wrapping,
    pub verb: u8,
    pub max_clients: Option<u32>,
    /// Hellos answered within so many seconds, by default more than any test sends.
    pub connect_freq_initial: (u32, u32),
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            transport: Transport::Udp,
            address: Ipv4Addr::LOCALHOST.into(),
            wrapping: Wrapping::Plain,
            verb: 3,
            max_clients: None,
            connect_freq_initial: (100_000, 10),
        }
    }
}

impl ServerConfig {
    /// Starts the server and comes back once it is ready.
    ///
    /// # Panics
    /// When `openvpn` is missing or does not start; its log is part of the message.
    pub fn start(&self) -> OpenVpn {
        OpenVpn::start(self)
    }

    /// Every file that the server reads from its folder, with its text.
    pub fn files(&self, port: u16) -> [(&'static str, String); 4] {
        [
            ("ca.pem", PKI.ca.clone()),
            ("server.pem", PKI.server_certificate.clone()),
            ("server.key", PKI.server_key.clone()),
            (SERVER_CONF, self.text(port)),
        ]
    }

    fn text(&self, port: u16) -> String {
        let proto = match (self.transport, self.address) {
            (Transport::Udp, IpAddr::V4(_)) => "udp4",
            (Transport::Udp, IpAddr::V6(_)) => "udp6",
            (Transport::Tcp, IpAddr::V4(_)) => "tcp4-server",
            (Transport::Tcp, IpAddr::V6(_)) => "tcp6-server",
        };
        let (hellos, seconds) = self.connect_freq_initial;
        let mut text = format!(
            "mode server\ntls-server\ndev tun\ndisable-dco\n\
             proto {proto}\nlocal {}\nport {port}\n\
             ca ca.pem\ncert server.pem\nkey server.key\ndh none\n\
             verb {}\nconnect-freq-initial {hellos} {seconds}\n",
            self.address, self.verb,
        );
        if let Some(clients) = self.max_clients {
            text += &format!("max-clients {clients}\n");
        }
        text + &self.wrapping.text()
    }
}

impl Wrapping {
    fn text(&self) -> String {
        match self {
            Self::Plain => String::new(),
            Self::TlsAuth {
                key,
                direction,
                digest,
            } => {
                let direction = direction.map_or(String::new(), |side| side.to_string());
                format!(
                    "tls-auth \"{}\" {direction}\nauth {digest}\n",
                    key.display()
                )
            }
            Self::TlsCrypt { key } => format!("tls-crypt \"{}\"\n", key.display()),
            Self::TlsCryptV2 { server_key, cookie } => {
                let cookie = match cookie {
                    Cookie::Force => "force-cookie",
                    Cookie::AllowNone => "allow-noncookie",
                };
                format!("tls-crypt-v2 \"{}\" {cookie}\n", server_key.display())
            }
        }
    }
}
