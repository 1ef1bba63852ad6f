//! Who decides: HOST, `--context`, `DOCKER_HOST`, `DOCKER_CONTEXT`, `currentContext`, the default.
//!
//! Precedence: docker CLI 28.2.2 (`cli/command/cli.go`, `resolveContextName`), measured.

use std::path::{Path, PathBuf};

use super::default_context::{self, Said};
use super::store::{self, ContextTls};
use super::url::Location;
use super::{
    Address, Asked, Endpoint, EndpointError, Environment, Files, TlsMode, UrlError, named_context,
};

/// The context that has no file: the environment, or the socket.
const DEFAULT_CONTEXT: &str = "default";

impl Endpoint {
    /// The endpoint that the command line, the environment and the docker CLI's files amount to.
    pub fn resolve(
        asked: &Asked,
        environment: &Environment,
        files: &dyn Files,
    ) -> Result<Self, EndpointError> {
        if let Some(host) = &asked.host {
            return match asked.context {
                Some(_) => Err(EndpointError::HostAndContext),
                None => default_context::endpoint(asked, environment, Said::Argument(host)),
            };
        }
        let folder = environment.config_folder();
        let (name, by) = context_name(asked, environment, files, folder.as_deref())?;
        if name == DEFAULT_CONTEXT {
            let said = match &environment.docker_host {
                Some(host) => Said::Variable(host),
                None => Said::Nothing,
            };
            return default_context::endpoint(asked, environment, said);
        }
        let Some(folder) = folder else {
            return Err(EndpointError::NoConfigFolder(name));
        };
        let context = store::context(files, &folder, &name)?;
        let by = format!("context \"{name}\" ({by})");
        named_context::endpoint(asked, environment, context, &by)
    }
}

/// The name of the context to use and who named it.
fn context_name(
    asked: &Asked,
    environment: &Environment,
    files: &dyn Files,
    folder: Option<&Path>,
) -> Result<(String, &'static str), EndpointError> {
    if let Some(name) = &asked.context {
        return Ok((name.clone(), "--context"));
    }
    if environment.docker_host.is_some() {
        return Ok((DEFAULT_CONTEXT.into(), "DOCKER_HOST"));
    }
    if let Some(name) = &environment.docker_context {
        return Ok((name.clone(), "DOCKER_CONTEXT"));
    }
    let current = match folder {
        Some(folder) => store::current_context(files, folder)?,
        None => None,
    };
    let name = current.unwrap_or_else(|| DEFAULT_CONTEXT.into());
    Ok((name, "currentContext of config.json"))
}

/// Takes apart what `by` said.
pub(super) fn locate(text: &str, by: &str) -> Result<Location, EndpointError> {
    Location::parse(text).map_err(|error| refused(text, by, error))
}

/// What is wrong with what `by` said.
pub(super) fn refused(text: &str, by: &str, error: UrlError) -> EndpointError {
    EndpointError::Url {
        by: by.to_owned(),
        text: without_password(text),
        error,
    }
}

/// The text, fit to be told: what stands between a name and its `@` is nobody's business.
fn without_password(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    let Some(at) = text.rfind('@').filter(|at| *at >= start) else {
        return text.to_owned();
    };
    match text[start..at].split_once(':') {
        Some((name, _)) => format!("{}{name}:...{}", &text[..start], &text[at..]),
        None => text.to_owned(),
    }
}

/// The endpoint of a unix socket; nothing that concerns ports or TLS can be insisted upon. `wish`
/// says why TLS was asked for, if it was.
pub(super) fn socket(
    asked: &Asked,
    path: PathBuf,
    by: &str,
    wish: Option<String>,
) -> Result<Endpoint, EndpointError> {
    if asked.port.is_some() {
        return Err(EndpointError::PortOfSocket);
    }
    if asked.certificates {
        return Err(EndpointError::CertificatesWithoutTls("unix://"));
    }
    let although = wish.map_or_else(String::new, |why| format!(", although {why}"));
    Ok(Endpoint {
        origin: vec![
            format!("unix://{} by {by}", path.display()),
            format!("no TLS: a unix socket has none{although}"),
        ],
        address: Address::Unix(path),
        tls: TlsMode::None,
        base_path: String::new(),
        cert_dir: None,
        context_tls: ContextTls::default(),
    })
}
