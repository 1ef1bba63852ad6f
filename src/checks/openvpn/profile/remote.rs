//! Where a profile connects to, and how the control channel is protected there.
//!
//! A `<connection>` block starts from the options above it. A plain `remote` is filled in once the
//! whole file is read, and is not looked at where there is a `<connection>`. A key direction counts
//! only together with a key of the same scope.
//!
//! Rules: OpenVPN `options.c` (`add_option`, `connection_entry_load_re`,
//! `options_postprocess_mutate_ce`) as of 2.6, each compared with 2.6.14.

use crate::net::Family;

use super::super::config::Transport;
use super::super::key::Direction;
use super::error::{Fault, ProfileError};
use super::options::unsupported;
use super::statement::Statement;
use super::{Source, Unsupported};

/// Remotes that a profile may have.
pub(super) const MAX_REMOTES: usize = 64;

const DEFAULT_PORT: u16 = 1194;
const PROTOCOLS: &str = "udp, tcp or tcp-client, with 4 or 6 behind udp or tcp for one family";

/// One server of a profile.
pub struct Remote {
    /// The name or address as written.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    /// UDP or TCP.
    pub transport: Transport,
    /// Which addresses of the host are meant.
    pub family: Family,
    /// `local`: the address or name of this machine to send from, as written, and its line.
    pub local: Option<(String, usize)>,
    /// How the control channel is protected.
    pub protection: Protection,
    /// Line of `remote`, from 1.
    pub line: usize,
    /// What a probe cannot do as this connection alone asks for it, such as `http-proxy`.
    pub unsupported: Vec<Unsupported>,
}

/// How the control channel of a remote is protected, with where its key is.
#[derive(Clone)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// Signed by `tls-auth`.
    TlsAuth {
        /// The static key.
        key: Source,
        /// As the client has it.
        direction: Direction,
    },
    /// Encrypted by `tls-crypt`, with a static key.
    TlsCrypt(Source),
    /// Encrypted by `tls-crypt-v2`, with a client's key.
    TlsCryptV2(Source),
}

/// The keys of one scope: of the file or of a `<connection>`.
#[derive(Clone)]
pub(super) struct Keys {
    tls_auth: Option<(Source, usize)>,
    tls_crypt: Option<(Source, usize)>,
    tls_crypt_v2: Option<(Source, usize)>,
    direction: Direction,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            tls_auth: None,
            tls_crypt: None,
            tls_crypt_v2: None,
            direction: Direction::None,
        }
    }
}

impl Keys {
    /// Takes an option of the whole file. Whether it is one about keys.
    pub fn take(&mut self, statement: &Statement) -> Result<bool, Fault> {
        match statement.name.as_str() {
            "tls-auth" => {
                self.tls_auth = Some((statement.source(2)?, statement.line));
                if let Some(word) = statement.arguments.get(1) {
                    self.direction = direction(word)?;
                }
            }
            "tls-crypt" => self.tls_crypt = Some((statement.source(1)?, statement.line)),
            "tls-crypt-v2" => self.tls_crypt_v2 = Some((statement.source(2)?, statement.line)),
            "key-direction" => self.direction = direction(statement.value()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes an option of a `<connection>`, where `tls-auth` forgets an earlier direction.
    pub fn take_in_connection(&mut self, statement: &Statement) -> Result<bool, Fault> {
        if statement.name == "tls-auth" {
            self.direction = Direction::None;
        }
        self.take(statement)
    }

    fn is_empty(&self) -> bool {
        self.tls_auth.is_none() && self.tls_crypt.is_none() && self.tls_crypt_v2.is_none()
    }

    fn protection(&self) -> Result<Protection, ProfileError> {
        let mut given: Vec<(&'static str, usize)> = [
            ("tls-auth", &self.tls_auth),
            ("tls-crypt", &self.tls_crypt),
            ("tls-crypt-v2", &self.tls_crypt_v2),
        ]
        .into_iter()
        .filter_map(|(name, key)| key.as_ref().map(|key| (name, key.1)))
        .collect();
        given.sort_by_key(|(_, line)| *line);
        if let [(first, _), (second, line), ..] = given[..] {
            return Err(Fault::Exclusive(first).at(line, second));
        }
        Ok(
            match (&self.tls_auth, &self.tls_crypt, &self.tls_crypt_v2) {
                (Some((key, _)), _, _) => Protection::TlsAuth {
                    key: key.clone(),
                    direction: self.direction,
                },
                (_, Some((key, _)), _) => Protection::TlsCrypt(key.clone()),
                (_, _, Some((key, _))) => Protection::TlsCryptV2(key.clone()),
                (None, None, None) => Protection::Plain,
            },
        )
    }
}

/// A `remote` as it stands on its line.
#[derive(Clone)]
pub(super) struct Target {
    host: String,
    port: Option<u16>,
    protocol: Option<(Transport, Family)>,
    line: usize,
}

impl Target {
    /// Reads `remote HOST [PORT] [PROTOCOL]`.
    pub fn read(statement: &Statement) -> Result<Self, Fault> {
        let (host, rest) = statement.first_of(3)?;
        Ok(Self {
            host: host.to_owned(),
            port: rest.first().map(|word| port(word)).transpose()?,
            protocol: rest.get(1).map(|word| protocol(word)).transpose()?,
            line: statement.line,
        })
    }
}

/// What a connection is made of, or what new ones start from.
#[derive(Clone)]
pub(super) struct Connection {
    target: Option<Target>,
    port: u16,
    transport: Transport,
    family: Family,
    local: Option<(String, usize)>,
    unsupported: Vec<Unsupported>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            target: None,
            port: DEFAULT_PORT,
            transport: Transport::Udp,
            family: Family::Any,
            local: None,
            unsupported: Vec::new(),
        }
    }
}

impl Connection {
    /// Takes an option that each connection may have for itself. Whether it is one.
    pub fn take(&mut self, statement: &Statement) -> Result<bool, Fault> {
        match statement.name.as_str() {
            "port" | "rport" => self.port = port(statement.value()?)?,
            "local" => {
                let (address, _) = statement.first_of(3)?;
                self.local = Some((address.to_owned(), statement.line));
            }
            "proto" => (self.transport, self.family) = protocol(statement.value()?)?,
            name @ ("http-proxy" | "socks-proxy" | "fragment") => {
                self.unsupported.retain(|known| known.option != name);
                self.unsupported.extend(unsupported(name, statement.line));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Connects to a target; what it leaves open stays as it is. A protocol for any family leaves
    /// the family alone as well.
    pub fn aim(&mut self, target: Target) {
        self.port = target.port.unwrap_or(self.port);
        if let Some((transport, family)) = target.protocol {
            self.transport = transport;
            if family != Family::Any {
                self.family = family;
            }
        }
        self.target = Some(target);
    }

    /// Whether it knows where to connect to.
    pub fn is_aimed(&self) -> bool {
        self.target.is_some()
    }

    /// The finished remote; keys of its own keep those of the file out. None without a target.
    pub fn finish(self, own: &Keys, file: &Keys) -> Result<Option<Remote>, ProfileError> {
        let keys = if own.is_empty() { file } else { own };
        let Some(target) = self.target else {
            return Ok(None);
        };
        Ok(Some(Remote {
            host: target.host,
            port: self.port,
            transport: self.transport,
            family: self.family,
            local: self.local,
            protection: keys.protection()?,
            line: target.line,
            unsupported: self.unsupported,
        }))
    }
}

fn port(word: &str) -> Result<u16, Fault> {
    let is_digits = word.bytes().all(|byte| byte.is_ascii_digit());
    match word.parse() {
        Ok(port) if port > 0 && is_digits => Ok(port),
        _ => Err(Fault::Value("a port from 1 to 65535")),
    }
}

/// What carries the packets, and over which addresses.
pub(super) fn protocol(word: &str) -> Result<(Transport, Family), Fault> {
    Ok(match word {
        "udp" => (Transport::Udp, Family::Any),
        "udp4" => (Transport::Udp, Family::V4),
        "udp6" => (Transport::Udp, Family::V6),
        "tcp" | "tcp-client" => (Transport::Tcp, Family::Any),
        "tcp4" | "tcp4-client" => (Transport::Tcp, Family::V4),
        "tcp6" | "tcp6-client" => (Transport::Tcp, Family::V6),
        "tcp-server" | "tcp4-server" | "tcp6-server" => return Err(Fault::ServerProtocol),
        _ => return Err(Fault::Value(PROTOCOLS)),
    })
}

fn direction(word: &str) -> Result<Direction, Fault> {
    match word {
        "0" => Ok(Direction::Zero),
        "1" => Ok(Direction::One),
        _ => Err(Fault::Value("0 or 1")),
    }
}
