//! The same outcome as one JSON object on one line. Missing values are left out; `truncated` says
//! how many items had no room.

use serde::Serialize;
use serde_json::Number;

use super::{FIRST_LINE, clean, details, fit};
use crate::outcome::{Metric, Outcome, cut, number, sanitise};

pub(super) fn json(outcome: &Outcome) -> String {
    let state = outcome.state();
    let summary = cut(sanitise(&outcome.summary()).trim_start(), FIRST_LINE);
    let metrics: Vec<MetricView> = outcome.metrics().iter().filter_map(metric_view).collect();
    let findings: Vec<FindingView> = outcome
        .findings()
        .iter()
        .map(|finding| FindingView {
            state: finding.state().to_string(),
            text: clean(finding.text()),
        })
        .collect();
    let details: Vec<String> = details(outcome).collect();
    let count = metrics.len() + findings.len() + details.len();
    fit(count, |kept| {
        let (metrics, kept_after) = first(&metrics, kept);
        let (findings, kept_after) = first(&findings, kept_after);
        let (details, _) = first(&details, kept_after);
        let view = OutcomeView {
            check: outcome.check(),
            state: state.to_string(),
            exit_code: state.exit_code(),
            summary: summary.clone(),
            findings,
            metrics,
            details,
            truncated: Some(count - kept).filter(|left_out| *left_out > 0),
        };
        let mut line = serde_json::to_string(&view).expect("a struct of plain values is JSON");
        line.push('\n');
        line
    })
}

/// At most `count` items, and how many more of others may follow.
fn first<T>(items: &[T], count: usize) -> (&[T], usize) {
    let taken = count.min(items.len());
    (&items[..taken], count - taken)
}

fn metric_view(metric: &Metric) -> Option<MetricView> {
    Some(MetricView {
        label: metric.label(),
        value: json_number(metric.value())?,
        unit: metric.unit().symbol(),
        warn: metric.warn().map(ToString::to_string),
        crit: metric.crit().map(ToString::to_string),
        min: metric.least().and_then(json_number),
        max: metric.greatest().and_then(json_number),
    })
}

/// The number with the digits that perfdata shows.
fn json_number(value: f64) -> Option<Number> {
    let text = number(value);
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}

#[derive(Serialize)]
struct OutcomeView<'a> {
    check: &'a str,
    state: String,
    exit_code: i32,
    summary: String,
    findings: &'a [FindingView],
    metrics: &'a [MetricView],
    details: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<usize>,
}

#[derive(Serialize)]
struct FindingView {
    state: String,
    text: String,
}

#[derive(Serialize)]
struct MetricView {
    label: &'static str,
    value: Number,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    warn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Number>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_have_the_digits_of_perfdata() {
        let table = [
            (0.000_812_345_678, "0.000812346"),
            (3.0, "3"),
            (-0.0, "0"),
            (12.345_678_9, "12.3457"),
            (9_007_199_254_740_992.0, "9007199254740992"),
        ];
        for (value, expected) in table {
            assert_eq!(json_number(value).unwrap().to_string(), expected);
        }
    }
}
