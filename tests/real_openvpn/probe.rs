//! Command lines of `check_openvpn` for a given server.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::support::openvpn::OpenVpn;
use crate::support::plugin::{self, Run};
use crate::support::server_config::Transport;

/// Time for a probe that will not be answered: long enough for a second hello.
pub const SHORT: &str = "2";

/// The client's side of a wrapping, right or wrong.
#[derive(Clone, Debug)]
pub enum Client {
    Plain,
    TlsAuth {
        key: PathBuf,
        direction: Option<u8>,
        digest: &'static str,
    },
    TlsCrypt(PathBuf),
    TlsCryptV2(PathBuf),
}

impl Client {
    /// Probes `server`; `options` come before the address.
    pub fn probe(&self, server: &OpenVpn, transport: Transport, options: &[&str]) -> Run {
        self.probe_at(server.address(), transport, options)
    }

    /// Probes whatever is at `address`, such as a line to a server.
    pub fn probe_at(&self, address: SocketAddr, transport: Transport, options: &[&str]) -> Run {
        let mut arguments = vec!["-p".to_owned(), address.port().to_string()];
        if transport == Transport::Tcp {
            arguments.push("--tcp".to_owned());
        }
        arguments.extend(self.options());
        arguments.extend(options.iter().map(ToString::to_string));
        arguments.push(address.ip().to_string());
        plugin::check_openvpn(&arguments)
    }

    pub fn options(&self) -> Vec<String> {
        match self {
            Self::Plain => vec![],
            Self::TlsAuth {
                key,
                direction,
                digest,
            } => {
                let direction = direction.map_or("none".to_owned(), |side| side.to_string());
                let digest = (*digest).to_owned();
                [
                    option("--tls-auth", key),
                    vec!["--key-direction".to_owned(), direction],
                    vec!["--digest".to_owned(), digest],
                ]
                .concat()
            }
            Self::TlsCrypt(key) => option("--tls-crypt", key),
            Self::TlsCryptV2(key) => option("--tls-crypt-v2", key),
        }
    }
}

fn option(name: &str, file: &std::path::Path) -> Vec<String> {
    vec![name.to_owned(), file.display().to_string()]
}
