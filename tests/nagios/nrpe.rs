//! NRPE: its daemon with Debian's configuration and the shipped commands, asked by `check_nrpe`.

use std::path::Path;

use crate::doors::{Engine, Gate, keep_profile};
use crate::engine::as_nagios;
use crate::room::{PLUGINS, Room};
use crate::shipped::{self, NRPE};
use crate::support::docker::process::{Process, holds_in_time};
use crate::support::plugin::{self, Run};

/// What each command says where the servers of this machine are as they should be.
const GOOD: [(&str, &str, &str); 6] = [
    (
        "check_openvpn_tls_auth",
        "OPENVPN OK - 127.0.0.1:1194/udp answered in",
        "|'time'=0.",
    ),
    (
        "check_openvpn_certificate",
        "shows the certificate CN=vpn.example.org",
        "'server_cert_days'=90;30:;14:;;",
    ),
    (
        "check_openvpn_profile",
        "answers through the tunnel",
        "'tunnel_time'=0.",
    ),
    (
        "check_openvpn_silence",
        "OPENVPN OK - no reply from 127.0.0.1:1194/udp",
        "'hellos'=",
    ),
    (
        "check_docker_api",
        "127.0.0.1:2376 lets the right client in and nobody else",
        "'refusals'=12;;;0;",
    ),
    (
        "check_docker_api_outsider",
        "127.0.0.1:2376 lets nobody in without credentials",
        "'refusals'=12;;;0;",
    ),
];

#[test]
fn every_shipped_command_is_answered_with_state_lines_and_performance_data() {
    Room::enter(|room| {
        let mut gate = Gate::open(room, "127.0.0.1");
        keep_profile(room, &gate.server, 1194);
        let mut engine = Engine::start(room, "127.0.0.1");
        let _daemon = start(room);
        let text = shipped::text(NRPE);
        assert_eq!(shipped::values(&text, "command[").len(), GOOD.len());
        for (command, words, metrics) in GOOD {
            let run = ask(command);
            assert_eq!(run.exit_code, 0, "{run}");
            assert!(run.first_line().contains(words), "{run}");
            assert!(run.first_line().contains(metrics), "{run}");
            assert!(run.stdout.lines().count() > 1, "{run}");
        }
        gate.server.kill();
        engine.server.kill();
        for (command, words) in [
            (
                "check_openvpn_tls_auth",
                "OPENVPN CRITICAL - nothing listens on 127.0.0.1:1194/udp",
            ),
            (
                "check_docker_api",
                "DOCKER_API CRITICAL - nothing listens on 127.0.0.1:2376",
            ),
        ] {
            let run = ask(command);
            assert_eq!(run.exit_code, 2, "{run}");
            assert!(run.stdout.starts_with(words), "{run}");
        }
    });
}

/// The daemon by Debian's own `nrpe.cfg`, which includes the folder of the shipped file.
fn start(room: &Room) -> Process {
    room.install(NRPE.0, NRPE.1);
    // For its pid file; systemd makes it elsewhere.
    room.folder_of_nagios("/run/nagios");
    let folder = room.folder_of_nagios("nrpe");
    let mut command = as_nagios("nrpe", "nagios-nrpe-server");
    command.args(["-c", "/etc/nagios/nrpe.cfg", "-f"]);
    let daemon = Process::start(&folder, &command);
    let is_ready = holds_in_time(|| nrpe(&[]).exit_code == 0);
    assert!(is_ready, "{}\n{}", nrpe(&[]), daemon.log());
    daemon
}

fn ask(command: &str) -> Run {
    nrpe(&["-t", "20", "-c", command])
}

fn nrpe(arguments: &[&str]) -> Run {
    let check_nrpe = Path::new(PLUGINS).join("check_nrpe");
    plugin::run(check_nrpe, &[&["-H", "127.0.0.1"], arguments].concat())
}
