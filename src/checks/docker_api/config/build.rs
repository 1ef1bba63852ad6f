//! From the command line, the environment and files to a configuration.

use std::path::PathBuf;

use rustls::pki_types::ServerName;
use zeroize::Zeroizing;

use crate::cli::docker_api::{Arguments, MinTls};
use crate::files::{notes_on_open, read};
use crate::net::Host;
use crate::outcome::show_path;

use super::super::endpoint::{Address, Asked, Endpoint, Environment, TlsMode};
use super::super::http::basic;
use super::super::permissions::{Contract, Expectation, Rule};
use super::files::{OwnFiles, SocketFile};
use super::identity::{Paths, identity};
use super::{Config, ConfigError, Guard, Terms, Tls};

impl Config {
    /// The configuration that a command line asks for. Reads the environment and files.
    pub fn new(arguments: &Arguments) -> Result<Self, ConfigError> {
        let asked = Asked {
            host: arguments.host().map(str::to_owned),
            context: arguments.context.clone(),
            port: arguments.port,
            certificates: arguments.cert_path.is_some()
                || arguments.tlscacert.is_some()
                || arguments.tlscert.is_some(),
        };
        let environment = Environment::of(std::env::var_os);
        let endpoint = Endpoint::resolve(&asked, &environment, &OwnFiles)?;
        let encrypted = endpoint.tls != TlsMode::None;
        let authorization = authorization(arguments)?;
        refuse_idle_options(arguments, encrypted)?;
        let is_socket = matches!(endpoint.address, Address::Unix(_));
        if is_socket && !arguments.closed_port.is_empty() {
            let text = "--closed-port needs a host, and a unix socket has none";
            return Err(ConfigError::Contradiction(text.into()));
        }
        for name in &arguments.also_host {
            if ServerName::try_from(name.as_str()).is_err() {
                return Err(ConfigError::NoServerName(name.clone()));
            }
        }
        let (tls, own, own_key) = match encrypted {
            true => {
                let paths = Paths::of(arguments, &endpoint)?;
                let tls = tls(arguments, &endpoint, &paths)?;
                (Some(tls), paths.identity()?, paths.key)
            }
            false => (None, None, None),
        };
        let refused = match (&arguments.refuse_cert, &arguments.refuse_key) {
            (Some(cert), Some(key)) => Some(identity(cert, key)?),
            _ => None,
        };
        let socket = match &endpoint.address {
            Address::Unix(path) => SocketFile::look(path).ok(),
            Address::Tcp { .. } => None,
        };
        let guard = match (&own, &authorization) {
            (Some(_), _) if !arguments.allow_anonymous => Guard::Certificate,
            (_, Some(_)) => Guard::Secret,
            (Some(_), None) => Guard::Open,
            (None, None) if is_socket || arguments.allow_anonymous => Guard::Open,
            (None, None) if !encrypted && arguments.allow_plain_http => Guard::Open,
            (None, None) => Guard::Unknown,
        };
        Ok(Self {
            family: arguments
                .target
                .family()
                .map_err(ConfigError::Contradiction)?,
            source: arguments.target.source(),
            tls,
            identity: own,
            refused,
            authorization,
            contract: contract(arguments)?,
            rules: rules(arguments),
            socket,
            terms: terms(arguments, &endpoint, guard, encrypted, is_socket),
            exposed: match arguments.limits.verbose {
                0 => Vec::new(),
                _ => exposed(arguments, own_key),
            },
            verbosity: arguments.limits.verbose,
            endpoint,
        })
    }

    /// What the Host header says: the name that TLS goes by, or the host as it was named.
    pub fn host_header(&self) -> String {
        match (&self.tls, &self.endpoint.address) {
            (_, Address::Unix(_)) => "docker".into(),
            (Some(tls), Address::Tcp { port, .. }) => with_port(&tls.name.to_str(), *port),
            (None, Address::Tcp { host, port }) => format!("{host}:{port}"),
        }
    }
}

fn contract(arguments: &Arguments) -> Result<Option<Contract>, ConfigError> {
    if let Some(text) = &arguments.permissions {
        let parsed = Contract::parse(text);
        return parsed
            .map(Some)
            .map_err(|error| ConfigError::Contract("--permissions".into(), error));
    }
    let Some(path) = &arguments.permissions_file else {
        return Ok(None);
    };
    let bytes = read(path).map_err(|error| ConfigError::File(path.clone(), error))?;
    let parsed = Contract::from_env_file(&String::from_utf8_lossy(&bytes));
    parsed
        .map(Some)
        .map_err(|error| ConfigError::Contract(show_path(path), error))
}

fn rules(arguments: &Arguments) -> Vec<(Rule, Expectation)> {
    let allowed = arguments
        .allow
        .iter()
        .map(|rule| (rule.clone(), Expectation::Granted));
    let denied = arguments
        .deny
        .iter()
        .map(|rule| (rule.clone(), Expectation::Refused));
    allowed.chain(denied).collect()
}

fn with_port(name: &str, port: u16) -> String {
    match name.contains(':') {
        true => format!("[{name}]:{port}"),
        false => format!("{name}:{port}"),
    }
}

fn terms(
    arguments: &Arguments,
    endpoint: &Endpoint,
    guard: Guard,
    encrypted: bool,
    is_socket: bool,
) -> Terms {
    let limits = &arguments.limits;
    Terms {
        place: endpoint.address.to_string(),
        guard,
        encrypted,
        is_socket,
        allow_anonymous_ping: arguments.allow_anonymous_ping,
        allow_anonymous: arguments.allow_anonymous,
        allow_plain_http: arguments.allow_plain_http,
        quiet: arguments.no_access_tests,
        allow_hidden: arguments.allow_hidden,
        closed_ports: arguments.closed_port.clone(),
        also_hosts: arguments.also_host.clone(),
        require_authz: arguments.require_authz.clone(),
        min_engine: arguments.min_engine.clone(),
        min_tls: arguments.min_tls,
        days_warning: arguments.certificate.warning.clone(),
        days_critical: arguments.certificate.critical.clone(),
        warning: limits.warning.clone(),
        critical: limits.critical.clone(),
        timeout_result: limits.timeout_result.into(),
    }
}

fn tls(arguments: &Arguments, endpoint: &Endpoint, paths: &Paths) -> Result<Tls, ConfigError> {
    let (roots, anchors) = paths.trust()?;
    let name = match (&arguments.sni, &endpoint.address) {
        (Some(name), _) => name.clone(),
        (
            None,
            Address::Tcp {
                host: Host::Address(address),
                ..
            },
        ) => address.to_string(),
        (
            None,
            Address::Tcp {
                host: Host::Name(name),
                ..
            },
        ) => name.trim_end_matches('.').into(),
        (None, Address::Unix(_)) => "docker".into(),
    };
    let verify = endpoint.tls != TlsMode::NoVerify;
    let name = ServerName::try_from(name.clone()).map_err(|_| ConfigError::NoServerName(name))?;
    Ok(Tls {
        roots,
        anchors,
        verify,
        name,
    })
}

/// A note for each file with a secret that every user of this machine may read.
fn exposed(arguments: &Arguments, own_key: Option<PathBuf>) -> Vec<String> {
    let named = [
        &arguments.refuse_key,
        &arguments.password_file,
        &arguments.token_file,
    ];
    let named = named.into_iter().flatten().cloned();
    let secret: Vec<PathBuf> = own_key.into_iter().chain(named).collect();
    notes_on_open(&secret)
}

fn authorization(arguments: &Arguments) -> Result<Option<Zeroizing<String>>, ConfigError> {
    let first_line = |path: &std::path::PathBuf| {
        let bytes = read(path).map_err(|error| ConfigError::File(path.clone(), error))?;
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        let line = Zeroizing::new(text.lines().next().unwrap_or_default().to_owned());
        match line.is_empty() || line.contains(|character: char| character.is_control()) {
            true => Err(ConfigError::EmptySecret(path.clone())),
            false => Ok(line),
        }
    };
    match (
        &arguments.user,
        &arguments.password_file,
        &arguments.token_file,
    ) {
        (Some(user), Some(path), _) => {
            if user.contains(':') || user.chars().any(char::is_control) {
                let text = "--user has no colon and no control characters in it";
                return Err(ConfigError::Contradiction(text.into()));
            }
            Ok(Some(basic(user, &first_line(path)?)))
        }
        (_, _, Some(path)) => {
            let token = first_line(path)?;
            Ok(Some(Zeroizing::new(format!("Bearer {}", token.trim()))))
        }
        _ => Ok(None),
    }
}

/// Options that could do nothing on an API without TLS, or that would send a secret in clear.
fn refuse_idle_options(arguments: &Arguments, encrypted: bool) -> Result<(), ConfigError> {
    if encrypted {
        return Ok(());
    }
    for (given, option) in [
        (arguments.user.is_some(), "--user"),
        (arguments.token_file.is_some(), "--token-file"),
        (arguments.sni.is_some(), "--sni"),
        (arguments.min_tls == MinTls::Tls13, "--min-tls 1.3"),
        (arguments.refuse_cert.is_some(), "--refuse-cert"),
        (!arguments.also_host.is_empty(), "--also-host"),
        (arguments.tlscert.is_some(), "--tlscert"),
        (arguments.tlscacert.is_some(), "--tlscacert"),
        (arguments.cert_path.is_some(), "--cert-path"),
    ] {
        if given {
            return Err(ConfigError::Contradiction(format!(
                "{option} needs TLS, and this API is spoken to in clear: say https://HOST"
            )));
        }
    }
    Ok(())
}
