//! A peer on TCP: a thread that holds a conversation with each connection.

use std::io::{Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;

/// Between two pieces, so that each is a segment and a read of its own.
const BETWEEN_PIECES: Duration = Duration::from_millis(2);
/// Longer than any plugin keeps a connection open.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection from the peer's side. Dropping it closes the connection in order.
pub struct Conversation(TcpStream);

impl Conversation {
    /// The hello, without its length.
    ///
    /// # Panics
    /// When length and packet do not come in one segment, as port sharers want them to.
    pub fn hello(&mut self) -> Vec<u8> {
        let mut buffer = [0; 2048];
        let read = self.0.read(&mut buffer).expect("a hello comes");
        assert!(read > 2, "only {read} bytes in the first segment");
        let length = usize::from(u16::from_be_bytes([buffer[0], buffer[1]]));
        assert_eq!(length, read - 2, "length and packet in one segment");
        buffer[2..read].to_vec()
    }

    pub fn write(&mut self, bytes: &[u8]) {
        // The plugin may have its answer already and be gone.
        let _ = self.0.write_all(bytes);
    }

    /// Writes each piece as a segment of its own.
    pub fn write_pieces<'a>(&mut self, pieces: impl IntoIterator<Item = &'a [u8]>) {
        for piece in pieces {
            self.write(piece);
            thread::sleep(BETWEEN_PIECES);
        }
    }

    /// Tears the connection down.
    pub fn reset(self) {
        SockRef::from(&self.0)
            .set_linger(Some(Duration::ZERO))
            .expect("a socket takes a linger time");
    }

    /// Closes our half in order.
    pub fn close_half(&mut self) {
        // The plugin may be gone already.
        let _ = self.0.shutdown(Shutdown::Write);
    }

    /// Waits for the plugin to hang up and returns what it sent until then.
    pub fn stall(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A connection that the plugin tears down is as closed as any.
        let _ = self.0.read_to_end(&mut rest);
        rest
    }
}

/// A running peer.
pub struct TcpPeer {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl TcpPeer {
    /// A peer on a port from the kernel that talks to one connection after the other.
    pub fn start<S>(address: IpAddr, mut script: S) -> Self
    where
        S: FnMut(Conversation) + Send + 'static,
    {
        let listener = TcpListener::bind((address, 0)).expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let ended = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let ended = Arc::clone(&ended);
            move || {
                loop {
                    let (stream, _) = listener.accept().expect("a connection");
                    if ended.load(Ordering::SeqCst) {
                        return;
                    }
                    stream.set_nodelay(true).expect("TCP_NODELAY");
                    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
                    script(Conversation(stream));
                }
            }
        });
        Self {
            address,
            ended,
            thread,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends the peer once it is through with the connections it has.
    pub fn finish(self) {
        self.ended.store(true, Ordering::SeqCst);
        TcpStream::connect(self.address).expect("the peer still listens");
        self.thread.join().expect("the script is sound");
    }
}

/// The packet as it goes on the stream.
pub fn frame(packet: &[u8]) -> Vec<u8> {
    let length = u16::try_from(packet.len()).expect("a short packet");
    [&length.to_be_bytes(), packet].concat()
}
