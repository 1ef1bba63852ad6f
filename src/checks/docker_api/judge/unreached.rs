//! Runs that never got to a door.

use std::time::Duration;

use crate::net::{Host, ResolveError, Trouble};
use crate::outcome::{Finding, Outcome, State, number};

use super::super::config::Config;
use super::super::report::Report;
use super::super::transport::Door;
use super::measure::measure_days;
use super::{NAME, certificates, socket};

/// A host without addresses. It protects nothing, and says nothing about who gets in.
pub fn unresolved(config: &Config, host: &Host, error: &ResolveError, waited: Duration) -> Outcome {
    let waited = number(waited.as_secs_f64());
    let (state, text) = match error {
        ResolveError::Timeout => (
            config.terms.timeout_result,
            format!("cannot resolve {host}: no answer from the resolver in {waited} s"),
        ),
        ResolveError::NoneOf(family) => (State::Unknown, format!("{host} has no {family} address")),
        error => (State::Unknown, format!("cannot resolve {host}: {error}")),
    };
    outcome(config, Finding::new(state, text))
}

/// A door that does not open.
pub fn unreachable(
    config: &Config,
    trouble: &Trouble,
    doors: &[Door],
    waited: Duration,
    now: i64,
) -> Outcome {
    let place = &config.terms.place;
    let of_many = match doors.len() {
        0 | 1 => String::new(),
        count => format!(" ({count} addresses tried)"),
    };
    let waited = number(waited.as_secs_f64());
    let other = config.socket.as_ref().filter(|file| !file.is_socket);
    let finding = match (trouble, other) {
        // Linux refuses what is no socket as it does one that nobody listens on.
        (Trouble::Refused | Trouble::Prohibited, Some(file)) => socket::finding(place, file),
        (Trouble::Timeout, _) => Finding::new(
            config.terms.timeout_result,
            format!("{place} did not accept a connection in {waited} s: down or filtered{of_many}"),
        ),
        (Trouble::Refused, _) => Finding::critical(format!(
            "nothing listens on {place} (connection refused){of_many}"
        )),
        (Trouble::NoSuchSource, _) => Finding::unknown(format!(
            "cannot connect to {place}: the --source address is not this machine's"
        )),
        (Trouble::Prohibited, _) if config.terms.is_socket => Finding::unknown(format!(
            "cannot open {place}: permission denied; the plugin's user has to be in its group{}",
            held(config)
        )),
        (Trouble::Local(why), _) if config.terms.is_socket && is_missing(why) => {
            Finding::critical(format!("there is no socket {place}: the engine is down"))
        }
        (trouble, _) if trouble.is_local() => {
            Finding::unknown(format!("cannot connect to {place}: {trouble}"))
        }
        (trouble, _) => Finding::critical(format!("cannot connect to {place}: {trouble}{of_many}")),
    };
    let mut outcome = outcome(config, finding);
    // Our own certificate and the CA's end whether or not anybody answers.
    let report = Report {
        now,
        ..Report::default()
    };
    let certificates = certificates::examine(config, &report);
    for finding in certificates.ours.iter().chain(&certificates.findings) {
        outcome.push(finding.clone());
    }
    measure_days(&mut outcome, &config.terms, &certificates);
    outcome
}

/// Where the API was looked for matters most where it is not.
fn outcome(config: &Config, finding: Finding) -> Outcome {
    let mut outcome = Outcome::single(NAME, finding);
    if config.verbosity > 0 {
        for line in config.endpoint.origin.iter().chain(&config.exposed) {
            outcome.detail(line.clone());
        }
    }
    outcome
}

fn is_missing(why: &str) -> bool {
    why.to_lowercase().contains("no such file")
}

fn held(config: &Config) -> String {
    config.socket.as_ref().map_or_else(String::new, |socket| {
        format!(
            " (owner {}, group {}, mode {:04o})",
            socket.owner, socket.group, socket.mode
        )
    })
}
