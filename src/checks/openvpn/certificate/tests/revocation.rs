//! Revocation lists.

use rcgen::{
    CertificateRevocationListParams, CrlDistributionPoint, CrlIssuingDistributionPoint,
    KeyUsagePurpose, SerialNumber, date_time_ymd,
};

use crate::tls::made::{ca_params, intermediate, revocation_list, root_of, sequence, value};

use crate::tls::revocation::Scope;

use super::*;

const SERIAL: &[u8] = &[7];

fn list(issuer: &Ca, serials: &[&[u8]]) -> RevocationList {
    spoilt(issuer, serials, |_| {})
}

fn spoilt(
    issuer: &Ca,
    serials: &[&[u8]],
    spoil: impl FnOnce(&mut CertificateRevocationListParams),
) -> RevocationList {
    let der = revocation_list(issuer, serials, spoil);
    RevocationList::parse(&der).expect("a list")
}

fn numbered(issuer: &Ca) -> Der {
    leaf_with(issuer, |params| {
        params.serial_number = Some(SerialNumber::from_slice(SERIAL));
    })
}

fn checking(ca: &Ca, crl: Vec<RevocationList>) -> Policy {
    Policy {
        crl,
        ..trusting(&[ca.der()])
    }
}

#[test]
fn a_leaf_that_is_listed_is_refused() {
    let ca = root("Lab CA");
    let leaf = numbered(&ca);
    says(&checking(&ca, vec![list(&ca, &[&[8]])]), &[&leaf], &[]);
    let policy = checking(&ca, vec![list(&ca, &[SERIAL])]);
    says(
        &policy,
        &[&leaf],
        &["refused: server certificate CN=vpn.example.org was revoked on 2027-04-20"],
    );
    // Without a CA as well, as far as the way up is known.
    let policy = Policy { ca: None, ..policy };
    says(
        &policy,
        &[&leaf, ca.der()],
        &[
            "refused: server certificate CN=vpn.example.org was revoked on 2027-04-20",
            "remark: not verified: no --ca and no --peer-fingerprint",
        ],
    );
}

#[test]
fn without_a_ca_a_leaf_that_comes_alone_is_looked_up_by_the_name_of_its_issuer() {
    let (ca, other) = (root("Lab CA"), root("Other CA"));
    let unverified = "remark: not verified: no --ca and no --peer-fingerprint";
    let revoked = "refused: server certificate CN=vpn.example.org was revoked on 2027-04-20";
    let unlisted =
        "remark: there is no revocation list of CN=Lab CA: OpenVPN lets pass what it has issued";
    let leaf = numbered(&ca);
    for (lists, said) in [
        (vec![list(&ca, &[SERIAL])], vec![revoked, unverified]),
        (vec![list(&ca, &[&[8]])], vec![unverified]),
        (vec![list(&other, &[SERIAL])], vec![unlisted, unverified]),
    ] {
        let policy = Policy {
            ca: None,
            ..checking(&ca, lists)
        };
        says(&policy, &[&leaf], &said);
    }
}

#[test]
fn every_certificate_of_the_path_is_looked_up() {
    let ca = root("Lab CA");
    let middle = intermediate("Middle", &ca);
    let serial = Certificate::parse(middle.der()).expect("it is one").serial;
    let serial: Vec<u8> = (0..serial.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&serial[at..at + 2], 16).expect("hex"))
        .collect();
    let leaf = leaf(&middle);
    let sent = [&leaf, middle.der()];
    let lists = vec![list(&ca, &[&serial]), list(&middle, &[])];
    says(
        &checking(&ca, lists),
        &sent,
        &["refused: intermediate certificate CN=Middle was revoked on 2027-04-20"],
    );
    says(
        &checking(&ca, vec![list(&ca, &[])]),
        &sent,
        &["remark: there is no revocation list of CN=Middle: OpenVPN lets pass what it has issued"],
    );
}

#[test]
fn a_list_by_another_key_is_none() {
    let (ca, namesake) = (root("Lab CA"), root("Lab CA"));
    says(
        &checking(&ca, vec![list(&namesake, &[SERIAL])]),
        &[&numbered(&ca)],
        &[
            "remark: the revocation list of CN=Lab CA is by another key than this CN=Lab CA: OpenVPN lets pass what it has issued",
        ],
    );
}

#[test]
fn a_list_out_of_its_time_refuses_everything() {
    let ca = root("Lab CA");
    let ended = |params: &mut CertificateRevocationListParams| {
        params.next_update = date_time_ymd(2027, 5, 20);
    };
    let early = |params: &mut CertificateRevocationListParams| {
        params.this_update = date_time_ymd(2027, 6, 20);
    };
    for (list, sentence) in [
        (
            spoilt(&ca, &[], ended),
            "refused: the revocation list of CN=Lab CA ended on 2027-05-20: OpenVPN then refuses every certificate",
        ),
        (
            spoilt(&ca, &[], early),
            "refused: the revocation list of CN=Lab CA is not valid before 2027-06-20: OpenVPN then refuses every certificate",
        ),
    ] {
        says(&checking(&ca, vec![list]), &[&leaf(&ca)], &[sentence]);
    }
    // One that is in its time is preferred, and of two of these the newest.
    let newer = spoilt(&ca, &[SERIAL], |params| {
        params.this_update = date_time_ymd(2027, 5, 2);
    });
    for lists in [
        vec![spoilt(&ca, &[], ended), newer.clone(), list(&ca, &[])],
        vec![list(&ca, &[]), newer, spoilt(&ca, &[], early)],
    ] {
        says(
            &checking(&ca, lists),
            &[&numbered(&ca)],
            &["refused: server certificate CN=vpn.example.org was revoked on 2027-04-20"],
        );
    }
}

#[test]
fn a_list_with_a_wrong_signature_refuses_everything() {
    let ca = root("Lab CA");
    let mut der = revocation_list(&ca, &[], |_| {});
    // Within the number of the list, which is the last but the signature.
    let at = der
        .windows(5)
        .rposition(|bytes| bytes == b"\x06\x03\x55\x1d\x14")
        .expect("a number");
    der[at + 9] ^= 2;
    let damaged = RevocationList::parse(&der).expect("a list");
    says(
        &checking(&ca, vec![damaged]),
        &[&leaf(&ca)],
        &[
            "refused: the revocation list of CN=Lab CA is not signed by it: OpenVPN then refuses every certificate",
        ],
    );
}

/// A list with the last occurrence of some bytes replaced.
fn rewritten(der: &[u8], from: &[u8], to: &[u8]) -> RevocationList {
    let at = der.windows(from.len()).rposition(|bytes| bytes == from);
    let at = at.expect("it is there");
    let der = [&der[..at], to, &der[at + from.len()..]].concat();
    RevocationList::parse(&der).expect("a list")
}

#[test]
fn a_signature_that_cannot_be_verified_is_our_limit() {
    let ca = root("Lab CA");
    let der = revocation_list(&ca, &[], |_| {});
    // ECDSA with SHA-512 in place of SHA-256.
    let sha256 = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
    let sha512 = b"\x2a\x86\x48\xce\x3d\x04\x03\x04";
    says(
        &checking(&ca, vec![rewritten(&der, sha256, sha512)]),
        &[&leaf(&ca)],
        &[
            "legacy: legacy TLS: the revocation list of CN=Lab CA has a signature that this build cannot verify: ECDSA with SHA-512 by P-256",
        ],
    );
}

#[test]
fn a_list_of_a_part_is_not_enough_to_tell() {
    let ca = root("Lab CA");
    let part = |serials: &[&[u8]]| {
        spoilt(&ca, serials, |params| {
            params.issuing_distribution_point = Some(CrlIssuingDistributionPoint {
                distribution_point: CrlDistributionPoint {
                    uris: vec!["http://192.0.2.1/crl".into()],
                },
                scope: None,
            });
        })
    };
    says(
        &checking(&ca, vec![part(&[])]),
        &[&numbered(&ca)],
        &[
            "legacy: legacy TLS: the revocation list of CN=Lab CA is about a part of its certificates, and this build cannot tell which",
        ],
    );
    let judgement = judge(&checking(&ca, vec![part(&[SERIAL])]), &[&numbered(&ca)]);
    assert!(judgement.is_refused());
    // Nobody asks an indirect one.
    let mut indirect = list(&ca, &[SERIAL]);
    indirect.scope = Scope::Special;
    says(
        &checking(&ca, vec![indirect]),
        &[&numbered(&ca)],
        &["remark: there is no revocation list of CN=Lab CA: OpenVPN lets pass what it has issued"],
    );
}

#[test]
fn an_unknown_critical_extension_refuses_everything() {
    let ca = root("Lab CA");
    let mut unknown = list(&ca, &[]);
    unknown.unknown_critical = Some("1.2.3".into());
    says(
        &checking(&ca, vec![unknown]),
        &[&leaf(&ca)],
        &[
            "refused: the revocation list of CN=Lab CA has the critical extension 1.2.3: OpenVPN then refuses every certificate",
        ],
    );
    let extension = sequence(
        &[
            value(0x06, &[0x2a]),
            value(0x01, &[0xff]),
            value(0x04, &[5, 0]),
        ]
        .concat(),
    );
    let number = b"\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x01";
    assert_eq!(extension.len(), number.len());
    let der = revocation_list(&ca, &[], |_| {});
    let read = rewritten(&der, number, &extension);
    assert_eq!(read.unknown_critical.as_deref(), Some("1.2"));
}

#[test]
fn the_issuer_has_to_be_allowed_to_sign_lists() {
    let ca = root("Lab CA");
    let mut params = ca_params("Lab CA");
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let mute = root_of(params);
    // rcgen makes none with such a CA: one by the same name, and the key is told by nothing.
    let mut list = list(&ca, &[]);
    list.forget_key();
    says(
        &checking(&mute, vec![list]),
        &[&leaf(&mute)],
        &[
            "refused: the revocation list of CN=Lab CA is worth nothing, since CN=Lab CA may not sign any by its key usage: OpenVPN then refuses every certificate",
        ],
    );
}

#[test]
fn with_a_fingerprint_alone_a_revoked_leaf_passes() {
    let ca = root("Lab CA");
    let leaf = numbered(&ca);
    let policy = Policy {
        crl: vec![list(&ca, &[SERIAL])],
        ..pinning(&leaf)
    };
    says(
        &policy,
        &[&leaf],
        &[
            "warning: server certificate CN=vpn.example.org was revoked on 2027-04-20, which OpenVPN lets pass with --peer-fingerprint alone",
        ],
    );
    assert!(judge(&policy, &[&leaf]).admits());
}
