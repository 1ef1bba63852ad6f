//! No wrapping: header and body, one behind the other.

use super::super::packet::{Header, PacketError};
use super::{Opened, Signature};

pub(super) fn seal(header: &Header, body: &[u8]) -> Vec<u8> {
    [&header.encode()[..], body].concat()
}

pub(super) fn open(packet: &[u8]) -> Result<Opened, PacketError> {
    let header = Header::decode(packet)?;
    let body = packet[Header::LENGTH..].to_vec();
    Ok(Opened {
        header,
        replay: None,
        signature: Signature::Plain,
        body,
    })
}
