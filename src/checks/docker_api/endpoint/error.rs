//! Why there is no endpoint, in words for the administrator.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::UrlError;

/// What the administrator has to put right.
#[derive(Debug)]
pub enum EndpointError {
    /// The text that names the API cannot be used.
    Url {
        /// Who said it, such as `DOCKER_HOST`.
        by: String,
        /// The text.
        text: String,
        /// What is wrong with it.
        error: UrlError,
    },
    /// Both HOST and `--context` are given.
    HostAndContext,
    /// A port for a socket in the file system.
    PortOfSocket,
    /// Certificates for an endpoint that speaks no TLS, such as `http://`.
    CertificatesWithoutTls(&'static str),
    /// A context is wanted and neither `DOCKER_CONFIG` nor `HOME` says where contexts are.
    NoConfigFolder(String),
    /// There is no such context.
    MissingContext {
        /// Its name.
        name: String,
        /// The file that would describe it.
        path: PathBuf,
    },
    /// A context that names no engine.
    ContextWithoutHost {
        /// Its name.
        name: String,
        /// The file that describes it.
        path: PathBuf,
    },
    /// A file of the docker CLI cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A file of the docker CLI is not the JSON that it should be, in the parser's words.
    BrokenJson(PathBuf, String),
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { by, text, error } => write!(f, "{by} \"{text}\": {error}"),
            Self::HostAndContext => {
                f.write_str("HOST and --context both say where the API is: give one of them")
            }
            Self::PortOfSocket => {
                f.write_str("a unix socket has no port: leave --port out or name a host")
            }
            Self::CertificatesWithoutTls(scheme) => write!(
                f,
                "{scheme} speaks no TLS, so certificates are of no use: leave them out or say https://"
            ),
            Self::NoConfigFolder(name) => write!(
                f,
                "context \"{name}\" cannot be looked up: neither DOCKER_CONFIG nor HOME is set"
            ),
            Self::MissingContext { name, path } => write!(
                f,
                "there is no context \"{name}\": {} is not there; \"docker context ls\" shows the names",
                path.display()
            ),
            Self::ContextWithoutHost { name, path } => write!(
                f,
                "context \"{name}\" names no engine: {} has no Endpoints.docker.Host",
                path.display()
            ),
            Self::Unreadable(path, error) => {
                let text = error.to_string();
                let words = text.split(" (os error").next().unwrap_or(&text);
                write!(
                    f,
                    "cannot read {}: {}",
                    path.display(),
                    words.to_lowercase()
                )
            }
            Self::BrokenJson(path, words) => {
                write!(
                    f,
                    "{} is not the JSON it should be: {words}",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for EndpointError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Url { error, .. } => Some(error),
            Self::Unreadable(_, error) => Some(error),
            _ => None,
        }
    }
}
