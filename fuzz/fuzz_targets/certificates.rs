//! Certificates and revocation lists in DER: facts, and what both checks have to say of them.
#![no_main]

use gatewatch::checks::docker_api::plan::{Page, Purpose};
use gatewatch::checks::docker_api::report::Report;
use gatewatch::checks::docker_api::transport::{Exchange, Handshake};
use gatewatch::checks::openvpn::certificate::{NameRule, Policy};
use gatewatch::checks::openvpn::session::visit::{End, Passage, Stage};
use gatewatch::tls::certificate::Certificate;
use gatewatch::tls::client::Seen;
use gatewatch::tls::revocation::RevocationList;
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_harmless;
use gatewatch_fuzz::docker::assert_judged;
use gatewatch_fuzz::openvpn::{assert_told_behind_reset, shaken_hands, terms};
use libfuzzer_sys::fuzz_target;
use rustls::pki_types::CertificateDer;

/// 2027-06-01, noon.
const NOW: i64 = 1_811_851_200;
/// Certificates and lists; the search for a path is somebody else's test.
const MOST: usize = 6;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let choice = input.byte();
    let values = values(input.rest());
    let crl = values
        .iter()
        .filter_map(|der| RevocationList::parse(der).ok())
        .collect();
    let mut sent: Vec<CertificateDer<'static>> = values
        .iter()
        .map(|der| CertificateDer::from(der.to_vec()))
        .collect();
    let certificates: Vec<Certificate> = sent.iter().filter_map(|der| facts(der)).collect();
    let anchors = match choice & 1 {
        0 => Vec::new(),
        _ => sent.pop().into_iter().collect(),
    };
    let policy = Policy {
        ca: (choice & 2 != 0).then(|| anchors.clone()),
        fingerprints: match choice & 4 {
            0 => Vec::new(),
            _ => certificates
                .iter()
                .map(Certificate::fingerprint)
                .take(1)
                .collect(),
        },
        remote_cert_tls: choice & 8 != 0,
        name: (choice & 16 != 0).then(|| NameRule::Name("vpn.example.org".into())),
        crl,
        warning_days: "30:".parse().ok(),
        critical_days: "14:".parse().ok(),
    };
    let judgement = policy.judge(&sent, NOW);
    assert_eq!(policy.judge(&sent, NOW), judgement);
    assert!(!(judgement.is_refused() && judgement.admits()));
    assert_told_behind_reset(
        &terms(Stage::Certificate),
        Passage {
            handshake: Some(shaken_hands(judgement)),
            end: End::Answered,
            ..Passage::not_begun()
        },
    );
    seen(sent, anchors);
});

/// Both facts and lists are read to the last byte.
fn facts(der: &[u8]) -> Option<Certificate> {
    let longer = [der, &[0]].concat();
    if RevocationList::parse(der).is_ok() {
        assert!(RevocationList::parse(&longer).is_err());
    }
    let certificate = Certificate::parse(der).ok()?;
    assert_eq!(certificate.der(), der);
    assert!(Certificate::parse(&longer).is_err());
    assert!(certificate.version >= 1);
    let label = certificate.label();
    assert!(label.chars().count() <= 100);
    assert_harmless(&label);
    assert_eq!(certificate.fingerprint_text().len(), 95);
    let _ = (certificate.validity(NOW), certificate.proof(&certificate));
    Some(certificate)
}

/// What a Docker API has shown in its handshake.
fn seen(chain: Vec<CertificateDer<'static>>, anchors: Vec<CertificateDer<'static>>) {
    let exchange = Exchange {
        tls: Some(Handshake {
            seen: Seen {
                chain,
                ..Seen::default()
            },
            ..Handshake::default()
        }),
        ..Exchange::default()
    };
    let report = Report {
        exchanges: vec![(Purpose::Control(Page::Ping), exchange)],
        now: NOW,
        ..Report::default()
    };
    assert_judged(anchors, &report);
}

/// The input cut where each value of DER says that it ends; what is none is the last.
fn values(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut values = Vec::new();
    while !bytes.is_empty() && values.len() < MOST {
        let length = match bytes {
            [0x30, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
            [0x30, 0x81, length, ..] => 3 + usize::from(*length),
            [0x30, length @ ..=0x7f, ..] => 2 + usize::from(*length),
            _ => bytes.len(),
        };
        let (value, rest) = bytes.split_at(length.min(bytes.len()));
        values.push(value);
        bytes = rest;
    }
    values
}
