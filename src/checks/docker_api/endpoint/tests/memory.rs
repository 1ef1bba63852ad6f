//! Command lines, environments and files in memory.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::super::*;

pub(super) const FOLDER: &str = "/home/ops/.docker";

/// Files in memory.
#[derive(Default)]
pub(super) struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    pub(super) fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(Path::new(FOLDER).join(path), text.into());
        self
    }

    /// `hash` is `printf NAME | sha256sum`.
    pub(super) fn with_context(self, hash: &str, endpoint: &str, tls: &[&str]) -> Self {
        let meta = format!("{{\"Name\":\"x\",\"Metadata\":{{}},\"Endpoints\":{endpoint}}}");
        let memory = self.with(&format!("contexts/meta/{hash}/meta.json"), &meta);
        tls.iter().fold(memory, |memory, name| {
            memory.with(&format!("contexts/tls/{hash}/docker/{name}"), "PEM")
        })
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path.ends_with("forbidden/config.json") {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let found = self.0.get(path).cloned();
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// SHA-256 of `a`.
pub(super) const A: &str = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::of(|wanted| {
        let home = [("HOME", "/home/ops")];
        let mut all = variables.iter().chain(&home);
        let found = all.find(|(name, _)| *name == wanted);
        found.map(|(_, value)| OsString::from(value))
    })
}

/// HOST, or `--context NAME`, and `--port` and `--tlscacert` behind it.
fn asked(words: &str) -> Asked {
    let mut asked = Asked::default();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--context" => asked.context = words.next().map(str::to_owned),
            "--port" => asked.port = words.next().and_then(|port| port.parse().ok()),
            "--tlscacert" => asked.certificates = true,
            host => asked.host = Some(host.to_owned()),
        }
    }
    asked
}

pub(super) fn resolve(
    words: &str,
    variables: &[(&str, &str)],
    files: &Memory,
) -> Result<Endpoint, String> {
    Endpoint::resolve(&asked(words), &environment(variables), files).map_err(|e| e.to_string())
}

/// Address, base path, TLS and the folder of certificates.
pub(super) fn shown(endpoint: &Endpoint) -> String {
    let Endpoint {
        address,
        base_path,
        tls,
        ..
    } = endpoint;
    let folder = endpoint.cert_dir.as_ref();
    let folder = folder.map_or_else(String::new, |folder| format!(", {}", folder.display()));
    format!("{address}{base_path}, {tls}{folder}")
}
