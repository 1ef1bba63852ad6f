//! Closed ports and source addresses: row 43 of the table of verdicts, and `--source`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use socket2::{Domain, SockAddr, Socket, Type};

use crate::peer::good;
use crate::probe::{CRITICAL, LOOPBACK, OK, UNKNOWN, assert_run, probe};
use crate::udp::{Datagram, UdpPeer, bind, local};

/// A closed port is known at once; the rest is for a machine that is busy.
const AT_ONCE: Duration = Duration::from_secs(1);

#[test]
fn a_closed_udp_port_is_critical_at_once() {
    for address in [LOOPBACK, Ipv6Addr::LOCALHOST.into()] {
        let held = bind(address);
        close(&held);
        let run = probe(local(&held), &["-t", "5"]);
        let place = format!(
            "nothing listens on {}/udp (ICMP port unreachable)",
            local(&held)
        );
        assert_run((CRITICAL, &[&place, "'hellos'=1;"]), &run);
        assert!(run.elapsed < AT_ONCE, "{run}");
    }
}

#[test]
fn a_closed_tcp_port_is_critical_at_once() {
    for address in [LOOPBACK, Ipv6Addr::LOCALHOST.into()] {
        // Bound and not listening.
        let wanted = SocketAddr::new(address, 0);
        let held = Socket::new(Domain::for_address(wanted), Type::STREAM, None).expect("a socket");
        held.bind(&SockAddr::from(wanted)).expect("a port is free");
        let address = held
            .local_addr()
            .expect("an address")
            .as_socket()
            .expect("an IP address");
        let run = probe(address, &["--tcp", "-t", "5"]);
        let place = format!("nothing listens on {address}/tcp (connection refused)");
        assert_run((CRITICAL, &[&place]), &run);
        assert!(run.elapsed < AT_ONCE, "{run}");
    }
}

#[test]
fn a_port_that_closes_before_the_second_hello_is_told() {
    let peer = bind(LOOPBACK);
    let address = local(&peer);
    let closing = std::thread::spawn(move || {
        let (_, from) = peer.recv_from(&mut [0; 64]).expect("a hello");
        close(&peer);
        // Held until the probe has noticed.
        (peer, from)
    });
    let run = probe(address, &["-t", "5"]);
    let (held, _) = closing.join().expect("the peer is sound");
    drop(held);
    assert_run((CRITICAL, &["nothing listens on", "'hellos'=2;"]), &run);
}

#[test]
fn the_source_address_is_the_one_asked_for() {
    for (address, source) in [
        (LOOPBACK, IpAddr::V4(Ipv4Addr::new(127, 0, 0, 5))),
        (LOOPBACK, LOOPBACK),
        (Ipv6Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()),
    ] {
        let peer = UdpPeer::start(address, |number, hello| match number {
            // The last hello leaves from a second socket, which has to keep to it as well.
            0 => vec![],
            _ => vec![Datagram::new(good(hello))],
        });
        let run = probe(
            peer.address(),
            &["--retries", "1", "--source", &source.to_string()],
        );
        let sources: Vec<_> = peer
            .finish()
            .iter()
            .map(|request| request.from.ip())
            .collect();
        assert_run((OK, &["after 2 hellos"]), &run);
        assert_eq!(sources, [source; 2]);
    }
}

#[test]
fn a_source_address_of_another_machine_or_family_is_unknown() {
    let unused = bind(Ipv6Addr::LOCALHOST.into());
    for (source, words) in [
        ("::2", "the --source address is not this machine's"),
        ("127.0.0.1", "[::1] is no IPv4 address"),
    ] {
        for options in [&["--source", source][..], &["--tcp", "--source", source]] {
            let run = probe(local(&unused), options);
            assert_run((UNKNOWN, &[words]), &run);
        }
    }
}

/// Closes the port of a bound socket to everybody while keeping others from taking it: a connected
/// socket hears its one peer, which is here nobody.
pub fn close(held: &UdpSocket) {
    let nobody = bind(local(held).ip());
    held.connect(local(&nobody)).expect("loopback is reachable");
}
