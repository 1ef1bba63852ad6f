//! From verdicts to an outcome: states, thresholds and which finding is the headline.
//!
//! Plain values in, plain values out. The sentences themselves are next door: `sentence` for the
//! reset, `passage` and its neighbours for what lies behind it.

mod diagnosis;
mod login;
mod measure;
mod passage;
mod sentence;
#[cfg(test)]
mod tests;
mod tunnel;
mod words;

use std::time::Duration;

use crate::net::{Host, ResolveError};
use crate::outcome::{Finding, Outcome, State, state_of};

use super::config::Terms;
use super::session::visit::{End, Stage, Waiting};
use super::session::{Answer, Fault, Kind, Proof};
use super::verdict::{Ending, Verdict};

use words::seconds;

/// The first word of every output.
pub const NAME: &str = "OPENVPN";

/// What became of one remote.
#[derive(Clone, Copy)]
pub enum Report<'a> {
    /// It was probed.
    Probed {
        /// What it is measured against.
        terms: &'a Terms,
        /// A verdict on each of its addresses.
        verdicts: &'a [Verdict],
        /// Addresses that were too many to probe.
        left_out: usize,
    },
    /// It has no address.
    Unresolved {
        /// What it is measured against.
        terms: &'a Terms,
        /// Why not.
        error: &'a ResolveError,
        /// How long the resolver was waited for.
        waited: Duration,
    },
    /// The profile asks for something there that a probe cannot do, or names what cannot be used.
    Unusable {
        /// What it would be measured against.
        terms: &'a Terms,
        /// Why, in a sentence.
        why: &'a str,
    },
}

/// One remote, judged.
struct Judged<'a> {
    findings: Vec<Finding>,
    terms: &'a Terms,
    verdicts: &'a [Verdict],
    /// The verdicts that count: all, or the best one where one is enough.
    counting: Vec<&'a Verdict>,
    /// Whether a client that may choose would be content with it.
    will_do: bool,
}

impl Judged<'_> {
    fn state(&self) -> State {
        let states = self.findings.iter().map(Finding::state);
        states.max().unwrap_or(State::Unknown)
    }
}

/// What the reports on all remotes come to. `any_remote` tells whether one of them is enough.
pub fn judge(reports: &[Report<'_>], any_remote: bool) -> Outcome {
    if let [
        Report::Unresolved {
            terms,
            error,
            waited,
        },
    ] = reports
    {
        return Outcome::single(NAME, unresolved(terms, error, *waited));
    }
    let judged: Vec<Judged<'_>> = reports.iter().map(of_remote).collect();
    let keeps_out = judged.iter().any(|remote| keeps_out(remote.terms));
    let best = match any_remote && !keeps_out {
        false => None,
        true => judged
            .iter()
            .filter(|remote| remote.will_do)
            .min_by_key(|remote| remote.state()),
    };
    let mut outcome = Outcome::new(NAME);
    for remote in &judged {
        let is_excused = best.is_some_and(|best| !std::ptr::eq(best, remote));
        for finding in &remote.findings {
            outcome.push(match is_excused {
                true => excused(finding, "remote"),
                false => finding.clone(),
            });
        }
    }
    let counting: Vec<&Judged<'_>> = match best {
        Some(best) => vec![best],
        None => judged.iter().collect(),
    };
    measure::measure(&mut outcome, &counting, &judged);
    outcome
}

fn of_remote<'a>(report: &Report<'a>) -> Judged<'a> {
    match *report {
        Report::Probed {
            terms,
            verdicts,
            left_out,
        } => of_addresses(terms, verdicts, left_out),
        Report::Unresolved {
            terms,
            error,
            waited,
        } => unprobed(terms, unresolved(terms, error, waited)),
        Report::Unusable { terms, why } => {
            let text = format!("cannot probe {}: {why}", terms.endpoint);
            unprobed(terms, Finding::unknown(text))
        }
    }
}

fn unprobed(terms: &Terms, finding: Finding) -> Judged<'_> {
    Judged {
        findings: vec![finding],
        terms,
        verdicts: &[],
        counting: Vec::new(),
        will_do: false,
    }
}

fn of_addresses<'a>(terms: &'a Terms, verdicts: &'a [Verdict], left_out: usize) -> Judged<'a> {
    let judged: Vec<(&Verdict, Vec<Finding>)> = verdicts
        .iter()
        .map(|verdict| (verdict, of_verdict(terms, verdict, verdicts.len())))
        .collect();
    let worst = |findings: &[Finding]| findings.iter().map(Finding::state).max();
    let needs_all = terms.all_addresses || keeps_out(terms);
    let best = match needs_all {
        true => None,
        false => judged
            .iter()
            .filter(|(verdict, findings)| will_do(terms, verdict, findings))
            .min_by_key(|(verdict, findings)| {
                (worst(findings), answer(verdict).map(|a| a.round_trip))
            }),
    };
    let mut findings = Vec::new();
    for one @ (verdict, of_one) in &judged {
        let is_excused = match best {
            Some(best) => !std::ptr::eq(one, best) && !lets_unsigned_pass(verdict),
            None => false,
        };
        findings.extend(of_one.iter().map(|finding| match is_excused {
            true => excused(finding, "address"),
            false => finding.clone(),
        }));
    }
    if verdicts.is_empty() {
        let host = &terms.endpoint.host;
        findings.push(Finding::unknown(format!("no address of {host} was probed")));
    }
    if left_out > 0 {
        let text = format!(
            "{left_out} more addresses of {} were not probed",
            terms.endpoint.host
        );
        findings.push(match needs_all {
            true => Finding::unknown(text),
            false => Finding::note(text),
        });
    }
    // What was not tried belongs into the summary of what was.
    findings.extend(terms.notes.iter().cloned());
    let state = findings.iter().map(Finding::state).max();
    let has_answers = judged
        .iter()
        .all(|(verdict, of_one)| will_do(terms, verdict, of_one));
    Judged {
        will_do: matches!(state, Some(State::Ok | State::Warning))
            && (best.is_some() || has_answers),
        findings,
        terms,
        verdicts,
        counting: match best {
            Some((verdict, _)) => vec![verdict],
            None => verdicts.iter().collect(),
        },
    }
}

/// Whether an address has done what was asked and is in order, so that no other is worth waiting for
/// where one will do.
pub fn is_enough(terms: &Terms, verdict: &Verdict) -> bool {
    let findings = of_verdict(terms, verdict, 1);
    verdict.came_through(terms.stage)
        && findings
            .iter()
            .all(|finding| matches!(finding.state(), State::Ok | State::Warning))
}

/// What there is to say of one address, of so many.
fn of_verdict(terms: &Terms, verdict: &Verdict, of: usize) -> Vec<Finding> {
    if let (Ending::Answered(answer), true) = (&verdict.ending, terms.stage > Stage::Reset) {
        return passage::findings(terms, verdict, answer);
    }
    let text = match of {
        1 => sentence::of(terms, verdict),
        // Of several addresses each is told with its own time.
        _ => sentence::with_time(terms, verdict),
    };
    let text = match &verdict.diagnosis {
        Some(diagnosis) => diagnosis::of(terms, verdict, diagnosis, &text),
        None => text,
    };
    vec![Finding::new(state(terms, verdict), text)]
}

/// Whether something has to be kept out: one address or remote that does so excuses no other.
fn keeps_out(terms: &Terms) -> bool {
    terms.expect_silence || terms.expectations.auth_failed
}

fn excused(finding: &Finding, other: &str) -> Finding {
    let text = finding.text();
    match finding.state() {
        State::Ok => Finding::note(text),
        _ => Finding::note(format!("{text}; not needed, since another {other} answers")),
    }
}

/// What a host without addresses comes to, after `waited`.
fn unresolved(terms: &Terms, error: &ResolveError, waited: Duration) -> Finding {
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
    Finding::new(state, text)
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

/// Whether the server was found to answer, if not to what it was given.
fn wants_otherwise(verdict: &Verdict) -> bool {
    let diagnosis = verdict.diagnosis.as_ref();
    diagnosis.is_some_and(|diagnosis| !diagnosis.wanted.is_empty())
}

fn answer(verdict: &Verdict) -> Option<Answer> {
    match verdict.ending {
        Ending::Answered(answer) => Some(answer),
        _ => None,
    }
}

/// Whether an address is one that a client could do with.
fn will_do(terms: &Terms, verdict: &Verdict, findings: &[Finding]) -> bool {
    if verdict.came_through(terms.stage) {
        return true;
    }
    let has_answer = verdict
        .passage
        .as_ref()
        .is_some_and(|passage| matches!(passage.end, End::Answered | End::TimeUp(Waiting::Tunnel)));
    has_answer
        && findings
            .iter()
            .all(|finding| matches!(finding.state(), State::Ok | State::Warning))
}

fn state(terms: &Terms, verdict: &Verdict) -> State {
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

fn answer_state(terms: &Terms, answer: &Answer) -> State {
    let tied = match answer.kind {
        Kind::UntiedReset if answer.proof != Proof::Signature => State::Warning,
        _ => State::Ok,
    };
    tied.max(measured_state(terms, answer))
}

/// What the ranges make of an answer.
fn measured_state(terms: &Terms, answer: &Answer) -> State {
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
