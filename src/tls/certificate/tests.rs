//! The facts of made certificates, and of no certificate at all.

use proptest::prelude::*;
use rcgen::{DnType, DnValue, ExtendedKeyUsagePurpose};

use super::super::made::{leaf, leaf_params, leaf_with, params, pem, root, version_1};
use super::*;

fn parse(der: &[u8]) -> Certificate {
    Certificate::parse(der).expect("a certificate")
}

#[test]
fn reads_the_facts() {
    let root = root("Lab CA");
    let leaf = parse(&leaf_with(&root, |params| {
        params.serial_number = Some(vec![0x01, 0xab].into());
        params
            .extended_key_usages
            .push(ExtendedKeyUsagePurpose::CodeSigning);
    }));
    assert_eq!(leaf.version, 3);
    assert_eq!(leaf.serial, "01ab");
    assert_eq!(leaf.subject.text, "CN=vpn.example.org");
    assert_eq!(leaf.issuer.text, "CN=Lab CA");
    assert_eq!(date_text(leaf.not_before), "2026-01-01");
    assert_eq!(date_text(leaf.not_after), "2028-01-01");
    assert_eq!(
        leaf.alternative_names,
        Some(AlternativeNames {
            dns: vec!["vpn.example.org".into()],
            addresses: vec![[192, 0, 2, 1].into()],
            others: 0,
        })
    );
    assert_eq!(
        leaf.extended_key_usage,
        Some(ExtendedKeyUsage {
            server_auth: true,
            client_auth: true,
            any: false,
            others: 1,
        })
    );
    assert!(leaf.key_usage.is_some() && !leaf.is_ca && !leaf.is_self_issued());
    assert_eq!(
        (leaf.key, leaf.signature),
        (KeyKind::P256, SignatureKind::Ecdsa(Hash::Sha256))
    );

    let root = parse(root.der());
    assert!(root.is_ca && root.is_self_issued() && root.key_usage.is_none());
    assert_eq!(root.subject.der, leaf.issuer.der);
}

#[test]
fn reads_version_1() {
    let root = root("Lab CA");
    let old = parse(&version_1(&leaf(&root), &root));
    assert_eq!((old.version, old.alternative_names), (1, None));
}

#[test]
fn names_are_written_as_openssl_does() {
    let root = root("x");
    let named = |names: Vec<(DnType, DnValue)>| {
        let made = leaf_with(&root, |params| {
            params.distinguished_name = rcgen::DistinguishedName::new();
            for (kind, value) in names {
                params.distinguished_name.push(kind, value);
            }
        });
        parse(&made).subject.text
    };
    let utf8 = |text: &str| DnValue::Utf8String(text.to_owned());
    assert_eq!(
        named(vec![
            (
                DnType::CountryName,
                DnValue::PrintableString("KG".try_into().expect("printable"))
            ),
            (DnType::StateOrProvinceName, utf8("NA")),
            (DnType::OrganizationName, utf8("a, b=c")),
            (
                DnType::CommonName,
                DnValue::BmpString("Sörver".try_into().expect("two bytes"))
            ),
            (
                DnType::CustomDnType(vec![1, 2, 840, 113_549, 1, 9, 1]),
                DnValue::Ia5String("me@example.org".try_into().expect("ascii")),
            ),
            (
                DnType::CustomDnType(vec![1, 2, 3]),
                DnValue::TeletexString("x".try_into().expect("ascii"))
            ),
        ]),
        "C=KG, ST=NA, O=a, b=c, CN=Sörver, emailAddress=me@example.org, 1.2.3=x"
    );
}

#[test]
fn labels_are_short_and_never_empty() {
    let root = root("x");
    let label = |common_name: &str, alternatives: &[&str]| {
        let made = leaf_with(&root, |leaf| {
            leaf.distinguished_name = params(common_name).distinguished_name;
            leaf.subject_alt_names = super::super::made::names(alternatives);
            leaf.serial_number = Some(vec![7].into());
        });
        parse(&made).label()
    };
    assert_eq!(label("a", &["b"]), "CN=a");
    assert_eq!(label("", &["b", "192.0.2.1"]), "b");
    assert_eq!(label("", &["192.0.2.1"]), "192.0.2.1");
    assert_eq!(label("", &[]), "serial number 07");
    assert_eq!(label("x`id`$(id)\"q", &[]), "CN=x%60id%60%24(id)%22q");
    assert_eq!(
        label(&"x".repeat(200), &[]),
        format!("CN={}...", "x".repeat(94))
    );
}

#[test]
fn keys_are_told_by_kind_and_bits() {
    for (file, text, bits, weak, supported) in [
        (
            &include_bytes!("../testdata/rsa1024.cert.pem")[..],
            "RSA-1024",
            1024,
            true,
            true,
        ),
        (
            include_bytes!("../testdata/rsa2048.cert.pem"),
            "RSA-2048",
            2048,
            false,
            true,
        ),
        (
            include_bytes!("../testdata/p256.cert.pem"),
            "P-256",
            256,
            false,
            true,
        ),
        (
            include_bytes!("../testdata/p521.cert.pem"),
            "P-521",
            521,
            false,
            false,
        ),
        (
            include_bytes!("../testdata/ed25519.cert.pem"),
            "Ed25519",
            256,
            false,
            true,
        ),
    ] {
        let key = parse(&pem(file)).key;
        assert_eq!(
            (
                &*key.to_string(),
                key.bits(),
                key.is_weak(),
                key.is_supported()
            ),
            (text, Some(bits), weak, supported)
        );
    }
}

#[test]
fn fingerprints_are_the_ones_of_openssl() {
    // openssl x509 -noout -fingerprint -sha256 -in p256.cert.pem
    let certificate = parse(&pem(include_bytes!("../testdata/p256.cert.pem")));
    assert_eq!(
        certificate.fingerprint_text(),
        include_str!("../testdata/p256.sha256").trim()
    );
}

#[test]
fn what_is_behind_a_certificate_makes_it_unreadable() {
    let key = super::super::made::key();
    let made = leaf_params().self_signed(&key).expect("a certificate");
    let longer = [made.der(), &b"x"[..]].concat();
    for der in [&longer[..], &made.der()[..100], b""] {
        assert_eq!(Certificate::parse(der).err(), Some(Unreadable));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = Certificate::parse(&bytes);
    }
}
