//! From verdicts to an outcome: states, thresholds and which finding is the headline.
//!
//! Plain values in, plain values out. The sentences themselves are next door: `sentence` for the
//! reset, `passage` and its neighbours for what lies behind it.

mod address;
mod diagnosis;
mod login;
mod measure;
mod passage;
mod sentence;
mod states;
#[cfg(test)]
mod tests;
mod tunnel;
mod words;

use std::time::Duration;

use crate::net::{Host, ResolveError};
use crate::outcome::{Finding, Outcome, State};

use super::config::Terms;
use super::verdict::Verdict;

use address::of_addresses;
use words::seconds;

pub use address::is_enough;

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
