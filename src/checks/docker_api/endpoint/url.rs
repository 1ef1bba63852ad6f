//! The text that names a Docker API: scheme, host, port and path taken apart, nothing decided.
//!
//! A part that is not written is `None` here; what stands in for it depends on who wrote the text
//! (see `resolve`). `tcp://` alone is the docker CLI's `localhost`, `unix://` alone its socket.

use std::fmt;
use std::path::PathBuf;

use crate::net::{Host, HostError};

use super::DEFAULT_SOCKET;

/// A text that names a Docker API, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// `unix://`.
    Unix(PathBuf),
    /// Everything that is reached over TCP.
    Tcp {
        scheme: Scheme,
        host: Host,
        port: Option<u16>,
        base_path: String,
    },
}

/// How a location that is reached over TCP was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// No scheme at all.
    Bare,
    Tcp,
    Http,
    Https,
}

/// What is wrong with the text that names the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlError {
    /// A way to the engine that the docker CLI has and this check has not.
    Unsupported(&'static str),
    /// A scheme that nobody has.
    Scheme(String),
    /// A file path without `unix://`.
    BarePath,
    /// A context's host without a scheme.
    NoScheme,
    /// Something stands before an `@`.
    UserInfo,
    /// A `?` or `#` and what follows.
    Query,
    /// The host is none.
    Host(HostError),
    /// More than one colon without brackets, in what is no IPv6 address.
    Brackets,
    /// The port is none.
    Port(String),
    /// A character that no path of a URL has.
    Path(char),
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(scheme) => write!(
                f,
                "{scheme} is not supported here: name the API itself with tcp://, https:// or unix://"
            ),
            Self::Scheme(scheme) => write!(
                f,
                "there is no scheme {scheme}://: use tcp://, https://, http:// or unix://"
            ),
            Self::BarePath => f.write_str("for a socket in the file system write unix:///path"),
            Self::NoScheme => f.write_str("it has no scheme: a context needs tcp:// or unix://"),
            Self::UserInfo => f.write_str("no user belongs in it: use --user and --password-file"),
            Self::Query => f.write_str("nothing may follow the path: leave ? and # out"),
            Self::Host(HostError::Port) | Self::Brackets => {
                f.write_str("it is no host and port: an IPv6 address with a port needs brackets")
            }
            Self::Host(error) => error.fmt(f),
            Self::Port(port) => {
                write!(f, "\"{port}\" is no port: give a number from 1 to 65535")
            }
            Self::Path(character) => {
                write!(f, "a path has no {:?} in it", character.to_string())
            }
        }
    }
}

impl std::error::Error for UrlError {}

impl Location {
    /// Takes a text apart.
    pub(super) fn parse(text: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if text.starts_with(['/', '.', '~']) => return Err(UrlError::BarePath),
            None => (String::new(), text),
        };
        match scheme.as_str() {
            "unix" if rest.is_empty() => Ok(Self::Unix(DEFAULT_SOCKET.into())),
            "unix" => Ok(Self::Unix(rest.into())),
            "" => tcp(Scheme::Bare, rest),
            "tcp" => tcp(Scheme::Tcp, rest),
            "http" => tcp(Scheme::Http, rest),
            "https" => tcp(Scheme::Https, rest),
            "ssh" => Err(UrlError::Unsupported("ssh://")),
            "npipe" => Err(UrlError::Unsupported("npipe://")),
            "fd" => Err(UrlError::Unsupported("fd://")),
            _ => Err(UrlError::Scheme(scheme)),
        }
    }
}

fn tcp(scheme: Scheme, rest: &str) -> Result<Location, UrlError> {
    if rest.contains(['?', '#']) {
        return Err(UrlError::Query);
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    let (host, port) = split_port(authority)?;
    let host = match host {
        "" if scheme == Scheme::Tcp => Host::Name("localhost".into()),
        _ => parse_host(host)?,
    };
    Ok(Location::Tcp {
        scheme,
        host,
        port,
        base_path: base_path(path)?,
    })
}

/// The host, brackets and all, and the port, if there is one. An empty port is none.
fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlError> {
    if parse_host(authority).is_ok() {
        return Ok((authority, None));
    }
    let Some((host, port)) = authority.rsplit_once(':') else {
        return Ok((authority, None));
    };
    if host.contains(':') && !host.starts_with('[') {
        return Err(UrlError::Brackets);
    }
    match port.parse() {
        _ if port.is_empty() => Ok((host, None)),
        Ok(number) if number > 0 && port.chars().all(|c| c.is_ascii_digit()) => {
            Ok((host, Some(number)))
        }
        _ => Err(UrlError::Port(port.to_owned())),
    }
}

/// A host; in brackets also an IPv6 address with a zone, whose `%` may be written `%25`.
fn parse_host(text: &str) -> Result<Host, UrlError> {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    match inner.filter(|inner| inner.contains('%')) {
        Some(zoned) => match zoned.replacen("%25", "%", 1).parse() {
            Ok(host @ Host::Name(_)) => Ok(host),
            _ => Err(UrlError::Host(HostError::Brackets)),
        },
        None => text.parse().map_err(UrlError::Host),
    }
}

/// The path as it stands before others: single slashes, none at its end.
fn base_path(path: &str) -> Result<String, UrlError> {
    match path.chars().find(|character| !character.is_ascii_graphic()) {
        Some(character) => Err(UrlError::Path(character)),
        None => Ok(path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| format!("/{segment}"))
            .collect()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_every_way_to_write_it() {
        for (text, scheme, host, port, base_path) in [
            ("tcp://h:2375", Scheme::Tcp, "h", Some(2375), ""),
            ("tcp://", Scheme::Tcp, "localhost", None, ""),
            ("tcp://:4444", Scheme::Tcp, "localhost", Some(4444), ""),
            ("tcp://h:", Scheme::Tcp, "h", None, ""),
            ("tcp://[::1]", Scheme::Tcp, "[::1]", None, ""),
            ("tcp://::1", Scheme::Tcp, "[::1]", None, ""),
            (
                "tcp://[::1]:99/x/y/",
                Scheme::Tcp,
                "[::1]",
                Some(99),
                "/x/y",
            ),
            (
                "tcp://[fe80::1%25eth0]:9",
                Scheme::Tcp,
                "[fe80::1%eth0]",
                Some(9),
                "",
            ),
            (
                "HTTPS://h.example//a/",
                Scheme::Https,
                "h.example",
                None,
                "/a",
            ),
            (
                "http://192.0.2.1:80/",
                Scheme::Http,
                "192.0.2.1",
                Some(80),
                "",
            ),
            ("h.example", Scheme::Bare, "h.example", None, ""),
            ("h.example:2375", Scheme::Bare, "h.example", Some(2375), ""),
            ("::1", Scheme::Bare, "[::1]", None, ""),
            ("fe80::1%eth0", Scheme::Bare, "[fe80::1%eth0]", None, ""),
        ] {
            match Location::parse(text).expect(text) {
                Location::Tcp {
                    scheme: found,
                    host: named,
                    port: number,
                    base_path: base,
                } => {
                    assert_eq!(
                        (found, named.to_string().as_str(), number, base.as_str()),
                        (scheme, host, port, base_path),
                        "{text}"
                    );
                }
                Location::Unix(path) => panic!("{text}: {path:?}"),
            }
        }
        for (text, path) in [
            ("unix:///run/d.sock", "/run/d.sock"),
            ("unix://", "/var/run/docker.sock"),
            ("unix://d.sock", "d.sock"),
        ] {
            assert_eq!(Location::parse(text), Ok(Location::Unix(path.into())));
        }
    }

    #[test]
    fn says_what_is_wrong_and_what_would_be_right() {
        for (text, words) in [
            (
                "ssh://ops@h",
                "ssh:// is not supported here: name the API itself with tcp://, https:// or unix://",
            ),
            (
                "npipe:////./pipe/docker_engine",
                "npipe:// is not supported here: name the API itself with tcp://, https:// or unix://",
            ),
            (
                "fd://",
                "fd:// is not supported here: name the API itself with tcp://, https:// or unix://",
            ),
            (
                "ftp://h",
                "there is no scheme ftp://: use tcp://, https://, http:// or unix://",
            ),
            (
                "/var/run/docker.sock",
                "for a socket in the file system write unix:///path",
            ),
            (
                "tcp://u:p@h:1",
                "no user belongs in it: use --user and --password-file",
            ),
            (
                "https://h/a?b",
                "nothing may follow the path: leave ? and # out",
            ),
            ("", "the host is empty"),
            ("https://:99", "the host is empty"),
            ("two words", "a host name has no \" \" in it"),
            (
                "tcp://1::2::3:99",
                "it is no host and port: an IPv6 address with a port needs brackets",
            ),
            ("tcp://[h]:1", "brackets belong around an IPv6 address"),
            (
                "tcp://h:0",
                "\"0\" is no port: give a number from 1 to 65535",
            ),
            (
                "tcp://h:+1",
                "\"+1\" is no port: give a number from 1 to 65535",
            ),
            (
                "tcp://h:99999",
                "\"99999\" is no port: give a number from 1 to 65535",
            ),
            ("https://h/a b", "a path has no \" \" in it"),
        ] {
            let error = Location::parse(text).expect_err(text);
            assert_eq!(error.to_string(), words, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_or_refused(text in "\\PC{0,40}") {
            let _ = Location::parse(&text);
        }
    }
}
