//! What came back for an echo request: its reply, or an error from a router on the way.
//!
//! A packet that is not about the request is no answer, however well it is formed.
//!
//! Types and codes: RFC 792, RFC 1191 section 4, and RFC 4443 sections 3 and 4.

use std::net::IpAddr;

use super::ip::{Ends, Icmp, V4_ECHO_REQUEST, V6_ECHO_REQUEST};
use super::{EchoRequest, HEADER};

/// What a packet out of the tunnel says about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EchoAnswer {
    /// The reply, from where the request went, with all that was in it.
    Reply,
    /// The target cannot be reached.
    Unreachable {
        /// The ICMP code, whose meaning depends on the family of `from`.
        code: u8,
        /// Who says so.
        from: IpAddr,
    },
    /// The request is larger than a link on its way takes.
    TooBig {
        /// Bytes that fit, unless the router is too old to tell.
        mtu: Option<u32>,
        /// Who says so.
        from: IpAddr,
    },
    /// The request went through too many hops.
    TimeExceeded {
        /// Who says so.
        from: IpAddr,
    },
}

impl EchoAnswer {
    /// Reads a packet out of the tunnel, if it answers the request.
    pub fn read(packet: &[u8], asked: &EchoRequest) -> Option<Self> {
        let Icmp { ends, message } = Icmp::read(packet)?;
        let (header, behind) = message.split_first_chunk::<HEADER>()?;
        let [kind, code, _, _, rest @ ..] = *header;
        if ends.to() != asked.ends.from() {
            return None;
        }
        let from = ends.from();
        let error = match (ends, kind, code) {
            (Ends::V4 { .. }, 0, 0) | (Ends::V6 { .. }, 129, 0) => {
                let is_ours = from == asked.ends.to() && message[4..] == asked.body();
                return is_ours.then_some(Self::Reply);
            }
            (Ends::V4 { .. }, 3, 4) => Self::TooBig {
                mtu: known(u32::from_be_bytes([0, 0, rest[2], rest[3]])),
                from,
            },
            (Ends::V6 { .. }, 2, _) => Self::TooBig {
                mtu: known(u32::from_be_bytes(rest)),
                from,
            },
            (Ends::V4 { .. }, 3, _) | (Ends::V6 { .. }, 1, _) => Self::Unreachable { code, from },
            (Ends::V4 { .. }, 11, _) | (Ends::V6 { .. }, 3, _) => Self::TimeExceeded { from },
            _ => return None,
        };
        quotes(behind, asked).then_some(error)
    }
}

fn known(mtu: u32) -> Option<u32> {
    (mtu != 0).then_some(mtu)
}

/// Whether an error is about the request. Its checksum is not looked at: it is one of the fields
/// that address translation rewrites on the way out and not always on the way back.
fn quotes(quoted: &[u8], asked: &EchoRequest) -> bool {
    let Some(Icmp { ends, message }) = Icmp::read_quoted(quoted) else {
        return false;
    };
    let number = match ends {
        Ends::V4 { .. } => V4_ECHO_REQUEST,
        Ends::V6 { .. } => V6_ECHO_REQUEST,
    };
    ends == asked.ends
        && message.starts_with(&[number, 0])
        && message.get(4..HEADER) == Some(&asked.echo_bytes()[..])
}
