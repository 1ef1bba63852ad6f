//! What a server wants that does not answer to what it was given, in a sentence.

use super::super::config::{Protection, Terms};
use super::super::verdict::{Diagnosis, Verdict};
use super::words::Place;

/// The sentence on a verdict with a diagnosis; `plain` is the one without.
pub(super) fn of(terms: &Terms, verdict: &Verdict, diagnosis: &Diagnosis, plain: &str) -> String {
    let place = Place::new(terms, verdict);
    let given = described(terms.protection);
    match &diagnosis.wanted[..] {
        [] if diagnosis.tried == 1 => {
            format!("{plain}; without a key it is not answered either")
        }
        [] => format!(
            "{plain}; {} other ways to ask with this key were tried, and none is answered",
            diagnosis.tried
        ),
        [wanted] => format!(
            "{place} does not answer to {given} and does answer to {}: {}",
            described(*wanted),
            advice(*wanted)
        ),
        several => {
            let wanted: Vec<String> = several.iter().map(|one| described(*one)).collect();
            format!(
                "{place} does not answer to {given} and does answer to {}",
                wanted.join(" and to ")
            )
        }
    }
}

fn described(protection: Protection) -> String {
    match protection {
        Protection::TlsAuth(digest, Some(direction)) => {
            format!("tls-auth {digest} with key direction {}", direction.name())
        }
        Protection::Plain => "packets without a key".into(),
        other => other.to_string(),
    }
}

fn advice(protection: Protection) -> String {
    match protection {
        Protection::TlsAuth(digest, Some(direction)) => format!(
            "give --tls-auth, --digest {digest} and --key-direction {}",
            direction.name()
        ),
        Protection::TlsAuth(digest, None) => format!("give --tls-auth and --digest {digest}"),
        Protection::TlsCrypt => "give the key to --tls-crypt".into(),
        Protection::TlsCryptV2 => "give the key to --tls-crypt-v2".into(),
        Protection::Plain => "give no key".into(),
    }
}
