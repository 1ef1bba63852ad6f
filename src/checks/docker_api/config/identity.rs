//! Which certificate files are meant, and what is in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use crate::cli::docker_api::Arguments;
use crate::files::{FileError, read};
use crate::tls::client::roots_of;
use crate::tls::credentials::{self, Identity};

use super::super::endpoint::Endpoint;
use super::ConfigError;

/// Paths of the three files, where they are known.
#[derive(Default)]
pub(super) struct Paths {
    pub(super) ca: Option<PathBuf>,
    pub(super) cert: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

impl Paths {
    /// Options outrank the folder that an option names, that outranks what the context brings, and
    /// that the folder of the environment.
    ///
    /// A folder that somebody named has to hold what it is named for: no certificate at all would
    /// turn a check of the right client into one of an outsider, without a word.
    pub(super) fn of(arguments: &Arguments, endpoint: &Endpoint) -> Result<Self, ConfigError> {
        let mut paths = Self::default();
        if let Some(folder) = &arguments.cert_path {
            paths = Self::in_folder(folder);
        } else if !endpoint.context_tls.is_empty() {
            let tls = &endpoint.context_tls;
            (paths.ca, paths.cert, paths.key) = (tls.ca.clone(), tls.cert.clone(), tls.key.clone());
        } else if let Some(folder) = &endpoint.cert_dir {
            let found = Self::in_folder(folder).only_existing();
            let is_named =
                std::env::var_os("DOCKER_CERT_PATH").is_some_and(|path| !path.is_empty());
            match found.is_empty() && is_named {
                true => {
                    return Err(ConfigError::Contradiction(format!(
                        "DOCKER_CERT_PATH {} holds none of ca.pem, cert.pem and key.pem",
                        folder.display()
                    )));
                }
                false => paths = found,
            }
        }
        paths.ca = arguments.tlscacert.clone().or(paths.ca);
        if arguments.tlscert.is_some() {
            (paths.cert, paths.key) = (arguments.tlscert.clone(), arguments.tlskey.clone());
        }
        Ok(paths)
    }

    fn in_folder(folder: &Path) -> Self {
        let file = |name| Some(folder.join(name));
        Self {
            ca: file("ca.pem"),
            cert: file("cert.pem"),
            key: file("key.pem"),
        }
    }

    fn only_existing(self) -> Self {
        let there = |path: Option<PathBuf>| path.filter(|path| path.exists());
        Self {
            ca: there(self.ca),
            cert: there(self.cert),
            key: there(self.key),
        }
    }

    fn is_empty(&self) -> bool {
        self.ca.is_none() && self.cert.is_none() && self.key.is_none()
    }

    /// The identity that the files make, if there are any.
    pub(super) fn identity(&self) -> Result<Option<Identity>, ConfigError> {
        match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => identity(cert, key).map(Some),
            (None, None) => Ok(None),
            (Some(one), None) => Err(ConfigError::Contradiction(format!(
                "{} is a certificate without its key beside it",
                one.display()
            ))),
            (None, Some(one)) => Err(ConfigError::Contradiction(format!(
                "{} is a key without its certificate beside it",
                one.display()
            ))),
        }
    }

    /// The CA certificates: of the file, or else the system's.
    pub(super) fn trust(&self) -> Result<Trust, ConfigError> {
        let Some(path) = &self.ca else {
            return Ok((system_roots()?, None));
        };
        let text = read(path).map_err(|error| ConfigError::File(path.clone(), error))?;
        let anchors = credentials::certificates(&text)
            .map_err(|error| ConfigError::Credential(path.clone(), error))?;
        let roots = roots_of(&anchors);
        match roots.is_empty() {
            true => Err(ConfigError::NoAnchor(path.clone())),
            false => Ok((roots, Some(anchors))),
        }
    }
}

type Trust = (Arc<RootCertStore>, Option<Vec<CertificateDer<'static>>>);

/// The identity of two files.
pub(super) fn identity(cert: &Path, key: &Path) -> Result<Identity, ConfigError> {
    let bytes =
        |path: &Path| read(path).map_err(|error: FileError| ConfigError::File(path.into(), error));
    let (cert_text, key_text) = (bytes(cert)?, bytes(key)?);
    // Which of the two files is at fault is told by reading each for itself.
    credentials::certificates(&cert_text)
        .map_err(|error| ConfigError::Credential(cert.into(), error))?;
    credentials::identity(&cert_text, &key_text)
        .map_err(|error| ConfigError::Credential(key.into(), error))
}

fn system_roots() -> Result<Arc<RootCertStore>, ConfigError> {
    let found = rustls_native_certs::load_native_certs();
    let roots = roots_of(&found.certs);
    match (roots.is_empty(), found.errors.first()) {
        (false, _) => Ok(roots),
        (true, Some(error)) => Err(ConfigError::NoSystemRoots(error.to_string())),
        (true, None) => Err(ConfigError::NoSystemRoots("none found".into())),
    }
}
