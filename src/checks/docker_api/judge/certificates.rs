//! The certificates, each fault for itself: the server's chain, the CA's and our own.
//!
//! They are judged even where nobody is let in. rustls' own verdict has the last word: a chain
//! that it refuses is never called good.

use rustls::{CertificateError, Error};

use crate::outcome::{Finding, State, quote};
use crate::tls::certificate::{
    Certificate, ChainFault, Examination, Expectation, Expiry, FaultKind, Purpose as Use, Role,
    Trust, Usage, date_text, examine as examine_chain,
};
use crate::tls::client::Seen;

use super::super::config::{Config, Tls};
use super::super::report::Report;
use super::is_without_tls;

/// What the certificates are like.
#[derive(Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// Faults of our own certificate, which explain why a server refuses it.
    pub(super) ours: Vec<Finding>,
    /// Whether one of the findings is that this build cannot use the server's certificate.
    pub(super) tells_limit: bool,
    pub(super) server_days: Option<i64>,
    pub(super) client_days: Option<i64>,
    pub(super) ca_days: Option<i64>,
    /// The date at which the first of them ends.
    pub(super) soonest: Option<String>,
}

/// Looks at every certificate that came, and at our own.
pub(super) fn examine(config: &Config, report: &Report) -> Examined {
    let mut examined = Examined::default();
    let Some(tls) = &config.tls else {
        return examined;
    };
    let mut expiries = Vec::new();
    match best_seen(report) {
        Some(seen) => {
            let (findings, found) = server(config, tls, &seen, report);
            examined.tells_limit = findings.iter().any(|one| one.state() == State::Unknown);
            examined.findings.extend(findings);
            expiries.extend(found.expiries);
        }
        // Without a server's chain there are still the dates of the CA file.
        None => {
            let (_, found) = server(config, tls, &Seen::default(), report);
            expiries.extend(found.expiries);
        }
    }
    if let Some(identity) = &config.identity {
        let expectation = Expectation {
            purpose: Use::Client,
            usage: Usage::IfPresent,
            name: None,
            trust: Trust::Anybody,
            at_hand: &[],
            now: report.now,
        };
        let found = examine_chain(identity.chain(), &expectation);
        let faults = found.faults.iter();
        examined
            .ours
            .extend(faults.map(|fault| finding(&format!("our {fault}"), fault)));
        expiries.extend(found.expiries);
    }
    let now = report.now;
    for expiry in &expiries {
        let terms = &config.terms;
        let finding = expiry.finding(Some(&terms.days_warning), terms.days_critical.as_ref(), now);
        examined.findings.extend(finding);
    }
    let least = |role: Role| {
        let of_role = expiries.iter().filter(|expiry| expiry.role == role);
        of_role.map(|expiry| expiry.days_left(now)).min()
    };
    examined.server_days = least(Role::Server);
    examined.client_days = least(Role::Client);
    examined.ca_days = least(Role::Ca);
    let needed = expiries
        .iter()
        .filter(|expiry| expiry.role != Role::Surplus);
    let soonest: Option<&Expiry> = needed.min_by_key(|expiry| expiry.not_after);
    // What is over already may be none of a run's business.
    let to_come = soonest.filter(|expiry| expiry.not_after >= now);
    examined.soonest = to_come.map(|expiry| date_text(expiry.not_after));
    examined
}

fn server(config: &Config, tls: &Tls, seen: &Seen, report: &Report) -> (Vec<Finding>, Examination) {
    let at_hand = config
        .identity
        .as_ref()
        .map(|identity| identity.chain())
        .unwrap_or_default();
    let expectation = Expectation {
        purpose: Use::Server,
        usage: Usage::IfPresent,
        name: Some(&tls.name),
        trust: match &tls.anchors {
            Some(anchors) => Trust::File(anchors),
            None => Trust::System,
        },
        at_hand,
        now: report.now,
    };
    let found = examine_chain(&seen.chain, &expectation);
    let place = &config.terms.place;
    let faults = found.faults.iter();
    let of = |fault: &ChainFault| finding(&format!("{place}: {fault}"), fault);
    if !tls.verify {
        let text = format!("the certificate of {place} is not verified, as was asked");
        let mut findings = vec![Finding::note(text)];
        // Without verification, too, TLS takes a key that there is code for.
        if is_without_tls(report) {
            findings.extend(faults.filter(|fault| fault.is_our_limit()).map(of));
        }
        return (findings, found);
    }
    let mut findings: Vec<Finding> = faults.map(of).collect();
    match &seen.verified {
        Some(Err(error)) if !findings.iter().any(|found| explains(found, error)) => {
            findings.push(Finding::critical(unverified(place, tls, seen, error)));
        }
        _ => {}
    }
    (findings, found)
}

/// Whether a finding says why the chain does not verify, be it that this build cannot. What is sent
/// for nothing and a CA's certificate in the leaf's place are less than that, unless the latter is
/// all there is.
fn explains(finding: &Finding, error: &Error) -> bool {
    let is_ca_as_leaf = matches!(
        error,
        Error::InvalidCertificate(CertificateError::Other(other))
            if other.to_string().contains("CaUsedAsEndEntity")
    );
    is_ca_as_leaf || matches!(finding.state(), State::Critical | State::Unknown)
}

/// What is left to say where the chain shows no fault of its own.
fn unverified(place: &str, tls: &Tls, seen: &Seen, error: &Error) -> String {
    let sent: Vec<Certificate> = seen
        .chain
        .iter()
        .filter_map(|der| Certificate::parse(der).ok())
        .collect();
    // From the server's own upwards; at most once by each, should they sign in a circle.
    let top = sent.iter().fold(sent.first(), |top, _| {
        let above = sent
            .iter()
            .find(|one| Some(&one.subject.der) == top.map(|top| &top.issuer.der));
        above.or(top)
    });
    match (error, &tls.anchors, top) {
        (Error::InvalidCertificate(CertificateError::UnknownIssuer), None, Some(top)) => format!(
            "{place}: its certificate is issued by {}, which this machine does not trust: give --tlscacert",
            quote(top.issuer.text.as_bytes(), 100)
        ),
        _ => format!("{place}: its certificate does not verify: {error}"),
    }
}

fn finding(text: &str, fault: &ChainFault) -> Finding {
    match fault.kind {
        _ if fault.is_our_limit() => Finding::unknown(text),
        // Sent for nothing: no client looks at it.
        _ if fault.role == Role::Surplus => Finding::warning(text),
        // The docker command line takes it, other clients do not.
        FaultKind::CaAsLeaf => Finding::warning(text),
        FaultKind::WrongName { ref presented, .. }
            if fault.role == Role::Server && !presented.is_empty() =>
        {
            Finding::critical(format!("{text}; --sni gives another name"))
        }
        _ => Finding::critical(text),
    }
}

/// What the first handshake saw that got as far as the certificates.
fn best_seen(report: &Report) -> Option<Seen> {
    let handshakes = report
        .exchanges
        .iter()
        .filter_map(|(_, exchange)| exchange.tls.as_ref());
    handshakes
        .map(|tls| &tls.seen)
        .find(|seen| !seen.chain.is_empty())
        .cloned()
}
