//! What state an address deserves by its answer, or by having none.

use std::time::Duration;

use crate::outcome::{State, state_of};

use super::super::config::Terms;
use super::super::session::{Answer, Kind, Proof};
use super::super::verdict::{Ending, Verdict};
use super::words;

/// Silence for less than this proves nothing: a distant server may need as long to answer.
const LISTENING: Duration = Duration::from_millis(900);

/// Whether too little time was left to call silence what it seems to be.
pub(super) fn is_short(verdict: &Verdict) -> bool {
    verdict.ending == Ending::Silence && verdict.elapsed < LISTENING
}

/// Whether the server was found to answer, if not to what it was given.
pub(super) fn wants_otherwise(verdict: &Verdict) -> bool {
    let diagnosis = verdict.diagnosis.as_ref();
    diagnosis.is_some_and(|diagnosis| !diagnosis.wanted.is_empty())
}

pub(super) fn answer(verdict: &Verdict) -> Option<Answer> {
    match verdict.ending {
        Ending::Answered(answer) => Some(answer),
        _ => None,
    }
}

pub(super) fn state(terms: &Terms, verdict: &Verdict) -> State {
    match &verdict.ending {
        Ending::Trouble(trouble) if trouble.is_local() => State::Unknown,
        _ if wants_otherwise(verdict) => State::Critical,
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

pub(super) fn answer_state(terms: &Terms, answer: &Answer) -> State {
    let tied = match answer.kind {
        Kind::UntiedReset if answer.proof != Proof::Signature => State::Warning,
        _ => State::Ok,
    };
    tied.max(measured_state(terms, answer))
}

/// What the ranges make of an answer.
pub(super) fn measured_state(terms: &Terms, answer: &Answer) -> State {
    let time = answer.round_trip.as_secs_f64();
    let clock = answer.clock_offset.map_or(State::Ok, |offset| {
        state_of(
            words::as_seconds(offset).abs(),
            terms.clock_offset.as_ref(),
            None,
        )
    });
    let time = state_of(time, terms.warning.as_ref(), terms.critical.as_ref());
    clock.max(time)
}
