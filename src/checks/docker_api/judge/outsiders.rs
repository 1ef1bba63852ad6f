//! Whether anybody gets in who should not.
//!
//! A refusal counts with its reason, and only where the right client got in by the same door:
//! a server that is down refuses nobody. An open door is told whatever else is wrong.

use crate::outcome::{Finding, State};
use crate::tls::client::Versions;

use super::super::config::{Guard, Terms};
use super::super::evidence::{Access, access};
use super::super::http::Response;
use super::super::plan::{Outsider, Page, Purpose};
use super::super::report::Report;
use super::super::transport::Exchange;
use super::control::Control;
use super::{open_in_clear, told_once};

/// What became of the outsiders.
#[derive(Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// How many were tried.
    pub(super) tried: u32,
    /// How many were refused with a reason.
    pub(super) refusals: u32,
    /// The reasons they were given, each once.
    pub(super) reasons: Vec<String>,
}

/// Looks at what every outsider met.
pub(super) fn examine(terms: &Terms, control: &Control, report: &Report) -> Examined {
    let mut examined = Examined::default();
    let mut unoffered = Vec::new();
    let tries: Vec<(Outsider, Versions, Page, Access)> = report
        .exchanges
        .iter()
        .filter_map(|(purpose, exchange)| match purpose {
            Purpose::Outsider(who, versions, page) => Some((
                *who,
                *versions,
                *page,
                met(control, report, purpose, exchange),
            )),
            _ => None,
        })
        .collect();
    let asks = asks_for_certificates(report);
    for (who, versions, page, met) in &tries {
        examined.tried += 1;
        let finding = match met {
            // Without a right client nobody knows whether there is an API by this path at all.
            Access::Refused { reason, .. }
                if terms.guard == Guard::Unknown && reason.starts_with("HTTP 404") =>
            {
                unknown(terms, *who, met)
            }
            Access::Refused { reason, .. } if !terms.encrypted && is_about_tls(reason) => {
                Finding::unknown(format!(
                    "{} speaks TLS and was asked in clear, so nothing is known of who gets in: say https://",
                    terms.place
                ))
            }
            Access::Refused { .. } => {
                examined.refusals += 1;
                let reason = met.to_string();
                if !examined.reasons.contains(&reason) {
                    examined.reasons.push(reason);
                }
                continue;
            }
            Access::NotOffered(_) if !is_spoken(&tries, *versions) => {
                examined.tried -= 1;
                unoffered.push(*versions);
                continue;
            }
            // Whoever may see the containers may ping; one sentence is enough.
            Access::Admitted(_) if *page == Page::Ping && lets_in(&tries, *who, *versions) => {
                continue;
            }
            Access::Admitted(_) if *page == Page::Ping => match terms.allow_anonymous_ping {
                true => Finding::note(format!("{who} may ask /_ping, as intended")),
                false => Finding::warning(format!(
                    "{} lets {} ask /_ping; --allow-anonymous-ping if that is meant",
                    terms.place, who
                )),
            },
            Access::Admitted(status) => admitted(terms, *who, *status, asks),
            Access::Strange { status, by } => Finding::warning(format!(
                "{} answers {} with HTTP {status} from {by}: neither the engine nor a refusal",
                terms.place, who
            )),
            Access::Redirected(_, to) => {
                examined.refusals += 1;
                if !terms.encrypted && to.starts_with("https://") {
                    examined.reasons.push("redirected to https".into());
                    examined.reasons.dedup();
                }
                Finding::note(format!("{who} is sent elsewhere: {met} (not followed)"))
            }
            Access::Unexplained(_) if control.passed => {
                Finding::note(format!("{who} is not let in: {met}"))
            }
            met => unknown(terms, *who, met),
        };
        examined.findings.push(finding);
    }
    // The same for several outsiders, or in both versions of TLS, is one finding.
    examined.findings = told_once(examined.findings);
    finish(terms, control, report, &mut examined, &unoffered);
    examined
}

/// What an outsider met. A front may hide what an engine is known by; then an answer is the
/// engine's where it is the one that the right client got.
fn met(control: &Control, report: &Report, purpose: &Purpose, exchange: &Exchange) -> Access {
    let met = access(exchange);
    let (Purpose::Outsider(who, versions, page), Access::Strange { status: 200, .. }) =
        (purpose, &met)
    else {
        return met;
    };
    let body = |purpose: &Purpose| Some(&report.of(purpose)?.response.as_ref()?.body);
    let pinged = body(&Purpose::Outsider(*who, *versions, Page::Ping));
    let is_engines = control.passed
        && pinged.is_some()
        && pinged == body(&Purpose::Control(Page::Ping))
        && (*page == Page::Ping || exchange.response.as_ref().is_some_and(is_json_list));
    if is_engines {
        Access::Admitted(200)
    } else {
        met
    }
}

fn is_json_list(response: &Response) -> bool {
    serde_json::from_slice::<Vec<serde_json::Value>>(&response.body).is_ok()
}

fn finish(
    terms: &Terms,
    control: &Control,
    report: &Report,
    examined: &mut Examined,
    unoffered: &[Versions],
) {
    let place = &terms.place;
    let neither = unoffered.contains(&Versions::Tls12) && unoffered.contains(&Versions::Tls13);
    if neither || (examined.tried == 0 && !unoffered.is_empty()) {
        examined.findings.push(Finding::unknown(format!(
            "{place} offers neither TLS 1.2 nor 1.3 to an outsider, so nothing is known of its refusals"
        )));
    }
    let guarded = matches!(terms.guard, Guard::Certificate | Guard::Secret);
    if report.is_plain_http() {
        // Who gets in is seen by asking in clear.
        *examined = Examined::default();
        if terms.guard == Guard::Unknown {
            let text = format!("{place} speaks plain HTTP where TLS is wanted");
            examined.findings.push(Finding::critical(text));
        }
    } else if guarded && !control.passed && examined.tried > 0 {
        examined.refusals = 0;
        examined.reasons.clear();
        examined
            .findings
            .retain(|finding| finding.state() > State::Unknown);
        examined.findings.push(Finding::unknown(format!(
            "who else gets in at {place} is not known, since the right client does not"
        )));
    } else if examined.refusals > 0 && examined.reasons.is_empty() && terms.guard == Guard::Unknown
    {
        examined.findings.push(Finding::unknown(format!(
            "{place} sends everybody elsewhere: whether it is a Docker API is not to be seen"
        )));
    } else if examined.refusals > 0 {
        let (refusals, tried) = (examined.refusals, examined.tried);
        let text = match examined.reasons.is_empty() {
            true => format!("{refusals} of {tried} tries of outsiders sent elsewhere"),
            false => {
                let reasons = examined.reasons.join(", ");
                format!("{refusals} of {tried} tries of outsiders refused: {reasons}")
            }
        };
        examined.findings.push(Finding::note(text));
    }
}

fn admitted(terms: &Terms, who: Outsider, status: u16, asks: Option<bool>) -> Finding {
    let place = &terms.place;
    if !terms.encrypted {
        return open_in_clear(place, status);
    }
    let text = match (who, asks) {
        (_, Some(false)) if terms.guard != Guard::Secret => format!(
            "{place} asks nobody for a certificate and lets everybody in (HTTP {status} from the engine)"
        ),
        (Outsider::Anonymous, Some(true)) if terms.guard != Guard::Secret => format!(
            "{place} asks for a certificate and lets the anonymous in all the same (HTTP {status} from the engine)"
        ),
        (Outsider::Anonymous, _) => {
            format!("{place} lets the anonymous in (HTTP {status} from the engine)")
        }
        (Outsider::SelfSigned, _) => {
            format!("{place} accepts a self-signed certificate (HTTP {status} from the engine)")
        }
        (Outsider::Forged, _) => format!(
            "{place} accepts a certificate whose issuer is forged (HTTP {status} from the engine)"
        ),
    };
    Finding::critical(text)
}

fn unknown(terms: &Terms, who: Outsider, met: &Access) -> Finding {
    Finding::unknown(format!(
        "whether {} gets in at {} is not known: {met}",
        who, terms.place
    ))
}

fn lets_in(
    tries: &[(Outsider, Versions, Page, Access)],
    who: Outsider,
    versions: Versions,
) -> bool {
    tries.iter().any(|(other, of, page, met)| {
        (*other, *of, *page) == (who, versions, Page::Containers)
            && matches!(met, Access::Admitted(_))
    })
}

/// Whether anybody got beyond parameters in these versions of TLS.
fn is_spoken(tries: &[(Outsider, Versions, Page, Access)], versions: Versions) -> bool {
    tries.iter().any(|(_, of, _, met)| {
        *of == versions
            && !matches!(
                met,
                Access::NotOffered(_)
                    | Access::Unexplained(_)
                    | Access::Silent(_)
                    | Access::Failed(_)
            )
    })
}

/// Whether a refusal in clear only says that the port wants TLS, in the words of Go and of nginx.
fn is_about_tls(reason: &str) -> bool {
    reason.contains("to an HTTPS server") || reason.contains("sent to HTTPS port")
}

/// Whether the server asked for a certificate, as far as anybody saw.
fn asks_for_certificates(report: &Report) -> Option<bool> {
    let handshakes = report
        .exchanges
        .iter()
        .filter_map(|(_, exchange)| exchange.tls.as_ref());
    let mut done = handshakes.filter(|tls| tls.done).peekable();
    done.peek()?;
    Some(done.any(|tls| tls.seen.requested.is_some()))
}
