//! From what the probes brought back to an outcome.
//!
//! Plain values in, plain values out. Each question of a run has a file of its own and adds its
//! findings; what is in order is a note, and one headline says it all.

mod certificates;
mod confession;
mod control;
mod doors;
mod engine;
mod health;
mod locked_out;
mod measure;
mod outsiders;
mod permissions;
mod socket;
#[cfg(test)]
mod tests;
mod tls_floor;
mod unreached;

pub use unreached::{unreachable, unresolved};

use std::cmp::Reverse;

use crate::outcome::{Finding, Outcome, State};

use super::config::{Config, Guard};
use super::plan::{Page, Purpose};
use super::report::Report;
use super::transport::{Door, Handshake};

use control::Control;
use measure::measure;

/// The first word of every output.
pub const NAME: &str = "DOCKER_API";

/// What a run comes to.
pub fn judge(config: &Config, door: &Door, report: &Report) -> Outcome {
    let terms = &config.terms;
    let control = control::examine(config, report);
    let certificates = certificates::examine(config, report);
    let mut findings = certificates.ours.clone();
    // Where TLS fails for a key that we have no code for, nobody has locked us out.
    if !(certificates.tells_limit && is_without_tls(report)) {
        findings.extend(control.faults.iter().cloned());
    }
    if let Some(socket) = &config.socket {
        findings.push(socket::finding(&terms.place, socket));
    }
    let outsiders = outsiders::examine(terms, &control, report);
    // The certificate's own finding says better why nothing is known.
    let is_told =
        |finding: &&Finding| !(certificates.tells_limit && finding.state() == State::Unknown);
    findings.extend(outsiders.findings.iter().filter(is_told).cloned());
    findings.extend(doors::findings(config, &control, report));
    findings.extend(tls_floor::findings(terms, report));
    findings.extend(certificates.findings.iter().cloned());
    let permissions = permissions::examine(config, report);
    findings.extend(permissions.findings.iter().cloned());
    findings.extend(confession::findings(terms, control.info.as_ref()));

    if findings.iter().all(|finding| finding.state() == State::Ok) {
        // Nothing wrong is not yet something right.
        let is_seen = match terms.guard {
            Guard::Unknown => outsiders.refusals > 0,
            _ => control.passed,
        };
        if !is_seen {
            let text = format!("nothing is known of who gets in at {}", terms.place);
            findings.push(Finding::unknown(text));
        }
    }
    // The worst first, and otherwise in the order of the questions.
    findings.sort_by_key(|finding| Reverse(finding.state()));
    let mut outcome = Outcome::new(NAME);
    if findings
        .first()
        .is_none_or(|worst| worst.state() == State::Ok)
    {
        let examined = (&outsiders, &certificates, &permissions);
        outcome.push(Finding::ok(headline(config, &control, examined)));
    }
    for finding in findings {
        outcome.push(finding);
    }
    measure(&mut outcome, config, &control, &outsiders, &certificates);
    detail(&mut outcome, config, door, report);
    outcome
}

/// The findings without those that say again what one before them said.
fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut once: Vec<Finding> = Vec::new();
    for finding in findings {
        if once.iter().all(|told| told.text() != finding.text()) {
            once.push(finding);
        }
    }
    once
}

fn open_in_clear(place: &str, status: u16) -> Finding {
    Finding::critical(format!(
        "{place} is unencrypted and lets everybody in (HTTP {status} from the engine): a Docker API is root on its host"
    ))
}

/// Whether the right client got no TLS; where nobody knows who that is, whether nobody did.
fn is_without_tls(report: &Report) -> bool {
    let handshakes: Vec<&Handshake> = match report.of(&Purpose::Control(Page::Ping)) {
        Some(pinged) => pinged.tls.iter().collect(),
        None => {
            let all = report.exchanges.iter();
            all.filter_map(|(_, exchange)| exchange.tls.as_ref())
                .collect()
        }
    };
    !handshakes.is_empty() && handshakes.iter().all(|tls| !tls.done)
}

/// The one sentence of a run in which all is well.
fn headline(
    config: &Config,
    control: &Control,
    (outsiders, certificates, permissions): (
        &outsiders::Examined,
        &certificates::Examined,
        &permissions::Examined,
    ),
) -> String {
    let place = &config.terms.place;
    let mut text = match (&control.engine, config.terms.guard) {
        (Some(engine), Guard::Open) => format!("{engine} answers at {place}"),
        (Some(engine), _) => format!("{engine} at {place} lets the right client in"),
        (None, _) => format!("{place} lets nobody in without credentials"),
    };
    if outsiders.tried > 0 && control.engine.is_some() {
        text += " and nobody else";
    }
    if permissions.kept {
        text += ", permissions are as agreed";
    }
    if let Some(soonest) = &certificates.soonest {
        text += &format!(", certificates hold until {soonest}");
    }
    match outsiders.reasons.first() {
        Some(reason) => format!("{text} (outsiders: {})", without_quote(reason)),
        None => text,
    }
}

/// A reason without what the page said: the findings tell it, and the first line is short.
fn without_quote(reason: &str) -> String {
    match reason
        .split_once(" \"")
        .map(|(head, rest)| (head, rest.rsplit_once('"')))
    {
        Some((head, Some((_, tail)))) => format!("{head}{tail}"),
        _ => reason.to_owned(),
    }
}

fn detail(outcome: &mut Outcome, config: &Config, door: &Door, report: &Report) {
    if config.verbosity == 0 {
        return;
    }
    for line in config.endpoint.origin.iter().chain(&config.exposed) {
        outcome.detail(line.clone());
    }
    if let Door::Tcp(address, _) = door {
        outcome.detail(format!("connected to {address}"));
    }
    let pinged = report
        .of(&Purpose::Control(Page::Ping))
        .or(report.exchanges.first().map(|e| &e.1));
    if let Some(tls) = pinged.and_then(|exchange| exchange.tls.as_ref()) {
        let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".into());
        outcome.detail(format!(
            "{}, {}, {}",
            word(&tls.version),
            word(&tls.suite),
            word(&tls.group)
        ));
    }
    if config.verbosity < 2 {
        return;
    }
    for (purpose, exchange) in &report.exchanges {
        let access = super::evidence::access(exchange);
        let time = exchange.took.as_secs_f64() * 1e3;
        let what = match purpose {
            Purpose::Demand(index) => report
                .demands
                .get(*index)
                .map(|demand| demand.request.to_string()),
            _ => None,
        };
        let what = what.unwrap_or_else(|| purpose.to_string());
        outcome.detail(format!("{time:9.3} ms {what}: {access}"));
    }
    for (offer, answer) in &report.old_hellos {
        outcome.detail(format!("             {offer}: {answer}"));
    }
    if config.verbosity >= 3 {
        for (purpose, exchange) in &report.exchanges {
            let hex: String = exchange
                .prefix
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            outcome.detail(format!("{purpose}: first bytes {hex}"));
        }
    }
}
