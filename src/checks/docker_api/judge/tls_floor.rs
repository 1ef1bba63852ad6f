//! What the server takes of TLS that nobody should offer any more.

use crate::outcome::Finding;

use super::super::config::Terms;
use super::super::old_tls::{Answer, Offer};
use super::super::report::Report;

/// Looks at the answers to hellos of old versions and weak suites.
pub(super) fn findings(terms: &Terms, report: &Report) -> Vec<Finding> {
    let place = &terms.place;
    let taken: Vec<(Offer, String)> = report
        .old_hellos
        .iter()
        .filter(|(offer, answer)| is_taken(*offer, answer))
        .map(|(offer, answer)| (*offer, answer.to_string()))
        .collect();
    if report.old_hellos.is_empty() || report.is_plain_http() {
        return Vec::new();
    }
    if taken.is_empty() {
        let refused = |answer: &Answer| matches!(answer, Answer::Alert { .. });
        let count = report
            .old_hellos
            .iter()
            .filter(|(_, answer)| refused(answer))
            .count();
        let verb = match count {
            0 => "get no answer",
            all if all == report.old_hellos.len() => "are refused",
            _ => "are refused or get no answer",
        };
        let what = "SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES";
        return vec![Finding::note(format!("{what} {verb}"))];
    }
    let finding = |(offer, answer): &(Offer, String)| match offer {
        Offer::NullSuites | Offer::ExportSuites | Offer::Ssl30 => {
            Finding::critical(format!("{place} takes {offer}: {answer}"))
        }
        _ => Finding::warning(format!("{place} still takes {offer}: {answer}")),
    };
    taken.iter().map(finding).collect()
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
