//! What is between client and server: a bad line that still carries a login, and a cable between
//! two namespaces with a tunnel over it.

use std::time::Duration;

use crate::support::bad_line::Faults;
use crate::support::namespace::Cable;
use crate::support::openvpn::{Client, Profile};
use crate::support::pki::{KeyKind, Leaf, PKI, Signer};
use crate::support::raw;
use crate::support::server_config::{Pool, ServerConfig};

/// What bash says of a port that somebody has been reached to close.
const REFUSED: &str = "Connection refused";

#[test]
fn a_good_line_loses_nothing() {
    let server = ServerConfig::default().start();
    let line = Faults::default().before(server.address());
    for _ in 0..20 {
        raw::ask_udp(line.address(), &raw::hello());
    }
    assert_eq!((line.passed(), line.lost()), (40, 0));
}

#[test]
fn a_line_loses_what_comes_behind_those_that_it_spares() {
    let server = ServerConfig::default().start();
    let line = Faults {
        spare_first: 1,
        lose_first: 2,
        ..Faults::default()
    }
    .before(server.address());
    raw::ask_udp(line.address(), &raw::hello());
    let socket = raw::udp_socket(line.address());
    for _ in 0..3 {
        socket.send(&raw::hello()).expect("the hello leaves");
    }
    socket.recv(&mut [0; 64]).expect("the answer to the third");
    assert_eq!((line.passed(), line.lost()), (4, 2));
}

#[test]
fn a_client_gets_in_over_a_bad_line() {
    let server = ServerConfig {
        certificate: PKI.issue(&Leaf {
            key: KeyKind::Rsa2048,
            signer: Signer::Chain,
            ..Leaf::server()
        }),
        ..ServerConfig::default()
    }
    .start();
    let line = Faults {
        loss: 10,
        duplicate: 10,
        reorder: 25,
        delay: Duration::from_millis(10),
        lose_first: 1,
        seed: 7,
        ..Faults::default()
    }
    .before(server.address());
    let profile = Profile {
        remote: Some(line.address()),
        ..Profile::default()
    };
    Client::start(&profile, &server).wait_until_up();
    assert!(line.lost() > 1, "{} lost", line.lost());
}

#[test]
fn a_tunnel_between_two_namespaces_carries_packets() {
    let cable = Cable::lay();
    let server = ServerConfig {
        address: cable.server.address().into(),
        namespace: Some(cable.server.clone()),
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
    .start();
    let mut client = Client::start_in(&cable.client, &Profile::default(), &server);
    client.wait_until_up();

    // The answer to a call at a closed port is the server's, and can only have come this way.
    let call = format!(
        "exec 3<>/dev/tcp/{}/9",
        server.tun_address().expect("a pool")
    );
    let output = cable
        .client
        .command("timeout", "coreutils")
        .args(["10", "bash", "-c", &call])
        .output()
        .expect("bash can be started");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains(REFUSED), "{words}\n{}", client.log());

    let run = cable
        .client
        .check_openvpn(&[&server.address().ip().to_string()]);
    assert_eq!(run.exit_code, 0, "{run}");
}

#[test]
fn netem_drops_packets_where_the_kernel_has_it() {
    let cable = Cable::lay();
    if let Err(words) = cable.netem(&["loss", "100%"]) {
        assert!(words.contains("qdisc kind is unknown"), "{words}");
        return;
    }
    let address = cable.server.address().to_string();
    let run = cable.client.check_openvpn(&["-t", "1", &address]);
    assert_eq!(run.exit_code, 2, "{run}");
}
