//! The default context: HOST or `DOCKER_HOST`, and the environment's TLS variables.
//!
//! Where TLS is asked for and no host is named, the docker CLI goes to `tcp://localhost:2376` and
//! not to the socket; `tcp://` without a port is 2375, with TLS too (28.2.2, measured). What HOST
//! says by its scheme, or by having none, the environment does not change.

use std::path::PathBuf;

use super::resolve::{locate, socket};
use super::store::ContextTls;
use super::url::{Location, Scheme};
use super::{Address, Asked, DEFAULT_SOCKET, Endpoint, EndpointError, Environment, TlsMode};

const PLAIN_PORT: u16 = 2375;
const TLS_PORT: u16 = 2376;

/// Who named the host.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    /// HOST, as here.
    Argument(&'a str),
    /// `DOCKER_HOST`, as here.
    Variable(&'a str),
    /// Nobody.
    Nothing,
}

/// The endpoint of the default context.
pub(super) fn endpoint(
    asked: &Asked,
    environment: &Environment,
    said: Said<'_>,
) -> Result<Endpoint, EndpointError> {
    let wish = tls_wish(asked, environment);
    let (text, by) = match said {
        Said::Argument(text) => (text.trim().to_owned(), "HOST"),
        Said::Variable(text) if !text.trim().is_empty() => (text.trim().to_owned(), "DOCKER_HOST"),
        _ if wish.is_some() => (
            format!("tcp://localhost:{TLS_PORT}"),
            "the default where TLS is asked for",
        ),
        _ => (format!("unix://{DEFAULT_SOCKET}"), "the default"),
    };
    let (scheme, host, port, base_path) = match locate(&text, by)? {
        Location::Unix(path) => return socket(asked, path, by, wish.map(|(_, why)| why)),
        Location::Tcp {
            scheme,
            host,
            port,
            base_path,
        } => (scheme, host, port, base_path),
    };
    // The docker CLI reads a DOCKER_HOST without a scheme as tcp://.
    let scheme = match (scheme, said) {
        (Scheme::Bare, Said::Variable(_)) => Scheme::Tcp,
        (scheme, _) => scheme,
    };
    let default_port = match scheme {
        Scheme::Bare => TLS_PORT,
        Scheme::Tcp => PLAIN_PORT,
        Scheme::Http => 80,
        Scheme::Https => 443,
    };
    let (tls, why) = match (scheme, wish) {
        (Scheme::Http, _) if asked.certificates => {
            return Err(EndpointError::CertificatesWithoutTls("http://"));
        }
        (Scheme::Http, _) => (TlsMode::None, "http:// says so".to_owned()),
        (Scheme::Https, _) => (TlsMode::Verify, "https:// says so".to_owned()),
        (Scheme::Bare, _) => (
            TlsMode::Verify,
            "a host without a scheme means so".to_owned(),
        ),
        (Scheme::Tcp, Some(wish)) => wish,
        (Scheme::Tcp, None) => (TlsMode::None, "nothing asks for it".to_owned()),
    };
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
        origin.push("port by default".to_owned());
    }
    let cert_dir = match tls {
        TlsMode::None => None,
        TlsMode::Verify | TlsMode::NoVerify => cert_dir(environment),
    };
    if let Some((folder, by)) = &cert_dir {
        origin.push(format!("certificates in {} by {by}", folder.display()));
    }
    Ok(Endpoint {
        address,
        tls,
        base_path,
        cert_dir: cert_dir.map(|(folder, _)| folder),
        context_tls: ContextTls::default(),
        origin,
    })
}

/// What is asked of TLS where the scheme leaves it open, and who asks.
fn tls_wish(asked: &Asked, environment: &Environment) -> Option<(TlsMode, String)> {
    if asked.certificates {
        return Some((TlsMode::Verify, "certificates are given".into()));
    }
    if let Some(value) = &environment.docker_tls_verify {
        return Some((TlsMode::Verify, asks("DOCKER_TLS_VERIFY", value)));
    }
    let value = environment.docker_tls.as_ref()?;
    Some((TlsMode::NoVerify, asks("DOCKER_TLS", value)))
}

fn asks(name: &str, value: &str) -> String {
    match value {
        "1" => format!("{name} asks for it"),
        _ => format!("{name} asks for it, as it does with any value, \"{value}\" too"),
    }
}

/// The folder that the environment has certificates in, and who says so.
fn cert_dir(environment: &Environment) -> Option<(PathBuf, &'static str)> {
    let folder = environment.docker_cert_path.clone();
    if let Some(folder) = folder {
        return Some((folder, "DOCKER_CERT_PATH"));
    }
    let asks = environment.docker_tls_verify.is_some() || environment.docker_tls.is_some();
    let folder = environment.config_folder().filter(|_| asks)?;
    Some((folder, "default"))
}
