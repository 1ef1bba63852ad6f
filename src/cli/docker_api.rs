//! The command line of `check_docker_api`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgGroup, Parser, ValueEnum};

use crate::checks::docker_api::permissions::Rule;

use super::days::Days;
use super::shared::{Limits, Target, port};

const EXAMPLES: &str = "\
Where (HOST):
  tcp://host:port, https://host[:port][/base], http://host:port[/base],
  unix:///path, or a name or address alone (TLS, port 2376)
  without: --context, DOCKER_HOST, DOCKER_CONTEXT, the current context of
  config.json, unix:///var/run/docker.sock, as the docker command line does

Examples:
  check_docker_api --cert-path /etc/gatewatch/docker docker.example.org
  check_docker_api docker.example.org          (the view of an outsider)
  check_docker_api --cert-path DIR --closed-port 2375 docker.example.org
  check_docker_api --allow-plain-http --permissions CONTAINERS=1 tcp://proxy:2375
  check_docker_api unix:///var/run/docker.sock

Ranges:
  10      alert below 0 or above 10        10:20   alert outside 10 to 20
  10:     alert below 10                   @10:20  alert inside 10 to 20
  ~:10    alert above 10

Environment, as for the docker command line:
  DOCKER_HOST, DOCKER_CONTEXT    where, without HOST and --context
  DOCKER_CERT_PATH               as --cert-path
  DOCKER_TLS_VERIFY, DOCKER_TLS  TLS with and without verification, by any text
  DOCKER_CONFIG                  folder of config.json, in place of ~/.docker

Exit codes:
  0 OK        the right client gets in, nobody else does, certificates hold
  1 WARNING   a certificate ends soon, or a door is open wider than it should be
  2 CRITICAL  the right client is locked out, somebody else gets in, a
              certificate is bad, or nothing answers
  3 UNKNOWN   nothing is known: wrong usage, a key that cannot be used, a name
              that does not resolve; also --help and --version

A password or token is sent over a TLS connection whose certificate has been
verified, and over nothing else. Nothing is ever changed on the engine.";

/// Checks who gets into a Docker API: the right client, nobody else, and for how long
#[derive(Parser, Clone)]
#[command(
    name = "check_docker_api",
    version = concat!(env!("CARGO_PKG_VERSION"), " (gatewatch)"),
    override_usage = "check_docker_api [OPTIONS] [HOST]",
    after_help = EXAMPLES,
    term_width = 80,
    args_override_self = true,
    group = ArgGroup::new("secret").args(["user", "token_file"]),
    group = ArgGroup::new("contract").args(["permissions", "permissions_file"]),
)]
pub struct Arguments {
    /// Where the API is
    host: Option<String>,

    /// The same as HOST
    #[arg(
        short = 'H',
        long,
        value_name = "HOST",
        conflicts_with = "host",
        help_heading = "Target"
    )]
    hostname: Option<String>,

    /// Port, instead of the one that HOST says
    #[arg(short, long, value_name = "PORT", value_parser = port, allow_negative_numbers = true, help_heading = "Target")]
    pub port: Option<u16>,

    /// Take HOST and certificates from this context of the docker command line
    #[arg(long, value_name = "NAME", conflicts_with_all = ["host", "hostname"], help_heading = "Target")]
    pub context: Option<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub target: Target,

    /// CA certificates that the server's has to chain to [default: the system's]
    #[arg(long, value_name = "FILE", help_heading = "Identity")]
    pub tlscacert: Option<PathBuf>,

    /// Our client certificate
    #[arg(
        long,
        value_name = "FILE",
        requires = "tlskey",
        help_heading = "Identity"
    )]
    pub tlscert: Option<PathBuf>,

    /// Its key
    #[arg(
        long,
        value_name = "FILE",
        requires = "tlscert",
        help_heading = "Identity"
    )]
    pub tlskey: Option<PathBuf>,

    /// Folder with ca.pem, cert.pem and key.pem
    #[arg(long, value_name = "DIR", help_heading = "Identity")]
    pub cert_path: Option<PathBuf>,

    /// Name of the server to verify and to send, where it is not the host
    #[arg(long, value_name = "NAME", help_heading = "Identity")]
    pub sni: Option<String>,

    /// Name for HTTP basic authentication
    #[arg(
        long,
        value_name = "NAME",
        requires = "password_file",
        help_heading = "Identity"
    )]
    pub user: Option<String>,

    /// File with the password, its first line
    #[arg(
        long,
        value_name = "FILE",
        requires = "user",
        help_heading = "Identity"
    )]
    pub password_file: Option<PathBuf>,

    /// File with a bearer token, its first line
    #[arg(long, value_name = "FILE", help_heading = "Identity")]
    pub token_file: Option<PathBuf>,

    /// Days that every certificate must still be valid, WARN or WARN,CRIT
    #[arg(
        short = 'C',
        long,
        value_name = "DAYS",
        default_value = Days::DEFAULT,
        allow_negative_numbers = true,
        help_heading = "Limits"
    )]
    pub certificate: Days,

    /// Oldest version of TLS that the server may offer
    #[arg(
        long,
        value_name = "VERSION",
        default_value = "1.2",
        help_heading = "Limits"
    )]
    pub min_tls: MinTls,

    /// Oldest engine that is not a WARNING, such as 29.3.1
    #[arg(long, value_name = "VERSION", help_heading = "Limits")]
    pub min_engine: Option<EngineVersion>,

    /// No WARNING if anybody may ask /_ping
    #[arg(long, help_heading = "Who may come in")]
    pub allow_anonymous_ping: bool,

    /// TLS without client certificates is intended
    #[arg(long, help_heading = "Who may come in")]
    pub allow_anonymous: bool,

    /// Plain HTTP is intended
    #[arg(long, help_heading = "Who may come in")]
    pub allow_plain_http: bool,

    /// Ask once, as the right client, and try no other door
    #[arg(
        long,
        conflicts_with_all = [
            "refuse_cert", "closed_port", "also_host", "require_authz",
            "permissions", "permissions_file", "allow", "deny",
        ],
        help_heading = "Who may come in"
    )]
    pub no_access_tests: bool,

    /// Certificate that must be refused, such as a revoked one
    #[arg(
        long,
        value_name = "FILE",
        requires = "refuse_key",
        help_heading = "Who may come in"
    )]
    pub refuse_cert: Option<PathBuf>,

    /// Its key
    #[arg(
        long,
        value_name = "FILE",
        requires = "refuse_cert",
        help_heading = "Who may come in"
    )]
    pub refuse_key: Option<PathBuf>,

    /// Port of the same host on which nothing may answer; repeatable
    #[arg(long, value_name = "PORT", value_parser = port, help_heading = "Who may come in")]
    pub closed_port: Vec<u16>,

    /// Host name under which the anonymous must be refused, too; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Who may come in")]
    pub also_host: Vec<String>,

    /// Authorization plugin that has to be active
    #[arg(long, value_name = "NAME", help_heading = "Who may come in")]
    pub require_authz: Option<String>,

    /// What the socket proxy should grant, such as CONTAINERS=1,POST=0
    #[arg(long, value_name = "LIST", help_heading = "Permissions")]
    pub permissions: Option<String>,

    /// The same, from the proxy's env file
    #[arg(long, value_name = "FILE", help_heading = "Permissions")]
    pub permissions_file: Option<PathBuf>,

    /// No WARNING for archive, export, logs and attach under CONTAINERS=1
    #[arg(long, help_heading = "Permissions")]
    pub allow_hidden: bool,

    /// Request that has to reach the engine, such as 'GET /info'; {id} in it
    /// stands for a random one; repeatable
    #[arg(long, value_name = "REQUEST", help_heading = "Permissions")]
    pub allow: Vec<Rule>,

    /// Request that must not reach the engine; repeatable
    #[arg(long, value_name = "REQUEST", help_heading = "Permissions")]
    pub deny: Vec<Rule>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: Limits,
}

impl Arguments {
    /// The host, however it was given.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref().or(self.hostname.as_deref())
    }
}

/// The versions of TLS that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum MinTls {
    #[value(name = "1.2")]
    Tls12,
    #[value(name = "1.3")]
    Tls13,
}

/// The version of an engine: numbers with dots between them, compared one by one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EngineVersion(Vec<u32>);

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

impl FromStr for EngineVersion {
    type Err = String;

    /// What follows a `-` or `+`, such as the distribution's mark, does not count.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.split(['-', '+', '~']).next().unwrap_or_default();
        let parts: Result<Vec<u32>, _> = numbers.split('.').map(str::parse).collect();
        parts
            .map(Self)
            .map_err(|_| "give a version such as 29.3.1".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_number_by_number() {
        let version = |text: &str| text.parse::<EngineVersion>().unwrap();
        assert!(version("20.10.24+dfsg1") < version("29.3.1"));
        assert!(version("29.10.0") > version("29.9.9"));
        assert!("v29".parse::<EngineVersion>().is_err());
    }
}
