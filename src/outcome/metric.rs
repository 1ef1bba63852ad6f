//! A measured value with its unit and thresholds, and the judgement of a value by ranges.

use super::{Measure, Range, State};

/// The units that every engine understands without converting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A plain number, printed without a unit.
    None,
    /// `s`
    Seconds,
    /// `B`
    Bytes,
    /// `%`
    Percent,
    /// `c`, a number that only ever grows.
    Counter,
}

impl Unit {
    /// The suffix that stands behind the value in perfdata.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Seconds => "s",
            Self::Bytes => "B",
            Self::Percent => "%",
            Self::Counter => "c",
        }
    }
}

/// One measured value under a stable label.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    label: &'static str,
    value: f64,
    unit: Unit,
    warn: Option<Range>,
    crit: Option<Range>,
    min: Option<f64>,
    max: Option<f64>,
}

impl Metric {
    /// A value of `measure`, without thresholds or limits.
    pub fn of(measure: Measure, value: f64) -> Self {
        Self::new(measure.label, value, measure.unit)
    }

    /// A metric without thresholds or limits. Checks have [`Metric::of`] alone, so that every label
    /// is a documented one.
    pub(super) fn new(label: &'static str, value: f64, unit: Unit) -> Self {
        debug_assert!(is_label(label), "not a label: {label}");
        Self {
            label,
            value,
            unit,
            warn: None,
            crit: None,
            min: None,
            max: None,
        }
    }

    /// The ranges that the value was judged by, shown as the user wrote them.
    #[must_use]
    pub fn thresholds(mut self, warn: Option<&Range>, crit: Option<&Range>) -> Self {
        self.warn = warn.cloned();
        self.crit = crit.cloned();
        self
    }

    /// The least value possible.
    #[must_use]
    pub fn min(mut self, min: f64) -> Self {
        self.min = Some(min).filter(|min| min.is_finite());
        self
    }

    /// The greatest value possible.
    #[must_use]
    pub fn max(mut self, max: f64) -> Self {
        self.max = Some(max).filter(|max| max.is_finite());
        self
    }

    /// The name of the metric.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// The value in its unit.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The unit of the value, the thresholds and the limits.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    pub(super) fn warn(&self) -> Option<&Range> {
        self.warn.as_ref()
    }

    pub(super) fn crit(&self) -> Option<&Range> {
        self.crit.as_ref()
    }

    pub(super) fn least(&self) -> Option<f64> {
        self.min
    }

    pub(super) fn greatest(&self) -> Option<f64> {
        self.max
    }
}

/// The state of a value: CRITICAL if that range alerts, else WARNING if that one does, else OK.
pub fn state_of(value: f64, warn: Option<&Range>, crit: Option<&Range>) -> State {
    let alerts = |range: Option<&Range>| range.is_some_and(|range| range.alerts(value));
    if alerts(crit) {
        State::Critical
    } else if alerts(warn) {
        State::Warning
    } else {
        State::Ok
    }
}

const fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    if bytes.is_empty() || !bytes[0].is_ascii_lowercase() {
        return false;
    }
    let mut at = 1;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_lower_case_words() {
        for good in ["a", "time", "clock_offset", "rtt2"] {
            assert!(is_label(good), "{good}");
        }
        for bad in ["", "Time", "2rtt", "_a", "a b", "a::b", "a=b", "a'b", "é"] {
            assert!(!is_label(bad), "{bad}");
        }
    }

    #[test]
    fn the_critical_range_wins_over_the_warning_range() {
        let warn: Range = "1".parse().unwrap();
        let crit: Range = "2".parse().unwrap();
        let table = [
            (0.5, State::Ok),
            (1.0, State::Ok),
            (1.5, State::Warning),
            (2.0, State::Warning),
            (2.5, State::Critical),
        ];
        for (value, state) in table {
            assert_eq!(state_of(value, Some(&warn), Some(&crit)), state, "{value}");
        }
        assert_eq!(state_of(9.0, None, None), State::Ok);
        assert_eq!(state_of(9.0, None, Some(&crit)), State::Critical);
        assert_eq!(state_of(9.0, Some(&warn), None), State::Warning);
    }

    #[test]
    fn limits_that_are_not_finite_are_left_out() {
        let metric = Metric::new("time", 1.0, Unit::Seconds)
            .min(f64::NAN)
            .max(f64::INFINITY);
        assert_eq!((metric.least(), metric.greatest()), (None, None));
    }
}
