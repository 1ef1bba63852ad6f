//! What a visitor goes by at a server's certificate: files that end with the value, and options.

use std::fs;
use std::net::SocketAddr;

use tempfile::TempDir;

use crate::probe::Client;
use crate::support::openvpn::OpenVpn;
use crate::support::pki::{Identity, Leaf, PKI};
use crate::support::plugin::Run;
use crate::support::server_config::{ServerConfig, Transport};

/// What is believed of certificates, by default what the trusted authority has issued.
#[derive(Clone, Debug)]
pub struct Trust {
    /// `--ca`, PEM.
    pub ca: Option<String>,
    /// `--crl`, PEM.
    pub crl: Option<String>,
    /// Further options.
    pub options: Vec<String>,
}

impl Default for Trust {
    fn default() -> Self {
        Self {
            ca: Some(PKI.ca()),
            crl: None,
            options: Vec::new(),
        }
    }
}

impl Trust {
    /// The trusted authority, and options besides.
    pub fn with(options: &[&str]) -> Self {
        let options = options.iter().map(ToString::to_string).collect();
        Self {
            options,
            ..Self::default()
        }
    }

    /// The root above a certificate, whoever that is.
    pub fn in_root_of(identity: &Identity, options: &[&str]) -> Self {
        Self {
            ca: Some(identity.root.clone()),
            ..Self::with(options)
        }
    }

    /// Visits a plain server as far as its certificate.
    pub fn visit(&self, server: &OpenVpn) -> Run {
        self.visit_as(&Client::Plain, server, &[])
    }

    /// Visits a server as far as its certificate.
    pub fn visit_as(&self, client: &Client, server: &OpenVpn, options: &[&str]) -> Run {
        let transport = server.config().transport;
        self.visit_at(client, server.address(), transport, options)
    }

    /// Visits whatever is at `address`, such as a line to a server.
    pub fn visit_at(
        &self,
        client: &Client,
        address: SocketAddr,
        transport: Transport,
        options: &[&str],
    ) -> Run {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut words = vec!["--stage".to_owned(), "certificate".to_owned()];
        for (option, content) in [("--ca", &self.ca), ("--crl", &self.crl)] {
            if let Some(content) = content {
                words.extend([option.to_owned(), file(&folder, option, content)]);
            }
        }
        words.extend(self.options.iter().cloned());
        words.extend(options.iter().map(ToString::to_string));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        client.probe_at(address, transport, &words)
    }
}

/// A plain server with such a certificate.
pub fn server_with(leaf: &Leaf) -> OpenVpn {
    server_of(PKI.issue(leaf))
}

/// A plain server with this certificate.
pub fn server_of(certificate: Identity) -> OpenVpn {
    ServerConfig {
        certificate,
        ..ServerConfig::default()
    }
    .start()
}

/// What a run has measured under a label.
pub fn metric(run: &Run, label: &str) -> Option<f64> {
    let (_, behind) = run.first_line().split_once(&format!("'{label}'="))?;
    let end = behind.find(|c: char| c != '.' && c != '-' && !c.is_ascii_digit())?;
    behind[..end].parse().ok()
}

fn file(folder: &TempDir, option: &str, content: &str) -> String {
    let path = folder.path().join(option.trim_start_matches('-'));
    fs::write(&path, content).expect("a file can be written");
    path.display().to_string()
}
