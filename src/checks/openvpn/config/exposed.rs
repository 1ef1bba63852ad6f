//! Files with a secret in them that every user of this machine may read.

use std::path::PathBuf;

use crate::cli::openvpn::Arguments;
use crate::files;

use super::super::profile::{self, Profile, Source};
use super::source::Loaded;

/// A note for each, be it of the command line, of the profile or the profile itself.
pub(super) fn notes(arguments: &Arguments, loaded: Option<&Loaded<'_>>) -> Vec<String> {
    let door = &arguments.door;
    let named = [
        &arguments.tls_auth,
        &arguments.tls_crypt,
        &arguments.tls_crypt_v2,
        &door.key,
        &door.auth_user_pass,
    ];
    let mut secret: Vec<PathBuf> = named.into_iter().flatten().cloned().collect();
    let digits = [&arguments.digest_key_client, &arguments.digest_key_server];
    let behind_at = digits.into_iter().flatten();
    secret.extend(behind_at.filter_map(|key| Some(key.strip_prefix('@')?.into())));
    if let Some(loaded) = loaded {
        for source in sources(&loaded.profile) {
            secret.push(match source {
                Some(file) => loaded.find(file),
                None => loaded.path.to_owned(),
            });
        }
    }
    files::notes_on_open(&secret)
}

/// Where the profile has its secrets: in a file, or else in itself.
fn sources(profile: &Profile) -> impl Iterator<Item = Option<&PathBuf>> {
    let keys = profile.remotes.iter().filter_map(|it| key(&it.protection));
    let keys = keys.chain(&profile.certificates.key).map(|key| match key {
        Source::File(file) => Some(file),
        Source::Inline(_) => None,
    });
    let login = match &profile.credentials {
        Some(profile::Credentials::File(file)) => Some(Some(file)),
        Some(profile::Credentials::Inline(_)) => Some(None),
        Some(profile::Credentials::Prompt) | None => None,
    };
    keys.chain(login)
}

fn key(protection: &profile::Protection) -> Option<&Source> {
    match protection {
        profile::Protection::Plain => None,
        profile::Protection::TlsAuth { key, .. }
        | profile::Protection::TlsCrypt(key)
        | profile::Protection::TlsCryptV2(key) => Some(key),
    }
}
