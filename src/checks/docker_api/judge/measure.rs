//! What is measured.

use crate::outcome::{Metric, Outcome};

use super::super::config::{Config, Terms};
use super::super::measures;
use super::control::Control;
use super::{certificates, outsiders};

pub(super) fn measure(
    outcome: &mut Outcome,
    config: &Config,
    control: &Control,
    outsiders: &outsiders::Examined,
    certificates: &certificates::Examined,
) {
    let terms = &config.terms;
    if let Some(time) = control.time {
        outcome.metric(
            Metric::of(measures::TIME, time.as_secs_f64())
                .thresholds(terms.warning.as_ref(), terms.critical.as_ref())
                .min(0.0),
        );
    }
    measure_days(outcome, terms, certificates);
    if outsiders.tried > 0 {
        outcome.metric(Metric::of(measures::REFUSALS, f64::from(outsiders.refusals)).min(0.0));
    }
    let info = control.info.as_ref();
    for (measure, count) in [
        (measures::CONTAINERS, info.and_then(|info| info.containers)),
        (
            measures::CONTAINERS_RUNNING,
            info.and_then(|info| info.containers_running),
        ),
        (measures::IMAGES, info.and_then(|info| info.images)),
    ] {
        if let Some(count) = count {
            outcome.metric(Metric::of(measure, f64::from(count)).min(0.0));
        }
    }
}

pub(super) fn measure_days(
    outcome: &mut Outcome,
    terms: &Terms,
    certificates: &certificates::Examined,
) {
    for (measure, days) in [
        (measures::SERVER_CERT_DAYS, certificates.server_days),
        (measures::CLIENT_CERT_DAYS, certificates.client_days),
        (measures::CA_CERT_DAYS, certificates.ca_days),
    ] {
        if let Some(days) = days.and_then(|days| i32::try_from(days).ok()) {
            outcome.metric(
                Metric::of(measure, f64::from(days))
                    .thresholds(Some(&terms.days_warning), terms.days_critical.as_ref()),
            );
        }
    }
}
