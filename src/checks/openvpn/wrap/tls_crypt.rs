//! tls-crypt and tls-crypt-v2: the body encrypted, all of it signed.
//!
//! ```text
//! op | session_id 8 | packet_id u32 | net_time u32 | tag 32 | AES-256-CTR(body) [| WKc]
//! tag = HMAC-SHA256(Ka, op | session_id | packet_id | net_time | body)     IV = tag[..16]
//! ```

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use zeroize::Zeroizing;

use super::super::key::{ClientKey, Digest, Direction, Side, StaticKey};
use super::super::packet::{Header, Opcode, PacketError};
use super::{OpenError, Opened, ReplayId, Signature};

const KEY: usize = 32;
const TAG: usize = 32;
const IV: usize = 16;

/// The four keys, and for v2 the wrapped key that goes along with the hello.
pub struct TlsCrypt {
    sending: Half,
    receiving: Half,
    wrapped: Option<Vec<u8>>,
}

struct Half {
    cipher: Zeroizing<[u8; KEY]>,
    hmac: Zeroizing<[u8; KEY]>,
}

impl Half {
    fn new(key: &StaticKey, side: Side) -> Self {
        let first = |slot: &[u8; 64]| Zeroizing::new(*slot.first_chunk().expect("32 of 64"));
        Self {
            cipher: first(key.cipher(side)),
            hmac: first(key.hmac(side)),
        }
    }

    fn apply_keystream(&self, tag: &[u8], bytes: &mut [u8]) {
        Ctr128BE::<Aes256>::new_from_slices(&*self.cipher, &tag[..IV])
            .expect("a key of 32 bytes and an IV of 16")
            .apply_keystream(bytes);
    }
}

impl TlsCrypt {
    /// tls-crypt with a static key. It has no direction: a client always sends with side 1.
    pub fn new(key: &StaticKey) -> Self {
        Self {
            sending: Half::new(key, Direction::One.sending()),
            receiving: Half::new(key, Direction::One.receiving()),
            wrapped: None,
        }
    }

    /// tls-crypt-v2 with a client's own key.
    pub fn v2(client: ClientKey) -> Self {
        Self {
            wrapped: Some(client.wrapped),
            ..Self::new(&client.key)
        }
    }

    /// Whether the hello brings its key along, that is, whether this is v2.
    pub fn brings_its_key(&self) -> bool {
        self.wrapped.is_some()
    }

    pub(super) fn wrapped_key_length(&self) -> usize {
        self.wrapped.as_ref().map_or(0, Vec::len)
    }

    pub(super) fn seal(&self, header: &Header, replay: ReplayId, body: &[u8]) -> Vec<u8> {
        let clear = [&header.encode()[..], &replay.encode()].concat();
        let tag = Digest::Sha256.sign(&*self.sending.hmac, &[&clear, body]);
        let mut body = body.to_vec();
        self.sending.apply_keystream(&tag, &mut body);
        let wrapped = match header.opcode {
            Opcode::HardResetClientV3 | Opcode::ControlWkcV1 => self.wrapped.as_deref(),
            _ => None,
        };
        [&clear, &tag, &body, wrapped.unwrap_or_default()].concat()
    }

    pub(super) fn open(&self, packet: &[u8]) -> Result<Opened, OpenError> {
        const CLEAR: usize = Header::LENGTH + ReplayId::LENGTH;
        let header = Header::decode(packet)?;
        let too_short = PacketError::TooShort {
            length: packet.len(),
            needed: CLEAR + TAG + 1,
        };
        let (clear, sealed) = packet.split_at_checked(CLEAR).ok_or(too_short)?;
        let (tag, ciphertext) = sealed.split_at_checked(TAG).ok_or(too_short)?;
        let mut body = ciphertext.to_vec();
        self.receiving.apply_keystream(tag, &mut body);
        if !Digest::Sha256.verifies(&*self.receiving.hmac, &[clear, &body], tag) {
            return Err(OpenError::BadSignature);
        }
        let replay = clear.last_chunk().map(|bytes| ReplayId::decode(*bytes));
        Ok(Opened {
            header,
            replay,
            signature: Signature::Verified,
            body,
        })
    }
}
