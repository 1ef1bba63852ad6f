//! Usage errors in one sentence: what is wrong and what would be right.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::outcome;

/// What there is to say about a command line that cannot be taken; `has_tcp` tells whether there is
/// an option `--tcp`, which `-t` is taken for.
pub(super) fn sentence(error: &Error, has_tcp: bool) -> String {
    if error.kind() == ErrorKind::MissingRequiredArgument && is_about(error, "HOST") {
        return "HOST is missing: give a name or an address, or --profile; see --help".into();
    }
    let mut text = first_paragraphs(&error.render().to_string());
    let no_value = error
        .get(ContextKind::InvalidValue)
        .is_none_or(|value| matches!(value, ContextValue::String(text) if text.is_empty()));
    let is_missing = no_value && error.kind() != ErrorKind::ValueValidation;
    if has_tcp && is_about(error, "--timeout <") {
        if is_missing {
            text += "; -t is the timeout, for TCP say --tcp";
        } else if text.contains("no number of seconds") {
            text += "; for TCP say --tcp";
        }
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
        .filter(|line| !line.is_empty() && !line.contains("as a value, use"));
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

/// Characters of what the user wrote that are told back.
const LONGEST_QUOTE: usize = 60;

/// Turns `'--port <PORT>'` into `--port`, and `'[HOST]'` into `HOST`. What the user wrote keeps
/// its quotes, unless it is an option.
fn without_value_names(sentence: &str) -> String {
    let mut pieces = sentence.split('\'');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    while let Some(quoted) = pieces.next() {
        let (name, value) = quoted.split_once(" <").unwrap_or((quoted, ">"));
        let is_option = name.starts_with("--") && !name.contains(' ') && value.ends_with('>');
        match (is_option, quoted) {
            (true, _) => plain += name,
            (_, "[HOST]") => plain += "HOST",
            _ => plain = plain + "'" + &outcome::cut(quoted, LONGEST_QUOTE) + "'",
        }
        plain += pieces.next().unwrap_or_default();
    }
    plain
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
