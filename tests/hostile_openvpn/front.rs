//! A real socket around the server in memory, and somebody between the two.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::socket::{End, GLANCE, Socket};
use crate::support::door::{Door, Lock, Script, Seen};

/// Longer than any plugin leaves a full connection unread and alive.
const PATIENCE: Duration = Duration::from_secs(10);

/// What whoever sits between server and client gets to see.
pub enum Event<'e> {
    /// A packet of the client's, which the server has taken in.
    FromClient(&'e [u8]),
    /// A packet of the server's that is about to be sent.
    FromServer(&'e [u8]),
    /// Another round of the loop.
    Tick,
}

/// What he does.
#[derive(Default)]
pub struct Act {
    /// Packets to the client, before anything else.
    pub packets: Vec<Vec<u8>>,
    /// Whether the server's packet does not get through.
    pub swallows: bool,
    /// How the socket ends now, if it does.
    pub end: Option<End>,
}

impl Act {
    pub fn nothing() -> Self {
        Self::default()
    }

    pub fn send(packets: Vec<Vec<u8>>) -> Self {
        Self {
            packets,
            ..Self::default()
        }
    }

    pub fn instead(packets: Vec<Vec<u8>>) -> Self {
        Self {
            swallows: true,
            ..Self::send(packets)
        }
    }

    pub fn end(end: End) -> Self {
        Self {
            end: Some(end),
            ..Self::default()
        }
    }
}

/// Somebody between server and client.
pub type Meddler = Box<dyn FnMut(Event<'_>, &Seen) -> Act + Send>;

pub fn nobody() -> Meddler {
    Box::new(|_, _| Act::nothing())
}

/// A running server.
pub struct Front {
    address: SocketAddr,
    is_tcp: bool,
    ended: Arc<AtomicBool>,
    thread: JoinHandle<Seen>,
}

impl Front {
    pub fn udp(lock: Lock, script: Script, meddler: Meddler) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        socket.set_read_timeout(Some(GLANCE)).expect("a timeout");
        let address = socket.local_addr().expect("a bound socket has an address");
        let open = move |_: &AtomicBool| Some(Socket::Udp(socket, None));
        Self::start(address, false, open, (lock, script, meddler))
    }

    /// For one connection.
    pub fn tcp(lock: Lock, script: Script, meddler: Meddler) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let open = move |ended: &AtomicBool| {
            let (stream, _) = listener.accept().expect("a connection");
            stream.set_nodelay(true).expect("TCP_NODELAY");
            stream.set_read_timeout(Some(GLANCE)).expect("a timeout");
            stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
            let is_over = ended.load(Ordering::SeqCst);
            (!is_over).then(|| Socket::Tcp(stream, Vec::new()))
        };
        let script = script.over_tcp();
        Self::start(address, true, open, (lock, script, meddler))
    }

    /// Over either transport.
    pub fn over(is_tcp: bool, lock: Lock, script: Script, meddler: Meddler) -> Self {
        match is_tcp {
            true => Self::tcp(lock, script, meddler),
            false => Self::udp(lock, script, meddler),
        }
    }

    fn start(
        address: SocketAddr,
        is_tcp: bool,
        open: impl FnOnce(&AtomicBool) -> Option<Socket> + Send + 'static,
        (lock, script, meddler): (Lock, Script, Meddler),
    ) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&ended);
        let thread = thread::spawn(move || {
            let mut door = Door::new(&lock, &script, clock());
            if let Some(socket) = open(&over) {
                serve(&mut door, socket, meddler, &over);
            }
            door.seen().clone()
        });
        Self {
            address,
            is_tcp,
            ended,
            thread,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn is_tcp(&self) -> bool {
        self.is_tcp
    }

    /// Ends it, and tells what it has seen.
    pub fn finish(self) -> Seen {
        self.ended.store(true, Ordering::SeqCst);
        // One that nobody has come to waits for somebody.
        drop(self.is_tcp.then(|| TcpStream::connect(self.address)));
        self.thread.join().expect("the server is sound")
    }
}

fn serve(door: &mut Door<'_>, mut socket: Socket, mut meddler: Meddler, ended: &AtomicBool) {
    let start = Instant::now();
    let mut act = Act::nothing();
    loop {
        let packets = socket.receive();
        for packet in packets {
            door.receive(&packet, start.elapsed());
            act = meddler(Event::FromClient(&packet), door.seen());
            socket.send_all(&act.packets);
            if act.end.is_some() {
                break;
            }
        }
        while act.end.is_none() {
            let Some(packet) = door.next_packet(start.elapsed()) else {
                break;
            };
            act = meddler(Event::FromServer(&packet), door.seen());
            socket.send_all(&act.packets);
            if !act.swallows {
                socket.send(&packet);
            }
        }
        if act.end.is_none() {
            act = meddler(Event::Tick, door.seen());
            socket.send_all(&act.packets);
        }
        if let Some(end) = act.end {
            return socket.end(end);
        }
        if ended.load(Ordering::SeqCst) {
            return;
        }
    }
}

/// Seconds since 1970.
pub fn clock() -> u32 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is past 1970");
    u32::try_from(since.as_secs()).expect("the clock is before 2106")
}
