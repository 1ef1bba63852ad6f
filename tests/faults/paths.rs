//! Routes that reject, drop, or are too narrow: routers that say so and routers that do not.

use std::net::{IpAddr, SocketAddr};

use rcgen::SanType;

use crate::cell::{Cell, Expected, fill};
use crate::doors::{Stage, ask, openvpn, visit, visit_tcp, words};
use crate::plugins::Plugin;
use crate::road::{Road, SERVER, SERVERS, inside};
use crate::support::docker::fake::{FakeConfig, FakeTls, Listen};
use crate::support::docker::pki::{self, Leaf};
use crate::support::openvpn::OpenVpn;
use crate::support::server_config::{ServerConfig, Transport};

/// What a router rejects with, and the words for it; for IPv4 and for IPv6.
const REJECTIONS: [(&str, &str); 13] = [
    ("icmp type net-unreachable", "no route to"),
    ("icmp type host-unreachable", "is unreachable"),
    ("icmp type prot-unreachable", "ICMP protocol unreachable"),
    ("icmp type port-unreachable", "nothing listens on"),
    ("icmp type net-prohibited", "forbids"),
    ("icmp type host-prohibited", "forbids"),
    ("icmp type admin-prohibited", "forbids"),
    ("icmpv6 type no-route", "no route to"),
    ("icmpv6 type admin-prohibited", "forbids"),
    ("icmpv6 type addr-unreachable", "is unreachable"),
    ("icmpv6 type port-unreachable", "nothing listens on"),
    ("icmpv6 type policy-fail", "forbids"),
    ("icmpv6 type reject-route", "forbids"),
];
/// The first port that is rejected.
const PORTS: u16 = 2001;

#[test]
fn whatever_a_router_rejects_with_is_critical_and_told() {
    let road = Road::build();
    let rejected: Vec<_> = (PORTS..).zip(REJECTIONS).collect();
    let rule = |(port, (with, _)): &(u16, (&str, &str))| {
        let family = if with.starts_with("icmpv6") {
            "ipv6"
        } else {
            "ipv4"
        };
        format!(
            "meta nfproto {family} meta l4proto {{ tcp, udp }} th dport {port} reject with {with}"
        )
    };
    road.rule(&rejected.iter().map(rule).collect::<Vec<_>>());
    let mut cells = Vec::new();
    for (port, (with, said)) in rejected {
        let address = SocketAddr::new(SERVERS[usize::from(with.starts_with("icmpv6"))], port);
        let expected = Expected::critical(&[said]);
        let to_docker = Expected::critical(&[match said {
            "forbids" => "prohibited by a firewall",
            "is unreachable" => "host unreachable",
            "nothing listens on" => "connection refused",
            said => said,
        }]);
        for (name, plugin, arguments, expected) in [
            (
                "udp",
                Plugin::OpenVpn,
                visit(address, Stage::Reset),
                expected.clone(),
            ),
            (
                "tcp",
                Plugin::OpenVpn,
                visit_tcp(address, Stage::Reset),
                expected.clone(),
            ),
            ("docker", Plugin::DockerApi, ask(address), to_docker),
        ] {
            let name = format!("{name} rejected with {with}");
            let cell = Cell::new(name, plugin, arguments, expected).within(2.0);
            cells.push(cell.around(road.at_client()).keeping(road.clone()));
        }
    }
    fill(cells);
}

#[test]
fn a_route_of_this_machine_that_leads_nowhere_is_critical_at_once() {
    let road = Road::build();
    let mut cells = Vec::new();
    for (number, (kind, said)) in [
        ("blackhole", "no route to"),
        ("unreachable", "unreachable"),
        ("prohibit", "firewall"),
        ("throw", "no route to"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = u16::try_from(number).expect("few");
        road.client.shell(&format!(
            "ip route add {kind} 198.18.2.{number}
             ip -6 route add {kind} 2001:db8:2::{number}"
        ));
        let [v4, v6]: [IpAddr; 2] = [
            format!("198.18.2.{number}").parse().expect("an address"),
            format!("2001:db8:2::{number}").parse().expect("an address"),
        ];
        for address in [v4, v6].map(|address| SocketAddr::new(address, 1194)) {
            for (name, plugin, arguments) in [
                ("udp", Plugin::OpenVpn, visit(address, Stage::Tunnel)),
                ("tcp", Plugin::OpenVpn, visit_tcp(address, Stage::Tunnel)),
                ("docker", Plugin::DockerApi, ask(address)),
            ] {
                let name = format!("{name} {kind} route to {address}");
                let said = match (plugin, said) {
                    (Plugin::DockerApi, "no route to") => "no route to its network",
                    (_, said) => said,
                };
                let cell = Cell::new(name, plugin, arguments, Expected::critical(&[said]));
                cells.push(
                    cell.within(0.5)
                        .around(road.at_client())
                        .keeping(road.clone()),
                );
            }
        }
    }
    fill(cells);
}

/// An engine in the server's namespace, and what is asked of it from the client's.
pub fn with_engine(road: &Road, cells: impl FnOnce(SocketAddr) -> Vec<Cell> + Send) {
    let leaf = Leaf {
        names: vec![SanType::IpAddress(SERVER.into())],
        ..Leaf::server()
    };
    inside(&road.server, || {
        let engine = FakeConfig {
            listen: Listen::Tcp(SERVER.into()),
            tls: Some(FakeTls {
                identity: pki::PKI.issue(&leaf),
                ..FakeTls::default()
            }),
            ..FakeConfig::default()
        }
        .start();
        fill(cells(engine.address()));
    });
}

fn server_at(road: &Road, transport: Transport) -> ServerConfig {
    ServerConfig {
        address: SERVER.into(),
        namespace: Some(road.server.clone()),
        ..openvpn(transport)
    }
}

#[test]
fn a_link_of_576_bytes_carries_everything() {
    let road = Road::build();
    for (end, device) in [
        (&road.client, "out"),
        (&road.router, "left"),
        (&road.router, "right"),
        (&road.server, "out"),
    ] {
        end.shell(&format!("ip link set {device} mtu 576"));
    }
    carries_everything(&road, "576 bytes everywhere");
}

#[test]
fn a_narrow_link_further_on_carries_everything_once_its_router_has_said_so() {
    let road = Road::build();
    for (end, device) in [(&road.router, "right"), (&road.server, "out")] {
        end.shell(&format!("ip link set {device} mtu 576"));
    }
    carries_everything(&road, "576 bytes behind the router");
}

fn carries_everything(road: &Road, name: &str) {
    let [udp, tcp] = [Transport::Udp, Transport::Tcp].map(|kind| server_at(road, kind).start());
    let engine_of = road.clone();
    with_engine(road, |engine| {
        let mut cells = Vec::new();
        let ok = Expected::ok(&["answers through the tunnel"]);
        let mut ping = visit(udp.address(), Stage::Tunnel);
        ping.splice(0..0, words(&["--ping", "gateway", "--ping-size", "1400"]));
        for (what, plugin, arguments, expected) in [
            (
                "udp",
                Plugin::OpenVpn,
                visit(udp.address(), Stage::Tunnel),
                ok.clone(),
            ),
            ("large pings", Plugin::OpenVpn, ping, ok.clone()),
            (
                "tcp",
                Plugin::OpenVpn,
                visit_tcp(tcp.address(), Stage::Tunnel),
                ok,
            ),
            (
                "docker",
                Plugin::DockerApi,
                ask(engine),
                Expected::ok(&["nobody else"]),
            ),
        ] {
            let cell = Cell::new(format!("{name}: {what}"), plugin, arguments, expected);
            cells.push(cell.around(engine_of.at_client()));
        }
        cells
    });
}

#[test]
fn a_path_that_swallows_large_packets_is_suspected_of_its_mtu() {
    let road = Road::build();
    road.rule(&words(&["meta length > 576 drop"]));
    let [udp, tcp] = [Transport::Udp, Transport::Tcp].map(|kind| server_at(&road, kind).start());
    let engine_of = road.clone();
    with_engine(&road, |engine| {
        let mut cells = Vec::new();
        let began = &["TLS handshake", "MTU"][..];
        let told = [
            (
                "udp, reset",
                Plugin::OpenVpn,
                visit(udp.address(), Stage::Reset),
                Expected::ok(&[]),
            ),
            (
                "udp",
                Plugin::OpenVpn,
                visit(udp.address(), Stage::Certificate),
                Expected::critical(began),
            ),
            (
                "udp, tunnel",
                Plugin::OpenVpn,
                visit(udp.address(), Stage::Tunnel),
                Expected::critical(began),
            ),
            (
                "tcp, tunnel",
                Plugin::OpenVpn,
                visit_tcp(tcp.address(), Stage::Tunnel),
                Expected::critical(began),
            ),
            (
                "docker",
                Plugin::DockerApi,
                ask(engine),
                Expected::critical(&["TLS handshake"]).never_saying(&["nobody else"]),
            ),
        ];
        for (what, plugin, arguments, expected) in told {
            let cell = Cell::new(format!("swallowed: {what}"), plugin, arguments, expected);
            cells.push(cell.within(4.0).around(engine_of.at_client()));
        }
        cells
    });
}

#[test]
fn answers_that_do_not_find_their_way_back_are_silence() {
    let road = Road::build();
    let lost = |port: u16| format!("ip saddr {SERVER} th sport {port} drop");
    // The connection stands, and nothing is ever said on it.
    let mute =
        |port: u16| format!("ip saddr {SERVER} tcp sport {port} tcp flags & psh == psh drop");
    let unheard = |port: u16| format!("ip daddr {SERVER} udp dport {port} drop");
    let servers = [
        Transport::Udp,
        Transport::Udp,
        Transport::Tcp,
        Transport::Tcp,
    ]
    .map(|transport| server_at(&road, transport).start());
    let [udp, deaf, tcp, late] = servers.each_ref().map(OpenVpn::address);
    road.rule(&[
        lost(udp.port()),
        unheard(deaf.port()),
        lost(tcp.port()),
        mute(late.port()),
    ]);
    let mut cells = Vec::new();
    for stage in [Stage::Reset, Stage::Tunnel] {
        for (name, arguments, said) in [
            ("answers are lost, udp", visit(udp, stage), "no reply from"),
            ("hellos are lost, udp", visit(deaf, stage), "no reply from"),
            (
                "answers are lost, tcp",
                visit_tcp(tcp, stage),
                "did not accept a connection",
            ),
            ("data are lost, tcp", visit_tcp(late, stage), "sent nothing"),
        ] {
            let name = format!("{name}, {stage:?}");
            let cell = Cell::new(
                name,
                Plugin::OpenVpn,
                arguments,
                Expected::critical(&[said]),
            );
            cells.push(cell.within(2.0).around(road.at_client()));
        }
    }
    fill(cells);
    for (name, rule, said) in [
        (
            "answers are lost",
            &lost as &(dyn Fn(u16) -> String + Sync),
            "did not accept a connection",
        ),
        ("data are lost", &mute, "TLS handshake"),
    ] {
        with_engine(&road, |engine| {
            road.rule(&[rule(engine.port())]);
            let expected = Expected::critical(&[said]).never_saying(&["nobody else"]);
            let name = format!("{name}, docker");
            let cell = Cell::new(name, Plugin::DockerApi, ask(engine), expected);
            vec![cell.within(2.0).around(road.at_client())]
        });
    }
}
