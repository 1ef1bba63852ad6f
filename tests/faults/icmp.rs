//! ICMP messages of every kind in answer to what the plugin sends: always, once at the beginning,
//! and in the middle of a visit. What a router says in passing takes no server down.
//!
//! Types and codes: RFC 792, 1122, 1812 and 4443.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::{Domain, Protocol, SockAddr, Socket, Type};

use crate::cell::{Cell, Expected, fill};
use crate::doors::{Stage, openvpn, visit};
use crate::plugins::Plugin;
use crate::road::inside;
use crate::support::namespace::Namespace;
use crate::support::server_config::{ServerConfig, Transport};

/// How often a relay looks at its sockets.
const GLANCE: Duration = Duration::from_millis(1);
const LONGEST: usize = 65_535;
const SILENCE: &str = "no reply from";
const PORT_UNREACHABLE: &str = "nothing listens on";

/// Type, code, the word behind the checksum, and what is said where nothing else comes back.
type Kind = (u8, u8, u32, &'static str);

const V4: [Kind; 26] = [
    (0, 0, 0, SILENCE),
    (3, 0, 0, "no route to"),
    (3, 1, 0, "is unreachable"),
    (3, 2, 0, "ICMP protocol unreachable"),
    (3, 3, 0, PORT_UNREACHABLE),
    (3, 4, 576, "ICMP fragmentation needed"),
    (3, 5, 0, "ICMP source route failed"),
    (3, 6, 0, "no route to"),
    (3, 7, 0, "is unreachable"),
    (3, 8, 0, "is unreachable"),
    (3, 9, 0, "forbids"),
    (3, 10, 0, "forbids"),
    (3, 11, 0, "no route to"),
    (3, 12, 0, "is unreachable"),
    (3, 13, 0, "forbids"),
    (3, 14, 0, "ICMP precedence"),
    (3, 15, 0, "ICMP precedence"),
    (3, 16, 0, SILENCE),
    (4, 0, 0, SILENCE),
    (5, 1, 0x7f00_0001, SILENCE),
    (11, 0, 0, "ICMP time exceeded"),
    (11, 1, 0, SILENCE),
    (12, 0, 0, "ICMP parameter problem"),
    (12, 1, 0, "ICMP parameter problem"),
    (12, 2, 0, "ICMP parameter problem"),
    (40, 4, 0, SILENCE),
];

const V6: [Kind; 16] = [
    (1, 0, 0, "no route to"),
    (1, 1, 0, "forbids"),
    (1, 2, 0, "is unreachable"),
    (1, 3, 0, "is unreachable"),
    (1, 4, 0, PORT_UNREACHABLE),
    (1, 5, 0, "forbids"),
    (1, 6, 0, "forbids"),
    (1, 7, 0, "ICMP parameter problem"),
    (2, 0, 1280, "ICMP packet too big"),
    (3, 0, 0, "ICMP time exceeded"),
    (3, 1, 0, "ICMP time exceeded"),
    (4, 0, 0, "ICMP parameter problem"),
    (4, 1, 0, "ICMP parameter problem"),
    (4, 2, 0, "ICMP parameter problem"),
    (4, 3, 0, "ICMP parameter problem"),
    (100, 0, 0, SILENCE),
];

/// Every kind with the loopback of its family.
fn kinds() -> Vec<(IpAddr, Kind)> {
    let v4 = V4.map(|kind| (Ipv4Addr::LOCALHOST.into(), kind));
    let v6 = V6.map(|kind| (Ipv6Addr::LOCALHOST.into(), kind));
    v4.into_iter().chain(v6).collect()
}

#[test]
fn every_icmp_message_instead_of_an_answer_is_critical_and_told() {
    let namespace = Namespace::with_address(Ipv4Addr::LOCALHOST);
    inside(&namespace, || {
        let mut cells = Vec::new();
        for (address, kind @ (number, code, _, said)) in kinds() {
            let router = Router::start(address, kind, 0..usize::MAX, None);
            let arguments = visit(router.address, Stage::Reset);
            let name = format!("{address}: type {number} code {code} to every hello");
            let cell = Cell::new(
                name,
                Plugin::OpenVpn,
                arguments,
                Expected::critical(&[said]),
            );
            cells.push(cell.within(1.5).keeping(router));
        }
        fill(cells);
    });
}

/// The second packet begins the handshake; with the third the certificate is acknowledged.
#[test]
fn an_icmp_message_in_passing_is_survived_at_every_step() {
    let namespace = Namespace::with_address(Ipv4Addr::LOCALHOST);
    let server = ServerConfig {
        namespace: Some(namespace.clone()),
        ..openvpn(Transport::Udp)
    }
    .start();
    let through = Some(server.address());
    inside(&namespace, || {
        let mut cells = Vec::new();
        for (address, kind @ (number, code, _, said)) in kinds() {
            for (which, left) in [
                (0..1, "nothing listens on"),
                (1..2, "went away"),
                (3..4, "went away"),
            ] {
                let expected = match said == PORT_UNREACHABLE {
                    true => Expected::critical(&[left]),
                    false => Expected::ok(&["answers through the tunnel"]),
                };
                let name = format!("{address}: type {number} code {code} to packet {which:?}");
                let router = Router::start(address, kind, which, through);
                let arguments = visit(router.address, Stage::Tunnel);
                let cell = Cell::new(name, Plugin::OpenVpn, arguments, expected);
                cells.push(cell.within(15.0).keeping(router));
            }
        }
        fill(cells);
    });
}

/// A router that answers some datagrams with an ICMP message, and has the others through.
struct Router {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Router {
    fn start(address: IpAddr, kind: Kind, which: Range<usize>, to: Option<SocketAddr>) -> Self {
        let front = UdpSocket::bind((address, 0)).expect("a port is free");
        front
            .set_read_timeout(Some(GLANCE))
            .expect("a socket takes a timeout");
        let address = front.local_addr().expect("a bound socket has an address");
        let (domain, protocol) = match address {
            SocketAddr::V4(_) => (Domain::IPV4, Protocol::ICMPV4),
            SocketAddr::V6(_) => (Domain::IPV6, Protocol::ICMPV6),
        };
        let raw = Socket::new(domain, Type::RAW, Some(protocol)).expect("root has raw sockets");
        let is_over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&is_over);
        let thread = thread::spawn(move || forward(&front, &raw, kind, &which, to, &ended));
        Self {
            address,
            is_over,
            thread: Some(thread),
        }
    }
}

impl Drop for Router {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A router that panicked has spoilt its test already.
            let _ = thread.join();
        }
    }
}

fn forward(
    front: &UdpSocket,
    raw: &Socket,
    kind: Kind,
    which: &Range<usize>,
    to: Option<SocketAddr>,
    ended: &AtomicBool,
) {
    let back = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    back.set_nonblocking(true).expect("a socket can be asked");
    let here = front.local_addr().expect("a bound socket has an address");
    let mut buffer = vec![0; LONGEST];
    let (mut client, mut count) = (None, 0);
    while !ended.load(Ordering::Relaxed) {
        // The one wait of the loop.
        if let Ok((length, from)) = front.recv_from(&mut buffer) {
            client = Some(from);
            if which.contains(&count) {
                let message = message(kind, from, here, &buffer[..length]);
                let to = SockAddr::from(SocketAddr::new(from.ip(), 0));
                raw.send_to(&message, &to).expect("a raw socket sends");
            } else if let Some(to) = to {
                let _ = back.send_to(&buffer[..length], to);
            }
            count += 1;
        }
        while let (Ok(length), Some(client)) = (back.recv(&mut buffer), client) {
            let _ = front.send_to(&buffer[..length], client);
        }
    }
}

/// The message about a datagram, which it quotes from its IP header on.
fn message(kind: Kind, from: SocketAddr, to: SocketAddr, datagram: &[u8]) -> Vec<u8> {
    let (number, code, rest, _) = kind;
    let length = u16::try_from(8 + datagram.len()).expect("a datagram");
    let mut quoted = match (from.ip(), to.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let total = (20 + length).to_be_bytes();
            let head = [0x45, 0, total[0], total[1], 0, 1, 0x40, 0, 64, 17, 0, 0];
            [&head[..], &from.octets(), &to.octets()].concat()
        }
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            let payload = length.to_be_bytes();
            let head = [0x60, 0, 0, 0, payload[0], payload[1], 17, 64];
            [&head[..], &from.octets(), &to.octets()].concat()
        }
        _ => panic!("one family on both ends"),
    };
    for field in [from.port(), to.port(), length, 0] {
        quoted.extend(field.to_be_bytes());
    }
    quoted.extend(&datagram[..datagram.len().min(64)]);
    let mut message = vec![number, code, 0, 0];
    message.extend(rest.to_be_bytes());
    message.extend(quoted);
    // That of ICMPv6 is the kernel's business.
    if from.is_ipv4() {
        let sum = checksum(&message);
        message[2..4].copy_from_slice(&sum.to_be_bytes());
    }
    message
}

fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0)));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).expect("folded")
}
