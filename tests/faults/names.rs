//! Resolvers that hang, lie, fail, or know too much.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::cell::{Cell, Expected, fill};
use crate::doors::{Stage, ask_host, openvpn, visit_host};
use crate::plugins::{Plugin, open_folder, write};
use crate::road::inside;
use crate::support::namespace::Namespace;
use crate::support::server_config::{ServerConfig, Transport};

const NAME: &str = "door.test";
const A: u16 = 1;
const CNAME: u16 = 5;
const AAAA: u16 = 28;
/// Bytes that an answer over UDP may have.
const LONGEST_UDP: usize = 512;

/// Has the files that name the resolver for this one process.
const WITH_RESOLVER: &str = r#"mount --bind "$1" /etc/resolv.conf; shift; exec "$@""#;

/// What a resolver does with a question.
#[derive(Clone, Debug)]
enum Manner {
    /// It has these addresses, over TCP where they are too many, after so many milliseconds.
    Knows(Vec<IpAddr>, u64),
    Hangs,
    /// It answers with this code and nothing else.
    Code(u8),
    WrongId,
    WrongName,
    Garbage,
    Nothing,
    CnameLoop,
    /// It refers to TCP, where nobody listens.
    Truncated,
    /// It announces more than it has.
    CutOff,
    /// It has addresses of no length that there is.
    OddLength,
}

#[test]
fn a_resolver_that_hangs_lies_or_fails_is_told_in_time() {
    let hangs = "no answer from the resolver";
    let unknown = |words: &[&str]| Expected::unknown(words);
    let critical = |words: &[&str]| Expected::critical(words);
    let either = Expected::one_of(&[2, 3], &["cannot resolve door.test"]);
    try_all(vec![
        ("hangs", Manner::Hangs, critical(&[hangs])),
        (
            "no such name",
            Manner::Code(3),
            unknown(&["cannot resolve door.test"]),
        ),
        (
            "fails",
            Manner::Code(2),
            unknown(&["cannot resolve door.test"]),
        ),
        (
            "refuses",
            Manner::Code(5),
            unknown(&["cannot resolve door.test"]),
        ),
        ("a code of nobody's", Manner::Code(15), either.clone()),
        (
            "knows no address",
            Manner::Knows(Vec::new(), 0),
            unknown(&["cannot resolve door.test"]),
        ),
        ("another id", Manner::WrongId, critical(&[hangs])),
        ("another name", Manner::WrongName, either.clone()),
        ("garbage", Manner::Garbage, either.clone()),
        ("an empty datagram", Manner::Nothing, either.clone()),
        ("aliases in a circle", Manner::CnameLoop, either.clone()),
        ("truncated, and no TCP", Manner::Truncated, either.clone()),
        ("cut off", Manner::CutOff, either.clone()),
        ("addresses of five bytes", Manner::OddLength, either),
    ]);
}

#[test]
fn addresses_that_are_nobodys_are_no_answer() {
    let v4 = |octets: [u8; 4]| Manner::Knows(vec![IpAddr::from(octets)], 0);
    let v6 = |text: &str| Manner::Knows(vec![text.parse().expect("an address")], 0);
    let no = || Expected::one_of(&[2, 3], &[]);
    try_all(vec![
        ("0.0.0.0", v4([0; 4]), no()),
        ("broadcast", v4([255; 4]), no()),
        ("multicast", v4([224, 0, 0, 1]), no()),
        ("no route", v4([192, 0, 2, 1]), no()),
        ("reserved", v4([240, 0, 0, 1]), no()),
        ("::", v6("::"), no()),
        ("multicast, IPv6", v6("ff02::1"), no()),
        ("no route, IPv6", v6("2001:db8::1"), no()),
        ("mapped", v6("::ffff:192.0.2.1"), no()),
        ("without a zone", v6("fe80::1"), no()),
    ]);
}

/// Nothing listens in the namespace, and no run may come to OK.
fn try_all(table: Vec<(&str, Manner, Expected)>) {
    let namespace = Namespace::with_address(Ipv4Addr::LOCALHOST);
    inside(&namespace, || {
        let mut cells = Vec::new();
        for (number, (name, manner, expected)) in (1..).zip(table) {
            let resolver = Resolver::start(number, manner);
            for (plugin, arguments) in [
                (Plugin::OpenVpn, visit_host(NAME, 1194, Stage::Tunnel)),
                (Plugin::DockerApi, ask_host(&format!("https://{NAME}:2376"))),
            ] {
                let name = format!("{}: {name}", plugin.name());
                let cell = Cell::new(name, plugin, arguments, expected.clone()).within(2.0);
                cells.push(resolver.asked_by(cell));
            }
        }
        fill(cells);
    });
}

#[test]
fn two_hundred_addresses_are_tried_within_bounds() {
    let namespace = Namespace::with_address(Ipv4Addr::LOCALHOST);
    let server = ServerConfig {
        namespace: Some(namespace.clone()),
        ..openvpn(Transport::Udp)
    }
    .start();
    let port = server.address().port();
    // Whatever is sent to these is lost.
    namespace.shell(
        "nft add table inet lost
         nft 'add chain inet lost in { type filter hook input priority 0; }'
         nft add rule inet lost in th dport 7 drop",
    );
    let many = |host: fn(u8) -> IpAddr| (1..=200).map(host).collect::<Vec<_>>();
    let v4 = many(|host| Ipv4Addr::new(127, 1, 0, host).into());
    let v6 = many(|host| Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, host.into()).into());
    let both = [vec![Ipv4Addr::LOCALHOST.into()], v4.clone(), v6.clone()].concat();
    let critical = |words: &[&str]| Expected::critical(words);
    let left_out = "136 more addresses of door.test were not probed";
    inside(&namespace, || {
        let mut cells = Vec::new();
        let mut number = 0;
        let mut add = |name: &str, plugin, addresses: &[IpAddr], arguments, expected| {
            number += 1;
            let resolver = Resolver::start(number, Manner::Knows(addresses.to_vec(), 0));
            let cell = Cell::new(name, plugin, arguments, expected).within(3.0);
            cells.push(resolver.asked_by(cell));
        };
        let openvpn = |port, stage| visit_host(NAME, port, stage);
        let docker = |port: u16| ask_host(&format!("https://{NAME}:{port}"));
        add(
            "closed",
            Plugin::OpenVpn,
            &v4,
            openvpn(9, Stage::Tunnel),
            critical(&[left_out]),
        );
        add(
            "silent",
            Plugin::OpenVpn,
            &v4,
            openvpn(7, Stage::Tunnel),
            critical(&["no reply from"]),
        );
        add(
            "no route",
            Plugin::OpenVpn,
            &v6,
            openvpn(9, Stage::Tunnel),
            critical(&[left_out]),
        );
        add(
            "one of them answers",
            Plugin::OpenVpn,
            &both,
            openvpn(port, Stage::Tunnel),
            Expected::ok(&["answers through the tunnel"]),
        );
        add(
            "closed, docker",
            Plugin::DockerApi,
            &v4,
            docker(9),
            critical(&["nothing listens", "(16 addresses tried)"]),
        );
        add(
            "silent, docker",
            Plugin::DockerApi,
            &v4,
            docker(7),
            critical(&["did not accept", "(16 addresses tried)"]),
        );
        add(
            "no route, docker",
            Plugin::DockerApi,
            &v6,
            docker(9),
            critical(&["no route"]),
        );
        fill(cells);
        // More sockets than the process may have.
        let mut cells = Vec::new();
        for (number, (name, plugin, arguments)) in (100..).zip([
            ("32 files", Plugin::OpenVpn, openvpn(port, Stage::Tunnel)),
            ("32 files, docker", Plugin::DockerApi, docker(7)),
        ]) {
            let resolver = Resolver::start(number, Manner::Knows(both.clone(), 0));
            let expected = match plugin {
                Plugin::OpenVpn => Expected::ok(&["answers through the tunnel"]),
                Plugin::DockerApi => Expected::one_of(&[2, 3], &[]),
            };
            let cell = Cell::new(name, plugin, arguments, expected).within(3.0);
            cells.push(resolver.asked_by(cell.around(["prlimit", "--nofile=32"])));
        }
        fill(cells);
    });
}

#[test]
fn a_slow_resolver_costs_its_time_and_nothing_else() {
    let namespace = Namespace::with_address(Ipv4Addr::LOCALHOST);
    let server = ServerConfig {
        namespace: Some(namespace.clone()),
        ..openvpn(Transport::Udp)
    }
    .start();
    inside(&namespace, || {
        let manner = Manner::Knows(vec![Ipv4Addr::LOCALHOST.into()], 1500);
        let arguments = visit_host(NAME, server.address().port(), Stage::Tunnel);
        let cell = Cell::new("slow", Plugin::OpenVpn, arguments, Expected::ok(&[NAME]));
        fill(vec![Resolver::start(1, manner).asked_by(cell)]);
    });
}

/// A resolver on port 53 of a loopback address of its own. Its threads end with the test.
#[derive(Clone)]
struct Resolver(Arc<(TempDir, String)>);

impl Resolver {
    fn start(number: u8, manner: Manner) -> Self {
        let address = SocketAddr::from(([127, 0, 53, number], 53));
        let folder = open_folder();
        let file = write(
            &folder,
            "resolv.conf",
            &format!("nameserver {}\n", address.ip()),
        );
        let udp = UdpSocket::bind(address).expect("port 53 is free in here");
        if !matches!(manner, Manner::Truncated) {
            let tcp = TcpListener::bind(address).expect("port 53 is free in here");
            let manner = manner.clone();
            thread::spawn(move || {
                for stream in tcp.incoming().flatten() {
                    let manner = manner.clone();
                    thread::spawn(move || over_tcp(stream, &manner));
                }
            });
        }
        thread::spawn(move || {
            let mut question = [0; 2048];
            while let Ok((length, from)) = udp.recv_from(&mut question) {
                if let Some(answer) = manner.answer(&question[..length], false) {
                    let _ = udp.send_to(&answer, from);
                }
            }
        });
        Self(Arc::new((folder, file)))
    }

    /// The cell with this resolver for its own.
    fn asked_by(&self, cell: Cell) -> Cell {
        let words = [
            "unshare",
            "--mount",
            "sh",
            "-ec",
            WITH_RESOLVER,
            "sh",
            &self.0.1,
        ];
        cell.around(words).keeping(self.clone())
    }
}

fn over_tcp(mut stream: TcpStream, manner: &Manner) {
    let mut length = [0; 2];
    while stream.read_exact(&mut length).is_ok() {
        let mut question = vec![0; u16::from_be_bytes(length).into()];
        if stream.read_exact(&mut question).is_err() {
            return;
        }
        let Some(answer) = manner.answer(&question, true) else {
            continue;
        };
        let length = u16::try_from(answer.len()).expect("64 KiB at most");
        let _ = stream.write_all(&[&length.to_be_bytes()[..], &answer].concat());
    }
}

impl Manner {
    fn answer(&self, question: &[u8], is_tcp: bool) -> Option<Vec<u8>> {
        // The name ends with an empty label, type and class follow.
        let end = 12 + question.get(12..)?.iter().position(|byte| *byte == 0)? + 5;
        let asked = question.get(12..end)?;
        let kind = u16::from_be_bytes([asked[asked.len() - 4], asked[asked.len() - 3]]);
        let plain = |code, records: &[Vec<u8>]| message(question, code, asked, records);
        Some(match self {
            Self::Hangs => return None,
            Self::Knows(addresses, delay) => {
                thread::sleep(Duration::from_millis(*delay));
                let records: Vec<_> = addresses
                    .iter()
                    .filter_map(|it| record(kind, *it))
                    .collect();
                let whole = plain(0, &records);
                match whole.len() > LONGEST_UDP && !is_tcp {
                    true => truncated(plain(0, &[])),
                    false => whole,
                }
            }
            Self::Code(code) => plain(*code, &[]),
            Self::WrongId => {
                let mut message = plain(0, &[of(A, &[127, 0, 0, 1])]);
                message[0] ^= 0xff;
                message
            }
            Self::WrongName => {
                let asked = [b"\x04evil\x04test\0", &asked[asked.len() - 4..]].concat();
                message(question, 0, &asked, &[of(A, &[127, 0, 0, 1])])
            }
            Self::Garbage => (0..200).map(|byte| byte ^ 0xa5).collect(),
            Self::Nothing => Vec::new(),
            // The name is an alias of itself.
            Self::CnameLoop => plain(0, &[of(CNAME, &[0xc0, 12])]),
            Self::Truncated => truncated(plain(0, &[])),
            Self::CutOff => {
                let mut message = plain(0, &[of(A, &[127, 0, 0, 1])]);
                message[7] = 200;
                message.truncate(message.len() - 2);
                message
            }
            Self::OddLength => plain(0, &[of(kind, &[127, 0, 0, 1, 1])]),
        })
    }
}

fn message(question: &[u8], code: u8, asked: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let count = u16::try_from(records.len()).expect("few").to_be_bytes();
    let head = [
        question[0],
        question[1],
        0x81,
        0x80 | code,
        0,
        1,
        count[0],
        count[1],
        0,
        0,
        0,
        0,
    ];
    [&head[..], asked, &records.concat()].concat()
}

fn truncated(mut message: Vec<u8>) -> Vec<u8> {
    message[2] |= 2;
    message
}

fn record(kind: u16, address: IpAddr) -> Option<Vec<u8>> {
    match (kind, address) {
        (A, IpAddr::V4(address)) => Some(of(A, &address.octets())),
        (AAAA, IpAddr::V6(address)) => Some(of(AAAA, &address.octets())),
        _ => None,
    }
}

/// A record of the name that was asked for, good for a minute.
fn of(kind: u16, data: &[u8]) -> Vec<u8> {
    let kind = kind.to_be_bytes();
    let length = u16::try_from(data.len()).expect("short").to_be_bytes();
    let head = [
        0xc0, 12, kind[0], kind[1], 0, 1, 0, 0, 0, 60, length[0], length[1],
    ];
    [&head[..], data].concat()
}
