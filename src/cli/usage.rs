//! Usage errors in one sentence: what is wrong and what would be right.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What there is to say about a command line that cannot be taken.
pub(super) fn sentence(error: &Error) -> String {
    let mut text = first_paragraphs(&error.render().to_string());
    if is_about(error, "--timeout") {
        text += "; -t is the timeout, for TCP say --tcp";
    }
    if matches!(error.kind(), ErrorKind::MissingRequiredArgument) && is_about(error, "HOST") {
        return "HOST is missing: give a name or an address; see --help".into();
    }
    text + "; see --help"
}

fn is_about(error: &Error, option: &str) -> bool {
    error.context().any(|(kind, value)| {
        kind == ContextKind::InvalidArg
            && match value {
                ContextValue::String(text) => text.contains(option),
                ContextValue::Strings(texts) => texts.iter().any(|text| text.contains(option)),
                _ => false,
            }
    })
}

/// clap's own words up to its usage line, on one line and without the names of values.
fn first_paragraphs(rendered: &str) -> String {
    let text = rendered.strip_prefix("error: ").unwrap_or(rendered);
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let mut sentence = String::new();
    for line in lines {
        if !sentence.is_empty() {
            sentence += if sentence.ends_with(':') { " " } else { "; " };
        }
        let line = line.strip_prefix("tip: ").unwrap_or(line);
        sentence += line.trim_start_matches('[').trim_end_matches(']');
    }
    without_value_names(&sentence)
}

/// Turns `'--port <PORT>'` into `--port`.
fn without_value_names(sentence: &str) -> String {
    let mut kept = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once(" <") {
        let Some((name, behind)) = after.split_once(">'") else {
            break;
        };
        match (before.rsplit_once('\''), name.contains(char::is_whitespace)) {
            (Some((head, option)), false) => {
                kept = kept + head + option;
                rest = behind;
            }
            _ => break,
        }
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_named_without_their_values() {
        for (said, meant) in [
            (
                "invalid value 'x' for '--port <PORT>': why",
                "invalid value 'x' for --port: why",
            ),
            (
                "'--a <A>' cannot be used with '--b <B|@C>'",
                "--a cannot be used with --b",
            ),
            (
                "unexpected argument 'a <b' found",
                "unexpected argument 'a <b' found",
            ),
        ] {
            assert_eq!(without_value_names(said), meant);
        }
    }
}
