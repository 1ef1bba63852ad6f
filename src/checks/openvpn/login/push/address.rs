//! Addresses and networks among pushed options.
//!
//! Forms: OpenVPN `options.c` (`ifconfig`, `ifconfig-ipv6`, `route`, `topology`), as of 2.6.

use std::net::{Ipv4Addr, Ipv6Addr};

/// How a server gives out addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Topology {
    /// Four addresses a client, of which two are used.
    #[default]
    Net30,
    /// An address a client, and the server's at the other end.
    P2p,
    /// An address a client, all in one network with the server's.
    Subnet,
}

impl Topology {
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "net30" => Some(Self::Net30),
            "p2p" => Some(Self::P2p),
            "subnet" => Some(Self::Subnet),
            _ => None,
        }
    }
}

/// `ifconfig LOCAL NETMASK-OR-PEER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ifconfig {
    /// The client's address.
    pub local: Ipv4Addr,
    /// The netmask with topology subnet and on tap, the address at the other end otherwise.
    pub netmask_or_peer: Ipv4Addr,
}

impl Ifconfig {
    pub(super) fn read(words: &[String]) -> Option<Self> {
        match words {
            [local, other] => Some(Self {
                local: local.parse().ok()?,
                netmask_or_peer: other.parse().ok()?,
            }),
            _ => None,
        }
    }

    /// Whether the second address is a netmask by its looks; no peer has an address from 240 up.
    pub fn has_netmask(&self) -> bool {
        let bits = u32::from(self.netmask_or_peer);
        bits >= 0xf000_0000 && bits.leading_ones() + bits.trailing_zeros() >= 32
    }
}

/// `ifconfig-ipv6 LOCAL/PREFIX GATEWAY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfconfigIpv6 {
    /// The client's address.
    pub local: Ipv6Addr,
    /// Bits of the network, 0 to 128.
    pub prefix: u8,
    /// The address at the other end.
    pub gateway: Option<Ipv6Addr>,
}

impl IfconfigIpv6 {
    pub(super) fn read(words: &[String]) -> Option<Self> {
        let (local, prefix) = ipv6_network(words.first()?)?;
        Some(Self {
            local,
            prefix,
            gateway: words.get(1).and_then(|word| word.parse().ok()),
        })
    }
}

/// `ADDRESS/PREFIX`; a bare address is all 128 bits.
fn ipv6_network(word: &str) -> Option<(Ipv6Addr, u8)> {
    let (address, prefix) = word.split_once('/').unwrap_or((word, "128"));
    let prefix = prefix.parse().ok().filter(|bits| *bits <= 128)?;
    Some((address.parse().ok()?, prefix))
}

/// `route NETWORK [NETMASK [GATEWAY [METRIC]]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The first address of the network.
    pub network: Ipv4Addr,
    /// All ones where none is given.
    pub netmask: Ipv4Addr,
    /// An address or a keyword, foreign text.
    pub gateway: Option<String>,
}

impl Route {
    pub(super) fn read(words: &[String]) -> Option<Self> {
        let netmask = match words.get(1).map(String::as_str) {
            None | Some("default") => Ipv4Addr::BROADCAST,
            Some(netmask) => netmask.parse().ok()?,
        };
        Some(Self {
            network: words.first()?.parse().ok()?,
            netmask,
            gateway: words.get(2).filter(|word| *word != "default").cloned(),
        })
    }

    /// A single address that is reached through the tunnel.
    pub(super) fn is_host_in_tunnel(&self) -> bool {
        let is_inside = self
            .gateway
            .as_ref()
            .is_none_or(|gateway| gateway == "vpn_gateway");
        self.netmask == Ipv4Addr::BROADCAST && is_inside
    }
}
