//! DER to plain facts, by way of `x509-parser`, which is lenient: what is wrong with a certificate
//! is to be said of it and must not keep it from being read.
//!
//! Which critical extensions are known: the ones that webpki has a rule for (`cert.rs`).

use std::fmt::Write;
use std::net::IpAddr;

use x509_parser::asn1_rs::FromDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension, X509Extension};

use super::{
    AlternativeNames, Certificate, ExtendedKeyUsage, KeyKind, KeyUsage, Name, SignatureKind,
    Unreadable,
};

/// Key usage, alternative names, basic constraints, name constraints, distribution points of
/// revocation lists, extended key usage.
const KNOWN_CRITICAL: [&str; 6] = [
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.19",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.37",
];

pub(super) fn certificate(der: &[u8]) -> Result<Certificate, Unreadable> {
    let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| Unreadable)?;
    if !rest.is_empty() {
        return Err(Unreadable);
    }
    let body = &parsed.tbs_certificate;
    let mut certificate = Certificate {
        version: body.version.0.saturating_add(1),
        serial: hex(body.raw_serial()),
        subject: Name::read(&body.subject),
        issuer: Name::read(&body.issuer),
        not_before: body.validity.not_before.timestamp(),
        not_after: body.validity.not_after.timestamp(),
        alternative_names: None,
        extended_key_usage: None,
        key_usage: None,
        is_ca: false,
        path_length: None,
        has_name_constraints: false,
        key_identifier: None,
        key: KeyKind::read(&body.subject_pki),
        signature: SignatureKind::read(&parsed.signature_algorithm),
        unknown_critical: None,
        der: der.to_vec(),
        signed_part: body.as_ref().to_vec(),
        signature_bytes: parsed.signature_value.data.to_vec(),
        key_info: body.subject_pki.raw.to_vec(),
        public_key: body.subject_pki.subject_public_key.data.to_vec(),
        issuers_issuer: None,
    };
    for extension in body.extensions() {
        take(&mut certificate, extension);
    }
    Ok(certificate)
}

fn take(certificate: &mut Certificate, extension: &X509Extension) {
    let id = extension.oid.to_id_string();
    match extension.parsed_extension() {
        ParsedExtension::SubjectAlternativeName(names) => {
            certificate.alternative_names = Some(alternative_names(&names.general_names));
        }
        ParsedExtension::ExtendedKeyUsage(usage) => {
            let others = [
                usage.code_signing,
                usage.email_protection,
                usage.time_stamping,
                usage.ocsp_signing,
            ];
            let others = others.into_iter().filter(|is_set| *is_set).count();
            certificate.extended_key_usage = Some(ExtendedKeyUsage {
                server_auth: usage.server_auth,
                client_auth: usage.client_auth,
                any: usage.any,
                others: others + usage.other.len(),
            });
        }
        ParsedExtension::KeyUsage(usage) => {
            certificate.key_usage = Some(KeyUsage {
                tls: usage.digital_signature() || usage.key_encipherment() || usage.key_agreement(),
                certificates: usage.key_cert_sign(),
                revocation_lists: usage.crl_sign(),
            });
        }
        ParsedExtension::SubjectKeyIdentifier(identifier) => {
            certificate.key_identifier = Some(identifier.0.to_vec());
        }
        ParsedExtension::BasicConstraints(constraints) => {
            certificate.is_ca = constraints.ca;
            certificate.path_length = constraints.path_len_constraint;
        }
        ParsedExtension::AuthorityKeyIdentifier(authority) => {
            let mut names = authority.authority_cert_issuer.iter().flatten();
            certificate.issuers_issuer = names.find_map(|name| match name {
                GeneralName::DirectoryName(name) => Some(name.as_raw().to_vec()),
                _ => None,
            });
        }
        // Present, and too damaged to say anything: for the questions here the same as empty.
        ParsedExtension::ParseError { .. } if id == "2.5.29.17" => {
            certificate.alternative_names = Some(AlternativeNames::default());
        }
        ParsedExtension::ParseError { .. } if id == "2.5.29.15" => {
            certificate.key_usage = Some(KeyUsage::default());
        }
        ParsedExtension::ParseError { .. } if id == "2.5.29.37" => {
            certificate.extended_key_usage = Some(ExtendedKeyUsage::default());
        }
        _ => {}
    }
    certificate.has_name_constraints |= id == "2.5.29.30";
    if extension.critical && !KNOWN_CRITICAL.contains(&&*id) {
        certificate.unknown_critical.get_or_insert(id);
    }
}

fn alternative_names(names: &[GeneralName]) -> AlternativeNames {
    let mut found = AlternativeNames::default();
    for name in names {
        match name {
            GeneralName::DNSName(name) => found.dns.push((*name).to_owned()),
            GeneralName::IPAddress(bytes) => match address(bytes) {
                Some(address) => found.addresses.push(address),
                None => found.others += 1,
            },
            _ => found.others += 1,
        }
    }
    found
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(v4.into());
    }
    Some(<[u8; 16]>::try_from(bytes).ok()?.into())
}

/// Lower-case hexadecimal, as serial numbers are kept.
pub(in crate::tls) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}
