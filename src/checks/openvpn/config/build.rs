//! From the command line to a configuration: what is probed, how, and what would be of no use.

use std::net::IpAddr;
use std::path::Path;

use crate::cli::openvpn::Arguments;
use crate::files::read_lenient;
use crate::net::{Family, Host};

use super::super::profile::{Profile, Remote};
use super::super::session::visit::Stage;
use super::super::session::{Schedule, Validation};
use super::plan::Common;
use super::source::Loaded;
use super::unsupported::refuse_unsupported;
use super::wrapping::{self, Wrapping};
use super::{
    Config, ConfigError, Door, Endpoint, Expectations, Origin, Protection, Terms, Transport,
    exposed, idle, login,
};

const DEFAULT_PORT: u16 = 1194;

impl Config {
    /// The configuration that a command line asks for. Reads the files that it names, and the
    /// password of the environment, which it overwrites there.
    /// `now` is seconds since 1970.
    pub fn new(arguments: &Arguments, now: i64) -> Result<Self, ConfigError> {
        let config = Self::read(arguments, now);
        login::forget_environment();
        config
    }

    fn read(arguments: &Arguments, now: i64) -> Result<Self, ConfigError> {
        let loaded = match &arguments.door.profile {
            Some(path) => Some(load(path)?),
            None => None,
        };
        idle::refuse_lone_options(arguments, loaded.is_some())?;
        let common = Common::new(arguments, loaded.as_ref(), now)?;
        if let Some(loaded) = &loaded {
            let unsupported = &loaded.profile.unsupported;
            refuse_unsupported(arguments, loaded.path, unsupported, common.stage)?;
        }
        let targets = targets(arguments, loaded.as_ref(), common.stage)?;
        // What would become of a remote that cannot be used is not known, so that it may be the one
        // that an option about keys is meant for.
        let all_usable = targets.iter().all(|target| target.fault.is_none());
        if all_usable {
            let protections = targets.iter().map(|target| target.wrapping.protection);
            let protections: Vec<Protection> = protections.collect();
            let has_profile = loaded.is_some();
            idle::refuse_keyless_options(arguments, has_profile, common.stage, &protections)?;
        }
        let mut doors: Vec<Door> = targets
            .into_iter()
            .map(|target| door(arguments, target, &common, now))
            .collect();
        if let Some(first) = doors.iter_mut().find(|door| door.fault.is_none()) {
            // Once is enough for what is the same for every remote.
            first.terms.notes.extend(common.remarks.iter().cloned());
        }
        if arguments.door.diagnose && all_usable {
            idle::refuse_idle_diagnosis(&doors)?;
        }
        if let Some(loaded) = &loaded {
            common.refuse_unvouched(loaded)?;
        }
        Ok(Self {
            doors,
            any_door: arguments.door.any,
            schedule: Schedule::new(arguments.retries()),
            validation: match arguments.no_validation {
                true => Validation::Off,
                false => Validation::Strict,
            },
            exposed: match arguments.limits.verbose {
                0 => Vec::new(),
                _ => exposed::notes(arguments, loaded.as_ref()),
            },
            verbosity: arguments.limits.verbose,
        })
    }
}

/// One server to be, and how to reach it.
struct Target {
    endpoint: Endpoint,
    fault: Option<String>,
    family: Family,
    source: Option<IpAddr>,
    wrapping: Wrapping,
}

fn load(path: &Path) -> Result<Loaded<'_>, ConfigError> {
    let origin = || Origin::Option("--profile", path.to_owned());
    let text = read_lenient(path).map_err(|error| ConfigError::File(origin(), error))?;
    match Profile::parse(&text) {
        Ok(profile) => Ok(Loaded { path, profile }),
        Err(error) => Err(ConfigError::Profile(path.to_owned(), error)),
    }
}

fn targets(
    arguments: &Arguments,
    loaded: Option<&Loaded<'_>>,
    stage: Stage,
) -> Result<Vec<Target>, ConfigError> {
    let asked = arguments
        .target
        .family()
        .map_err(ConfigError::Contradiction)?;
    let Some(loaded) = loaded else {
        let host = arguments.host().expect("clap wants a host or a profile");
        let wrapping = wrapping::of_arguments(arguments, None, None)?;
        return Ok(vec![Target {
            endpoint: Endpoint {
                host: host.clone(),
                port: arguments.port.unwrap_or(DEFAULT_PORT),
                transport: transport(arguments, Transport::Udp),
            },
            fault: None,
            family: asked,
            source: arguments.target.source(),
            wrapping: wrapping.unwrap_or_else(Wrapping::plain),
        }]);
    };
    // A host on the command line stands for all remotes, and takes over what the first one says.
    let remotes = match arguments.host() {
        Some(_) => &loaded.profile.remotes[..1],
        None => &loaded.profile.remotes[..],
    };
    let of_remote = |remote: &Remote| {
        let given = wrapping::of_arguments(arguments, Some(loaded), Some(&remote.protection))?;
        match usable(arguments, loaded, remote, asked, stage, given) {
            // The others can be probed all the same.
            Err(error) if remotes.len() > 1 => Ok(unusable(arguments, remote, &error)),
            target => target,
        }
    };
    remotes.iter().map(of_remote).collect()
}

fn transport(arguments: &Arguments, otherwise: Transport) -> Transport {
    match (arguments.tcp, arguments.udp) {
        (true, _) => Transport::Tcp,
        (_, true) => Transport::Udp,
        _ => otherwise,
    }
}

/// A remote as it is probed, with the wrapping that the command line gives it, if any.
fn usable(
    arguments: &Arguments,
    loaded: &Loaded<'_>,
    remote: &Remote,
    asked: Family,
    stage: Stage,
    given: Option<Wrapping>,
) -> Result<Target, ConfigError> {
    refuse_unsupported(arguments, loaded.path, &remote.unsupported, stage)?;
    let (host, family) = match arguments.host() {
        Some(host) => (host.clone(), Family::Any),
        None => (host_of(loaded, remote)?, remote.family),
    };
    let contradiction = |family: Family, by: &str| {
        ConfigError::Contradiction(format!("{host} is to be {family}, and {by} is asked for"))
    };
    let mut narrowed = family
        .narrowed(asked)
        .ok_or_else(|| contradiction(family, &asked.to_string()))?;
    let source = match arguments.target.source() {
        Some(source) => Some(source),
        None => local_of(loaded, remote)?,
    };
    // The option has narrowed what is asked for already.
    if let Some(source) = source {
        narrowed = narrowed
            .narrowed(Family::of(source))
            .ok_or_else(|| contradiction(narrowed, &format!("local {source}")))?;
    }
    Ok(Target {
        endpoint: Endpoint {
            host,
            port: arguments.port.unwrap_or(remote.port),
            transport: transport(arguments, remote.transport),
        },
        fault: None,
        family: narrowed,
        source,
        wrapping: match given {
            Some(wrapping) => wrapping,
            None => wrapping::of_remote(arguments, loaded, &remote.protection)?,
        },
    })
}

/// A remote that is told of and not probed.
fn unusable(arguments: &Arguments, remote: &Remote, error: &ConfigError) -> Target {
    let host = remote.host.parse();
    Target {
        endpoint: Endpoint {
            host: host.unwrap_or_else(|_| Host::Name(remote.host.clone())),
            port: arguments.port.unwrap_or(remote.port),
            transport: transport(arguments, remote.transport),
        },
        fault: Some(error.to_string()),
        family: remote.family,
        source: None,
        wrapping: Wrapping::plain(),
    }
}

/// The address to send from that the profile has for a remote; none where any will do.
fn local_of(loaded: &Loaded<'_>, remote: &Remote) -> Result<Option<IpAddr>, ConfigError> {
    let Some((address, line)) = &remote.local else {
        return Ok(None);
    };
    match address.parse::<IpAddr>() {
        Ok(address) => Ok(Some(address).filter(|address| !address.is_unspecified())),
        Err(_) => {
            let text = format!("line {line}: local: this is no address; give one by --source");
            Err(ConfigError::of_profile(loaded.path, text))
        }
    }
}

fn host_of(loaded: &Loaded<'_>, remote: &Remote) -> Result<Host, ConfigError> {
    remote.host.parse().map_err(|error| {
        let line = remote.line;
        ConfigError::of_profile(loaded.path, format!("line {line}: remote: {error}"))
    })
}

fn door(arguments: &Arguments, target: Target, common: &Common, now: i64) -> Door {
    let wrapping = target.wrapping;
    let candidates = match arguments.door.diagnose {
        true => wrapping.candidates(),
        false => Vec::new(),
    };
    let direction = match wrapping.protection {
        Protection::TlsAuth(_, direction) => direction,
        _ => None,
    };
    Door {
        plan: common.plan(target.endpoint.transport, direction),
        terms: terms(arguments, target.endpoint, wrapping.protection, common, now),
        fault: target.fault,
        family: target.family,
        source: target.source,
        wrap: wrapping.wrap,
        candidates,
    }
}

fn terms(
    arguments: &Arguments,
    endpoint: Endpoint,
    protection: Protection,
    common: &Common,
    now: i64,
) -> Terms {
    let (limits, door) = (&arguments.limits, &arguments.door);
    Terms {
        endpoint,
        protection,
        all_addresses: arguments.all_addresses,
        expect_silence: arguments.expect_silence,
        timeout_result: limits.timeout_result.into(),
        warning: limits.warning.clone(),
        critical: limits.critical.clone(),
        clock_offset: arguments.clock_offset.clone(),
        stage: common.stage,
        verifies: common.verifies(),
        login: common.login.clone(),
        ping_size: door.ping_size,
        days: common.days(),
        now,
        expectations: Expectations {
            auth_failed: door.expect_auth_failed,
            push: door.expect_push.clone(),
            challenge: door.challenge_result.into(),
            pending: door.pending_result.into(),
            tunnel_is_demanded: door.stage.map(Stage::from) == Some(Stage::Tunnel)
                || common.ping_is_demanded(),
            ping_is_demanded: common.ping_is_demanded(),
        },
        notes: common.notes.clone(),
    }
}
