//! Why TLS could not go on, told apart by whose fault that is.

use rustls::Error;

use super::TlsFault;

/// What an error of the TLS library's means.
pub(super) fn fault(error: &Error) -> TlsFault {
    match error {
        Error::AlertReceived(alert) => TlsFault::Alert(snake_case(&format!("{alert:?}"))),
        Error::PeerIncompatible(_) => TlsFault::Legacy(error.to_string()),
        Error::General(why) => TlsFault::Broken(why.clone()),
        _ => TlsFault::Broken(error.to_string()),
    }
}

/// The name of an alert as RFC 8446 spells it.
fn snake_case(name: &str) -> String {
    let mut spelled = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && index > 0 {
            spelled.push('_');
        }
        spelled.push(letter.to_ascii_lowercase());
    }
    spelled
}
