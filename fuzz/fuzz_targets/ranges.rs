//! Ranges, versions and the numbers that are compared with them.
#![no_main]

use gatewatch::checks::docker_api::measures;
use gatewatch::checks::docker_api::permissions::ApiVersion;
use gatewatch::cli::docker_api::EngineVersion;
use gatewatch::outcome::{Finding, Metric, Outcome, Range, State, number, state_of};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::{assert_clean, assert_tellable};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let value = f64::from_be_bytes(input.array());
    let (text, other) = (input.text(), input.text());
    digits(value);
    versions(&text);
    let range = match text.parse::<Range>() {
        Ok(range) => range,
        Err(error) => return assert_tellable(&error),
    };
    assert_eq!(range.to_string().parse().as_ref(), Ok(&range));
    assert!(range.alerts(f64::NAN));
    let values = [value, 0.0, -0.0, f64::MIN, f64::MAX, f64::INFINITY];
    if let Ok(opposite) = opposite(&range).parse::<Range>() {
        for value in values.into_iter().filter(|value| !value.is_nan()) {
            assert_ne!(
                range.alerts(value),
                opposite.alerts(value),
                "{range} at {value}"
            );
        }
    }
    let second = other.parse::<Range>().ok();
    for value in values {
        let state = state_of(value, Some(&range), second.as_ref());
        let is_critical = second.as_ref().is_some_and(|range| range.alerts(value));
        assert_eq!(state == State::Critical, is_critical);
        assert_eq!(state == State::Ok, !is_critical && !range.alerts(value));
    }
    let mut outcome = Outcome::new("CHECK");
    outcome.push(Finding::ok("measured"));
    for measure in measures::ALL {
        let metric = Metric::of(*measure, value).thresholds(Some(&range), second.as_ref());
        outcome.metric(metric.min(value).max(value));
    }
    assert_clean(&outcome);
});

fn opposite(range: &Range) -> String {
    let text = range.to_string();
    text.strip_prefix('@')
        .map_or(format!("@{text}"), str::to_owned)
}

/// Six digits at least are told, and none where there is no number.
fn digits(value: f64) {
    let text = number(value);
    if value.is_finite() {
        let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
        assert!(text.bytes().all(plain) && text != "-0", "{text}");
        let told: f64 = text.parse().expect("it is a number");
        let allowed = (value.abs() * 5.1e-6).max(5.1e-10);
        assert!((told - value).abs() <= allowed, "{value} as {text}");
    }
}

fn versions(text: &str) {
    if let Ok(version) = text.parse::<ApiVersion>() {
        assert_eq!(version.to_string().parse(), Ok(version));
    }
    if let Ok(version) = text.parse::<EngineVersion>() {
        assert_eq!(version.to_string().parse(), Ok(version));
    }
}
