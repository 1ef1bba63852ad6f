//! Fresh keys of the kinds that both `rcgen` with `ring` and every server can use.

use rcgen::KeyPair;

use crate::support::docker::openssl;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    P256,
    P384,
    Rsa2048,
    Ed25519,
}

/// A key to sign with, and its file as PKCS#8 PEM.
pub struct Key {
    pub pair: KeyPair,
    pub pem: String,
}

impl KeyKind {
    pub fn generate(self) -> Key {
        let pem = match self {
            Self::P256 => {
                let pair = KeyPair::generate().expect("an ECDSA key can be made");
                let pem = pair.serialize_pem();
                return Key { pair, pem };
            }
            Self::P384 => {
                let pair = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384)
                    .expect("an ECDSA key can be made");
                let pem = pair.serialize_pem();
                return Key { pair, pem };
            }
            // ring makes no RSA keys, and Ed25519 ones in a form that OpenSSL 3.0 cannot read.
            Self::Rsa2048 => openssl::text(&["genpkey", "-quiet", "-algorithm", "RSA"], ""),
            Self::Ed25519 => openssl::text(&["genpkey", "-algorithm", "ED25519"], ""),
        };
        let pair = KeyPair::from_pem(&pem).expect("ring reads what OpenSSL wrote");
        Key { pair, pem }
    }
}
