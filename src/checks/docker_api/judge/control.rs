//! Whether the right client gets in, and what the engine says of itself.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use crate::net::Trouble;
use crate::outcome::{Finding, State, number, quote, state_of};

use super::super::config::{Config, Guard};
use super::super::evidence::{Access, access};
use super::super::http::Response;
use super::super::permissions::{Expectation, Section};
use super::super::plan::{Page, Purpose};
use super::super::report::Report;
use super::super::transport::{Ending, Exchange};

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

/// An engine by its versions.
pub(super) struct Engine {
    name: &'static str,
    pub(super) version: Option<String>,
    api: Option<String>,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        if let Some(version) = &self.version {
            write!(f, " {version}")?;
        }
        match &self.api {
            Some(api) => write!(f, " (API {api})"),
            None => Ok(()),
        }
    }
}

/// The part of `/info` that matters here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Info {
    pub(super) containers: Option<u32>,
    pub(super) containers_running: Option<u32>,
    pub(super) images: Option<u32>,
    pub(super) server_version: Option<String>,
    pub(super) warnings: Option<Vec<String>>,
    pub(super) plugins: Option<Plugins>,
}

/// The plugins of an engine.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Plugins {
    pub(super) authorization: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Version {
    version: Option<String>,
    api_version: Option<String>,
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

/// The engine by its `/_ping`, where somebody without credentials may ask that.
fn shown_to_outsiders(report: &Report) -> Option<Engine> {
    let pinged = report.exchanges.iter().find(|(purpose, exchange)| {
        matches!(purpose, Purpose::Outsider(_, _, Page::Ping))
            && matches!(access(exchange), Access::Admitted(_))
    });
    pinged.map(|(_, exchange)| engine(exchange.response.as_ref(), None, None))
}

fn engine(ping: Option<&Response>, version: Option<&Response>, info: Option<&Info>) -> Engine {
    let told: Version = version
        .and_then(|response| serde_json::from_slice(&response.body).ok())
        .unwrap_or_default();
    let server = ping
        .and_then(|response| response.header("server"))
        .unwrap_or_default();
    let of_header = |prefix: &str| {
        server
            .strip_prefix(prefix)
            .and_then(|rest| rest.split(' ').next())
            .map(str::to_owned)
    };
    let is_podman = server.starts_with("Libpod/");
    let api = ping
        .and_then(|response| response.header("api-version"))
        .map(str::to_owned);
    let version = told
        .version
        .or_else(|| info.and_then(|info| info.server_version.clone()))
        .or_else(|| of_header("Docker/"))
        .or_else(|| of_header("Libpod/"));
    let short = |text: String| quote(text.as_bytes(), 40);
    Engine {
        name: if is_podman { "Podman" } else { "Docker" },
        version: version.map(short),
        api: told.api_version.or(api).map(short),
    }
}

/// An engine that was reached and is not what it should be: it answers with errors alone, or
/// without an end.
fn unwell(config: &Config, report: &Report) -> Option<Finding> {
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
fn half_well(config: &Config, report: &Report) -> Option<Finding> {
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

/// What an engine says in `/info`. Every engine counts its containers or names its version; JSON
/// without either is a front's.
fn info_of(response: &Response) -> Option<Info> {
    let info: Info = serde_json::from_slice(&response.body).ok()?;
    (info.containers.is_some() || info.server_version.is_some()).then_some(info)
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

fn old_engine(config: &Config, engine: Option<&Engine>) -> Option<Finding> {
    let least = config.terms.min_engine.as_ref()?;
    let Some(version) = engine.and_then(|engine| engine.version.clone()) else {
        return Some(Finding::unknown(format!(
            "{} does not tell the version of its engine, which should be {least} or newer",
            config.terms.place
        )));
    };
    match version.parse::<crate::cli::docker_api::EngineVersion>() {
        Ok(known) if known >= *least => None,
        Ok(_) => Some(Finding::warning(format!(
            "the engine at {} is {version}, older than {least}",
            config.terms.place
        ))),
        Err(_) => Some(Finding::unknown(format!(
            "the engine at {} is {version}, which does not compare with {least}",
            config.terms.place
        ))),
    }
}

/// Why the right client did not get in.
fn locked_out(config: &Config, exchange: &Exchange) -> Finding {
    let terms = &config.terms;
    let place = &terms.place;
    let met = access(exchange);
    // A front asks for the password once the certificate is good.
    let wants_password =
        matches!(&met, Access::Refused { reason, .. } if reason.starts_with("HTTP 401"));
    let who = match terms.guard {
        Guard::Certificate if wants_password && config.authorization.is_some() => "our credentials",
        Guard::Certificate => "our client certificate",
        Guard::Secret => "our credentials",
        Guard::Open | Guard::Unknown => "us",
    };
    let prefix_is_http = exchange.prefix.starts_with(b"HTTP/");
    match met {
        refused @ Access::Refused { .. } => {
            Finding::critical(format!("{place} refuses {who}: {refused}"))
        }
        Access::Strange { status, by } => Finding::critical(format!(
            "{place} is no Docker API: HTTP {status} from {by}{}",
            start(exchange.response.as_ref())
        )),
        Access::EngineAway { status, by } => Finding::critical(format!(
            "the engine behind {place} is down: HTTP {status} from {by}"
        )),
        Access::Redirected(status, to) => Finding::critical(format!(
            "{place} is no Docker API: HTTP {status} redirects to {to}"
        )),
        Access::WrongName => Finding::unknown(format!(
            "{place} goes by another name (HTTP 421): give it with --sni"
        )),
        Access::NotOffered(why) => {
            Finding::critical(format!("{place} offers no TLS in common with us: {why}"))
        }
        Access::Unexplained(how) => {
            Finding::critical(format!("{place} {how} the connection without an answer"))
        }
        Access::Silent(stage) => silent(config, exchange, stage),
        Access::Failed(_) if exchange.ending == Ending::NotTls && prefix_is_http => {
            Finding::critical(format!("{place} speaks plain HTTP where TLS is wanted"))
        }
        Access::Failed(_) if exchange.ending == Ending::NotTls => {
            Finding::critical(format!("{place} does not speak TLS"))
        }
        Access::Failed(_) if exchange.ending == Ending::Unverified => Finding::unknown(format!(
            "our credentials were not sent to {place}: its certificate does not verify"
        )),
        Access::Failed(why) => match &exchange.ending {
            Ending::NoConnection(trouble) if trouble.is_local() => {
                Finding::unknown(format!("cannot connect to {place}: {why}"))
            }
            Ending::NoConnection(Trouble::Refused) => {
                Finding::critical(format!("nothing listens on {place}"))
            }
            _ => Finding::critical(format!("{place}: {why}")),
        },
        Access::Admitted(status) => Finding::critical(format!("{place} answered HTTP {status}")),
    }
}

fn silent(config: &Config, exchange: &Exchange, stage: &str) -> Finding {
    let place = &config.terms.place;
    let took = format!("{} s", number(exchange.took.as_secs_f64().round()));
    let is_in = exchange.tls.as_ref().is_none_or(|tls| tls.done);
    let text = match (is_in, exchange.tls.is_some(), stage) {
        (_, _, "connecting") => format!("{place} did not accept a connection in {took}"),
        (true, true, _) => format!(
            "TLS stands with {place}, but no answer in {took}: the engine hangs, or its authz plugin does"
        ),
        (true, false, _) => format!("no answer from {place} in {took}: the engine hangs"),
        (false, ..) => format!("no TLS handshake with {place} in {took}"),
    };
    Finding::new(config.terms.timeout_result, text)
}

/// How a body that is not an engine's starts.
fn start(response: Option<&Response>) -> String {
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
