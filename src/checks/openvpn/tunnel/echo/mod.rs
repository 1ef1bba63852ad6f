//! An ICMP echo through the tunnel: a request of a chosen size, as a whole IP packet, and what
//! comes back for it.
//!
//! IPv4 requests carry "don't fragment" and IPv6 knows no fragments on the way, so that a size
//! that does not fit shows as what it is. A reply in fragments, out of a server whose own end of
//! the tunnel is too narrow for the size, does not count as one.
//!
//! Layouts: RFC 792 (echo) and RFC 4443 section 4.

mod answer;
mod ip;
#[cfg(test)]
mod tests;

pub use answer::EchoAnswer;

use std::fmt;
use std::net::IpAddr;

use ip::Ends;

const HEADER: usize = 8;

/// What tells one echo from others between the same ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Echo {
    /// One for a run, at best a random one.
    pub identifier: u16,
    /// The number of the request within the run.
    pub sequence: u16,
}

/// Why there is no such request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EchoError {
    /// One address is of IPv4 and the other of IPv6.
    MixedFamilies,
    /// The headers alone are larger.
    TooSmall {
        /// Bytes that were asked for.
        size: u16,
        /// Bytes of the headers.
        needed: u16,
    },
}

impl fmt::Display for EchoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MixedFamilies => f.write_str("one end has an IPv4 address, the other IPv6"),
            Self::TooSmall { size, needed } => {
                write!(
                    f,
                    "an echo of {size} bytes has no room for its headers of {needed}"
                )
            }
        }
    }
}

impl std::error::Error for EchoError {}

/// An echo request, to be sent and to compare answers with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EchoRequest {
    ends: Ends,
    echo: Echo,
    size: u16,
}

impl EchoRequest {
    /// Bytes of the smallest request over IPv4.
    pub const SMALLEST_V4: u16 = 28;
    /// Bytes of the smallest request over IPv6.
    pub const SMALLEST_V6: u16 = 48;

    /// A request from our address in the tunnel, so many bytes large with its IP header.
    pub fn new(from: IpAddr, to: IpAddr, echo: Echo, size: u16) -> Result<Self, EchoError> {
        let ends = Ends::new(from, to).ok_or(EchoError::MixedFamilies)?;
        let needed = match ends {
            Ends::V4 { .. } => Self::SMALLEST_V4,
            Ends::V6 { .. } => Self::SMALLEST_V6,
        };
        if size < needed {
            return Err(EchoError::TooSmall { size, needed });
        }
        Ok(Self { ends, echo, size })
    }

    /// The request as a packet of IP, as many bytes as it was given for size.
    pub fn encode(&self) -> Vec<u8> {
        let number = match self.ends {
            Ends::V4 { .. } => ip::V4_ECHO_REQUEST,
            Ends::V6 { .. } => ip::V6_ECHO_REQUEST,
        };
        let mut message = vec![number, 0, 0, 0];
        message.extend(self.body());
        let checksum = self.ends.icmp_checksum(&message);
        message[2..4].copy_from_slice(&checksum.to_be_bytes());
        self.ends.wrap(&message)
    }

    /// What request and reply have in common: all behind the checksum. No few bytes of it come
    /// twice, since a server with compression packs whatever gets shorter by it, and nothing here
    /// unpacks that.
    fn body(&self) -> Vec<u8> {
        let length = usize::from(self.size) - self.ends.header_length() - HEADER;
        let mut body = self.echo_bytes().to_vec();
        let byte = |index: usize| index.wrapping_mul(index / 256 * 2 + 1).to_le_bytes()[0];
        body.extend((0..length).map(byte));
        body
    }

    fn echo_bytes(&self) -> [u8; 4] {
        let [high, low] = self.echo.identifier.to_be_bytes();
        let [sequence_high, sequence_low] = self.echo.sequence.to_be_bytes();
        [high, low, sequence_high, sequence_low]
    }
}
