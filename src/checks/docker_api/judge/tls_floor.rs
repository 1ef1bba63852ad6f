//! What the server takes of TLS that nobody should offer any more.

use crate::outcome::Finding;

use super::super::config::Terms;
use super::super::old_tls::{Answer, Offer};
use super::super::report::Report;

/// Looks at the answers to hellos of old versions and weak suites.
pub(super) fn findings(terms: &Terms, report: &Report) -> Vec<Finding> {
    let place = &terms.place;
    if report.is_plain_http() {
        return Vec::new();
    }
    let (demanded, old): (Vec<_>, Vec<_>) = report
        .old_hellos
        .iter()
        .partition(|(offer, _)| *offer == Offer::Tls12);
    let mut findings: Vec<Finding> = old
        .iter()
        .filter(|(offer, answer)| is_taken(*offer, answer))
        .map(|(offer, answer)| match offer {
            Offer::NullSuites | Offer::ExportSuites | Offer::Ssl30 => {
                Finding::critical(format!("{place} takes {offer}: {answer}"))
            }
            _ => Finding::warning(format!("{place} still takes {offer}: {answer}")),
        })
        .collect();
    if findings.is_empty() && !old.is_empty() {
        let is_refused = |answer: &Answer| matches!(answer, Answer::Alert { .. });
        let refused = old.iter().filter(|(_, answer)| is_refused(answer)).count();
        let verb = match refused {
            0 => "are not taken",
            all if all == old.len() => "are refused",
            _ => "are refused or not taken",
        };
        let what = "SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES";
        findings.push(Finding::note(format!("{what} {verb}")));
    }
    findings.extend(demanded.iter().map(|(_, answer)| tls12(terms, answer)));
    findings
}

/// What the answer to an offer of TLS 1.2 comes to where TLS 1.3 alone is wanted. Without a clear
/// one, the demand is not known to be met.
fn tls12(terms: &Terms, answer: &Answer) -> Finding {
    let place = &terms.place;
    match answer {
        answer if is_taken(Offer::Tls12, answer) => {
            Finding::warning(format!("{place} still offers TLS 1.2, below --min-tls 1.3"))
        }
        Answer::Alert { .. } => Finding::note("TLS 1.2 is refused"),
        answer => Finding::unknown(format!(
            "whether {place} still offers TLS 1.2 is not known: {answer}"
        )),
    }
}

/// Whether the server took what was offered: a server may as well answer with a version of its
/// own choosing, which is no more than was offered.
fn is_taken(offer: Offer, answer: &Answer) -> bool {
    match answer {
        Answer::ServerHello { version, suite } => {
            *version <= offer.version() && offer.suites().contains(suite)
        }
        Answer::Alert { .. } | Answer::NotTls(_) | Answer::Incomplete => false,
    }
}
