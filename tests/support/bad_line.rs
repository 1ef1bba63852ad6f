//! A bad line in front of a UDP server: datagrams are lost, doubled, late and out of order.
//!
//! A relay on loopback, so that it needs no rights and no kernel module, and the same seed draws
//! the same lots.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often the relay looks at its sockets and its clock.
const GLANCE: Duration = Duration::from_millis(1);
/// How much later a datagram is that others overtake.
const OVERTAKEN: Duration = Duration::from_millis(20);
const LONGEST: usize = 65_535;

/// What is wrong with the line, in each direction. Lots are drawn in percent.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    pub loss: u8,
    pub duplicate: u8,
    pub reorder: u8,
    pub delay: Duration,
    /// So many datagrams to the server come through before any is lost.
    pub spare_first: usize,
    /// So many datagrams to the server are lost then, before any lot is drawn.
    pub lose_first: usize,
    pub seed: u64,
}

impl Default for Faults {
    /// A good line.
    fn default() -> Self {
        Self {
            loss: 0,
            duplicate: 0,
            reorder: 0,
            delay: Duration::ZERO,
            spare_first: 0,
            lose_first: 0,
            seed: 1,
        }
    }
}

/// A running relay; it ends with its value.
pub struct BadLine {
    address: SocketAddr,
    counts: Arc<Counts>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What has happened so far.
#[derive(Default)]
struct Counts {
    passed: AtomicUsize,
    lost: AtomicUsize,
}

impl Faults {
    /// A line with these faults to `server`.
    pub fn before(self, server: SocketAddr) -> BadLine {
        let front = UdpSocket::bind(any_port(server)).expect("a port is free");
        front
            .set_read_timeout(Some(GLANCE))
            .expect("a socket takes a timeout");
        let address = front.local_addr().expect("a bound socket has an address");
        let (counts, ended) = (Arc::default(), Arc::default());
        let relay = Relay {
            faults: self,
            server,
            front,
            backs: HashMap::new(),
            on_the_way: Vec::new(),
            arrivals: 0,
            lots: self.seed,
            counts: Arc::clone(&counts),
        };
        let end = Arc::clone(&ended);
        BadLine {
            address,
            counts,
            ended,
            thread: Some(thread::spawn(move || relay.run(&end))),
        }
    }
}

impl BadLine {
    /// Where clients send to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Datagrams that came through, both directions, copies included.
    pub fn passed(&self) -> usize {
        self.counts.passed.load(Ordering::Relaxed)
    }

    /// Datagrams that did not.
    pub fn lost(&self) -> usize {
        self.counts.lost.load(Ordering::Relaxed)
    }
}

impl Drop for BadLine {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A relay that panicked has spoilt its test already.
            let _ = thread.join();
        }
    }
}

struct Relay {
    faults: Faults,
    server: SocketAddr,
    front: UdpSocket,
    /// The socket towards the server, for each client.
    backs: HashMap<SocketAddr, UdpSocket>,
    on_the_way: Vec<Datagram>,
    /// Datagrams that clients have sent.
    arrivals: usize,
    lots: u64,
    counts: Arc<Counts>,
}

struct Datagram {
    due: Instant,
    client: SocketAddr,
    to_server: bool,
    bytes: Vec<u8>,
}

impl Relay {
    fn run(mut self, ended: &AtomicBool) {
        let mut buffer = vec![0; LONGEST];
        while !ended.load(Ordering::Relaxed) {
            // The one wait of the loop. Errors are timeouts, and closed ports that answered.
            if let Ok((length, client)) = self.front.recv_from(&mut buffer) {
                let server = self.server;
                self.backs.entry(client).or_insert_with(|| back(server));
                self.arrivals += 1;
                let beyond_spared = self.arrivals.saturating_sub(self.faults.spare_first);
                match beyond_spared {
                    0 => self.send_off(client, true, &buffer[..length], Duration::ZERO),
                    lost if lost <= self.faults.lose_first => {
                        self.counts.lost.fetch_add(1, Ordering::Relaxed);
                    }
                    _ => self.accept(client, true, &buffer[..length]),
                }
            }
            let clients: Vec<_> = self.backs.keys().copied().collect();
            for client in clients {
                while let Ok(length) = self.backs[&client].recv(&mut buffer) {
                    self.accept(client, false, &buffer[..length]);
                }
            }
            self.deliver();
        }
    }

    fn accept(&mut self, client: SocketAddr, to_server: bool, bytes: &[u8]) {
        if self.draws(self.faults.loss) {
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let copies = 1 + usize::from(self.draws(self.faults.duplicate));
        for _ in 0..copies {
            let lateness = match self.draws(self.faults.reorder) {
                true => OVERTAKEN,
                false => Duration::ZERO,
            };
            self.send_off(client, to_server, bytes, lateness);
        }
    }

    fn send_off(&mut self, client: SocketAddr, to_server: bool, bytes: &[u8], lateness: Duration) {
        self.on_the_way.push(Datagram {
            due: Instant::now() + self.faults.delay + lateness,
            client,
            to_server,
            bytes: bytes.to_vec(),
        });
    }

    fn deliver(&mut self) {
        let now = Instant::now();
        let (due, later) = self
            .on_the_way
            .drain(..)
            .partition(|datagram| datagram.due <= now);
        self.on_the_way = later;
        let mut due: Vec<Datagram> = due;
        due.sort_by_key(|datagram| datagram.due);
        for datagram in due {
            // Counted first, so that whoever has got an answer finds it counted.
            self.counts.passed.fetch_add(1, Ordering::Relaxed);
            // Whoever has gone gets nothing, as on any line.
            let _ = if datagram.to_server {
                self.backs[&datagram.client].send(&datagram.bytes)
            } else {
                self.front.send_to(&datagram.bytes, datagram.client)
            };
        }
    }

    /// Whether a lot of so many percent wins; SplitMix64.
    fn draws(&mut self, percent: u8) -> bool {
        self.lots = self.lots.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut lot = self.lots;
        lot = (lot ^ (lot >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        lot = (lot ^ (lot >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (lot ^ (lot >> 31)) % 100 < u64::from(percent)
    }
}

fn back(server: SocketAddr) -> UdpSocket {
    let socket = UdpSocket::bind(any_port(server)).expect("a port is free");
    socket.connect(server).expect("loopback is reachable");
    socket.set_nonblocking(true).expect("a socket can be asked");
    socket
}

/// Loopback of the family of `server`.
fn any_port(server: SocketAddr) -> SocketAddr {
    match server {
        SocketAddr::V4(_) => (Ipv4Addr::LOCALHOST, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::LOCALHOST, 0).into(),
    }
}
