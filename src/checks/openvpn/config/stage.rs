//! How far to go: the stage that is asked for, and else the one that the given options and the
//! profile imply.

use crate::cli::openvpn::{Arguments, Door};

use super::super::profile::{Credentials, Unsupported};
use super::super::session::visit::Stage;
use super::source::Loaded;
use super::unsupported::is_replaced;
use super::{ConfigError, login};

const NO_PASSWORD: &str = "login not tried: the profile has no password; give --auth-user-pass";
const NO_LOGIN: &str =
    "login not tried: the profile has neither a certificate of ours nor a password";

/// The stage that is asked for by its name.
pub(super) fn asked(arguments: &Arguments) -> Option<Stage> {
    arguments.door.stage.map(Stage::from)
}

/// The stage to come to, and what keeps it from being the one that a profile would allow.
/// `has_login` tells whether there is somebody to log in as, `prompts` whether the profile wants a
/// password that nobody gave.
pub(super) fn stage(
    arguments: &Arguments,
    loaded: Option<&Loaded<'_>>,
    has_login: bool,
    prompts: bool,
) -> Result<(Stage, Option<String>), ConfigError> {
    let door = &arguments.door;
    let implied = implied(door);
    if let Some(stage) = asked(arguments) {
        return match implied {
            Some((option, least)) if stage < least => Err(ConfigError::Contradiction(format!(
                "{option} has nothing to do at this --stage"
            ))),
            _ if door.expect_auth_failed && stage > Stage::Login => {
                Err(no_tunnel("--stage tunnel"))
            }
            _ => Ok((stage, None)),
        };
    }
    if let (true, Some((option, Stage::Tunnel))) = (door.expect_auth_failed, implied) {
        return Err(no_tunnel(option));
    }
    let of_options = match implied {
        Some((_, stage)) => stage,
        None => Stage::Reset,
    };
    let of_environment = match login::has_environment() {
        true => Stage::Login,
        false => Stage::Reset,
    };
    let (of_profile, note) = match loaded {
        None => (Stage::Reset, None),
        Some(_) if prompts => (Stage::Certificate, Some(NO_PASSWORD.to_owned())),
        // A login that has to be refused opens no tunnel.
        Some(_) if has_login && door.expect_auth_failed => (Stage::Login, None),
        Some(_) if has_login => (Stage::Tunnel, None),
        Some(loaded) => (Stage::Certificate, Some(no_login(arguments, loaded))),
    };
    let least = of_options.max(of_environment);
    let note = note.filter(|_| least < Stage::Login);
    Ok((least.max(of_profile), note))
}

/// Who asks for a login where neither the command line nor the profile does: the environment. Empty
/// where it is to be seen.
pub(super) fn hint(arguments: &Arguments, loaded: Option<&Loaded<'_>>) -> &'static str {
    let by_option = asked(arguments).is_some() || implied(&arguments.door).is_some();
    let by_profile = loaded.is_some_and(|Loaded { profile, .. }| {
        profile.certificates.cert.is_some()
            || matches!(
                profile.credentials,
                Some(Credentials::File(_) | Credentials::Inline(_))
            )
    });
    match login::has_environment() && !by_option && !by_profile {
        true => {
            " (CHECK_OPENVPN_USERNAME and CHECK_OPENVPN_PASSWORD ask for a login; --stage reset does without)"
        }
        false => "",
    }
}

/// Why there is nobody to log in as.
fn no_login(arguments: &Arguments, loaded: &Loaded<'_>) -> String {
    let is_key = |one: &&Unsupported| one.is_about_our_key() && !is_replaced(arguments, one);
    match loaded.profile.unsupported.iter().find(is_key) {
        Some(one) => format!(
            "login not tried: {} is beyond this build: {}",
            one.option, one.reason
        ),
        None => NO_LOGIN.to_owned(),
    }
}

/// The furthest stage that an option of the command line is about, and that option.
fn implied(door: &Door) -> Option<(&'static str, Stage)> {
    let options = [
        (door.ping.is_some(), "--ping", Stage::Tunnel),
        (door.ping_size.is_some(), "--ping-size", Stage::Tunnel),
        (door.cert.is_some(), "--cert", Stage::Login),
        (door.key.is_some(), "--key", Stage::Login),
        (
            door.auth_user_pass.is_some(),
            "--auth-user-pass",
            Stage::Login,
        ),
        (
            door.expect_auth_failed,
            "--expect-auth-failed",
            Stage::Login,
        ),
        (!door.expect_push.is_empty(), "--expect-push", Stage::Login),
        (door.ca.is_some(), "--ca", Stage::Certificate),
        (
            door.remote_cert_tls.is_some(),
            "--remote-cert-tls",
            Stage::Certificate,
        ),
        (
            door.verify_x509_name.is_some(),
            "--verify-x509-name",
            Stage::Certificate,
        ),
        (
            !door.peer_fingerprint.is_empty(),
            "--peer-fingerprint",
            Stage::Certificate,
        ),
        (door.crl.is_some(), "--crl", Stage::Certificate),
        (
            door.certificate.is_some(),
            "--certificate",
            Stage::Certificate,
        ),
    ];
    let given = options.into_iter().find(|(is_given, ..)| *is_given);
    given.map(|(_, option, stage)| (option, stage))
}

fn no_tunnel(option: &str) -> ConfigError {
    ConfigError::Contradiction(format!(
        "{option} is about the tunnel, which --expect-auth-failed wants to stay shut"
    ))
}
