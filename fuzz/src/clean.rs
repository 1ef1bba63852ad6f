//! What every output has to be like, whoever put words into it.

use std::fmt::Display;

use gatewatch::outcome::{Finding, Format, Outcome, render};
use serde_json::Value;

/// The whole output, the newline at its end included, in bytes.
const WHOLE: usize = 8192;
const FIRST_LINE: usize = 400;
const LINE: usize = 1000;

/// Renders an outcome in both shapes: lines that nothing broke, bounded, in harmless characters,
/// with one `|` at most, and the same a second time.
pub fn assert_clean(outcome: &Outcome) {
    let text = render(outcome, Format::Text);
    assert_eq!(text, render(outcome, Format::Text));
    let lines: Vec<&str> = lines(&text);
    let (said, perfdata) = lines[0].split_once('|').unwrap_or((lines[0], ""));
    let head = format!("{} {} -", outcome.check(), outcome.state());
    assert!(said.starts_with(&head), "{text:?}");
    assert!(lines[0].chars().count() <= FIRST_LINE, "{text:?}");
    assert_harmless(said);
    assert!(
        perfdata
            .bytes()
            .all(|byte| (b' '..=b'~').contains(&byte) && byte != b'|'),
        "{perfdata:?}"
    );
    // The last one may tell how many have no room.
    let most = outcome.findings().len() + outcome.details().len() + 1;
    assert!(lines.len() - 1 <= most, "{text:?}");
    for line in &lines[1..] {
        assert!(!line.trim().is_empty(), "{text:?}");
        assert!(
            line.chars().count() <= LINE + "[CRITICAL] ".len(),
            "{line:?}"
        );
        assert_harmless(line);
    }
    assert_clean_json(outcome);
}

/// What an error says can be told: it is something, and its output is clean.
pub fn assert_tellable(sentence: &impl Display) {
    let sentence = sentence.to_string();
    assert!(!sentence.is_empty());
    assert_clean(&Outcome::single("CHECK", Finding::unknown(sentence)));
}

/// No character that starts perfdata, a line or markup, reaches a terminal, or shows something else
/// than was said.
pub fn assert_harmless(text: &str) {
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let starts_entity = c == '&'
            && rest
                .peek()
                .is_some_and(|c| *c == '#' || c.is_ascii_alphanumeric());
        let is_bad = c.is_control()
            || matches!(c, '|' | '<' | '>' | '\\')
            || (c.is_whitespace() && c != ' ')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{ad}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
        assert!(!is_bad && !starts_entity, "{c:?} in {text:?}");
    }
}

fn assert_clean_json(outcome: &Outcome) {
    let text = render(outcome, Format::Json);
    let line = lines(&text);
    assert_eq!(line.len(), 1, "{text:?}");
    let value: Value = serde_json::from_str(line[0]).expect("the output is JSON");
    assert_eq!(value["exit_code"], outcome.state().exit_code());
    strings(&value);
}

fn strings(value: &Value) {
    match value {
        Value::String(text) => assert_harmless(text),
        Value::Array(values) => values.iter().for_each(strings),
        Value::Object(values) => values.values().for_each(strings),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn lines(output: &str) -> Vec<&str> {
    assert!(output.len() <= WHOLE, "{} bytes", output.len());
    let all = output.strip_suffix('\n').expect("a newline at the end");
    all.split('\n').collect()
}
