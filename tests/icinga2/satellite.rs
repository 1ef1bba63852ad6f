//! A master and a satellite, each in a network namespace of its own, with one cable between them.
//! The VPN server has an address that only the satellite's namespace knows.
//!
//! The satellite has no configuration but its zones: the check commands come from its master.

use std::net::Ipv4Addr;

use crate::config::{self, var};
use crate::node::{Node, NodeConfig};
use crate::result::{CRITICAL, OK, UNKNOWN};
use crate::support::namespace::{Cable, Namespace};
use crate::support::openvpn::OpenVpn;
use crate::support::server_config::ServerConfig;

/// For documentation, RFC 5737. No route leads there.
const BRANCH: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);
const PORT: u16 = 5665;

#[test]
fn a_service_of_the_master_is_checked_from_its_command_endpoint() {
    let cable = Cable::lay();
    let mut server = behind(&cable.client);
    let port = server.address().port();
    let host = format!(
        "object Host \"branch\" {{\n  check_command = \"dummy\"\n  address = \"{BRANCH}\"\n  \
         vars.agent_endpoint = \"satellite\"\n  \
         vars.openvpn[\"udp\"] = {{ openvpn_port = {port} }}\n}}\n"
    );
    let services = config::stock() + &host + &config::example_rules();
    let (master, _satellite) = nodes(&cable, ("zones.d/master/branch.conf", services));

    let place = format!("{BRANCH}:{port}/udp");
    let answered = format!("OPENVPN OK - {place} answered in ");
    let checked = |state, words: &str| {
        // Until the satellite is connected and has the commands, there are other results.
        let result = master.api.check_now("branch!openvpn-udp");
        result.assert(state, words);
        assert_eq!(result.check_source, "satellite");
    };
    checked(OK, &answered);
    assert_only_the_satellite_gets_there(&cable, &server);

    server.kill();
    checked(
        CRITICAL,
        &format!("nothing listens on {place} (ICMP port unreachable)"),
    );
    let _again = again(&server);
    checked(OK, &answered);
}

#[test]
fn a_satellite_schedules_the_services_of_its_own_zone() {
    let cable = Cable::lay();
    let mut server = behind(&cable.client);
    let port = server.address().port();
    let services = config::GATE.replace("127.0.0.1", &BRANCH.to_string())
        + &config::service("openvpn", "openvpn", &[var("openvpn_port", port)]);
    let (master, _satellite) = nodes(&cable, ("zones.d/satellite/branch.conf", services));

    let place = format!("{BRANCH}:{port}/udp");
    let answered = format!("OPENVPN OK - {place} answered in ");
    let shown = |state, words: &str| {
        let result = master
            .api
            .wait_for("gate!openvpn", |it| it.is(state, words));
        assert_eq!(result.check_source, "satellite");
    };
    shown(OK, &answered);
    assert_only_the_satellite_gets_there(&cable, &server);

    server.kill();
    shown(
        CRITICAL,
        &format!("nothing listens on {place} (ICMP port unreachable)"),
    );
    let _again = again(&server);
    shown(OK, &answered);
}

#[test]
fn a_satellite_without_the_check_commands_says_so() {
    let cable = Cable::lay();
    let host = "object Host \"branch\" {\n  check_command = \"dummy\"\n  address = \"127.0.0.1\"\n  \
                vars.agent_endpoint = \"satellite\"\n  vars.openvpn[\"udp\"] = { }\n}\n";
    let commands = config::read(&config::commands_file());
    let services = config::stock() + &commands + host + &config::example_rules();
    let (master, satellite) = start(&cable, vec![("zones.d/master/branch.conf", services)]);
    wait_until_connected(&master, &satellite);
    let result = master.api.check_now("branch!openvpn-udp");
    result.assert(UNKNOWN, "Check command 'openvpn' does not exist.");
    assert_eq!(result.check_source, "satellite");
}

/// A server with an address of `namespace` alone.
fn behind(namespace: &Namespace) -> OpenVpn {
    let given = namespace
        .command("ip", "iproute2")
        .args(["address", "add", &format!("{BRANCH}/32"), "dev", "lo"])
        .status()
        .expect("ip can be started");
    assert!(given.success(), "{BRANCH} is not ours: {given}");
    ServerConfig {
        address: BRANCH.into(),
        namespace: Some(namespace.clone()),
        ..ServerConfig::default()
    }
    .start()
}

fn again(killed: &OpenVpn) -> OpenVpn {
    ServerConfig {
        port: Some(killed.address().port()),
        ..killed.config().clone()
    }
    .start()
}

/// The master with the check commands in its global zone and a `file` of its own, and its satellite.
fn nodes(cable: &Cable, file: (&'static str, String)) -> (Node, Node) {
    let commands = config::read(&config::commands_file());
    let global = ("zones.d/global-templates/gatewatch.conf", commands);
    let (master, satellite) = start(cable, vec![global, file]);
    // The satellite starts anew with what it is sent, and a check under way would be lost.
    let commands = "checkcommands/openvpn";
    satellite.api.wait_for_object(commands, |_| true);
    wait_until_connected(&master, &satellite);
    (master, satellite)
}

fn wait_until_connected(master: &Node, satellite: &Node) {
    for (node, other) in [(satellite, "master"), (master, "satellite")] {
        let endpoint = format!("endpoints/{other}");
        node.api
            .wait_for_object(&endpoint, |it| it["connected"] == true);
    }
}

/// A master with these files, and a satellite without any.
fn start(cable: &Cable, files: Vec<(&'static str, String)>) -> (Node, Node) {
    let zones = format!(
        r#"
object Endpoint "master" {{
  host = "{}"
  port = {PORT}
}}
object Endpoint "satellite" {{
  host = "{}"
  port = {PORT}
}}
object Zone "master" {{ endpoints = [ "master" ] }}
object Zone "satellite" {{
  endpoints = [ "satellite" ]
  parent = "master"
}}
object Zone "global-templates" {{ global = true }}
"#,
        cable.server.address(),
        cable.client.address(),
    );
    let node = |name, namespace: &Namespace, files| NodeConfig {
        name,
        address: namespace.address().into(),
        port: PORT,
        namespace: Some(namespace.clone()),
        zones: Some(zones.clone()),
        files,
        obeys: name == "satellite",
    };
    let satellite = node("satellite", &cable.client, Vec::new()).start();
    let master = node("master", &cable.server, files).start();
    (master, satellite)
}

fn assert_only_the_satellite_gets_there(cable: &Cable, server: &OpenVpn) {
    let place = server.address();
    let arguments = [
        "-p",
        &place.port().to_string(),
        &place.ip().to_string(),
        "-t",
        "2",
    ];
    let from_the_master = cable.server.check_openvpn(&arguments);
    assert!(from_the_master.says("no route to"), "{from_the_master}");
    let from_the_satellite = cable.client.check_openvpn(&arguments);
    assert_eq!(from_the_satellite.exit_code, 0, "{from_the_satellite}");
}
