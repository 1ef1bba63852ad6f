//! A peer on UDP: a thread that turns each request into datagrams.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// Counted from the first request.
    pub at: Duration,
    pub from: SocketAddr,
    pub bytes: Vec<u8>,
}

/// One datagram to send back.
pub struct Datagram {
    bytes: Vec<u8>,
    delay: Duration,
    elsewhere: Option<IpAddr>,
}

impl Datagram {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            delay: Duration::ZERO,
            elsewhere: None,
        }
    }

    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Has it leave from a port of its own on `address`.
    pub fn from(self, address: IpAddr) -> Self {
        Self {
            elsewhere: Some(address),
            ..self
        }
    }
}

/// A running peer.
pub struct UdpPeer {
    address: SocketAddr,
    /// What comes from here ends the peer.
    control: UdpSocket,
    thread: JoinHandle<Vec<Request>>,
}

impl UdpPeer {
    /// A peer on a port from the kernel. `script` is given each request and its number, from 0.
    pub fn start<S>(address: IpAddr, script: S) -> Self
    where
        S: FnMut(usize, &[u8]) -> Vec<Datagram> + Send + 'static,
    {
        Self::on(bind(address), script)
    }

    /// A peer on this socket.
    pub fn on<S>(socket: UdpSocket, script: S) -> Self
    where
        S: FnMut(usize, &[u8]) -> Vec<Datagram> + Send + 'static,
    {
        let address = local(&socket);
        let control = bind(address.ip());
        let end = local(&control);
        let thread = thread::spawn(move || serve(&socket, end, script));
        Self {
            address,
            control,
            thread,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends the peer and returns every request that came before. What the plugin had sent by its
    /// end is already in the queue, so nothing is missed.
    pub fn finish(self) -> Vec<Request> {
        self.control
            .send_to(&[], self.address)
            .expect("loopback is reachable");
        self.thread.join().expect("the script is sound")
    }
}

/// A socket on a port from the kernel.
pub fn bind(address: IpAddr) -> UdpSocket {
    UdpSocket::bind((address, 0)).expect("a port is free")
}

pub fn local(socket: &UdpSocket) -> SocketAddr {
    socket.local_addr().expect("a bound socket has an address")
}

fn serve<S>(socket: &UdpSocket, end: SocketAddr, mut script: S) -> Vec<Request>
where
    S: FnMut(usize, &[u8]) -> Vec<Datagram>,
{
    let mut requests: Vec<Request> = Vec::new();
    let mut first = None;
    let mut buffer = [0; 2048];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).expect("a request");
        if from == end {
            return requests;
        }
        let bytes = buffer[..length].to_vec();
        let replies = script(requests.len(), &bytes);
        requests.push(Request {
            at: first.get_or_insert_with(Instant::now).elapsed(),
            from,
            bytes,
        });
        for reply in replies {
            send(socket, reply, from);
        }
    }
}

fn send(socket: &UdpSocket, reply: Datagram, to: SocketAddr) {
    let socket = match reply.elsewhere {
        Some(address) => bind(address),
        None => socket.try_clone().expect("a socket can be shared"),
    };
    let leave = move || {
        // The plugin may have its answer already and be gone.
        let _ = socket.send_to(&reply.bytes, to);
    };
    if reply.delay.is_zero() {
        leave();
    } else {
        thread::spawn(move || {
            thread::sleep(reply.delay);
            leave();
        });
    }
}
