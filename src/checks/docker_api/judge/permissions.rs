//! Whether a front lets through what it should, and nothing else.
//!
//! A refusal counts only where something gets through: a front before a dead engine refuses
//! whatever it is asked.

use crate::outcome::Finding;

use super::super::config::Config;
use super::super::evidence::{Access, access, reached_engine};
use super::super::permissions::{Door, Expectation, Section, Warning};
use super::super::plan::{Demand, Purpose};
use super::super::report::Report;

/// Requests beyond this many are counted.
const MOST: usize = 6;

/// What the demands come to.
#[derive(Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// Whether there were demands and all of them were met.
    pub(super) kept: bool,
}

/// Looks at what every demanded request met.
pub(super) fn examine(config: &Config, report: &Report) -> Examined {
    let place = &config.terms.place;
    let mut examined = Examined {
        findings: of_contract(config, report),
        kept: false,
    };
    if report.demands.is_empty() {
        if config.contract.is_some() || !config.rules.is_empty() {
            examined.findings.push(Finding::unknown(format!(
                "what {place} lets through was not asked: this machine has no random numbers"
            )));
        }
        return examined;
    }
    let responses = report
        .exchanges
        .iter()
        .filter_map(|(_, one)| one.response.as_ref());
    if !responses.into_iter().any(reached_engine) {
        examined.findings.push(Finding::unknown(format!(
            "what {place} lets through is not known, since nothing reaches the engine"
        )));
        return examined;
    }
    let mut judged = Judged::default();
    for (index, demand) in report.demands.iter().enumerate() {
        if let Some(exchange) = report.of(&Purpose::Demand(index)) {
            judged.take(config, demand, &access(exchange));
        }
    }
    examined.kept = judged.is_kept(config.terms.allow_hidden);
    examined
        .findings
        .extend(judged.findings(config, report.demands.len()));
    examined
}

#[derive(Default)]
struct Judged {
    kept: usize,
    /// Whether something that writes is open although POST is not granted.
    post_is_on: bool,
    open: Vec<String>,
    shut: Vec<String>,
    hidden: Vec<String>,
    unknown: Vec<String>,
    by: Option<String>,
}

impl Judged {
    fn is_kept(&self, allow_hidden: bool) -> bool {
        [&self.open, &self.shut, &self.unknown]
            .into_iter()
            .all(Vec::is_empty)
            && (allow_hidden || self.hidden.is_empty())
    }

    fn take(&mut self, config: &Config, demand: &Demand, met: &Access) {
        let reached = is_reached(&demand.request.path, met);
        let is_hidden = matches!(demand.of, Some((_, Door::Hidden)));
        match (demand.expectation, met) {
            (Expectation::Granted, _) if reached => self.kept += 1,
            (Expectation::Granted, Access::Refused { .. }) => {
                add(&mut self.shut, format!("{} ({met})", named(demand)));
            }
            (Expectation::Refused, Access::Refused { by, .. }) => {
                self.by.get_or_insert_with(|| by.to_string());
                self.kept += 1;
            }
            (Expectation::Refused, Access::Redirected(..)) if !reached => self.kept += 1,
            (Expectation::Refused, _) if reached => match demand.of {
                Some(_) if is_hidden && grants(config, Section::Containers) => {
                    add(&mut self.hidden, short(&demand.request.to_string()));
                }
                // LinuxServer's proxy takes ALLOW_START and its kind without POST.
                Some((section, _)) if is_idle(config, section) => self.kept += 1,
                _ => self.is_open(config, demand),
            },
            _ => add(&mut self.unknown, format!("{} ({met})", named(demand))),
        }
    }

    /// One entry a request; another spelling is told only where the usual one is refused.
    fn is_open(&mut self, config: &Config, demand: &Demand) {
        let writes = demand.request.method.writes();
        self.post_is_on |= demand.of.is_some() && writes && !grants(config, Section::Post);
        let usual = short(&demand.usual.to_string());
        if demand.request == demand.usual {
            add(&mut self.open, usual);
        } else if !self.open.contains(&usual) {
            add(&mut self.open, short(&demand.request.to_string()));
        }
    }

    fn findings(self, config: &Config, asked: usize) -> Vec<Finding> {
        let place = &config.terms.place;
        let post = if self.post_is_on { " (POST is on)" } else { "" };
        let mut findings = Vec::new();
        findings.extend(some(self.open, |list| {
            Finding::critical(format!(
                "{place} lets through what it should not{post}: {list}"
            ))
        }));
        findings.extend(some(self.shut, |list| {
            Finding::critical(format!("{place} denies what is needed: {list}"))
        }));
        findings.extend(some(self.hidden, |list| match config.terms.allow_hidden {
            true => Finding::note(format!("open along with CONTAINERS, as intended: {list}")),
            false => Finding::warning(format!(
                "CONTAINERS=1 at {place} also opens {list}; --allow-hidden if that is meant"
            )),
        }));
        findings.extend(some(self.unknown, |list| {
            Finding::unknown(format!("what {place} does is not known of: {list}"))
        }));
        if self.kept > 0 {
            let by = self
                .by
                .map_or_else(String::new, |by| format!(", refusals by {by}"));
            let text = format!("{} of {asked} requests met what they should{by}", self.kept);
            findings.push(Finding::note(text));
        }
        findings
    }
}

/// Whether the engine was reached. Its router redirects a path that is not clean to the clean one,
/// on the same host; a front redirects whatever it likes to somewhere else.
fn is_reached(path: &str, met: &Access) -> bool {
    match met {
        Access::Admitted(_) => true,
        Access::Redirected(301, to) => {
            !is_clean(path) && to.starts_with('/') && !to.starts_with("//")
        }
        _ => false,
    }
}

/// Whether Go's router leaves a path as it is: no empty segments, and none of `.` and `..`.
fn is_clean(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    let path = path.replace("%2e", ".").replace("%2f", "/");
    !path.contains("//") && !path.split('/').any(|step| matches!(step, "." | ".."))
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// What is to be said of the contract itself. A section that the front was seen to grant without
/// POST is not one that grants nothing.
fn of_contract(config: &Config, report: &Report) -> Vec<Finding> {
    let is_granted = |section: Section| {
        let mut demands = report.demands.iter().enumerate();
        demands.any(|(index, demand)| {
            demand.of.is_some_and(|(of, _)| of == section)
                && report
                    .of(&Purpose::Demand(index))
                    .is_some_and(|exchange| is_reached(&demand.request.path, &access(exchange)))
        })
    };
    warnings(config)
        .iter()
        .filter(|warning| !matches!(warning, Warning::Idle(section) if is_granted(*section)))
        .map(|warning| Finding::warning(warning.to_string()))
        .collect()
}

fn warnings(config: &Config) -> &[Warning] {
    config
        .contract
        .as_ref()
        .map(|contract| contract.warnings())
        .unwrap_or_default()
}

fn grants(config: &Config, section: Section) -> bool {
    config
        .contract
        .as_ref()
        .is_some_and(|contract| contract.grants(section))
}

fn is_idle(config: &Config, section: Section) -> bool {
    let is_it = |warning: &Warning| matches!(warning, Warning::Idle(idle) if *idle == section);
    warnings(config).iter().any(is_it)
}

fn named(demand: &Demand) -> String {
    let request = short(&demand.request.to_string());
    match demand.of {
        Some((section, _)) => format!("{}: {request}", section.name()),
        None => request,
    }
}

/// A request without its random id, which says nothing to anybody.
fn short(request: &str) -> String {
    let word = |word: &str| {
        let is_id = word.len() >= 64 && word.chars().take(64).all(|c| c.is_ascii_hexdigit());
        if is_id {
            word.replacen(&word[..64], "ID", 1)
        } else {
            word.to_owned()
        }
    };
    request.split('/').map(word).collect::<Vec<_>>().join("/")
}

fn some(mut list: Vec<String>, finding: impl Fn(String) -> Finding) -> Option<Finding> {
    if list.is_empty() {
        return None;
    }
    let more = list.len().saturating_sub(MOST);
    list.truncate(MOST);
    let mut text = list.join(", ");
    if more > 0 {
        text += &format!(" and {more} more");
    }
    Some(finding(text))
}
