//! Where the Docker API is and how it is to be spoken to: from the command line, the environment
//! and the docker CLI's own files to one [`Endpoint`].
//!
//! Values in, values out: the environment is looked up through a closure, files are read through
//! [`Files`]. Nothing is resolved or connected to, and no certificate is looked into.
//!
//! The precedence and its odd corners are those of docker CLI 28.2.2, measured
//! (`cli/command/cli.go`, `opts/hosts.go`, `cli/context/docker`). Beyond it, `http://` and
//! `https://` are taken, and a bare name on the command line means TLS on port 2376.

mod default_context;
mod environment;
mod error;
mod named_context;
mod resolve;
mod store;
#[cfg(test)]
mod tests;
mod url;

pub use environment::Environment;
pub use error::EndpointError;
pub use store::ContextTls;
pub use url::UrlError;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::net::Host;

/// Where the docker CLI's engine is unless something else is said.
pub const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// Reads the docker CLI's files; the implementor bounds how much of one is read.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// What the system says; [`io::ErrorKind::NotFound`] for a file that is not there.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// What the command line says of the endpoint.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// `HOST`.
    pub host: Option<String>,
    /// `--context`.
    pub context: Option<String>,
    /// `--port`: outranks every other port.
    pub port: Option<u16>,
    /// Whether an option names certificates (`--tlscacert`, `--cert-path` and such), which asks
    /// for TLS with verification.
    pub certificates: bool,
}

/// Where the API is, how to speak to it, and how that became known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// What to connect to.
    pub address: Address,
    /// Whether to speak TLS.
    pub tls: TlsMode,
    /// What stands before every path: empty, or `/` and more with no `/` at its end.
    pub base_path: String,
    /// The folder to look for `ca.pem`, `cert.pem` and `key.pem` in; any of them may be absent.
    pub cert_dir: Option<PathBuf>,
    /// What the context brings along; files that were there when looked for.
    pub context_tls: ContextTls,
    /// Where each part was taken from, a line each.
    pub origin: Vec<String>,
}

/// What to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket in the file system.
    Unix(PathBuf),
    /// A port of a host.
    Tcp {
        /// As it was named.
        host: Host,
        /// 1 to 65535.
        port: u16,
    },
}

/// Whether TLS is spoken and what is asked of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// Plain HTTP.
    None,
    /// TLS; the server's certificate must be good.
    Verify,
    /// TLS; whatever certificate the server shows was said to be good enough.
    NoVerify,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
        }
    }
}

impl fmt::Display for TlsMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no TLS",
            Self::Verify => "TLS with verification",
            Self::NoVerify => "TLS without verification",
        })
    }
}
