//! One key in every form that people have on disk, readable by the plugin or not.

use std::fs;

use super::identity::Identity;
use crate::support::docker::openssl;

/// The password of every encrypted form.
pub const PASSWORD: &str = "never asked for";
const PASS: &str = "pass:never asked for";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// `RSA PRIVATE KEY`
    Pkcs1,
    /// `EC PRIVATE KEY`
    Sec1,
    /// `EC PARAMETERS` before `EC PRIVATE KEY`, as `openssl ecparam -genkey` writes it.
    Sec1WithParameters,
    /// `ENCRYPTED PRIVATE KEY`
    EncryptedPkcs8,
    /// `Proc-Type: 4,ENCRYPTED` inside of PKCS#1 or SEC1.
    EncryptedLegacy,
    /// PKCS#8 without PEM around it.
    Der,
    /// Certificate and key, encrypted, binary.
    Pkcs12,
    /// Certificate before key in one PEM file.
    Combined,
}

impl KeyForm {
    pub(super) fn file_name(self) -> &'static str {
        match self {
            Self::Pkcs1 => "key.pkcs1.pem",
            Self::Sec1 => "key.sec1.pem",
            Self::Sec1WithParameters => "key.sec1-parameters.pem",
            Self::EncryptedPkcs8 => "key.encrypted.pem",
            Self::EncryptedLegacy => "key.legacy.pem",
            Self::Der => "key.der",
            Self::Pkcs12 => "key.p12",
            Self::Combined => "combined.pem",
        }
    }

    pub(super) fn convert(self, identity: &Identity) -> Vec<u8> {
        let key = fs::read(identity.key()).expect("a file can be read");
        let traditional = ["pkey", "-traditional"];
        let converted = match self {
            Self::Pkcs1 | Self::Sec1 => openssl::run(&traditional, &key),
            Self::Sec1WithParameters => [
                openssl::run(&["ecparam", "-name", "prime256v1"], b""),
                openssl::run(&traditional, &key),
            ]
            .concat(),
            Self::EncryptedPkcs8 => openssl::run(
                &["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", PASS],
                &key,
            ),
            Self::EncryptedLegacy => openssl::run(
                &["pkey", "-traditional", "-aes-256-cbc", "-passout", PASS],
                &key,
            ),
            Self::Der => openssl::run(&["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], &key),
            Self::Pkcs12 => {
                let [certificate, key] =
                    [identity.certificate(), identity.key()].map(|file| file.display().to_string());
                let files = ["-in", &certificate, "-inkey", &key];
                openssl::run(
                    &[&["pkcs12", "-export", "-passout", PASS], &files[..]].concat(),
                    b"",
                )
            }
            Self::Combined => identity.combined().into_bytes(),
        };
        if let Some(label) = self.label() {
            let text = String::from_utf8_lossy(&converted);
            assert!(text.contains(label), "no {label} in what openssl wrote");
        }
        converted
    }

    fn label(self) -> Option<&'static str> {
        match self {
            Self::Pkcs1 => Some("-----BEGIN RSA PRIVATE KEY-----"),
            Self::Sec1 => Some("-----BEGIN EC PRIVATE KEY-----"),
            Self::Sec1WithParameters => Some("-----BEGIN EC PARAMETERS-----"),
            Self::EncryptedPkcs8 => Some("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
            Self::EncryptedLegacy => Some("Proc-Type: 4,ENCRYPTED"),
            Self::Combined => Some("PRIVATE KEY-----"),
            Self::Der | Self::Pkcs12 => None,
        }
    }
}
