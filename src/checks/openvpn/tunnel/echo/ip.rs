//! Headers of IPv4 and IPv6 around a message of ICMP, and the checksums of all three.
//!
//! Packets of other protocols, fragments, and IPv6 with extension headers are none of ours.
//!
//! Layouts: RFC 791, RFC 8200, RFC 1071 (checksum) and RFC 4443 section 2.3 (pseudo-header).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const V4_ECHO_REQUEST: u8 = 8;
pub(super) const V6_ECHO_REQUEST: u8 = 128;

const V4_HEADER: usize = 20;
const V6_HEADER: usize = 40;
const V4_ICMP: u8 = 1;
const V6_ICMP: u8 = 58;
const HOPS: u8 = 64;
const DONT_FRAGMENT: u16 = 0x4000;

/// Who sends to whom, in one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    V4 { from: Ipv4Addr, to: Ipv4Addr },
    V6 { from: Ipv6Addr, to: Ipv6Addr },
}

impl Ends {
    pub(super) fn new(from: IpAddr, to: IpAddr) -> Option<Self> {
        match (from, to) {
            (IpAddr::V4(from), IpAddr::V4(to)) => Some(Self::V4 { from, to }),
            (IpAddr::V6(from), IpAddr::V6(to)) => Some(Self::V6 { from, to }),
            _ => None,
        }
    }

    pub(super) fn from(&self) -> IpAddr {
        match *self {
            Self::V4 { from, .. } => from.into(),
            Self::V6 { from, .. } => from.into(),
        }
    }

    pub(super) fn to(&self) -> IpAddr {
        match *self {
            Self::V4 { to, .. } => to.into(),
            Self::V6 { to, .. } => to.into(),
        }
    }

    /// Bytes of the header that [`Self::wrap`] puts in front.
    pub(super) fn header_length(&self) -> usize {
        match self {
            Self::V4 { .. } => V4_HEADER,
            Self::V6 { .. } => V6_HEADER,
        }
    }

    /// The checksum over a message of ICMP; 0 if a right one is in it already.
    pub(super) fn icmp_checksum(&self, message: &[u8]) -> u16 {
        match self {
            Self::V4 { .. } => checksum(&[message]),
            Self::V6 { from, to } => {
                let length = u32::try_from(message.len()).expect("IP counts it in 16 bits");
                checksum(&[
                    &from.octets(),
                    &to.octets(),
                    &length.to_be_bytes(),
                    &[0, 0, 0, V6_ICMP],
                    message,
                ])
            }
        }
    }

    /// The message with its IP header; both together have to fit into the 16 bits of a length.
    pub(super) fn wrap(&self, message: &[u8]) -> Vec<u8> {
        let length = |bytes: usize| {
            u16::try_from(bytes)
                .expect("requests have a size of 16 bits")
                .to_be_bytes()
        };
        let header = match self {
            Self::V4 { from, to } => {
                let mut header = [&[0x45, 0], &length(V4_HEADER + message.len())[..]].concat();
                header.extend([0, 0]);
                header.extend(DONT_FRAGMENT.to_be_bytes());
                header.extend([HOPS, V4_ICMP, 0, 0]);
                header.extend(from.octets());
                header.extend(to.octets());
                let checksum = checksum(&[&header]);
                header[10..12].copy_from_slice(&checksum.to_be_bytes());
                header
            }
            Self::V6 { from, to } => {
                let mut header = vec![0x60, 0, 0, 0];
                header.extend(length(message.len()));
                header.extend([V6_ICMP, HOPS]);
                header.extend(from.octets());
                header.extend(to.octets());
                header
            }
        };
        [&header, message].concat()
    }
}

/// A packet with a message of ICMP in it, or the beginning of one.
pub(super) struct Icmp<'a> {
    pub(super) ends: Ends,
    pub(super) message: &'a [u8],
}

impl<'a> Icmp<'a> {
    /// Reads a packet that is whole and has right checksums. What follows its end is padding.
    pub(super) fn read(packet: &'a [u8]) -> Option<Self> {
        let (ends, header, claimed, rest) = split(packet)?;
        let message = rest.get(..claimed)?;
        let is_v6 = matches!(ends, Ends::V6 { .. });
        let is_sound = (is_v6 || checksum(&[header]) == 0) && ends.icmp_checksum(message) == 0;
        is_sound.then_some(Self { ends, message })
    }

    /// Reads a packet that an ICMP error quotes. It may be cut off, and hops on the way have
    /// changed fields that its checksums cover.
    pub(super) fn read_quoted(packet: &'a [u8]) -> Option<Self> {
        let (ends, _, _, message) = split(packet)?;
        Some(Self { ends, message })
    }
}

/// Ends, header, length of the message by that header, and what follows the header.
fn split(packet: &[u8]) -> Option<(Ends, &[u8], usize, &[u8])> {
    match packet.first()? >> 4 {
        4 => split_v4(packet),
        6 => split_v6(packet),
        _ => None,
    }
}

fn split_v4(packet: &[u8]) -> Option<(Ends, &[u8], usize, &[u8])> {
    let fixed: &[u8; V4_HEADER] = packet.first_chunk()?;
    let (header, rest) = packet.split_at_checked(usize::from(fixed[0] & 15) * 4)?;
    let total = usize::from(u16::from_be_bytes([fixed[2], fixed[3]]));
    let fragment = u16::from_be_bytes([fixed[6], fixed[7]]) & !DONT_FRAGMENT;
    if header.len() < V4_HEADER || fragment != 0 || fixed[9] != V4_ICMP {
        return None;
    }
    let [.., a, b, c, d, e, f, g, h] = *fixed;
    let ends = Ends::V4 {
        from: [a, b, c, d].into(),
        to: [e, f, g, h].into(),
    };
    Some((ends, header, total.checked_sub(header.len())?, rest))
}

fn split_v6(packet: &[u8]) -> Option<(Ends, &[u8], usize, &[u8])> {
    let (header, rest) = packet.split_at_checked(V6_HEADER)?;
    let (fixed, addresses) = header.split_first_chunk::<8>()?;
    let (from, to) = addresses.split_first_chunk::<16>()?;
    if fixed[6] != V6_ICMP {
        return None;
    }
    let ends = Ends::V6 {
        from: (*from).into(),
        to: (*to.first_chunk::<16>()?).into(),
    };
    let claimed = usize::from(u16::from_be_bytes([fixed[4], fixed[5]]));
    Some((ends, header, claimed, rest))
}

/// The checksum of RFC 1071; all parts but the last have an even length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let words = parts.iter().flat_map(|part| part.chunks(2));
    let mut sum: u64 = words
        .map(|word| match *word {
            [high, low] => u64::from(u16::from_be_bytes([high, low])),
            [high] => u64::from(high) << 8,
            _ => 0,
        })
        .sum();
    while sum > u64::from(u16::MAX) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).expect("folded to 16 bits")
}
