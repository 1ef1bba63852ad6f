//! How variables become words of the command line.

use std::net::Ipv6Addr;

use crate::config::{GATE, service, var};
use crate::nagios::Papers;
use crate::node::NodeConfig;
use crate::result::{CRITICAL, OK, UNKNOWN};
use crate::support::openvpn::Profile;
use crate::support::server_config::{Pool, ServerConfig};

#[test]
fn each_value_of_an_array_is_an_option_of_its_own() {
    let papers = Papers::new();
    let server = ServerConfig {
        pool: Some(Pool::Subnet),
        push: vec!["route 192.0.2.0 255.255.255.0".to_owned()],
        ..ServerConfig::default()
    }
    .start();
    let profile = papers.write("monitor.ovpn", &Profile::default().text(&server));
    let expecting = |name, array: &str| {
        let push = format!("vars.openvpn_expect_push = {array}");
        service(name, "openvpn", &[var("openvpn_profile", &profile), push])
    };
    let node = NodeConfig::alone(&[
        GATE,
        &expecting("pushed", r#"[ "route 192.0.2.0", "ifconfig 10." ]"#),
        &expecting("missing", r#"[ "route 192.0.2.0", "dhcp-option DNS" ]"#),
    ])
    .start();

    let pushed = node.api.wait_for("gate!pushed", |_| true);
    pushed.assert(OK, "lets us in");
    let values = pushed.values_of("--expect-push");
    assert_eq!(values, ["route 192.0.2.0", "ifconfig 10."]);
    let missing = node.api.wait_for("gate!missing", |_| true);
    missing.assert(CRITICAL, "dhcp-option DNS");
}

#[test]
fn a_profile_needs_no_host_unless_one_is_given() {
    let papers = Papers::new();
    let server = ServerConfig::default().start();
    let profile = papers.write("monitor.ovpn", &Profile::default().text(&server));
    let profile = var("openvpn_profile", profile);
    let stage = var("openvpn_stage", "certificate");
    let elsewhere = var("openvpn_hostname", "127.0.0.99");
    let node = NodeConfig::alone(&[
        GATE,
        &service("profile", "openvpn", &[profile.clone(), stage.clone()]),
        &service("elsewhere", "openvpn", &[profile, stage, elsewhere]),
    ])
    .start();

    let by_profile = node.api.wait_for("gate!profile", |_| true);
    by_profile.assert(OK, "shows the certificate");
    assert!(!by_profile.has_option("--hostname"), "{by_profile:?}");
    let elsewhere = node.api.wait_for("gate!elsewhere", |_| true);
    assert_eq!(elsewhere.values_of("--hostname"), ["127.0.0.99"]);
    assert!(elsewhere.output.contains("127.0.0.99:"), "{elsewhere:?}");
}

#[test]
fn the_address_is_that_of_the_wanted_family() {
    let server = ServerConfig {
        address: Ipv6Addr::LOCALHOST.into(),
        ..ServerConfig::default()
    }
    .start();
    let port = var("openvpn_port", server.address().port());
    let by = |name, family: &str| {
        let family = format!("vars.{family} = true");
        service(name, "openvpn", &[port.clone(), family])
    };
    let node = NodeConfig::alone(&[
        GATE,
        &service("any", "openvpn", std::slice::from_ref(&port)),
        &by("four", "openvpn_ipv4"),
        &by("six", "openvpn_ipv6"),
    ])
    .start();

    let result = |name: &str| node.api.wait_for(&format!("gate!{name}"), |_| true);
    let six = result("six");
    six.assert(OK, "answered in");
    assert_eq!(six.values_of("--hostname"), ["::1"]);
    assert!(
        six.has_option("--ipv6") && !six.has_option("--ipv4"),
        "{six:?}"
    );
    let four = result("four");
    four.assert(CRITICAL, "nothing listens on");
    assert_eq!(four.values_of("--hostname"), ["127.0.0.1"]);
    assert!(four.has_option("--ipv4"), "{four:?}");
    let any = result("any");
    assert_eq!(any.values_of("--hostname"), ["127.0.0.1"]);
    assert!(
        !any.has_option("--ipv4") && !any.has_option("--ipv6"),
        "{any:?}"
    );
}

#[test]
fn what_is_not_set_is_not_said() {
    let server = ServerConfig::default().start();
    let port = server.address().port();
    let attributes = [
        var("openvpn_port", port),
        "vars.openvpn_tcp = false".to_owned(),
        "vars.openvpn_peer_fingerprint = []".to_owned(),
    ];
    let node = NodeConfig::alone(&[GATE, &service("openvpn", "openvpn", &attributes)]).start();
    let result = node.api.wait_for("gate!openvpn", |_| true);
    result.assert(OK, "answered in");
    let words = ["--hostname", "127.0.0.1", "--port", &port.to_string()];
    assert_eq!(result.command()[1..], words);
}

#[test]
fn a_variable_that_is_null_is_an_empty_option_and_unknown_by_name() {
    let attributes = ["vars.openvpn_ca = null".to_owned()];
    let node = NodeConfig::alone(&[GATE, &service("openvpn", "openvpn", &attributes)]).start();
    let result = node.api.wait_for("gate!openvpn", |_| true);
    assert_eq!(result.values_of("--ca"), [""]);
    result.assert(UNKNOWN, "a value is required for --ca");
}
