//! Certificates against the lists of `--crl-verify`: every one of the path, the CA's included.
//!
//! OpenVPN lets pass what no list is about and logs that; a list that has ended, or has not begun,
//! or bears a wrong signature, makes it refuse every certificate of its issuer. A list of the right
//! name is about an issuer only if its key identifier fits too.
//!
//! OpenVPN `ssl_verify_openssl.c` (`verify_callback`) and `ssl_openssl.c`
//! (`backend_tls_ctx_reload_crl`), as of 2.6; OpenSSL `x509_vfy.c` (`get_crl_score`, `check_crl`),
//! as of 3.0, seen with `openssl verify -crl_check_all`.

use crate::tls::certificate::{Certificate, Examination, Proof, Role, date_text};
use crate::tls::revocation::{RevocationList, Scope};

use super::openssl::can_verify;
use super::{Basis, Issue, Severity};

/// What the lists have against a chain, each thing once.
pub(super) fn issues(
    basis: Basis,
    lists: &[RevocationList],
    found: &Examination,
    now: i64,
) -> Vec<Issue> {
    let mut issues: Vec<Issue> = Vec::new();
    if lists.is_empty() {
        return issues;
    }
    if basis == Basis::Fingerprint {
        let leaf = found.path.first();
        issues.extend(leaf.and_then(|leaf| passes(lists, leaf)));
        return issues;
    }
    for (role, certificate, issuer) in links(found) {
        let issue = judge(lists, (role, certificate), issuer, now);
        let is_new = |issue: &Issue| !issues.contains(issue);
        if let Some(issue) = issue.filter(is_new) {
            issues.push(issue);
        }
    }
    if basis == Basis::Nothing {
        issues.extend(by_name(lists, found));
    }
    issues
}

/// What the lists have against the end of a way up that is not known any further: whose list it is
/// goes by the name alone there, since the key of the issuer is not at hand.
fn by_name(lists: &[RevocationList], found: &Examination) -> Option<Issue> {
    let last = found.path.last().filter(|last| !last.is_self_issued())?;
    let role = match found.path.len() {
        1 => Role::Server,
        _ => Role::Intermediate,
    };
    let mut named = lists
        .iter()
        .filter(|list| list.scope != Scope::Special && list.issuer.der == last.issuer.der)
        .peekable();
    if named.peek().is_none() {
        return Some(no_list(&last.issuer.label()));
    }
    let revoked = named.find_map(|list| list.lists(last))?;
    Some(revoked_on(role, last, revoked.on))
}

fn no_list(label: &str) -> Issue {
    let text =
        format!("there is no revocation list of {label}: OpenVPN lets pass what it has issued");
    Issue::new(Severity::Remark, text)
}

fn revoked_on(role: Role, certificate: &Certificate, on: i64) -> Issue {
    Issue::refused(format!(
        "{role} {} was revoked on {}",
        certificate.label(),
        date_text(on)
    ))
}

/// Each certificate with its issuer, where that is known. A root has issued itself.
fn links(found: &Examination) -> Vec<(Role, &Certificate, &Certificate)> {
    let anchor = found.anchor.as_ref();
    let anchor = anchor.filter(|anchor| found.path.iter().all(|one| one.der() != anchor.der()));
    let path = found.path.iter().enumerate().map(|(index, certificate)| {
        let role = if index == 0 {
            Role::Server
        } else {
            Role::Intermediate
        };
        (role, certificate)
    });
    let all: Vec<_> = path
        .chain(anchor.map(|anchor| (Role::Ca, anchor)))
        .collect();
    let issuers = all.iter().skip(1).map(|(_, issuer)| Some(*issuer));
    all.iter()
        .zip(issuers.chain([None]))
        .filter_map(|((role, certificate), issuer)| {
            let itself = Some(*certificate).filter(|one| one.is_self_issued());
            Some((*role, *certificate, issuer.or(itself)?))
        })
        .collect()
}

/// What OpenVPN does not look at where a fingerprint is all it goes by.
fn passes(lists: &[RevocationList], leaf: &Certificate) -> Option<Issue> {
    let mut lists = lists
        .iter()
        .filter(|list| list.issuer.der == leaf.issuer.der);
    let revoked = lists.find_map(|list| list.lists(leaf))?;
    Some(Issue::passes_with_fingerprint(format!(
        "{} {} was revoked on {}",
        Role::Server,
        leaf.label(),
        date_text(revoked.on)
    )))
}

fn judge(
    lists: &[RevocationList],
    (role, certificate): (Role, &Certificate),
    issuer: &Certificate,
    now: i64,
) -> Option<Issue> {
    let label = issuer.label();
    let named = || {
        let asked = lists.iter().filter(|list| list.scope != Scope::Special);
        asked.filter(|list| list.has_name_of(issuer))
    };
    // As OpenSSL does: one that is in its time, and of several the newest.
    let best = named()
        .filter(|list| list.is_of(issuer))
        .max_by_key(|list| (trouble_with_time(list, now).is_none(), list.this_update));
    let Some(list) = best else {
        return Some(match named().next() {
            Some(_) => Issue::new(
                Severity::Remark,
                format!(
                    "the revocation list of {label} is by another key than this {label}: OpenVPN lets pass what it has issued"
                ),
            ),
            None => no_list(&label),
        });
    };
    if let Some(issue) = fault(list, issuer, now) {
        return Some(issue);
    }
    if let Some(revoked) = list.lists(certificate) {
        return Some(revoked_on(role, certificate, revoked.on));
    }
    (list.scope == Scope::Part).then(|| {
        Issue::legacy(format!(
            "the revocation list of {label} is about a part of its certificates, and this build cannot tell which"
        ))
    })
}

/// Why a list makes OpenVPN refuse whatever its issuer has issued.
fn fault(list: &RevocationList, issuer: &Certificate, now: i64) -> Option<Issue> {
    let label = issuer.label();
    let refused = |what: String| {
        Some(Issue::refused(format!(
            "the revocation list of {label} {what}: OpenVPN then refuses every certificate"
        )))
    };
    if issuer
        .key_usage
        .is_some_and(|usage| !usage.revocation_lists)
    {
        return refused(format!(
            "is worth nothing, since {label} may not sign any by its key usage"
        ));
    }
    if let Some(trouble) = trouble_with_time(list, now) {
        return refused(trouble);
    }
    match list.proof(issuer) {
        Proof::Made => {}
        Proof::Unknown if !can_verify(&list.signature, &issuer.key) => {
            return Some(Issue::legacy(format!(
                "the revocation list of {label} has a signature that this build cannot verify: {} by {}",
                list.signature, issuer.key
            )));
        }
        Proof::Unknown | Proof::NotMade => {
            return refused("is not signed by it".into());
        }
    }
    let id = list.unknown_critical.as_ref()?;
    refused(format!("has the critical extension {id}"))
}

fn trouble_with_time(list: &RevocationList, now: i64) -> Option<String> {
    if now < list.this_update {
        let from = date_text(list.this_update);
        return Some(format!("is not valid before {from}"));
    }
    let end = list.next_update.filter(|end| now > *end)?;
    Some(format!("ended on {}", date_text(end)))
}
