//! The ciphers of the data channel that this build has code for, by OpenVPN's names.
//!
//! All of them sign what they encrypt. A server that insists on CBC, or on another cipher, is one
//! for the caller to name; nothing here pretends to speak it.
//!
//! Names and order of preference: OpenVPN's `--data-ciphers` as of 2.6.

use std::fmt;

use ring::aead;

/// A cipher of the data channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// AES-256-GCM.
    Aes256Gcm,
    /// AES-128-GCM.
    Aes128Gcm,
    /// ChaCha20-Poly1305.
    ChaCha20Poly1305,
}

impl Cipher {
    /// Every cipher, the preferred one first.
    pub const ALL: [Self; 3] = [Self::Aes256Gcm, Self::Aes128Gcm, Self::ChaCha20Poly1305];

    /// The cipher of this name, in either case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|cipher| cipher.name().eq_ignore_ascii_case(name))
    }

    /// OpenVPN's own spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "AES-256-GCM",
            Self::Aes128Gcm => "AES-128-GCM",
            Self::ChaCha20Poly1305 => "CHACHA20-POLY1305",
        }
    }

    /// The key that the first bytes of an encrypting slot hold.
    pub(super) fn key(self, slot: &[u8; 64]) -> aead::LessSafeKey {
        let algorithm = match self {
            Self::Aes256Gcm => &aead::AES_256_GCM,
            Self::Aes128Gcm => &aead::AES_128_GCM,
            Self::ChaCha20Poly1305 => &aead::CHACHA20_POLY1305,
        };
        let key = aead::UnboundKey::new(algorithm, &slot[..algorithm.key_len()]);
        aead::LessSafeKey::new(key.expect("as many bytes as the cipher's key has"))
    }
}

impl fmt::Display for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cipher_is_found_by_its_name_in_either_case() {
        for cipher in Cipher::ALL {
            assert_eq!(Cipher::from_name(cipher.name()), Some(cipher));
            let lower = cipher.to_string().to_lowercase();
            assert_eq!(Cipher::from_name(&lower), Some(cipher));
        }
    }

    #[test]
    fn other_names_are_no_cipher() {
        for name in [
            "",
            "none",
            "AES-192-GCM",
            "AES-256-CBC",
            "BF-CBC",
            "aes256gcm",
        ] {
            assert_eq!(Cipher::from_name(name), None, "{name}");
        }
    }
}
