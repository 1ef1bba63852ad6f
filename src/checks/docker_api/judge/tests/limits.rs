//! Certificates that this build cannot verify, with and without verification. Nobody is locked out
//! by that, and nothing else is proved by it either.

use crate::tls::made::{ALGORITHM, ECDSA_SHA512, NOW, rewritten, root};

use super::certificates::{beyond_us, server_leaf, showing, trusting, verdict};
use super::*;

const SIGNATURE: &str = "UNKNOWN docker.example.org:2376: server certificate CN=docker.example.org has a signature that this build cannot verify: ECDSA with SHA-512";
const KEY: &str = "UNKNOWN docker.example.org:2376: server certificate CN=docker.example.org has a key that this build cannot use: P-521";

/// Nobody gets as far as HTTP.
fn without_tls(mut report: Report) -> Report {
    for (_, exchange) in &mut report.exchanges {
        let tls = exchange.tls.take();
        *exchange = ended(Ending::Alert(40));
        exchange.tls = tls.map(|tls| Handshake { done: false, ..tls });
    }
    report
}

#[test]
fn a_signature_beyond_this_build_is_the_whole_story() {
    let root = root("Lab CA");
    let leaf = rewritten(&server_leaf(&root, |_| {}), &root, |fields| {
        fields[ALGORITHM] = ECDSA_SHA512.to_vec();
    });
    let mut report = showing(&[&leaf], verdict(&[&leaf], &root));
    let config = trusting(Some(&[&root]));
    assert_eq!(complaints(&config, &report), [SIGNATURE]);
    // So it is where rustls ended the right client's handshake for it.
    let first = report.exchanges[0].1.tls.take();
    report.exchanges[0].1 = ended(Ending::Alert(40));
    report.exchanges[0].1.tls = first.map(|tls| Handshake { done: false, ..tls });
    assert_eq!(complaints(&config, &report), [SIGNATURE]);
}

/// TLS needs the key, not the signature on the certificate: what goes wrong behind it is something
/// else.
#[test]
fn without_verification_a_signature_beyond_this_build_excuses_nothing() {
    let root = root("Lab CA");
    let leaf = rewritten(&server_leaf(&root, |_| {}), &root, |fields| {
        fields[ALGORITHM] = ECDSA_SHA512.to_vec();
    });
    let mut config = trusting(Some(&[&root]));
    config.tls.as_mut().unwrap().verify = false;
    let report = showing(&[&leaf], Ok(()));
    assert_eq!(outcome(&config, &report).state(), State::Ok);
    let silent = ended(Ending::TimedOut("the answer"));
    let report = with(
        report,
        outsider(Outsider::Anonymous, Page::Containers),
        silent,
    );
    let complaints = complaints(&config, &report);
    let [one] = &complaints[..] else {
        panic!("{complaints:?}");
    };
    assert!(one.starts_with("UNKNOWN whether an anonymous client gets in"));
}

#[test]
fn without_verification_a_key_beyond_this_build_is_told() {
    let root = root("Lab CA");
    let leaf = beyond_us(&root);
    let mut config = trusting(Some(&[&root]));
    config.tls.as_mut().unwrap().verify = false;
    let report = without_tls(showing(&[&leaf], Ok(())));
    assert_eq!(told(&config, &report), KEY);
    let right = |purpose: &Purpose| matches!(purpose, Purpose::Control(_));
    let mut unseen = without(report, right);
    let tls = unseen
        .exchanges
        .iter_mut()
        .find_map(|one| one.1.tls.as_mut());
    tls.unwrap().seen.chain = vec![leaf];
    config.terms.guard = Guard::Unknown;
    assert_eq!(told(&config, &unseen), KEY);
}

#[test]
fn what_ended_already_is_no_date_to_look_forward_to() {
    let root = root("Lab CA");
    let leaf = server_leaf(&root, |params| {
        params.not_after = rcgen::date_time_ymd(2027, 5, 1);
    });
    let mut config = trusting(Some(&[&root]));
    config.tls.as_mut().unwrap().verify = false;
    let report = showing(&[&leaf], Ok(()));
    assert!(report.now == NOW);
    let told = told(&config, &report);
    assert!(told.starts_with("OK ") && !told.contains("2027"), "{told}");
}
