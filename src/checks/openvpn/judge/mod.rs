//! From verdicts to an outcome: states, thresholds and which finding is the headline.
//!
//! Plain values in, plain values out. The sentences themselves are next door, in `sentence`.

mod sentence;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::time::Duration;

use crate::net::{Host, ResolveError};
use crate::outcome::{Finding, Metric, Outcome, State, Unit, state_of};

use super::config::Terms;
use super::session::{Answer, Fault, Kind, Proof};
use super::verdict::{Ending, Verdict};

use sentence::seconds;

/// The first word of every output.
pub const NAME: &str = "OPENVPN";

/// What the verdicts on all probed addresses come to. `left_out` counts the addresses that were
/// too many to probe.
pub fn judge(terms: &Terms, verdicts: &[Verdict], left_out: usize) -> Outcome {
    let mut outcome = Outcome::new(NAME);
    let judged: Vec<(&Verdict, State, String)> = verdicts
        .iter()
        .map(|verdict| {
            let text = match verdicts.len() {
                1 => sentence::of(terms, verdict),
                // Of several addresses each is told with its own time.
                _ => sentence::with_time(terms, verdict),
            };
            (verdict, state(terms, verdict), text)
        })
        .collect();
    let best = match terms.all_addresses || terms.expect_silence {
        true => None,
        false => judged
            .iter()
            .filter(|(verdict, ..)| answer(verdict).is_some())
            .min_by_key(|(verdict, state, _)| (*state, answer(verdict).map(|a| a.round_trip))),
    };
    for one @ (verdict, state, text) in &judged {
        let excused = match best {
            Some(best) => !std::ptr::eq(one, best) && !lets_unsigned_pass(verdict),
            None => false,
        };
        outcome.push(match (excused, state) {
            (true, State::Ok) => Finding::note(text.clone()),
            (true, _) => {
                Finding::note(format!("{text}; not needed, since another address answers"))
            }
            (false, _) => Finding::new(*state, text.clone()),
        });
    }
    if left_out > 0 {
        let text = format!(
            "{left_out} more addresses of {} were not probed",
            terms.endpoint.host
        );
        outcome.push(match terms.all_addresses {
            true => Finding::unknown(text),
            false => Finding::note(text),
        });
    }
    let answers: Vec<Answer> = match best {
        Some((verdict, ..)) => answer(verdict).into_iter().collect(),
        None => verdicts.iter().filter_map(answer).collect(),
    };
    measure(&mut outcome, terms, &answers, verdicts);
    outcome
}

/// What a host without addresses comes to, after `waited`.
pub fn unresolved(terms: &Terms, error: &ResolveError, waited: Duration) -> Outcome {
    let host = &terms.endpoint.host;
    let (state, text) = match error {
        ResolveError::Timeout => {
            let text = format!(
                "cannot resolve {host}: no answer from the resolver in {}",
                seconds(waited)
            );
            (terms.timeout_result, text)
        }
        ResolveError::NoneOf(family) => match host {
            Host::Address(_) => (State::Unknown, format!("{host} is no {family} address")),
            Host::Name(_) => (State::Unknown, format!("{host} has no {family} address")),
        },
        error => (State::Unknown, format!("cannot resolve {host}: {error}")),
    };
    Outcome::single(NAME, Finding::new(state, text))
}

/// Silence for less than this proves nothing: a distant server may need as long to answer.
const LISTENING: Duration = Duration::from_millis(900);

/// Whether too little time was left to call silence what it seems to be.
fn is_short(verdict: &Verdict) -> bool {
    verdict.ending == Ending::Silence && verdict.elapsed < LISTENING
}

/// Whether a server lets unsigned packets pass, for which no other address makes up.
fn lets_unsigned_pass(verdict: &Verdict) -> bool {
    matches!(
        verdict.ending,
        Ending::Faulty(Fault::Unsigned | Fault::UnsignedAndUntied)
    )
}

fn answer(verdict: &Verdict) -> Option<Answer> {
    match verdict.ending {
        Ending::Answered(answer) => Some(answer),
        _ => None,
    }
}

fn state(terms: &Terms, verdict: &Verdict) -> State {
    match &verdict.ending {
        Ending::Trouble(trouble) if trouble.is_local() => State::Unknown,
        _ if terms.expect_silence && is_short(verdict) => State::Unknown,
        Ending::Silence | Ending::Closed { .. } | Ending::Reset { .. } if terms.expect_silence => {
            State::Ok
        }
        _ if terms.expect_silence => State::Critical,
        Ending::Answered(answer) => answer_state(terms, answer),
        Ending::Silence | Ending::ConnectTimeout => terms.timeout_result,
        _ => State::Critical,
    }
}

fn answer_state(terms: &Terms, answer: &Answer) -> State {
    let time = answer.round_trip.as_secs_f64();
    let tied = match answer.kind {
        Kind::UntiedReset if answer.proof != Proof::Signature => State::Warning,
        _ => State::Ok,
    };
    let clock = answer.clock_offset.map_or(State::Ok, |offset| {
        state_of(
            sentence::as_seconds(offset).abs(),
            terms.clock_offset.as_ref(),
            None,
        )
    });
    let time = state_of(time, terms.warning.as_ref(), terms.critical.as_ref());
    tied.max(clock).max(time)
}

fn measure(outcome: &mut Outcome, terms: &Terms, answers: &[Answer], verdicts: &[Verdict]) {
    if let Some(slowest) = answers.iter().map(|answer| answer.round_trip).max() {
        outcome.metric(
            Metric::new("time", slowest.as_secs_f64(), Unit::Seconds)
                .thresholds(terms.warning.as_ref(), terms.critical.as_ref())
                .min(0.0),
        );
    }
    let total = |count: fn(&Verdict) -> u32| -> f64 {
        verdicts
            .iter()
            .map(|verdict| f64::from(count(verdict)))
            .sum()
    };
    outcome.metric(Metric::new("hellos", total(|v| v.hellos), Unit::None).min(0.0));
    outcome.metric(Metric::new("invalid", total(|v| v.skipped), Unit::None).min(0.0));
    let offsets = answers.iter().filter_map(|answer| answer.clock_offset);
    if let Some(offset) = offsets.max_by_key(|offset| (offset.unsigned_abs(), Reverse(*offset))) {
        outcome.metric(Metric::new(
            "clock_offset",
            sentence::as_seconds(offset),
            Unit::Seconds,
        ));
    }
}
