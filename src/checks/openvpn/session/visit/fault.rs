//! Why TLS could not go on, told apart by whose fault that is.

use rustls::{AlertDescription, Error, PeerIncompatible};

use crate::tls::alert_name;
use crate::tls::client::Versions;

use super::TlsFault;

/// What an error of the TLS library's means where these versions were offered.
pub(super) fn fault(error: &Error, offered: Versions) -> TlsFault {
    use PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig as Disabled;
    match error {
        Error::PeerIncompatible(Disabled) if offered != Versions::Any => {
            TlsFault::Narrowed(offered)
        }
        Error::AlertReceived(AlertDescription::ProtocolVersion) if offered == Versions::Tls13 => {
            TlsFault::Narrowed(offered)
        }
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
    use super::*;

    #[test]
    fn what_this_build_cannot_do_is_told_from_what_nobody_may() {
        let fault = |error: &Error| super::fault(error, Versions::Any);
        let error =
            Error::PeerIncompatible(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig);
        assert_eq!(fault(&error), TlsFault::Legacy(error.to_string()));
        let error = Error::General("of ours".into());
        assert_eq!(fault(&error), TlsFault::Broken("of ours".into()));
        let error = Error::DecryptError;
        assert_eq!(fault(&error), TlsFault::Broken(error.to_string()));
    }

    #[test]
    fn what_the_profile_rules_out_is_told_from_what_this_build_cannot_do() {
        let chosen =
            Error::PeerIncompatible(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig);
        let alert = Error::AlertReceived(AlertDescription::ProtocolVersion);
        let named = || TlsFault::Alert("protocol_version".into());
        for (error, offered, expected) in [
            (
                &chosen,
                Versions::Tls13,
                TlsFault::Narrowed(Versions::Tls13),
            ),
            (
                &chosen,
                Versions::Tls12,
                TlsFault::Narrowed(Versions::Tls12),
            ),
            (&alert, Versions::Tls13, TlsFault::Narrowed(Versions::Tls13)),
            // The server may as well have nothing but 1.0.
            (&alert, Versions::Tls12, named()),
            (&alert, Versions::Any, named()),
        ] {
            assert_eq!(fault(error, offered), expected);
        }
    }

    #[test]
    fn an_alert_is_named_as_rfc_8446_spells_it() {
        for (alert, name) in [
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::UnrecognisedName, "unrecognized_name"),
            (AlertDescription::BadRecordMac, "bad_record_mac"),
            (AlertDescription::Unknown(99), "unknown(99)"),
        ] {
            let fault = fault(&Error::AlertReceived(alert), Versions::Any);
            assert_eq!(fault, TlsFault::Alert(name.into()));
        }
    }
}
