//! What OpenSSL asks of a chain beyond webpki: key usages, and everything of the CA itself. And
//! what must not pass because webpki could not be asked.
//!
//! webpki refuses a leaf that is marked as a CA's before it looks at anything else; OpenVPN takes
//! it. The links of such a chain are proved by their signatures, names under constraints are not.
//!
//! OpenSSL `x509_vfy.c` (`check_chain`) and `v3_purp.c` (`check_purpose_ssl_server`), as of 3.0.

use crate::tls::certificate::{Certificate, Examination, KeyKind, Role, SignatureKind};

use super::Issue;

/// What else there is against a chain.
pub(super) fn issues(found: &Examination) -> Vec<Issue> {
    let mut issues = Vec::new();
    let Some(leaf) = found.path.first() else {
        return issues;
    };
    if leaf.key_usage.is_some_and(|usage| !usage.tls) {
        issues.push(Issue::refused(format!(
            "{} {} is not for TLS: its key usage has neither digital signature nor key encipherment nor key agreement",
            Role::Server,
            leaf.label()
        )));
    }
    // A leaf that is its own CA has nobody above it.
    let anchor = found.anchor.as_ref();
    let anchor = anchor.filter(|anchor| anchor.der() != leaf.der());
    let issuers = || found.path.iter().skip(1).chain(anchor);
    for issuer in issuers() {
        let role = match anchor.is_some_and(|anchor| anchor.der() == issuer.der()) {
            true => Role::Ca,
            false => Role::Intermediate,
        };
        if issuer.key_usage.is_some_and(|usage| !usage.certificates) {
            issues.push(Issue::refused(format!(
                "{role} {} may not sign certificates by its key usage",
                issuer.label()
            )));
        }
    }
    if let Some(anchor) = anchor {
        issues.extend(authority(anchor, found.path.len() - 1));
    }
    let constrains = issuers().find(|issuer| issuer.has_name_constraints);
    if let (true, Some(issuer)) = (leaf.is_ca, constrains) {
        issues.push(Issue::legacy(format!(
            "{} constrains names, which this build cannot judge of a leaf that is marked as a CA's",
            issuer.label()
        )));
    }
    issues
}

/// Whether this build can verify such a signature, provided that such a key makes it.
pub(super) fn can_verify(signature: &SignatureKind, key: &KeyKind) -> bool {
    signature.is_supported() && key.is_verifiable()
}

/// What webpki does not look at in a trust anchor. `beneath` intermediates lead to it.
fn authority(anchor: &Certificate, beneath: usize) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut refused = |text: String| {
        let text = format!("{} {} {text}", Role::Ca, anchor.label());
        issues.push(Issue::refused(text));
    };
    // Version 1 has no way to say it.
    if anchor.version == 3 && !anchor.is_ca {
        refused("is not marked as a CA's".into());
    }
    if let Some(usage) = anchor.extended_key_usage.filter(|usage| !usage.server_auth) {
        refused(format!(
            "issues nothing for servers: its extended key usage is {usage}"
        ));
    }
    let allowed = anchor
        .path_length
        .and_then(|length| usize::try_from(length).ok());
    if let Some(allowed) = allowed.filter(|allowed| *allowed < beneath) {
        refused(format!(
            "allows {allowed} intermediates beneath it and has {beneath}"
        ));
    }
    issues
}
