//! Certificate revocation lists as plain facts, and the questions to them.
//!
//! A delta list is read as if it were whole. Of an indirect list and of one for some reasons alone
//! is told no more than that it is one; what a distribution point narrows a list to is not looked
//! at. What follows from all this is the caller's business.
//!
//! Structure: RFC 5280, section 5. Times are seconds since 1970, in UTC.

use std::collections::HashMap;
use std::fmt;

use x509_parser::asn1_rs::FromDer;
use x509_parser::extensions::{GeneralName, ParsedExtension, X509Extension};
use x509_parser::revocation_list::CertificateRevocationList;
use x509_parser::x509::ReasonCode;

use super::certificate::{Certificate, Name, Proof, SignatureKind, hex, verify};

/// One revocation list.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// Whose certificates it lists.
    pub issuer: Name,
    /// First second at which it is valid.
    pub this_update: i64,
    /// Last second at which it is valid, where it says.
    pub next_update: Option<i64>,
    /// Which certificates of its issuer it speaks of.
    pub scope: Scope,
    /// How it is signed.
    pub signature: SignatureKind,
    /// Identifier of the first critical extension that has no meaning here.
    pub unknown_critical: Option<String>,
    authority: Authority,
    revoked: HashMap<String, i64>,
    signed_part: Vec<u8>,
    signature_bytes: Vec<u8>,
}

/// Which certificates of its issuer a list speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Whole,
    /// Those of one distribution point or of one kind.
    Part,
    /// It is indirect or for some reasons alone: nobody asks it without being told to.
    Special,
}

/// A certificate is on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The second of its revocation.
    pub on: i64,
}

/// The bytes are no revocation list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not an X.509 revocation list")
    }
}

impl std::error::Error for Unreadable {}

/// What a list says of the key that has signed it.
#[derive(Clone, Debug, Default)]
struct Authority {
    key: Option<Vec<u8>>,
    /// Issuer of the issuer's certificate, in DER.
    issuer: Option<Vec<u8>>,
    serial: Option<Vec<u8>>,
}

impl RevocationList {
    /// Reads one list in DER, with nothing behind it.
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        let (rest, parsed) = CertificateRevocationList::from_der(der).map_err(|_| Unreadable)?;
        if !rest.is_empty() {
            return Err(Unreadable);
        }
        let body = &parsed.tbs_cert_list;
        let revoked = body.revoked_certificates.iter();
        // Says of a delta list that it takes the certificate off the whole one.
        let counts = revoked.filter(|entry| {
            entry
                .reason_code()
                .is_none_or(|(_, reason)| reason != ReasonCode::RemoveFromCRL)
        });
        let mut list = Self {
            issuer: Name::read(&body.issuer),
            this_update: body.this_update.timestamp(),
            next_update: body.next_update.map(|time| time.timestamp()),
            scope: Scope::Whole,
            signature: SignatureKind::read(&parsed.signature_algorithm),
            unknown_critical: None,
            authority: Authority::default(),
            revoked: counts
                .map(|entry| (hex(entry.raw_serial()), entry.revocation_date.timestamp()))
                .collect(),
            signed_part: body.as_ref().to_vec(),
            signature_bytes: parsed.signature_value.data.to_vec(),
        };
        for extension in body.extensions() {
            list.take(extension);
        }
        let mut entries = body.revoked_certificates.iter();
        if let Some(id) = entries.find_map(|entry| unknown_critical(entry.extensions())) {
            list.unknown_critical.get_or_insert(id);
        }
        Ok(list)
    }

    fn take(&mut self, extension: &X509Extension) {
        match extension.parsed_extension() {
            ParsedExtension::IssuingDistributionPoint(point) => {
                self.scope = match point.indirect_crl || point.only_some_reasons.is_some() {
                    true => Scope::Special,
                    false => Scope::Part,
                };
            }
            ParsedExtension::AuthorityKeyIdentifier(authority) => {
                let names = authority.authority_cert_issuer.iter().flatten();
                let mut issuers = names.filter_map(|name| match name {
                    GeneralName::DirectoryName(name) => Some(name.as_raw().to_vec()),
                    _ => None,
                });
                self.authority = Authority {
                    key: authority.key_identifier.as_ref().map(|key| key.0.to_vec()),
                    issuer: issuers.next(),
                    serial: authority.authority_cert_serial.map(<[u8]>::to_vec),
                };
            }
            // Present and unreadable: it narrows the list somehow.
            ParsedExtension::ParseError { .. } if extension.oid.to_id_string() == POINT => {
                self.scope = Scope::Part;
            }
            _ => {
                if let Some(id) = unknown_critical(std::slice::from_ref(extension)) {
                    self.unknown_critical.get_or_insert(id);
                }
            }
        }
    }

    /// Whether the list is this issuer's: by its name, and by its key as far as both tell it.
    pub fn is_of(&self, issuer: &Certificate) -> bool {
        self.has_name_of(issuer) && self.has_key_of(issuer)
    }

    /// Whether the list bears this issuer's name, with whatever key.
    pub fn has_name_of(&self, issuer: &Certificate) -> bool {
        self.issuer.der == issuer.subject.der
    }

    fn has_key_of(&self, issuer: &Certificate) -> bool {
        let same = |ours: &Option<Vec<u8>>, theirs: Option<&[u8]>| match (ours, theirs) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        let serial = self.authority.serial.as_deref().map(hex);
        same(&self.authority.key, issuer.key_identifier.as_deref())
            && same(&self.authority.issuer, Some(&issuer.issuer.der))
            && serial.is_none_or(|serial| serial == issuer.serial)
    }

    /// The same without a word about the key of its issuer, as before RFC 5280.
    #[cfg(test)]
    pub(crate) fn forget_key(&mut self) {
        self.authority = Authority::default();
    }

    /// Whether this issuer's key has signed the list. Names are not looked at.
    pub fn proof(&self, issuer: &Certificate) -> Proof {
        verify(
            &self.signed_part,
            &self.signature,
            &self.signature_bytes,
            issuer,
        )
    }

    /// Whether the serial number is on the list. Whether the list is about the issuer of the
    /// certificate is another question.
    pub fn lists(&self, certificate: &Certificate) -> Option<Revoked> {
        let on = self.revoked.get(&certificate.serial)?;
        Some(Revoked { on: *on })
    }
}

/// The issuing distribution point.
const POINT: &str = "2.5.29.28";

/// Distribution point, authority key identifier, delta indicator, number, reason, date.
const KNOWN: [&str; 6] = [
    POINT,
    "2.5.29.35",
    "2.5.29.27",
    "2.5.29.20",
    "2.5.29.21",
    "2.5.29.24",
];

fn unknown_critical(extensions: &[X509Extension]) -> Option<String> {
    let critical = extensions.iter().filter(|extension| extension.critical);
    critical
        .map(|extension| extension.oid.to_id_string())
        .find(|id| !KNOWN.contains(&&**id))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CrlDistributionPoint, CrlIssuingDistributionPoint, RevocationReason};

    use super::*;
    use crate::tls::made::{Ca, leaf_with, revocation_list, root};

    const MAY: i64 = 1_809_129_600;
    const JULY: i64 = 1_814_400_000;
    const APRIL_20: i64 = 1_808_179_200;

    fn of(issuer: &Ca, serials: &[&[u8]]) -> RevocationList {
        RevocationList::parse(&revocation_list(issuer, serials, |_| {})).expect("a list")
    }

    fn read(der: &[u8]) -> Certificate {
        Certificate::parse(der).expect("a certificate")
    }

    #[test]
    fn tells_what_stands_in_it() {
        let ca = root("Lab CA");
        let list = of(&ca, &[&[7]]);
        assert_eq!(list.issuer.text, "CN=Lab CA");
        assert_eq!((list.this_update, list.next_update), (MAY, Some(JULY)));
        assert_eq!(list.scope, Scope::Whole);
        assert_eq!(list.signature.to_string(), "ECDSA with SHA-256");
        assert_eq!(list.unknown_critical, None);
    }

    #[test]
    fn lists_exactly_the_serial_numbers_in_it() {
        let ca = root("Lab CA");
        let list = of(&ca, &[&[7], &[0x01, 0x02], &[0xff]]);
        for (serial, is_listed) in [
            (&[7][..], true),
            (&[0x01, 0x02], true),
            (&[0xff], true),
            (&[0x02], false),
            (&[0x07, 0x00], false),
            (&[0x7f], false),
        ] {
            let leaf = leaf_with(&ca, |params| {
                params.serial_number = Some(rcgen::SerialNumber::from_slice(serial));
            });
            let revoked = is_listed.then_some(Revoked { on: APRIL_20 });
            assert_eq!(list.lists(&read(&leaf)), revoked, "{serial:x?}");
        }
        assert_eq!(of(&ca, &[]).lists(&read(ca.der())), None);
    }

    #[test]
    fn what_a_delta_takes_off_is_not_listed() {
        let ca = root("Lab CA");
        let der = revocation_list(&ca, &[&[7], &[8]], |params| {
            params.revoked_certs[0].reason_code = Some(RevocationReason::RemoveFromCrl);
            params.revoked_certs[1].reason_code = Some(RevocationReason::KeyCompromise);
        });
        let list = RevocationList::parse(&der).expect("a list");
        assert_eq!(list.revoked.keys().collect::<Vec<_>>(), ["08"]);
        assert_eq!(list.unknown_critical, None);
    }

    #[test]
    fn knows_its_issuer_by_name_and_key() {
        let (ours, namesake, other) = (root("Lab CA"), root("Lab CA"), root("Other"));
        let list = of(&ours, &[]);
        for (issuer, is_of, has_name, is_signed) in [
            (&ours, true, true, true),
            (&namesake, false, true, false),
            (&other, false, false, false),
        ] {
            let issuer = read(issuer.der());
            assert_eq!(list.is_of(&issuer), is_of);
            assert_eq!(list.has_name_of(&issuer), has_name);
            assert_eq!(list.proof(&issuer) == Proof::Made, is_signed);
        }
    }

    #[test]
    fn a_distribution_point_makes_it_a_part() {
        let ca = root("Lab CA");
        let der = revocation_list(&ca, &[], |params| {
            params.issuing_distribution_point = Some(CrlIssuingDistributionPoint {
                distribution_point: CrlDistributionPoint {
                    uris: vec!["http://192.0.2.1/crl".into()],
                },
                scope: None,
            });
        });
        let list = RevocationList::parse(&der).expect("a list");
        assert_eq!(list.scope, Scope::Part);
        assert_eq!(list.unknown_critical, None);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let ca = root("Lab CA");
        let list = revocation_list(&ca, &[], |_| {});
        let longer = [&list[..], &[0]].concat();
        for bytes in [
            &[][..],
            &[0x30, 0],
            ca.der(),
            &list[..list.len() - 1],
            &longer,
        ] {
            let error = RevocationList::parse(bytes).expect_err("it is none");
            assert_eq!(error.to_string(), "it is not an X.509 revocation list");
        }
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(at: usize, byte: u8, bytes: Vec<u8>) {
            let _ = RevocationList::parse(&bytes);
            let ca = root("Lab CA");
            let mut list = revocation_list(&ca, &[&[7]], |_| {});
            let at = at % list.len();
            list[at] = byte;
            if let Ok(list) = RevocationList::parse(&list) {
                let issuer = read(ca.der());
                let _ = (list.is_of(&issuer), list.proof(&issuer), list.lists(&issuer));
            }
        }
    }
}
