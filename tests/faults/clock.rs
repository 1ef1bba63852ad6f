//! Clocks that are years off, and one that jumps. Debian's `libfaketime` says the time; what a run
//! is measured by goes on as it does on a machine whose clock was set.

use std::fs;
use std::net::{Ipv4Addr, UdpSocket};
use std::path::PathBuf;
use std::thread;

use crate::cell::{Cell, Expected, WARNING, fill};
use crate::doors::{Stage, ask, engine, openvpn, visit, words};
use crate::plugins::Plugin;
use crate::support::keys::KeyFile;
use crate::support::server_config::{ServerConfig, Transport, Wrapping};

/// Before 1970, and beyond what the protocol's 32 bits hold.
const FAR_OFF: [&str; 4] = ["-57y", "-20y", "+20y", "+100y"];

#[test]
fn a_clock_ten_years_off_is_told_by_the_certificates_that_do_not_hold_then() {
    let (server, engine) = (openvpn(Transport::Udp).start(), engine().start());
    let mut cells = Vec::new();
    for (offset, said) in [("+10y", "expired on"), ("-10y", "is not valid before")] {
        for stage in [Stage::Certificate, Stage::Login, Stage::Tunnel] {
            let arguments = visit(server.address(), stage);
            let expected = Expected::critical(&[said]).never_saying(&["lets us in"]);
            let name = format!("{offset}, {stage:?}");
            cells.push(at(
                offset,
                Cell::new(name, Plugin::OpenVpn, arguments, expected),
            ));
        }
        // Nothing of this needs the time.
        let arguments = visit(server.address(), Stage::Reset);
        let cell = Cell::new(offset, Plugin::OpenVpn, arguments, Expected::ok(&[]));
        cells.push(at(offset, cell));
        let expected = Expected::critical(&[said]);
        let cell = Cell::new(offset, Plugin::DockerApi, ask(engine.address()), expected);
        cells.push(at(offset, cell));
    }
    for offset in FAR_OFF {
        let arguments = visit(server.address(), Stage::Tunnel);
        let cell = Cell::new(offset, Plugin::OpenVpn, arguments, Expected::critical(&[]));
        cells.push(at(offset, cell));
        let expected = Expected::critical(&[]);
        let cell = Cell::new(offset, Plugin::DockerApi, ask(engine.address()), expected);
        cells.push(at(offset, cell));
    }
    fill(cells);
}

/// A server that signs its answers tells the time by them.
#[test]
fn a_clock_that_is_off_is_told_by_the_servers_too() {
    let key = KeyFile::static_key();
    let server = ServerConfig {
        wrapping: Wrapping::TlsAuth {
            key: key.path(),
            direction: Some(0),
            digest: "SHA256",
        },
        ..openvpn(Transport::Udp)
    }
    .start();
    let key = key.path().display().to_string();
    let mut cells = Vec::new();
    for (offset, said) in [("+10y", "s behind ours"), ("-10y", "s ahead of ours")] {
        let mut arguments = words(&["--tls-auth", &key, "--key-direction", "1"]);
        arguments.extend(words(&["--digest", "SHA256", "--clock-offset", "60"]));
        arguments.extend(visit(server.address(), Stage::Reset));
        let expected = Expected::one_of(&[WARNING], &["signature verified", said]);
        let cell = Cell::new(offset, Plugin::OpenVpn, arguments, expected);
        cells.push(at(offset, cell));
    }
    fill(cells);
}

#[test]
fn a_deadline_is_no_matter_of_the_clock() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = silent.local_addr().expect("a bound socket has an address");
    let mut cells = Vec::new();
    for offset in ["-10y", "+10y"] {
        let arguments = visit(address, Stage::Reset);
        let expected = Expected::critical(&["in 1.5 s"]);
        let cell = Cell::new(offset, Plugin::OpenVpn, arguments, expected).within(1.5);
        cells.push(at(offset, cell));
    }
    fill(cells);
}

/// The clock is set when the first hello has come.
#[test]
fn a_clock_that_jumps_in_the_middle_changes_no_deadline() {
    for jump in ["-10y", "+10y"] {
        let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = silent.local_addr().expect("a bound socket has an address");
        let folder = crate::plugins::open_folder();
        let file = crate::plugins::write(&folder, "clock", "+0\n");
        let arguments = visit(address, Stage::Reset);
        let expected = Expected::critical(&["no reply from", "after 2 hellos in 1.5 s"]);
        let cell = Cell::new(jump, Plugin::OpenVpn, arguments, expected).within(1.5);
        let cell = faked(cell)
            .environment("FAKETIME_TIMESTAMP_FILE", &file)
            .environment("FAKETIME_NO_CACHE", "1");
        let setting = thread::spawn(move || {
            silent.recv_from(&mut [0; 64]).expect("a hello");
            fs::write(file, format!("{jump}\n")).expect("a file can be written");
            // Open to the end: a closed port would be another matter.
            (silent, folder)
        });
        fill(vec![cell]);
        drop(setting.join().expect("the clock was set"));
    }
}

fn at(offset: &str, cell: Cell) -> Cell {
    faked(cell).environment("FAKETIME", offset)
}

fn faked(cell: Cell) -> Cell {
    cell.environment("LD_PRELOAD", library())
        .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
}

fn library() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").expect("every machine has libraries");
    folders
        .flatten()
        .map(|folder| folder.path().join("faketime/libfaketime.so.1"))
        .find(|file| file.exists())
        .expect("libfaketime is not installed: apt-get install faketime")
}
