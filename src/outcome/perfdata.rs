//! Perfdata text, in the words of the `nagiosplugin` crate.
//!
//! The crate has no ranges and prints `f64` with all its digits, so its values are given to it as
//! finished text. Perfdata leaves it only through [`Resource::nagios_result`], behind a head
//! `NAME is STATE|` that is not ours.

use nagiosplugin::{CheckResult, PerfString, Resource, ToPerfString, Unit as PerfUnit};

use super::{Metric, Unit, number};

/// `'label'=value[unit];[warn];[crit];[min];[max]`, one a metric, with a blank between two; empty
/// without metrics.
pub(super) fn perfdata(metrics: &[Metric]) -> String {
    let resource = metrics.iter().fold(Resource::new(""), |resource, metric| {
        resource.with_result(CheckResult::new().with_perf_data(perf_string(metric)))
    });
    let (_, text) = resource.nagios_result();
    text.split_once('|')
        .map(|(_, perfdata)| perfdata.to_owned())
        .unwrap_or_default()
}

fn perf_string(metric: &Metric) -> PerfString {
    PerfString::new(
        metric.label(),
        &Finished(number(metric.value())),
        unit(metric.unit()),
        metric
            .warn()
            .map(|range| Finished(range.to_string()))
            .as_ref(),
        metric
            .crit()
            .map(|range| Finished(range.to_string()))
            .as_ref(),
        metric.least().map(|min| Finished(number(min))).as_ref(),
        metric.greatest().map(|max| Finished(number(max))).as_ref(),
    )
}

fn unit(unit: Unit) -> PerfUnit {
    match unit {
        Unit::None => PerfUnit::None,
        Unit::Seconds => PerfUnit::Seconds,
        Unit::Bytes => PerfUnit::Bytes,
        Unit::Percent => PerfUnit::Percentage,
        Unit::Counter => PerfUnit::Counter,
    }
}

/// A value whose digits are decided.
struct Finished(String);

impl ToPerfString for Finished {
    fn to_perf_string(&self) -> String {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Range;

    #[test]
    fn without_metrics_there_is_no_text() {
        assert_eq!(perfdata(&[]), "");
    }

    #[test]
    fn thresholds_stand_as_the_user_wrote_them() {
        let warn: Range = "0.50".parse().unwrap();
        let crit: Range = "@1:2".parse().unwrap();
        let time = Metric::new("time", 0.000_812, Unit::Seconds)
            .thresholds(Some(&warn), Some(&crit))
            .min(0.0);
        assert_eq!(perfdata(&[time]), "'time'=0.000812s;0.50;@1:2;0;");
    }

    #[test]
    fn units_and_missing_values_follow_the_guidelines() {
        let metrics = [
            Metric::new("hellos", 3.0, Unit::None),
            Metric::new("size", 1_234_567.0, Unit::Bytes).max(2_000_000.0),
            Metric::new("load", 12.5, Unit::Percent).min(0.0).max(100.0),
            Metric::new("packets", 18_446_744.0, Unit::Counter),
            Metric::new("clock_offset", -0.25, Unit::Seconds),
        ];
        assert_eq!(
            perfdata(&metrics),
            "'hellos'=3;;;; 'size'=1234567B;;;;2000000 'load'=12.5%;;;0;100 \
             'packets'=18446744c;;;; 'clock_offset'=-0.25s;;;;"
        );
    }

    #[test]
    fn both_crates_write_a_unit_alike() {
        for one in [
            Unit::None,
            Unit::Seconds,
            Unit::Bytes,
            Unit::Percent,
            Unit::Counter,
        ] {
            let expected = format!("'x'=1{};;;;", one.symbol());
            assert_eq!(perfdata(&[Metric::new("x", 1.0, one)]), expected);
        }
    }
}
