//! Of several addresses of one remote, each is told and one may be enough.

use crate::outcome::{Finding, State};

use super::super::config::Terms;
use super::super::session::Fault;
use super::super::session::visit::{End, Stage, Waiting};
use super::super::verdict::{Ending, Verdict};
use super::states::{answer, state};
use super::{Judged, diagnosis, excused, keeps_out, passage, sentence};

pub(super) fn of_addresses<'a>(
    terms: &'a Terms,
    verdicts: &'a [Verdict],
    left_out: usize,
) -> Judged<'a> {
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
    verdict.came_through(terms.stage) && are_in_order(&findings)
}

/// Whether there is nothing worse than a warning.
fn are_in_order(findings: &[Finding]) -> bool {
    let mut states = findings.iter().map(Finding::state);
    states.all(|state| matches!(state, State::Ok | State::Warning))
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

/// Whether an address is one that a client could do with.
fn will_do(terms: &Terms, verdict: &Verdict, findings: &[Finding]) -> bool {
    if verdict.came_through(terms.stage) {
        return true;
    }
    let has_answer = verdict
        .passage
        .as_ref()
        .is_some_and(|passage| matches!(passage.end, End::Answered | End::TimeUp(Waiting::Tunnel)));
    has_answer && are_in_order(findings)
}

/// Whether a server lets unsigned packets pass, for which no other address makes up.
fn lets_unsigned_pass(verdict: &Verdict) -> bool {
    matches!(
        verdict.ending,
        Ending::Faulty(Fault::Unsigned | Fault::UnsignedAndUntied)
    )
}
