//! The server's certificates, every fault by its sentence.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, date_time_ymd};
use rustls::Error;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::UnixTime;

use crate::tls::made::{
    Ca, Der, NOW, PUBLIC_KEY, ca_params, intermediate_of, leaf_with, names, pem, public_key_of,
    rewritten, root,
};

use super::*;

const NAME: &str = "docker.example.org";

/// A good certificate of the server's, spoilt in one respect.
pub(super) fn server_leaf(issuer: &Ca, spoil: impl FnOnce(&mut CertificateParams)) -> Der {
    leaf_with(issuer, |params| {
        params.distinguished_name.push(DnType::CommonName, NAME);
        params.subject_alt_names = names(&[NAME]);
        spoil(params);
    })
}

/// A certificate with a key of a kind that this build does not know.
pub(super) fn beyond_us(issuer: &Ca) -> Der {
    let key = pem(include_bytes!("../../../../tls/testdata/p521.cert.pem"));
    rewritten(&server_leaf(issuer, |_| {}), issuer, |fields| {
        fields[PUBLIC_KEY] = public_key_of(&key);
    })
}

/// A configuration that trusts these, or none but the system's own.
pub(super) fn trusting(anchors: Option<&[&Ca]>) -> Config {
    let mut config = config(Guard::Certificate);
    let owned = |one: &&Ca| one.der().clone();
    if let Some(tls) = &mut config.tls {
        tls.anchors = anchors.map(|anchors| anchors.iter().map(owned).collect());
    }
    config
}

/// All is well but that the server shows this chain, of which rustls thinks so.
pub(super) fn showing(chain: &[&Der], verified: Result<(), Error>) -> Report {
    let mut report = Report { now: NOW, ..good() };
    let first = report.exchanges[0].1.tls.as_mut().expect("a handshake");
    first.seen.chain = chain.iter().map(|der| (*der).clone()).collect();
    first.seen.verified = Some(verified);
    report
}

/// What rustls thinks of a chain, given this CA.
pub(super) fn verdict(chain: &[&Der], root: &Ca) -> Result<(), Error> {
    let mut roots = RootCertStore::empty();
    roots.add(root.der().clone()).expect("a root");
    let provider = Arc::new(default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .expect("a verifier");
    let others: Vec<Der> = chain[1..].iter().map(|der| (*der).clone()).collect();
    let name = ServerName::try_from(NAME).expect("a name");
    let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW.unsigned_abs()));
    let verified = verifier.verify_server_cert(chain[0], &others, &name, &[], now);
    verified.map(drop)
}

#[test]
fn certificates_that_hold_are_in_the_headline_and_measured() {
    let root = root("Lab CA");
    let leaf = server_leaf(&root, |_| {});
    let report = showing(&[&leaf], verdict(&[&leaf], &root));
    let first = "Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else, certificates hold until 2028-01-01 (outsiders: alert certificate_required (116))";
    let output = render(&outcome(&trusting(Some(&[&root])), &report), Format::Text);
    let start = format!(
        "DOCKER_API OK - {first}|'time'=0.003s;;;0; 'server_cert_days'=213;30:;14:;; 'ca_cert_days'=3135;30:;14:;; 'refusals'=6;;;0; "
    );
    assert!(output.starts_with(&start), "{output}");
}

#[test]
fn every_fault_of_the_servers_chain_is_told_once_and_weighed() {
    let (root, other) = (root("Lab CA"), root("Other CA"));
    let mut ended = ca_params("Old Intermediate");
    ended.not_after = date_time_ymd(2027, 5, 1);
    let surplus = intermediate_of(ended, &other);
    let good = server_leaf(&root, |_| {});
    let expired = server_leaf(&root, |params| {
        params.not_after = date_time_ymd(2027, 5, 1);
    });
    let misnamed = server_leaf(&root, |params| {
        params.subject_alt_names = names(&["db.example.org"]);
    });
    let nameless = server_leaf(&root, |params| {
        params.distinguished_name.push(DnType::CommonName, "db");
        params.subject_alt_names.clear();
    });
    let authority = server_leaf(&root, |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    });
    let soon = server_leaf(&root, |params| {
        params.not_after = date_time_ymd(2027, 6, 22);
    });
    let limit = beyond_us(&root);
    for (chain, complaint) in [
        (vec![&good], None),
        (
            vec![&expired],
            Some(
                "CRITICAL docker.example.org:2376: server certificate CN=docker.example.org expired on 2027-05-01, 31 days ago",
            ),
        ),
        (
            vec![&misnamed],
            Some(
                "CRITICAL docker.example.org:2376: server certificate CN=docker.example.org has docker.example.org in its common name alone, where clients do not look: it needs a DNS name among its alternative names",
            ),
        ),
        (
            vec![&nameless],
            Some(
                "CRITICAL docker.example.org:2376: server certificate CN=db names no host or address at all, so not docker.example.org",
            ),
        ),
        (
            vec![&authority],
            Some(
                "WARNING docker.example.org:2376: server certificate CN=docker.example.org is marked as a CA's and used as a leaf",
            ),
        ),
        (
            vec![&good, surplus.der()],
            Some(
                "WARNING docker.example.org:2376: unneeded certificate CN=Old Intermediate expired on 2027-05-01, 31 days ago",
            ),
        ),
        (
            vec![&soon],
            Some("WARNING server certificate CN=docker.example.org ends in 20 days, on 2027-06-22"),
        ),
        (
            vec![&limit],
            Some(
                "UNKNOWN docker.example.org:2376: server certificate CN=docker.example.org has a key that this build cannot use: P-521",
            ),
        ),
    ] {
        let report = showing(&chain, verdict(&chain, &root));
        let complaints = complaints(&trusting(Some(&[&root])), &report);
        assert_eq!(
            complaints.iter().map(String::as_str).collect::<Vec<_>>(),
            Vec::from_iter(complaint)
        );
    }
}

#[test]
fn a_certificate_for_another_name_hints_at_the_option_for_names() {
    let root = root("Lab CA");
    let leaf = server_leaf(&root, |params| {
        params.distinguished_name.push(DnType::CommonName, "db");
        params.subject_alt_names = names(&["db.example.org", "192.0.2.7"]);
    });
    let report = showing(&[&leaf], verdict(&[&leaf], &root));
    assert_eq!(
        complaints(&trusting(Some(&[&root])), &report),
        [
            "CRITICAL docker.example.org:2376: server certificate CN=db is for db.example.org, 192.0.2.7 and not for docker.example.org; --sni gives another name"
        ]
    );
}

#[test]
fn a_chain_is_looked_at_wherever_it_was_seen() {
    let root = root("Lab CA");
    let expired = server_leaf(&root, |params| {
        params.not_after = date_time_ymd(2027, 5, 1);
    });
    let mut report = showing(&[&expired], verdict(&[&expired], &root));
    report.exchanges.rotate_left(1);
    let told = "CRITICAL docker.example.org:2376: server certificate CN=docker.example.org expired on 2027-05-01, 31 days ago";
    assert_eq!(complaints(&trusting(Some(&[&root])), &report), [told]);
}

#[test]
fn a_certificate_sent_for_nothing_does_not_end_what_the_others_hold() {
    let (root, stranger) = (root("Lab CA"), root("Stranger"));
    let mut ending = ca_params("Lab Extra");
    ending.not_after = date_time_ymd(2027, 9, 1);
    let surplus = intermediate_of(ending, &stranger);
    let leaf = server_leaf(&root, |_| {});
    let chain = [&leaf, surplus.der()];
    let report = showing(&chain, verdict(&chain, &root));
    let text = told(&trusting(Some(&[&root])), &report);
    assert!(
        text.contains("certificates hold until 2028-01-01"),
        "{text}"
    );
}

#[test]
fn the_dates_of_the_ca_file_are_measured_where_no_chain_came() {
    let root = root("Lab CA");
    let mut report = pinged(ended(Ending::TimedOut("in the TLS handshake")));
    report.now = NOW;
    let outcome = outcome(&trusting(Some(&[&root])), &report);
    assert_eq!(
        metrics(&outcome),
        [("ca_cert_days", 3135.0), ("refusals", 0.0)]
    );
}
