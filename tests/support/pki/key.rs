//! Fresh keys of every kind that OpenVPN servers have.

use rcgen::KeyPair;

use crate::support::docker::openssl;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    P256,
    P384,
    P521,
    Rsa2048,
    Ed25519,
}

/// A key, as whoever signs its certificate needs it.
#[expect(clippy::struct_field_names, reason = "it is the public key")]
pub struct Key {
    /// Stands in for a key that `ring` has no algorithm for, see [`Key::public_key`].
    pub pair: KeyPair,
    /// The key itself, PKCS#8.
    pub pem: String,
    /// PEM of the public key where [`Key::pair`] is not the key itself.
    pub public_key: Option<String>,
}

impl KeyKind {
    pub fn generate(self) -> Key {
        // ring makes no RSA keys, and Ed25519 ones in a form that OpenSSL 3.0 cannot read.
        let pem = match self {
            Self::P256 => ec("P-256"),
            Self::P384 => ec("P-384"),
            Self::P521 => ec("P-521"),
            Self::Rsa2048 => openssl::text(&["genpkey", "-quiet", "-algorithm", "RSA"], ""),
            Self::Ed25519 => openssl::text(&["genpkey", "-algorithm", "ED25519"], ""),
        };
        if self == Self::P521 {
            return Key {
                pair: KeyPair::generate().expect("an ECDSA key can be made"),
                public_key: Some(openssl::text(&["pkey", "-pubout"], &pem)),
                pem,
            };
        }
        Key {
            pair: KeyPair::from_pem(&pem).expect("ring reads what OpenSSL wrote"),
            pem,
            public_key: None,
        }
    }
}

fn ec(curve: &str) -> String {
    let curve = format!("ec_paramgen_curve:{curve}");
    openssl::text(
        &["genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", &curve],
        "",
    )
}
