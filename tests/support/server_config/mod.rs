//! The configuration of an OpenVPN server as a struct, and as the text that OpenVPN reads.
//!
//! Options: the manual of OpenVPN 2.6.
//!
//! | module | holds |
//! |---|---|
//! | [`wrapping`] | how control packets are wrapped |
//! | [`auth_script`] | what decides about logins |
//! | [`pool`] | the addresses that are handed out |

pub mod auth_script;
pub mod pool;
pub mod wrapping;

use std::net::{IpAddr, Ipv4Addr};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

pub use auth_script::{Answer, AuthScript, Decision, Via};
pub use pool::Pool;
pub use wrapping::{Cookie, Wrapping};

use super::namespace::Namespace;
use super::openvpn::OpenVpn;
use super::pki::{Identity, PKI};
use pool::Network;

/// The file that names the others.
pub const SERVER_CONF: &str = "server.conf";
/// The list of clients, written anew each second.
pub const STATUS: &str = "openvpn.status";

/// Devices that this process has named.
static DEVICES: AtomicU32 = AtomicU32::new(0);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Udp,
    Tcp,
}

/// Whether clients have certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyClient {
    Require,
    Optional,
    None,
}

/// A server to be.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    pub transport: Transport,
    pub address: IpAddr,
    /// That of a server that was killed, for one that takes its place; otherwise one that is free.
    pub port: Option<u16>,
    /// Where the server runs if not where the test does; the address is one of there.
    pub namespace: Option<Namespace>,
    pub wrapping: Wrapping,
    pub verb: u8,
    pub max_clients: Option<u32>,
    /// Hellos answered within so many seconds, by default more than any test sends.
    pub connect_freq_initial: (u32, u32),

    pub certificate: Identity,
    /// Whom clients' certificates come from, PEM.
    pub client_ca: String,
    /// What `crl-verify` reads, PEM.
    pub revocation_list: Option<String>,
    pub verify_client: VerifyClient,
    pub tls_version_min: Option<&'static str>,
    pub tls_version_max: Option<&'static str>,

    /// Nobody is asked for a password without.
    pub auth: Option<AuthScript>,
    /// Several sessions may have one name; without, a login ends the earlier one.
    pub duplicate_cn: bool,

    /// No addresses are handed out without.
    pub pool: Option<Pool>,
    /// Options that are sent to clients, such as `route 192.0.2.0 255.255.255.0`.
    pub push: Vec<String>,
    pub tap: bool,
    pub data_ciphers: Option<&'static str>,
    pub cipher: Option<&'static str>,
    pub disable_dco: bool,
    /// Interval and timeout, in seconds.
    pub keepalive: Option<(u32, u32)>,
    /// Clients are told when the server ends. UDP only.
    pub explicit_exit_notify: bool,

    /// Lines of the configuration, after all others.
    pub extra: Vec<String>,
    /// Further executable files in the server's folder, for options that run scripts.
    pub scripts: Vec<(&'static str, String)>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            transport: Transport::Udp,
            address: Ipv4Addr::LOCALHOST.into(),
            port: None,
            namespace: None,
            wrapping: Wrapping::Plain,
            verb: 3,
            max_clients: None,
            connect_freq_initial: (100_000, 10),
            certificate: PKI.server(),
            client_ca: PKI.ca(),
            revocation_list: None,
            verify_client: VerifyClient::Require,
            tls_version_min: None,
            tls_version_max: None,
            auth: None,
            duplicate_cn: false,
            pool: None,
            push: Vec::new(),
            tap: false,
            data_ciphers: None,
            cipher: None,
            disable_dco: true,
            keepalive: None,
            explicit_exit_notify: false,
            extra: Vec::new(),
            scripts: Vec::new(),
        }
    }
}

/// A file in the server's folder.
pub struct File {
    pub name: &'static str,
    pub text: String,
    pub is_script: bool,
}

impl ServerConfig {
    /// Starts the server and comes back once it is ready.
    ///
    /// # Panics
    /// When `openvpn` is missing or does not start; its log is part of the message.
    pub fn start(&self) -> OpenVpn {
        OpenVpn::start(self)
    }

    /// Every file that the server reads from its folder.
    pub fn files(&self, port: u16, network: Network) -> Vec<File> {
        let mut files = vec![
            plain("ca.pem", self.client_ca.clone()),
            plain("server.pem", self.certificate.chain.clone()),
            plain("server.key", self.certificate.key.clone()),
            plain(SERVER_CONF, self.text(port, network)),
        ];
        files.extend(
            self.revocation_list
                .iter()
                .map(|list| plain("crl.pem", list.clone())),
        );
        files.extend(
            self.auth
                .iter()
                .map(|auth| script(auth_script::SCRIPT, auth.text())),
        );
        files.extend(
            self.scripts
                .iter()
                .map(|(name, text)| script(name, text.clone())),
        );
        files
    }

    fn text(&self, port: u16, network: Network) -> String {
        let mut lines = vec![
            "mode server\ntls-server".to_owned(),
            format!("dev {}\ndev-type {}", device(), self.device_type()),
            format!(
                "proto {}\nlocal {}\nport {port}",
                self.protocol(),
                self.address
            ),
            "ca ca.pem\ncert server.pem\nkey server.key\ndh none".to_owned(),
            format!("verb {}", self.verb),
            format!("status {STATUS} 1\nstatus-version 1"),
        ];
        let (hellos, seconds) = self.connect_freq_initial;
        lines.push(format!("connect-freq-initial {hellos} {seconds}"));
        lines.extend(self.max_clients.map(|count| format!("max-clients {count}")));
        lines.extend(self.access());
        lines.extend(self.tunnel(network));
        lines.push(self.wrapping.server_text());
        lines.extend(self.extra.iter().cloned());
        lines.join("\n") + "\n"
    }

    /// Who may come in, and how.
    fn access(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.verify_client {
            VerifyClient::Require => {}
            VerifyClient::Optional => lines.push("verify-client-cert optional".to_owned()),
            VerifyClient::None => lines.push("verify-client-cert none".to_owned()),
        }
        if self.revocation_list.is_some() {
            lines.push("crl-verify crl.pem".to_owned());
        }
        for (option, version) in [
            ("tls-version-min", self.tls_version_min),
            ("tls-version-max", self.tls_version_max),
        ] {
            lines.extend(version.map(|version| format!("{option} {version}")));
        }
        lines.extend(self.auth.as_ref().map(AuthScript::options));
        if self.duplicate_cn {
            lines.push("duplicate-cn".to_owned());
        }
        lines
    }

    /// What those have who came in.
    fn tunnel(&self, network: Network) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.pool.map(|pool| pool.options(network)));
        lines.extend(self.push.iter().map(|option| format!("push \"{option}\"")));
        lines.extend(self.data_ciphers.map(|list| format!("data-ciphers {list}")));
        lines.extend(self.cipher.map(|name| format!("cipher {name}")));
        lines.extend(
            self.keepalive
                .map(|(interval, timeout)| format!("keepalive {interval} {timeout}")),
        );
        if self.disable_dco {
            lines.push("disable-dco".to_owned());
        }
        if self.explicit_exit_notify {
            lines.push("explicit-exit-notify 1".to_owned());
        }
        lines
    }

    pub fn device_type(&self) -> &'static str {
        if self.tap { "tap" } else { "tun" }
    }

    fn protocol(&self) -> &'static str {
        match (self.transport, self.address) {
            (Transport::Udp, IpAddr::V4(_)) => "udp4",
            (Transport::Udp, IpAddr::V6(_)) => "udp6",
            (Transport::Tcp, IpAddr::V4(_)) => "tcp4-server",
            (Transport::Tcp, IpAddr::V6(_)) => "tcp6-server",
        }
    }
}

fn plain(name: &'static str, text: String) -> File {
    File {
        name,
        text,
        is_script: false,
    }
}

fn script(name: &'static str, text: String) -> File {
    File {
        name,
        text,
        is_script: true,
    }
}

/// A name of its own, within the 15 bytes that Linux allows.
fn device() -> String {
    let number = DEVICES.fetch_add(1, Ordering::Relaxed) % 10_000;
    format!("gw{}t{number}", process::id() % 10_000_000)
}
