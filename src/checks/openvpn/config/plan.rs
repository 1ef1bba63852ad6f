//! What is the same for every remote of a run, and the plan that comes of it for one of them.

use std::sync::Arc;

use crate::cli::openvpn::{Arguments, PingTarget};
use crate::outcome::{Finding, Range};
use crate::tls::certificate::{Certificate, Validity, date_text};
use crate::tls::client::Versions;
use crate::tls::credentials::Identity;

use super::super::certificate::Policy;
use super::super::key::Direction;
use super::super::login::Credentials;
use super::super::profile;
use super::super::session::tls::Terms;
use super::super::session::visit::{Ping, Plan, Stage};
use super::super::tunnel::{Cipher, Framing};
use super::source::Loaded;
use super::{ConfigError, LoginWith, Transport, idle, login, stage, trust};

/// What is the same for every remote.
pub(super) struct Common {
    pub(super) stage: Stage,
    policy: Arc<Policy>,
    versions: Versions,
    identity: Option<Identity>,
    credentials: Option<Credentials>,
    /// As whom to log in, for sentences.
    pub(super) login: LoginWith,
    ciphers: Vec<Cipher>,
    cipher: Option<String>,
    framing: Framing,
    ping: Ping,
    /// What keeps a profile from being a complete check.
    pub(super) notes: Vec<Finding>,
    /// What of a profile does not come into it, for all remotes alike.
    pub(super) remarks: Vec<Finding>,
}

impl Common {
    /// Reads whatever the stage needs that is asked for.
    pub(super) fn new(
        arguments: &Arguments,
        loaded: Option<&Loaded<'_>>,
        now: i64,
    ) -> Result<Self, ConfigError> {
        let (identity, credentials) = match stage::asked(arguments) {
            // Whoever is not to log in needs nobody's key.
            Some(stage) if stage < Stage::Login => (None, None),
            _ => (
                login::identity(arguments, loaded)?,
                login::credentials(arguments, loaded)?,
            ),
        };
        let prompts = credentials.is_none()
            && loaded.is_some_and(|loaded| {
                matches!(
                    loaded.profile.credentials,
                    Some(profile::Credentials::Prompt)
                )
            });
        let has_login = identity.is_some() || credentials.is_some();
        let (stage, note) = stage::stage(arguments, loaded, has_login, prompts)?;
        if let (true, true, Some(loaded)) = (stage >= Stage::Login, prompts, loaded) {
            let text = "it asks for a user name and a password and does not have them; give --auth-user-pass";
            return Err(ConfigError::of_profile(loaded.path, text));
        }
        if stage >= Stage::Login && !has_login {
            return Err(ConfigError::Contradiction(
                "a login needs --auth-user-pass, or --cert and --key".into(),
            ));
        }
        let (policy, versions) = match stage {
            Stage::Reset => (Policy::default(), Versions::Any),
            _ => (trust::policy(arguments, loaded)?, trust::versions(loaded)?),
        };
        let hint = stage::hint(arguments, loaded);
        idle::refuse_idle_stages(arguments, stage, hint)?;
        if stage >= Stage::Login && !policy.verifies() {
            return Err(ConfigError::Contradiction(format!(
                "a login needs --ca or --peer-fingerprint: nothing is said to a server that nobody vouches for{hint}"
            )));
        }
        let profile = loaded.map(|loaded| &loaded.profile);
        Ok(Self {
            stage,
            remarks: match (stage, loaded) {
                (Stage::Reset, _) | (_, None) => Vec::new(),
                (_, Some(loaded)) => remarks(arguments, loaded, &policy),
            },
            ciphers: ciphers(loaded, stage)?,
            policy: Arc::new(policy),
            versions,
            login: LoginWith {
                certificate: identity.is_some(),
                fault: identity.as_ref().and_then(|it| fault(it, now)),
                password: credentials.is_some(),
                is_tap: profile.is_some_and(|profile| profile.tap),
            },
            identity,
            credentials,
            cipher: profile.and_then(|profile| {
                let fallback = profile.data_ciphers_fallback.as_ref();
                fallback.or(profile.cipher.as_ref()).cloned()
            }),
            framing: profile
                .and_then(|profile| profile.compression)
                .map_or(Framing::None, framing),
            ping: Ping {
                target: match arguments.door.ping {
                    Some(PingTarget::Address(address)) => Some(address),
                    _ => None,
                },
                size: arguments.door.ping_size,
                is_demanded: arguments.door.ping.is_some() || arguments.door.ping_size.is_some(),
            },
            notes: note.map(Finding::ok).into_iter().collect(),
        })
    }

    /// Whether it is found out who the server is.
    pub(super) fn verifies(&self) -> bool {
        self.policy.verifies()
    }

    /// A profile with which OpenVPN would not start, since nobody vouches for the server.
    pub(super) fn refuse_unvouched(&self, loaded: &Loaded<'_>) -> Result<(), ConfigError> {
        if self.stage == Stage::Reset || self.verifies() {
            return Ok(());
        }
        // The authority is in there, too.
        if loaded.profile.certificates.pkcs12.is_some() {
            return Err(login::no_pkcs12(loaded));
        }
        let text = "it has neither ca nor peer-fingerprint, and OpenVPN does not start without one; give --ca or --peer-fingerprint, or --stage reset, which does without";
        Err(ConfigError::of_profile(loaded.path, text))
    }

    /// Whether an answer to a ping was asked for.
    pub(super) fn ping_is_demanded(&self) -> bool {
        self.ping.is_demanded
    }

    /// The days that certificates must still be valid.
    pub(super) fn days(&self) -> (Option<Range>, Option<Range>) {
        let policy = &self.policy;
        (policy.warning_days.clone(), policy.critical_days.clone())
    }

    /// The plan for one remote; none where the reset is all that is asked for.
    pub(super) fn plan(&self, transport: Transport, tls_auth: Option<Direction>) -> Option<Plan> {
        (self.stage > Stage::Reset).then(|| Plan {
            stage: self.stage,
            tls: Terms {
                policy: Arc::clone(&self.policy),
                versions: self.versions,
                identity: self.identity.clone(),
                stops_at_certificate: self.stage == Stage::Certificate,
            },
            credentials: self.credentials.clone(),
            transport,
            tls_auth,
            is_tap: self.login.is_tap,
            ciphers: self.ciphers.clone(),
            cipher: self.cipher.clone(),
            framing: self.framing,
            ping: self.ping,
        })
    }
}

/// The ciphers of the tunnel that a server is offered: those of the profile that this build has, in
/// its order.
fn ciphers(loaded: Option<&Loaded<'_>>, stage: Stage) -> Result<Vec<Cipher>, ConfigError> {
    let Some(loaded) = loaded.filter(|loaded| !loaded.profile.data_ciphers.is_empty()) else {
        return Ok(Cipher::ALL.to_vec());
    };
    let mut ciphers = Vec::new();
    for name in &loaded.profile.data_ciphers {
        // A cipher that OpenVPN may lack has a question mark before it.
        let name = name.strip_prefix('?').unwrap_or(name);
        let meant = match name {
            "DEFAULT" => Cipher::ALL.to_vec(),
            name => Cipher::from_name(name).into_iter().collect(),
        };
        for cipher in meant {
            if !ciphers.contains(&cipher) {
                ciphers.push(cipher);
            }
        }
    }
    match ciphers.is_empty() && stage >= Stage::Login {
        true => {
            let [first, second, third] = Cipher::ALL;
            let text = format!(
                "data-ciphers: none of them is in this build, which has {first}, {second} and {third}; --stage certificate does without"
            );
            Err(ConfigError::of_profile(loaded.path, text))
        }
        false => Ok(ciphers),
    }
}

/// What of a profile does not come into what is found out about a certificate.
fn remarks(arguments: &Arguments, loaded: &Loaded<'_>, policy: &Policy) -> Vec<Finding> {
    let disobeyed = loaded.profile.disobeyed.iter();
    let mut remarks: Vec<Finding> = disobeyed
        .map(|option| Finding::note(format!("{option} of the profile is not obeyed")))
        .collect();
    let is_for_anybody =
        !policy.remote_cert_tls && policy.fingerprints.is_empty() && policy.name.is_none();
    if is_for_anybody && policy.verifies() && arguments.door.remote_cert_tls.is_none() {
        remarks.push(Finding::note(
            "any certificate of this CA passes for the server: the profile has no remote-cert-tls server",
        ));
    }
    remarks
}

/// What our own certificate has against it by our clock.
fn fault(identity: &Identity, now: i64) -> Option<String> {
    let leaf = Certificate::parse(identity.chain().first()?).ok()?;
    let label = leaf.label();
    match leaf.validity(now) {
        Validity::Valid { .. } => None,
        Validity::Expired { .. } => {
            let day = date_text(leaf.not_after);
            Some(format!("our own certificate {label} expired on {day}"))
        }
        Validity::NotYetValid { from } => {
            let day = date_text(from);
            Some(format!(
                "our own certificate {label} is not valid before {day}"
            ))
        }
    }
}

/// What of a profile's compression concerns packets that nobody compresses.
fn framing(compression: profile::Compression) -> Framing {
    use profile::Compression;
    match compression {
        Compression::LzoOff | Compression::LzoOn | Compression::LzoAdaptive | Compression::Lzo => {
            Framing::Lzo
        }
        Compression::Stub | Compression::Lz4 => Framing::Stub,
        Compression::StubV2 | Compression::Lz4V2 => Framing::StubV2,
        Compression::Migrate => Framing::None,
    }
}
