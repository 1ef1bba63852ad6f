//! The sanitiser and the renderer: any text in any place of an outcome.
#![no_main]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use gatewatch::outcome::{Finding, Outcome, State, cut, quote, sanitise, show_path};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::{assert_clean, assert_harmless};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (choice, limit) = (input.byte(), usize::from(input.byte()));
    let bytes = input.rest();
    let text = String::from_utf8_lossy(bytes);
    let safe = sanitise(&text);
    assert_harmless(&safe);
    assert_eq!(sanitise(&safe), safe);

    let quoted = quote(bytes, limit);
    assert!(quoted.chars().count() <= limit);
    assert_harmless(&quoted);
    assert!(!quoted.contains(['"', '\'', '`', '$']));
    assert_eq!(sanitise(&quoted), quoted);
    assert_eq!(quote(quoted.as_bytes(), limit), quoted);

    let short = cut(&text, limit);
    assert_eq!(short.chars().count(), text.chars().count().min(limit));
    assert_eq!(cut(&short, limit), short);
    assert!(
        show_path(Path::new(OsStr::from_bytes(bytes)))
            .chars()
            .count()
            <= 123
    );
    assert_harmless(&sanitise(&show_path(Path::new(OsStr::from_bytes(bytes)))));

    assert_clean(&outcome(choice, &text));
    assert_clean(&Outcome::single("CHECK", Finding::warning(text)));
});

/// A text a NUL, as findings of all kinds and details.
fn outcome(choice: u8, text: &str) -> Outcome {
    let states = [State::Ok, State::Warning, State::Critical, State::Unknown];
    let mut outcome = Outcome::new("CHECK");
    for (index, text) in text.split('\0').enumerate() {
        match (usize::from(choice) + index) % 6 {
            4 => outcome.push(Finding::note(text)),
            5 => outcome.detail(text),
            kind => outcome.push(Finding::new(states[kind], text)),
        };
    }
    for _ in 0..choice >> 4 {
        outcome.detail(text);
    }
    outcome
}
