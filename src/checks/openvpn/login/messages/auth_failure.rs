//! Why a server refuses a login, or puts it off.
//!
//! Formats: OpenVPN `options_util.c` (`parse_auth_failed_temp`), `auth_token.c`, `misc.c`
//! (`parse_auth_challenge`) and `doc/management-notes.txt`, as of 2.6.

use base64ct::{Base64, Base64Unpadded, Encoding};

/// What stands behind `AUTH_FAILED`. Texts are foreign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// Refused, with the server's reason if it gives one.
    Plain(Option<String>),
    /// Refused for now: the client is to come again.
    Temporary {
        /// In words, if the server gives any.
        reason: Option<String>,
        /// Seconds to wait before coming again.
        backoff: Option<u32>,
        /// Where to come again.
        advance: Option<Advance>,
    },
    /// The token of an earlier login has run out.
    Session(Option<String>),
    /// The password is right so far, and the server asks for more.
    Challenge(Challenge),
}

/// Where a client that was put off is to try next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// The same address.
    No,
    /// The next address of the same name.
    Address,
    /// The next server of the profile.
    Remote,
}

/// A question that a new login has to answer. The state that would tie the two is not kept, since
/// no second login follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The answer may be shown while it is typed.
    pub echo: bool,
    /// An answer is wanted, not only that the text be read.
    pub response: bool,
    /// Whom the server took us for.
    pub username: String,
    /// The question.
    pub text: String,
}

impl AuthFailure {
    /// Reads what follows `AUTH_FAILED,`.
    pub(super) fn parse(reason: &str) -> Self {
        let behind = |name| {
            let rest: &str = reason.strip_prefix(name)?;
            // A reason in words may start with the same letters.
            (rest.is_empty() || rest.starts_with([':', '[', ','])).then_some(rest)
        };
        if let Some(rest) = behind("TEMP") {
            return temporary(rest);
        }
        if let Some(rest) = behind("SESSION") {
            return Self::Session(words(rest));
        }
        match Challenge::parse(reason) {
            Some(challenge) => Self::Challenge(challenge),
            None => Self::Plain((!reason.is_empty()).then(|| reason.to_owned())),
        }
    }
}

fn temporary(rest: &str) -> AuthFailure {
    let flagged = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (flags, reason) = flagged.unwrap_or(("", rest));
    let (mut backoff, mut advance) = (None, None);
    for flag in flags.split(',') {
        match flag.trim().split_once(' ') {
            Some(("backoff", seconds)) => backoff = seconds.trim().parse().ok(),
            Some(("advance", "no")) => advance = Some(Advance::No),
            Some(("advance", "addr")) => advance = Some(Advance::Address),
            Some(("advance", "remote")) => advance = Some(Advance::Remote),
            _ => {}
        }
    }
    AuthFailure::Temporary {
        reason: words(reason),
        backoff,
        advance,
    }
}

fn words(text: &str) -> Option<String> {
    let text = text.strip_prefix([':', ',']).unwrap_or(text).trim_start();
    (!text.is_empty()).then(|| text.to_owned())
}

impl Challenge {
    /// `CRV1:<flags>:<state id>:<username, base64>:<text>`. OpenVPN asks its user even where the name
    /// is not base64 or the text is missing.
    fn parse(reason: &str) -> Option<Self> {
        let mut parts = reason.strip_prefix("CRV1:")?.splitn(4, ':');
        let (flags, _state) = (parts.next()?, parts.next()?);
        let username = base64(parts.next()?).unwrap_or_default();
        Some(Self {
            echo: flags.split(',').any(|flag| flag == "E"),
            response: flags.split(',').any(|flag| flag == "R"),
            username: String::from_utf8_lossy(&username).into_owned(),
            text: parts.next().unwrap_or_default().to_owned(),
        })
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text)
        .or_else(|_| Base64Unpadded::decode_vec(text))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn temporary(
        reason: Option<&str>,
        backoff: Option<u32>,
        advance: Option<Advance>,
    ) -> AuthFailure {
        AuthFailure::Temporary {
            reason: reason.map(Into::into),
            backoff,
            advance,
        }
    }

    fn plain(reason: &str) -> AuthFailure {
        AuthFailure::Plain(Some(reason.into()))
    }

    fn challenge(echo: bool, response: bool, username: &str, text: &str) -> AuthFailure {
        AuthFailure::Challenge(Challenge {
            echo,
            response,
            username: username.into(),
            text: text.into(),
        })
    }

    #[test]
    fn tells_the_kinds_apart() {
        for (reason, failure) in [
            ("", AuthFailure::Plain(None)),
            (" wrong: password ", plain(" wrong: password ")),
            (
                "Data channel cipher negotiation failed (no shared cipher)",
                plain("Data channel cipher negotiation failed (no shared cipher)"),
            ),
            ("TEMP", temporary(None, None, None)),
            ("TEMP:", temporary(None, None, None)),
            ("TEMP: full", temporary(Some("full"), None, None)),
            (
                "TEMP[backoff 42,advance no]: No free IP addresses",
                temporary(Some("No free IP addresses"), Some(42), Some(Advance::No)),
            ),
            (
                "TEMP[advance remote]",
                temporary(None, None, Some(Advance::Remote)),
            ),
            (
                "TEMP[ advance addr, backoff x,colour blue]:a]b",
                temporary(Some("a]b"), None, Some(Advance::Address)),
            ),
            (
                "TEMP[backoff 99999999999",
                temporary(Some("[backoff 99999999999"), None, None),
            ),
            ("TEMPORARILY LOCKED", plain("TEMPORARILY LOCKED")),
            ("SESSION", AuthFailure::Session(None)),
            (
                "SESSION: token expired",
                AuthFailure::Session(Some("token expired".into())),
            ),
            ("SESSIONS", plain("SESSIONS")),
        ] {
            assert_eq!(AuthFailure::parse(reason), failure, "{reason:?}");
        }
    }

    #[test]
    fn a_challenge_is_what_openvpn_takes_for_one() {
        let state = "Om01u7Fh4LrGBS7uh0SWmzwabUiGiW6l";
        for (reason, failure) in [
            (
                format!("CRV1:R,E:{state}:Y3Ix:Please enter: token PIN"),
                challenge(true, true, "cr1", "Please enter: token PIN"),
            ),
            (
                format!("CRV1:R:{state}:Y3I=:"),
                challenge(false, true, "cr", ""),
            ),
            (
                format!("CRV1::{state}:Y3I:read this"),
                challenge(false, false, "cr", "read this"),
            ),
            (
                format!("CRV1:R:{state}:%%%:PIN"),
                challenge(false, true, "", "PIN"),
            ),
            (
                format!("CRV1:R:{state}:Y3Ix"),
                challenge(false, true, "cr1", ""),
            ),
            (format!("CRV1:R:{state}"), plain(&format!("CRV1:R:{state}"))),
            ("CRV1:".into(), plain("CRV1:")),
            ("CRV2:R:a:Y3Ix:b".into(), plain("CRV2:R:a:Y3Ix:b")),
        ] {
            assert_eq!(AuthFailure::parse(&reason), failure, "{reason}");
        }
    }
}
