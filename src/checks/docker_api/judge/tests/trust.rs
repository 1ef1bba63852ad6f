//! A chain that shows no fault of its own and is not trusted all the same, or trusted blindly.

use rcgen::date_time_ymd;
use rustls::{CertificateError, Error};

use crate::tls::made::{ca_params, intermediate, intermediate_of, root};

use super::certificates::{server_leaf, showing, trusting, verdict};
use super::*;

#[test]
fn an_issuer_that_this_machine_does_not_trust_is_named_from_the_top_of_the_chain() {
    let (root, stranger) = (root("Lab CA"), root("Stranger"));
    let middle = intermediate("Lab Intermediate", &root);
    let mut ended = ca_params("Old Intermediate");
    ended.not_after = date_time_ymd(2027, 5, 1);
    let surplus = intermediate_of(ended, &stranger);
    let leaf = server_leaf(&middle, |_| {});
    let issued_by = |issuer: &str| {
        format!(
            "CRITICAL {PLACE}: its certificate is issued by {issuer}, which this machine does not trust: give --tlscacert"
        )
    };
    let old = format!(
        "WARNING {PLACE}: unneeded certificate CN=Old Intermediate expired on 2027-05-01, 31 days ago"
    );
    for (chain, told) in [
        (vec![&leaf], vec![issued_by("CN=Lab Intermediate")]),
        (vec![&leaf, middle.der()], vec![issued_by("CN=Lab CA")]),
        (
            vec![&leaf, root.der(), middle.der()],
            vec![issued_by("CN=Lab CA")],
        ),
        // What is sent for nothing does not explain why the rest is refused.
        (
            vec![&leaf, surplus.der()],
            vec![issued_by("CN=Lab Intermediate"), old],
        ),
    ] {
        let verified = verdict(&chain, &stranger);
        assert_eq!(
            complaints(&trusting(None), &showing(&chain, verified)),
            told
        );
    }
}

#[test]
fn what_rustls_alone_has_against_a_chain_is_told_in_its_words() {
    let root = root("Lab CA");
    let leaf = server_leaf(&root, |_| {});
    let revoked = || Err(Error::InvalidCertificate(CertificateError::Revoked));
    let told = "CRITICAL docker.example.org:2376: its certificate does not verify: invalid peer certificate: Revoked";
    for anchors in [None, Some(&[&root][..])] {
        let report = showing(&[&leaf], revoked());
        assert_eq!(complaints(&trusting(anchors), &report), [told]);
    }
}

#[test]
fn a_certificate_that_nobody_wants_verified_is_a_note_and_measured_all_the_same() {
    let (root, stranger) = (root("Lab CA"), root("Stranger"));
    let leaf = server_leaf(&root, |params| {
        params.not_after = date_time_ymd(2027, 7, 2);
    });
    let mut config = trusting(Some(&[&stranger]));
    config.tls.as_mut().expect("TLS").verify = false;
    let report = showing(&[&leaf], verdict(&[&leaf], &stranger));
    assert!(complaints(&config, &report).is_empty());
    let note = "OK the certificate of docker.example.org:2376 is not verified, as was asked";
    assert!(findings(&config, &report).contains(&note.to_owned()));
    let days = ("server_cert_days", 30.0);
    assert!(metrics(&outcome(&config, &report)).contains(&days));
}
