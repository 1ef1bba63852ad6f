//! The tls-crypt-v2 client key file: a key of our own and the same key wrapped for the server.
//!
//! ```text
//! base64( Kc 256 bytes | WKc ),  WKc = tag 32 | ciphertext | length u16, which counts WKc whole
//! ```
//!
//! Sizes: OpenVPN `tls_crypt.h`, `TLS_CRYPT_V2_MAX_WKC_LEN` and its neighbours.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::{KeyError, StaticKey, pem};

const LABEL: &str = "OpenVPN tls-crypt-v2 client key";

/// Tag, the wrapped key, at least no metadata, and the length.
const SHORTEST_WRAPPED: usize = 32 + StaticKey::LENGTH + 2;
const LONGEST_WRAPPED: usize = 1024;

/// A client's tls-crypt-v2 key.
pub struct ClientKey {
    /// The key that encrypts the control channel, shared with nobody but the server.
    pub key: StaticKey,
    /// The same key as only the server can open it; sent in clear with the first packet.
    pub wrapped: Vec<u8>,
}

impl ClientKey {
    /// Reads the text of a key file, or of any file with such a block in it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, LABEL)?;
        let packed: Zeroizing<String> =
            Zeroizing::new(block.text.chars().filter(|c| !c.is_whitespace()).collect());
        let bytes = Zeroizing::new(Base64::decode_vec(&packed).map_err(|_| KeyError::NotBase64)?);
        let (key, wrapped) = bytes
            .split_at_checked(StaticKey::LENGTH)
            .ok_or(KeyError::DamagedWrappedKey)?;
        let length = wrapped
            .last_chunk()
            .map(|length| usize::from(u16::from_be_bytes(*length)));
        if length != Some(wrapped.len())
            || !(SHORTEST_WRAPPED..=LONGEST_WRAPPED).contains(&wrapped.len())
        {
            return Err(KeyError::DamagedWrappedKey);
        }
        Ok(Self {
            key: StaticKey::new(key)?,
            wrapped: wrapped.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(label: &str, bytes: &[u8]) -> String {
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            Base64::encode_string(bytes)
        )
    }

    fn key(wrapped: usize, stated: u16) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..=255).collect();
        bytes.extend(vec![0xee; wrapped - 2]);
        bytes.extend(stated.to_be_bytes());
        bytes
    }

    #[test]
    fn takes_the_key_and_its_wrapping_apart() {
        let parsed = ClientKey::parse(&file(LABEL, &key(299, 299))).expect("a good key");
        assert_eq!(parsed.wrapped.len(), 299);
        assert_eq!(parsed.key.hmac(super::super::Side::One)[0], 192);
    }

    #[test]
    fn names_what_is_wrong() {
        let server = "OpenVPN tls-crypt-v2 server key";
        for (text, error) in [
            (
                file(LABEL, &key(299, 298)),
                "the key is cut off or damaged: its wrapped part has the wrong length",
            ),
            (
                file(LABEL, &key(289, 289)),
                "the key is cut off or damaged: its wrapped part has the wrong length",
            ),
            (
                file(LABEL, &key(1025, 1025)),
                "the key is cut off or damaged: its wrapped part has the wrong length",
            ),
            (
                file(LABEL, &[1; 100]),
                "the key is cut off or damaged: its wrapped part has the wrong length",
            ),
            (
                file(LABEL, &key(299, 299)).replace('A', "!"),
                "the key is not base64",
            ),
            (
                file(server, &[1; 128]),
                "it is the server's own tls-crypt-v2 key, which belongs on the server alone; needed is an OpenVPN tls-crypt-v2 client key",
            ),
            (
                file("OpenVPN Static key V1", &[1]),
                "it holds \"OpenVPN Static key V1\" where an OpenVPN tls-crypt-v2 client key is needed",
            ),
        ] {
            assert_eq!(
                ClientKey::parse(&text)
                    .err()
                    .map(|e| e.to_string())
                    .as_deref(),
                Some(error)
            );
        }
    }
}
