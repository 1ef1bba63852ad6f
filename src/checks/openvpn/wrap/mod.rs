//! The outer layer of a control packet: plain, tls-auth, tls-crypt or tls-crypt-v2.
//!
//! Sealing cannot fail; opening checks the tag before anything else is believed. No clock, no
//! sockets: the caller supplies the replay id.
//!
//! Field order: OpenVPN `ssl_pkt.c` (`swap_hmac`), `crypto.c` (`openvpn_encrypt_v1`) and
//! `tls_crypt.h`, as of 2.6.

mod plain;
mod tls_auth;
mod tls_crypt;

pub use tls_auth::TlsAuth;
pub use tls_crypt::TlsCrypt;

use super::packet::{Header, Opcode, PacketError};

/// What makes every protected packet of a session different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayId {
    /// Running number; 0x0f000001 where a tls-crypt-v2 client says that it knows cookies.
    pub packet_id: u32,
    /// The sender's clock when the session began, seconds since 1970.
    pub net_time: u32,
}

impl ReplayId {
    /// Bytes on the wire.
    pub const LENGTH: usize = 8;

    fn encode(self) -> [u8; Self::LENGTH] {
        (u64::from(self.packet_id) << 32 | u64::from(self.net_time)).to_be_bytes()
    }

    fn decode(bytes: [u8; Self::LENGTH]) -> Self {
        let [a, b, c, d, e, f, g, h] = bytes;
        Self {
            packet_id: u32::from_be_bytes([a, b, c, d]),
            net_time: u32::from_be_bytes([e, f, g, h]),
        }
    }
}

/// A packet with its wrapping off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The part that was in clear.
    pub header: Header,
    /// The replay id; none in a plain packet.
    pub replay: Option<ReplayId>,
    /// Whose signature it bears.
    pub signature: Signature,
    /// What [`Body`](super::packet::Body) reads.
    pub body: Vec<u8>,
}

/// What a packet's signature proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// There is none, and none is due.
    Plain,
    /// It is the server's.
    Verified,
    /// There is one, and we were given no key to check it with.
    Unchecked,
    /// It was made with the other half of the key: the server has another key direction.
    OtherHalf,
}

/// Why a wrapping did not come off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The packet is not even well-formed.
    Packet(PacketError),
    /// The signature is not of our key, or the packet was changed on its way.
    BadSignature,
}

impl From<PacketError> for OpenError {
    fn from(error: PacketError) -> Self {
        Self::Packet(error)
    }
}

/// How a server's control channel is protected.
pub enum Wrap {
    /// Not at all.
    Plain,
    /// Signed.
    TlsAuth(TlsAuth),
    /// Signed and encrypted.
    TlsCrypt(TlsCrypt),
}

impl Wrap {
    /// The opcode that a client's first packet has.
    pub fn hello_opcode(&self) -> Opcode {
        match self {
            Self::TlsCrypt(crypt) if crypt.brings_its_key() => Opcode::HardResetClientV3,
            _ => Opcode::HardResetClientV2,
        }
    }

    /// The packet id that a client's first packet has.
    pub fn first_packet_id(&self) -> u32 {
        match self.hello_opcode() {
            Opcode::HardResetClientV3 => 0x0f00_0001,
            _ => 1,
        }
    }

    /// Bytes that a packet grows by where it brings the wrapped key along.
    pub fn wrapped_key_length(&self) -> usize {
        match self {
            Self::TlsCrypt(crypt) => crypt.wrapped_key_length(),
            Self::Plain | Self::TlsAuth(_) => 0,
        }
    }

    /// The packet as it goes on the wire.
    pub fn seal(&self, header: &Header, replay: ReplayId, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Plain => plain::seal(header, body),
            Self::TlsAuth(auth) => auth.seal(header, replay, body),
            Self::TlsCrypt(crypt) => crypt.seal(header, replay, body),
        }
    }

    /// Takes the wrapping off a packet that came in.
    ///
    /// # Errors
    /// [`OpenError`] where the packet is too short or its tag is not of our key.
    pub fn open(&self, packet: &[u8]) -> Result<Opened, OpenError> {
        match self {
            Self::Plain => Ok(plain::open(packet)?),
            Self::TlsAuth(auth) => auth.open(packet),
            Self::TlsCrypt(crypt) => crypt.open(packet),
        }
    }

    /// Whether replies have to bear a signature.
    pub fn is_signed(&self) -> bool {
        !matches!(self, Self::Plain)
    }
}

#[cfg(test)]
mod tests;
