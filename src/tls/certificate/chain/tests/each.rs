//! What a certificate has against it by itself: names, uses, keys, signatures.

use super::*;

macro_rules! file {
    ($name:literal) => {
        &pem(include_bytes!(concat!("../../../testdata/", $name)))
    };
}

#[test]
fn names_are_told_apart() {
    let root = root("Lab CA");
    let with = |common_name: &str, alternatives: &[&str]| {
        leaf_with(&root, |params| {
            params
                .distinguished_name
                .push(DnType::CommonName, common_name);
            params.subject_alt_names = names(alternatives);
        })
    };
    let dns_address = leaf_with(&root, |params| {
        let name = "192.0.2.1".try_into().expect("a text");
        params.subject_alt_names = vec![rcgen::SanType::DnsName(name)];
    });
    let seven: Vec<String> = (1..=7).map(|n| format!("h{n}.example")).collect();
    let seven: Vec<&str> = seven.iter().map(String::as_str).collect();
    for (leaf, name, sentence) in [
        (
            with("x", &["a.example", "192.0.2.9"]),
            NAME,
            "server certificate CN=x is for a.example, 192.0.2.9 and not for vpn.example.org",
        ),
        (
            with("x", &seven),
            NAME,
            "server certificate CN=x is for h1.example, h2.example, h3.example, h4.example, h5.example and 2 more and not for vpn.example.org",
        ),
        (
            with("x", &[]),
            NAME,
            "server certificate CN=x names no host or address at all, so not vpn.example.org",
        ),
        (
            with(NAME, &[]),
            NAME,
            "server certificate CN=vpn.example.org has vpn.example.org in its common name alone, where clients do not look: it needs a DNS name among its alternative names",
        ),
        (
            with("192.0.2.1", &["a.example"]),
            "192.0.2.1",
            "server certificate CN=192.0.2.1 has 192.0.2.1 in its common name alone, where clients do not look: it needs an IP address among its alternative names",
        ),
        (
            dns_address,
            "192.0.2.1",
            "server certificate CN=vpn.example.org has 192.0.2.1 as a DNS name among its alternative names, where an IP address is needed",
        ),
        (
            with("x", &["*.example.org"]),
            "a.b.example.org",
            "server certificate CN=x is for *.example.org and not for a.b.example.org",
        ),
    ] {
        Case::new(&[&leaf], &[root.der()])
            .named(name)
            .says(&[sentence]);
    }
    Case::new(&[&with("x", &["*.example.org"])], &[root.der()]).says(&[]);
}

#[test]
fn uses_are_judged_by_purpose() {
    use ExtendedKeyUsagePurpose::{Any, ClientAuth, CodeSigning, ServerAuth};
    let root = root("Lab CA");
    let with = |usages: Vec<ExtendedKeyUsagePurpose>| {
        leaf_with(&root, |params| params.extended_key_usages = usages)
    };
    let server =
        |usages, sentences: &[&str]| Case::new(&[&with(usages)], &[root.der()]).says(sentences);
    let client = |usages, sentences: &[&str]| {
        Case::new(&[&with(usages)], &[root.der()])
            .of_client()
            .says(sentences);
    };
    server(vec![], &[]);
    client(vec![], &[]);
    server(
        vec![ClientAuth],
        &[
            "server certificate CN=vpn.example.org is not for servers: its extended key usage is client authentication",
        ],
    );
    client(
        vec![ServerAuth, CodeSigning],
        &[
            "client certificate CN=vpn.example.org is not for clients: its extended key usage is server authentication and something else",
        ],
    );
    client(
        vec![Any],
        &[
            "client certificate CN=vpn.example.org is not for clients: its extended key usage is \"any\", which not all peers take for it",
        ],
    );

    let mut params = ca_params("Lab Intermediate");
    params.extended_key_usages = vec![ClientAuth];
    let limited = intermediate_of(params, &root);
    Case::new(&[&leaf(&limited), limited.der()], &[root.der()]).says(&[
        "intermediate certificate CN=Lab Intermediate is not for servers: its extended key usage is client authentication",
    ]);
}

#[test]
fn openvpn_asks_for_usages_and_for_no_name() {
    let root = root("Lab CA");
    let leaf = leaf_with(&root, |params| {
        params.extended_key_usages.clear();
        params.key_usages.clear();
        params.subject_alt_names.clear();
    });
    let said = |usage| {
        let anchors = [root.der().clone()];
        let expectation = Expectation {
            purpose: Purpose::Server,
            usage,
            name: None,
            trust: Trust::File(&anchors),
            at_hand: &[],
            now: NOW,
        };
        let found = examine(std::slice::from_ref(&leaf), &expectation);
        found
            .faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(said(Usage::Ignored), Vec::<String>::new());
    assert_eq!(
        said(Usage::Required),
        [
            "server certificate CN=vpn.example.org has no key usage, which --remote-cert-tls asks for",
            "server certificate CN=vpn.example.org has no extended key usage, which --remote-cert-tls asks for",
        ]
    );
}

#[test]
fn weak_and_unknown_cryptography_is_named() {
    let root = root("Lab CA");
    let good = leaf(&root);
    let keyed = |key: &[u8]| {
        rewritten(&good, &root, |fields| {
            fields[PUBLIC_KEY] = public_key_of(key);
        })
    };
    let signed = |algorithm: &[u8]| {
        rewritten(&good, &root, |fields| {
            fields[ALGORITHM] = algorithm.to_vec();
        })
    };
    let critical = leaf_with(&root, |params| {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        extension.set_criticality(true);
        params.custom_extensions.push(extension);
    });
    for (leaf, sentence) in [
        (
            keyed(file!("rsa1024.cert.pem")),
            "server certificate CN=vpn.example.org has a weak key: RSA-1024",
        ),
        (
            keyed(file!("p521.cert.pem")),
            "server certificate CN=vpn.example.org has a key that this build cannot use: P-521",
        ),
        (
            signed(ECDSA_SHA1),
            "server certificate CN=vpn.example.org has a weak signature: ECDSA with SHA-1",
        ),
        (
            signed(ECDSA_SHA512),
            "server certificate CN=vpn.example.org has a signature that this build cannot verify: ECDSA with SHA-512",
        ),
        (
            critical,
            "server certificate CN=vpn.example.org has the critical extension 1.2.3.4, which nobody here knows",
        ),
    ] {
        Case::new(&[&leaf], &[root.der()]).says(&[sentence]);
    }
    for good in ["rsa2048", "ed25519", "p256"] {
        let file = match good {
            "rsa2048" => file!("rsa2048.cert.pem"),
            "ed25519" => file!("ed25519.cert.pem"),
            _ => file!("p256.cert.pem"),
        };
        Case::new(&[&keyed(file)], &[root.der()]).says(&[]);
    }
    let case = Case::new(&[&version_1(&good, &root)], &[root.der()]);
    case.says(&[
        "server certificate CN=vpn.example.org is of X.509 version 1, where TLS needs 3",
        "server certificate CN=vpn.example.org has vpn.example.org in its common name alone, where clients do not look: it needs a DNS name among its alternative names",
    ]);
    // A CA may be of version 1.
    let old = version_1(root.der(), &root);
    Case::new(&[&good], &[&old]).says(&[]);
}

#[test]
fn a_ca_with_a_weak_key_is_not_another_ca() {
    Case::new(&[file!("rsa1024.leaf.pem")], &[file!("rsa1024.cert.pem")])
        .says(&["CA certificate CN=rsa1024 has a weak key: RSA-1024"]);
}
