//! Options that could do nothing with what is asked for, which nobody gives on purpose.

use crate::cli::openvpn::Arguments;

use super::super::session::visit::Stage;
use super::{ConfigError, Door, Protection};

/// Options that could do nothing for want of another one, or beside one.
pub(super) fn refuse_lone_options(
    arguments: &Arguments,
    has_profile: bool,
) -> Result<(), ConfigError> {
    for (given, option) in [(arguments.door.any, "--any"), (arguments.door.all, "--all")] {
        if given && !has_profile {
            return Err(needs(option, "--profile"));
        }
        if given && arguments.host().is_some() {
            return Err(ConfigError::Contradiction(format!(
                "{option} is about the remotes of the profile, and HOST stands for all of them: leave one of the two out"
            )));
        }
    }
    match arguments.digest_key_server.is_some() && arguments.digest_key_client.is_none() {
        true => Err(needs("--digest-key-server", "--digest-key-client")),
        false => Ok(()),
    }
}

/// Options about a key where no server is asked with such a one.
pub(super) fn refuse_keyless_options(
    arguments: &Arguments,
    has_profile: bool,
    stage: Stage,
    protections: &[Protection],
) -> Result<(), ConfigError> {
    let has = |is_one: fn(&Protection) -> bool| protections.iter().any(is_one);
    let tls_auth = has(|one| matches!(one, Protection::TlsAuth(_, Some(_))));
    let encrypted = has(|one| matches!(one, Protection::TlsCrypt | Protection::TlsCryptV2));
    let digest = has(|one| matches!(one, Protection::TlsAuth(..)));
    let signed = tls_auth || encrypted || arguments.digest_key_server.is_some();
    // The former plugin let it stand alone, so that it does in what that plugin could do.
    let is_new = has_profile || stage > Stage::Reset;
    let key = match has_profile {
        true => "--tls-auth, or tls-auth in the profile",
        false => "--tls-auth",
    };
    for (given, option, enough, what) in [
        (
            arguments.key_direction.is_some(),
            "--key-direction",
            tls_auth,
            key,
        ),
        (
            arguments.tls_auth_inverse,
            "--tls-auth-inverse",
            tls_auth,
            key,
        ),
        (
            arguments.digest.is_some() && is_new,
            "--digest",
            digest,
            key,
        ),
        (
            arguments.clock_offset.is_some(),
            "--clock-offset",
            signed,
            "a key that the server signs with, such as --tls-auth or --tls-crypt",
        ),
    ] {
        if given && !enough {
            return Err(needs(option, what));
        }
    }
    Ok(())
}

/// `--diagnose` where there is nothing else to try.
pub(super) fn refuse_idle_diagnosis(doors: &[Door]) -> Result<(), ConfigError> {
    match doors.iter().all(|door| door.candidates.is_empty()) {
        true => Err(ConfigError::Contradiction(
            "--diagnose needs a key to try in other ways: give --tls-auth or --tls-crypt".into(),
        )),
        false => Ok(()),
    }
}

/// Options that contradict a look behind the reset. `hint` tells who asks for that look, where this
/// is not to be seen on the command line.
pub(super) fn refuse_idle_stages(
    arguments: &Arguments,
    stage: Stage,
    hint: &str,
) -> Result<(), ConfigError> {
    if stage == Stage::Reset {
        return Ok(());
    }
    for (given, option) in [
        (arguments.expect_silence, "--expect-silence"),
        (arguments.no_validation, "--no-validation"),
    ] {
        if given {
            return Err(ConfigError::Contradiction(format!(
                "{option} is about the reset alone: give --stage reset, or leave it out{hint}"
            )));
        }
    }
    if arguments.digest_key_client.is_some() && arguments.digest_key_server.is_none() {
        return Err(ConfigError::Contradiction(
            "behind the reset the server's signatures have to be checked: give --digest-key-server"
                .into(),
        ));
    }
    Ok(())
}

fn needs(option: &str, what: &str) -> ConfigError {
    ConfigError::Contradiction(format!("{option} needs {what}"))
}
