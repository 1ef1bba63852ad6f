//! The server's end of a wrapping: the same keys as the client's, from the other side.
//!
//! A tls-crypt-v2 client's key is given rather than unwrapped; what a client sends along has to be
//! the wrapped key that belongs to it.

use gatewatch::checks::openvpn::key::{ClientKey, Digest, Direction, Side, StaticKey};
use gatewatch::checks::openvpn::packet::Opcode;
use gatewatch::checks::openvpn::wrap::{Opened, Signature, TlsAuth, TlsCrypt, Wrap};

pub struct Lock {
    wrap: Wrap,
    wrapped: Option<Vec<u8>>,
}

impl Lock {
    pub fn plain() -> Self {
        Self {
            wrap: Wrap::Plain,
            wrapped: None,
        }
    }

    /// For clients of this direction.
    pub fn tls_auth(digest: Digest, key: &StaticKey, client: Direction) -> Self {
        let ours = match client {
            Direction::Zero => Direction::One,
            Direction::One => Direction::Zero,
            Direction::None => Direction::None,
        };
        Self {
            wrap: Wrap::TlsAuth(TlsAuth::new(digest, key, ours)),
            wrapped: None,
        }
    }

    pub fn tls_crypt(key: &StaticKey) -> Self {
        Self {
            wrap: Wrap::TlsCrypt(TlsCrypt::new(&swapped(key))),
            wrapped: None,
        }
    }

    /// For the one client of this key.
    pub fn tls_crypt_v2(client: &ClientKey) -> Self {
        Self {
            wrapped: Some(client.wrapped.clone()),
            ..Self::tls_crypt(&client.key)
        }
    }

    pub fn wrap(&self) -> &Wrap {
        &self.wrap
    }

    pub fn brings_its_key(&self) -> bool {
        self.wrapped.is_some()
    }

    /// What a client's first packet is.
    pub fn hello_opcode(&self) -> Opcode {
        match self.brings_its_key() {
            true => Opcode::HardResetClientV3,
            false => Opcode::HardResetClientV2,
        }
    }

    /// A client's packet without the wrapped key at its end, and what is in it; none where it is not
    /// signed as it has to be.
    pub fn open<'p>(&self, packet: &'p [u8]) -> Option<(&'p [u8], Opened)> {
        let packet = match (Opcode::of(packet)?, &self.wrapped) {
            (Opcode::HardResetClientV3 | Opcode::ControlWkcV1, Some(wrapped)) => {
                packet.strip_suffix(&wrapped[..])?
            }
            (Opcode::HardResetClientV3 | Opcode::ControlWkcV1, None) => return None,
            _ => packet,
        };
        let opened = self.wrap.open(packet).ok()?;
        let is_signed = matches!(opened.signature, Signature::Plain | Signature::Verified);
        is_signed.then_some((packet, opened))
    }
}

/// tls-crypt knows no direction, so that a server is a client with the halves of its key swapped.
fn swapped(key: &StaticKey) -> StaticKey {
    let half = |side| [&key.cipher(side)[..], key.hmac(side)].concat();
    StaticKey::new(&[half(Side::One), half(Side::Zero)].concat()).expect("as long as before")
}
