//! The hand-made hellos against real servers: `openssl s_server`, once open to everything that it
//! still has and once as it is by default.
//!
//! OpenSSL 3.0 as Debian builds it has no SSL 3.0, no 3DES and no export suites, so these are
//! refused by both.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use gatewatch::checks::docker_api::old_tls::{Answer, Offer, Reader, hello};

use support::programs;

#[path = "support/mod.rs"]
mod support;

/// Longest wait for an answer that must come.
const PATIENCE: Duration = Duration::from_secs(10);
const OPEN: &[&str] = &["-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"];

/// A running `openssl s_server`; dropping it kills it.
struct Server {
    process: Child,
    /// Kept open, so that the server can go on writing.
    _output: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(programs::find("openssl", "openssl"))
            .args([
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-www",
                "-naccept",
                "99",
            ])
            .args(["-cert", "cert.pem", "-key", "key.pem"])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let output = process.stdout.take().expect("it is piped");
        let mut output = BufReader::new(output);
        let address = output
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ").map(str::to_owned))
            .expect("openssl says where it listens");
        Self {
            process,
            _output: output,
            address,
        }
    }

    fn answer_to(&self, offer: Offer) -> Answer {
        let mut random = [0; 32];
        getrandom::fill(&mut random).expect("the kernel gives random bytes");
        let mut stream = TcpStream::connect(&self.address).expect("the server accepts");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a socket takes a timeout");
        stream
            .write_all(&hello(offer, "docker.example", &random))
            .expect("the hello leaves");
        let mut reader = Reader::new();
        let mut fragment = [0; 16];
        loop {
            let length = stream.read(&mut fragment).expect("the server answers");
            match reader.take(&fragment[..length]) {
                Answer::Incomplete if length == 0 => return reader.finish(),
                Answer::Incomplete => {}
                answer => {
                    let _ = stream.shutdown(Shutdown::Both);
                    return answer;
                }
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A folder with the key and the certificate of a server.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let made = Command::new(programs::find("openssl", "openssl"))
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args([
            "-subj",
            "/CN=docker.example",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("openssl starts");
    assert!(made.success(), "openssl makes a certificate");
    folder
}

#[test]
fn a_server_open_to_everything_takes_what_it_has() {
    let folder = folder();
    let server = Server::start(folder.path(), OPEN);
    for (offer, words) in [
        (Offer::Ssl30, "alert handshake_failure (40)"),
        (
            Offer::Tls10,
            "TLS 1.0 with TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        ),
        (
            Offer::Tls11,
            "TLS 1.1 with TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        ),
        (
            Offer::NullSuites,
            "TLS 1.2 with TLS_ECDHE_RSA_WITH_NULL_SHA",
        ),
        (Offer::ExportSuites, "alert handshake_failure (40)"),
        (Offer::TripleDes, "alert handshake_failure (40)"),
        (
            Offer::Tls12,
            "TLS 1.2 with TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        ),
    ] {
        assert_eq!(server.answer_to(offer).to_string(), words, "{offer}");
    }
}

#[test]
fn a_server_of_tls_10_alone_answers_in_tls_10() {
    let folder = folder();
    let server = Server::start(folder.path(), &[OPEN, &["-tls1"]].concat());
    for (offer, words) in [
        (Offer::Ssl30, "alert handshake_failure (40)"),
        (
            Offer::Tls10,
            "TLS 1.0 with TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        ),
        (
            Offer::Tls11,
            "TLS 1.0 with TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        ),
        (
            Offer::NullSuites,
            "TLS 1.0 with TLS_ECDHE_RSA_WITH_NULL_SHA",
        ),
    ] {
        assert_eq!(server.answer_to(offer).to_string(), words, "{offer}");
    }
}

#[test]
fn a_modern_server_refuses_everything_but_tls_12() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    for offer in Offer::ALL {
        match (offer, server.answer_to(offer)) {
            (
                Offer::Tls12,
                Answer::ServerHello {
                    version: 0x0303, ..
                },
            ) => {}
            (_, Answer::Alert { level: 2, .. }) => {}
            (_, answer) => panic!("{offer}: {answer}"),
        }
    }
}

#[test]
fn a_server_that_knows_another_name_warns_and_goes_on() {
    let folder = folder();
    let another = [
        "-servername",
        "other.example",
        "-cert2",
        "cert.pem",
        "-key2",
        "key.pem",
    ];
    let server = Server::start(folder.path(), &[OPEN, &another].concat());
    let answer = server.answer_to(Offer::Tls11);
    assert!(
        matches!(
            answer,
            Answer::ServerHello {
                version: 0x0302,
                ..
            }
        ),
        "{answer}"
    );
}
