//! Both ends of the control channel over a link that loses, doubles, reorders and changes packets, and
//! one end alone with a server that keeps to nothing.
#![no_main]

use std::time::Duration;

use gatewatch::checks::openvpn::key::{Digest, Direction};
use gatewatch::checks::openvpn::packet::{Header, Opcode};
use gatewatch::checks::openvpn::session::Opening;
use gatewatch::checks::openvpn::session::channel::{Channel, Received};
use gatewatch::checks::openvpn::wrap::{ReplayId, TlsAuth, Wrap};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_tellable;
use gatewatch_fuzz::openvpn::{client_key, session_id};
use libfuzzer_sys::fuzz_target;

/// More packets than any one moment may give: both windows, and what is owed.
const MOST_AT_ONCE: usize = 32;
const MOST_WRITTEN: usize = 1 << 16;
const MOST_ON_THE_LINK: usize = 256;

struct End<'a> {
    channel: Channel<'a>,
    written: Vec<u8>,
    read: Vec<u8>,
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let choice = input.byte();
    if choice & 2 != 0 {
        return flood(input);
    }
    let is_signed = choice & 1 == 1;
    let wrap = |direction| match is_signed {
        true => Wrap::TlsAuth(TlsAuth::new(Digest::Sha256, &client_key(), direction)),
        false => Wrap::Plain,
    };
    let (ours, theirs) = (wrap(Direction::One), wrap(Direction::Zero));
    let mut ends = [end(&ours, 0x01), end(&theirs, 0xa1)];
    let mut link: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut now = Duration::ZERO;
    for step in input.rest().chunks_exact(2) {
        let (place, from) = (usize::from(step[1]), usize::from(step[0] >> 7));
        let at = place % link.len().max(1);
        match step[0] % 8 {
            0 => write(&mut ends[from], place * 16),
            1 | 2 => {
                link.extend(
                    sent(&mut ends[from], now)
                        .into_iter()
                        .map(|it| (1 - from, it)),
                );
                link.truncate(MOST_ON_THE_LINK);
            }
            3 => now += Duration::from_millis(step[1].into()) * 20,
            _ if link.is_empty() => {}
            4 | 5 => {
                let (to, packet) = link.remove(at);
                deliver(&mut ends, to, &packet);
            }
            6 => {
                let (to, packet) = link[at].clone();
                deliver(&mut ends, to, &packet);
            }
            _ if is_signed => {
                let (to, mut packet) = link.swap_remove(at);
                let place = place % packet.len();
                packet[place] ^= 1 << (step[0] >> 3 & 7);
                let taken = ends[to].channel.receive(&packet);
                assert!(taken.is_err() || taken == Ok(Received::Data));
                assert!(ends[to].channel.read().is_empty());
            }
            _ => drop(link.remove(at)),
        }
    }
    // The link recovers: whatever was written arrives, and both ends come to rest.
    for _ in 0..200 {
        now += Duration::from_secs(4);
        for from in [0, 1] {
            for packet in sent(&mut ends[from], now) {
                deliver(&mut ends, 1 - from, &packet);
            }
        }
    }
    for (one, other) in [(0, 1), (1, 0)] {
        assert_eq!(ends[one].read, ends[other].written);
        assert!(ends[one].channel.is_quiet() && ends[one].channel.wake_at().is_none());
    }
});

/// Whatever a server says in its own name: no more comes out than it sent, and each packet of its is
/// answered once at most, as is its reset.
fn flood(mut input: Input<'_>) {
    let wrap = Wrap::Plain;
    let mut us = end(&wrap, 0x01);
    let (mut came, mut packets, mut answers) = (0, 0, 0);
    while let Some([choice, body @ ..]) = input.piece() {
        let header = Header {
            opcode: Opcode::ALL[usize::from(*choice) % Opcode::ALL.len()],
            key_id: choice >> 7,
            session_id: session_id(0xa1),
        };
        let packet = [&header.encode()[..], body].concat();
        if let Err(fault) = us.channel.receive(&packet) {
            assert_tellable(&fault);
        }
        assert_tellable(&us.channel.describe(&packet));
        came += body.len();
        us.read.extend(us.channel.read());
        assert!(us.read.len() <= came);
        packets += 1;
        answers += sent(&mut us, Duration::ZERO).len();
        assert!(answers <= packets + 1);
    }
}

fn end(wrap: &Wrap, first: u8) -> End<'_> {
    let opening = Opening {
        session_id: session_id(first),
        peer: session_id(first ^ 0xa0),
        replay: ReplayId {
            packet_id: 1,
            net_time: 1_704_067_200,
        },
        resend_wrapped_key: false,
    };
    End {
        channel: Channel::new(wrap, opening, true),
        written: Vec::new(),
        read: Vec::new(),
    }
}

fn write(end: &mut End<'_>, length: usize) {
    let room = MOST_WRITTEN.saturating_sub(end.written.len());
    let start = end.written.len();
    let bytes: Vec<u8> = (start..start + length.min(room))
        .map(|at| (at % 251) as u8)
        .collect();
    end.channel.write(&bytes);
    end.written.extend(bytes);
}

fn sent(end: &mut End<'_>, now: Duration) -> Vec<Vec<u8>> {
    let packets: Vec<_> = std::iter::from_fn(|| end.channel.next_packet(now))
        .take(MOST_AT_ONCE + 1)
        .collect();
    assert!(packets.len() <= MOST_AT_ONCE);
    packets
}

fn deliver(ends: &mut [End<'_>; 2], to: usize, packet: &[u8]) {
    let from = 1 - to;
    assert!(ends[to].channel.receive(packet).is_ok());
    let new = ends[to].channel.read();
    ends[to].read.extend(new);
    assert!(ends[from].written.starts_with(&ends[to].read));
}
