//! A certificate as files, laid out as the docker command wants them: `ca.pem`, `cert.pem` and
//! `key.pem` in one folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::key_form::KeyForm;

/// A folder of three files, gone with its last clone.
///
/// `ca.pem` is whom the owner's peer should trust it by, and for a client also whom it should
/// trust its servers by.
#[derive(Clone, Debug)]
pub struct Identity {
    folder: Arc<TempDir>,
    serial: Vec<u8>,
}

impl Identity {
    pub fn write(ca: &str, certificates: &str, key: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let identity = Self {
            folder: Arc::new(folder),
            serial: Vec::new(),
        };
        for (file, text) in [
            (identity.ca(), ca),
            (identity.certificate(), certificates),
            (identity.key(), key),
        ] {
            fs::write(file, text).expect("a file can be written");
        }
        identity
    }

    /// What `DOCKER_CERT_PATH` names.
    pub fn cert_path(&self) -> &Path {
        self.folder.path()
    }

    pub fn ca(&self) -> PathBuf {
        self.file("ca.pem")
    }

    /// The leaf, and the intermediate where that is sent.
    pub fn certificate(&self) -> PathBuf {
        self.file("cert.pem")
    }

    pub fn key(&self) -> PathBuf {
        self.file("key.pem")
    }

    /// The key in another form, in a new file of the same folder.
    ///
    /// # Panics
    /// When such a key has no such form: PKCS#1 is for RSA, SEC1 for elliptic curves.
    pub fn key_as(&self, form: KeyForm) -> PathBuf {
        let file = self.file(form.file_name());
        fs::write(&file, form.convert(self)).expect("a file can be written");
        file
    }

    /// The same three files in a folder of their own, for a test that spoils one of them.
    pub fn copy(&self) -> Self {
        let [ca, certificate, key] = [self.ca(), self.certificate(), self.key()]
            .map(|file| fs::read_to_string(file).expect("a file can be read"));
        Self::write(&ca, &certificate, &key).with_serial(self.serial.clone())
    }

    /// A copy with somebody else's key.
    pub fn with_key_of(&self, other: &Self) -> Self {
        let copy = self.copy();
        fs::copy(other.key(), copy.key()).expect("a file can be copied");
        copy
    }

    /// Certificate and key in one text, as haproxy and some people keep them.
    pub fn combined(&self) -> String {
        [self.certificate(), self.key()]
            .map(|file| fs::read_to_string(file).expect("a file can be read"))
            .concat()
    }

    /// Serial number of the leaf, big endian; empty where `openssl` chose it.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    #[must_use]
    pub(super) fn with_serial(self, serial: Vec<u8>) -> Self {
        Self { serial, ..self }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}
