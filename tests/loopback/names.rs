//! Names of several addresses, of none, and of a resolver that hangs: row 44 of the table of
//! verdicts, and `-4`, `-6` and `--all-addresses`.
//!
//! The names are the test's own, see `resolver.c`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::time::Duration;

use crate::peer::good;
use crate::probe::{CRITICAL, Expected, OK, UNKNOWN, assert_run};
use crate::support::plugin::{Run, run};
use crate::support::resolver::RESOLVER;
use crate::udp::{Datagram, UdpPeer, bind};

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

const HOSTS: &str = "TEST_HOSTS=\
    both.test ::1 127.0.0.1\n\
    four.test 127.0.0.1\n\
    six.test ::1\n\
    two.test 127.0.0.1 127.0.0.2\n\
    slow.test";

#[test]
fn one_address_that_answers_is_enough_and_the_other_is_a_note() {
    let (answering, deaf) = same_port(V4, V6);
    let peer = UdpPeer::on(answering, |_, hello| vec![Datagram::new(good(hello))]);
    let port = peer.address().port();
    for (options, expected) in [
        (
            &[][..],
            (
                OK,
                &[
                    "both.test",
                    "(127.0.0.1) answered in",
                    "(::1)",
                    "not needed, since another address answers",
                ][..],
            ),
        ),
        (&["-4"], (OK, &["(127.0.0.1) answered in"])),
        (&["-6"], (CRITICAL, &["no reply from both.test"])),
        (
            &["--all-addresses"],
            (
                CRITICAL,
                &["no reply from both.test", "(127.0.0.1) answered in"],
            ),
        ),
        (
            &["--source", "127.0.0.1"],
            (OK, &["(127.0.0.1) answered in"]),
        ),
    ] {
        let run = probe_name("both.test", port, &[options, &["-t", "2"]].concat());
        assert_run(expected as Expected, &run);
    }
    peer.finish();
    drop(deaf);
}

#[test]
fn a_closed_port_on_the_other_family_costs_no_time() {
    let (answering, listener) = same_port_closed(V6, V4);
    let peer = UdpPeer::on(answering, |_, hello| vec![Datagram::new(good(hello))]);
    let run = probe_name("both.test", peer.address().port(), &[]);
    peer.finish();
    drop(listener);
    assert_run(
        (OK, &["(::1) answered in", "nothing listens on both.test"]),
        &run,
    );
    assert!(run.elapsed < Duration::from_secs(1), "{run}");
}

#[test]
fn every_address_has_to_answer_where_that_is_asked() {
    let (one, other) = same_port(V4, Ipv4Addr::new(127, 0, 0, 2).into());
    let peers =
        [one, other].map(|socket| UdpPeer::on(socket, |_, hello| vec![Datagram::new(good(hello))]));
    let run = probe_name("two.test", peers[0].address().port(), &["--all-addresses"]);
    let hellos: Vec<_> = peers.into_iter().map(|peer| peer.finish().len()).collect();
    assert_run(
        (
            OK,
            &[
                "(127.0.0.1) answered in",
                "(127.0.0.2) answered in",
                "'hellos'=2;",
            ],
        ),
        &run,
    );
    assert_eq!(hellos, [1, 1]);
}

#[test]
fn a_name_without_addresses_of_the_wanted_family_is_unknown() {
    for (name, option, words) in [
        ("four.test", "-6", "four.test has no IPv6 address"),
        ("six.test", "-4", "six.test has no IPv4 address"),
        (
            "six.test",
            "--source=127.0.0.1",
            "six.test has no IPv4 address",
        ),
        ("127.0.0.1", "-6", "127.0.0.1 is no IPv6 address"),
        ("::1", "-4", "[::1] is no IPv4 address"),
    ] {
        let run = probe_name(name, 1194, &[option]);
        assert_run((UNKNOWN, &[words]), &run);
        assert_eq!(run.stdout.lines().count(), 1, "{run}");
    }
}

#[test]
fn a_name_that_does_not_exist_is_unknown_in_one_line() {
    let run = probe_name("nobody.test", 1194, &[]);
    let expected = "OPENVPN UNKNOWN - cannot resolve nobody.test: name or service not known\n";
    assert_eq!((run.stdout.as_str(), run.exit_code), (expected, UNKNOWN));
}

#[test]
fn a_resolver_that_hangs_ends_with_the_timeout() {
    let states = [("critical", 2), ("unknown", 3), ("warning", 1), ("ok", 0)];
    for (state, exit_code) in states {
        let run = probe_name("slow.test", 1194, &["-t", "0.3", "--timeout-result", state]);
        let words = "cannot resolve slow.test: no answer from the resolver in 300 ms";
        assert_run((exit_code, &[words]), &run);
        assert!(run.elapsed < Duration::from_millis(1200), "{run}");
    }
}

/// Probes a name that the test's own resolver knows.
fn probe_name(name: &str, port: u16, options: &[&str]) -> Run {
    let preload = format!("LD_PRELOAD={}", RESOLVER.1.display());
    let port = port.to_string();
    let plugin = env!("CARGO_BIN_EXE_check_openvpn");
    let arguments = [&[&preload, HOSTS, plugin, "-p", &port], options, &[name]].concat();
    let run = run("env", &arguments);
    run.keeps_the_promises();
    run
}

/// Sockets on one port of two addresses.
fn same_port(first: IpAddr, second: IpAddr) -> (UdpSocket, UdpSocket) {
    loop {
        let one = bind(first);
        let port = one.local_addr().expect("a bound socket").port();
        if let Ok(other) = UdpSocket::bind((second, port)) {
            return (one, other);
        }
    }
}

/// A socket, and the same port of another address held so that nothing can open it.
fn same_port_closed(open: IpAddr, closed: IpAddr) -> (UdpSocket, UdpSocket) {
    let (open, held) = same_port(open, closed);
    crate::addresses::close(&held);
    (open, held)
}
