//! What a visit leaves behind: nobody in the list of clients, a few lines in the log, and everybody
//! else as they were; and that it comes through on a line that loses packets.

use std::time::Duration;

use crate::support::bad_line::Faults;
use crate::support::openvpn::{Client, Profile};
use crate::support::pki::{Leaf, PKI};
use crate::support::server_config::{Pool, ServerConfig, Transport};
use crate::visit::{self, Came, Expected, visit};

/// What a server logs whose packets find nobody any more.
const NOISE: &str = "ECONNREFUSED";
/// Lines in the log, where verbosity is 1, 3 and 4; a third more than OpenVPN 2.6.14 has.
const MOST_LINES: [(u8, usize); 3] = [(1, 22), (3, 40), (4, 52)];

#[test]
fn a_visit_leaves_nobody_behind_and_a_bounded_number_of_lines() {
    let mut visits = Vec::new();
    for transport in [Transport::Udp, Transport::Tcp] {
        for (stage, came) in [("login", Came::ToLogin), ("tunnel", Came::ToTunnel)] {
            for (verb, most) in MOST_LINES {
                visits.push((transport, stage, came, verb, most));
            }
        }
    }
    visit::side_by_side(visits, |(transport, stage, came, verb, most)| {
        let server = ServerConfig {
            transport,
            verb,
            // Without a pool its device is down, and the kernel says nothing through the tunnel to
            // somebody who has just left.
            push: vec!["ifconfig 192.0.2.2 255.255.255.0".to_owned()],
            ..ServerConfig::default()
        }
        .start();
        let before = server.log();
        let run = visit(&server, &Profile::default(), &["--stage", stage]);
        Expected::ok(came).assert(&run);
        server.wait_until_no_client();
        let log = server.log();
        let since = log.strip_prefix(&before).expect("a log only grows");
        let lines = since.lines().count();
        assert!(!since.contains(NOISE), "{since}");
        assert!((1..=most).contains(&lines), "{lines} lines\n{since}");
    });
}

#[test]
fn a_client_with_another_name_stays_connected() {
    let server = with_pool().start();
    let mut owner = Client::start(&Profile::default(), &server);
    owner.wait_until_up();
    let monitor = Profile {
        identity: Some(PKI.issue(&Leaf::client("monitor"))),
        ..Profile::default()
    };
    let before = owner.log();
    let run = visit(&server, &monitor, &["--stage", "tunnel"]);
    Expected::ok(Came::ToTunnel).assert(&run);
    server.wait_until_clients(1);
    assert_eq!(server.client_names(), ["gatewatch test client"]);
    assert_eq!(owner.log(), before);
}

#[test]
fn a_login_comes_through_on_a_bad_line() {
    let server = with_pool().start();
    let line = Faults {
        loss: 20,
        duplicate: 10,
        reorder: 25,
        delay: Duration::from_millis(10),
        lose_first: 1,
        seed: 4,
        ..Faults::default()
    }
    .before(server.address());
    let client = Profile {
        remote: Some(line.address()),
        ..Profile::default()
    };
    let run = visit(&server, &client, &["-t", "30", "--retries", "10"]);
    Expected::ok(Came::ToLogin)
        .saying(&["lets us in"])
        .assert(&run);
    assert!(line.lost() > 1, "{} lost\n{run}", line.lost());
}

fn with_pool() -> ServerConfig {
    ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
}
