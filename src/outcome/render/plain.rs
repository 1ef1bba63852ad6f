//! Plugin text: `CHECK STATE - summary|perfdata`, then one line a finding, then the details.

use super::{FIRST_LINE, clean, details, fit};
use crate::outcome::{Outcome, cut, perfdata::perfdata, sanitise};

pub(super) fn text(outcome: &Outcome) -> String {
    let (first, metrics_left_out) = first_line(outcome);
    let told = match outcome.is_single() {
        true => &[],
        false => outcome.findings(),
    };
    let findings = told.iter().map(|finding| {
        let line = format!("[{}] {}", finding.state(), clean(finding.text()));
        line.trim_end().to_owned()
    });
    let lines: Vec<String> = findings.chain(details(outcome)).collect();
    fit(lines.len(), |kept| {
        let mut all = first.clone();
        for line in &lines[..kept] {
            all.push('\n');
            all.push_str(line);
        }
        let left_out = [
            counted(lines.len() - kept, "line"),
            counted(metrics_left_out, "metric"),
        ];
        let left_out: Vec<String> = left_out.into_iter().flatten().collect();
        if !left_out.is_empty() {
            all.push_str(&format!("\n({} left out)", left_out.join(" and ")));
        }
        all.push('\n');
        all
    })
}

/// Characters of the summary that perfdata must leave room for.
const SUMMARY: usize = 120;

/// The first line and how many metrics had no room on it.
fn first_line(outcome: &Outcome) -> (String, usize) {
    let head = format!("{} {} - ", outcome.check(), outcome.state());
    let summary = sanitise(&outcome.summary());
    let needed = head.len() + summary.chars().count().min(SUMMARY);
    let all = outcome.metrics();
    let (kept, perf) = (0..=all.len())
        .rev()
        .map(|kept| (kept, perfdata(&all[..kept])))
        .find(|(_, perf)| needed + 1 + perf.len() <= FIRST_LINE)
        .unwrap_or_default();
    let separator = if perf.is_empty() { "" } else { "|" };
    let room = FIRST_LINE.saturating_sub(head.len() + separator.len() + perf.len());
    let said = format!("{head}{}", cut(summary.trim_start(), room));
    let line = format!("{}{separator}{perf}", said.trim_end());
    (line, all.len() - kept)
}

fn counted(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}
