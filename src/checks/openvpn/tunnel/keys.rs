//! The keys of the data channel: 256 bytes laid out as a static key is, one side each way.
//!
//! They come out of the TLS exporter where the server pushed `tls-ekm`, else out of what both sides
//! put into their key-method-2 messages. Key bytes are zeroised and have no `Debug`.
//!
//! Rules: OpenVPN `ssl.c` (`generate_key_expansion`) and `crypto.h` (`struct key2`), as of 2.6.

use zeroize::Zeroizing;

use super::super::key::{Side, StaticKey};
use super::super::login::Randoms;
use super::super::packet::SessionId;
use super::prf::prf;

/// What both sides' key-method-2 messages bring along for the keys.
pub struct KeySources {
    /// `pre_master`, which the client alone sends.
    pub pre_master: Zeroizing<[u8; 48]>,
    /// The client's random values.
    pub client: Randoms,
    /// The server's random values.
    pub server: Randoms,
}

/// The keys of both ways, seen from one end.
pub struct DataKeys {
    material: StaticKey,
    sending: Side,
    receiving: Side,
}

impl DataKeys {
    /// The client's keys out of the TLS exporter, label `EXPORTER-OpenVPN-datakeys`, no context.
    pub fn from_exporter(material: &[u8; StaticKey::LENGTH]) -> Self {
        Self {
            material: StaticKey::new(material).expect("as many bytes as a key has"),
            sending: Side::Zero,
            receiving: Side::One,
        }
    }

    /// The client's keys out of the key-method-2 messages.
    pub fn from_exchange(sources: &KeySources, client: SessionId, server: SessionId) -> Self {
        let mut master = Zeroizing::new([0; 48]);
        prf(
            &*sources.pre_master,
            b"OpenVPN master secret",
            &[&*sources.client.random1, &*sources.server.random1],
            &mut *master,
        );
        let mut material = Zeroizing::new([0; StaticKey::LENGTH]);
        prf(
            &*master,
            b"OpenVPN key expansion",
            &[
                &*sources.client.random2,
                &*sources.server.random2,
                client.bytes(),
                server.bytes(),
            ],
            &mut *material,
        );
        Self::from_exporter(&material)
    }

    /// The same keys seen from the other end.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            material: self.material,
            sending: self.receiving,
            receiving: self.sending,
        }
    }

    pub(super) fn sending(&self) -> (&[u8; 64], &[u8; 64]) {
        self.slots(self.sending)
    }

    pub(super) fn receiving(&self) -> (&[u8; 64], &[u8; 64]) {
        self.slots(self.receiving)
    }

    fn slots(&self, side: Side) -> (&[u8; 64], &[u8; 64]) {
        (self.material.cipher(side), self.material.hmac(side))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::key::parse_hex;
    use super::*;

    fn from(first: u8) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(std::array::from_fn(|index| {
            first + u8::try_from(index).expect("below 32")
        }))
    }

    fn first_bytes(keys: &DataKeys) -> [u8; 4] {
        let (sending, receiving) = (keys.sending(), keys.receiving());
        [sending.0[0], sending.1[0], receiving.0[0], receiving.1[0]]
    }

    #[test]
    fn a_client_sends_with_the_first_half_and_receives_with_the_second() {
        let bytes = std::array::from_fn(|index| u8::try_from(index).expect("below 256"));
        let keys = DataKeys::from_exporter(&bytes);
        assert_eq!(first_bytes(&keys), [0, 64, 128, 192]);
        assert_eq!(first_bytes(&keys.reversed()), [128, 192, 0, 64]);
    }

    /// The vector is OpenSSL's: two runs of `openssl kdf ... TLS1-PRF` over the same sources.
    #[test]
    fn the_exchange_gives_the_keys_that_openssl_derives() {
        let sources = KeySources {
            pre_master: Zeroizing::new(std::array::from_fn(|index| {
                u8::try_from(index).expect("below 48")
            })),
            client: Randoms {
                random1: from(0x40),
                random2: from(0x60),
            },
            server: Randoms {
                random1: from(0x80),
                random2: from(0xa0),
            },
        };
        let client = SessionId::new([1, 2, 3, 4, 5, 6, 7, 8]).expect("not zero");
        let server = SessionId::new([0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8]);
        let keys = DataKeys::from_exchange(&sources, client, server.expect("not zero"));
        let (sending, receiving) = (keys.sending(), keys.receiving());
        let slots = [*sending.0, *sending.1, *receiving.0, *receiving.1];
        let expected = parse_hex(
            "0e6ec019ba78fd46363978fd49a7dd5494d66472cdfc406c23c3d972ee1306fa
             8f3f317fc03aa4acc7bf2a5ff486dcd67c99c1dd4a65a1c9fc551ccf092ae987
             9c9d8568b5a06aa6c70e1fab5483f63f8000fdc3cfb4b8370d607e57a965d46a
             28818a9fe605db529738f76978bbb029d164e1c3260e5803e187a36d892fb03e
             7601c983ca043d50765d650da9a9cf36376e448f21b10b64abd74a1b64aad4a2
             91b399fda3eea2a572359a30c2901199f7c226dd2665f75104e5ef1a9bd055d1
             dcd1564251ed24503e7772ab0a55c780491b0adebb1d937c8e3215504f9edc96
             cf8600ea0a46d69e8128407e37fea499fd0179d7bc4ebe92add6035e5e8c1c61",
        );
        assert_eq!(slots.concat(), **expected.expect("hexadecimal"));
    }
}
