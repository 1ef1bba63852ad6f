//! tls-auth: a signature between header and body.
//!
//! ```text
//! op | session_id 8 | HMAC n | packet_id u32 | net_time u32 | body
//! HMAC = HMAC(key, packet_id | net_time | op | session_id | body)
//! ```

use zeroize::Zeroizing;

use super::super::key::{Digest, Direction, StaticKey};
use super::super::packet::{Header, PacketError};
use super::{OpenError, Opened, ReplayId, Signature};

/// A digest and the keys of both directions.
pub struct TlsAuth {
    digest: Digest,
    sending: Zeroizing<Vec<u8>>,
    receiving: Option<Zeroizing<Vec<u8>>>,
    /// The half that the server would sign with if its direction were another one.
    other: Option<Zeroizing<Vec<u8>>>,
}

impl TlsAuth {
    /// Draws both keys from a static key. Each is the first bytes of its slot, as many as the
    /// digest puts out.
    pub fn new(digest: Digest, key: &StaticKey, direction: Direction) -> Self {
        let half = |side| Zeroizing::new(key.hmac(side)[..digest.size()].to_vec());
        let other = match direction {
            Direction::Zero => Direction::One,
            Direction::One | Direction::None => Direction::Zero,
        };
        Self {
            digest,
            sending: half(direction.sending()),
            receiving: Some(half(direction.receiving())),
            other: Some(half(other.receiving())),
        }
    }

    /// Takes the keys as they are. Without `receiving` a reply's signature cannot be checked.
    pub fn from_keys(
        digest: Digest,
        sending: Zeroizing<Vec<u8>>,
        receiving: Option<Zeroizing<Vec<u8>>>,
    ) -> Self {
        let other = receiving.is_some().then(|| sending.clone());
        Self {
            digest,
            sending,
            receiving,
            other,
        }
    }

    pub(super) fn seal(&self, header: &Header, replay: ReplayId, body: &[u8]) -> Vec<u8> {
        let (header, replay) = (header.encode(), replay.encode());
        let tag = self.digest.sign(&self.sending, &[&replay, &header, body]);
        [&header[..], &tag, &replay, body].concat()
    }

    pub(super) fn open(&self, packet: &[u8]) -> Result<Opened, OpenError> {
        let header = Header::decode(packet)?;
        let signed = &packet[Header::LENGTH..];
        let too_short = PacketError::TooShort {
            length: packet.len(),
            needed: Header::LENGTH + self.digest.size() + ReplayId::LENGTH + 1,
        };
        let (tag, signed) = signed
            .split_at_checked(self.digest.size())
            .ok_or(too_short)?;
        let (replay, body) = signed.split_first_chunk().ok_or(too_short)?;
        let bears = |key: &Zeroizing<Vec<u8>>| {
            self.digest
                .verifies(key, &[replay, &packet[..Header::LENGTH], body], tag)
        };
        let signature = match (&self.receiving, &self.other) {
            (None, _) => Signature::Unchecked,
            (Some(key), _) if bears(key) => Signature::Verified,
            (_, Some(key)) if bears(key) => Signature::OtherHalf,
            _ => return Err(OpenError::BadSignature),
        };
        let replay = Some(ReplayId::decode(*replay));
        Ok(Opened {
            header,
            replay,
            signature,
            body: body.to_vec(),
        })
    }
}
