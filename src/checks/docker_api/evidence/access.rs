//! Whether a caller got in.
//!
//! "In" means that the engine itself answered. A refusal counts only with its reason: an alert
//! about certificates, or an HTTP status that says so. A connection that just ends is neither.

use std::fmt;

use super::super::http::Response;
use super::super::transport::{Ending, Exchange};
use super::alert::{alert, is_about_certificates, is_about_the_offer};
use super::speaker::{Speaker, bears_api_version, message, speaker};

/// What became of a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// The engine answered, with this status.
    Admitted(u16),
    /// Somebody refused, and said why.
    Refused {
        /// Who: the TLS server, or the program that answered.
        by: Speaker,
        /// An alert, or a status and its text.
        reason: String,
    },
    /// Somebody else than an engine answered as if all were well.
    Strange {
        /// 200 and the like.
        status: u16,
        /// Who it was.
        by: Speaker,
    },
    /// A front answered that it cannot reach the engine.
    EngineAway {
        /// 502, 503 or 504.
        status: u16,
        /// Which front.
        by: Speaker,
    },
    /// The answer sends the caller elsewhere; nobody followed.
    Redirected(u16, String),
    /// The server knows another name than the one used.
    WrongName,
    /// This version or these parameters of TLS are not taken; nothing is said about callers.
    NotOffered(String),
    /// The connection ended without a word.
    Unexplained(&'static str),
    /// Nothing came in time.
    Silent(&'static str),
    /// No connection, no TLS, or no HTTP: nothing that could tell.
    Failed(String),
}

impl Access {
    /// Whether this is a refusal with its reason.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Admitted(status) => write!(f, "the engine answered HTTP {status}"),
            Self::Refused {
                by: Speaker::Unknown,
                reason,
            } => f.write_str(reason),
            Self::Refused { by, reason } => write!(f, "{reason} from {by}"),
            Self::Strange { status, by } => {
                write!(f, "HTTP {status} from {by}, which is no Docker engine")
            }
            Self::EngineAway { status, by } => {
                write!(f, "HTTP {status} from {by}: it does not reach the engine")
            }
            Self::Redirected(status, to) => write!(f, "HTTP {status} redirects to {to}"),
            Self::WrongName => f.write_str("HTTP 421: the server goes by another name; try --sni"),
            Self::NotOffered(why) => write!(f, "not offered: {why}"),
            Self::Unexplained(how) => write!(f, "the connection was {how} without a reason"),
            Self::Silent(stage) => write!(f, "no answer in time, {stage}"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// What became of the caller in this exchange.
pub fn access(exchange: &Exchange) -> Access {
    if let Some(response) = &exchange.response {
        return answered(response);
    }
    let handshake = exchange.tls.as_ref();
    let was_asked = handshake.is_some_and(|tls| tls.seen.requested.is_some());
    match &exchange.ending {
        Ending::Alert(number) if is_about_certificates(*number, was_asked) => Access::Refused {
            by: Speaker::Unknown,
            reason: alert(*number),
        },
        Ending::Alert(number) if is_about_the_offer(*number) => Access::NotOffered(alert(*number)),
        Ending::Alert(number) => Access::Failed(format!("TLS failed: {}", alert(*number))),
        Ending::Incompatible(error) => Access::NotOffered(error.clone()),
        Ending::Unverified => {
            Access::Failed("TLS failed: the server's certificate does not verify".into())
        }
        Ending::Tls(error) => Access::Failed(format!("TLS failed: {error}")),
        Ending::NotTls => Access::Failed("the server does not speak TLS".into()),
        Ending::Answered | Ending::NotHttp => Access::Failed("the answer is not HTTP".into()),
        Ending::Closed => Access::Unexplained("closed"),
        Ending::Reset => Access::Unexplained("reset"),
        Ending::TimedOut(stage) => Access::Silent(stage),
        Ending::NoConnection(trouble) => Access::Failed(trouble.to_string()),
    }
}

fn answered(response: &Response) -> Access {
    let by = speaker(response);
    let status = response.status;
    let refused = |reason: String| Access::Refused {
        by: by.clone(),
        reason,
    };
    match (&by, status) {
        // A registry may refuse the engine, which passes that on as its own answer.
        (Speaker::Engine, _) if bears_api_version(response) => Access::Admitted(status),
        // Too many requests, too slow or too early: whoever asks again may well come in.
        (_, 408 | 425 | 429) => Access::Failed(format!("HTTP {status} from {by}: not now")),
        (Speaker::AuthzPlugin(_), _) | (_, 401 | 403 | 407) => {
            refused(format!("HTTP {status}{}", said(response)))
        }
        (Speaker::Engine, _) => Access::Admitted(status),
        (Speaker::GoTlsServer, 400) => refused(format!("HTTP {status}{}", said(response))),
        (Speaker::Nginx, 400 | 495 | 496 | 497) => {
            refused(format!("HTTP {status}{}", said(response)))
        }
        (_, 421) => Access::WrongName,
        (_, 300..=399) => {
            let to = response.header("location").unwrap_or("nowhere");
            Access::Redirected(status, crate::outcome::quote(to.as_bytes(), 100))
        }
        (_, 502..=504) => Access::EngineAway { status, by },
        (_, 400..=499) => refused(format!("HTTP {status}{}", said(response))),
        _ => Access::Strange { status, by },
    }
}

/// What a refusal says in words, in quotes and short.
fn said(response: &Response) -> String {
    let text = message(response)
        .or_else(|| heading(&response.text()))
        .unwrap_or_default();
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text
        .strip_prefix(&response.status.to_string())
        .unwrap_or(&text)
        .trim();
    match text {
        "" => String::new(),
        text => format!(" \"{}\"", crate::outcome::quote(text.as_bytes(), 160)),
    }
}

/// The text of an error page: what nginx says between `<center>` tags, the title or heading of
/// others, or the first line of plain text.
fn heading(body: &str) -> Option<String> {
    if !body.trim_start().starts_with('<') {
        return body.lines().next().map(str::to_owned);
    }
    // nginx: the heading is only "400 Bad Request", and the reason stands below it.
    let centers: Vec<&str> = between(body, "<center>", "</center>");
    let reason = centers
        .iter()
        .find(|text| !text.starts_with('<') && !text.starts_with("nginx"));
    let title = || between(body, "<title>", "</title>").first().copied();
    let h1 = || between(body, "<h1>", "</h1>").first().copied();
    reason
        .copied()
        .or_else(title)
        .or_else(h1)
        .map(str::to_owned)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once(end))
        .map(|(inner, _)| inner)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Trouble;

    use super::super::super::transport::Handshake;

    fn ended(ending: Ending) -> Exchange {
        Exchange {
            ending,
            ..Exchange::default()
        }
    }

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
        Exchange {
            response: Some(Response::made(status, headers, body)),
            ..Exchange::default()
        }
    }

    const NGINX: (&str, &str) = ("server", "nginx/1.22.1");
    const JSON: (&str, &str) = ("content-type", "application/json");

    /// Ended with an alert after the server had asked for a certificate.
    fn asked_and_refused(number: u8) -> Exchange {
        let mut handshake = Handshake::default();
        handshake.seen.requested = Some(Vec::new());
        Exchange {
            tls: Some(handshake),
            ..ended(Ending::Alert(number))
        }
    }

    #[test]
    fn an_alert_refuses_a_caller_only_where_it_is_about_the_certificate() {
        for (number, before, after) in [
            (
                40,
                "not offered: alert handshake_failure (40)",
                "alert handshake_failure (40)",
            ),
            (
                51,
                "TLS failed: alert decrypt_error (51)",
                "alert decrypt_error (51)",
            ),
            (48, "alert unknown_ca (48)", "alert unknown_ca (48)"),
            (
                80,
                "TLS failed: alert internal_error (80)",
                "TLS failed: alert internal_error (80)",
            ),
            (
                71,
                "not offered: alert insufficient_security (71)",
                "not offered: alert insufficient_security (71)",
            ),
        ] {
            assert_eq!(access(&ended(Ending::Alert(number))).to_string(), before);
            let after_asking = access(&asked_and_refused(number));
            assert_eq!(after_asking.to_string(), after);
            assert_eq!(after_asking.is_refused(), matches!(number, 40 | 48 | 51));
        }
    }

    #[test]
    fn whoever_is_told_to_come_again_has_not_been_refused() {
        for status in [408, 425, 429] {
            for headers in [&[NGINX][..], &[JSON]] {
                let met = access(&response(status, headers, r#"{"message":"rate limit"}"#));
                assert!(matches!(met, Access::Failed(_)), "{met:?}");
            }
        }
    }

    #[test]
    fn foreign_words_lose_what_a_shell_would_read() {
        let odd = r"$(id)`id`'";
        for exchange in [
            response(418, &[("server", odd)], odd),
            response(302, &[("location", odd)], ""),
            response(
                403,
                &[JSON],
                r#"{"message":"authorization denied by plugin $(id)`id`': no"}"#,
            ),
        ] {
            let text = access(&exchange).to_string();
            assert!(!text.contains(['$', '`', '\'']), "{text}");
        }
    }

    #[test]
    fn every_way_to_be_received_is_told_apart() {
        let nginx = "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n<hr><center>nginx/1.22.1</center>";
        let haproxy = "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>";
        let authz = r#"{"message":"authorization denied by plugin labauthz: no"}"#;
        for (exchange, text) in [
            (
                ended(Ending::Alert(116)),
                "alert certificate_required (116)",
            ),
            (ended(Ending::Alert(42)), "alert bad_certificate (42)"),
            (
                ended(Ending::Alert(40)),
                "not offered: alert handshake_failure (40)",
            ),
            (
                ended(Ending::Alert(70)),
                "not offered: alert protocol_version (70)",
            ),
            (
                ended(Ending::Closed),
                "the connection was closed without a reason",
            ),
            (
                ended(Ending::Reset),
                "the connection was reset without a reason",
            ),
            (ended(Ending::NotTls), "the server does not speak TLS"),
            (
                ended(Ending::TimedOut("in the TLS handshake")),
                "no answer in time, in the TLS handshake",
            ),
            (
                ended(Ending::NoConnection(Trouble::Refused)),
                "connection refused",
            ),
            (
                response(200, &[("api-version", "1.41")], "OK"),
                "the engine answered HTTP 200",
            ),
            (
                response(400, &[NGINX], nginx),
                "HTTP 400 \"No required SSL certificate was sent\" from nginx",
            ),
            (
                response(
                    403,
                    &[("cache-control", "no-cache"), ("content-type", "text/html")],
                    haproxy,
                ),
                "HTTP 403 \"Forbidden\" from haproxy",
            ),
            (
                response(403, &[JSON], authz),
                "HTTP 403 \"authorization denied by plugin labauthz: no\" from authz plugin labauthz",
            ),
            (response(401, &[NGINX], ""), "HTTP 401 from nginx"),
            (
                response(502, &[NGINX], ""),
                "HTTP 502 from nginx: it does not reach the engine",
            ),
            (
                response(200, &[NGINX], "[]"),
                "HTTP 200 from nginx, which is no Docker engine",
            ),
            (
                response(301, &[NGINX, ("location", "https://x/")], ""),
                "HTTP 301 redirects to https://x/",
            ),
            (
                response(421, &[("server", "Caddy")], ""),
                "HTTP 421: the server goes by another name; try --sni",
            ),
            (
                response(
                    400,
                    &[],
                    "Client sent an HTTP request to an HTTPS server.\n",
                ),
                "HTTP 400 \"Client sent an HTTP request to an HTTPS server.\" from the TLS server",
            ),
        ] {
            assert_eq!(access(&exchange).to_string(), text);
        }
    }
}
