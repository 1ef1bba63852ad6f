//! Ten thousand datagrams of junk: they cost neither the verdict nor memory.

use std::time::Duration;

use crate::peer::good;
use crate::probe::{CRITICAL, LOOPBACK, OK, assert_run};
use crate::support::plugin::{Run, run};
use crate::support::watched::is_measured;
use crate::udp::{Datagram, UdpPeer};

const FLOOD: usize = 10_000;
/// Kilobytes of address space: libraries and stacks take most of it, a hoarded flood would take 14
/// thousand more.
const ADDRESS_SPACE: u32 = 40_000;

#[test]
fn a_flood_hides_no_good_answer() {
    let peer = UdpPeer::start(LOOPBACK, |number, hello| {
        let junk = if number == 0 { FLOOD } else { 0 };
        let flood = (0..junk).map(|_| Datagram::new(vec![0x40; 1400]));
        flood.chain([Datagram::new(good(hello))]).collect()
    });
    let run = probe_in_little_memory(&peer, "8");
    peer.finish();
    assert_run((OK, &["answered in"]), &run);
}

#[test]
fn a_flood_without_an_answer_ends_with_the_timeout() {
    let peer = UdpPeer::start(LOOPBACK, |_, _| {
        (0..FLOOD)
            .map(|_| Datagram::new(vec![0x40; 1400]))
            .collect()
    });
    let run = probe_in_little_memory(&peer, "1");
    peer.finish();
    assert_run((CRITICAL, &["no valid answer"]), &run);
    assert!(run.elapsed < Duration::from_millis(2500), "{run}");
}

/// With the longest trace, which is the most that a run can keep.
fn probe_in_little_memory(peer: &UdpPeer, timeout: &str) -> Run {
    let space = if is_measured() {
        ADDRESS_SPACE.to_string()
    } else {
        "unlimited".into()
    };
    let script = format!("ulimit -v {space} && exec \"$@\"");
    let port = peer.address().port().to_string();
    let plugin = env!("CARGO_BIN_EXE_check_openvpn");
    let host = peer.address().ip().to_string();
    let arguments = [
        "-c", &script, "sh", plugin, "-vvv", "-t", timeout, "-p", &port, &host,
    ];
    let run = run("sh", &arguments);
    run.keeps_the_promises();
    run
}
