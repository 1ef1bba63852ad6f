//! Command lines of `check_docker_api` for a given server.

use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::path::Path;

use crate::support::docker::pki::{Client, Identity, PKI};
use crate::support::plugin::{self, Run};

/// A run to be.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// Without one, wherever the environment says.
    target: Option<String>,
    options: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    /// Keeps the files that the options name.
    identities: Vec<Identity>,
}

impl Check {
    pub fn of(target: &str) -> Self {
        Self {
            target: Some(target.to_owned()),
            ..Self::default()
        }
    }

    /// A TLS port, by the good client.
    pub fn good(address: SocketAddr) -> Self {
        Self::tls(address).by(&PKI.client(Client::Good))
    }

    /// A TLS port, by somebody who knows the right authority and has no certificate.
    pub fn outsider(address: SocketAddr) -> Self {
        let identity = PKI.client(Client::Good);
        Self::tls(address)
            .file("--tlscacert", &identity.ca())
            .keeping(&identity)
    }

    /// A TLS port, by nobody yet.
    pub fn tls(address: SocketAddr) -> Self {
        Self::of(&format!("https://{address}"))
    }

    pub fn plain(address: SocketAddr) -> Self {
        Self::of(&format!("tcp://{address}"))
    }

    pub fn socket(path: &Path) -> Self {
        Self::of(&format!("unix://{}", path.display()))
    }

    /// With certificate, key and authority of `identity`.
    pub fn by(self, identity: &Identity) -> Self {
        self.file("--cert-path", identity.cert_path())
            .keeping(identity)
    }

    /// `--refuse-cert` and its key.
    pub fn refusing(self, identity: &Identity) -> Self {
        self.file("--refuse-cert", &identity.certificate())
            .file("--refuse-key", &identity.key())
            .keeping(identity)
    }

    pub fn option(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.options.push(name.into());
        self.options.push(value.as_ref().to_owned());
        self
    }

    pub fn file(self, name: &str, path: &Path) -> Self {
        self.option(name, path)
    }

    pub fn options(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(OsString::from));
        self
    }

    pub fn environment(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name, value.as_ref().to_owned()));
        self
    }

    pub fn run(&self) -> Run {
        let mut arguments = self.options.clone();
        arguments.extend(self.target.as_ref().map(OsString::from));
        plugin::check_docker_api(&arguments, &self.environment)
    }

    fn keeping(mut self, identity: &Identity) -> Self {
        self.identities.push(identity.clone());
        self
    }
}
