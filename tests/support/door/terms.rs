//! What a server pushes, and how its end of the tunnel answers.

use std::net::Ipv4Addr;

use gatewatch::checks::openvpn::tunnel::{Cipher, Framing};

/// A tunnel as the server has it.
#[derive(Clone, Debug)]
pub struct TunnelTerms {
    pub cipher: Cipher,
    /// Whether the keys come from the TLS exporter, and not from the key exchange.
    pub exports_keys: bool,
    /// Whether it says that it understands `EXIT`.
    pub knows_exit: bool,
    pub peer_id: Option<u32>,
    /// The client's address.
    pub client: Ipv4Addr,
    /// The server's, which answers pings.
    pub gateway: Ipv4Addr,
    /// The `compress` or `comp-lzo` that is pushed, and what it puts before a packet.
    pub compression: Option<(&'static str, Framing)>,
    /// Whether it marks all that it says as compressed with LZO.
    pub compresses: bool,
    /// Whether it answers questions about its options.
    pub answers_options: bool,
    /// Whether it answers pings of its address.
    pub answers_pings: bool,
    /// The largest packet of IP that gets an answer.
    pub largest_ping: usize,
    /// Further options to push.
    pub more: Vec<String>,
}

impl Default for TunnelTerms {
    fn default() -> Self {
        Self {
            cipher: Cipher::Aes256Gcm,
            exports_keys: true,
            knows_exit: true,
            peer_id: Some(3),
            client: Ipv4Addr::new(10, 8, 0, 2),
            gateway: Ipv4Addr::new(10, 8, 0, 1),
            compression: None,
            compresses: false,
            answers_options: true,
            answers_pings: true,
            largest_ping: 1500,
            more: Vec::new(),
        }
    }
}

impl TunnelTerms {
    /// What is pushed, in the order of OpenVPN's.
    pub fn options(&self) -> Vec<String> {
        let mut options = vec![
            "route 10.0.0.0 255.255.255.0".to_owned(),
            format!("route-gateway {}", self.gateway),
            "topology subnet".into(),
            "ping 10".into(),
            "ping-restart 60".into(),
            format!("ifconfig {} 255.255.255.0", self.client),
        ];
        options.extend(self.peer_id.map(|id| format!("peer-id {id}")));
        options.push(format!("cipher {}", self.cipher.name()));
        let flags: Vec<&str> = [(self.knows_exit, "cc-exit"), (self.exports_keys, "tls-ekm")]
            .into_iter()
            .filter_map(|(has, flag)| has.then_some(flag))
            .collect();
        if !flags.is_empty() {
            options.push(format!("protocol-flags {}", flags.join(" ")));
        }
        options.extend(self.compression.map(|(option, _)| option.to_owned()));
        options.extend(self.more.iter().cloned());
        options
    }

    /// The options in one message, with its NUL.
    pub fn push_reply(&self) -> Vec<u8> {
        format!("PUSH_REPLY,{}\0", self.options().join(",")).into_bytes()
    }

    /// The options in messages of one option each.
    pub fn continued_push_reply(&self) -> Vec<Vec<u8>> {
        let options = self.options();
        let last = options.len() - 1;
        let message = |(index, option): (usize, &String)| {
            let continuation = if index == last { 1 } else { 2 };
            format!("PUSH_REPLY,{option},push-continuation {continuation}\0").into_bytes()
        };
        options.iter().enumerate().map(message).collect()
    }

    pub(super) fn framing(&self) -> Framing {
        self.compression
            .map_or(Framing::None, |(_, framing)| framing)
    }
}
