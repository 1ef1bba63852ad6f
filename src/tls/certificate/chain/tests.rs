//! Chains of every kind, each with all that is said of it, and beside it the verdict of webpki,
//! which must never be stricter.

mod each;
mod origins;
mod webpki;

use rcgen::{
    BasicConstraints, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, date_time_ymd,
};
use rustls_pki_types::ServerName;

use super::super::super::made::{
    ALGORITHM, Ca, Der, ECDSA_SHA1, ECDSA_SHA512, NOW, PUBLIC_KEY, ca_params, damaged,
    intermediate, intermediate_of, leaf, leaf_params, leaf_with, names, pem, public_key_of,
    rewritten, root, root_of, version_1,
};
use super::*;

const NAME: &str = "vpn.example.org";

/// A chain and what it is measured against.
struct Case<'a> {
    sent: Vec<Der>,
    anchors: Vec<Der>,
    name: &'a str,
    purpose: Purpose,
    now: i64,
}

impl<'a> Case<'a> {
    fn new(sent: &[&Der], anchors: &[&Der]) -> Self {
        let own = |certificates: &[&Der]| certificates.iter().map(|der| (*der).clone()).collect();
        Self {
            sent: own(sent),
            anchors: own(anchors),
            name: NAME,
            purpose: Purpose::Server,
            now: NOW,
        }
    }

    fn named(mut self, name: &'a str) -> Self {
        self.name = name;
        self
    }

    fn of_client(mut self) -> Self {
        self.purpose = Purpose::Client;
        self
    }

    fn at(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    fn examine(&self) -> Examination {
        let name = ServerName::try_from(self.name).expect("a name");
        let expectation = Expectation {
            purpose: self.purpose,
            usage: Usage::IfPresent,
            name: (self.purpose == Purpose::Server).then_some(&name),
            trust: Trust::File(&self.anchors),
            at_hand: &[],
            now: self.now,
        };
        examine(&self.sent, &expectation)
    }

    /// All that is said, after webpki had its say.
    #[track_caller]
    fn says(&self, sentences: &[&str]) {
        let said: Vec<String> = self
            .examine()
            .faults
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said, sentences);
        if let Err(refusal) = webpki::verdict(self) {
            assert!(!said.is_empty(), "webpki refuses: {refusal:?}");
        }
    }
}

#[test]
fn a_good_chain_has_no_fault() {
    let root = root("Lab CA");
    let one = intermediate("Lab Intermediate 1", &root);
    let two = intermediate("Lab Intermediate 2", &one);
    let leaf = leaf(&two);
    for (sent, anchors) in [
        (vec![&leaf, two.der(), one.der()], vec![root.der()]),
        (vec![&leaf, one.der(), two.der()], vec![root.der()]),
        (
            vec![&leaf, two.der(), one.der(), root.der()],
            vec![root.der()],
        ),
        (vec![&leaf], vec![root.der(), two.der()]),
        (vec![&leaf, two.der()], vec![root.der(), one.der()]),
    ] {
        let case = Case::new(&sent, &anchors);
        case.says(&[]);
        assert_eq!(webpki::verdict(&case), Ok(()));
        let client = case.of_client();
        client.says(&[]);
        assert_eq!(webpki::verdict(&client), Ok(()));
    }
    for name in ["192.0.2.1", "VPN.example.org"] {
        Case::new(&[&leaf, two.der(), one.der()], &[root.der()])
            .named(name)
            .says(&[]);
    }
}

#[test]
fn dates_are_judged_of_every_certificate() {
    let root = root("Lab CA");
    let mut params = ca_params("Lab Intermediate");
    params.not_after = date_time_ymd(2027, 5, 31);
    let old = intermediate_of(params, &root);
    let good = leaf(&old);
    Case::new(&[&good, old.der()], &[root.der()])
        .says(&["intermediate certificate CN=Lab Intermediate expired on 2027-05-31, 1 day ago"]);

    let ends = |year, month, day| {
        leaf_with(&root, |params| {
            params.not_after = date_time_ymd(year, month, day);
        })
    };
    for (leaf, sentence) in [
        (
            ends(2027, 6, 1),
            "server certificate CN=vpn.example.org expired on 2027-06-01, less than a day ago",
        ),
        (
            ends(2027, 5, 1),
            "server certificate CN=vpn.example.org expired on 2027-05-01, 31 days ago",
        ),
        (
            leaf_with(&root, |params| {
                params.not_before = date_time_ymd(2027, 7, 1);
            }),
            "server certificate CN=vpn.example.org is not valid before 2027-07-01",
        ),
    ] {
        Case::new(&[&leaf], &[root.der()]).says(&[sentence]);
    }

    // All that webpki says of the next is that the leaf has expired, and of the one behind it nothing.
    Case::new(&[&leaf(&root)], &[root.der()])
        .at(NOW + 20 * 365 * 86_400)
        .says(&[
            "server certificate CN=vpn.example.org expired on 2028-01-01, 7086 days ago",
            "CA certificate CN=Lab CA expired on 2036-01-01, 4164 days ago",
        ]);
    let mut params = ca_params("Lab CA");
    params.not_after = date_time_ymd(2027, 1, 1);
    let expired = root_of(params);
    let case = Case::new(&[&leaf(&expired)], &[expired.der()]);
    case.says(&["CA certificate CN=Lab CA expired on 2027-01-01, 151 days ago"]);
    assert_eq!(webpki::verdict(&case), Ok(()));
}

#[test]
fn issuers_have_to_be_allowed_to_issue() {
    let root = root("Lab CA");
    let mut params = ca_params("Lab Intermediate");
    params.is_ca = IsCa::ExplicitNoCa;
    let none = intermediate_of(params, &root);
    Case::new(&[&leaf(&none), none.der()], &[root.der()]).says(&[
        "intermediate certificate CN=Lab Intermediate has issued another one and is not marked as a CA's",
    ]);

    let mut params = ca_params("Lab Intermediate 1");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let one = intermediate_of(params, &root);
    let two = intermediate("Lab Intermediate 2", &one);
    Case::new(&[&leaf(&two), two.der(), one.der()], &[root.der()]).says(&[
        "intermediate certificate CN=Lab Intermediate 1 allows 0 intermediates beneath it and has 1",
    ]);

    for (length, sentences) in [
        (6, &[][..]),
        (
            7,
            &["intermediate certificate CN=Lab 1 allows 5 intermediates beneath it and has 6"],
        ),
    ] {
        let mut chain: Vec<Ca> = vec![intermediate("Lab 1", &root)];
        for n in 2..=length {
            let next = intermediate(&format!("Lab {n}"), &chain[n - 2]);
            chain.push(next);
        }
        let leaf = leaf(&chain[length - 1]);
        let mut sent = vec![&leaf];
        sent.extend(chain.iter().rev().map(|ca| ca.der()));
        Case::new(&sent, &[root.der()]).says(sentences);
    }
}

#[test]
fn what_webpki_alone_refuses_is_a_fault() {
    let mut params = ca_params("Lab CA");
    params.name_constraints = Some(rcgen::NameConstraints {
        permitted_subtrees: vec![rcgen::GeneralSubtree::DnsName("example.net".into())],
        excluded_subtrees: vec![],
    });
    let root = root_of(params);
    Case::new(&[&leaf(&root)], &[root.der()]).says(&[
        "server certificate CN=vpn.example.org is refused by this build: NameConstraintViolation",
    ]);
}

#[test]
fn every_fault_is_told_and_not_the_first_alone() {
    let root = root("Lab CA");
    let other = crate::tls::made::root("Other CA");
    let leaf = leaf_with(&root, |params| {
        params.not_after = date_time_ymd(2027, 1, 1);
        params.subject_alt_names = names(&["a.example"]);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    });
    Case::new(&[&leaf], &[other.der()]).says(&[
        "server certificate CN=vpn.example.org expired on 2027-01-01, 151 days ago",
        "server certificate CN=vpn.example.org has vpn.example.org in its common name alone, where clients do not look: it needs a DNS name among its alternative names",
        "server certificate CN=vpn.example.org is marked as a CA's and used as a leaf",
        "server certificate CN=vpn.example.org is not for servers: its extended key usage is client authentication",
        "server certificate CN=vpn.example.org is issued by CN=Lab CA, which is not in the CA file: that has CN=Other CA",
    ]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let root = root("Lab CA");
    let good = leaf(&root);
    let junk = Der::from(vec![0x30, 0x00]);
    for (sent, anchors, sentences) in [
        (
            vec![],
            vec![root.der()],
            &["there is no server certificate"][..],
        ),
        (
            vec![&junk],
            vec![root.der()],
            &["a certificate sent or given as server certificate cannot be read"],
        ),
        (
            vec![&good, &junk],
            vec![root.der()],
            &["a certificate sent or given as intermediate certificate cannot be read"],
        ),
        (vec![&good], vec![&junk, root.der()], &[]),
        (
            vec![&good],
            vec![&junk],
            &[
                "server certificate CN=vpn.example.org is issued by CN=Lab CA, and there is no CA to compare it with",
                "a certificate sent or given as CA certificate cannot be read",
            ],
        ),
    ] {
        Case::new(&sent, &anchors).says(sentences);
    }
}

#[test]
fn lists_when_each_certificate_ends() {
    let root = root("Lab CA");
    let other = crate::tls::made::root("Other CA");
    let middle = intermediate("Lab Intermediate", &root);
    let leaf = leaf(&middle);
    let listed = |case: Case| {
        let found = case.examine().expiries;
        found
            .iter()
            .map(|expiry| {
                format!(
                    "{}, {}, {}",
                    expiry.role,
                    expiry.label,
                    expiry.days_left(NOW)
                )
            })
            .collect::<Vec<_>>()
    };
    let anchors = [root.der(), other.der()];
    assert_eq!(
        listed(Case::new(&[&leaf, middle.der()], &anchors)),
        [
            "server certificate, CN=vpn.example.org, 213",
            "intermediate certificate, CN=Lab Intermediate, 3135",
            "CA certificate, CN=Lab CA, 3135",
        ]
    );
    assert_eq!(
        listed(Case::new(&[&leaf, other.der()], &anchors).of_client()),
        [
            "client certificate, CN=vpn.example.org, 213",
            "CA certificate, CN=Other CA, 3135",
            "unneeded certificate, CN=Other CA, 3135",
        ]
    );
}

#[test]
fn of_a_bundle_that_leads_nowhere_the_ca_that_holds_longest_counts() {
    let ending = |name: &str, year: i32| {
        let mut params = ca_params(name);
        params.not_after = date_time_ymd(year, 1, 1);
        root_of(params)
    };
    let ended = ending("Ended CA", 2020);
    let older = ending("Older CA", 2019);
    let soon = ending("Ending CA", 2028);
    let lasting = ending("Lasting CA", 2030);
    let mut future = ca_params("Coming CA");
    future.not_before = date_time_ymd(2035, 1, 1);
    future.not_after = date_time_ymd(2045, 1, 1);
    let coming = root_of(future);
    let strange = leaf(&root("Strange CA"));
    let authorities = |sent: &[&Der], anchors: &[&Der]| {
        let found = Case::new(sent, anchors).examine();
        let faults = found.faults.iter().filter(|fault| fault.role == Role::Ca);
        let expiries = found.expiries.iter().filter(|one| one.role == Role::Ca);
        (
            faults.map(ToString::to_string).collect::<Vec<_>>(),
            expiries.map(|one| one.label.clone()).collect::<Vec<_>>(),
        )
    };
    let bundle = [&ended, &lasting, &coming, &soon].map(Ca::der);
    for sent in [&[][..], &[&strange]] {
        assert_eq!(
            authorities(sent, &bundle),
            (vec![], vec!["CN=Lasting CA".to_owned()])
        );
    }
    let over = [&older, &ended].map(Ca::der);
    let (faults, listed) = authorities(&[&strange], &over);
    assert_eq!(listed, ["CN=Ended CA"]);
    assert!(
        matches!(&faults[..], [one] if one.starts_with("CA certificate CN=Ended CA expired on 2020-01-01")),
        "{faults:?}"
    );
    assert_eq!(authorities(&[], &[]), (vec![], vec![]));
}

#[test]
fn of_two_ways_the_good_one_counts() {
    let root = root("Lab CA");
    let other = crate::tls::made::root("Old CA");
    let key = crate::tls::made::key();
    let mut old = ca_params("Lab Intermediate");
    old.not_after = date_time_ymd(2027, 1, 1);
    let old = old.signed_by(&key, &other).expect("a cross-signed one");
    let new = Ca::signed_by(ca_params("Lab Intermediate"), key, &root).expect("an intermediate");
    let leaf = leaf_params()
        .signed_by(&crate::tls::made::key(), &new)
        .expect("a leaf");
    let case = Case::new(
        &[leaf.der(), old.der(), new.der()],
        &[other.der(), root.der()],
    );
    assert_eq!(webpki::verdict(&case), Ok(()));
    case.says(&["unneeded certificate CN=Lab Intermediate expired on 2027-01-01, 151 days ago"]);
}
