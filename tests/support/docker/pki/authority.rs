//! Who signs: the authority that everybody trusts, and others that differ from it in one point.

use std::ops::Range;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};

use super::leaf::named;

/// Which authority signs a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Trusted,
    /// A valid intermediate of the trusted authority; its certificate is sent along.
    IntermediateSent,
    /// The same intermediate, which the peer never gets to see.
    IntermediateNotSent,
    /// One that nobody trusts.
    Other,
    /// One that nobody trusts but that bears the trusted one's name.
    SameName,
    /// One whose own certificate ran out two days ago.
    Expired,
    /// One whose own certificate has five days left.
    ShortLived,
    /// No authority at all.
    Itself,
}

/// A certificate that signs others, and its key.
pub struct Authority {
    pub issuer: Issuer<'static, KeyPair>,
    pub pem: String,
    pub key_pem: String,
}

impl Authority {
    /// A root that is valid on `days`, counted from now.
    pub fn root(common_name: &str, days: Range<i64>) -> Self {
        let (params, key) = params(common_name, &days);
        let certificate = params.self_signed(&key);
        Self {
            pem: certificate.expect("a root signs itself").pem(),
            key_pem: key.serialize_pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// PEM text of a revocation list with these serial numbers that is current on `days`.
    pub fn revocation_list<'a>(
        &self,
        serials: impl Iterator<Item = &'a [u8]>,
        days: &Range<i64>,
    ) -> String {
        let validity = named("", days);
        let revoked = |serial| RevokedCertParams {
            serial_number: SerialNumber::from_slice(serial),
            revocation_time: validity.not_before,
            reason_code: None,
            invalidity_date: None,
        };
        CertificateRevocationListParams {
            this_update: validity.not_before,
            next_update: validity.not_after,
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: serials.map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        }
        .signed_by(&self.issuer)
        .and_then(|list| list.pem())
        .expect("the authority signs a revocation list")
    }

    /// An authority below this one.
    pub fn intermediate(&self, common_name: &str) -> Self {
        let (params, key) = params(common_name, &(-30..365));
        let certificate = params.signed_by(&key, &self.issuer);
        Self {
            pem: certificate.expect("a root signs an intermediate").pem(),
            key_pem: key.serialize_pem(),
            issuer: Issuer::new(params, key),
        }
    }
}

fn params(common_name: &str, days: &Range<i64>) -> (CertificateParams, KeyPair) {
    let mut params = named(common_name, days);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().expect("an ECDSA key can be made");
    (params, key)
}
