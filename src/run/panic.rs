//! A panic, wherever it happens, is one UNKNOWN line and exit code 3.
//!
//! The hook itself leaves the process, before any unwinding: so it also holds for a panic in a
//! spawned task, which tokio would swallow, and with `panic = "abort"`.

use std::{any::Any, panic};

use super::Teller;
use crate::outcome::cut;

/// Replaces the hook that writes to stderr.
pub(super) fn report(teller: Teller) {
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(|at| (at.file(), at.line()));
        teller.leave_unknown(sentence(message(info.payload()), place))
    }));
}

/// In characters.
const LONGEST: usize = 200;

fn message(payload: &dyn Any) -> &str {
    if let Some(message) = payload.downcast_ref::<&str>() {
        message
    } else if let Some(message) = payload.downcast_ref::<String>() {
        message
    } else {
        "a panic without words"
    }
}

fn sentence(message: &str, place: Option<(&str, u32)>) -> String {
    let message = cut(message, LONGEST);
    match place {
        Some((file, line)) => format!("internal error: {message} ({}:{line})", inner(file)),
        None => format!("internal error: {message}"),
    }
}

/// The path from its last `src/`, else the name of the file: the rest belongs to the machine that
/// built the binary.
fn inner(file: &str) -> &str {
    match file.rfind("src/") {
        Some(at) => &file[at..],
        None => file.rsplit('/').next().unwrap_or(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_the_place_and_not_the_builder() {
        let table = [
            ("src/net/mod.rs", "internal error: oh (src/net/mod.rs:7)"),
            (
                "/home/me/x-1.0/src/lib.rs",
                "internal error: oh (src/lib.rs:7)",
            ),
            ("/a/src/b/src/c.rs", "internal error: oh (src/c.rs:7)"),
            ("/home/me/examples/x.rs", "internal error: oh (x.rs:7)"),
        ];
        for (file, expected) in table {
            assert_eq!(sentence("oh", Some((file, 7))), expected);
        }
        assert_eq!(sentence("oh", None), "internal error: oh");
    }

    #[test]
    fn every_payload_has_words() {
        assert_eq!(message(&"static"), "static");
        assert_eq!(message(&"owned".to_owned()), "owned");
        assert_eq!(message(&7), "a panic without words");
    }

    #[test]
    fn a_long_message_keeps_its_place() {
        let expected = format!("internal error: {}... (src/a.rs:1)", "x".repeat(197));
        assert_eq!(sentence(&"x".repeat(900), Some(("src/a.rs", 1))), expected);
    }
}
