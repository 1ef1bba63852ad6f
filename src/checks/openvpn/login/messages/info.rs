//! What a pending login waits for.
//!
//! Formats: OpenVPN `doc/management-notes.txt`, `client-pending-auth`. Of the flags nothing is
//! kept: they tell a browser how to open a page, and may hold the password of a proxy.

/// The second factor that the server asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Info {
    /// A page to log in at. The address may be the ticket of this very login.
    WebAuth {
        /// Foreign text.
        url: String,
    },
    /// The same as older servers say it.
    OpenUrl {
        /// Foreign text.
        url: String,
    },
    /// A question to answer.
    CrText {
        /// Foreign text.
        text: String,
    },
    /// Something else, whole.
    Other(String),
}

impl Info {
    /// Reads what follows `INFO_PRE,`.
    pub(super) fn parse(text: &str) -> Self {
        let known = if let Some(rest) = text.strip_prefix("WEB_AUTH:") {
            behind_flags(rest).map(|url| Self::WebAuth { url: url.into() })
        } else if let Some(rest) = text.strip_prefix("CR_TEXT:") {
            rest.split_once(':')
                .map(|(_flags, text)| Self::CrText { text: text.into() })
        } else {
            text.strip_prefix("OPEN_URL:")
                .map(|url| Self::OpenUrl { url: url.into() })
        };
        known.unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

/// Flags may name a proxy by its IPv6 address, whose colons are within brackets.
fn behind_flags(text: &str) -> Option<&str> {
    let mut is_bracketed = false;
    for (index, character) in text.char_indices() {
        match character {
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            ':' if !is_bracketed => return text.get(index + 1..),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_format() {
        let url = || "https://vpn.example.org:8443/?a=[1]:2".to_owned();
        for (text, info) in [
            (format!("WEB_AUTH::{}", url()), Info::WebAuth { url: url() }),
            (
                format!("WEB_AUTH:hidden,external:{}", url()),
                Info::WebAuth { url: url() },
            ),
            (
                format!(
                    "WEB_AUTH:proxy=[2001:db8::1];3128;dQ==;cA==,external:{}",
                    url()
                ),
                Info::WebAuth { url: url() },
            ),
            (format!("OPEN_URL:{}", url()), Info::OpenUrl { url: url() }),
            (
                "CR_TEXT:E,R:Code: from the app?".into(),
                Info::CrText {
                    text: "Code: from the app?".into(),
                },
            ),
            (
                "CR_TEXT::".into(),
                Info::CrText {
                    text: String::new(),
                },
            ),
            ("CR_TEXT:R".into(), Info::Other("CR_TEXT:R".into())),
            ("WEB_AUTH:[a:b".into(), Info::Other("WEB_AUTH:[a:b".into())),
            ("hello".into(), Info::Other("hello".into())),
            (String::new(), Info::Other(String::new())),
        ] {
            assert_eq!(Info::parse(&text), info, "{text}");
        }
    }
}
