//! An engine that was reached and is not what it should be.

use crate::outcome::{Finding, quote};

use super::super::config::Config;
use super::super::evidence::{Access, access};
use super::super::http::Response;
use super::super::plan::{Page, Purpose};
use super::super::report::Report;
use super::super::transport::{Ending, Exchange};
use super::engine::info_of;

/// It answers with errors alone, or without an end.
pub(super) fn unwell(config: &Config, report: &Report) -> Option<Finding> {
    let place = &config.terms.place;
    let answers: Vec<(u16, &Exchange)> = [Page::Ping, Page::Version, Page::Info]
        .into_iter()
        .filter_map(|page| report.of(&Purpose::Control(page)))
        .filter_map(|exchange| match access(exchange) {
            Access::Admitted(status) => Some((status, exchange)),
            _ => None,
        })
        .collect();
    let (status, exchange) = *answers.first()?;
    if answers.iter().all(|(status, _)| *status >= 300) {
        return Some(Finding::critical(format!(
            "the engine at {place} is not well: HTTP {status}{}",
            start(exchange.response.as_ref())
        )));
    }
    let is_whole = exchange
        .response
        .as_ref()
        .is_some_and(|response| response.complete)
        && !matches!(exchange.ending, Ending::TimedOut(_));
    (!is_whole).then(|| {
        let text = format!("{place} begins an answer (HTTP {status}) and does not end it");
        Finding::critical(text)
    })
}

/// A page that an engine always has and that did not come whole, beside others that did: the
/// engine hangs or is broken further in, and what the page would have confessed is not known. One
/// that a front refuses is none of this.
pub(super) fn half_well(config: &Config, report: &Report) -> Option<Finding> {
    let place = &config.terms.place;
    let broken = |page: Page| {
        let exchange = report.of(&Purpose::Control(page))?;
        let path = page.path();
        let is_whole = exchange.response.as_ref().is_some_and(|one| one.complete);
        match access(exchange) {
            Access::Silent(_) => Some(Finding::new(
                config.terms.timeout_result,
                format!(
                    "the engine at {place} gave no answer to {path} in time, and answers others"
                ),
            )),
            Access::Admitted(status @ 500..) => Some(Finding::critical(format!(
                "the engine at {place} answers {path} with HTTP {status}{}",
                start(exchange.response.as_ref())
            ))),
            Access::Admitted(200)
            | Access::Strange { .. }
            | Access::EngineAway { .. }
            | Access::Unexplained(_)
            | Access::Failed(_)
                if page == Page::Info && !(is_whole && is_info(exchange)) =>
            {
                Some(Finding::unknown(format!(
                    "what {place} says in {path} cannot be read, so its warnings are not known"
                )))
            }
            _ => None,
        }
    };
    let is_ill = [Page::Ping, Page::Version, Page::Info].into_iter();
    is_ill.filter_map(broken).max_by_key(Finding::state)
}

fn is_info(exchange: &Exchange) -> bool {
    let response = exchange.response.as_ref();
    response.is_some_and(|one| one.status == 200 && info_of(one).is_some())
}

/// How a body that is not an engine's starts.
pub(super) fn start(response: Option<&Response>) -> String {
    let text = response.map(Response::text).unwrap_or_default();
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    match line {
        "" => String::new(),
        line => format!(" (\"{}\")", quote(line.as_bytes(), 60)),
    }
}
