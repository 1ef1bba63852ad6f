//! The performance data. Labels and units are somebody's graphs: they do not change in passing.

use std::cmp::Reverse;
use std::time::Duration;

use crate::outcome::{Measure, Metric, Outcome};
use crate::tls::certificate::Role;

use super::super::measures;
use super::super::session::visit::{Passage, Stage};
use super::super::verdict::Verdict;
use super::states::answer;
use super::{Judged, words};

/// Adds what was measured: times and days of the remotes that count, sums over all.
pub(super) fn measure(outcome: &mut Outcome, counting: &[&Judged<'_>], all: &[Judged<'_>]) {
    let Some(terms) = counting.first().map(|remote| remote.terms) else {
        return;
    };
    let verdicts = || counting.iter().flat_map(|remote| &remote.counting).copied();
    let answers = || verdicts().filter_map(answer);
    let passages = || verdicts().filter_map(|verdict| verdict.passage.as_ref());
    if let Some(slowest) = answers().map(|answer| answer.round_trip).max() {
        outcome.metric(
            Metric::of(measures::TIME, slowest.as_secs_f64())
                .thresholds(terms.warning.as_ref(), terms.critical.as_ref())
                .min(0.0),
        );
    }
    for (measure, of) in STAGES {
        if let Some(slowest) = passages().filter_map(of).max() {
            let slowest = Metric::of(measure, slowest.as_secs_f64());
            outcome.metric(slowest.min(0.0));
        }
    }
    for (measure, role) in [
        (measures::SERVER_CERT_DAYS, Role::Server),
        (measures::CA_CERT_DAYS, Role::Ca),
    ] {
        let expiries = passages()
            .filter_map(|passage| passage.handshake.as_ref())
            .flat_map(|handshake| &handshake.judgement.expiries)
            .filter(|expiry| expiry.role == role);
        if let Some(days) = expiries.map(|expiry| expiry.days_left(terms.now)).min() {
            outcome.metric(
                Metric::of(measure, words::as_seconds(days))
                    .thresholds(terms.days.0.as_ref(), terms.days.1.as_ref()),
            );
        }
    }
    let total = |count: fn(&Verdict) -> u32| -> f64 {
        let verdicts = all.iter().flat_map(|remote| remote.verdicts);
        verdicts.map(|verdict| f64::from(count(verdict))).sum()
    };
    outcome.metric(Metric::of(measures::HELLOS, total(|v| v.hellos)).min(0.0));
    if terms.stage > Stage::Reset {
        let retransmits = |verdict: &Verdict| {
            let passage = verdict.passage.as_ref();
            passage.map_or(0, |passage| passage.retransmits)
        };
        outcome.metric(Metric::of(measures::RETRANSMITS, total(retransmits)).min(0.0));
    }
    outcome.metric(Metric::of(measures::INVALID, total(|v| v.skipped)).min(0.0));
    let offsets = answers().filter_map(|answer| answer.clock_offset);
    if let Some(offset) = offsets.max_by_key(|offset| (offset.unsigned_abs(), Reverse(*offset))) {
        outcome.metric(Metric::of(
            measures::CLOCK_OFFSET,
            words::as_seconds(offset),
        ));
    }
}

type Time = fn(&Passage) -> Option<Duration>;

const STAGES: [(Measure, Time); 3] = [
    (measures::TLS_TIME, |passage| {
        passage.handshake.as_ref().map(|handshake| handshake.time)
    }),
    (measures::LOGIN_TIME, |passage| {
        passage.login.as_ref().map(|login| login.time)
    }),
    (measures::TUNNEL_TIME, |passage| {
        passage.tunnel.as_ref().and_then(|tunnel| tunnel.time())
    }),
];
