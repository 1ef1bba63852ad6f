//! Runs a check: resolves, probes every address of every remote side by side, and hands the
//! verdicts to the judge.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::net::{Host, ResolveError, resolve};
use crate::outcome::Outcome;
use crate::run::Context;

use super::config::{Config, Door};
use super::diagnosis;
use super::judge::{self, Report};
use super::session::Session;
use super::transport::{Onward, Probe, Trace, Turns, end};
use super::verdict::Verdict;

/// How long the other addresses may still take once one has answered and one is enough: time for
/// one hello more.
const GRACE: Duration = Duration::from_millis(1500);

/// More addresses of one name than this are not probed.
const MOST_ADDRESSES: usize = 64;

/// What all probes of a run share.
pub(super) struct Run {
    pub(super) config: Config,
    turns: Turns,
    pub(super) context: Context,
    /// When to give up; brought forward once there is nothing to gain by waiting.
    end: watch::Sender<Instant>,
}

impl Run {
    /// When silence has lasted long enough, so that time is left to find out what the server wants.
    fn silence_end(&self, door: &Door) -> Instant {
        let Context {
            started, deadline, ..
        } = self.context;
        match door.candidates.is_empty() {
            true => deadline,
            false => started + (deadline - started) / 2,
        }
    }
}

/// What became of one remote.
struct Probed {
    resolved: Result<Duration, ResolveError>,
    verdicts: Vec<Verdict>,
    /// Of the same addresses.
    traces: Vec<Trace>,
    left_out: usize,
}

/// Finds out how the server is.
pub async fn check(config: Config, context: Context) -> Outcome {
    let end = watch::Sender::new(context.deadline);
    let run = Arc::new(Run {
        config,
        turns: Turns::default(),
        context,
        end,
    });
    let mut remotes = JoinSet::new();
    for (index, door) in run.config.doors.iter().enumerate() {
        if door.fault.is_some() {
            continue;
        }
        let run = Arc::clone(&run);
        remotes.spawn(async move { (index, probe(&run, index).await) });
    }
    let doors = &run.config.doors;
    let mut all_probed: Vec<Option<Probed>> = doors.iter().map(|_| None).collect();
    while let Some(joined) = remotes.join_next().await {
        let Ok((index, probed)) = joined else {
            continue;
        };
        if run.config.any_door && is_enough(&doors[index], &probed) {
            end::bring_forward(&run.end, Instant::now() + GRACE);
        }
        all_probed[index] = Some(probed);
    }
    let reports: Vec<Report> = (doors.iter().zip(&all_probed))
        .filter_map(|(door, probed)| report(&run, door, probed.as_ref()))
        .collect();
    let mut outcome = judge::judge(&reports, run.config.any_door);
    for note in &run.config.exposed {
        outcome.detail(note.clone());
    }
    for (door, probed) in doors.iter().zip(all_probed) {
        let lines = probed.map(|probed| details(&run, door, probed));
        for line in lines.into_iter().flatten() {
            outcome.detail(line);
        }
    }
    outcome
}

/// Resolves one remote and probes every address of it.
async fn probe(run: &Arc<Run>, index: usize) -> Probed {
    let (door, context) = (&run.config.doors[index], &run.context);
    let endpoint = &door.terms.endpoint;
    context.progress.set(format!("resolving {}", endpoint.host));
    let family = door.family;
    let mut whole = run.end.subscribe();
    let resolving = resolve(&endpoint.host, endpoint.port, family, context.deadline);
    let resolved = tokio::select! {
        resolved = resolving => resolved,
        () = end::reached(&mut whole) => Err(ResolveError::Timeout),
    };
    let mut addresses = match resolved {
        Ok(addresses) => addresses,
        Err(error) => {
            return Probed {
                resolved: Err(error),
                verdicts: Vec::new(),
                traces: Vec::new(),
                left_out: 0,
            };
        }
    };
    let resolved_in = Ok(context.started.elapsed());
    let left_out = addresses
        .split_off(addresses.len().min(MOST_ADDRESSES))
        .len();
    let of_many = match addresses.len() {
        1 => String::new(),
        count => format!(" ({count} addresses)"),
    };
    context
        .progress
        .set(format!("waiting for an answer from {endpoint}{of_many}"));

    // Ends with the whole run, or with the first address that is enough; before an answer also when
    // it is time to find out what the server wants.
    let by = *whole.borrow_and_update();
    let (own_end, until) = watch::channel(by);
    let (silence_end, silence_until) = watch::channel(by.min(run.silence_end(door)));
    let mut probes = JoinSet::new();
    for (place, address) in addresses.into_iter().enumerate() {
        let (run, ends) = (Arc::clone(run), (silence_until.clone(), until.clone()));
        probes.spawn(async move {
            let (mut verdict, trace) = probe_address(&run, index, address, ends).await;
            let has_candidates = !run.config.doors[index].candidates.is_empty();
            if has_candidates && diagnosis::may_explain(&verdict) {
                verdict.diagnosis = Some(diagnosis::diagnose(&run, index, address).await);
            }
            (place, (verdict, trace))
        });
    }
    let one_is_enough = !door.terms.all_addresses && !door.terms.expect_silence;
    let mut finished: Vec<(usize, (Verdict, Trace))> = Vec::new();
    loop {
        tokio::select! {
            joined = probes.join_next() => match joined {
                None => break,
                Some(Err(_)) => {}
                Some(Ok(probe)) => {
                    if one_is_enough && judge::is_enough(&door.terms, &probe.1.0) {
                        let soon = Instant::now() + GRACE;
                        end::bring_forward(&own_end, soon);
                        end::bring_forward(&silence_end, soon);
                    }
                    finished.push(probe);
                }
            },
            Ok(()) = whole.changed() => {
                let until = *whole.borrow_and_update();
                end::bring_forward(&own_end, until);
                end::bring_forward(&silence_end, until);
            }
        }
    }
    finished.sort_by_key(|(place, _)| *place);
    let (verdicts, traces) = finished.into_iter().map(|(_, probe)| probe).unzip();
    Probed {
        resolved: resolved_in,
        verdicts,
        traces,
        left_out,
    }
}

async fn probe_address(
    run: &Run,
    index: usize,
    address: std::net::SocketAddr,
    (silence_until, until): (watch::Receiver<Instant>, watch::Receiver<Instant>),
) -> (Verdict, Trace) {
    let (config, door) = (&run.config, &run.config.doors[index]);
    let mut session = Session::new(&door.wrap, config.validation);
    if door.plan.is_some() {
        session = session.going_on();
    }
    let onward = door.plan.as_ref().map(|plan| Onward {
        wrap: &door.wrap,
        plan,
        turns: &run.turns,
        until,
    });
    let trace = Trace::new(config.verbosity);
    let probe = Probe::new(
        address,
        door.source,
        config.schedule,
        session,
        silence_until,
        trace,
    );
    let transport = door.terms.endpoint.transport;
    probe.run(transport, onward).await
}

fn is_enough(door: &Door, probed: &Probed) -> bool {
    let mut verdicts = probed.verdicts.iter();
    match door.terms.all_addresses {
        true => {
            verdicts.len() > 0 && verdicts.all(|verdict| judge::is_enough(&door.terms, verdict))
        }
        false => verdicts.any(|verdict| judge::is_enough(&door.terms, verdict)),
    }
}

/// What there is for the judge; nothing of a remote whose probe came to nothing.
fn report<'a>(run: &Run, door: &'a Door, probed: Option<&'a Probed>) -> Option<Report<'a>> {
    let terms = &door.terms;
    if let Some(why) = &door.fault {
        return Some(Report::Unusable { terms, why });
    }
    let probed = probed?;
    Some(match &probed.resolved {
        Ok(_) => Report::Probed {
            terms,
            verdicts: &probed.verdicts,
            left_out: probed.left_out,
        },
        Err(error) => Report::Unresolved {
            terms,
            error,
            waited: run.context.deadline - run.context.started,
        },
    })
}

/// What `-v` shows of a remote.
fn details(run: &Run, door: &Door, probed: Probed) -> Vec<String> {
    let mut lines = Vec::new();
    let endpoint = &door.terms.endpoint;
    if let (Host::Name(name), 1.., Ok(time)) =
        (&endpoint.host, run.config.verbosity, &probed.resolved)
    {
        let count = probed.verdicts.len() + probed.left_out;
        let time = time.as_secs_f64() * 1e3;
        lines.push(format!(
            "{name}: addresses {count}, resolved in {time:.3} ms"
        ));
    }
    for (verdict, trace) in probed.verdicts.iter().zip(probed.traces) {
        let traced = trace.into_lines();
        if !traced.is_empty() {
            lines.push(format!("{} {}", verdict.address, endpoint.transport));
        }
        lines.extend(traced);
    }
    lines
}
