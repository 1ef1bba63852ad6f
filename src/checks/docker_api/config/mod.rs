//! Everything a run needs to know, valid once it is built.

mod build;
mod error;
mod files;
mod identity;

pub use error::ConfigError;
pub use files::{OwnFiles, SocketFile};

use std::net::IpAddr;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, ServerName};
use zeroize::Zeroizing;

use crate::cli::docker_api::{EngineVersion, MinTls};
use crate::net::Family;
use crate::outcome::{Range, State};
use crate::tls::credentials::Identity;

use super::endpoint::Endpoint;
use super::permissions::{Contract, Expectation, Rule};

/// What to probe, as whom, and what to expect.
pub struct Config {
    /// Where the API is and how that became known.
    pub endpoint: Endpoint,
    /// Which addresses of the host to use.
    pub family: Family,
    /// The address to come from.
    pub source: Option<IpAddr>,
    /// How to speak TLS; none where the API is spoken to in clear.
    pub tls: Option<Tls>,
    /// Our client certificate.
    pub identity: Option<Identity>,
    /// A certificate that must be refused.
    pub refused: Option<Identity>,
    /// The value of the Authorization header.
    pub authorization: Option<Zeroizing<String>>,
    /// What a filtering proxy should let through, in its own words.
    pub contract: Option<Contract>,
    /// What a front of another make should let through, or not.
    pub rules: Vec<(Rule, Expectation)>,
    /// What a socket in the file system is like.
    pub socket: Option<SocketFile>,
    /// What the judge needs to know.
    pub terms: Terms,
    /// 0 to 3.
    pub verbosity: u8,
    /// Notes on files with a secret that are open to all, where somebody listens.
    pub exposed: Vec<String>,
}

/// How to speak TLS.
#[derive(Clone)]
pub struct Tls {
    /// What the server's certificate has to chain to.
    pub roots: Arc<RootCertStore>,
    /// The certificates of the CA file; none where the system's serve.
    pub anchors: Option<Vec<CertificateDer<'static>>>,
    /// Whether the server's certificate matters.
    pub verify: bool,
    /// The name to verify and to send.
    pub name: ServerName<'static>,
}

/// Who is meant to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The bearer of our client certificate, and nobody else.
    Certificate,
    /// Whoever knows our password or token, and nobody else.
    Secret,
    /// Somebody that we are not: we look on from outside.
    Unknown,
    /// Everybody who gets as far as the door.
    Open,
}

/// What a run is measured against.
#[derive(Clone, Debug)]
pub struct Terms {
    /// How sentences call the API: `docker.example.org:2376` or `unix:///path`.
    pub place: String,
    /// Who is meant to come in.
    pub guard: Guard,
    /// Whether the API is spoken to through TLS.
    pub encrypted: bool,
    /// Whether the door is a socket in the file system.
    pub is_socket: bool,
    /// `--allow-anonymous-ping`.
    pub allow_anonymous_ping: bool,
    /// `--allow-anonymous`.
    pub allow_anonymous: bool,
    /// `--allow-plain-http`.
    pub allow_plain_http: bool,
    /// `--no-access-tests`.
    pub quiet: bool,
    /// `--allow-hidden`.
    pub allow_hidden: bool,
    /// `--closed-port`.
    pub closed_ports: Vec<u16>,
    /// `--also-host`.
    pub also_hosts: Vec<String>,
    /// `--require-authz`.
    pub require_authz: Option<String>,
    /// `--min-engine`, as the user wrote it and as it compares.
    pub min_engine: Option<EngineVersion>,
    /// `--min-tls`.
    pub min_tls: MinTls,
    /// Days of certificates that deserve a warning.
    pub days_warning: Range,
    /// Days of certificates that are critical.
    pub days_critical: Option<Range>,
    /// Answer times, in seconds, that deserve a warning.
    pub warning: Option<Range>,
    /// Answer times, in seconds, that are critical.
    pub critical: Option<Range>,
    /// The state of an engine that does not answer in time.
    pub timeout_result: State,
}
