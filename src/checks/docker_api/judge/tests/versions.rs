//! Outsiders in each version of TLS, and what a version that is not offered tells.

use super::*;

const TLS12: Versions = Versions::Tls12;
const TLS13: Versions = Versions::Tls13;

/// Refused before anything was asked: nothing in common.
fn unoffered() -> Exchange {
    Exchange {
        tls: Some(Handshake::default()),
        ..ended(Ending::Alert(70))
    }
}

/// Every outsider on both pages in both versions of TLS, with what each meets.
fn tried(met: impl Fn(Outsider, Versions) -> Exchange) -> Report {
    let mut report = without(good(), |purpose| matches!(purpose, Purpose::Outsider(..)));
    for page in [Page::Containers, Page::Ping] {
        for who in [Outsider::Anonymous, Outsider::SelfSigned, Outsider::Forged] {
            for versions in [TLS12, TLS13] {
                let purpose = Purpose::Outsider(who, versions, page);
                report.exchanges.push((purpose, met(who, versions)));
            }
        }
    }
    report
}

/// Everybody is refused in this version, and offered no other.
fn only(version: Versions) -> Report {
    tried(|_, versions| match versions == version {
        true => refused(),
        false => unoffered(),
    })
}

#[test]
fn a_version_that_nobody_is_offered_counts_for_no_try() {
    let all = "alert certificate_required (116)";
    for (met, count) in [
        (tried(|_, _| refused()), 12),
        (only(TLS12), 6),
        (only(TLS13), 6),
    ] {
        let told = format!("OK {count} of {count} tries of outsiders refused: {all}");
        let outcome = outcome(&config(Guard::Certificate), &met);
        assert_eq!(outcome.state(), State::Ok);
        assert!(metrics(&outcome).contains(&("refusals", f64::from(count))));
        let findings = findings(&config(Guard::Certificate), &met);
        assert!(findings.contains(&told), "{findings:?}");
    }
}

#[test]
fn a_server_that_speaks_with_no_outsider_shows_nothing_of_its_refusals() {
    let told = "UNKNOWN docker.example.org:2376 offers neither TLS 1.2 nor 1.3 to an outsider, so nothing is known of its refusals";
    let report = tried(|_, _| unoffered());
    assert_eq!(complaints(&config(Guard::Certificate), &report), [told]);
}

#[test]
fn nothing_in_common_with_one_of_several_outsiders_is_not_known_to_be_a_refusal() {
    let report = tried(|who, versions| match (who, versions) {
        (Outsider::Anonymous, TLS12) => unoffered(),
        _ => refused(),
    });
    let told = "UNKNOWN whether an anonymous client gets in at docker.example.org:2376 is not known: not offered: alert protocol_version (70)";
    assert_eq!(complaints(&config(Guard::Certificate), &report), [told]);
}

#[test]
fn a_version_in_which_others_only_fail_is_not_spoken() {
    for ending in [
        Ending::Closed,
        Ending::TimedOut("in the TLS handshake"),
        Ending::NotHttp,
    ] {
        let report = tried(|who, versions| match (who, versions) {
            (Outsider::Forged, TLS12) => ended(ending.clone()),
            (_, TLS12) => unoffered(),
            _ => refused(),
        });
        let findings = findings(&config(Guard::Certificate), &report);
        assert!(
            findings.iter().all(|one| !one.contains("not offered")),
            "{findings:?}"
        );
    }
}
