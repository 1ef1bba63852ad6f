//! Runs a check: resolves, probes every address side by side, and hands the verdicts to the judge.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::net::{Host, resolve};
use crate::outcome::Outcome;
use crate::run::Context;

use super::config::Config;
use super::judge;
use super::session::Session;
use super::transport::{Probe, Trace};
use super::verdict::{Ending, Verdict};

/// How long the other addresses may still take once one has answered and one is enough: time for
/// one hello more.
const GRACE: Duration = Duration::from_millis(1500);

/// More addresses than this are not probed.
const MOST_ADDRESSES: usize = 64;

/// Finds out how the server is.
pub async fn check(config: Config, context: Context) -> Outcome {
    let endpoint = &config.terms.endpoint;
    context.progress.set(format!("resolving {}", endpoint.host));
    let resolving = resolve(
        &endpoint.host,
        endpoint.port,
        config.family,
        context.deadline,
    );
    let mut addresses = match resolving.await {
        Ok(addresses) => addresses,
        Err(error) => {
            return judge::unresolved(&config.terms, &error, context.deadline - context.started);
        }
    };
    let resolved_in = context.started.elapsed();
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

    let config = Arc::new(config);
    let (end, until) = watch::channel(context.deadline);
    let mut probes = JoinSet::new();
    for (index, address) in addresses.into_iter().enumerate() {
        let (config, until) = (Arc::clone(&config), until.clone());
        probes.spawn(async move {
            let session = Session::new(&config.wrap, config.validation);
            let trace = Trace::new(config.verbosity);
            let probe = Probe::new(
                address,
                config.source,
                config.schedule,
                session,
                until,
                trace,
            );
            (index, probe.run(config.terms.endpoint.transport).await)
        });
    }
    let one_is_enough = !config.terms.all_addresses && !config.terms.expect_silence;
    let mut finished: Vec<(usize, (Verdict, Trace))> = Vec::new();
    while let Some(joined) = probes.join_next().await {
        let Ok(probe) = joined else { continue };
        if one_is_enough && matches!(probe.1.0.ending, Ending::Answered(_)) {
            end.send_modify(|until| *until = (*until).min(Instant::now() + GRACE));
        }
        finished.push(probe);
    }
    finished.sort_by_key(|(index, _)| *index);
    let probes = finished.into_iter().map(|(_, probe)| probe).collect();
    report(&config, probes, left_out, resolved_in)
}

fn report(
    config: &Config,
    probes: Vec<(Verdict, Trace)>,
    left_out: usize,
    resolved_in: Duration,
) -> Outcome {
    let (verdicts, traces): (Vec<Verdict>, Vec<Trace>) = probes.into_iter().unzip();
    let mut outcome = judge::judge(&config.terms, &verdicts, left_out);
    if let (Host::Name(name), 1..) = (&config.terms.endpoint.host, config.verbosity) {
        let count = verdicts.len() + left_out;
        let time = resolved_in.as_secs_f64() * 1e3;
        outcome.detail(format!(
            "{name}: addresses {count}, resolved in {time:.3} ms"
        ));
    }
    for (verdict, trace) in verdicts.iter().zip(traces) {
        let lines = trace.into_lines();
        if !lines.is_empty() {
            outcome.detail(format!(
                "{} {}",
                verdict.address, config.terms.endpoint.transport
            ));
        }
        for line in lines {
            outcome.detail(line);
        }
    }
    outcome
}
