//! The options of a whole answer, asked one by one.
//!
//! What OpenVPN lets a later option replace is taken from the last one that can be read.
//!
//! Options: OpenVPN `options.c` (`add_option`), `push.c` (`prepare_push_reply`), as of 2.6.

use std::net::{IpAddr, Ipv4Addr};

use super::address::{Ifconfig, IfconfigIpv6, Route, Topology};
use super::words;

const HIGHEST_PEER_ID: u32 = 0xff_ffff;

/// What the server pushed. Texts are foreign; the value of an `auth-token` is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    options: Vec<String>,
}

impl Pushed {
    pub(super) fn new(options: Vec<String>) -> Self {
        Self { options }
    }

    /// Every option as the server wrote it, in its order. They may be shown: a token is
    /// [hidden](super::HIDDEN).
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// Whether an option starts like this; runs of blanks count as one. A blank at the end of the
    /// prefix stands for the end of a word, and so matches the end of the option too.
    pub fn contains(&self, prefix: &str) -> bool {
        let mut wanted = single_blanks(prefix);
        if prefix.ends_with(|last: char| last.is_ascii_whitespace()) {
            wanted.push(' ');
        }
        self.options
            .iter()
            .any(|option| (single_blanks(option) + " ").starts_with(&wanted))
    }

    /// The client's IPv4 address.
    pub fn ifconfig(&self) -> Option<Ifconfig> {
        self.last("ifconfig", Ifconfig::read)
    }

    /// The client's IPv6 address.
    pub fn ifconfig_ipv6(&self) -> Option<IfconfigIpv6> {
        self.last("ifconfig-ipv6", IfconfigIpv6::read)
    }

    /// Our own address of the family of another one.
    pub fn address_towards(&self, target: IpAddr) -> Option<IpAddr> {
        match target {
            IpAddr::V4(_) => self.ifconfig().map(|ifconfig| ifconfig.local.into()),
            IpAddr::V6(_) => self.ifconfig_ipv6().map(|ifconfig| ifconfig.local.into()),
        }
    }

    /// The gateway of routes that name none. None where it is `dhcp` or a name.
    pub fn route_gateway(&self) -> Option<Ipv4Addr> {
        self.last("route-gateway", |words| words.first()?.parse().ok())
    }

    /// The IPv4 networks behind the tunnel. Routes to names and keywords are left out.
    pub fn routes(&self) -> Vec<Route> {
        self.all("route")
            .filter_map(|words| Route::read(&words))
            .collect()
    }

    /// How addresses are given out. None where the server leaves it to the client, whose default
    /// was `net30` up to 2.6.
    pub fn topology(&self) -> Option<Topology> {
        self.last("topology", |words| Topology::read(words.first()?))
    }

    /// Our number in the server's data packets, of 24 bits.
    pub fn peer_id(&self) -> Option<u32> {
        self.last("peer-id", |words| {
            words
                .first()?
                .parse()
                .ok()
                .filter(|id| *id <= HIGHEST_PEER_ID)
        })
    }

    /// The data channel cipher, by OpenVPN's name.
    pub fn cipher(&self) -> Option<String> {
        self.last("cipher", |words| words.first().cloned())
    }

    /// `cc-exit`, `tls-ekm`, `dyn-tls-crypt`, `aead-epoch` and what comes after them.
    pub fn protocol_flags(&self) -> Vec<String> {
        self.all("protocol-flags").flatten().collect()
    }

    /// Data channel keys come from the TLS exporter, in either of the two ways to say so.
    pub fn exports_keys(&self) -> bool {
        let tls_ekm = |words: Vec<String>| words.iter().any(|word| word == "tls-ekm");
        self.all("protocol-flags").any(tls_ekm) || self.all("key-derivation").any(tls_ekm)
    }

    /// The server understands `EXIT`.
    pub fn understands_exit(&self) -> bool {
        self.protocol_flags().iter().any(|flag| flag == "cc-exit")
    }

    /// The last `compress` or `comp-lzo`, in words: the name and, mostly, an algorithm.
    pub fn compression(&self) -> Option<Vec<String>> {
        let is_one = |words: &Vec<String>| {
            matches!(
                words.first().map(String::as_str),
                Some("compress" | "comp-lzo")
            )
        };
        self.split().rfind(is_one)
    }

    /// The options about names, whole: `dhcp-option ...` and `dns ...`.
    pub fn dns(&self) -> Vec<&str> {
        let is_one = |option: &&String| {
            let words = words(option).unwrap_or_default();
            matches!(
                words.first().map(String::as_str),
                Some("dhcp-option" | "dns")
            )
        };
        self.options
            .iter()
            .filter(is_one)
            .map(String::as_str)
            .collect()
    }

    /// The server's own address in the tunnel, as well as it can be told: the one that answers
    /// pings from within.
    ///
    /// With `net30` the server is a host route, and the peer beside our address answers nothing.
    pub fn default_gateway(&self) -> Option<IpAddr> {
        let ipv4 = self
            .route_gateway()
            .or_else(|| self.gateway_without_subnet());
        let ipv6 = || self.ifconfig_ipv6()?.gateway.map(IpAddr::V6);
        ipv4.map(IpAddr::V4).or_else(ipv6)
    }

    fn gateway_without_subnet(&self) -> Option<Ipv4Addr> {
        let ifconfig = self.ifconfig()?;
        let topology = self.topology().unwrap_or_default();
        if topology == Topology::Subnet || ifconfig.has_netmask() {
            return None;
        }
        // Hosts behind the server have routes too; its own address is the nearest to ours.
        let hosts = self.routes().into_iter().filter(Route::is_host_in_tunnel);
        let nearest =
            hosts.min_by_key(|route| u32::from(route.network) ^ u32::from(ifconfig.local));
        let peer = (topology == Topology::P2p).then_some(ifconfig.netmask_or_peer);
        nearest.map(|route| route.network).or(peer)
    }

    fn split(&self) -> impl DoubleEndedIterator<Item = Vec<String>> {
        self.options.iter().filter_map(|option| words(option))
    }

    /// The words behind the name, of every option of that name.
    fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = Vec<String>> {
        self.split().filter_map(move |mut words| {
            let is_wanted = words.first().is_some_and(|first| first == name);
            is_wanted.then(|| words.split_off(1))
        })
    }

    fn last<T>(&self, name: &str, read: impl Fn(&[String]) -> Option<T>) -> Option<T> {
        self.all(name).rev().find_map(|words| read(&words))
    }
}

fn single_blanks(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
