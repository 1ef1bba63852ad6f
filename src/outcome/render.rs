//! An outcome as the engines read it: plugin text, or the same as one JSON object for scripts.
//!
//! Sizes: perfdata stands on the first line and everything ends at 8 KiB, because NRPE and Nagios
//! cut longer output from its end. What has to go goes line by line, the least important first.

mod json;
mod plain;
#[cfg(test)]
mod tests;

use super::{Outcome, cut, sanitise};

/// The two shapes of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `CHECK STATE - summary|perfdata` and one line a finding.
    #[default]
    Text,
    /// One JSON object on one line.
    Json,
}

/// The whole output, at most 8 KiB, with exactly one newline at its end.
pub fn render(outcome: &Outcome, format: Format) -> String {
    match format {
        Format::Text => plain::text(outcome),
        Format::Json => json::json(outcome),
    }
}

/// In bytes, the final newline included.
const WHOLE: usize = 8192;
/// In characters, perfdata included.
const FIRST_LINE: usize = 400;
/// In characters, for each line but the first.
const LINE: usize = 1000;

fn clean(text: &str) -> String {
    cut(&sanitise(text), LINE)
}

/// The details without blank lines, after which Nagios would stop reading.
fn details(outcome: &Outcome) -> impl Iterator<Item = String> {
    let lines = outcome.details().iter().map(|line| clean(line));
    lines.filter(|line| !line.is_empty())
}

/// The output with as many of its `count` items as the limit allows.
fn fit(count: usize, with: impl Fn(usize) -> String) -> String {
    // An item is at least one byte, so that no more of them can fit.
    let all = with(count.min(WHOLE));
    if count <= WHOLE && all.len() <= WHOLE {
        return all;
    }
    let (mut fits, mut too_many) = (0, count.min(WHOLE));
    while fits + 1 < too_many {
        let middle = fits.midpoint(too_many);
        if with(middle).len() <= WHOLE {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    with(fits)
}
