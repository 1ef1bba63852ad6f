//! TLS alerts as sentences tell them.
//!
//! Numbers: IANA, TLS Alerts.

use crate::tls::alert_name;

/// An alert by name and number, such as `alert certificate_required (116)`.
pub fn alert(number: u8) -> String {
    format!("alert {} ({number})", alert_name(number))
}

/// Whether an alert is about the client's certificate, so that it refuses a caller rather than
/// a parameter of the handshake; `was_asked` tells whether the server had asked for one.
pub(super) fn is_about_certificates(number: u8, was_asked: bool) -> bool {
    match number {
        41..=46 | 48 | 49 | 116 => true,
        // Engines and haproxy say handshake_failure where a certificate is missing in TLS 1.2, and
        // rustls decrypt_error where the issuer has not signed. Before any certificate is asked
        // for, both are about something else.
        40 | 51 => was_asked,
        _ => false,
    }
}

/// Whether an alert says that this version, these suites or this name are not taken.
pub(super) fn is_about_the_offer(number: u8) -> bool {
    matches!(number, 40 | 70 | 71 | 86 | 112)
}
