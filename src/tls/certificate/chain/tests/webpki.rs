//! The verdict of webpki, as a rustls client or server comes to it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use proptest::prelude::*;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::default_provider;
use rustls::server::WebPkiClientVerifier;
use rustls::{Error, RootCertStore};
use rustls_pki_types::{ServerName, UnixTime};

use super::{Ca, Case, Der, Purpose, damaged, intermediate, leaf, root};

const CASES: u32 = 500;

pub(super) fn verdict(case: &Case) -> Result<(), Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(case.anchors.iter().cloned());
    let (Some((leaf, others)), false) = (case.sent.split_first(), roots.is_empty()) else {
        return Err(Error::NoCertificatesPresented);
    };
    let (roots, provider) = (Arc::new(roots), Arc::new(default_provider()));
    let now = u64::try_from(case.now).expect("after 1970");
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
    match case.purpose {
        Purpose::Server => {
            let name = ServerName::try_from(case.name).expect("a name");
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider)
                .build()
                .expect("roots");
            let verdict = verifier.verify_server_cert(leaf, others, &name, &[], now);
            verdict.map(|_| ())
        }
        Purpose::Client => {
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider)
                .build()
                .expect("roots");
            verifier.verify_client_cert(leaf, others, now).map(|_| ())
        }
    }
}

/// A root, an intermediate and a leaf, made once.
fn good() -> &'static (Ca, Ca, Der) {
    static GOOD: OnceLock<(Ca, Ca, Der)> = OnceLock::new();
    GOOD.get_or_init(|| {
        let root = root("Lab CA");
        let middle = intermediate("Lab Intermediate", &root);
        let leaf = leaf(&middle);
        (root, middle, leaf)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn what_it_refuses_has_a_fault(which in 0_usize..3, at: usize, byte: u8) {
        let (root, middle, leaf) = good();
        let spoilt = |index, der: &Der, issuer| match which == index {
            true => damaged(der, issuer, at, byte),
            false => der.clone(),
        };
        let (leaf, anchor) = (spoilt(0, leaf, middle), spoilt(2, root.der(), root));
        let middle = spoilt(1, middle.der(), root);
        let server = Case::new(&[&leaf, &middle], &[&anchor]);
        let client = Case::new(&[&leaf, &middle], &[&anchor]).of_client();
        for case in [server, client] {
            let faults = case.examine().faults;
            if let Err(refusal) = verdict(&case) {
                prop_assert!(!faults.is_empty(), "webpki: {refusal:?}");
            }
        }
    }
}
