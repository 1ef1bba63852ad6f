//! What the network answers instead of the peer, told apart by who is to blame.

use std::fmt;
use std::io::{self, ErrorKind};

/// An error of a socket call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The peer's machine says that nothing listens there.
    Refused,
    /// There is no route to the peer's network.
    NoRoute,
    /// A router, or this machine, cannot reach the peer itself.
    HostUnreachable,
    /// A firewall on the way says no.
    Prohibited,
    /// A router, or the peer's machine, objects to what was sent, and this is the ICMP message.
    Objection(&'static str),
    /// The connection was open and the peer tore it down.
    Reset,
    /// The source address is not this machine's.
    NoSuchSource,
    /// The peer cannot be reached from the source address.
    UnfitSource,
    /// The connection attempt got no answer.
    Timeout,
    /// This machine could not do its part, in the system's words.
    Local(String),
}

impl Trouble {
    /// Whether the fault lies with this machine or its configuration, so that nothing is known of
    /// the peer.
    pub fn is_local(&self) -> bool {
        matches!(
            self,
            Self::NoSuchSource | Self::UnfitSource | Self::Local(_)
        )
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match (error.kind(), error.raw_os_error()) {
            (ErrorKind::ConnectionRefused, _) => Self::Refused,
            (ErrorKind::NetworkUnreachable, _) => Self::NoRoute,
            (ErrorKind::HostUnreachable, _) => Self::HostUnreachable,
            (ErrorKind::ConnectionReset | ErrorKind::BrokenPipe, _) => Self::Reset,
            (ErrorKind::ConnectionAborted, _) => Self::Reset,
            (ErrorKind::AddrNotAvailable, _) => Self::NoSuchSource,
            (ErrorKind::TimedOut, _) => Self::Timeout,
            (_, Some(libc::EACCES | libc::EPERM)) => Self::Prohibited,
            // What Linux makes of the rarer ICMP messages, `icmp_err_convert` and its kind.
            (_, Some(libc::EHOSTDOWN)) => Self::HostUnreachable,
            #[cfg(target_os = "linux")]
            (_, Some(libc::ENONET)) => Self::HostUnreachable,
            (_, Some(libc::ENOPROTOOPT)) => Self::Objection("protocol unreachable"),
            (_, Some(libc::EMSGSIZE)) => Self::Objection("fragmentation needed"),
            (_, Some(libc::EOPNOTSUPP)) => Self::Objection("source route failed"),
            (_, Some(libc::EPROTO)) => Self::Objection("parameter problem"),
            (_, Some(libc::EINVAL)) => Self::UnfitSource,
            _ => Self::Local(plain_words(&error)),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("connection refused"),
            Self::NoRoute => f.write_str("no route to its network"),
            Self::HostUnreachable => f.write_str("host unreachable"),
            Self::Prohibited => f.write_str("prohibited by a firewall"),
            Self::Objection(message) => write!(f, "objection of a router (ICMP {message})"),
            Self::Reset => f.write_str("connection reset"),
            Self::NoSuchSource => f.write_str("the source address is not this machine's"),
            Self::UnfitSource => f.write_str("not to be reached from the source address"),
            Self::Timeout => f.write_str("no answer to the connection attempt"),
            Self::Local(error) => f.write_str(error),
        }
    }
}

/// What the system says of an error, in lower case and without its number.
pub fn plain_words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or(&text)
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On Linux every one of them is an ICMP message, and none is about this machine.
    #[test]
    fn what_routers_say_is_not_this_machines_fault() {
        for error in [
            libc::ECONNREFUSED,
            libc::EHOSTDOWN,
            libc::EHOSTUNREACH,
            libc::ENETUNREACH,
            libc::ENOPROTOOPT,
            libc::EMSGSIZE,
            libc::EOPNOTSUPP,
            libc::EPROTO,
            libc::EACCES,
        ] {
            let trouble = Trouble::from(io::Error::from_raw_os_error(error));
            assert!(!trouble.is_local(), "{trouble:?}");
        }
        let objection = Trouble::from(io::Error::from_raw_os_error(libc::EPROTO));
        let words = "objection of a router (ICMP parameter problem)";
        assert_eq!(objection.to_string(), words);
        assert!(Trouble::from(io::Error::from_raw_os_error(libc::EMFILE)).is_local());
    }
}
