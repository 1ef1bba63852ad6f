//! Who wrote an answer.

use std::fmt;

use serde_json::Value;

use crate::outcome::quote;

use super::super::http::Response;

/// The program that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A Docker engine, or Podman in its stead.
    Engine,
    /// An authorization plugin of the engine, by its name.
    AuthzPlugin(String),
    /// nginx, an error page of its own.
    Nginx,
    /// haproxy, an error page of its own.
    Haproxy,
    /// Caddy.
    Caddy,
    /// A TLS server written in Go that was spoken to in clear; dockerd among others.
    GoTlsServer,
    /// Somebody else, by the Server header.
    Named(String),
    /// Somebody who does not say.
    Unknown,
}

impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine => f.write_str("the engine"),
            Self::AuthzPlugin(name) => write!(f, "authz plugin {name}"),
            Self::Nginx => f.write_str("nginx"),
            Self::Haproxy => f.write_str("haproxy"),
            Self::Caddy => f.write_str("Caddy"),
            Self::GoTlsServer => f.write_str("the TLS server"),
            Self::Named(name) => f.write_str(name),
            Self::Unknown => f.write_str("a server that does not say its name"),
        }
    }
}

/// Who wrote this answer.
pub fn speaker(response: &Response) -> Speaker {
    if let Some(plugin) = denied_by_plugin(response) {
        return Speaker::AuthzPlugin(plugin);
    }
    if reached_engine(response) {
        return Speaker::Engine;
    }
    let body = response.text();
    let server = response.header("server").unwrap_or_default();
    if body.starts_with("Client sent an HTTP request to an HTTPS server.") {
        return Speaker::GoTlsServer;
    }
    if server.starts_with("nginx") || body.contains("<center>nginx") {
        return Speaker::Nginx;
    }
    if is_haproxys(response, &body) {
        return Speaker::Haproxy;
    }
    match server {
        "" => Speaker::Unknown,
        "Caddy" => Speaker::Caddy,
        name => Speaker::Named(quote(name.as_bytes(), 40)),
    }
}

/// Whether the engine itself was reached: it says its API version, or its answer is one that only
/// an engine gives. A bare 200 proves nothing.
pub fn reached_engine(response: &Response) -> bool {
    bears_api_version(response) || is_engine_json(response)
}

/// Whether an answer has the header that nobody but an engine sets.
pub(super) fn bears_api_version(response: &Response) -> bool {
    response.header("api-version").is_some() || response.header("libpod-api-version").is_some()
}

/// The message of an engine's error.
pub fn message(response: &Response) -> Option<String> {
    let value: Value = serde_json::from_slice(&response.body).ok()?;
    Some(value.get("message")?.as_str()?.to_owned())
}

fn is_engine_json(response: &Response) -> bool {
    let is_json = response
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    if !is_json {
        return false;
    }
    let Ok(value) = serde_json::from_slice::<Value>(&response.body) else {
        return false;
    };
    match value.as_object() {
        Some(object) => {
            object.contains_key("ApiVersion")
                || object.contains_key("ServerVersion")
                || (response.status >= 400 && object.contains_key("message"))
        }
        None => lists_containers(&value),
    }
}

/// What `/containers/json` gives away, behind a front that hides the engine's headers. An empty
/// list is anybody's.
fn lists_containers(value: &Value) -> bool {
    let first = value.as_array().and_then(|list| list.first());
    first.is_some_and(|one| {
        ["Id", "Image", "State"]
            .iter()
            .all(|key| one.get(key).is_some())
    })
}

fn denied_by_plugin(response: &Response) -> Option<String> {
    let message = message(response)?;
    let name = match message.strip_prefix("authorization denied by plugin ") {
        Some(rest) => rest.split(':').next().unwrap_or_default().trim(),
        // A plugin that does not answer lets nobody in either.
        None => {
            message
                .strip_prefix("plugin ")?
                .split_once(" failed with error")?
                .0
        }
    };
    Some(quote(name.as_bytes(), 60))
}

/// haproxy signs nothing; its error pages are all made alike, without Server and Date.
fn is_haproxys(response: &Response, body: &str) -> bool {
    response.header("server").is_none()
        && response.header("date").is_none()
        && response.header("cache-control") == Some("no-cache")
        && body.starts_with("<html><body><h1>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_known_by_what_they_cannot_hide() {
        let json = ("content-type", "application/json");
        let denied =
            r#"{"message":"authorization denied by plugin labauthz: user 'x' is not permitted"}"#;
        let failed = r#"{"message":"plugin labauthz failed with error: Post: refused"}"#;
        let haproxy = [("cache-control", "no-cache"), ("content-type", "text/html")];
        for (response, expected) in [
            (
                Response::made(200, &[("api-version", "1.41")], "OK"),
                Speaker::Engine,
            ),
            (
                Response::made(404, &[json], r#"{"message":"page not found"}"#),
                Speaker::Engine,
            ),
            (
                Response::made(200, &[json], r#"{"ApiVersion":"1.41"}"#),
                Speaker::Engine,
            ),
            (Response::made(200, &[json], "[]"), Speaker::Unknown),
            (
                Response::made(
                    200,
                    &[json],
                    r#"[{"Id":"ab","Image":"x","State":"running"}]"#,
                ),
                Speaker::Engine,
            ),
            (
                Response::made(200, &[json], r#"{"message":"hello"}"#),
                Speaker::Unknown,
            ),
            (
                Response::made(500, &[json], failed),
                Speaker::AuthzPlugin("labauthz".into()),
            ),
            (
                Response::made(403, &[json], denied),
                Speaker::AuthzPlugin("labauthz".into()),
            ),
            (
                Response::made(400, &[("server", "nginx/1.22.1")], ""),
                Speaker::Nginx,
            ),
            (
                Response::made(400, &[], "<hr><center>nginx</center>"),
                Speaker::Nginx,
            ),
            (
                Response::made(403, &haproxy, "<html><body><h1>403 Forbidden</h1>"),
                Speaker::Haproxy,
            ),
            (
                Response::made(
                    400,
                    &[],
                    "Client sent an HTTP request to an HTTPS server.\n",
                ),
                Speaker::GoTlsServer,
            ),
            (
                Response::made(421, &[("server", "Caddy")], ""),
                Speaker::Caddy,
            ),
            (
                Response::made(200, &[("server", "lighttpd")], "OK"),
                Speaker::Named("lighttpd".into()),
            ),
            (Response::made(200, &[], "OK"), Speaker::Unknown),
        ] {
            assert_eq!(speaker(&response), expected, "{response:?}");
        }
    }
}
