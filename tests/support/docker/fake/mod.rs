//! An engine that says whatever a test has it say, in threads of the test's own process.
//!
//! A connection goes: accepted, handshake where there is TLS, one request read, the steps of its
//! script, end. It can be cut short at each of these.
//!
//! | module | holds |
//! |---|---|
//! | [`wire`] | a connection with or without TLS, and its ways to end |
//! | [`tls`] | the server side of TLS as a struct |
//! | [`script`] | steps: what is sent, how slowly, for how long |
//! | [`answers`] | what an ordinary engine of any version answers |
//! | [`hostile`] | what nobody should say |

pub mod answers;
pub mod hostile;
pub mod script;
pub mod tls;
pub mod wire;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use answers::Ordinary;
pub use script::{Script, Step};
pub use tls::{Clients, FakeTls};
use wire::Wire;
pub use wire::{End, Seen};

/// Where a connection may be cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Accepted,
    /// The first bytes are there, of a ClientHello or of a request.
    FirstBytes,
    /// TLS is established, no request has been read.
    Handshake,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    Tcp(IpAddr),
    UnixSocket,
}

/// A fake engine to be.
#[derive(Clone)]
pub struct FakeConfig {
    pub listen: Listen,
    /// Plain HTTP without; not for a unix socket.
    pub tls: Option<FakeTls>,
    /// Ends every connection there, in that way.
    pub cut: Option<(Stage, End)>,
    pub script: Script,
}

impl Default for FakeConfig {
    /// An ordinary engine on plain HTTP.
    fn default() -> Self {
        Self {
            listen: Listen::Tcp(Ipv4Addr::LOCALHOST.into()),
            tls: None,
            cut: None,
            script: Ordinary::default().script(),
        }
    }
}

impl FakeConfig {
    /// One that answers every request with the same steps.
    pub fn always(steps: Vec<Step>) -> Self {
        Self {
            script: Arc::new(move |_| steps.clone()),
            ..Self::default()
        }
    }

    pub fn start(&self) -> FakeEngine {
        FakeEngine::start(self)
    }
}

/// A fake engine that listens; dropping it closes its port.
pub struct FakeEngine {
    address: Option<SocketAddr>,
    folder: TempDir,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What every connection needs.
struct Shared {
    config: FakeConfig,
    is_stopped: AtomicBool,
    seen: Mutex<Vec<Seen>>,
}

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl FakeEngine {
    fn start(config: &FakeConfig) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let listener = match config.listen {
            Listen::Tcp(address) => {
                Listener::Tcp(TcpListener::bind((address, 0)).expect("a port is free"))
            }
            Listen::UnixSocket => Listener::Unix(
                UnixListener::bind(folder.path().join("docker.sock")).expect("a socket is bound"),
            ),
        };
        let address = match &listener {
            Listener::Tcp(listener) => Some(listener.local_addr().expect("a socket is bound")),
            Listener::Unix(_) => None,
        };
        let shared = Arc::new(Shared {
            config: config.clone(),
            is_stopped: AtomicBool::new(false),
            seen: Mutex::new(Vec::new()),
        });
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self {
            address,
            folder,
            shared,
            thread: Some(thread),
        }
    }

    /// # Panics
    /// When it listens on a unix socket.
    pub fn address(&self) -> SocketAddr {
        self.address.expect("a TCP listener")
    }

    /// Where the socket is, if it listens on one.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("docker.sock")
    }

    /// Every connection so far whose request was read, or whose handshake failed.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().expect("no thread panics").clone()
    }
}

impl Drop for FakeEngine {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::Release);
        // Wakes the thread up.
        match self.address {
            Some(address) => drop(TcpStream::connect(address)),
            None => drop(UnixStream::connect(self.socket())),
        }
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the engine does not panic");
        }
    }
}

fn accept(listener: &Listener, shared: &Arc<Shared>) {
    loop {
        let wire = match listener {
            Listener::Tcp(listener) => listener.accept().map(|(stream, _)| Wire::tcp(stream)),
            Listener::Unix(listener) => listener.accept().map(|(stream, _)| Wire::unix(stream)),
        };
        if shared.is_stopped.load(Ordering::Acquire) {
            return;
        }
        let Ok(wire) = wire else { continue };
        let shared = Arc::clone(shared);
        thread::spawn(move || serve(wire, &shared));
    }
}

/// One connection, to its end. A peer that goes away earlier is nobody's fault.
fn serve(mut wire: Wire, shared: &Shared) {
    let config = &shared.config;
    let cut = |stage| {
        let (at, end) = config.cut?;
        (at == stage).then_some(end)
    };
    let remember = |seen: Seen| shared.seen.lock().expect("no thread panics").push(seen);
    if let Some(end) = cut(Stage::Accepted) {
        return wire.end(end);
    }
    if let Some(end) = cut(Stage::FirstBytes) {
        wire.wait_for_bytes();
        return wire.end(end);
    }
    if let Some(tls) = &config.tls {
        if let Err(error) = wire.handshake(tls.server_config()) {
            remember(wire.seen(Err(error)));
            // Bytes that arrive meanwhile make the close a reset.
            thread::sleep(tls.delay);
            return;
        }
        if let Some(end) = cut(Stage::Handshake) {
            return wire.end(end);
        }
    }
    let Ok(request) = wire.read_request() else {
        return;
    };
    remember(wire.seen(Ok(request.clone())));
    let steps = (config.script)(&request);
    script::run(&steps, wire);
}
