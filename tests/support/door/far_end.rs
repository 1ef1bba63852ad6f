//! The server's end of a tunnel: answers questions about options, and pings over IPv4.
//!
//! Layouts: RFC 791, RFC 792.

use std::collections::VecDeque;

use gatewatch::checks::openvpn::tunnel::{DataChannel, DataKeys, OccMessage};

use super::seen::Seen;
use super::terms::TunnelTerms;

/// What the server says its options are.
pub const OPTIONS: &str = "V4,dev-type tun,link-mtu 1549,tun-mtu 1500,proto UDPv4,cipher \
                           AES-256-GCM,auth [null-digest],keysize 256,key-method 2,tls-server";

const IP_HEADER: usize = 20;
const ICMP: u8 = 1;
/// OpenVPN `comp.h`, `LZO_COMPRESS_BYTE`.
const LZO: u8 = 0x66;
const ECHO_REQUEST: u8 = 8;

pub(super) struct FarEnd {
    channel: DataChannel,
    terms: TunnelTerms,
    packets: VecDeque<Vec<u8>>,
}

impl FarEnd {
    /// `keys` are the client's.
    pub(super) fn new(terms: &TunnelTerms, keys: DataKeys) -> Self {
        Self {
            channel: DataChannel::new(terms.cipher, &keys.reversed(), terms.peer_id),
            terms: terms.clone(),
            packets: VecDeque::new(),
        }
    }

    pub(super) fn receive(&mut self, packet: &[u8], is_silent: bool, seen: &mut Seen) {
        let framing = self.terms.framing();
        let payload = self.channel.open(packet).ok();
        let Some(payload) = payload.and_then(|framed| framing.strip(&framed).ok()) else {
            seen.dropped += 1;
            return;
        };
        let answer = match OccMessage::read(&payload) {
            Some(OccMessage::Request) => {
                seen.option_requests += 1;
                let reply = OccMessage::Reply(OPTIONS.into()).encode();
                self.terms.answers_options.then_some(reply)
            }
            Some(_) => None,
            None => {
                let reply = self.pong(&payload);
                seen.pings += u32::from(reply.is_some());
                let fits = payload.len() <= self.terms.largest_ping;
                reply.filter(|_| self.terms.answers_pings && fits)
            }
        };
        if let Some(answer) = answer.filter(|_| !is_silent) {
            let mut framed = framing.apply(&answer);
            if self.terms.compresses {
                framed[0] = LZO;
            }
            let sealed = self.channel.seal(&framed);
            self.packets.push_back(sealed.expect("short, and few"));
        }
    }

    pub(super) fn next_packet(&mut self) -> Option<Vec<u8>> {
        self.packets.pop_front()
    }

    /// The reply to a ping of ours; none to anything else.
    fn pong(&self, packet: &[u8]) -> Option<Vec<u8>> {
        let (header, message) = packet.split_first_chunk::<IP_HEADER>()?;
        let is_ping = header[0] == 0x45
            && header[9] == ICMP
            && header[12..16] == self.terms.client.octets()
            && header[16..20] == self.terms.gateway.octets()
            && message.first() == Some(&ECHO_REQUEST)
            && checksum(message) == 0
            && checksum(header) == 0;
        if !is_ping {
            return None;
        }
        let mut header = *header;
        // Swapping the ends leaves the sum of the header as it is.
        header[12..16].copy_from_slice(&self.terms.gateway.octets());
        header[16..20].copy_from_slice(&self.terms.client.octets());
        let mut message = message.to_vec();
        message[..4].fill(0);
        let sum = checksum(&message);
        message[2..4].copy_from_slice(&sum.to_be_bytes());
        Some([&header[..], &message].concat())
    }
}

fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks(2).map(|pair| {
        let low = pair.get(1).copied().unwrap_or(0);
        u32::from(u16::from_be_bytes([pair[0], low]))
    });
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).expect("folded")
}
