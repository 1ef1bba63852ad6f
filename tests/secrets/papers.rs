//! Secrets of one client, as files and as needles.

use std::fs;
use std::path::{Path, PathBuf};

use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use tempfile::TempDir;

use crate::needles::Needles;

/// Long enough to be found, and nowhere else.
pub const PASSWORD: &str = "kestrel borrows seven lanterns";
pub const USERNAME: &str = "monitor";

/// A folder of files.
pub struct Papers(TempDir);

impl Papers {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder can be made"))
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and names it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.0.path().join(name);
        fs::write(&file, text).expect("a file can be written");
        file
    }
}

/// User name and password, as a file has them.
pub fn login() -> String {
    format!("{USERNAME}\n{PASSWORD}\n")
}

/// What nobody but its owner knows of a private key: of one on a curve its number, of an RSA key
/// all but modulus and public exponent.
pub fn private_part(pem: &str) -> Vec<u8> {
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).expect("a key is PEM");
    let der = key.secret_der();
    let behind = |mark: &[u8]| {
        let at = der.windows(mark.len()).position(|window| window == mark);
        at.map(|at| &der[at + mark.len()..])
    };
    // version 1, OCTET STRING of 32 bytes; else the exponent 65537
    match behind(&[2, 1, 1, 4, 32]) {
        Some(rest) => rest[..32].to_vec(),
        None => behind(&[2, 3, 1, 0, 1]).expect("an RSA key").to_vec(),
    }
}

/// The bytes of a static key, by its file.
pub fn static_key(file: &Path) -> Vec<u8> {
    let text = fs::read_to_string(file).expect("a key can be read");
    let digits: Vec<u8> = text
        .lines()
        .filter(|line| !line.starts_with(['#', '-']))
        .flat_map(str::chars)
        .filter_map(|digit| digit.to_digit(16))
        .map(|digit| u8::try_from(digit).expect("a hex digit"))
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// The part of a tls-crypt-v2 client key that no server is sent.
pub fn client_key(file: &Path) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    let text = fs::read_to_string(file).expect("a key can be read");
    let packed: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = Base64::decode_vec(&packed).expect("a key is base64");
    bytes[..256].to_vec()
}

/// The password alone.
pub fn password() -> Needles {
    Needles::default().text("password", PASSWORD)
}
