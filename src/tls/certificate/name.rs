//! Distinguished names on one line, in the order and with the short names of OpenSSL:
//! `C=KG, ST=NA, CN=Server-1`, as OpenVPN's `--verify-x509-name` compares them.
//!
//! Short names: OpenSSL `obj_dat.h`, `X509_NAME_print_ex` with `XN_FLAG_SEP_CPLUS_SPC`. String
//! types: X.690; a `T61String` is read as Latin-1, which is what issuers mean by it.

use std::fmt::Write;

use x509_parser::asn1_rs::Tag;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

const SHORT_NAMES: [(&str, &str); 24] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.41", "name"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
    ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
];

/// A subject or an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The whole name on one line. Empty where the name is.
    pub text: String,
    /// The last common name in it, which is the most specific one.
    pub common_name: Option<String>,
    /// The name as it stands in the certificate, for comparing.
    pub der: Vec<u8>,
    attributes: Vec<(String, String)>,
}

impl Name {
    pub(in crate::tls) fn read(name: &X509Name) -> Self {
        let mut text = String::new();
        let mut attributes = Vec::new();
        for part in name.iter() {
            for (index, attribute) in part.iter().enumerate() {
                let separator = match (text.is_empty(), index) {
                    (true, _) => "",
                    (false, 0) => ", ",
                    (false, _) => " + ",
                };
                let (kind, value) = (short_name(attribute), value_text(attribute));
                // Writing to a String cannot fail.
                write!(text, "{separator}{kind}={value}").unwrap_or_default();
                attributes.push((kind, value));
            }
        }
        let common_name = attributes.iter().rev().find(|(kind, _)| kind == "CN");
        Self {
            text,
            common_name: common_name.map(|(_, value)| value.clone()),
            der: name.as_raw().to_vec(),
            attributes,
        }
    }

    /// Whether the two look as if one organisation had made them up: they share an organisation or
    /// a domain, or their common names start with the same word.
    pub(super) fn is_akin_to(&self, other: &Self) -> bool {
        let shared = self.attributes.iter().any(|attribute| {
            matches!(&*attribute.0, "O" | "DC") && other.attributes.contains(attribute)
        });
        shared
            || matches!(
                (self.first_word(), other.first_word()),
                (Some(one), Some(two)) if one == two
            )
    }

    fn first_word(&self) -> Option<String> {
        let word = self.common_name.as_ref()?.split_whitespace().next()?;
        let word = word.to_lowercase();
        (word.len() > 2 && !matches!(&*word, "root" | "the" | "issuing")).then_some(word)
    }

    /// For sentences: `CN=...`, or the whole of it where there is no common name.
    pub fn label(&self) -> String {
        let label = match &self.common_name {
            Some(name) => format!("CN={name}"),
            None if self.text.is_empty() => "an empty name".to_owned(),
            None => self.text.clone(),
        };
        crate::outcome::quote(label.as_bytes(), super::LONGEST_NAME)
    }
}

fn short_name(attribute: &AttributeTypeAndValue) -> String {
    let id = attribute.attr_type().to_id_string();
    match SHORT_NAMES.iter().find(|(known, _)| *known == id) {
        Some((_, name)) => (*name).to_owned(),
        None => id,
    }
}

fn value_text(attribute: &AttributeTypeAndValue) -> String {
    let bytes = attribute.as_slice();
    match attribute.attr_value().tag() {
        Tag::T61String => bytes.iter().copied().map(char::from).collect(),
        Tag::BmpString => {
            let units = bytes.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => u16::MAX,
            });
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        Tag::UniversalString => bytes
            .chunks(4)
            .map(|digits| digits.iter().fold(0, |c, &d| c << 8 | u32::from(d)))
            .map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}
