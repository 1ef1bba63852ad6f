//! The docker CLI's own files: the current context of `config.json` and the context store.
//!
//! A context is a folder named by the SHA-256 of the context's name: `contexts/meta/HASH/meta.json`
//! says where its engine is, `contexts/tls/HASH/docker` holds its certificates. Certificates are
//! looked for here and not into.
//!
//! Layout: docker CLI 28.2.2 (`cli/context/store`), measured.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{EndpointError, Files};

/// A context as its files describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Context {
    /// `Endpoints.docker.Host`, not empty.
    pub host: String,
    /// `Endpoints.docker.SkipTLSVerify`.
    pub skip_tls_verify: bool,
    /// The certificates that lie beside it.
    pub tls: ContextTls,
}

/// The certificate files of a context that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextTls {
    /// `ca.pem`.
    pub ca: Option<PathBuf>,
    /// `cert.pem`.
    pub cert: Option<PathBuf>,
    /// `key.pem`.
    pub key: Option<PathBuf>,
}

impl ContextTls {
    /// Whether the context brings no certificates.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Deserialize)]
struct Config {
    #[serde(rename = "currentContext", default)]
    current_context: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "Endpoints", default)]
    endpoints: BTreeMap<String, EndpointMeta>,
}

#[derive(Deserialize)]
struct EndpointMeta {
    #[serde(rename = "Host", default)]
    host: Option<String>,
    #[serde(rename = "SkipTLSVerify", default)]
    skip_tls_verify: bool,
}

/// The current context by `config.json`; none where the file or the entry is not there or empty.
pub(super) fn current_context(
    files: &dyn Files,
    folder: &Path,
) -> Result<Option<String>, EndpointError> {
    let config: Option<Config> = json(files, &folder.join("config.json"))?;
    let name = config.and_then(|config| config.current_context);
    Ok(name.filter(|name| !name.is_empty()))
}

/// Reads a context from the store.
pub(super) fn context(
    files: &dyn Files,
    folder: &Path,
    name: &str,
) -> Result<Context, EndpointError> {
    let store = folder.join("contexts");
    let path = store.join("meta").join(hash(name)).join("meta.json");
    let named = |path| (name.to_owned(), path);
    let Some(meta) = json::<Meta>(files, &path)? else {
        let (name, path) = named(path);
        return Err(EndpointError::MissingContext { name, path });
    };
    let endpoint = meta.endpoints.get("docker");
    let host = endpoint.and_then(|endpoint| endpoint.host.as_deref().map(str::trim));
    let Some(host) = host.filter(|host| !host.is_empty()) else {
        let (name, path) = named(path);
        return Err(EndpointError::ContextWithoutHost { name, path });
    };
    let tls = store.join("tls").join(hash(name)).join("docker");
    Ok(Context {
        host: host.to_owned(),
        skip_tls_verify: endpoint.is_some_and(|endpoint| endpoint.skip_tls_verify),
        tls: ContextTls {
            ca: present(files, tls.join("ca.pem"))?,
            cert: present(files, tls.join("cert.pem"))?,
            key: present(files, tls.join("key.pem"))?,
        },
    })
}

/// The folder's name for a context: SHA-256 in hexadecimal.
fn hash(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads JSON from a file, if the file is there.
fn json<Value: DeserializeOwned>(
    files: &dyn Files,
    path: &Path,
) -> Result<Option<Value>, EndpointError> {
    let bytes = match files.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EndpointError::Unreadable(path.to_owned(), error)),
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| EndpointError::BrokenJson(path.to_owned(), error.to_string()))
}

/// The path, if there is a file that can be read.
fn present(files: &dyn Files, path: PathBuf) -> Result<Option<PathBuf>, EndpointError> {
    match files.read(&path).map(Zeroizing::new) {
        Ok(_) => Ok(Some(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(EndpointError::Unreadable(path, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_named_by_the_hash_of_its_name() {
        assert_eq!(
            hash("missing"),
            "ffa63583dfa6706b87d284b86b0d693a161e4840aad2c5cf6b5d27c3b9621f7d"
        );
    }
}
