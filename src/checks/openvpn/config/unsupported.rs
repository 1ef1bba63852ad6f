//! What a profile asks for and a probe cannot do: from which stage on it counts, and which option of
//! the command line takes its place.

use std::path::Path;

use crate::cli::openvpn::Arguments;

use super::super::profile::Unsupported;
use super::super::session::visit::Stage;
use super::ConfigError;

/// Refuses what the stage needs, unless the command line has something in its place.
pub(super) fn refuse_unsupported(
    arguments: &Arguments,
    path: &Path,
    unsupported: &[Unsupported],
    stage: Stage,
) -> Result<(), ConfigError> {
    let matters = |one: &&Unsupported| stage >= one.need.stage() && !is_replaced(arguments, one);
    match unsupported.iter().find(matters) {
        Some(one) => Err(ConfigError::Unsupported(path.to_owned(), one.clone())),
        None => Ok(()),
    }
}

/// Whether the command line says the same in a way that a probe can obey.
pub(super) fn is_replaced(arguments: &Arguments, unsupported: &Unsupported) -> bool {
    let door = &arguments.door;
    match unsupported.option.as_str() {
        "capath" => door.ca.is_some(),
        "crl-verify" => door.crl.is_some(),
        "ns-cert-type" | "remote-cert-eku" | "remote-cert-ku" => door.remote_cert_tls.is_some(),
        "verify-hash" => !door.peer_fingerprint.is_empty(),
        _ if unsupported.is_about_our_key() => door.cert.is_some() && door.key.is_some(),
        _ => false,
    }
}
