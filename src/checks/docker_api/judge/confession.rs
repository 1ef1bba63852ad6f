//! What the engine says of itself in `/info`: its other listeners, and its authorization plugins.

use crate::outcome::{Finding, State, quote};

use super::super::config::Terms;
use super::engine::Info;

/// Looks at the engine's own warnings and plugins.
pub(super) fn findings(terms: &Terms, info: Option<&Info>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = info
        .and_then(|info| info.warnings.as_deref())
        .unwrap_or_default()
        .iter()
        .map(|warning| judge(terms, warning))
        .collect();
    let mut notes = 0;
    findings.retain(|finding| {
        notes += usize::from(finding.state() == State::Ok);
        finding.state() != State::Ok || notes <= MOST
    });
    if let Some(plugin) = &terms.require_authz {
        findings.push(authz(terms, plugin, info));
    }
    findings
}

/// Harmless warnings beyond this many are not told.
const MOST: usize = 20;

fn judge(terms: &Terms, warning: &str) -> Finding {
    let text = warning.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    let is_about_the_api =
        lower.contains("api is accessible on") || lower.contains("api is exposed");
    let in_clear = lower.contains("without encryption") || lower.contains("http://");
    let unverified = lower.contains("without tls client verification");
    let is_meant = match (in_clear, unverified) {
        (true, _) => terms.allow_plain_http,
        (false, true) => terms.allow_anonymous,
        (false, false) => true,
    };
    let said = quote(essence(&text).as_bytes(), 160);
    match is_about_the_api && !is_meant {
        true => Finding::critical(format!("the engine itself says: {said}")),
        false => Finding::note(format!("the engine itself says: {said}")),
    }
}

/// A warning without its first word and without the explanation that every such warning has.
fn essence(text: &str) -> &str {
    let text = text
        .split_once("]: ")
        .filter(|(head, _)| head.starts_with('['))
        .map_or(text, |(_, rest)| rest);
    let text = text.strip_prefix("WARNING: ").unwrap_or(text);
    let text = text
        .split(" Access to the remote API")
        .next()
        .unwrap_or(text);
    text.trim_end_matches('.')
}

fn authz(terms: &Terms, plugin: &str, info: Option<&Info>) -> Finding {
    let place = &terms.place;
    let active = info.map(|info| {
        info.plugins
            .as_ref()
            .and_then(|plugins| plugins.authorization.clone())
            .unwrap_or_default()
    });
    match active {
        None => Finding::unknown(format!(
            "whether the authz plugin {plugin} is active at {place} is not known: /info did not tell"
        )),
        Some(active) if active.iter().any(|name| name == plugin) => {
            Finding::note(format!("the authz plugin {plugin} is active"))
        }
        Some(active) => {
            let active = match active.is_empty() {
                true => "none is".to_owned(),
                false => format!("active: {}", quote(active.join(", ").as_bytes(), 80)),
            };
            Finding::critical(format!(
                "the authz plugin {plugin} is not active at {place} ({active})"
            ))
        }
    }
}
