//! Key files as an administrator has them: static keys from random bytes, tls-crypt-v2 keys from
//! `openvpn --genkey`.
//!
//! Formats: OpenVPN `crypto.c` (static key V1) and the manual's `--genkey`, as of 2.6.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::programs;

/// Bytes of a static key.
const STATIC_KEY_LENGTH: usize = 256;
/// Bytes on one line of its file.
const LINE_LENGTH: usize = 16;

/// A key file in a folder of its own, gone with the value.
pub struct KeyFile {
    folder: TempDir,
}

impl KeyFile {
    /// A fresh static key, good for tls-auth and for tls-crypt.
    pub fn static_key() -> Self {
        let mut bytes = [0; STATIC_KEY_LENGTH];
        getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
        let key = Self::in_new_folder();
        fs::write(key.path(), static_key_text(&bytes)).expect("a key can be written");
        key
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("openvpn.key")
    }

    fn in_new_folder() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { folder }
    }
}

/// A tls-crypt-v2 server key and one client key that it wrapped.
pub struct TlsCryptV2Keys {
    pub server: KeyFile,
    pub client: KeyFile,
}

impl TlsCryptV2Keys {
    pub fn generate() -> Self {
        let server = KeyFile::in_new_folder();
        generate("tls-crypt-v2-server", &server.path(), None);
        let client = KeyFile::in_new_folder();
        generate("tls-crypt-v2-client", &client.path(), Some(&server.path()));
        Self { server, client }
    }
}

fn generate(kind: &str, file: &Path, server_key: Option<&Path>) {
    let mut command = Command::new(programs::find("openvpn", "openvpn"));
    if let Some(server_key) = server_key {
        command.arg("--tls-crypt-v2").arg(server_key);
    }
    let output = command
        .args(["--genkey", kind])
        .arg(file)
        .stdin(Stdio::null())
        .output()
        .expect("openvpn can be started");
    assert!(
        output.status.success(),
        "openvpn makes no {kind} key: {}",
        String::from_utf8_lossy(&output.stdout),
    );
}

fn static_key_text(bytes: &[u8; STATIC_KEY_LENGTH]) -> String {
    let mut text = String::from("#\n# 2048 bit OpenVPN static key\n#\n");
    text.push_str("-----BEGIN OpenVPN Static key V1-----\n");
    for line in bytes.chunks(LINE_LENGTH) {
        text.extend(line.iter().map(|byte| format!("{byte:02x}")));
        text.push('\n');
    }
    text.push_str("-----END OpenVPN Static key V1-----\n");
    text
}
