//! What the client says of itself: the options string, and the peer info of names and values.
//!
//! Servers compare the options string with their own, and some write warnings into their log
//! for what differs; by the peer info they choose what they send. Neither is believed blindly, so
//! neither says more than this program can do.
//!
//! Names and numbers: OpenVPN `options.c` (`options_string`), `ssl.c` (`push_peer_info`), `ssl.h`
//! (`IV_PROTO_*`) and `comp.c`; the lengths are those of a 2.6.14 client.

use std::fmt;

use super::super::config::Transport;
use super::super::key::Direction;

/// The release of OpenVPN whose behaviour this program has been compared with. Servers have
/// policies against releases that are too old, and scripts that expect three numbers here; who it
/// really is stands in `IV_GUI_VER`, as with other programs that are not OpenVPN's own client.
const SPEAKS_AS: &str = "2.6.14";

/// The data channel ciphers, best first.
pub const DATA_CIPHERS: [&str; 3] = ["AES-256-GCM", "AES-128-GCM", "CHACHA20-POLY1305"];

/// The most that the names of ciphers may take together.
const LONGEST_CIPHERS: usize = 256;

const DATA_V2: u32 = 1 << 1;
const REQUEST_PUSH: u32 = 1 << 2;
const TLS_KEY_EXPORT: u32 = 1 << 3;
const AUTH_PENDING_KEYWORDS: u32 = 1 << 4;
const EXIT_NOTIFY: u32 = 1 << 7;
const AUTH_FAILED_TEMPORARILY: u32 = 1 << 8;

const PROTOCOL: u32 = DATA_V2
    | REQUEST_PUSH
    | TLS_KEY_EXPORT
    | AUTH_PENDING_KEYWORDS
    | EXIT_NOTIFY
    | AUTH_FAILED_TEMPORARILY;

/// The ways of a second factor that the program knows when it sees them. A server refuses a
/// client outright that does not name its way, which would look like a wrong password.
const SECOND_FACTORS: &str = "webauth,crtext";

/// The options that a client is expected to share with its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionsString {
    /// What carries the packets. The family is left out: OpenVPN writes v4 for either.
    pub transport: Transport,
    /// Ethernet frames rather than IP packets.
    pub tap: bool,
    /// With `tls-auth`, its direction.
    pub tls_auth: Option<Direction>,
    /// Payloads have a byte in front, as by `comp-lzo` or `compress`.
    pub compression: bool,
}

impl OptionsString {
    /// Of a tun packet with AES-256-GCM over UDP.
    const LINK_MTU: u16 = 1549;
    const TCP_LENGTH: u16 = 2;
    const ETHERNET: u16 = 32;

    fn link_mtu(self) -> u16 {
        let tcp = u16::from(self.transport == Transport::Tcp) * Self::TCP_LENGTH;
        let tap = u16::from(self.tap) * Self::ETHERNET;
        Self::LINK_MTU + tcp + tap + u16::from(self.compression)
    }
}

impl fmt::Display for OptionsString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let device = if self.tap { "tap" } else { "tun" };
        let protocol = match self.transport {
            Transport::Udp => "UDPv4",
            Transport::Tcp => "TCPv4_CLIENT",
        };
        let link_mtu = self.link_mtu();
        write!(
            f,
            "V4,dev-type {device},link-mtu {link_mtu},tun-mtu 1500,proto {protocol}"
        )?;
        if self.compression {
            f.write_str(",comp-lzo")?;
        }
        match self.tls_auth {
            Some(Direction::Zero) => f.write_str(",keydir 0")?,
            Some(Direction::One) => f.write_str(",keydir 1")?,
            Some(Direction::None) | None => {}
        }
        f.write_str(",cipher AES-256-GCM,auth [null-digest],keysize 256")?;
        if self.tls_auth.is_some() {
            f.write_str(",tls-auth")?;
        }
        f.write_str(",key-method 2,tls-client")
    }
}

/// The peer info of a client that can use these data channel ciphers, by OpenVPN's names, best
/// first. What cannot be the name of a cipher is left out.
pub fn peer_info(ciphers: &[&str]) -> String {
    let mut list = String::new();
    for name in ciphers.iter().filter(|name| is_a_name(name)) {
        let separator = if list.is_empty() { "" } else { ":" };
        if list.len() + separator.len() + name.len() <= LONGEST_CIPHERS {
            list.push_str(separator);
            list.push_str(name);
        }
    }
    // By IV_NCP=2 a client that lists no ciphers means these two.
    let negotiates = ["AES-128-GCM", "AES-256-GCM"]
        .iter()
        .all(|wanted| list.split(':').any(|name| name == *wanted));
    let negotiation = if negotiates { "IV_NCP=2\n" } else { "" };
    format!(
        "IV_VER={SPEAKS_AS}\nIV_PLAT=linux\nIV_TCPNL=1\nIV_MTU=1600\n{negotiation}\
         IV_CIPHERS={list}\nIV_PROTO={PROTOCOL}\nIV_LZO_STUB=1\nIV_COMP_STUB=1\n\
         IV_COMP_STUBv2=1\nIV_GUI_VER=gatewatch_{}\nIV_SSO={SECOND_FACTORS}\n",
        env!("CARGO_PKG_VERSION")
    )
}

fn is_a_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_are_those_of_a_real_client() {
        let udp = OptionsString {
            transport: Transport::Udp,
            tap: false,
            tls_auth: None,
            compression: false,
        };
        let tcp = OptionsString {
            transport: Transport::Tcp,
            ..udp
        };
        let end = "cipher AES-256-GCM,auth [null-digest],keysize 256";
        for (options, start, middle) in [
            (
                udp,
                "dev-type tun,link-mtu 1549,tun-mtu 1500,proto UDPv4",
                "",
            ),
            (
                tcp,
                "dev-type tun,link-mtu 1551,tun-mtu 1500,proto TCPv4_CLIENT",
                "",
            ),
            (
                OptionsString { tap: true, ..udp },
                "dev-type tap,link-mtu 1581,tun-mtu 1500,proto UDPv4",
                "",
            ),
            (
                OptionsString { tap: true, ..tcp },
                "dev-type tap,link-mtu 1583,tun-mtu 1500,proto TCPv4_CLIENT",
                "",
            ),
            (
                OptionsString {
                    compression: true,
                    ..udp
                },
                "dev-type tun,link-mtu 1550,tun-mtu 1500,proto UDPv4,comp-lzo",
                "",
            ),
            (
                OptionsString {
                    tls_auth: Some(Direction::One),
                    ..udp
                },
                "dev-type tun,link-mtu 1549,tun-mtu 1500,proto UDPv4,keydir 1",
                ",tls-auth",
            ),
            (
                OptionsString {
                    tls_auth: Some(Direction::Zero),
                    ..udp
                },
                "dev-type tun,link-mtu 1549,tun-mtu 1500,proto UDPv4,keydir 0",
                ",tls-auth",
            ),
            (
                OptionsString {
                    tls_auth: Some(Direction::None),
                    ..udp
                },
                "dev-type tun,link-mtu 1549,tun-mtu 1500,proto UDPv4",
                ",tls-auth",
            ),
        ] {
            let expected = format!("V4,{start},{end}{middle},key-method 2,tls-client");
            assert_eq!(options.to_string(), expected);
        }
    }

    #[test]
    fn the_peer_info_says_what_the_program_can_do_and_who_it_is() {
        let expected = "IV_VER=2.6.14\nIV_PLAT=linux\nIV_TCPNL=1\nIV_MTU=1600\nIV_NCP=2\n\
                        IV_CIPHERS=AES-256-GCM:AES-128-GCM:CHACHA20-POLY1305\nIV_PROTO=414\n\
                        IV_LZO_STUB=1\nIV_COMP_STUB=1\nIV_COMP_STUBv2=1\nIV_GUI_VER=gatewatch_";
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            peer_info(&DATA_CIPHERS),
            format!("{expected}{version}\nIV_SSO=webauth,crtext\n")
        );
    }

    #[test]
    fn ciphers_are_listed_only_by_their_names() {
        let long = "X".repeat(250);
        for (ciphers, line, negotiates) in [
            (&["AES-256-GCM"][..], "IV_CIPHERS=AES-256-GCM\n", false),
            (
                &["AES-128-GCM", "AES-256-GCM"],
                "IV_CIPHERS=AES-128-GCM:AES-256-GCM\n",
                true,
            ),
            (&["A\nIV_VER=9", "B:C", "", "D"], "IV_CIPHERS=D\n", false),
            (&["AES-256-GCM", &long], "IV_CIPHERS=AES-256-GCM\n", false),
            (&[], "IV_CIPHERS=\n", false),
        ] {
            let info = peer_info(ciphers);
            assert!(info.contains(line), "{info}");
            assert_eq!(info.contains("IV_NCP=2\n"), negotiates, "{info}");
        }
    }
}
