//! The other doors: plain HTTP on the same port, an identity that must be refused, other host
//! names, ports that should be closed.

use crate::outcome::Finding;

use super::super::config::{Config, Guard, Terms};
use super::super::evidence::{Access, access};
use super::super::plan::{Page, Purpose};
use super::super::report::Report;
use super::super::transport::{Ending, Exchange};
use super::control::Control;
use super::{open_in_clear, told_once};

/// Looks at every other door that was tried.
pub(super) fn findings(config: &Config, control: &Control, report: &Report) -> Vec<Finding> {
    let terms = &config.terms;
    let mut findings = Vec::new();
    for (purpose, exchange) in &report.exchanges {
        findings.extend(match purpose {
            Purpose::PlainHttp => plain_http(terms, exchange, report.is_plain_http()),
            Purpose::OtherHost { index, .. } => {
                let name = terms.also_hosts.get(*index).map_or("", String::as_str);
                Some(other_host(terms, control, name, &access(exchange)))
            }
            Purpose::ClosedPort(port) => Some(closed_port(terms, *port, exchange)),
            _ => None,
        });
    }
    findings.extend(refused_identity(config, control, report));
    told_once(findings)
}

fn plain_http(terms: &Terms, exchange: &Exchange, instead_of_tls: bool) -> Option<Finding> {
    let place = &terms.place;
    let met = access(exchange);
    Some(match &met {
        Access::Admitted(status) if instead_of_tls => open_in_clear(place, *status),
        _ if instead_of_tls => return None,
        Access::Admitted(status) => Finding::critical(format!(
            "{place} lets everybody in by plain HTTP on its TLS port (HTTP {status} from the engine)"
        )),
        Access::Strange { status, by } => Finding::warning(format!(
            "{place} answers plain HTTP on its TLS port with HTTP {status} from {by}"
        )),
        Access::Refused { .. } => {
            Finding::note(format!("plain HTTP on the same port is refused: {met}"))
        }
        Access::Redirected(..) => Finding::note(format!(
            "plain HTTP on the same port is refused: {met} (not followed)"
        )),
        Access::Failed(_) if matches!(exchange.ending, Ending::NoConnection(_)) => return None,
        Access::WrongName => {
            Finding::note("plain HTTP on the same port is refused: HTTP 421".to_owned())
        }
        met if exchange.prefix.starts_with(b"HTTP/") || exchange.response.is_some() => {
            Finding::warning(format!(
                "{place} answers plain HTTP on its TLS port, which is no refusal: {met}"
            ))
        }
        _ => Finding::note("plain HTTP on the same port gets no answer".to_owned()),
    })
}

fn other_host(terms: &Terms, control: &Control, name: &str, met: &Access) -> Finding {
    let place = &terms.place;
    match met {
        Access::Admitted(status) => Finding::critical(format!(
            "{place} lets the anonymous in under the name {name} (HTTP {status} from the engine)"
        )),
        Access::Refused { .. }
        | Access::WrongName
        | Access::Redirected(..)
        | Access::NotOffered(_)
            if control.passed || terms.guard == Guard::Unknown =>
        {
            Finding::note(format!(
                "the anonymous are refused under the name {name}: {met}"
            ))
        }
        met => Finding::unknown(format!(
            "whether the anonymous get in at {place} under the name {name} is not known: {met}"
        )),
    }
}

fn closed_port(terms: &Terms, port: u16, exchange: &Exchange) -> Finding {
    let met = access(exchange);
    let host = terms
        .place
        .rsplit_once(':')
        .map_or(terms.place.as_str(), |(host, _)| host);
    let silent = matches!(
        exchange.ending,
        Ending::NoConnection(_) | Ending::TimedOut("connecting")
    );
    match &met {
        _ if matches!(&exchange.ending, Ending::NoConnection(trouble) if trouble.is_local()) => {
            Finding::unknown(format!("whether port {port} is closed is not known: {met}"))
        }
        _ if silent => Finding::note(format!("port {port} is closed, as it should be")),
        Access::Admitted(status) => Finding::critical(format!(
            "port {port} of {host} is a Docker API that lets everybody in by plain HTTP (HTTP {status})"
        )),
        met => Finding::critical(format!(
            "port {port} of {host} should be closed and is open: {met}"
        )),
    }
}

fn refused_identity(config: &Config, control: &Control, report: &Report) -> Option<Finding> {
    let terms = &config.terms;
    let page = |page| report.of(&Purpose::RefusedIdentity(page)).map(access);
    let (pinged, listed) = (page(Page::Ping)?, page(Page::Containers)?);
    let place = &terms.place;
    let passed = control.passed || terms.guard == Guard::Unknown;
    let accepted = |status: u16| {
        Finding::critical(format!(
            "{place} still accepts the certificate of --refuse-cert (HTTP {status}); dockerd itself knows no revocation"
        ))
    };
    Some(match (&pinged, &listed) {
        // Where anybody may ask /_ping, an answer to it tells nothing of an identity.
        (Access::Admitted(_), met) if met.is_refused() && passed && terms.allow_anonymous_ping => {
            Finding::note(format!(
                "the certificate of --refuse-cert is refused but for /_ping: {met}"
            ))
        }
        (_, Access::Admitted(status)) => accepted(*status),
        (Access::Admitted(status), _) if !terms.allow_anonymous_ping => accepted(*status),
        (_, met) if met.is_refused() && passed => Finding::note(format!(
            "the certificate of --refuse-cert is refused: {met}"
        )),
        (_, met) => Finding::unknown(format!(
            "whether {place} refuses the certificate of --refuse-cert is not known: {met}"
        )),
    })
}
