//! One request, as the bytes of one write.

use std::fmt;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// A request that is sent once, on a connection of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// GET, HEAD, POST and so on.
    pub method: String,
    /// Path and query, percent-encoded where they have to be.
    pub path: String,
    /// Body and its type.
    pub body: Option<(String, &'static str)>,
}

impl Request {
    /// A GET.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET".into(),
            path: path.into(),
            body: None,
        }
    }

    /// The whole request. `authorization` is the value of that header.
    pub fn encode(&self, host: &str, authorization: Option<&str>) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(format!(
            "{} {} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: check_docker_api/{}\r\n\
             Accept: */*\r\nConnection: close\r\n",
            self.method,
            self.path,
            env!("CARGO_PKG_VERSION")
        ));
        if let Some(value) = authorization {
            text.push_str("Authorization: ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        if let Some((body, kind)) = &self.body {
            text.push_str(&format!(
                "Content-Type: {kind}\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        text.push_str("\r\n");
        if let Some((body, _)) = &self.body {
            text.push_str(body);
        }
        Zeroizing::new(text.as_bytes().to_vec())
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The value of an `Authorization` header with name and password (RFC 7617).
pub fn basic(name: &str, password: &str) -> Zeroizing<String> {
    let pair = Zeroizing::new(format!("{name}:{password}"));
    let encoded = Zeroizing::new(Base64::encode_string(pair.as_bytes()));
    Zeroizing::new(format!("Basic {}", *encoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_piece_with_its_body() {
        let request = Request {
            method: "POST".into(),
            path: "/volumes/create".into(),
            body: Some(("{".into(), "application/json")),
        };
        let bytes = request.encode("docker", Some("Basic eA=="));
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(
            text,
            format!(
                "POST /volumes/create HTTP/1.1\r\nHost: docker\r\n\
                 User-Agent: check_docker_api/{}\r\nAccept: */*\r\nConnection: close\r\n\
                 Authorization: Basic eA==\r\nContent-Type: application/json\r\n\
                 Content-Length: 1\r\n\r\n{{",
                env!("CARGO_PKG_VERSION")
            )
        );
    }

    #[test]
    fn a_password_is_encoded_as_the_rfc_says() {
        assert_eq!(
            *basic("Aladdin", "open sesame"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
    }
}
