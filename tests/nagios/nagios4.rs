//! Nagios 4: the shipped commands, the services of their comments, and servers that die and come back.

use std::fs;
use std::path::Path;

use crate::doors::{Engine, Gate, fronts, further_gates};
use crate::engine::{Nagios, assert_valid, host};
use crate::room::{NAMES, Room};
use crate::shipped::{self, NAGIOS};

const OK: i32 = 0;
const CRITICAL: i32 = 2;
const VPN: &str = "192.0.2.10";
const DOCKER: &str = "192.0.2.21";

/// What each example says of a server that is as it should be.
const GOOD: [(&str, &str); 15] = [
    (
        "OpenVPN plain",
        "vpn.example.org:1197/udp (192.0.2.10) answered in",
    ),
    ("OpenVPN", "signature verified (tls-auth SHA256)"),
    (
        "OpenVPN TCP",
        "vpn.example.org:1194/tcp (192.0.2.10) answered in",
    ),
    ("OpenVPN tls-crypt", "tls-crypt"),
    ("OpenVPN HTTPS port", "vpn.example.org:443/tcp"),
    ("OpenVPN tls-crypt-v2", "tls-crypt-v2"),
    (
        "OpenVPN certificate",
        "shows the certificate CN=vpn.example.org",
    ),
    ("OpenVPN tunnel", "answers through the tunnel"),
    ("OpenVPN silence", "no reply from vpn.example.org:1194/udp"),
    (
        "Docker API",
        "docker.example.org:2376 lets the right client in and nobody else",
    ),
    (
        "Docker API by address",
        "docker.example.org:2376 lets the right client in",
    ),
    (
        "Docker API alive",
        "docker.example.org:2376 lets the right client in",
    ),
    (
        "Docker API from outside",
        "lets nobody in without credentials",
    ),
    ("Docker API with password", "docker.example.org:443 lets"),
    ("Docker socket proxy", "proxy.example.org:2375"),
];

#[test]
fn debians_nagios_takes_the_shipped_commands_without_a_warning() {
    Room::enter(|room| {
        room.install(NAGIOS.0, NAGIOS.1);
        assert_valid(Path::new("/etc/nagios4/nagios.cfg"));
        // A line in it that is wrong is found.
        let broken = shipped::text(NAGIOS).replacen("command_line", "command_lime", 1);
        fs::write(NAGIOS.1, broken).expect("a file can be written");
        let refused = std::panic::catch_unwind(|| {
            assert_valid(Path::new("/etc/nagios4/nagios.cfg"));
        });
        assert!(refused.is_err(), "Nagios reads another file");
    });
}

#[test]
fn every_example_runs_and_is_ok_where_the_server_is_as_it_should_be() {
    Room::enter(|room| {
        let gate = Gate::open(room, VPN);
        let gates = further_gates(room, VPN, &gate);
        let engine = Engine::start(room, DOCKER);
        let doors = fronts(room, &engine.server.socket());
        let nagios = Nagios::start(room, &examples());
        let described = shipped::services();
        let described = shipped::values(&described, "service_description ");
        assert_eq!(described.len(), GOOD.len(), "{described:?}");
        for (description, words) in GOOD {
            let service = nagios.wait_for_check(description);
            assert_eq!(service.state, Some(OK), "{service:#?}");
            assert!(service.output.contains(words), "{service:#?}");
            assert!(service.metrics.contains("'="), "{service:#?}");
        }
        drop((gates, doors));
    });
}

#[test]
fn a_server_that_dies_is_critical_and_ok_again_once_it_is_back() {
    Room::enter(|room| {
        let mut gate = Gate::open(room, VPN);
        let mut engine = Engine::start(room, DOCKER);
        let seldom = keep(&examples(), &["OpenVPN", "Docker API"]);
        let objects = seldom.replace("check_interval       30", "check_interval       5");
        assert_ne!(objects, seldom);
        let nagios = Nagios::start(room, &objects);

        let vpn = nagios.wait_for("OpenVPN", OK, "OPENVPN OK - ");
        let sentence = "vpn.example.org:1194/udp (192.0.2.10) answered in";
        assert!(vpn.output.contains(sentence), "{vpn:#?}");
        assert_eq!(vpn.long_output.len(), 1, "{vpn:#?}");
        assert!(
            vpn.long_output[0].starts_with("[OK] vpn.example.org:1194"),
            "{vpn:#?}"
        );
        assert!(vpn.metrics.starts_with("'time'=0."), "{vpn:#?}");
        assert!(
            vpn.metrics.contains(" 'hellos'=1;;;0; 'invalid'=0;;;0;"),
            "{vpn:#?}"
        );

        let docker = nagios.wait_for("Docker API", OK, "DOCKER_API OK - Docker ");
        assert!(docker.output.contains("and nobody else"), "{docker:#?}");
        assert_eq!(docker.long_output.len(), 5, "{docker:#?}");
        assert!(
            docker.long_output[3].contains("port 2375 is closed"),
            "{docker:#?}"
        );
        assert!(
            docker.metrics.contains("'server_cert_days'=90;30:;14:;;"),
            "{docker:#?}"
        );
        assert!(docker.metrics.contains("'refusals'=12;;;0;"), "{docker:#?}");

        gate.server.kill();
        engine.server.kill();
        let words = "OPENVPN CRITICAL - nothing listens on vpn.example.org:1194/udp (192.0.2.10)";
        let vpn = nagios.wait_for("OpenVPN", CRITICAL, words);
        // A check that was under way when the server was killed has sent two hellos.
        assert!(vpn.metrics.starts_with("'hellos'="), "{vpn:#?}");
        assert!(vpn.metrics.ends_with("; 'invalid'=0;;;0;"), "{vpn:#?}");
        let words = "DOCKER_API CRITICAL - nothing listens on docker.example.org:2376";
        nagios.wait_for("Docker API", CRITICAL, words);

        gate.reopen();
        engine.restart();
        nagios.wait_for("OpenVPN", OK, sentence);
        nagios.wait_for("Docker API", OK, "lets the right client in and nobody else");
    });
}

/// The services of the shipped file and their hosts.
pub fn examples() -> String {
    let hosts = NAMES.map(|(_, name)| host(name));
    hosts.concat() + &shipped::services()
}

/// The same with these services alone.
pub fn keep(objects: &str, descriptions: &[&str]) -> String {
    let blocks = objects.split_inclusive("}\n");
    let kept = blocks.filter(|block| {
        let described = shipped::values(block, "service_description ");
        described.is_empty() || described.iter().any(|one| descriptions.contains(one))
    });
    kept.collect()
}
