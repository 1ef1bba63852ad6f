//! Runs that never got to a door: why, what is measured all the same, and where the API was sought.

use rcgen::date_time_ymd;

use crate::net::{Host, ResolveError};
use crate::tls::made::{NOW, root};

use super::certificates::trusting;
use super::own_certificate::ours;
use super::*;

const WAITED: Duration = Duration::from_secs(10);

fn host() -> Host {
    "docker.example.org".parse().expect("a host")
}

fn doors(count: u8) -> Vec<Door> {
    let door = |last| Door::Tcp(format!("192.0.2.{last}:2376").parse().expect("one"), None);
    (1..=count).map(door).collect()
}

fn for_socket(file: Option<SocketFile>) -> Config {
    let mut config = config(Guard::Open);
    config.tls = None;
    config.terms.encrypted = false;
    config.terms.is_socket = true;
    config.terms.place = "unix:///run/docker.sock".into();
    config.socket = file;
    config
}

fn said(outcome: &Outcome) -> String {
    format!("{} {}", outcome.state(), outcome.summary())
}

#[test]
fn a_host_without_addresses_says_why() {
    for (error, result, text) in [
        (
            ResolveError::Timeout,
            State::Critical,
            "CRITICAL cannot resolve docker.example.org: no answer from the resolver in 10 s",
        ),
        (
            ResolveError::Timeout,
            State::Unknown,
            "UNKNOWN cannot resolve docker.example.org: no answer from the resolver in 10 s",
        ),
        (
            ResolveError::NoneOf(Family::V6),
            State::Critical,
            "UNKNOWN docker.example.org has no IPv6 address",
        ),
        (
            ResolveError::Refused("Name or service not known".into()),
            State::Critical,
            "UNKNOWN cannot resolve docker.example.org: Name or service not known",
        ),
    ] {
        let mut config = config(Guard::Certificate);
        config.terms.timeout_result = result;
        let outcome = unresolved(&config, &host(), &error, WAITED);
        assert_eq!(said(&outcome), text);
    }
}

#[test]
fn a_port_that_does_not_open_says_whose_fault_it_is() {
    for (trouble, count, text) in [
        (
            Trouble::Timeout,
            1,
            "CRITICAL docker.example.org:2376 did not accept a connection in 10 s: down or filtered",
        ),
        (
            Trouble::Timeout,
            3,
            "CRITICAL docker.example.org:2376 did not accept a connection in 10 s: down or filtered (3 addresses tried)",
        ),
        (
            Trouble::Refused,
            1,
            "CRITICAL nothing listens on docker.example.org:2376 (connection refused)",
        ),
        (
            Trouble::Refused,
            2,
            "CRITICAL nothing listens on docker.example.org:2376 (connection refused) (2 addresses tried)",
        ),
        (
            Trouble::NoRoute,
            2,
            "CRITICAL cannot connect to docker.example.org:2376: no route to its network (2 addresses tried)",
        ),
        (
            Trouble::Prohibited,
            1,
            "CRITICAL cannot connect to docker.example.org:2376: prohibited by a firewall",
        ),
        (
            Trouble::NoSuchSource,
            1,
            "UNKNOWN cannot connect to docker.example.org:2376: the --source address is not this machine's",
        ),
        (
            Trouble::Local("too many open files".into()),
            1,
            "UNKNOWN cannot connect to docker.example.org:2376: too many open files",
        ),
        (
            Trouble::Local("no such file or directory".into()),
            1,
            "UNKNOWN cannot connect to docker.example.org:2376: no such file or directory",
        ),
    ] {
        let config = config(Guard::Certificate);
        let outcome = unreachable(&config, &trouble, &doors(count), WAITED, NOW);
        assert_eq!(said(&outcome), text);
    }
    let mut config = config(Guard::Certificate);
    config.terms.timeout_result = State::Unknown;
    let outcome = unreachable(&config, &Trouble::Timeout, &doors(1), WAITED, NOW);
    assert_eq!(outcome.state(), State::Unknown);
}

#[test]
fn a_socket_that_does_not_open_says_who_may() {
    let file = || SocketFile {
        is_socket: true,
        mode: 0o660,
        owner: "root".into(),
        group: "docker".into(),
    };
    let missing = || Trouble::Local("No such file or directory".into());
    for (trouble, file, text) in [
        (
            Trouble::Prohibited,
            Some(file()),
            "UNKNOWN cannot open unix:///run/docker.sock: permission denied; the plugin's user has to be in its group (owner root, group docker, mode 0660)",
        ),
        (
            Trouble::Prohibited,
            None,
            "UNKNOWN cannot open unix:///run/docker.sock: permission denied; the plugin's user has to be in its group",
        ),
        (
            missing(),
            None,
            "CRITICAL there is no socket unix:///run/docker.sock: the engine is down",
        ),
        (
            Trouble::Local("too many open files".into()),
            Some(file()),
            "UNKNOWN cannot connect to unix:///run/docker.sock: too many open files",
        ),
        (
            Trouble::Refused,
            Some(file()),
            "CRITICAL nothing listens on unix:///run/docker.sock (connection refused)",
        ),
    ] {
        let door = [Door::Unix("/run/docker.sock".into())];
        let outcome = unreachable(&for_socket(file), &trouble, &door, WAITED, NOW);
        assert_eq!(said(&outcome), text);
    }
}

#[test]
fn what_is_no_socket_is_called_so() {
    let file = || SocketFile {
        is_socket: false,
        mode: 0o644,
        owner: "root".into(),
        group: "root".into(),
    };
    let door = [Door::Unix("/run/docker.sock".into())];
    for trouble in [Trouble::Refused, Trouble::Prohibited] {
        let config = for_socket(Some(file()));
        let outcome = unreachable(&config, &trouble, &door, WAITED, NOW);
        assert_eq!(
            said(&outcome),
            "CRITICAL unix:///run/docker.sock is no socket (owner root, group root, mode 0644)"
        );
    }
}

#[test]
fn certificates_at_hand_are_judged_though_nobody_answers() {
    let root = root("Lab CA");
    let mut config = trusting(Some(&[&root]));
    config.identity = Some(ours(&root, &[], |params| {
        params.not_after = date_time_ymd(2027, 5, 1);
    }));
    let outcome = unreachable(&config, &Trouble::Refused, &doors(1), WAITED, NOW);
    assert_eq!(
        render(&outcome, Format::Text),
        "DOCKER_API CRITICAL - nothing listens on docker.example.org:2376 (connection refused); our client certificate CN=vpn.example.org expired on 2027-05-01, 31 days ago\
         |'client_cert_days'=-32;30:;14:;; 'ca_cert_days'=3135;30:;14:;;\n\
         [CRITICAL] nothing listens on docker.example.org:2376 (connection refused)\n\
         [CRITICAL] our client certificate CN=vpn.example.org expired on 2027-05-01, 31 days ago\n"
    );
    config.identity = Some(ours(&root, &[], |params| {
        params.not_after = date_time_ymd(2027, 6, 22);
    }));
    let outcome = unreachable(&config, &Trouble::Refused, &doors(1), WAITED, NOW);
    let told: Vec<&str> = outcome.findings().iter().map(Finding::text).collect();
    assert_eq!(
        told,
        [
            "nothing listens on docker.example.org:2376 (connection refused)",
            "client certificate CN=vpn.example.org ends in 20 days, on 2027-06-22"
        ]
    );
}

#[test]
fn where_the_api_was_sought_is_told_to_whoever_asks() {
    let mut config = config(Guard::Certificate);
    config.endpoint.origin = vec!["host: DOCKER_HOST".into()];
    config.exposed = vec!["/etc/key.pem is open to all".into()];
    let all = ["host: DOCKER_HOST", "/etc/key.pem is open to all"];
    for (verbosity, lines) in [(0, &[][..]), (1, &all), (2, &all)] {
        config.verbosity = verbosity;
        let unresolved = unresolved(&config, &host(), &ResolveError::Timeout, WAITED);
        assert_eq!(unresolved.details(), lines, "-v {verbosity}");
        let unreachable = unreachable(&config, &Trouble::Refused, &doors(1), WAITED, NOW);
        assert_eq!(unreachable.details(), lines, "-v {verbosity}");
    }
}
