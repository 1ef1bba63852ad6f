//! Records and the one handshake message that is looked for in them.
//!
//! Both are read as far as they have come: what is missing is told from what is wrong.

use super::Answer;

/// `ContentType.alert`.
pub(super) const ALERT: u8 = 21;
/// `ContentType.handshake`.
pub(super) const HANDSHAKE: u8 = 22;
/// The longest record that RFC 5246 allows, expansion included.
const LONGEST: u16 = (1 << 14) + 2048;
const HELLO_REQUEST: u8 = 0;
const SERVER_HELLO: u8 = 2;

/// A record, or as much of one as there is.
pub(super) struct Record<'a> {
    pub kind: u8,
    pub content: &'a [u8],
    pub is_whole: bool,
}

impl<'a> Record<'a> {
    /// Takes a record off the front; `None` for what cannot become one of SSL 3.0 to TLS 1.3.
    pub(super) fn split(bytes: &mut &'a [u8]) -> Option<Self> {
        let header = &bytes[..bytes.len().min(5)];
        let is_wrong = |index: usize, is_right: fn(u8) -> bool| {
            header.get(index).is_some_and(|byte| !is_right(*byte))
        };
        if is_wrong(0, |kind| matches!(kind, ALERT | HANDSHAKE)) || is_wrong(1, |major| major == 3)
        {
            return None;
        }
        let [kind, _, _, high, low] = *header else {
            return Some(Self {
                kind: 0,
                content: &[],
                is_whole: false,
            });
        };
        let length = u16::from_be_bytes([high, low]);
        let fits = match kind {
            ALERT => length == 2,
            _ => (1..=LONGEST).contains(&length),
        };
        let rest = &bytes[header.len()..];
        let (content, rest) = rest.split_at(rest.len().min(length.into()));
        *bytes = rest;
        fits.then_some(Self {
            kind,
            content,
            is_whole: content.len() == usize::from(length),
        })
    }
}

/// What a handshake message turns out to be.
pub(super) enum Hello {
    Is(Answer),
    IsNot,
    Incomplete,
}

/// Looks for version and suite in a handshake message that may not be whole yet.
pub(super) fn server_hello(mut handshake: &[u8]) -> Hello {
    while let [HELLO_REQUEST, 0, 0, 0, rest @ ..] = handshake {
        handshake = rest;
    }
    match handshake {
        [HELLO_REQUEST, rest @ ..] if rest.len() < 3 => Hello::Incomplete,
        [SERVER_HELLO, ..] => match parts(handshake) {
            Some((3, minor, suite)) => Hello::Is(Answer::ServerHello {
                version: 0x0300 | u16::from(minor),
                suite,
            }),
            Some(_) => Hello::IsNot,
            None => Hello::Incomplete,
        },
        [] => Hello::Incomplete,
        _ => Hello::IsNot,
    }
}

/// Major and minor version and the suite: type 1, length 3, version 2, random 32, session id, suite.
fn parts(hello: &[u8]) -> Option<(u8, u8, u16)> {
    let session_id = usize::from(*hello.get(38)?);
    let suite = hello.get(39 + session_id..41 + session_id)?;
    Some((
        *hello.get(4)?,
        *hello.get(5)?,
        u16::from_be_bytes(suite.try_into().ok()?),
    ))
}
