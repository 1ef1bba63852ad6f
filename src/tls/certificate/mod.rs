//! One certificate as plain facts, and what is to be said of a chain of them.
//!
//! Everything that stands in a certificate is foreign text and is given back as it is: the renderer
//! makes it harmless. What is shown of it is bounded in length here.
//!
//! Structure: RFC 5280, section 4. Times are seconds since 1970, in UTC.

mod chain;
mod date;
mod key;
mod name;
mod read;
mod signature;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fmt::Write;
use std::net::IpAddr;

use sha2::{Digest, Sha256};

use crate::outcome::quote;

pub use chain::{
    Authority, ChainFault, Evidence, Examination, Expectation, Expiry, FaultKind, Purpose, Role,
    Trust, Usage, examine,
};
pub use date::{Validity, date_text, days_left};
pub use key::KeyKind;
pub use name::Name;
pub(super) use read::hex;
pub use signature::{Hash, Proof, SignatureKind, verify};

/// Characters of a name that are shown in a sentence.
const LONGEST_NAME: usize = 100;

/// The facts of one certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// X.509 version as people count it; 3 in all that TLS takes.
    pub version: u32,
    /// Serial number in lower-case hexadecimal, without separators.
    pub serial: String,
    /// Whom it is for.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// First second at which it is valid.
    pub not_before: i64,
    /// Last second at which it is valid.
    pub not_after: i64,
    /// The subject alternative names, if there is such an extension.
    pub alternative_names: Option<AlternativeNames>,
    /// The extended key usage, if there is such an extension.
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    /// The key usage, if there is such an extension.
    pub key_usage: Option<KeyUsage>,
    /// Whether the basic constraints say that it is a CA's.
    pub is_ca: bool,
    /// How many intermediates the basic constraints allow between it and a leaf.
    pub path_length: Option<u32>,
    /// Kind of its public key.
    pub key: KeyKind,
    /// How it is signed.
    pub signature: SignatureKind,
    /// Whether it constrains the names in certificates beneath it.
    pub has_name_constraints: bool,
    /// The subject key identifier, if there is such an extension.
    pub key_identifier: Option<Vec<u8>>,
    /// Identifier of the first critical extension that TLS clients have no rule for.
    pub unknown_critical: Option<String>,
    der: Vec<u8>,
    signed_part: Vec<u8>,
    signature_bytes: Vec<u8>,
    key_info: Vec<u8>,
    public_key: Vec<u8>,
    /// Issuer of the issuer, in DER, where the authority key identifier names it.
    issuers_issuer: Option<Vec<u8>>,
}

/// The subject alternative names of a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlternativeNames {
    /// DNS names, wildcards included.
    pub dns: Vec<String>,
    /// IP addresses.
    pub addresses: Vec<IpAddr>,
    /// How many of other kinds there are.
    pub others: usize,
}

/// What the extended key usage allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    /// To be a TLS server.
    pub server_auth: bool,
    /// To be a TLS client.
    pub client_auth: bool,
    /// "anyExtendedKeyUsage", which not everybody takes for the two above.
    pub any: bool,
    /// How many other uses there are.
    pub others: usize,
}

/// What the key usage allows, as far as anybody here asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage {
    /// Digital signature, key encipherment or key agreement: one of the three a TLS peer needs.
    pub tls: bool,
    /// To sign certificates.
    pub certificates: bool,
    /// To sign revocation lists.
    pub revocation_lists: bool,
}

/// The bytes are no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not an X.509 certificate")
    }
}

impl std::error::Error for Unreadable {}

impl Certificate {
    /// Reads one certificate in DER, with nothing behind it.
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        read::certificate(der)
    }

    /// The certificate as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The public key: a point, an Ed25519 key, or the DER of modulus and exponent.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The SHA-256 fingerprint, as OpenVPN's `--peer-fingerprint` compares it.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// The SHA-256 fingerprint as OpenSSL writes it: `AB:CD:...`.
    pub fn fingerprint_text(&self) -> String {
        let mut text = String::with_capacity(95);
        for (index, byte) in self.fingerprint().iter().enumerate() {
            let colon = if index > 0 { ":" } else { "" };
            // Writing to a String cannot fail.
            write!(text, "{colon}{byte:02X}").unwrap_or_default();
        }
        text
    }

    /// A short name for sentences: `CN=vpn.example.org`, or the whole subject, an alternative name
    /// or the serial number where there is no common name. At most 100 characters.
    pub fn label(&self) -> String {
        let names = self.alternative_names.as_ref();
        let label = if let Some(name) = &self.subject.common_name {
            format!("CN={name}")
        } else if !self.subject.text.is_empty() {
            self.subject.text.clone()
        } else if let Some(name) = names.and_then(|names| names.dns.first()) {
            name.clone()
        } else if let Some(address) = names.and_then(|names| names.addresses.first()) {
            address.to_string()
        } else {
            format!("serial number {}", self.serial)
        };
        quote(label.as_bytes(), LONGEST_NAME)
    }

    /// Whether subject and issuer are the same, as in every self-signed certificate.
    pub fn is_self_issued(&self) -> bool {
        self.subject.der == self.issuer.der
    }

    /// Whether the issuer's key has signed it. Names are not looked at.
    pub fn proof(&self, issuer: &Self) -> Proof {
        signature::proof(self, issuer)
    }

    /// Where `now` lies in its time.
    pub fn validity(&self, now: i64) -> Validity {
        Validity::of(self.not_before, self.not_after, now)
    }
}
