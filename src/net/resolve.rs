//! From a host to its addresses, in the time that is left.
//!
//! The system's resolver blocks and cannot be told to stop. So it runs in a thread that nobody
//! joins: when the deadline comes first, the answer is forgotten and the process ends around it.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::thread;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use super::{Family, Host, plain_words};

/// Why there are no addresses.
#[derive(Debug)]
pub enum ResolveError {
    /// The resolver says so, in its own words.
    Refused(String),
    /// The resolver did not answer before the deadline.
    Timeout,
    /// There are addresses, but none of the wanted family.
    NoneOf(Family),
    /// No thread could be started to ask in.
    NoThread(io::Error),
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => f.write_str(why),
            Self::Timeout => f.write_str("the resolver did not answer"),
            Self::NoneOf(family) => write!(f, "it has no {family} address"),
            Self::NoThread(error) => write!(f, "cannot start a thread: {}", plain_words(error)),
        }
    }
}

impl std::error::Error for ResolveError {}

/// The addresses of a host, each once, the families in turn with the system's preferred one first
/// (RFC 8305, section 4).
pub async fn resolve(
    host: &Host,
    port: u16,
    family: Family,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, ResolveError> {
    let found = match host {
        Host::Address(address) => vec![SocketAddr::new(*address, port)],
        Host::Name(name) => ask(name.clone(), port, deadline).await?,
    };
    let mut seen = HashSet::new();
    let wanted: Vec<SocketAddr> = found
        .into_iter()
        .filter(|address| family.includes(address.ip()) && seen.insert(*address))
        .collect();
    if wanted.is_empty() {
        Err(ResolveError::NoneOf(family))
    } else {
        Ok(in_turn(wanted))
    }
}

async fn ask(name: String, port: u16, deadline: Instant) -> Result<Vec<SocketAddr>, ResolveError> {
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .name("resolver".into())
        .spawn(move || {
            let found = (name.as_str(), port)
                .to_socket_addrs()
                .map(Iterator::collect);
            // Nobody listens any more once the deadline has passed.
            let _ = sender.send(found);
        })
        .map_err(ResolveError::NoThread)?;
    match timeout_at(deadline, receiver).await {
        Ok(Ok(Ok(found))) => Ok(found),
        Ok(Ok(Err(error))) => Err(ResolveError::Refused(without_preamble(&error))),
        Ok(Err(_)) => Err(ResolveError::Refused("the resolver's thread ended".into())),
        Err(_) => Err(ResolveError::Timeout),
    }
}

/// The resolver's message without the standard library's preamble.
fn without_preamble(error: &io::Error) -> String {
    let text = error.to_string();
    text.strip_prefix("failed to lookup address information: ")
        .unwrap_or(&text)
        .to_lowercase()
}

fn in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, others): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv6() == first_is_v6);
    let (mut preferred, mut others) = (preferred.into_iter(), others.into_iter());
    let mut ordered = Vec::with_capacity(preferred.len() + others.len());
    loop {
        let (one, other) = (preferred.next(), others.next());
        if one.is_none() && other.is_none() {
            return ordered;
        }
        ordered.extend(one);
        ordered.extend(other);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts
            .iter()
            .map(|text| SocketAddr::new(text.parse().unwrap(), 1194))
            .collect()
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[test]
    fn families_take_turns_and_the_preferred_one_starts() {
        assert_eq!(
            in_turn(addresses(&[
                "2001:db8::1",
                "2001:db8::2",
                "192.0.2.1",
                "2001:db8::3"
            ])),
            addresses(&["2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"])
        );
    }

    #[tokio::test]
    async fn a_literal_needs_no_resolver() {
        let host: Host = "192.0.2.1".parse().unwrap();
        let found = resolve(&host, 1194, Family::Any, Instant::now())
            .await
            .unwrap();
        assert_eq!(found, addresses(&["192.0.2.1"]));
    }

    #[tokio::test]
    async fn localhost_resolves_to_each_address_once() {
        let host: Host = "localhost".parse().unwrap();
        let found = resolve(&host, 1194, Family::V4, soon()).await.unwrap();
        assert_eq!(found, addresses(&["127.0.0.1"]));
    }

    #[tokio::test]
    async fn an_address_of_the_other_family_is_none() {
        let host: Host = "192.0.2.1".parse().unwrap();
        let error = resolve(&host, 1194, Family::V6, soon()).await.unwrap_err();
        assert_eq!(error.to_string(), "it has no IPv6 address");
    }
}
