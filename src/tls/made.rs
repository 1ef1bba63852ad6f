//! Certificates made for a test: good ones, to be spoilt in one respect.
//!
//! What rcgen does not make (version 1, SHA-1, keys of other kinds) is a certificate of rcgen's with
//! a field of its signed part replaced and signed anew.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams,
    SerialNumber, SigningKey, date_time_ymd,
};
use rustls_pki_types::CertificateDer;

use super::der::{SEQUENCE, Value};

/// 2027-06-01, noon.
pub(crate) const NOW: i64 = 1_811_851_200;

pub(crate) type Ca = CertifiedIssuer<'static, KeyPair>;
pub(crate) type Der = CertificateDer<'static>;

/// Fields of the signed part, as they stand in a version 3 certificate.
pub(crate) const ALGORITHM: usize = 2;
pub(crate) const PUBLIC_KEY: usize = 6;

pub(crate) const ECDSA_SHA1: &[u8] = b"\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01";
pub(crate) const ECDSA_SHA512: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04";

pub(crate) fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

/// Parameters of anything with this common name, valid in 2026 and 2027.
pub(crate) fn params(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    if !common_name.is_empty() {
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
    }
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2028, 1, 1);
    params
}

pub(crate) fn ca_params(common_name: &str) -> CertificateParams {
    let mut params = params(common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_after = date_time_ymd(2036, 1, 1);
    params
}

pub(crate) fn root(common_name: &str) -> Ca {
    root_of(ca_params(common_name))
}

pub(crate) fn root_of(params: CertificateParams) -> Ca {
    CertifiedIssuer::self_signed(params, key()).expect("a root")
}

pub(crate) fn intermediate(common_name: &str, issuer: &Ca) -> Ca {
    intermediate_of(ca_params(common_name), issuer)
}

pub(crate) fn intermediate_of(params: CertificateParams, issuer: &Ca) -> Ca {
    CertifiedIssuer::signed_by(params, key(), issuer).expect("an intermediate")
}

/// Parameters of a good leaf for `vpn.example.org` and 192.0.2.1.
pub(crate) fn leaf_params() -> CertificateParams {
    let mut params = params("vpn.example.org");
    params.subject_alt_names = names(&["vpn.example.org", "192.0.2.1"]);
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params
}

pub(crate) fn names(names: &[&str]) -> Vec<rcgen::SanType> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names)
        .expect("names")
        .subject_alt_names
}

pub(crate) fn leaf(issuer: &Ca) -> Der {
    leaf_with(issuer, |_| {})
}

pub(crate) fn leaf_with(issuer: &Ca, spoil: impl FnOnce(&mut CertificateParams)) -> Der {
    let mut params = leaf_params();
    spoil(&mut params);
    let made = params.signed_by(&key(), issuer).expect("a leaf");
    made.der().clone()
}

/// A certificate with some fields of its signed part changed.
pub(crate) fn rewritten(
    made: &CertificateDer<'_>,
    issuer: &Ca,
    change: impl FnOnce(&mut Vec<Vec<u8>>),
) -> Der {
    let whole = Value::of(SEQUENCE, made).expect("a certificate");
    let body = Value::of(SEQUENCE, whole.content).expect("a signed part");
    let mut fields = Vec::new();
    let mut rest = body.content;
    while let Some(field) = Value::first(rest) {
        fields.push(rest[..rest.len() - field.rest.len()].to_vec());
        rest = field.rest;
    }
    change(&mut fields);
    let algorithm = fields
        .iter()
        .find(|field| matches!(field[..], [SEQUENCE, _, 0x06, ..]))
        .expect("an algorithm")
        .clone();
    signed(&sequence(&fields.concat()), &algorithm, issuer)
}

/// A certificate with one byte of its signed part changed.
pub(crate) fn damaged(made: &CertificateDer<'_>, issuer: &Ca, at: usize, byte: u8) -> Der {
    let whole = Value::of(SEQUENCE, made).expect("a certificate");
    let body = Value::of(SEQUENCE, whole.content).expect("a signed part");
    let mut bytes = whole.content[..whole.content.len() - body.rest.len()].to_vec();
    let at = at % bytes.len();
    bytes[at] = byte;
    let algorithm = Value::of(SEQUENCE, body.rest).expect("an algorithm");
    let algorithm = &body.rest[..body.rest.len() - algorithm.rest.len()];
    signed(&bytes, algorithm, issuer)
}

fn signed(body: &[u8], algorithm: &[u8], issuer: &Ca) -> Der {
    let signature = issuer.key().sign(body).expect("a signature");
    let signature = value(0x03, &[&[0][..], &signature].concat());
    sequence(&[body, algorithm, &signature].concat()).into()
}

/// The same without its version and its extensions.
pub(crate) fn version_1(made: &CertificateDer<'_>, issuer: &Ca) -> Der {
    rewritten(made, issuer, |fields| {
        fields.truncate(PUBLIC_KEY + 1);
        fields.remove(0);
    })
}

/// A revocation list of May and June 2027 with these serial numbers, spoilt in one respect.
pub(crate) fn revocation_list(
    issuer: &Ca,
    serials: &[&[u8]],
    spoil: impl FnOnce(&mut CertificateRevocationListParams),
) -> Vec<u8> {
    let revoked = serials.iter().map(|serial| RevokedCertParams {
        serial_number: SerialNumber::from_slice(serial),
        revocation_time: date_time_ymd(2027, 4, 20),
        reason_code: None,
        invalidity_date: None,
    });
    let mut params = CertificateRevocationListParams {
        this_update: date_time_ymd(2027, 5, 1),
        next_update: date_time_ymd(2027, 7, 1),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    spoil(&mut params);
    let made = params.signed_by(issuer).expect("a revocation list");
    made.der().to_vec()
}

/// The key of a certificate, as it stands in another one.
pub(crate) fn public_key_of(der: &[u8]) -> Vec<u8> {
    let (_, parsed) = x509_parser::parse_x509_certificate(der).expect("a certificate");
    parsed.tbs_certificate.subject_pki.raw.to_vec()
}

/// The first certificate of a PEM file.
pub(crate) fn pem(file: &[u8]) -> Der {
    super::credentials::certificates(file)
        .expect("certificates")
        .remove(0)
}

pub(crate) fn sequence(content: &[u8]) -> Vec<u8> {
    value(SEQUENCE, content)
}

pub(crate) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len())
        .expect("a short one")
        .to_be_bytes();
    let length = match (high, low) {
        (0, ..=0x7f) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag][..], &length, content].concat()
}
