//! A server's or client's certificate as a struct.

use std::ops::Range;

use rcgen::{
    CertificateParams, DnType, DnValue, ExtendedKeyUsagePurpose, KeyUsagePurpose, SanType,
    SerialNumber,
};

use super::key::KeyKind;
use crate::support::docker::pki::leaf::{dns, named};

/// Which authority signs a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The root that every client trusts unless it is told otherwise.
    Trusted,
    /// The last of three intermediates below the trusted root; all three are sent along.
    Chain,
    /// The same one, but the intermediates are not sent.
    ChainNotSent,
    /// A root that nobody trusts.
    Other,
    /// A root that nobody trusts but that bears the trusted one's name.
    SameName,
    /// A root that ran out two days ago.
    Expired,
    /// A root with five days left.
    ShortLived,
    /// No authority at all.
    Itself,
}

/// A certificate to be.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub country: Option<&'static str>,
    pub organization: Option<&'static str>,
    /// The name that OpenVPN goes by, as the last part of the subject.
    pub common_name: &'static str,
    /// Alternative names, which OpenVPN ignores.
    pub names: Vec<SanType>,
    /// No extension at all where empty.
    pub key_usages: Vec<KeyUsagePurpose>,
    /// No extension at all where empty.
    pub extended_key_usages: Vec<ExtendedKeyUsagePurpose>,
    /// Validity in days from now; each end is an hour beyond. With a P-521 key it begins now.
    pub days: Range<i64>,
    pub key: KeyKind,
    pub signer: Signer,
}

impl Leaf {
    /// A good certificate for a server.
    pub fn server() -> Self {
        Self {
            country: None,
            organization: None,
            common_name: "gatewatch test server",
            names: vec![dns("vpn.example.org")],
            key_usages: vec![KeyUsagePurpose::DigitalSignature],
            extended_key_usages: vec![ExtendedKeyUsagePurpose::ServerAuth],
            days: -1..90,
            key: KeyKind::P256,
            signer: Signer::Trusted,
        }
    }

    /// A good certificate for a client.
    pub fn client(common_name: &'static str) -> Self {
        Self {
            common_name,
            names: Vec::new(),
            extended_key_usages: vec![ExtendedKeyUsagePurpose::ClientAuth],
            ..Self::server()
        }
    }

    pub(super) fn params(&self) -> CertificateParams {
        let mut serial = [0; 16];
        getrandom::fill(&mut serial).expect("the kernel gives random bytes");
        // A serial number is positive and has no leading zeros.
        serial[0] = serial[0] & 0x3f | 0x40;

        let mut params = named(self.common_name, &self.days);
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (kind, text) in [
            (DnType::CountryName, self.country),
            (DnType::OrganizationName, self.organization),
            (DnType::CommonName, Some(self.common_name)),
        ] {
            if let Some(text) = text {
                let value = DnValue::Utf8String(text.to_owned());
                params.distinguished_name.push(kind, value);
            }
        }
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        params.subject_alt_names.clone_from(&self.names);
        params.key_usages.clone_from(&self.key_usages);
        params
            .extended_key_usages
            .clone_from(&self.extended_key_usages);
        params
    }
}
