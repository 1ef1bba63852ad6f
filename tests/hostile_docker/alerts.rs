//! Servers that end every handshake with an alert, some of numbers that nobody has.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crate::probe::{CRITICAL, OK, ask_tls, counts_refusals, run, with_tls};
use crate::support::docker::fake::{FakeConfig, Listen};
use crate::support::docker::haproxy::{Bind, HaproxyConfig};
use crate::support::docker::pki::{PKI, Server};

const UNKNOWN: i32 = 3;

/// Answers whatever comes first with the same bytes.
struct Parrot {
    port: u16,
    is_stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Parrot {
    fn start(bytes: Vec<u8>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("a bound socket").port();
        let is_stopped = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&is_stopped);
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                answer(stream, &bytes);
            }
        });
        Self {
            port,
            is_stopped,
            thread: Some(thread),
        }
    }
}

impl Drop for Parrot {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Release);
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        self.thread.take().map(JoinHandle::join);
    }
}

/// A peer that goes away meanwhile is nobody's fault.
fn answer(mut stream: TcpStream, bytes: &[u8]) {
    let mut buffer = [0; 4096];
    let _ = stream.read(&mut buffer);
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
}

fn alert(number: u8) -> Vec<u8> {
    vec![0x15, 3, 3, 0, 2, 2, number]
}

#[test]
fn the_right_client_is_locked_out_by_any_alert() {
    for number in [0, 10, 40, 42, 51, 70, 80, 112, 116, 200, 255] {
        let parrot = Parrot::start(alert(number));
        let run = ask_tls(parrot.port, &[]);
        assert_eq!(run.exit_code, CRITICAL, "alert {number}\n{run}");
        assert!(!counts_refusals(&run), "alert {number}\n{run}");
    }
}

/// A server that takes none of our suites has refused nobody: others may have such suites.
#[test]
fn a_server_that_has_nothing_in_common_with_us_has_not_refused_an_outsider() {
    for number in [40, 70, 71, 80] {
        let parrot = Parrot::start(alert(number));
        let host = format!("127.0.0.1:{}", parrot.port);
        let run = run(&["-t", "2", &host]);
        assert_eq!(run.exit_code, UNKNOWN, "alert {number}\n{run}");
    }
}

#[test]
fn records_of_tls_that_make_no_sense_are_survived() {
    let huge = [&[0x16, 3, 3, 0x40, 0][..], &[0xff; 0x4000]].concat();
    for bytes in [
        vec![0x16, 3, 3, 0xff, 0xff],
        [huge.clone(), huge].concat(),
        vec![0x15, 3, 3, 0, 0],
        [0x15, 3, 3, 0, 2, 1, 0].repeat(10_000),
        [0x14, 3, 3, 0, 1, 1].repeat(10_000),
        vec![0x16, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff],
        vec![0x17, 3, 3, 0, 1, 0],
        vec![0; 100_000],
    ] {
        let parrot = Parrot::start(bytes);
        let run = ask_tls(parrot.port, &[]);
        assert_eq!(run.exit_code, CRITICAL, "{run}");
    }
}

#[test]
fn every_outsider_is_refused_by_haproxy_with_a_reason() {
    let engine = FakeConfig {
        listen: Listen::UnixSocket,
        ..FakeConfig::default()
    }
    .start();
    let identity = PKI.server(Server::Good);
    let front = HaproxyConfig::with_tls(engine.socket(), identity, Bind::Required).start();
    let run = ask_tls(front.address().port(), &[]);
    assert_eq!(run.exit_code, OK, "{run}");
    assert!(run.says("12 of 12 tries of outsiders refused"), "{run}");
}

/// rustls finds the authority by its name, sees that it has not signed, and says `decrypt_error`.
#[test]
fn a_forged_issuer_is_refused_by_rustls_in_its_own_way() {
    let engine = with_tls(FakeConfig::default(), true).start();
    let run = ask_tls(engine.address().port(), &[]);
    assert_eq!(run.exit_code, OK, "{run}");
    assert!(run.says("12 of 12 tries of outsiders refused"), "{run}");
    assert!(run.says("alert decrypt_error (51)"), "{run}");
}
