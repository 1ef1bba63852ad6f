//! Command lines for a peer, and what is expected of a run.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::thread;

use crate::support::plugin::{Run, check_openvpn};
use crate::udp::{Datagram, UdpPeer};

pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub const OK: i32 = 0;
pub const WARNING: i32 = 1;
pub const CRITICAL: i32 = 2;
pub const UNKNOWN: i32 = 3;

/// Exit code, and words of the whole output in any case.
pub type Expected<'a> = (i32, &'a [&'a str]);

/// Probes a peer; `options` come before the address.
pub fn probe<O: AsRef<str>>(address: SocketAddr, options: &[O]) -> Run {
    let (port, host) = (address.port().to_string(), address.ip().to_string());
    let mut arguments = vec!["-p", &port];
    arguments.extend(options.iter().map(AsRef::as_ref));
    arguments.push(&host);
    check_openvpn(&arguments)
}

/// What is wrong with `run`, if this was expected.
pub fn complaint(title: &str, (exit_code, words): Expected, run: &Run) -> Option<String> {
    let state =
        ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::try_from(exit_code).expect("0..=3")];
    let head = format!("OPENVPN {state} - ");
    let missing: Vec<_> = words.iter().filter(|words| !run.says(words)).collect();
    let kept =
        run.exit_code == exit_code && run.first_line().starts_with(&head) && missing.is_empty();
    (!kept).then(|| format!("{title}: wants {state}, lacks {missing:?}\n{run}"))
}

/// Holds one run to what is expected.
pub fn assert_run(expected: Expected, run: &Run) {
    if let Some(complaint) = complaint("this run", expected, run) {
        panic!("{complaint}");
    }
}

/// One row of a table of UDP peers.
pub struct Row {
    pub title: &'static str,
    pub script: Script,
    pub options: Vec<String>,
    pub expected: Expected<'static>,
}

pub type Script = Box<dyn FnMut(usize, &[u8]) -> Vec<Datagram> + Send>;

/// A row whose peer answers every request with the same kind of packets.
pub fn row<F>(
    title: &'static str,
    options: &[&str],
    mut replies: F,
    expected: Expected<'static>,
) -> Row
where
    F: FnMut(&[u8]) -> Vec<Vec<u8>> + Send + 'static,
{
    Row {
        title,
        script: Box::new(move |_, hello| replies(hello).into_iter().map(Datagram::new).collect()),
        options: options.iter().map(ToString::to_string).collect(),
        expected,
    }
}

/// Plays all rows side by side, since most of the time goes into waiting for nothing.
pub fn play(rows: Vec<Row>) {
    let title = |row: &Row| row.title;
    let titles: Vec<_> = rows.iter().map(title).collect();
    let complaints: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = rows
            .into_iter()
            .map(|row| {
                scope.spawn(move || {
                    let peer = UdpPeer::start(LOOPBACK, row.script);
                    let run = probe(peer.address(), &row.options);
                    peer.finish();
                    complaint(row.title, row.expected, &run)
                })
            })
            .collect();
        runs.into_iter()
            .zip(titles)
            .filter_map(|(run, title)| run.join().unwrap_or_else(|_| Some(title.to_owned())))
            .collect()
    });
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n\n"));
}
