//! The command line of `check_openvpn`.

mod door;

pub use door::{Door, PingTarget, Purpose, Stage};

use std::convert::Infallible;
use std::path::PathBuf;

use clap::{ArgGroup, Parser, ValueEnum};
use zeroize::Zeroizing;

use crate::checks::openvpn::key::Digest;
use crate::net::Host;
use crate::outcome::Range;

use super::shared::{Limits, Target, host, port, whole};

const EXAMPLES: &str = "\
Examples:
  check_openvpn vpn.example.org
  check_openvpn -p 443 --tcp --tls-crypt /etc/gatewatch/tc.key vpn.example.org
  check_openvpn --tls-auth /etc/gatewatch/ta.key --digest SHA256 vpn.example.org
  check_openvpn --tls-crypt-v2 client.key --all-addresses -w 0.5 -c 2 vpn.test
  check_openvpn --expect-silence -t 3 vpn.example.org     (HMAC firewall on?)
  check_openvpn --tls-crypt tc.key --ca ca.crt -C 30,14 vpn.example.org
  check_openvpn --profile /etc/gatewatch/monitoring.ovpn

Ranges:
  10      alert below 0 or above 10        10:20   alert outside 10 to 20
  10:     alert below 10                   @10:20  alert inside 10 to 20
  ~:10    alert above 10

Stages, each with the ones before it:
  reset        the server answers a client's first packet
  certificate  its certificate is what a client wants; needs no identity
  login        it lets us in and tells us our options
  tunnel       something comes back through the tunnel

Log in with an identity of its own: a server drops the older of two sessions
of one common name, so that a borrowed one would throw its owner out.

Environment:
  CHECK_OPENVPN_USERNAME, CHECK_OPENVPN_PASSWORD   instead of --auth-user-pass

Exit codes:
  0 OK        the server answered as it should
  1 WARNING   it answered, but late, off the clock or to nobody in particular;
              a certificate ends soon
  2 CRITICAL  no answer, a wrong answer, or an answer that it should not give
  3 UNKNOWN   nothing is known: wrong usage, a key that cannot be used, a name
              that does not resolve, TLS that is too old for this build; also
              --help and --version

Keys are read from files. A key given in the argument itself (HEX) is visible
to every user of this machine in its list of processes; say @FILE instead.";

/// Checks that an OpenVPN server answers as a real client needs it to
#[derive(Parser, Clone)]
#[command(
    name = "check_openvpn",
    version = concat!(env!("CARGO_PKG_VERSION"), " (gatewatch)"),
    override_usage = "check_openvpn [OPTIONS] HOST\n       check_openvpn [OPTIONS] --profile FILE [HOST]",
    after_help = EXAMPLES,
    term_width = 80,
    args_override_self = true,
    group = ArgGroup::new("where").args(["host", "hostname", "profile"]).required(true).multiple(true),
    group = ArgGroup::new("wrapping").args(["tls_auth", "tls_crypt", "tls_crypt_v2", "digest_key_client"]),
)]
pub struct Arguments {
    /// Name or address of the server
    #[arg(value_parser = host)]
    host: Option<Host>,

    /// The same as HOST
    #[arg(
        short = 'H',
        long,
        value_name = "HOST",
        value_parser = host,
        conflicts_with = "host",
        help_heading = "Target"
    )]
    hostname: Option<Host>,

    /// Port of the server [default: 1194]
    #[arg(
        short,
        long,
        value_name = "PORT",
        value_parser = port,
        allow_negative_numbers = true,
        help_heading = "Target"
    )]
    pub port: Option<u16>,

    /// Use TCP instead of UDP
    #[arg(long, help_heading = "Target")]
    pub tcp: bool,

    /// Use UDP, whatever the profile says
    #[arg(long, conflicts_with = "tcp", help_heading = "Target")]
    pub udp: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub target: Target,

    /// Every address of the name must answer, instead of any
    #[arg(long, help_heading = "Target")]
    pub all_addresses: bool,

    /// Static key that signs the control channel
    #[arg(long, value_name = "FILE", help_heading = "Control channel")]
    pub tls_auth: Option<PathBuf>,

    /// Our direction of the --tls-auth key; the server has the opposite [default: by the
    /// profile, else 1]
    #[arg(
        long,
        value_name = "DIRECTION",
        conflicts_with = "tls_auth_inverse",
        help_heading = "Control channel"
    )]
    pub key_direction: Option<KeyDirection>,

    /// Digest of --tls-auth, by the server's `auth` option [default: by the profile, else
    /// SHA1]
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with_all = ["tls_crypt", "tls_crypt_v2"],
        help_heading = "Control channel"
    )]
    pub digest: Option<Digest>,

    /// Static key that encrypts the control channel
    #[arg(long, value_name = "FILE", help_heading = "Control channel")]
    pub tls_crypt: Option<PathBuf>,

    /// Client key that encrypts the control channel
    #[arg(long, value_name = "FILE", help_heading = "Control channel")]
    pub tls_crypt_v2: Option<PathBuf>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub door: Door,

    /// Hellos after the first, at 1, 3 and 6 s, then every 4 s (UDP)
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        value_parser = |text: &str| whole(text, 0, 1000_u32),
        allow_negative_numbers = true,
        conflicts_with = "retrycount",
        help_heading = "Expectation"
    )]
    retries: u32,

    /// OK only if nothing answers: the HMAC firewall is on
    #[arg(long, conflicts_with = "no_validation", help_heading = "Expectation")]
    pub expect_silence: bool,

    /// WARNING if the server's clock is off by seconds outside, such as 60
    #[arg(
        long,
        value_name = "RANGE",
        allow_hyphen_values = true,
        conflicts_with = "no_validation",
        help_heading = "Limits"
    )]
    pub clock_offset: Option<Range>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: Limits,

    /// Size of the digest; has to be its own
    #[arg(
        long,
        value_name = "BYTES",
        value_parser = bytes,
        allow_negative_numbers = true,
        help_heading = "Of the former check_openvpn"
    )]
    pub digest_size: Option<usize>,

    /// Key that signs what we send, in hexadecimal
    #[arg(
        long,
        value_name = "HEX|@FILE",
        value_parser = secret,
        help_heading = "Of the former check_openvpn"
    )]
    pub digest_key_client: Option<Zeroizing<String>>,

    /// Key that signs what the server sends, in hexadecimal
    #[arg(
        long,
        value_name = "HEX|@FILE",
        value_parser = secret,
        help_heading = "Of the former check_openvpn"
    )]
    pub digest_key_server: Option<Zeroizing<String>>,

    /// The same as --key-direction 0
    #[arg(long, help_heading = "Of the former check_openvpn")]
    pub tls_auth_inverse: bool,

    /// Hellos in all: one more than --retries
    #[arg(
        long,
        value_name = "N",
        value_parser = |text: &str| whole(text, 1, 1001_u32),
        allow_negative_numbers = true,
        help_heading = "Of the former check_openvpn"
    )]
    retrycount: Option<u32>,

    /// Take whatever comes back for an answer
    #[arg(long, help_heading = "Of the former check_openvpn")]
    pub no_validation: bool,
}

impl Arguments {
    /// The server's host, however it was given; none where the profile names it.
    pub fn host(&self) -> Option<&Host> {
        self.host.as_ref().or(self.hostname.as_ref())
    }

    /// Hellos after the first.
    pub fn retries(&self) -> u32 {
        self.retrycount.map_or(self.retries, |hellos| hellos - 1)
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "clap takes a parser that may fail"
)]
fn secret(text: &str) -> Result<Zeroizing<String>, Infallible> {
    Ok(Zeroizing::new(text.to_owned()))
}

fn bytes(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| "it is no number of bytes such as 20".into())
}

/// `--key-direction` as OpenVPN spells it, and `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum KeyDirection {
    #[value(name = "0")]
    Zero,
    #[value(name = "1")]
    One,
    None,
}
