//! A request that may be sent: method, path and a body that nothing can be made of.

use std::fmt;
use std::str::FromStr;

/// The methods that are ever sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Head,
    Options,
    Post,
    Put,
    Delete,
}

impl Method {
    /// Every method that is ever sent.
    pub const ALL: [Self; 6] = [
        Self::Get,
        Self::Head,
        Self::Options,
        Self::Post,
        Self::Put,
        Self::Delete,
    ];

    /// As in a request line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether the method asks for a change.
    pub fn writes(self) -> bool {
        !matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A request; everything that matters to a filter, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// What it asks for.
    pub method: Method,
    /// Path and query in printable ASCII, beginning with `/`; the endpoint's base path is not in it.
    pub path: String,
    /// What the body is said to be, where there is one.
    pub content_type: Option<&'static str>,
    /// May be empty.
    pub body: &'static str,
}

impl Request {
    /// A request whose body, if it has one, is said to be JSON.
    pub(super) fn new(method: Method, path: String, body: &'static str) -> Self {
        Self {
            method,
            path,
            content_type: (!body.is_empty()).then_some("application/json"),
            body,
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// 32 random bytes that name nothing on any engine: fresh for every run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RandomId([u8; 32]);

impl RandomId {
    /// The id of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for RandomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A version of the API as an engine states it, such as 1.41.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion {
    /// Before the dot.
    pub major: u16,
    /// Behind the dot.
    pub minor: u16,
}

impl FromStr for ApiVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| {
            let is_plain = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| is_plain)
        };
        text.split_once('.')
            .and_then(|(major, minor)| {
                Some(Self {
                    major: number(major)?,
                    minor: number(minor)?,
                })
            })
            .ok_or_else(|| "it is no API version such as 1.41".to_owned())
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_version_is_two_numbers() {
        for text in ["1.41", "1.0", "2.100"] {
            let version = text.parse::<ApiVersion>().expect(text);
            assert_eq!(version.to_string(), text);
        }
        for text in [
            "",
            "1",
            "1.",
            ".1",
            "+1.4",
            "1.41/../x",
            "1.41\r\n",
            "1.4.1",
        ] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_id_is_64_hexadecimal_digits() {
        assert_eq!(RandomId::new([0xa5; 32]).to_string(), "a5".repeat(32));
    }
}
