//! The faults of a chain.

use rcgen::{
    BasicConstraints, CustomExtension, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    KeyUsagePurpose, NameConstraints, date_time_ymd,
};

use crate::tls::made::{
    ALGORITHM, ECDSA_SHA1, ECDSA_SHA512, PUBLIC_KEY, ca_params, intermediate, intermediate_of, pem,
    public_key_of, rewritten, root_of, version_1,
};

use super::*;

#[test]
fn dates_are_refused_and_pass_with_a_fingerprint_alone() {
    let ca = root("Lab CA");
    let expired = leaf_with(&ca, |params| params.not_after = date_time_ymd(2027, 5, 2));
    let early = leaf_with(&ca, |params| params.not_before = date_time_ymd(2027, 7, 1));
    for (leaf, sentence) in [
        (
            &expired,
            "server certificate CN=vpn.example.org expired on 2027-05-02, 30 days ago",
        ),
        (
            &early,
            "server certificate CN=vpn.example.org is not valid before 2027-07-01",
        ),
    ] {
        says(
            &trusting(&[ca.der()]),
            &[leaf],
            &[&format!("refused: {sentence}")],
        );
        let passes =
            format!("warning: {sentence}, which OpenVPN lets pass with --peer-fingerprint alone");
        says(&pinning(leaf), &[leaf], &[&passes]);
        assert!(judge(&pinning(leaf), &[leaf]).admits());
    }
    let mut params = ca_params("Old CA");
    params.not_after = date_time_ymd(2027, 5, 31);
    let old = root_of(params);
    says(
        &trusting(&[old.der()]),
        &[&leaf(&old)],
        &["refused: CA certificate CN=Old CA expired on 2027-05-31, 1 day ago"],
    );
    says(
        &trusting(&[old.der()]),
        &[&leaf(&ca)],
        &[
            "refused: server certificate CN=vpn.example.org is issued by CN=Lab CA, which is not in the CA file: that has CN=Old CA",
            "remark: CA certificate CN=Old CA expired on 2027-05-31, 1 day ago",
        ],
    );
    // Neither a CA that has nothing to do with it nor one sent for nothing stops anybody.
    says(&trusting(&[ca.der(), old.der()]), &[&leaf(&ca)], &[]);
    let mut params = ca_params("Spare");
    params.not_after = date_time_ymd(2027, 5, 31);
    let spare = intermediate_of(params, &ca);
    says(
        &trusting(&[ca.der()]),
        &[&leaf(&ca), spare.der()],
        &["remark: unneeded certificate CN=Spare expired on 2027-05-31, 1 day ago"],
    );
}

#[test]
fn the_use_is_judged_as_remote_cert_tls_does() {
    let ca = root("Lab CA");
    let bare = leaf_with(&ca, |params| {
        params.key_usages.clear();
        params.extended_key_usages.clear();
    });
    let policy = trusting(&[ca.der()]);
    let missing = [
        "refused: server certificate CN=vpn.example.org has no key usage, which --remote-cert-tls asks for",
        "refused: server certificate CN=vpn.example.org has no extended key usage, which --remote-cert-tls asks for",
    ];
    says(&policy, &[&bare], &missing);
    let pinned = Policy {
        remote_cert_tls: true,
        ..pinning(&bare)
    };
    says(&pinned, &[&bare], &missing);
    let lenient = Policy {
        remote_cert_tls: false,
        ..policy.clone()
    };
    says(&lenient, &[&bare], &[]);

    let clients = leaf_with(&ca, |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let refused = [
        "refused: server certificate CN=vpn.example.org is not for servers: its extended key usage is client authentication",
    ];
    says(&policy, &[&clients], &refused);
    says(&lenient, &[&clients], &refused);
    says(&pinning(&clients), &[&clients], &[]);

    let signer = leaf_with(&ca, |params| {
        params.key_usages = vec![KeyUsagePurpose::DataEncipherment];
    });
    says(
        &lenient,
        &[&signer],
        &[
            "refused: server certificate CN=vpn.example.org is not for TLS: its key usage has neither digital signature nor key encipherment nor key agreement",
        ],
    );
    says(&pinning(&signer), &[&signer], &[]);
}

#[test]
fn another_origin_is_refused() {
    let (ours, namesake, theirs) = (root("Lab CA"), root("Lab CA"), root("Other CA"));
    let middle = intermediate("Lab Middle", &ours);
    let policy = trusting(&[ours.der()]);
    for (sent, sentence) in [
        (
            leaf(&theirs),
            "refused: server certificate CN=vpn.example.org is issued by CN=Other CA, which is not in the CA file: that has CN=Lab CA",
        ),
        (
            leaf(&namesake),
            "refused: server certificate CN=vpn.example.org is issued by a CN=Lab CA with another key than the one in the CA file",
        ),
        (
            leaf(&middle),
            "refused: server certificate CN=vpn.example.org is issued by CN=Lab Middle, which is neither sent along nor in the CA file; by its name an intermediate of CN=Lab CA",
        ),
    ] {
        says(&policy, &[&sent], &[sentence]);
        says(&pinning(&sent), &[&sent], &[]);
    }
    let selfsigned = crate::tls::made::leaf_params()
        .self_signed(&crate::tls::made::key())
        .expect("a certificate");
    let der = selfsigned.der();
    says(
        &policy,
        &[der],
        &[
            "refused: server certificate CN=vpn.example.org is self-signed, and nobody has said to trust it",
        ],
    );
    says(&trusting(&[der]), &[der], &[]);
    says(&pinning(der), &[der], &[]);
    says(
        &trusting(&[]),
        &[&leaf(&ours)],
        &[
            "refused: server certificate CN=vpn.example.org is issued by CN=Lab CA, and there is no CA to compare it with",
        ],
    );
}

#[test]
fn the_ca_file_needs_the_root_and_may_have_the_intermediate() {
    let ca = root("Lab CA");
    let middle = intermediate("Middle", &ca);
    let leaf = leaf(&middle);
    for sent in [&[&leaf][..], &[&leaf, middle.der()]] {
        says(&trusting(&[middle.der(), ca.der()]), sent, &[]);
    }
    let lacks = [
        "refused: the CA file has CN=Middle, and lacks CN=Lab CA, which issued it: OpenVPN trusts no chain without its root",
    ];
    for sent in [
        &[&leaf][..],
        &[&leaf, middle.der()],
        &[&leaf, middle.der(), ca.der()],
    ] {
        says(&trusting(&[middle.der()]), sent, &lacks);
    }
    says(
        &trusting(&[&leaf]),
        &[&leaf],
        &[
            "refused: the CA file has CN=vpn.example.org, and lacks CN=Middle, which issued it: OpenVPN trusts no chain without its root",
        ],
    );
}

#[test]
fn what_only_this_build_cannot_verify_is_legacy() {
    macro_rules! file {
        ($name:literal) => {
            &pem(include_bytes!(concat!("../../../../tls/testdata/", $name)))
        };
    }
    let ca = root("Lab CA");
    let lenient = Policy {
        remote_cert_tls: false,
        ..trusting(&[ca.der()])
    };
    let p521 = public_key_of(file!("p521.cert.pem"));
    let with = |place: usize, what: &[u8]| {
        rewritten(&leaf(&ca), &ca, |fields| fields[place] = what.to_vec())
    };
    for (leaf, sentence) in [
        (
            with(PUBLIC_KEY, &p521),
            "legacy: legacy TLS: server certificate CN=vpn.example.org has a key that this build cannot use: P-521",
        ),
        (
            with(PUBLIC_KEY, &public_key_of(file!("rsa1024.cert.pem"))),
            "legacy: legacy TLS: server certificate CN=vpn.example.org has a weak key: RSA-1024",
        ),
        (
            with(ALGORITHM, ECDSA_SHA1),
            "legacy: legacy TLS: server certificate CN=vpn.example.org has a weak signature: ECDSA with SHA-1",
        ),
        (
            with(ALGORITHM, ECDSA_SHA512),
            "legacy: legacy TLS: server certificate CN=vpn.example.org has a signature that this build cannot verify: ECDSA with SHA-512",
        ),
        (
            version_1(&leaf(&ca), &ca),
            "legacy: legacy TLS: server certificate CN=vpn.example.org is of X.509 version 1, where TLS needs 3",
        ),
    ] {
        says(&lenient, &[&leaf], &[sentence]);
        let judgement = judge(&lenient, &[&leaf]);
        assert!(!judgement.admits() && !judgement.is_refused());
    }
    // With nobody to have signed it, the signature is no matter.
    let sha1 = with(ALGORITHM, ECDSA_SHA1);
    let remark =
        "remark: server certificate CN=vpn.example.org has a weak signature: ECDSA with SHA-1";
    says(&pinning(&sha1), &[&sha1], &[remark]);
    assert!(judge(&pinning(&sha1), &[&sha1]).admits());
}

#[test]
fn critical_extensions_are_refused_unless_openssl_knows_them() {
    let ca = root("Lab CA");
    let with = |id: &[u64]| {
        leaf_with(&ca, |params| {
            let mut extension = CustomExtension::from_oid_content(id, vec![0x30, 0]);
            extension.set_criticality(true);
            params.custom_extensions.push(extension);
        })
    };
    let policy = trusting(&[ca.der()]);
    let sentence = |severity: &str, id: &str| {
        format!(
            "{severity}server certificate CN=vpn.example.org has the critical extension {id}, which nobody here knows"
        )
    };
    let unknown = with(&[1, 2, 3, 4]);
    says(&policy, &[&unknown], &[&sentence("refused: ", "1.2.3.4")]);
    let limit = sentence("legacy: legacy TLS: ", "1.2.3.4");
    says(&pinning(&unknown), &[&unknown], &[&limit]);
    let limit = sentence("legacy: legacy TLS: ", "2.5.29.32");
    says(&policy, &[&with(&[2, 5, 29, 32])], &[&limit]);
}

fn ca_leaf(issuer: &Ca) -> Der {
    leaf_with(issuer, |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    })
}

#[test]
fn a_leaf_marked_as_a_ca_is_taken_where_all_else_is_proved() {
    let ca = root("Lab CA");
    let remark =
        "remark: server certificate CN=vpn.example.org is marked as a CA's and used as a leaf";
    says(&trusting(&[ca.der()]), &[&ca_leaf(&ca)], &[remark]);
    assert!(judge(&trusting(&[ca.der()]), &[&ca_leaf(&ca)]).admits());

    // A signature of a kind that the CA's key cannot make, by nobody knows whom.
    let rsa = pem(include_bytes!("../../../../tls/testdata/rsa2048.cert.pem"));
    let name = Certificate::parse(&rsa).expect("it is one").issuer.der;
    let forged = rewritten(&ca_leaf(&ca), &ca, |fields| fields[3] = name.clone());
    says(
        &trusting(&[&rsa]),
        &[&forged],
        &[
            remark,
            "refused: server certificate CN=vpn.example.org is issued by a CN=rsa2048 with another key than the one in the CA file",
        ],
    );

    let mut params = ca_params("Narrow CA");
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName("example.net".into())],
        excluded_subtrees: Vec::new(),
    });
    let narrow = root_of(params);
    says(
        &trusting(&[narrow.der()]),
        &[&ca_leaf(&narrow)],
        &[
            remark,
            "legacy: legacy TLS: CN=Narrow CA constrains names, which this build cannot judge of a leaf that is marked as a CA's",
        ],
    );
    // Of any other leaf webpki has judged them.
    let judgement = judge(&trusting(&[narrow.der()]), &[&leaf(&narrow)]);
    assert!(!judgement.admits());
    assert!(judgement.issues[0].text.starts_with(
        "legacy TLS: server certificate CN=vpn.example.org is refused by this build: "
    ));
}

#[test]
fn issuers_have_to_be_cas_that_may_sign() {
    let ca = root("Lab CA");
    let mut params = ca_params("Mute");
    params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let mute = intermediate_of(params.clone(), &ca);
    says(
        &trusting(&[ca.der()]),
        &[&leaf(&mute), mute.der()],
        &["refused: intermediate certificate CN=Mute may not sign certificates by its key usage"],
    );
    let mute = root_of(params);
    says(
        &trusting(&[mute.der()]),
        &[&leaf(&mute)],
        &["refused: CA certificate CN=Mute may not sign certificates by its key usage"],
    );
    let mut params = ca_params("Plain");
    params.is_ca = IsCa::NoCa;
    let plain = intermediate_of(params.clone(), &ca);
    says(
        &trusting(&[ca.der()]),
        &[&leaf(&plain), plain.der()],
        &[
            "refused: intermediate certificate CN=Plain has issued another one and is not marked as a CA's",
        ],
    );
    let plain = root_of(params);
    says(
        &trusting(&[plain.der()]),
        &[&leaf(&plain)],
        &["refused: CA certificate CN=Plain is not marked as a CA's"],
    );
    let mut params = ca_params("Clients");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let clients = root_of(params);
    says(
        &trusting(&[clients.der()]),
        &[&leaf(&clients)],
        &[
            "refused: CA certificate CN=Clients issues nothing for servers: its extended key usage is client authentication",
        ],
    );
}

#[test]
fn a_chain_may_not_be_longer_than_its_cas_allow() {
    let short = |name: &str, length: u8| {
        let mut params = ca_params(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(length));
        params
    };
    let ca = root_of(short("Short CA", 0));
    let one = intermediate("One", &ca);
    says(
        &trusting(&[ca.der()]),
        &[&leaf(&one), one.der()],
        &["refused: CA certificate CN=Short CA allows 0 intermediates beneath it and has 1"],
    );
    let ca = root("Lab CA");
    let one = intermediate_of(short("One", 0), &ca);
    let two = intermediate("Two", &one);
    says(
        &trusting(&[ca.der()]),
        &[&leaf(&two), two.der(), one.der()],
        &["refused: intermediate certificate CN=One allows 0 intermediates beneath it and has 1"],
    );
    // Nobody but webpki has a limit of its own so low.
    let mut cas = vec![ca];
    for number in 1..=7 {
        let next = intermediate(&format!("Lab {number}"), &cas[cas.len() - 1]);
        cas.push(next);
    }
    let leaf = leaf(&cas[7]);
    let mut sent = vec![&leaf];
    sent.extend(cas.iter().skip(1).rev().map(|ca| ca.der()));
    says(
        &trusting(&[cas[0].der()]),
        &sent,
        &[
            "legacy: legacy TLS: intermediate certificate CN=Lab 1 allows 5 intermediates beneath it and has 6",
        ],
    );
}
