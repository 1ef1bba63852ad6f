//! The rules of the shipped example, with hosts that are there.

use std::fs;

use crate::config::{self, GATE};
use crate::nagios::Papers;
use crate::node::{Node, NodeConfig};
use crate::result::{CRITICAL, OK, WARNING};
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::pki::{self, Client};
use crate::support::docker::process::{free_port, holds_in_time};
use crate::support::keys::KeyFile;
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::pki::{Leaf, PKI};
use crate::support::server_config::{AuthScript, Pool, ServerConfig, VerifyClient, Wrapping};

/// Stands in for the script that Icinga's package has mails sent by.
const MAIL: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" \"-- end\" >> \"$(dirname \"$0\")/mails\"\n";

/// A server with a login, with 20 days left of its certificate.
fn server(key: &KeyFile) -> OpenVpn {
    ServerConfig {
        wrapping: Wrapping::TlsAuth {
            key: key.path(),
            direction: Some(0),
            digest: "SHA256",
        },
        certificate: PKI.issue(&Leaf {
            days: -1..20,
            ..Leaf::server()
        }),
        verify_client: VerifyClient::None,
        auth: Some(AuthScript::default()),
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
    .start()
}

/// A node with the rules, and the gate as the host of `server`.
fn node(server: &OpenVpn, key: &KeyFile, papers: &Papers) -> Node {
    let profile = Profile {
        identity: None,
        extra: vec![
            "auth-user-pass".to_owned(),
            "remote-cert-tls server".to_owned(),
        ],
        ..Profile::default()
    };
    let vars = format!(
        "vars.openvpn[\"udp\"] = {{\n  openvpn_tls_auth = \"{}\"\n  openvpn_digest = \"SHA256\"\n  \
         openvpn_port = {}\n}}\nvars.vpn_ca = \"{}\"\nvars.vpn_profile = \"{}\"\n\
         vars.vpn_login = \"{}\"\n}}\n",
        papers.copy(&key.path(), "ta.key"),
        server.address().port(),
        papers.write("vpn-ca.pem", &PKI.ca()),
        papers.write("monitor.ovpn", &profile.text(server)),
        papers.write("monitor.login", "monitor\nopen sesame\n"),
    );
    let host = GATE.trim_end().strip_suffix('}').expect("an object");
    let mut node = NodeConfig::alone(&[host, &vars, &config::example_rules()]);
    node.files
        .push(("scripts/mail-service-notification.sh", MAIL.to_owned()));
    node.start()
}

#[test]
fn doors_certificates_and_the_tunnel_of_a_server_are_checked_by_the_rules() {
    let (key, papers) = (KeyFile::static_key(), Papers::new());
    let server = server(&key);
    let node = node(&server, &key, &papers);
    let port = server.address().port().to_string();
    let file = |name: &str| papers.folder().join(name).display().to_string();

    let door = node.api.check_now("gate!openvpn-udp");
    door.assert(OK, "answered in");
    let ta_key = file("ta.key");
    let words = [
        "--digest",
        "SHA256",
        "--hostname",
        "127.0.0.1",
        "--port",
        &port,
        "--tls-auth",
        &ta_key,
    ];
    assert_eq!(door.command()[1..], words);

    let certificate = node.api.check_now("gate!openvpn-certificate-udp");
    certificate.assert(
        WARNING,
        "server certificate CN=gatewatch test server ends in 20 days",
    );
    assert_eq!(certificate.values_of("--ca"), [file("vpn-ca.pem")]);
    assert_eq!(certificate.values_of("--certificate"), ["30,14"]);

    let tunnel = node.api.check_now("gate!openvpn-tunnel");
    tunnel.assert(WARNING, "lets us in, 10.");
    let [profile, login] = ["monitor.ovpn", "monitor.login"].map(file);
    assert_eq!(
        tunnel.command()[1..],
        ["--auth-user-pass", &login, "--profile", &profile]
    );
    assert!(server.logins().contains(&"monitor".to_owned()));
}

#[test]
fn a_profile_that_asks_for_no_password_needs_no_login() {
    let papers = Papers::new();
    let server = ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
    .start();
    let profile = papers.write("monitor.ovpn", &Profile::default().text(&server));
    let host = GATE.trim_end().strip_suffix('}').expect("an object");
    let vars = format!("{}\n}}\n", config::var("vpn_profile", &profile));
    let node = NodeConfig::alone(&[host, &vars, &config::example_rules()]).start();
    let tunnel = node.api.check_now("gate!openvpn-tunnel");
    tunnel.assert(OK, "answers through the tunnel");
    assert_eq!(tunnel.command()[1..], ["--profile", &profile]);
}

#[test]
fn a_certificate_that_ends_is_mailed_once_and_a_shut_door_is_no_second_mail() {
    let (key, papers) = (KeyFile::static_key(), Papers::new());
    let mut server = server(&key);
    let node = node(&server, &key, &papers);
    let mails = || fs::read_to_string(node.config().join("scripts/mails")).unwrap_or_default();

    node.api
        .check_now("gate!openvpn-udp")
        .assert(OK, "answered in");
    // The third in a row is the one that counts, and one may have been run by schedule.
    for _ in 0..3 {
        node.api.check_now("gate!openvpn-certificate-udp");
    }
    assert!(
        holds_in_time(|| mails().contains("-- end")),
        "{}",
        node.log()
    );
    let mail = mails();
    assert_eq!(mail.matches("-- end").count(), 1, "{mail}");
    for words in [
        "-e\nopenvpn-certificate-udp\n",
        "-s\nWARNING\n",
        "-t\nPROBLEM\n",
        "-r\nroot@localhost\n",
        "-o\nOPENVPN WARNING - ",
        "server certificate CN=gatewatch test server ends in 20 days",
    ] {
        assert!(mail.contains(words), "{words}\n{mail}");
    }

    server.kill();
    for _ in 0..5 {
        node.api
            .check_now("gate!openvpn-udp")
            .assert(CRITICAL, "nothing listens on");
    }
    for _ in 0..3 {
        let result = node.api.check_now("gate!openvpn-certificate-udp");
        result.assert(CRITICAL, "nothing listens on");
    }
    let service = node.api.service("gate!openvpn-certificate-udp");
    assert_eq!(service["last_reachable"], false, "{service:#}");
    assert_eq!(service["state_type"], 1.0, "{service:#}");
    assert_eq!(mails(), mail);
}

#[test]
fn an_engine_is_checked_by_the_rule_with_every_port_of_the_list() {
    let papers = Papers::docker(&pki::PKI.client(Client::Good));
    let engine = DockerdConfig::default().start();
    let closed = [(); 2].map(|()| free_port(engine.address().ip()).port().to_string());
    let host = format!(
        "object Host \"localhost\" {{\n  check_command = \"dummy\"\n  \
         vars.docker_api_cert_path = \"{}\"\n  vars.docker_api_port = {}\n  \
         vars.docker_api_closed_port = [ {} ]\n}}\n",
        papers.folder().display(),
        engine.address().port(),
        closed.join(", "),
    );
    let node = NodeConfig::alone(&[&host, &config::example_rules()]).start();
    let result = node.api.check_now("localhost!docker-api");
    result.assert(OK, "lets the right client in and nobody else");
    assert_eq!(result.values_of("--closed-port"), closed);
    assert_eq!(result.values_of("--hostname"), ["localhost"]);
    for port in closed {
        result.assert(OK, &format!("port {port} is closed, as it should be"));
    }
}
