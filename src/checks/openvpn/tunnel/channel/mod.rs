//! Packets of the data channel, sealed and opened.
//!
//! ```text
//! DATA_V1  op | packet_id u32 | tag 16 | ciphertext               signed along: packet_id
//! DATA_V2  op | peer_id 3 | packet_id u32 | tag 16 | ciphertext   signed along: all before the tag
//! nonce = packet_id | first 8 bytes of the side's hmac slot
//! ```
//!
//! There is one key only, key id 0: a probe is over long before a server wants a new one.
//!
//! Layout: OpenVPN `crypto.c` (`openvpn_encrypt_aead`) and `ssl.c` (`tls_prepend_opcode_v2`), as
//! of 2.6. The epoch format of 2.7 is spoken only where a client offers it.

#[cfg(test)]
mod tests;

use std::fmt;

use ring::aead::{Aad, LessSafeKey, Nonce, Tag};
use zeroize::Zeroizing;

use super::super::packet::Opcode;
use super::replay::ReplayWindow;
use super::{Cipher, DataKeys};

const PACKET_ID: usize = 4;
const TAG: usize = 16;

/// Why a packet is none of the data channel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The first byte is no data packet's.
    NotData(u8),
    /// It belongs to another key of the session, of this id.
    OtherKey(u8),
    /// There are fewer bytes than the shortest packet has.
    TooShort {
        /// Bytes in the packet.
        length: usize,
        /// Bytes that the shortest packet of this kind has.
        needed: usize,
    },
    /// The tag is wrong: another key, or damage on the way.
    BadTag,
    /// A packet of this id came already, or it is too old to tell.
    Replay(u32),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotData(first) => write!(f, "first byte 0x{first:02x} is no data packet's"),
            Self::OtherKey(id) => write!(f, "it belongs to key {id}, which was never agreed on"),
            Self::TooShort { length, needed } => {
                write!(f, "it has only {length} of at least {needed} bytes")
            }
            Self::BadTag => f.write_str("its tag is wrong"),
            Self::Replay(id) => write!(f, "packet {id} came before, or is too old to tell"),
        }
    }
}

impl std::error::Error for OpenError {}

/// Why a payload cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealError {
    /// Every packet id was used, and none may be used twice under one key.
    IdsUsedUp,
    /// The payload has more bytes than any packet of IP.
    TooLong(usize),
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IdsUsedUp => f.write_str("the key's packet ids are used up"),
            Self::TooLong(length) => write!(f, "a payload of {length} bytes fits in no packet"),
        }
    }
}

impl std::error::Error for SealError {}

/// One end of a data channel.
pub struct DataChannel {
    sending: Half,
    receiving: Half,
    peer_id: Option<u32>,
    last_sent: u32,
    received: ReplayWindow,
}

impl DataChannel {
    /// The end that `keys` are seen from. With a peer id, of which 24 bits count, it sends
    /// `DATA_V2`, else `DATA_V1`.
    pub fn new(cipher: Cipher, keys: &DataKeys, peer_id: Option<u32>) -> Self {
        Self {
            sending: Half::new(cipher, keys.sending()),
            receiving: Half::new(cipher, keys.receiving()),
            peer_id,
            last_sent: 0,
            received: ReplayWindow::default(),
        }
    }

    /// The next packet, with this payload.
    pub fn seal(&mut self, payload: &[u8]) -> Result<Vec<u8>, SealError> {
        if payload.len() > usize::from(u16::MAX) {
            return Err(SealError::TooLong(payload.len()));
        }
        let id = self.last_sent.checked_add(1).ok_or(SealError::IdsUsedUp)?;
        self.last_sent = id;
        let mut packet = match self.peer_id {
            Some(peer_id) => {
                let [_, peer_id @ ..] = peer_id.to_be_bytes();
                [&[first_byte(Opcode::DataV2)][..], &peer_id].concat()
            }
            None => vec![first_byte(Opcode::DataV1)],
        };
        packet.extend(id.to_be_bytes());
        let signed_along = &packet[signed_from(self.peer_id.is_some())..];
        let mut ciphertext = payload.to_vec();
        let key = &self.sending.key;
        let tag = key
            .seal_in_place_separate_tag(
                self.sending.nonce(id),
                Aad::from(signed_along),
                &mut ciphertext,
            )
            .expect("a payload within every cipher's limit");
        packet.extend(tag.as_ref());
        packet.extend(ciphertext);
        Ok(packet)
    }

    /// The payload of a packet of either kind, whatever its peer id.
    pub fn open(&mut self, packet: &[u8]) -> Result<Vec<u8>, OpenError> {
        let has_peer_id = match packet.first() {
            Some(first) => match Opcode::from_number(first >> 3) {
                Some(Opcode::DataV1) => false,
                Some(Opcode::DataV2) => true,
                _ => return Err(OpenError::NotData(*first)),
            },
            None => false,
        };
        let clear = if has_peer_id { 4 } else { 1 } + PACKET_ID;
        let too_short = OpenError::TooShort {
            length: packet.len(),
            needed: clear + TAG + 1,
        };
        let (clear, sealed) = packet.split_at_checked(clear).ok_or(too_short)?;
        let (tag, ciphertext) = sealed.split_first_chunk::<TAG>().ok_or(too_short)?;
        let id = *clear.last_chunk::<PACKET_ID>().ok_or(too_short)?;
        if ciphertext.is_empty() {
            return Err(too_short);
        }
        // DATA_V1 leaves its first byte unsigned.
        if clear[0] & 7 != 0 {
            return Err(OpenError::OtherKey(clear[0] & 7));
        }
        let id = u32::from_be_bytes(id);
        let mut payload = ciphertext.to_vec();
        self.receiving
            .key
            .open_in_place_separate_tag(
                self.receiving.nonce(id),
                Aad::from(&clear[signed_from(has_peer_id)..]),
                Tag::from(*tag),
                &mut payload,
                0..,
            )
            .map_err(|_| OpenError::BadTag)?;
        match self.received.takes(id) {
            true => Ok(payload),
            false => Err(OpenError::Replay(id)),
        }
    }
}

/// The key of one way.
struct Half {
    key: LessSafeKey,
    implicit_iv: Zeroizing<[u8; 8]>,
}

impl Half {
    fn new(cipher: Cipher, (encrypting, signing): (&[u8; 64], &[u8; 64])) -> Self {
        Self {
            key: cipher.key(encrypting),
            implicit_iv: Zeroizing::new(*signing.first_chunk().expect("8 of 64")),
        }
    }

    fn nonce(&self, id: u32) -> Nonce {
        let mut nonce = [0; 12];
        nonce[..PACKET_ID].copy_from_slice(&id.to_be_bytes());
        nonce[PACKET_ID..].copy_from_slice(&*self.implicit_iv);
        Nonce::assume_unique_for_key(nonce)
    }
}

fn first_byte(opcode: Opcode) -> u8 {
    (opcode as u8) << 3
}

fn signed_from(has_peer_id: bool) -> usize {
    usize::from(!has_peer_id)
}
