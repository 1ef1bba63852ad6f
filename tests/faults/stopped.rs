//! Servers that are stopped by SIGSTOP in the middle of everything: ports and connections stay open,
//! and nothing is answered any more.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::cell::{Cell, Expected, fill};
use crate::doors::{Stage, ask, engine, openvpn, visit, visit_tcp, with_login, words};
use crate::plugins::{Plugin, open_folder};
use crate::support::openvpn::OpenVpn;
use crate::support::server_config::{Answer, AuthScript, Decision, ServerConfig, Transport};

const GLANCE: Duration = Duration::from_millis(1);
const LONGEST: usize = 65_535;
/// A certificate and a half of the key exchange are longer than this, a ClientHello is not.
const LARGE: usize = 600;
/// From a hello on, with a timeout of a second; the watchdog comes a second after that.
const PAST_THE_DEADLINE: Duration = Duration::from_millis(1300);
const NO_TIME: Duration = Duration::ZERO;
/// Opcodes of OpenVPN's `ssl_pkt.h`.
const CONTROL: u8 = 4;
const RESET: u8 = 7;
const DATA: u8 = 9;

/// Which packet of the client's is the first that the server is stopped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Hello,
    ClientHello,
    /// The client's certificate and its half of the key exchange.
    Login,
    /// Whatever follows on those.
    Push,
    Tunnel,
    Farewell,
}

const STEPS: [(Step, &str); 6] = [
    (Step::Hello, "no reply from"),
    (
        Step::ClientHello,
        "answered the reset and nothing of the TLS handshake",
    ),
    (
        Step::Login,
        "showed its certificate and did not answer the login",
    ),
    (Step::Push, "said neither yes nor no"),
    (Step::Tunnel, "nothing comes back through the tunnel"),
    (Step::Farewell, "answers through the tunnel"),
];

/// Knows which step a packet of the client's is.
#[derive(Default)]
struct Steps {
    is_logging_in: bool,
    is_in: bool,
}

impl Steps {
    fn of(&mut self, packet: &[u8]) -> Option<Step> {
        let step = match packet[0] >> 3 {
            RESET => Step::Hello,
            CONTROL if self.is_in => Step::Farewell,
            CONTROL if packet.len() > LARGE => Step::Login,
            CONTROL if self.is_logging_in => Step::Push,
            CONTROL => Step::ClientHello,
            DATA => Step::Tunnel,
            _ => return None,
        };
        self.is_logging_in |= step == Step::Login;
        self.is_in |= step == Step::Tunnel;
        Some(step)
    }
}

#[test]
fn an_openvpn_server_that_is_stopped_at_any_step_is_named_by_it() {
    let mut cells = Vec::new();
    for transport in [Transport::Udp, Transport::Tcp] {
        for (step, said) in STEPS {
            // Whoever decides later leaves time to be stopped in.
            let slow = AuthScript {
                answer: Answer::Defer {
                    seconds: 20,
                    decision: Decision::Accept,
                },
                ..AuthScript::default()
            };
            let login = slow.login();
            let config = ServerConfig {
                auth: (step == Step::Push).then_some(slow),
                ..openvpn(transport)
            };
            let server = Arc::new(config.start());
            let relay = Relay::before(&server, step);
            let arguments = match transport {
                Transport::Udp => visit(relay.address, Stage::Tunnel),
                Transport::Tcp => visit_tcp(relay.address, Stage::Tunnel),
            };
            let said = match (transport, step) {
                (Transport::Tcp, Step::Hello) => "accepted the connection and sent nothing",
                _ => said,
            };
            let expected = match step {
                Step::Farewell => Expected::ok(&[said]),
                _ => Expected::critical(&[said]),
            };
            let arguments = match step {
                Step::Push => with_login(arguments, login),
                _ => arguments,
            };
            let name = format!("stopped at {step:?} over {transport:?}");
            let cell = Cell::new(name, Plugin::OpenVpn, arguments, expected);
            cells.push(cell.within(4.0).keeping(relay).keeping(server));
        }
    }
    fill(cells);
}

/// A relay that stops the server before it passes on the packet of a step.
struct Relay {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Relay {
    fn before(server: &Arc<OpenVpn>, step: Step) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (ended, server) = (Arc::clone(&is_over), Arc::clone(server));
        let mut steps = Steps::default();
        let mut is_stopped = false;
        let mut pass = {
            let server = Arc::clone(&server);
            move |packet: &[u8]| {
                if steps.of(packet) == Some(step) && !is_stopped {
                    server.stop_process();
                    is_stopped = true;
                }
            }
        };
        let any = (Ipv4Addr::LOCALHOST, 0);
        let (address, thread) = match server.config().transport {
            Transport::Udp => {
                let front = UdpSocket::bind(any).expect("a port is free");
                let address = front.local_addr();
                let to = server.address();
                (
                    address,
                    thread::spawn(move || datagrams(&front, to, &mut pass, &ended)),
                )
            }
            Transport::Tcp => {
                let front = TcpListener::bind(any).expect("a port is free");
                let address = front.local_addr();
                let to = server.address();
                // Over TCP each write of the plugin's is one packet behind its length.
                let each = move |_: usize, bytes: &[u8]| {
                    if bytes.len() > 2 {
                        pass(&bytes[2..]);
                    }
                };
                (
                    address,
                    thread::spawn(move || connections(&front, to, each, &ended)),
                )
            }
        };
        Self {
            address: address.expect("a bound socket has an address"),
            is_over,
            thread: Some(thread),
        }
    }

    /// Before an engine; `each` is given the number of the connection and what the client says.
    fn before_engine(to: SocketAddr, each: impl FnMut(usize, &[u8]) + Send + 'static) -> Self {
        let front = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = front.local_addr().expect("a bound socket has an address");
        let is_over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&is_over);
        Self {
            address,
            is_over,
            thread: Some(thread::spawn(move || connections(&front, to, each, &ended))),
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A relay that panicked has spoilt its test already.
            let _ = thread.join();
        }
    }
}

fn datagrams(front: &UdpSocket, to: SocketAddr, pass: &mut impl FnMut(&[u8]), ended: &AtomicBool) {
    let back = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    back.connect(to).expect("loopback is reachable");
    back.set_nonblocking(true).expect("a socket can be asked");
    front
        .set_read_timeout(Some(GLANCE))
        .expect("a socket takes a timeout");
    let mut buffer = vec![0; LONGEST];
    let mut client = None;
    while !ended.load(Ordering::Relaxed) {
        if let Ok((length @ 1.., from)) = front.recv_from(&mut buffer) {
            client = Some(from);
            pass(&buffer[..length]);
            let _ = back.send(&buffer[..length]);
        }
        while let (Ok(length), Some(client)) = (back.recv(&mut buffer), client) {
            let _ = front.send_to(&buffer[..length], client);
        }
    }
}

/// Every connection to its end, each direction in a thread of its own.
fn connections(
    front: &TcpListener,
    to: SocketAddr,
    each: impl FnMut(usize, &[u8]) + Send + 'static,
    ended: &AtomicBool,
) {
    front.set_nonblocking(true).expect("a socket can be asked");
    let each = Arc::new(Mutex::new(each));
    let number = AtomicUsize::new(0);
    while !ended.load(Ordering::Relaxed) {
        let Ok((client, _)) = front.accept() else {
            thread::sleep(GLANCE);
            continue;
        };
        client.set_nonblocking(false).expect("a socket can be told");
        let number = number.fetch_add(1, Ordering::Relaxed);
        // A server that is stopped still has its connections accepted by the kernel.
        let server = TcpStream::connect(to).expect("the kernel accepts");
        let back = [&client, &server].map(|stream| stream.try_clone().expect("a handle is copied"));
        let each = Arc::clone(&each);
        thread::spawn(move || {
            copy(client, server, |bytes| {
                each.lock().expect("nobody panics")(number, bytes);
            });
        });
        let [client, server] = back;
        thread::spawn(move || copy(server, client, |_| {}));
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream, mut each: impl FnMut(&[u8])) {
    let mut buffer = vec![0; LONGEST];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        each(&buffer[..length]);
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// One engine, stopped anew for each run.
#[test]
fn an_engine_that_is_stopped_at_any_step_lets_nobody_in_and_refuses_nobody() {
    let engine = Arc::new(engine().start());
    let never = ["nobody else", "outsiders refused: alert"];
    for (name, connection, at, said) in [
        ("its first connection", 0, 1, "no TLS handshake"),
        ("its first request", 0, 2, ""),
        ("its second connection", 1, 1, ""),
        ("its fifth connection", 4, 1, ""),
    ] {
        let stopping = Arc::clone(&engine);
        let mut said_before = 0;
        let relay = Relay::before_engine(engine.address(), move |number, _| {
            said_before += usize::from(number == connection);
            if number == connection && said_before == at {
                stopping.stop_process();
            }
        });
        let expected = Expected::one_of(&[2, 3], &[said]).never_saying(&never);
        let name = format!("docker stopped at {name}");
        let cell = Cell::new(name, Plugin::DockerApi, ask(relay.address), expected);
        fill(vec![cell.within(3.0).keeping(relay)]);
        engine.continue_process();
    }
    let expected = Expected::ok(&["nobody else"]);
    let cell = Cell::new(
        "docker goes on",
        Plugin::DockerApi,
        ask(engine.address()),
        expected,
    );
    fill(vec![cell]);
    // Not even its kernel's half of a handshake is enough.
    engine.stop_process();
    let expected = Expected::critical(&["TLS handshake"]).never_saying(&never);
    let cell = Cell::new(
        "docker stopped",
        Plugin::DockerApi,
        ask(engine.address()),
        expected,
    );
    fill(vec![cell.within(2.0)]);
    engine.continue_process();
}

/// As on a machine that has more to do: the deadline has passed before the plugin is run again.
#[test]
fn a_plugin_that_is_stopped_itself_still_says_what_it_knows() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = silent.local_addr().expect("a bound socket has an address");
    let folder = open_folder();
    let file = folder.path().join("process");
    let tell = "echo $$ > \"$0\"; exec \"$@\"";
    let teller = ["sh", "-ec", tell, file.to_str().expect("a path of ours")];
    let expected = Expected::critical(&["no reply from", "after 1 hello in 1.", "'hellos'=1"]);
    let arguments = [words(&["--retries", "0"]), visit(address, Stage::Reset)].concat();
    let cell = Cell::new("stopped itself", Plugin::OpenVpn, arguments, expected);
    let cell = cell.within(1.0).around(teller);
    let stopping = thread::spawn({
        let file = file.clone();
        move || {
            silent.recv_from(&mut [0; 64]).expect("a hello");
            let text = fs::read_to_string(file).expect("the number is told first");
            let process = text.trim().parse().expect("a number");
            for (signal, pause) in [(libc::SIGSTOP, PAST_THE_DEADLINE), (libc::SIGCONT, NO_TIME)] {
                // SAFETY: takes two numbers; the plugin is waiting for an answer from here.
                assert_eq!(unsafe { libc::kill(process, signal) }, 0);
                thread::sleep(pause);
            }
            silent
        }
    });
    fill(vec![cell]);
    drop(stopping.join().expect("the plugin was stopped"));
}
