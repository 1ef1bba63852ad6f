//! Checkmk's MRPE: the shipped lines as its agent reads, runs and prints them.
//!
//! The agent is not in Debian. What it does: skips comments and blank lines; the first word is the
//! service, the rest goes to a shell; of each it prints one line, with the plugin's name in brackets,
//! the service, the exit code, and the output with 0x01 for each newline.

use std::process::Command;

use crate::doors::{Engine, Gate};
use crate::room::Room;
use crate::shipped::{self, MRPE};

/// A line of the agent's section `<<<mrpe>>>`, as the server takes it apart.
#[derive(Debug)]
struct Reported {
    plugin: String,
    service: String,
    state: i32,
    lines: Vec<String>,
}

#[test]
fn every_shipped_line_becomes_one_line_of_the_agent() {
    Room::enter(|room| {
        let mut gate = Gate::open(room, "192.0.2.10");
        let mut engine = Engine::start(room, "192.0.2.21");
        let [vpn, docker] = reports();
        assert_eq!(
            (vpn.plugin.as_str(), vpn.service.as_str()),
            ("check_openvpn", "OpenVPN")
        );
        assert_eq!((vpn.state, vpn.lines.len()), (0, 2), "{vpn:?}");
        let start = "OPENVPN OK - vpn.example.org:1194/udp (192.0.2.10) answered in";
        assert!(vpn.lines[0].starts_with(start), "{vpn:?}");
        assert!(vpn.lines[0].contains("|'time'=0."), "{vpn:?}");
        assert_eq!(
            (docker.plugin.as_str(), docker.service.as_str()),
            ("check_docker_api", "Docker_API")
        );
        assert_eq!((docker.state, docker.lines.len()), (0, 6), "{docker:?}");
        assert!(
            docker.lines[0].contains("lets the right client in and nobody else"),
            "{docker:?}"
        );
        assert!(docker.lines[0].contains("'refusals'=12;;;0;"), "{docker:?}");
        // Perfdata of several parts would begin a second time behind another bar.
        for line in vpn.lines[1..].iter().chain(&docker.lines[1..]) {
            assert!(!line.contains('|'), "{line}");
        }
        gate.server.kill();
        engine.server.kill();
        for report in reports() {
            assert_eq!(report.state, 2, "{report:?}");
            assert!(
                report.lines[0].contains("CRITICAL - nothing listens on"),
                "{report:?}"
            );
        }
    });
}

fn reports() -> [Reported; 2] {
    let text = shipped::text(MRPE);
    let is_entry = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let reports = text
        .lines()
        .filter(is_entry)
        .map(agent)
        .map(|line| server(&line));
    let reports: Vec<Reported> = reports.collect();
    reports.try_into().expect("a line for each plugin")
}

/// What the agent makes of an entry.
fn agent(entry: &str) -> String {
    let (service, command_line) = entry.split_once(' ').expect("a name and a command");
    let plugin = command_line.trim().split(' ').next().unwrap_or_default();
    let plugin = plugin.rsplit('/').next().unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", command_line])
        .output()
        .expect("a shell can be started");
    let state = output.status.code().expect("an exit code");
    let said = String::from_utf8(output.stdout).expect("plugins write UTF-8");
    let said = said.trim_end_matches('\n').replace('\n', "\u{1}");
    format!("({plugin}) {service} {state} {said}")
}

fn server(line: &str) -> Reported {
    assert!(!line.contains('\n'), "{line}");
    let mut words = line.splitn(4, ' ');
    let mut word = || words.next().expect("four parts");
    let plugin = word().trim_matches(['(', ')']).to_owned();
    Reported {
        plugin,
        service: word().to_owned(),
        state: word().parse().expect("a state"),
        lines: word().split('\u{1}').map(str::to_owned).collect(),
    }
}
