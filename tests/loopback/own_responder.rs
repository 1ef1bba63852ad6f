//! The crate's own responder, which `make demo` starts where there is no OpenVPN.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::keys::Key;
use crate::probe::{CRITICAL, OK, assert_run, probe};

/// A running responder; dropping it kills it.
struct Responder {
    process: Child,
    address: SocketAddr,
}

impl Responder {
    fn start(key: &Key, digest: &str) -> Self {
        let mut process = Command::new(example("responder"))
            .args([
                "--tls-auth",
                &key.file(),
                "--digest",
                digest,
                "--listen",
                "127.0.0.1:0",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the responder can be started");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("stdout is a pipe"))
            .read_line(&mut line)
            .expect("the responder says where it listens");
        let address = line
            .strip_prefix("listening on ")
            .expect("its first line")
            .trim_end();
        Self {
            address: address.parse().expect("an address and a port"),
            process,
        }
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        // Both fail for a responder that ended before, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn it_answers_its_own_clients_and_nobody_else() {
    let (key, other) = (Key::fresh(), Key::fresh());
    let responder = Responder::start(&key, "SHA256");
    let right = ["--tls-auth", &key.file(), "--digest", "SHA256"];
    for _ in 0..2 {
        let run = probe(responder.address, &right);
        assert_run((OK, &["signature verified (tls-auth SHA256)"]), &run);
    }
    for options in [
        &["--tls-auth", &other.file(), "--digest", "SHA256"][..],
        &["--tls-auth", &key.file(), "--digest", "SHA1"],
        &[
            "--tls-auth",
            &key.file(),
            "--digest",
            "SHA256",
            "--key-direction",
            "0",
        ],
        &[],
    ] {
        let run = probe(responder.address, &[options, &["-t", "0.5"]].concat());
        assert_run((CRITICAL, &["no reply"]), &run);
    }
}

/// An example of this package; `cargo test` builds them beside the plugin.
fn example(name: &str) -> PathBuf {
    let plugin = Path::new(env!("CARGO_BIN_EXE_check_openvpn"));
    let example = plugin.with_file_name("examples").join(name);
    assert!(
        example.is_file(),
        "no {}: cargo build --example {name}",
        example.display()
    );
    example
}
