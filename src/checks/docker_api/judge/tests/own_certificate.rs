//! Our own certificate, and what its faults explain.

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;

use super::super::super::plan::Probe;
use crate::tls::credentials::Identity;
use crate::tls::made::{Ca, NOW, intermediate, key, leaf_params, root};

use super::certificates::{beyond_us, server_leaf, showing, trusting};
use super::*;

/// Our certificate, spoilt in one respect, and whatever goes along with it.
pub(super) fn ours(
    issuer: &Ca,
    along: &[&Ca],
    spoil: impl FnOnce(&mut CertificateParams),
) -> Identity {
    let key = key();
    let mut params = leaf_params();
    spoil(&mut params);
    let leaf = params.signed_by(&key, issuer).expect("a leaf");
    let along = along.iter().map(|one| one.der().clone());
    let chain = std::iter::once(leaf.der().clone()).chain(along).collect();
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    Identity::new(chain, &key).unwrap_or_else(|error| panic!("{error}"))
}

fn ended_in_may(params: &mut CertificateParams) {
    params.not_after = date_time_ymd(2027, 5, 1);
}

#[test]
fn a_fault_of_our_own_certificate_comes_before_the_refusal_that_it_explains() {
    let root = root("Lab CA");
    let mut config = trusting(Some(&[&root]));
    config.identity = Some(ours(&root, &[], ended_in_may));
    let mut report = pinged(ended(Ending::Alert(45)));
    report.now = NOW;
    assert_eq!(
        complaints(&config, &report),
        [
            "CRITICAL our client certificate CN=vpn.example.org expired on 2027-05-01, 31 days ago",
            "CRITICAL docker.example.org:2376 refuses our client certificate: alert certificate_expired (45)",
            "UNKNOWN who else gets in at docker.example.org:2376 is not known, since the right client does not",
        ]
    );
}

#[test]
fn our_own_certificate_is_judged_as_a_clients_whoever_issued_it() {
    let (root, ours_alone) = (root("Lab CA"), root("Our CA"));
    let leaf = server_leaf(&root, |_| {});
    for (spoil, told) in [
        ((|_| {}) as fn(&mut CertificateParams), None),
        (
            |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
            Some(
                "CRITICAL our client certificate CN=vpn.example.org is not for clients: its extended key usage is server authentication",
            ),
        ),
        (
            |params| params.not_after = date_time_ymd(2027, 6, 3),
            Some("CRITICAL client certificate CN=vpn.example.org ends in 1 day, on 2027-06-03"),
        ),
    ] {
        let mut config = trusting(Some(&[&root]));
        config.identity = Some(ours(&ours_alone, &[], spoil));
        let complaints = complaints(&config, &showing(&[&leaf], Ok(())));
        assert_eq!(complaints, Vec::from_iter(told));
    }
}

#[test]
fn each_kind_of_certificate_is_measured_for_itself() {
    let root = root("Lab CA");
    let leaf = server_leaf(&root, |params| {
        params.not_after = date_time_ymd(2027, 9, 9);
    });
    let mut config = trusting(Some(&[&root]));
    config.identity = Some(ours(&root, &[], |params| {
        params.not_after = date_time_ymd(2027, 8, 1);
    }));
    let report = showing(&[&leaf], Ok(()));
    let outcome = outcome(&config, &report);
    let days: Vec<_> = metrics(&outcome)
        .into_iter()
        .filter(|(label, _)| label.ends_with("_days"))
        .collect();
    assert_eq!(
        days,
        [
            ("server_cert_days", 99.0),
            ("client_cert_days", 60.0),
            ("ca_cert_days", 3135.0)
        ]
    );
    let until = "certificates hold until 2027-08-01";
    assert!(outcome.summary().contains(until), "{}", outcome.summary());
}

#[test]
fn an_intermediate_that_we_have_is_known_to_be_missing() {
    let root = root("Lab CA");
    let middle = intermediate("Lab Intermediate", &root);
    let leaf = server_leaf(&middle, |_| {});
    let mut config = trusting(Some(&[&root]));
    config.identity = Some(ours(&middle, &[&middle], |_| {}));
    assert_eq!(
        complaints(&config, &showing(&[&leaf], Ok(()))),
        [
            "CRITICAL docker.example.org:2376: server certificate CN=docker.example.org is issued by CN=Lab Intermediate, an intermediate of CN=Lab CA that is not sent along"
        ]
    );
}

#[test]
fn where_tls_fails_for_a_key_that_we_cannot_use_nothing_else_is_said() {
    let root = root("Lab CA");
    let leaf = beyond_us(&root);
    let config = trusting(Some(&[&root]));
    let limit = "UNKNOWN docker.example.org:2376: server certificate CN=docker.example.org has a key that this build cannot use: P-521";
    let failed = |report: Report| {
        let mut report = without(report, |purpose| {
            !matches!(purpose, Purpose::Control(_) | Purpose::Outsider(..))
        });
        for (_, exchange) in &mut report.exchanges {
            let seen = exchange.tls.take().map(|tls| tls.seen);
            *exchange = Exchange {
                tls: Some(Handshake {
                    seen: seen.unwrap_or_default(),
                    ..Handshake::default()
                }),
                ..ended(Ending::Tls("no such algorithm".into()))
            };
        }
        report
    };
    let report = failed(showing(&[&leaf], Ok(())));
    assert_eq!(complaints(&config, &report), [limit]);

    // A certificate that we could well use explains nothing.
    let good = server_leaf(&root, |_| {});
    let report = failed(showing(&[&good], Ok(())));
    assert_eq!(
        complaints(&config, &report),
        [
            "CRITICAL docker.example.org:2376: TLS failed: no such algorithm",
            "UNKNOWN who else gets in at docker.example.org:2376 is not known, since the right client does not",
        ]
    );
}

#[test]
fn a_key_that_we_cannot_use_hides_no_refusal_behind_a_handshake_that_was_done() {
    let root = root("Lab CA");
    let leaf = beyond_us(&root);
    let mut report = showing(&[&leaf], Ok(()));
    report.exchanges[0].1.response = None;
    report.exchanges[0].1.ending = Ending::Alert(48);
    let report = without(report, |purpose| *purpose == Purpose::Control(Page::Info));
    assert_eq!(
        complaints(&trusting(Some(&[&root])), &report),
        [
            "CRITICAL docker.example.org:2376 refuses our client certificate: alert unknown_ca (48)",
            "UNKNOWN docker.example.org:2376: server certificate CN=docker.example.org has a key that this build cannot use: P-521",
        ]
    );
}

/// Whether the probes of `--refuse-cert` bring the password along.
fn refused_with_password(own: Option<Identity>) -> Vec<bool> {
    let root = root("Lab CA");
    let mut config = trusting(Some(&[&root]));
    config.identity = own;
    config.refused = Some(ours(&root, &[], |_| {}));
    config.authorization = Some(String::from("Bearer x").into());
    let probes = super::super::super::plan::plan(&config);
    let refused = |probe: &&Probe| matches!(probe.purpose, Purpose::RefusedIdentity(_));
    let refused = probes.iter().filter(refused);
    refused.map(|probe| probe.authorized).collect()
}

#[test]
fn a_certificate_to_be_refused_is_not_refused_for_want_of_a_password() {
    let own = ours(&root("Lab CA"), &[], |_| {});
    assert_eq!(refused_with_password(Some(own)), [true, true]);
    assert_eq!(refused_with_password(None), [false, false]);
}
