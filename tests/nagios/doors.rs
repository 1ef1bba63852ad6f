//! The servers behind the names of the shipped examples, real ones, on the ports that stand there.

use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use rcgen::SanType;

use crate::room::Room;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::haproxy::{Haproxy, HaproxyConfig};
use crate::support::docker::nginx::{Backend, Nginx, NginxConfig, Verify};
use crate::support::docker::pki::leaf::dns;
use crate::support::docker::pki::{self as docker_pki, Client};
use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::pki::{Leaf, PKI};
use crate::support::server_config::{Cookie, Pool, ServerConfig, Transport, Wrapping};

/// User and password at the reverse proxy.
const LOGIN: (&str, &str) = ("monitoring", "open sesame");
/// What the socket proxy grants.
const GRANTED: [(&str, &str); 2] = [("INFO", "1"), ("POST", "0")];

/// An OpenVPN server with tls-auth at port 1194, and the files of its clients.
pub struct Gate {
    config: ServerConfig,
    pub server: OpenVpn,
    _key: KeyFile,
}

impl Gate {
    pub fn open(room: &Room, address: &str) -> Self {
        let key = KeyFile::static_key();
        room.keep("ta.key", fs::read(key.path()).expect("a key can be read"));
        room.keep("ca.crt", PKI.ca());
        let wrapping = Wrapping::TlsAuth {
            key: key.path(),
            direction: Some(0),
            digest: "SHA256",
        };
        let config = server(address, 1194, wrapping);
        let server = config.start();
        Self {
            config,
            server,
            _key: key,
        }
    }

    /// Starts it again after its end.
    pub fn reopen(&mut self) {
        self.server = self.config.start();
    }
}

/// A server of that address and port.
pub fn server(address: &str, port: u16, wrapping: Wrapping) -> ServerConfig {
    ServerConfig {
        address: address.parse().expect("an address"),
        wrapping,
        pool: Some(Pool::Subnet),
        duplicate_cn: true,
        certificate: PKI.issue(&Leaf {
            common_name: "vpn.example.org",
            ..Leaf::server()
        }),
        // The last one counts. In a room every port is free.
        extra: vec![format!("port {port}")],
        ..ServerConfig::default()
    }
}

/// Puts a profile that leads through the tunnel of `server` to the keys.
pub fn keep_profile(room: &Room, server: &OpenVpn, port: u16) {
    let profile = Profile {
        remote: Some(SocketAddr::new(server.address().ip(), port)),
        extra: vec!["remote-cert-tls server".into()],
        ..Profile::default()
    };
    room.keep("monitoring.ovpn", profile.text(server));
}

/// OpenVPN servers, with the keys that they may read again.
pub struct Gates {
    _servers: Vec<OpenVpn>,
    _tls_crypt: KeyFile,
    _tls_crypt_v2: TlsCryptV2Keys,
}

/// Every other kind of OpenVPN server of the examples.
pub fn further_gates(room: &Room, address: &str, tls_auth: &Gate) -> Gates {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    for (name, file) in [("tc.key", key.path()), ("tc2.key", v2.client.path())] {
        room.keep(name, fs::read(file).expect("a key can be read"));
    }
    let tls_crypt = Wrapping::TlsCrypt { key: key.path() };
    let v2_wrapping = Wrapping::TlsCryptV2 {
        server_key: v2.server.path(),
        cookie: Cookie::Force,
    };
    let over_tcp = |config| ServerConfig {
        transport: Transport::Tcp,
        ..config
    };
    let servers: Vec<OpenVpn> = [
        over_tcp(server(address, 1194, tls_auth.config.wrapping.clone())),
        server(address, 1195, tls_crypt.clone()),
        over_tcp(server(address, 443, tls_crypt)),
        server(address, 1196, v2_wrapping),
        server(address, 1197, Wrapping::Plain),
    ]
    .iter()
    .map(ServerConfig::start)
    .collect();
    keep_profile(room, &servers[1], 1195);
    Gates {
        _servers: servers,
        _tls_crypt: key,
        _tls_crypt_v2: v2,
    }
}

/// A Docker engine with mutual TLS at port 2376, and the certificates of its client.
pub struct Engine {
    config: DockerdConfig,
    pub server: Dockerd,
}

impl Engine {
    pub fn start(room: &Room, address: &str) -> Self {
        Self::keep_client(room);
        let listener = format!("--host=tcp://{address}:2376");
        let config = DockerdConfig {
            identity: docker_identity("docker.example.org", address),
            extra_arguments: vec![Box::leak(listener.into_boxed_str())],
            ..DockerdConfig::default()
        };
        let server = config.start();
        Self { config, server }
    }

    /// Puts the certificates of a client to the keys.
    pub fn keep_client(room: &Room) {
        let client = docker_pki::PKI.client(Client::Good);
        for (name, file) in [
            ("docker/ca.pem", client.ca()),
            ("docker/cert.pem", client.certificate()),
            ("docker/key.pem", client.key()),
        ] {
            room.keep(name, fs::read(file).expect("a file can be read"));
        }
    }

    /// Starts it again after its end.
    pub fn restart(&mut self) {
        self.server = self.config.start();
    }
}

/// A proxy that wants a password, and one that filters in the clear.
pub fn fronts(room: &Room, socket: &Path) -> (Nginx, Haproxy) {
    let nginx = NginxConfig {
        identity: docker_identity("docker.example.org", "192.0.2.21"),
        verify: Verify::Off,
        basic_auth: Some(LOGIN),
        ..NginxConfig::new(Backend::Socket(socket.to_owned()))
    }
    .start();
    relay("192.0.2.21:443", nginx.address());
    room.keep("password", LOGIN.1);

    let haproxy = HaproxyConfig {
        environment: GRANTED.to_vec(),
        ..HaproxyConfig::new(socket.to_owned())
    }
    .start();
    relay("192.0.2.22:2375", haproxy.address());
    let granted = GRANTED.map(|(name, value)| format!("{name}={value}\n"));
    room.keep("socket-proxy.env", granted.concat());
    (nginx, haproxy)
}

/// A good certificate of that name and address.
pub fn docker_identity(name: &'static str, address: &str) -> docker_pki::Identity {
    let address: IpAddr = address.parse().expect("an address");
    docker_pki::PKI.issue(&docker_pki::Leaf {
        common_name: name,
        names: vec![dns(name), SanType::IpAddress(address)],
        ..docker_pki::Leaf::server()
    })
}

/// Passes connections on, as long as the test runs: these servers choose their ports themselves.
pub fn relay(from: &str, to: SocketAddr) {
    let listener = TcpListener::bind(from).expect("every port is free");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(to) else {
                continue;
            };
            let [back, forth] = [&client, &server].map(|end| end.try_clone().expect("a socket"));
            thread::spawn(move || pass(&client, &server));
            thread::spawn(move || pass(&forth, &back));
        }
    });
}

fn pass(mut from: &TcpStream, mut to: &TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(std::net::Shutdown::Write);
}
