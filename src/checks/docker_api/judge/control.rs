//! Whether the right client gets in.

use std::time::Duration;

use crate::outcome::{Finding, State, number, state_of};

use super::super::config::Config;
use super::super::evidence::{Access, access};
use super::super::http::Response;
use super::super::permissions::{Expectation, Section};
use super::super::plan::{Page, Purpose};
use super::super::report::Report;
use super::engine::{Engine, Info, engine, info_of, old_engine, shown_to_outsiders};
use super::health::{half_well, unwell};
use super::locked_out::locked_out;

/// What the right client found.
#[derive(Default)]
pub(super) struct Control {
    /// Whether it reached the engine; always false where nobody knows who the right client is.
    pub(super) passed: bool,
    /// Which engine it is.
    pub(super) engine: Option<Engine>,
    /// What `/info` says, where it is allowed.
    pub(super) info: Option<Info>,
    /// From the first packet to the first answer of the engine, which is `/_ping`'s where that is allowed.
    pub(super) time: Option<Duration>,
    /// Why all is not well.
    pub(super) faults: Vec<Finding>,
}

/// Looks at the answers to the right client.
pub(super) fn examine(config: &Config, report: &Report) -> Control {
    let terms = &config.terms;
    let Some(pinged) = report.of(&Purpose::Control(Page::Ping)) else {
        let engine = shown_to_outsiders(report);
        return Control {
            faults: Vec::from_iter(old_engine(config, engine.as_ref())),
            ..Control::default()
        };
    };
    let page = |page| {
        report
            .of(&Purpose::Control(page))
            .and_then(|e| e.response.as_ref())
    };
    let info: Option<Info> = page(Page::Info)
        .filter(|response| response.status == 200)
        .and_then(info_of);
    // A front may hide the engine's headers; what /version says is the engine's all the same.
    let best = [Page::Ping, Page::Version, Page::Info]
        .into_iter()
        .filter_map(|page| report.of(&Purpose::Control(page)))
        .find(|exchange| matches!(access(exchange), Access::Admitted(_)));
    let mut control = Control {
        info,
        ..Control::default()
    };
    match best {
        Some(reached) => {
            control.passed = true;
            control.time = Some(reached.took);
            control.engine = Some(engine(
                page(Page::Ping),
                page(Page::Version),
                control.info.as_ref(),
            ));
            let unwell = unwell(config, report).or_else(|| half_well(config, report));
            control.faults.extend(unwell);
            control.faults.extend(slow(config, reached.took));
            control
                .faults
                .extend(old_engine(config, control.engine.as_ref()));
        }
        None => match granted(report) {
            Some(response) if is_shut_by_contract(config) => {
                control.passed = true;
                control.engine = Some(engine(Some(response), None, None));
                control
                    .faults
                    .extend(old_engine(config, control.engine.as_ref()));
            }
            _ => control.faults.push(locked_out(config, pinged)),
        },
    }
    if !terms.encrypted && !terms.is_socket && !terms.allow_plain_http && control.passed {
        let place = &terms.place;
        control.faults.push(Finding::critical(format!(
            "{place} is unencrypted and lets everybody in: a Docker API is root on its host"
        )));
    }
    control
}

/// Whether the contract itself keeps the right client from the pages that prove it.
fn is_shut_by_contract(config: &Config) -> bool {
    config.contract.as_ref().is_some_and(|contract| {
        [Section::Ping, Section::Version, Section::Info]
            .into_iter()
            .all(|section| !contract.grants(section))
    })
}

/// The engine's answer to something that the contract grants.
fn granted(report: &Report) -> Option<&Response> {
    let demands = report.demands.iter().enumerate();
    demands
        .filter(|(_, demand)| demand.expectation == Expectation::Granted)
        .filter_map(|(index, _)| report.of(&Purpose::Demand(index)))
        .find(|exchange| matches!(access(exchange), Access::Admitted(_)))
        .and_then(|exchange| exchange.response.as_ref())
}

fn slow(config: &Config, took: Duration) -> Option<Finding> {
    let terms = &config.terms;
    let seconds = took.as_secs_f64();
    let state = state_of(seconds, terms.warning.as_ref(), terms.critical.as_ref());
    let range = match state {
        State::Critical => terms.critical.as_ref(),
        State::Warning => terms.warning.as_ref(),
        _ => return None,
    }?;
    let text = format!(
        "{} answered in {} s, outside the range {range}",
        terms.place,
        number(seconds)
    );
    Some(Finding::new(state, text))
}
