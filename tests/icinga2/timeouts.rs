//! A plugin that is given more time than its service.

use std::net::{Ipv4Addr, UdpSocket};

use crate::config::{GATE, service, var};
use crate::node::NodeConfig;
use crate::result::UNKNOWN;

#[test]
fn a_plugin_that_icinga_ends_says_what_it_was_at() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let port = silent.local_addr().expect("a bound socket").port();
    let attributes = [
        var("openvpn_port", port),
        var("openvpn_timeout", 30),
        // It is killed a tenth later: a second, for machines that are busy.
        "check_timeout = 10s".to_owned(),
    ];
    let node = NodeConfig::alone(&[GATE, &service("slow", "openvpn", &attributes)]).start();
    let result = node.api.wait_for("gate!slow", |_| true);
    result.assert(UNKNOWN, "<Timeout exceeded.>");
    result.assert(UNKNOWN, "OPENVPN UNKNOWN - terminated by SIGTERM while ");
}
