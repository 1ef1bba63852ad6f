//! Options about what lies behind the reset: certificate, login, tunnel, and the profile that has
//! all of it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use crate::checks::openvpn::certificate::{NameRule, parse_fingerprint};
use crate::checks::openvpn::session::visit;
use crate::cli::{Days, TimeoutResult};

use super::super::shared::whole;

/// How far to go, and with what.
#[derive(Args, Clone)]
pub struct Door {
    /// How far to go [default: as far as the other options say]
    #[arg(
        long,
        value_name = "STAGE",
        ignore_case = true,
        help_heading = "Through the door"
    )]
    pub stage: Option<Stage>,

    /// Take everything from this .ovpn file; options given besides win
    #[arg(long, value_name = "FILE", help_heading = "Through the door")]
    pub profile: Option<PathBuf>,

    /// One of the profile's remotes is enough
    #[arg(long, conflicts_with = "all", help_heading = "Through the door")]
    pub any: bool,

    /// Every remote of the profile must let us in (the default)
    #[arg(long, help_heading = "Through the door")]
    pub all: bool,

    /// After silence or a close: find out which key, digest or direction the server wants.
    /// Each try leaves lines in its log
    #[arg(
        long,
        conflicts_with_all = ["expect_silence", "no_validation"],
        help_heading = "Through the door"
    )]
    pub diagnose: bool,

    /// CA certificates that the server's has to chain to
    #[arg(long, value_name = "FILE", help_heading = "Server certificate")]
    pub ca: Option<PathBuf>,

    /// Whether the certificate has to be marked as a server's [default: by the
    /// profile, else server; none with --peer-fingerprint alone]
    #[arg(
        long,
        value_name = "PURPOSE",
        ignore_case = true,
        help_heading = "Server certificate"
    )]
    pub remote_cert_tls: Option<Purpose>,

    /// Name that it has to bear: NAME[,subject|name|name-prefix]
    #[arg(
        long,
        value_name = "NAME",
        allow_hyphen_values = true,
        help_heading = "Server certificate"
    )]
    pub verify_x509_name: Option<NameRule>,

    /// SHA-256 fingerprint that it has to have, or one of several
    #[arg(
        long,
        value_name = "HEX",
        value_parser = fingerprint,
        help_heading = "Server certificate"
    )]
    pub peer_fingerprint: Vec<[u8; 32]>,

    /// Revocation lists of the CA
    #[arg(long, value_name = "FILE", help_heading = "Server certificate")]
    pub crl: Option<PathBuf>,

    /// Days that every certificate must still be valid, WARN or WARN,CRIT [default: 30,14]
    #[arg(
        short = 'C',
        long,
        value_name = "DAYS",
        allow_negative_numbers = true,
        help_heading = "Server certificate"
    )]
    pub certificate: Option<Days>,

    /// Our certificate
    #[arg(long, value_name = "FILE", help_heading = "Login")]
    pub cert: Option<PathBuf>,

    /// The key of our certificate
    #[arg(long, value_name = "FILE", help_heading = "Login")]
    pub key: Option<PathBuf>,

    /// User name and password, one a line; or say them in the environment
    #[arg(long, value_name = "FILE", help_heading = "Login")]
    pub auth_user_pass: Option<PathBuf>,

    /// OK only if the login is refused
    #[arg(long, conflicts_with = "expect_push", help_heading = "Login")]
    pub expect_auth_failed: bool,

    /// How an option starts that the server has to push; several times
    #[arg(
        long,
        value_name = "TEXT",
        value_parser = beginning,
        help_heading = "Login"
    )]
    pub expect_push: Vec<String>,

    /// State where the server accepts the login so far and asks for a second factor
    #[arg(
        long,
        value_name = "STATE",
        default_value = "warning",
        ignore_case = true,
        help_heading = "Login"
    )]
    pub challenge_result: TimeoutResult,

    /// State where the server waits for the login to be confirmed elsewhere
    #[arg(
        long,
        value_name = "STATE",
        default_value = "ok",
        ignore_case = true,
        help_heading = "Login"
    )]
    pub pending_result: TimeoutResult,

    /// Address to ping through the tunnel, or `gateway` for the one that is pushed
    #[arg(long, value_name = "ADDRESS", help_heading = "Tunnel")]
    pub ping: Option<PingTarget>,

    /// Bytes of a second ping, IP header included, to find path-MTU holes
    #[arg(
        long,
        value_name = "BYTES",
        value_parser = |text: &str| whole(text, 64, 1500_u16),
        allow_negative_numbers = true,
        help_heading = "Tunnel"
    )]
    pub ping_size: Option<u16>,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Stage {
    Reset,
    Certificate,
    Login,
    Tunnel,
}

impl From<Stage> for visit::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Reset => Self::Reset,
            Stage::Certificate => Self::Certificate,
            Stage::Login => Self::Login,
            Stage::Tunnel => Self::Tunnel,
        }
    }
}

/// What `--remote-cert-tls` asks of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Purpose {
    Server,
    None,
}

/// Whom to ping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PingTarget {
    /// Whoever the server says is at the far end.
    Gateway,
    /// An address behind it.
    Address(IpAddr),
}

impl FromStr for PingTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "gateway" => Ok(Self::Gateway),
            text => text
                .parse()
                .map(Self::Address)
                .map_err(|_| "give an address such as 10.8.0.1, or the word gateway".into()),
        }
    }
}

fn beginning(text: &str) -> Result<String, String> {
    match text.is_empty() {
        true => Err("every option starts like that; give a beginning such as route".into()),
        false => Ok(text.to_owned()),
    }
}

fn fingerprint(text: &str) -> Result<[u8; 32], String> {
    parse_fingerprint(text).map_err(|error| error.to_string())
}
