//! `check_openvpn` as Icinga's scheduler runs it.

use crate::config::{GATE, service, var};
use crate::nagios::Papers;
use crate::node::NodeConfig;
use crate::perfdata;
use crate::result::{CRITICAL, OK};
use crate::support::keys::KeyFile;
use crate::support::openvpn::Profile;
use crate::support::server_config::{Pool, ServerConfig, Transport, Wrapping};

#[test]
fn a_udp_server_that_is_killed_is_critical_and_ok_once_it_is_back() {
    killed_and_started_again(Transport::Udp, "udp", "(ICMP port unreachable)");
}

#[test]
fn a_tcp_server_that_is_killed_is_critical_and_ok_once_it_is_back() {
    killed_and_started_again(Transport::Tcp, "tcp", "(connection refused)");
}

fn killed_and_started_again(transport: Transport, protocol: &str, refusal: &str) {
    let mut server = ServerConfig {
        transport,
        ..ServerConfig::default()
    }
    .start();
    let port = server.address().port();
    let attributes = [
        var("openvpn_port", port),
        format!("vars.openvpn_tcp = {}", protocol == "tcp"),
    ];
    let node = NodeConfig::alone(&[GATE, &service("openvpn", "openvpn", &attributes)]).start();

    let place = format!("127.0.0.1:{port}/{protocol}");
    let answered = format!("OPENVPN OK - {place} answered in ");
    let wait_for = |state, words: &str| node.api.wait_for("gate!openvpn", |it| it.is(state, words));
    let first = wait_for(OK, &answered);
    assert_eq!(first.check_source, "gate");
    // The scheduler goes on by itself.
    node.api.wait_for("gate!openvpn", |next| {
        next.execution_start > first.execution_start
    });

    server.kill();
    let gone = format!("OPENVPN CRITICAL - nothing listens on {place} {refusal}");
    wait_for(CRITICAL, &gone);

    let _again = ServerConfig {
        port: Some(port),
        ..server.config().clone()
    }
    .start();
    wait_for(OK, &answered);
    perfdata::assert_nothing_was_dropped(&node);
}

#[test]
fn every_value_of_a_tunnel_is_written_out_as_a_plain_number() {
    let (key, papers) = (KeyFile::static_key(), Papers::new());
    let server = ServerConfig {
        wrapping: Wrapping::TlsCrypt { key: key.path() },
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
    .start();
    let profile = papers.write("monitor.ovpn", &Profile::default().text(&server));
    let attributes = [
        var("openvpn_profile", profile),
        var("openvpn_ping", "gateway"),
        var("openvpn_warning", "0.5"),
        var("openvpn_critical", "2"),
        var("openvpn_clock_offset", "60"),
    ];
    let node = NodeConfig::alone(&[GATE, &service("tunnel", "openvpn", &attributes)]).start();

    let result = node.api.wait_for("gate!tunnel", |_| true);
    result.assert(OK, "answers through the tunnel");
    let data = result.performance_data.expect("a tunnel has values");
    let time = data[0].strip_prefix("time=").expect("the time comes first");
    assert!(time.ends_with("s;0.5;2;0;"), "{time}");

    let written = perfdata::written(&node, "tunnel");
    let labels: Vec<_> = written.keys().map(String::as_str).collect();
    let wanted = [
        "ca_cert_days",
        "clock_offset",
        "hellos",
        "invalid",
        "login_time",
        "retransmits",
        "server_cert_days",
        "time",
        "tls_time",
        "tunnel_time",
    ];
    assert_eq!(labels, wanted);
    assert_eq!(
        (written["server_cert_days"], written["hellos"]),
        (90.0, 1.0)
    );
    assert!(
        written["time"] > 0.0 && written["tunnel_time"] < 2.0,
        "{written:?}"
    );
    perfdata::assert_nothing_was_dropped(&node);
}
