//! The profile of a client that fits a server, as one file with everything inline.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::OpenVpn;
use crate::support::pki::{Identity, PKI};
use crate::support::server_config::Transport;

/// What a client has and believes; by default a good certificate and the trusted authority.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Whom to trust, PEM; nobody without, for profiles with a fingerprint.
    pub ca: Option<String>,
    pub identity: Option<Identity>,
    /// User and password.
    pub login: Option<(&'static str, &'static str)>,
    /// Where to connect to if not to the server itself.
    pub remote: Option<SocketAddr>,
    /// The client's key for a server with tls-crypt-v2.
    pub tls_crypt_v2: Option<PathBuf>,
    /// Whether the wrapping of the server is left out, as in somebody else's profile.
    pub unwrapped: bool,
    /// Further lines, such as `remote-cert-tls server`.
    pub extra: Vec<String>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            ca: Some(PKI.ca()),
            identity: Some(PKI.client()),
            login: None,
            remote: None,
            tls_crypt_v2: None,
            unwrapped: false,
            extra: Vec::new(),
        }
    }
}

impl Profile {
    pub fn text(&self, server: &OpenVpn) -> String {
        let config = server.config();
        let remote = self.remote.unwrap_or(server.address());
        let protocol = match (config.transport, remote) {
            (Transport::Udp, SocketAddr::V4(_)) => "udp4",
            (Transport::Udp, SocketAddr::V6(_)) => "udp6",
            (Transport::Tcp, SocketAddr::V4(_)) => "tcp4-client",
            (Transport::Tcp, SocketAddr::V6(_)) => "tcp6-client",
        };
        let mut text = format!(
            "client\ndev {}\nremote {} {} {protocol}\nnobind\nverb 3\n",
            config.device_type(),
            remote.ip(),
            remote.port(),
        );
        for (option, value) in [
            ("data-ciphers", config.data_ciphers),
            ("cipher", config.cipher),
        ] {
            if let Some(value) = value {
                text += &format!("{option} {value}\n");
            }
        }
        for line in &self.extra {
            text += line;
            text += "\n";
        }
        if let Some(ca) = &self.ca {
            text += &inline("ca", ca);
        }
        if let Some(identity) = &self.identity {
            text += &inline("cert", &identity.chain);
            text += &inline("key", &identity.key);
        }
        if let Some((user, password)) = self.login {
            text += &inline("auth-user-pass", &format!("{user}\n{password}\n"));
        }
        if !self.unwrapped {
            text += &config.wrapping.client_text(self.tls_crypt_v2.as_deref());
        }
        text
    }
}

fn inline(tag: &str, text: &str) -> String {
    format!("<{tag}>\n{text}</{tag}>\n")
}
