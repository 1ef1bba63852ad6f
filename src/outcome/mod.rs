//! What a check found out, and how it is told: findings, metrics, ranges and their rendering.
//!
//! Pure values: no I/O and no clock, so that whole outputs can be compared in tests. Texts are kept
//! as they were given and pass the sanitiser when they are rendered, once and without exception.
//!
//! Conventions: the Monitoring Plugins development guidelines; the order of the states is the one
//! of the `nagiosplugin` crate, OK < UNKNOWN < WARNING < CRITICAL.

mod finding;
mod measure;
mod metric;
mod number;
mod perfdata;
mod range;
mod render;
mod text;

pub use nagiosplugin::ServiceState as State;

pub use finding::Finding;
pub use measure::Measure;
pub(crate) use measure::measures;
pub use metric::{Metric, Unit, state_of};
pub use number::number;
pub use range::{Range, RangeError};
pub use render::{Format, render};
pub use text::{cut, quote, sanitise, show_path};

/// Everything one run of a check has to tell.
#[derive(Debug, Clone)]
pub struct Outcome {
    check: &'static str,
    findings: Vec<Finding>,
    metrics: Vec<Metric>,
    details: Vec<String>,
    /// Whether the first line is to say it all.
    single: bool,
}

impl Outcome {
    /// An outcome without findings, which is UNKNOWN. `check` is the first word of the output,
    /// such as `OPENVPN`.
    pub fn new(check: &'static str) -> Self {
        Self {
            check,
            findings: Vec::new(),
            metrics: Vec::new(),
            details: Vec::new(),
            single: false,
        }
    }

    /// An outcome with one finding and nothing else to tell, such as a usage error: in plugin text
    /// it is one line, since a second one would only repeat it.
    pub fn single(check: &'static str, finding: Finding) -> Self {
        let findings = vec![finding];
        Self {
            findings,
            single: true,
            ..Self::new(check)
        }
    }

    /// Adds a finding; the order is kept.
    pub fn push(&mut self, finding: Finding) -> &mut Self {
        self.findings.push(finding);
        self
    }

    /// Adds a metric. One whose value is not finite could not be measured and is left out.
    pub fn metric(&mut self, metric: Metric) -> &mut Self {
        if metric.value().is_finite() {
            self.metrics.push(metric);
        }
        self
    }

    /// Adds a line that is shown only because more words were asked for. It stands after the
    /// findings and has no `[STATE]` before it.
    pub fn detail(&mut self, line: impl Into<String>) -> &mut Self {
        self.details.push(line.into());
        self
    }

    /// The worst state of the findings; UNKNOWN if there are none.
    pub fn state(&self) -> State {
        self.findings
            .iter()
            .map(Finding::state)
            .max()
            .unwrap_or(State::Unknown)
    }

    /// The headlines in the worst state, in their own words. Not yet sanitised.
    pub fn summary(&self) -> String {
        if self.findings.is_empty() {
            return "nothing was checked".to_owned();
        }
        let state = self.state();
        let worst = || self.findings.iter().filter(|f| f.state() == state);
        let any_headline = worst().any(Finding::is_headline);
        let texts: Vec<&str> = worst()
            .filter(|finding| finding.is_headline() || !any_headline)
            .map(Finding::text)
            .collect();
        texts.join("; ")
    }

    /// The first word of the output.
    pub fn check(&self) -> &'static str {
        self.check
    }

    /// Whether the first line says it all.
    pub(crate) fn is_single(&self) -> bool {
        self.single && self.findings.len() == 1 && self.details.is_empty()
    }

    /// The findings in the order in which they were added.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The metrics in the order in which they were added, all finite.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The further lines in the order in which they were added.
    pub fn details(&self) -> &[String] {
        &self.details
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(findings: impl IntoIterator<Item = Finding>) -> Outcome {
        let mut outcome = Outcome::new("TEST");
        for finding in findings {
            outcome.push(finding);
        }
        outcome
    }

    #[test]
    fn nothing_checked_is_unknown() {
        let outcome = Outcome::new("TEST");
        assert_eq!(outcome.state(), State::Unknown);
        assert_eq!(outcome.summary(), "nothing was checked");
    }

    #[test]
    fn the_worst_finding_decides_and_words_the_summary() {
        let table = [
            (vec![Finding::ok("a")], State::Ok, "a"),
            (
                vec![Finding::ok("a"), Finding::unknown("b")],
                State::Unknown,
                "b",
            ),
            (
                vec![Finding::warning("a"), Finding::unknown("b")],
                State::Warning,
                "a",
            ),
            (
                vec![
                    Finding::critical("a"),
                    Finding::warning("b"),
                    Finding::critical("c"),
                ],
                State::Critical,
                "a; c",
            ),
        ];
        for (findings, state, summary) in table {
            let outcome = outcome(findings);
            assert_eq!(outcome.state(), state);
            assert_eq!(outcome.summary(), summary);
        }
    }

    #[test]
    fn notes_stay_out_of_the_summary_unless_there_is_nothing_else() {
        let both = outcome([Finding::note("a"), Finding::ok("b")]);
        assert_eq!(both.summary(), "b");
        let notes = outcome([Finding::note("a"), Finding::note("b")]);
        assert_eq!(notes.state(), State::Ok);
        assert_eq!(notes.summary(), "a; b");
    }

    #[test]
    fn a_metric_that_is_not_finite_is_left_out() {
        let mut outcome = Outcome::new("TEST");
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            outcome.metric(Metric::new("time", value, Unit::Seconds));
        }
        assert!(outcome.metrics().is_empty());
    }

    #[test]
    fn exit_codes_are_those_of_the_guidelines() {
        let states = [State::Ok, State::Warning, State::Critical, State::Unknown];
        assert_eq!(states.map(|state| state.exit_code()), [0, 1, 2, 3]);
    }
}
