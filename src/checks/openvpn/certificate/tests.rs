//! What a server's certificate comes to, every rule and every sentence.

mod chain;
mod names;
mod revocation;

use proptest::prelude::*;

use crate::outcome::State;
use crate::tls::made::{Ca, Der, NOW, leaf, leaf_with, root};

use super::*;

const DAY: i64 = 86_400;

fn trusting(ca: &[&Der]) -> Policy {
    Policy {
        ca: Some(ca.iter().map(|der| (*der).clone()).collect()),
        remote_cert_tls: true,
        ..Policy::default()
    }
}

fn pinning(leaf: &Der) -> Policy {
    let leaf = Certificate::parse(leaf).expect("a certificate");
    Policy {
        fingerprints: vec![[0; 32], leaf.fingerprint()],
        ..Policy::default()
    }
}

fn judge(policy: &Policy, sent: &[&Der]) -> Judgement {
    let sent: Vec<Der> = sent.iter().map(|der| (*der).clone()).collect();
    policy.judge(&sent, NOW)
}

/// Each issue with a letter for its severity, or the state of one that stops nobody.
#[track_caller]
fn says(policy: &Policy, sent: &[&Der], expected: &[&str]) {
    let judgement = judge(policy, sent);
    let said: Vec<String> = judgement
        .issues
        .iter()
        .map(|issue| {
            let severity = match issue.severity {
                Severity::Refused => "refused".to_owned(),
                Severity::Legacy => "legacy".to_owned(),
                Severity::Ending(state) => format!("{state:?}").to_lowercase(),
                Severity::Remark => "remark".to_owned(),
            };
            format!("{severity}: {}", issue.text)
        })
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn a_good_chain_is_admitted_without_a_word() {
    let ca = root("Lab CA");
    let leaf = leaf(&ca);
    let policy = trusting(&[ca.der()]);
    says(&policy, &[&leaf], &[]);
    let judgement = judge(&policy, &[&leaf]);
    assert!(judgement.admits() && !judgement.is_refused());
    assert_eq!(judgement.label, "CN=vpn.example.org");
    assert_eq!(
        judgement.key.map(|key| key.to_string()).as_deref(),
        Some("P-256")
    );
    let signature = judgement.signature.map(|kind| kind.to_string());
    assert_eq!(signature.as_deref(), Some("ECDSA with SHA-256"));
    assert_eq!(judgement.fingerprint_text.map(|text| text.len()), Some(95));
    let ends: Vec<_> = judgement
        .expiries
        .iter()
        .map(|end| (end.role, &*end.label))
        .collect();
    assert_eq!(
        ends,
        [
            (Role::Server, "CN=vpn.example.org"),
            (Role::Ca, "CN=Lab CA")
        ]
    );
}

#[test]
fn no_host_name_is_looked_for() {
    let ca = root("Lab CA");
    let leaf = leaf_with(&ca, |params| params.subject_alt_names.clear());
    says(&trusting(&[ca.der()]), &[&leaf], &[]);
}

#[test]
fn nothing_sent_is_refused() {
    let ca = root("Lab CA");
    let policy = trusting(&[ca.der()]);
    says(&policy, &[], &["refused: there is no server certificate"]);
    let judgement = judge(&policy, &[]);
    assert_eq!(judgement.fingerprint_text, None);
    assert_eq!(judgement.expiries.len(), 1);
    let nonsense = Der::from(vec![1, 2, 3]);
    says(
        &policy,
        &[&nonsense],
        &["legacy: legacy TLS: a certificate sent or given as server certificate cannot be read"],
    );
    assert!(!judge(&policy, &[&nonsense]).admits());
}

#[test]
fn without_anything_to_go_by_the_origin_is_not_judged() {
    let ca = root("Lab CA");
    let policy = Policy::default();
    let remark = "remark: not verified: no --ca and no --peer-fingerprint";
    says(&policy, &[&leaf(&ca)], &[remark]);
    assert!(judge(&policy, &[&leaf(&ca)]).admits());
    let clients = leaf_with(&ca, |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        params.not_after = rcgen::date_time_ymd(2027, 5, 30);
    });
    says(
        &policy,
        &[&clients],
        &[
            "refused: server certificate CN=vpn.example.org expired on 2027-05-30, 2 days ago",
            "refused: server certificate CN=vpn.example.org is not for servers: its extended key usage is client authentication",
            remark,
        ],
    );
}

#[test]
fn thresholds_hold_for_leaf_intermediate_and_ca() {
    let ending = |name: &str, day: u8| {
        let mut params = crate::tls::made::ca_params(name);
        params.not_after = rcgen::date_time_ymd(2027, 6, day);
        params
    };
    let ca: Ca = crate::tls::made::root_of(ending("Lab CA", 22));
    let middle = crate::tls::made::intermediate_of(ending("Middle", 12), &ca);
    let leaf = leaf_with(&middle, |params| {
        params.not_after = rcgen::date_time_ymd(2027, 6, 3);
    });
    let mut policy = trusting(&[ca.der()]);
    let sent = [&leaf, middle.der()];
    says(&policy, &sent, &[]);
    policy.warning_days = Some("15:".parse().expect("a range"));
    policy.critical_days = Some("7:".parse().expect("a range"));
    says(
        &policy,
        &sent,
        &[
            "critical: server certificate CN=vpn.example.org ends in 1 day, on 2027-06-03",
            "warning: intermediate certificate CN=Middle ends in 10 days, on 2027-06-12",
        ],
    );
    assert!(judge(&policy, &sent).admits());
    policy.warning_days = Some("30:".parse().expect("a range"));
    let judgement = judge(&policy, &sent);
    let last = judgement.issues.last().expect("the CA's");
    assert_eq!(
        last.text,
        "CA certificate CN=Lab CA ends in 20 days, on 2027-06-22"
    );
    // What nobody needs has no threshold.
    let judgement = judge(
        &trusting(&[ca.der()]),
        &[&leaf, middle.der(), root("Other").der()],
    );
    assert_eq!(judgement.expiries.len(), 3);
}

#[test]
fn issues_become_findings() {
    for (severity, state, is_headline) in [
        (Severity::Refused, State::Critical, true),
        (Severity::Legacy, State::Unknown, true),
        (Severity::Ending(State::Warning), State::Warning, true),
        (Severity::Remark, State::Ok, false),
    ] {
        let finding = Issue::new(severity, "x").finding();
        assert_eq!((finding.state(), finding.text()), (state, "x"));
        assert_eq!(finding.is_headline(), is_headline);
    }
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(at: usize, byte: u8, days in -4_000..4_000_i64, bytes: Vec<u8>) {
        let ca = root("Lab CA");
        let damaged = crate::tls::made::damaged(&leaf(&ca), &ca, at, byte);
        let list = crate::tls::made::revocation_list(&ca, &[&[7]], |_| {});
        for basis in [trusting(&[ca.der()]), pinning(ca.der()), Policy::default()] {
            let policy = Policy {
                name: Some(NameRule::Name("x".into())),
                crl: RevocationList::parse(&list).into_iter().collect(),
                ..basis
            };
            let sent = [damaged.clone(), bytes.clone().into()];
            let _ = policy.judge(&sent, NOW + days * DAY);
        }
    }
}
