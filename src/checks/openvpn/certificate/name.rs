//! The name that a server's certificate has to bear: `--verify-x509-name`.
//!
//! OpenVPN `ssl_verify.c` (`verify_cert`, `verify_peer_cert`) and `ssl_verify_openssl.c`
//! (`x509_get_subject`, `extract_x509_field_ssl`: the last common name), as of 2.6. A leaf without
//! a common name is refused there even where no name is asked for.

use std::fmt::{self, Write};
use std::str::FromStr;

use crate::outcome::quote;
use crate::tls::certificate::Certificate;

use super::Issue;

/// OpenVPN's `TLS_USERNAME_LEN`, in bytes.
const LONGEST_COMMON_NAME: usize = 64;
/// Characters of a name that are shown in a sentence.
const LONGEST_SHOWN: usize = 200;

/// What `--verify-x509-name` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameRule {
    /// The whole subject, as in `C=KG, ST=NA, CN=Server-1`.
    Subject(String),
    /// The common name.
    Name(String),
    /// How the common name starts.
    NamePrefix(String),
}

/// Why a text is no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRuleError {
    /// There is no name to compare with.
    Empty,
    /// What follows the comma is no kind of name, and no part of a subject either.
    Kind,
}

impl fmt::Display for NameRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => {
                "a name is missing; examples: CN=vpn.example.org or vpn.example.org,name"
            }
            Self::Kind => "behind the comma stands subject, name or name-prefix",
        })
    }
}

impl std::error::Error for NameRuleError {}

/// `NAME[,subject|name|name-prefix]`, the word in any case. A subject has commas of its own: the
/// last one counts where exactly one of the three words follows it.
impl FromStr for NameRule {
    type Err = NameRuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, kind) = match text.rsplit_once(',') {
            Some((name, kind)) => (name, Some(kind.to_ascii_lowercase())),
            None => (text, None),
        };
        let (name, rule): (_, fn(String) -> Self) = match kind.as_deref() {
            Some("subject") => (name, Self::Subject),
            Some("name") => (name, Self::Name),
            Some("name-prefix") => (name, Self::NamePrefix),
            // No subject comes without a field, and each field has this sign.
            Some(_) if !text.contains('=') => return Err(NameRuleError::Kind),
            _ => (text, Self::Subject),
        };
        match name.is_empty() {
            true => Err(NameRuleError::Empty),
            false => Ok(rule(name.to_owned())),
        }
    }
}

/// What OpenVPN has against the name of a leaf.
pub(super) fn issue(leaf: &Certificate, rule: Option<&NameRule>) -> Option<Issue> {
    let Some(common_name) = common_name(leaf) else {
        return Some(Issue::refused(format!(
            "server certificate {} has no common name, and OpenVPN refuses it for that",
            leaf.label()
        )));
    };
    if common_name.len() > LONGEST_COMMON_NAME {
        return Some(Issue::refused(format!(
            "server certificate {} has a common name of {} bytes, and OpenVPN takes {LONGEST_COMMON_NAME} at most",
            leaf.label(),
            common_name.len()
        )));
    }
    let shown = |name: &str| quote(name.as_bytes(), LONGEST_SHOWN);
    let found = shown(&common_name);
    let text = match rule? {
        NameRule::Subject(wanted) => {
            let subject = subject(leaf);
            if *wanted == subject {
                return None;
            }
            let hint = match *wanted == common_name {
                true => "; that is its common name, which NAME,name compares",
                false => "",
            };
            format!(
                "server certificate is for \"{}\", not \"{}\" (verify-x509-name, subject){hint}",
                shown(&subject),
                shown(wanted)
            )
        }
        NameRule::Name(wanted) if *wanted == common_name => return None,
        NameRule::Name(wanted) => format!(
            "server certificate is for CN={found}, not CN={} (verify-x509-name, name)",
            shown(wanted)
        ),
        NameRule::NamePrefix(wanted) if common_name.starts_with(wanted) => return None,
        NameRule::NamePrefix(wanted) => format!(
            "server certificate is for CN={found}, which does not start with {} (verify-x509-name, name-prefix)",
            shown(wanted)
        ),
    };
    Some(Issue::refused(text))
}

/// The common name as OpenVPN compares it: it ends where a C string does, and has no controls.
fn common_name(leaf: &Certificate) -> Option<String> {
    let name = leaf.subject.common_name.as_deref()?;
    let name = name.split('\0').next().unwrap_or_default();
    let harmless = |c: char| if c.is_ascii_control() { '_' } else { c };
    Some(name.chars().map(harmless).collect())
}

/// The subject as OpenVPN compares it: with backslashes and controls escaped as OpenSSL does.
fn subject(leaf: &Certificate) -> String {
    let mut subject = String::new();
    for c in leaf.subject.text.chars() {
        match c {
            '\\' => subject.push_str("\\\\"),
            c if c.is_ascii_control() => {
                // Writing to a String cannot fail.
                write!(subject, "\\{:02X}", u32::from(c)).unwrap_or_default();
            }
            c => subject.push(c),
        }
    }
    subject
}
