//! Why TLS could not go on, told apart by whose fault that is.

use rustls::{AlertDescription, Error};

use crate::tls::alert_name;

use super::TlsFault;

/// What an error of the TLS library's means.
pub(super) fn fault(error: &Error) -> TlsFault {
    match error {
        Error::AlertReceived(alert) => TlsFault::Alert(name(*alert)),
        Error::PeerIncompatible(_) => TlsFault::Legacy(error.to_string()),
        Error::General(why) => TlsFault::Broken(why.clone()),
        _ => TlsFault::Broken(error.to_string()),
    }
}

fn name(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::Unknown(number) => format!("unknown({number})"),
        alert => alert_name(u8::from(alert)).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rustls::PeerIncompatible;

    use super::*;

    #[test]
    fn what_this_build_cannot_do_is_told_from_what_nobody_may() {
        let error =
            Error::PeerIncompatible(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig);
        assert_eq!(fault(&error), TlsFault::Legacy(error.to_string()));
        let error = Error::General("of ours".into());
        assert_eq!(fault(&error), TlsFault::Broken("of ours".into()));
        let error = Error::DecryptError;
        assert_eq!(fault(&error), TlsFault::Broken(error.to_string()));
    }

    #[test]
    fn an_alert_is_named_as_rfc_8446_spells_it() {
        for (alert, name) in [
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::UnrecognisedName, "unrecognized_name"),
            (AlertDescription::BadRecordMac, "bad_record_mac"),
            (AlertDescription::Unknown(99), "unknown(99)"),
        ] {
            let fault = fault(&Error::AlertReceived(alert));
            assert_eq!(fault, TlsFault::Alert(name.into()));
        }
    }
}
