//! Server certificates that are refused for how they are made, not for what they say.
//!
//! `ring` neither makes nor accepts them; the `openssl` command does.

use std::fs;

use super::authority::Authority;
use super::identity::Identity;
use crate::support::docker::openssl;

const REQUEST: &[&str] = &["req", "-new", "-subj", "/CN=gatewatch test server", "-key"];
const EXTENSIONS: &str = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n\
                          extendedKeyUsage=serverAuth\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// Signed with ECDSA over SHA-1.
    Sha1,
    /// X.509 version 1, which has no extensions and so no alternative names.
    VersionOne,
    Rsa1024,
    P521,
}

impl Odd {
    pub(super) fn issue(self, authority: &Authority) -> Identity {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = |name: &str| folder.path().join(name).display().to_string();
        let [ca, ca_key, key_file, extensions] =
            ["ca.pem", "ca.key", "key.pem", "extensions"].map(path);
        let key = openssl::text(&self.key(), "");
        for (file, text) in [
            (&ca, authority.pem.as_str()),
            (&ca_key, &authority.key_pem),
            (&key_file, &key),
            (&extensions, EXTENSIONS),
        ] {
            fs::write(file, text).expect("a file can be written");
        }

        let request = openssl::run(&[REQUEST, &[&key_file]].concat(), b"");
        let mut sign = vec!["x509", "-req", "-days", "90", "-CA", &ca, "-CAkey", &ca_key];
        if self == Self::Sha1 {
            sign.push("-sha1");
        }
        if self != Self::VersionOne {
            sign.extend(["-extfile", &extensions]);
        }
        let certificate = String::from_utf8(openssl::run(&sign, &request)).expect("PEM is text");
        Identity::write(&authority.pem, &certificate, &key)
    }

    fn key(self) -> Vec<&'static str> {
        let mut command = vec!["genpkey", "-quiet", "-algorithm"];
        command.extend(match self {
            Self::Sha1 | Self::VersionOne => ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            Self::P521 => ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
            Self::Rsa1024 => ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
        });
        command
    }
}
