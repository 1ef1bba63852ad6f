//! Control messages: text up to a NUL, joined or split over TLS records as it pleases the server.
//!
//! A message is known by how it starts, and what is not known is handed on whole. Texts are
//! foreign: lossy UTF-8, bounded in length, otherwise as they came.
//!
//! Names and formats: OpenVPN `forward.c` (`parse_incoming_control_channel_command`), `push.c` and
//! `doc/management-notes.txt`, as of 2.6.

mod auth_failure;
mod info;
mod reader;

pub use auth_failure::{Advance, AuthFailure, Challenge};
pub use info::Info;
pub use reader::{MessageError, MessageReader};

use super::PushReply;

/// What a client asks for its options with.
pub const PUSH_REQUEST: &[u8] = b"PUSH_REQUEST\0";

/// What a client says farewell with, to a server that pushes the protocol flag `cc-exit`.
pub const EXIT: &[u8] = b"EXIT\0";

/// What a server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Options, or a part of them.
    PushReply(PushReply),
    /// A change to options pushed before, unread.
    PushUpdate,
    /// The login is refused.
    AuthFailed(AuthFailure),
    /// The login waits for something outside.
    AuthPending {
        /// How many seconds the server gives it.
        timeout: Option<u32>,
    },
    /// What the login waits for.
    InfoPre(Info),
    /// A note for the user.
    Info(String),
    /// The client is to connect again. The reason may start with flags in brackets.
    Restart(String),
    /// The client is to go away. The reason may start with flags in brackets.
    Halt(String),
    /// The server goes away.
    Exit,
    /// Something else, whole.
    Other(String),
}

impl Message {
    /// Reads a message, without its NUL. CR and LF at its end come from files that reasons are
    /// written to, and are taken off as OpenVPN does.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_end_matches(['\r', '\n']);
        let behind = |name: &str| text.strip_prefix(name);
        // Behind the name comes a comma; anything else there is as good as nothing, to OpenVPN.
        let argument = |rest: &str| rest.strip_prefix(',').unwrap_or_default().to_owned();
        if let Some(rest) = behind("AUTH_FAILED") {
            return Self::AuthFailed(AuthFailure::parse(&argument(rest)));
        }
        match behind("PUSH_REPLY") {
            Some("") => return Self::PushReply(PushReply::default()),
            Some(rest) if rest.starts_with(',') => {
                return Self::PushReply(PushReply::parse(&rest[1..]));
            }
            _ => {}
        }
        if behind("PUSH_UPDATE").is_some() {
            Self::PushUpdate
        } else if let Some(rest) = behind("RESTART") {
            Self::Restart(argument(rest))
        } else if let Some(rest) = behind("HALT") {
            Self::Halt(argument(rest))
        } else if let Some(rest) = behind("INFO_PRE") {
            Self::InfoPre(Info::parse(&argument(rest)))
        } else if let Some(rest) = behind("INFO") {
            Self::Info(argument(rest))
        } else if let Some(rest) = behind("AUTH_PENDING") {
            Self::AuthPending {
                timeout: timeout(&argument(rest)),
            }
        } else if behind("EXIT").is_some() {
            Self::Exit
        } else {
            Self::Other(text.to_owned())
        }
    }
}

fn timeout(keywords: &str) -> Option<u32> {
    let mut seconds = keywords.split(',').filter_map(|keyword| {
        let mut words = keyword.split_ascii_whitespace();
        (words.next() == Some("timeout")).then(|| words.next()?.parse().ok())?
    });
    seconds.next_back()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn knows_every_message() {
        for (text, message) in [
            ("AUTH_PENDING", Message::AuthPending { timeout: None }),
            (
                "AUTH_PENDING,timeout 60",
                Message::AuthPending { timeout: Some(60) },
            ),
            (
                "AUTH_PENDING,colour blue,timeout 7,",
                Message::AuthPending { timeout: Some(7) },
            ),
            (
                "AUTH_PENDING,timeout soon",
                Message::AuthPending { timeout: None },
            ),
            (
                "AUTH_PENDING,timeout 99999999999",
                Message::AuthPending { timeout: None },
            ),
            ("AUTH_FAILED", Message::AuthFailed(AuthFailure::Plain(None))),
            (
                "AUTH_FAILED,no\r\n",
                Message::AuthFailed(AuthFailure::Plain(Some("no".into()))),
            ),
            (
                "INFO_PRE,OPEN_URL:https://x",
                Message::InfoPre(Info::OpenUrl {
                    url: "https://x".into(),
                }),
            ),
            ("INFO,hello, all", Message::Info("hello, all".into())),
            ("INFO", Message::Info(String::new())),
            ("RESTART", Message::Restart(String::new())),
            (
                "RESTART,[N]server shutting down",
                Message::Restart("[N]server shutting down".into()),
            ),
            ("HALT,begone", Message::Halt("begone".into())),
            ("EXIT", Message::Exit),
            ("PUSH_REPLY", Message::PushReply(PushReply::default())),
            (
                "PUSH_REPLY,ping 10",
                Message::PushReply(PushReply::parse("ping 10")),
            ),
            ("PUSH_UPDATE,-route", Message::PushUpdate),
            ("PUSH_REPLYS", Message::Other("PUSH_REPLYS".into())),
            (
                "CR_RESPONSE,eA==",
                Message::Other("CR_RESPONSE,eA==".into()),
            ),
            ("exit", Message::Other("exit".into())),
            ("", Message::Other(String::new())),
        ] {
            assert_eq!(Message::parse(text.as_bytes()), message, "{text:?}");
        }
    }

    #[test]
    fn foreign_texts_are_carried_as_they_are() {
        let text = format!("a\nb|c\x1b[31m{}", "x".repeat(4096));
        for (start, message) in [
            ("RESTART,", Message::Restart(text.clone())),
            ("INFO,", Message::Info(text.clone())),
            ("INFO_PRE,", Message::InfoPre(Info::Other(text.clone()))),
            (
                "AUTH_FAILED,",
                Message::AuthFailed(AuthFailure::Plain(Some(text.clone()))),
            ),
            ("", Message::Other(text.clone())),
        ] {
            assert_eq!(Message::parse(format!("{start}{text}").as_bytes()), message);
        }
        assert_eq!(
            Message::parse(b"HALT,\xff!"),
            Message::Halt("\u{fffd}!".into())
        );
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_not_panic(
            name in "(|AUTH_FAILED,?(TEMP\\[?|CRV1:)?|AUTH_PENDING,(timeout )?|INFO_PRE,(WEB_AUTH:|CR_TEXT:)?|PUSH_REPLY,?)",
            rest in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let _ = Message::parse(&[name.as_bytes(), &rest].concat());
        }
    }
}
