//! A context of the store: it has its own host and its own certificates, and the environment's TLS
//! variables do not reach it.
//!
//! A host without a port gets HTTP's own ports here, 80 or 443, and not 2375: the docker CLI
//! (28.2.2, measured) puts a context's host into its requests as it stands. Beyond the CLI,
//! `https://` means TLS in a context too.

use super::resolve::{locate, refused, socket};
use super::store::Context;
use super::url::{Location, Scheme};
use super::{Address, Asked, Endpoint, EndpointError, Environment, TlsMode, UrlError};

/// The endpoint of a context; `by` says which and who chose it.
pub(super) fn endpoint(
    asked: &Asked,
    environment: &Environment,
    context: Context,
    by: &str,
) -> Result<Endpoint, EndpointError> {
    let (scheme, host, port, base_path) = match locate(&context.host, by)? {
        Location::Unix(path) => return socket(asked, path, by, None),
        Location::Tcp {
            scheme,
            host,
            port,
            base_path,
        } => (scheme, host, port, base_path),
    };
    let (tls, why) = match scheme {
        Scheme::Bare => return Err(refused(&context.host, by, UrlError::NoScheme)),
        Scheme::Http if asked.certificates => {
            return Err(EndpointError::CertificatesWithoutTls("http://"));
        }
        Scheme::Http => (TlsMode::None, "http:// says so"),
        _ if asked.certificates => (TlsMode::Verify, "certificates are given"),
        _ if context.skip_tls_verify => (TlsMode::NoVerify, "the context says SkipTLSVerify"),
        _ if !context.tls.is_empty() => (TlsMode::Verify, "the context brings certificates"),
        Scheme::Https => (TlsMode::Verify, "https:// says so"),
        Scheme::Tcp => (TlsMode::None, "the context brings no certificates"),
    };
    let default_port = if tls == TlsMode::None { 80 } else { 443 };
    let address = Address::Tcp {
        host,
        port: asked.port.or(port).unwrap_or(default_port),
    };
    let mut origin = vec![
        format!("{address}{base_path} by {by}"),
        format!("{tls}: {why}"),
    ];
    if asked.port.is_some() {
        origin.push("port by --port".to_owned());
    } else if port.is_none() {
        origin.push("port by default, which for a context is HTTP's own".to_owned());
    }
    for name in passed_over(environment) {
        origin.push(format!("{name} passed over: a named context has its own"));
    }
    Ok(Endpoint {
        address,
        tls,
        base_path,
        cert_dir: None,
        context_tls: context.tls,
        origin,
    })
}

/// The variables that somebody might expect to matter.
fn passed_over(environment: &Environment) -> impl Iterator<Item = &'static str> {
    [
        ("DOCKER_HOST", environment.docker_host.is_some()),
        ("DOCKER_TLS_VERIFY", environment.docker_tls_verify.is_some()),
        ("DOCKER_TLS", environment.docker_tls.is_some()),
        ("DOCKER_CERT_PATH", environment.docker_cert_path.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, is_set)| is_set.then_some(name))
}
