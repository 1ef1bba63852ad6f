//! What lies ready for every run: files for the plugin, and the same keys for the peer.

use std::fs;
use std::sync::LazyLock;

use gatewatch::checks::openvpn::key::StaticKey;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tempfile::TempDir;

use crate::support::door::Lock;
use crate::support::keys::KeyFile;
use crate::support::pki::PKI;

pub const USERNAME: &str = "gatewatch-probe";
pub const PASSWORD: &str = "correct-horse-battery-staple";

/// The one of this process.
pub static DESK: LazyLock<Desk> = LazyLock::new(Desk::lay);

/// Files as an administrator has them.
pub struct Desk {
    folder: TempDir,
    key: KeyFile,
}

impl Desk {
    fn lay() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let client = PKI.client();
        for (name, text) in [
            ("ca.pem", PKI.ca()),
            ("login", format!("{USERNAME}\n{PASSWORD}\n")),
            ("client.pem", client.chain),
            ("client.key", client.key),
        ] {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        }
        let key = KeyFile::static_key();
        Self { folder, key }
    }

    /// Where a file lies.
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Where the static key lies.
    pub fn key_file(&self) -> String {
        self.key.path().display().to_string()
    }

    /// The server's end of tls-crypt with that key.
    pub fn tls_crypt(&self) -> Lock {
        let text = fs::read_to_string(self.key.path()).expect("a key can be read");
        Lock::tls_crypt(&StaticKey::parse(&text).expect("a static key"))
    }

    /// Our certificate as it goes over the wire.
    #[expect(clippy::unused_self, reason = "it lies on the desk with the rest")]
    pub fn certificate(&self) -> Vec<u8> {
        let chain = PKI.client().chain;
        let first = CertificateDer::pem_slice_iter(chain.as_bytes()).next();
        first.expect("a chain").expect("PEM").to_vec()
    }

    /// Texts that nobody may ever read in an output: a password, lines of keys.
    pub fn secrets(&self) -> Vec<String> {
        let key = fs::read_to_string(self.key.path()).expect("a key can be read");
        let client = PKI.client().key;
        let lines = key.lines().chain(client.lines());
        let is_body = |line: &&str| line.len() >= 16 && !line.starts_with(['-', '#']);
        let mut secrets: Vec<String> = lines.filter(is_body).map(str::to_owned).collect();
        secrets.push(PASSWORD.into());
        secrets.push(hex(PASSWORD.as_bytes()));
        secrets
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
