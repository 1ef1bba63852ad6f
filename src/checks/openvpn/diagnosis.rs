//! Asks a server that does not answer in every other way: `--diagnose`. Each try may be a line in
//! the server's log, which is why nobody does this unasked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::config::{Candidate, Protection};
use super::driver::Run;
use super::key::Direction;
use super::session::{Fault, Schedule, Session, Validation};
use super::transport::{Probe, Trace, end::bring_forward};
use super::verdict::{Diagnosis, Ending, Verdict};

/// Hellos after the first.
const RETRIES: u32 = 1;

/// How long the others may still take once one way is answered: time for another answer that is on
/// its way, and for no further hello.
const GRACE: Duration = Duration::from_millis(200);

/// Whether a verdict is one that another way to ask may explain.
pub(super) fn may_explain(verdict: &Verdict) -> bool {
    matches!(
        verdict.ending,
        Ending::Silence
            | Ending::Closed { .. }
            | Ending::Reset { .. }
            | Ending::Faulty(Fault::BadSignature)
    )
}

/// Tries all candidates of a remote side by side.
pub(super) async fn diagnose(run: &Arc<Run>, index: usize, address: SocketAddr) -> Diagnosis {
    let (end, until) = watch::channel(run.context.deadline);
    let tried = run.config.doors[index].candidates.len();
    let mut probes = JoinSet::new();
    for place in 0..tried {
        let (run, until) = (Arc::clone(run), until.clone());
        probes.spawn(async move {
            let door = &run.config.doors[index];
            let candidate = &door.candidates[place];
            let probe = Probe::new(
                address,
                door.source,
                Schedule::new(RETRIES),
                Session::new(&candidate.wrap, Validation::Strict),
                until,
                Trace::new(0),
            );
            let (verdict, _) = probe.run(door.terms.endpoint.transport, None).await;
            (place, wanted(candidate, &verdict))
        });
    }
    let mut answers: Vec<(usize, Protection)> = Vec::new();
    while let Some(joined) = probes.join_next().await {
        if let Ok((place, Some(protection))) = joined {
            answers.push((place, protection));
            bring_forward(&end, Instant::now() + GRACE);
        }
    }
    Diagnosis {
        tried,
        wanted: in_order(answers),
    }
}

/// What was answered, in the order of the tries and each once: a server without a key answers every
/// signed hello alike.
fn in_order(mut answers: Vec<(usize, Protection)>) -> Vec<Protection> {
    answers.sort_by_key(|(place, _)| *place);
    let mut wanted = Vec::new();
    for (_, protection) in answers {
        if !wanted.contains(&protection) {
            wanted.push(protection);
        }
    }
    wanted
}

/// What the server wants, if this is an answer.
fn wanted(candidate: &Candidate, verdict: &Verdict) -> Option<Protection> {
    match (&verdict.ending, candidate.protection) {
        (Ending::Answered(answer), protection) if answer.is_final() => Some(protection),
        // It takes what has no direction, and answers with the other half of the key.
        (Ending::Faulty(Fault::OtherHalf), Protection::TlsAuth(digest, _)) => {
            Some(Protection::TlsAuth(digest, Some(Direction::Zero)))
        }
        (Ending::Faulty(Fault::Unsigned | Fault::UnsignedAndUntied), _) => Some(Protection::Plain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_tries_find_is_named_once() {
        let signed = Protection::TlsAuth("SHA1", Some(Direction::One));
        let answers = vec![
            (15, Protection::Plain),
            (3, Protection::Plain),
            (0, signed),
            (1, Protection::Plain),
        ];
        assert_eq!(in_order(answers), [signed, Protection::Plain]);
    }
}
