//! A host as a user names it, and the address family it may be reached by.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// A host name, or an address that needs no resolving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A literal address.
    Address(IpAddr),
    /// A name for the resolver; also an IPv6 address with a zone, such as `fe80::1%eth0`.
    Name(String),
}

/// Which addresses of a name are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Any.
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl Family {
    /// Whether an address belongs to the family.
    pub fn includes(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }

    /// What is left where both of two wishes count; none where they exclude each other.
    pub fn narrowed(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, family) | (family, Self::Any) => Some(family),
            (one, other) => (one == other).then_some(one),
        }
    }

    /// The family of an address.
    pub fn of(address: IpAddr) -> Self {
        if address.is_ipv4() {
            Self::V4
        } else {
            Self::V6
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "IP",
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

/// Why a text names no host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostError {
    /// Nothing is there.
    Empty,
    /// More characters than a name may have.
    TooLong,
    /// A character that no name has.
    Character(char),
    /// A port stands behind the name.
    Port,
    /// A URL instead of a name.
    Url,
    /// Brackets that hold no IPv6 address.
    Brackets,
    /// A link-local address without the interface it is on.
    NoZone,
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the host is empty"),
            Self::TooLong => f.write_str("a host name has at most 253 characters"),
            Self::Character(character) => {
                write!(f, "a host name has no {:?} in it", character.to_string())
            }
            Self::Port => f.write_str("give the host alone and the port with --port"),
            Self::Url => f.write_str("give a host name or an address, not a URL"),
            Self::NoZone => {
                f.write_str("a link-local address needs its interface, such as fe80::1%eth0")
            }
            Self::Brackets => f.write_str("brackets belong around an IPv6 address"),
        }
    }
}

impl std::error::Error for HostError {}

impl FromStr for Host {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return literal(address);
        }
        if text.contains("://") {
            return Err(HostError::Url);
        }
        if let Some(inner) = text.strip_prefix('[') {
            let (inner, rest) = inner.split_once(']').ok_or(HostError::Brackets)?;
            return match (inner.parse::<Ipv6Addr>(), rest) {
                (Err(_), _) if !is_zoned(inner) => Err(HostError::Brackets),
                (Ok(address), "") => literal(address.into()),
                (Err(_), "") => Ok(Self::Name(inner.to_owned())),
                _ => Err(HostError::Port),
            };
        }
        if is_zoned(text) {
            return Ok(Self::Name(text.to_owned()));
        }
        match text
            .chars()
            .find(|character| !is_name_character(*character))
        {
            _ if text.is_empty() => Err(HostError::Empty),
            _ if text.len() > 253 => Err(HostError::TooLong),
            Some(':') => Err(HostError::Port),
            Some(character) => Err(HostError::Character(character)),
            None => Ok(Self::Name(text.to_owned())),
        }
    }
}

fn literal(address: IpAddr) -> Result<Host, HostError> {
    match address.to_canonical() {
        IpAddr::V6(address) if address.is_unicast_link_local() => Err(HostError::NoZone),
        address => Ok(Host::Address(address)),
    }
}

/// An IPv6 address with the name of an interface as Linux takes it, less what no URL could hold.
fn is_zoned(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '/' | ':' | '%' | '[' | ']');
    text.split_once('%').is_some_and(|(address, zone)| {
        address.parse::<Ipv6Addr>().is_ok()
            && !zone.is_empty()
            && zone.len() < 16
            && zone.chars().all(is_allowed)
    })
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '.' | '_')
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Self::Address(address) => address.fmt(f),
            Self::Name(name) if name.contains(':') => write!(f, "[{name}]"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_and_addresses() {
        for (text, shown) in [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8::1", "[2001:db8::1]"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("fe80::1%eth0", "[fe80::1%eth0]"),
            ("[fe80::1%eth0.7]", "[fe80::1%eth0.7]"),
            ("vpn.example.org", "vpn.example.org"),
            ("_vpn.b\u{fc}ro.example", "_vpn.b\u{fc}ro.example"),
        ] {
            assert_eq!(
                text.parse::<Host>().map(|host| host.to_string()),
                Ok(shown.to_owned())
            );
        }
    }

    #[test]
    fn says_what_is_wrong_with_others() {
        for (text, error) in [
            ("", HostError::Empty),
            ("vpn.example.org:1194", HostError::Port),
            ("[2001:db8::1]:1194", HostError::Port),
            ("[vpn]", HostError::Brackets),
            ("[::1", HostError::Brackets),
            ("[fe80::1%eth0]:1194", HostError::Port),
            ("fe80::1%[::1%25eth0", HostError::Port),
            ("fe80::1%a/b", HostError::Port),
            ("fe80::1", HostError::NoZone),
            ("https://vpn.example.org", HostError::Url),
            ("two words", HostError::Character(' ')),
            ("a\nb", HostError::Character('\n')),
        ] {
            assert_eq!(text.parse::<Host>(), Err(error));
        }
        assert_eq!("a".repeat(254).parse::<Host>(), Err(HostError::TooLong));
    }
}
