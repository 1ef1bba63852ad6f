//! Servers that say markup wherever they can say anything, the services that look at them, and a plugin
//! that passes on what it hears.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use crate::doors::{Engine, docker_identity, relay, server};
use crate::engine::host;
use crate::room::{self, PLUGINS, Room};
use crate::support::docker::fake::script::answer;
use crate::support::docker::fake::{FakeConfig, FakeEngine, FakeTls};
use crate::support::docker::pki::{self as docker_pki, Signer as DockerSigner};
use crate::support::keys::KeyFile;
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::pki::{Leaf, PKI, Signer};
use crate::support::server_config::{Answer, AuthScript, ServerConfig, VerifyClient, Wrapping};

/// Commas, since Nagios turns semicolons of a first line into colons. The first fits a common name.
const IMAGE: &str = "<img src=x onerror=\"pwned=true,document.title='pwned'\">|'a'=1";
const SCRIPT: &str = "\\n[OK] forged<script>pwned=true,document.title='pwned',fetch('/pwned')</script>\
                      <img src=x onerror=\"pwned=true\"><b>bold</b>&lt;i&gt;|'forged'=1;2;3";
const LINES: &str = "<img src=x onerror=\"pwned=true\">\r\n[OK] fine|'a'=1\n<b>x</b>";

pub const HOSTILE: &str = "hostile.example.org";
pub const SHADY: &str = "shady.example.org";
const NAIVE: &str = "naive.example.org";

/// Each with the words that show that the server's were quoted at all.
pub const SERVICES: [(&str, &str, &str); 5] = [
    (HOSTILE, "OpenVPN banner", "speaks HTTP, not OpenVPN"),
    (HOSTILE, "OpenVPN certificate", "CN=(img src=x onerror="),
    (HOSTILE, "OpenVPN login", "refuses the login"),
    (HOSTILE, "Docker API certificate", "(img src=x onerror="),
    (SHADY, "Docker API answer", "(script)"),
];

/// Prints what it hears, as many do.
const NAIVE_PLUGIN: &str = r#"#!/bin/bash
exec 3<>"/dev/tcp/$1/443"
echo hello >&3
read -r line <&3
echo "OPENVPN CRITICAL - no OpenVPN: $line"
exit 2
"#;

/// What Nagios is told of them.
pub fn objects() -> String {
    let hosts = [HOSTILE, SHADY, NAIVE].map(host).concat();
    let groups = group("hostile", &format!("{HOSTILE},{SHADY}")) + &group("naive", NAIVE);
    let commands = [
        "check_openvpn_tls_crypt_tcp!443!/etc/gatewatch/tc.key",
        "check_openvpn_certificate!1195!/etc/gatewatch/tc.key!/etc/gatewatch/ca.crt",
        "check_openvpn_profile!/etc/gatewatch/hostile.ovpn",
        "check_docker_api!/etc/gatewatch/docker",
        "check_docker_api!/etc/gatewatch/docker",
    ];
    let mut services = service(NAIVE, "OpenVPN", "naive");
    for ((host, description, _), command) in SERVICES.iter().zip(commands) {
        services += &service(host, description, command);
    }
    let naive = "define command {\n command_name naive\n command_line $USER1$/naive hostile.example.org\n}\n";
    [&hosts, &groups, naive, &services]
        .map(String::from)
        .concat()
}

/// Looked at once.
fn service(host: &str, description: &str, command: &str) -> String {
    format!(
        "define service {{\n use generic-service\n host_name {host}\n service_description {description}\n \
         check_command {command}\n max_check_attempts 1\n check_interval 3600\n notification_interval 3600\n}}\n"
    )
}

pub fn group(name: &str, members: &str) -> String {
    format!("define hostgroup {{\n hostgroup_name {name}\n alias {name}\n members {members}\n}}\n")
}

/// All of them; they end with the value.
pub struct Servers {
    _openvpn: [OpenVpn; 2],
    _docker: [FakeEngine; 2],
    _key: KeyFile,
}

impl Servers {
    pub fn start(room: &Room) -> Self {
        let key = KeyFile::static_key();
        room.keep("tc.key", fs::read(key.path()).expect("a key can be read"));
        room.keep("ca.crt", PKI.ca());
        Engine::keep_client(room);
        banner("192.0.2.66:443");
        let naive = Path::new(PLUGINS).join("naive");
        fs::write(&naive, NAIVE_PLUGIN).expect("a file can be written");
        room::run("chmod", &["755", naive.to_str().expect("a plain path")]);

        let wrapping = Wrapping::TlsCrypt { key: key.path() };
        let shows_markup = ServerConfig {
            certificate: PKI.issue(&Leaf {
                organization: Some(LINES),
                common_name: IMAGE,
                signer: Signer::Other,
                ..Leaf::server()
            }),
            ..server("192.0.2.66", 1195, wrapping.clone())
        };
        let auth = AuthScript {
            answer: Answer::RejectBecause(SCRIPT),
            ..AuthScript::default()
        };
        let login = auth.login();
        let refuses_with_markup = ServerConfig {
            auth: Some(auth),
            verify_client: VerifyClient::None,
            ..server("192.0.2.66", 1196, wrapping)
        };
        let openvpn = [shows_markup.start(), refuses_with_markup.start()];
        let profile = Profile {
            remote: Some("192.0.2.66:1196".parse().expect("an address")),
            identity: None,
            login: Some(login),
            extra: vec!["remote-cert-tls server".into()],
            ..Profile::default()
        };
        room.keep("hostile.ovpn", profile.text(&openvpn[1]));

        let identity = docker_pki::PKI.issue(&docker_pki::Leaf {
            common_name: IMAGE,
            signer: DockerSigner::Other,
            ..docker_pki::Leaf::server()
        });
        let body = serde_json::json!({ "message": SCRIPT }).to_string();
        let headers = format!("Server: {SCRIPT}\r\nApi-Version: {SCRIPT}\r\n");
        let steps = answer("500 <b>Sorry</b>", "application/json", &headers, &body);
        let docker = [
            with_tls(FakeConfig::default(), identity),
            with_tls(
                FakeConfig::always(steps),
                docker_identity(SHADY, "192.0.2.67"),
            ),
        ];
        relay("192.0.2.66:2376", docker[0].address());
        relay("192.0.2.67:2376", docker[1].address());
        Self {
            _openvpn: openvpn,
            _docker: docker,
            _key: key,
        }
    }
}

/// Has everybody who says something answered with markup, where HTTP has its reason.
fn banner(address: &str) {
    let listener = TcpListener::bind(address).expect("every port is free");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = BufReader::new(&stream).fill_buf();
            let _ = write!(stream, "HTTP/1.1 400 {SCRIPT}\r\n\r\n");
        }
    });
}

fn with_tls(config: FakeConfig, identity: docker_pki::Identity) -> FakeEngine {
    let tls = FakeTls {
        identity,
        ..FakeTls::default()
    };
    FakeConfig {
        tls: Some(tls),
        ..config
    }
    .start()
}
