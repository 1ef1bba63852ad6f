//! The first round trip with a server that sends anything, and a visit to one that says anything
//! over TLS: no more packets than a server is owed, and a verdict that can be told.
#![no_main]

use std::sync::Arc;
use std::time::Duration;

use gatewatch::checks::openvpn::certificate::Policy;
use gatewatch::checks::openvpn::config::Transport;
use gatewatch::checks::openvpn::key::{Digest, Direction};
use gatewatch::checks::openvpn::session::channel::Channel;
use gatewatch::checks::openvpn::session::visit::{Ping, Plan, Secrets, Stage, Visit};
use gatewatch::checks::openvpn::session::{Opening, Progress, Session, Validation, tls};
use gatewatch::checks::openvpn::tunnel::{Cipher, Framing};
use gatewatch::checks::openvpn::verdict::Ending;
use gatewatch::checks::openvpn::wrap::{ReplayId, TlsAuth, TlsCrypt, Wrap};
use gatewatch::tls::client::Versions;
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_tellable;
use gatewatch_fuzz::openvpn::{
    assert_told, assert_told_behind_reset, client_key, session_id, terms,
};
use libfuzzer_sys::fuzz_target;

/// The clock of the vectors.
const CLOCK: u32 = 1_704_067_200;
const MOST_AT_ONCE: usize = 32;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let choice = input.byte();
    if choice & 0x80 != 0 {
        return visit(input);
    }
    let wrap = match choice & 3 {
        0 => Wrap::Plain,
        1 => Wrap::TlsCrypt(TlsCrypt::new(&client_key())),
        2 => Wrap::TlsAuth(TlsAuth::new(Digest::Sha256, &client_key(), Direction::One)),
        _ => Wrap::TlsAuth(TlsAuth::new(Digest::Sha1, &client_key(), Direction::None)),
    };
    let validation = match choice & 4 {
        0 => Validation::Strict,
        _ => Validation::Off,
    };
    let mut session = Session::new(&wrap, validation);
    session.hello(session_id(1), Duration::ZERO, CLOCK);
    let mut came = 0;
    while let Some(packet) = input.piece() {
        came += 1;
        let would_answer = session.would_answer(packet);
        let progress = session.receive(packet, Duration::from_millis(came.into()), CLOCK);
        if let Progress::Skipped(fault) = progress {
            assert!(!would_answer);
            assert_tellable(&fault);
        }
        assert!(!would_answer || progress == Progress::Done);
        assert_tellable(&session.describe(packet));
    }
    assert!(session.skipped() <= came);
    if let Some(opening) = session.opening() {
        assert_eq!(opening.session_id, session_id(1));
    }
    let ending = Ending::of(session.conclusion(), Ending::Silence);
    assert_told(&terms(Stage::Reset), ending, None);
});

/// A server whose packets are in order and whose TLS is not.
fn visit(input: Input<'_>) {
    let (wrap, plan) = (Wrap::Plain, plan());
    let (start, clock) = (Duration::ZERO, i64::from(CLOCK));
    let secrets = Secrets::new(&[7; Secrets::LENGTH]);
    let Ok(mut visit) = Visit::new(&wrap, &plan, opening(1), secrets, true, (start, clock)) else {
        panic!("there is a hello to say");
    };
    let mut server = Channel::new(&wrap, opening(0xa1), true);
    let words = input.rest();
    for (round, words) in words.chunks(words.len() / 3 + 1).enumerate() {
        let now = Duration::from_secs(round as u64);
        server.write(words);
        for packet in at_once(|| visit.next_packet(now)) {
            assert!(server.receive(&packet).is_ok());
        }
        for packet in at_once(|| server.next_packet(now)) {
            assert!(visit.receive(&packet, now).is_ok());
        }
    }
    let now = Duration::from_secs(10);
    visit.time_up(now);
    at_once(|| visit.next_packet(now));
    assert!(visit.is_over());
    visit.notes().iter().for_each(assert_tellable);
    let passage = visit.into_passage();
    assert!(passage.login.is_none());
    assert_told_behind_reset(&terms(Stage::Login), passage);
}

fn at_once(next: impl FnMut() -> Option<Vec<u8>>) -> Vec<Vec<u8>> {
    let packets: Vec<_> = std::iter::from_fn(next).take(MOST_AT_ONCE + 1).collect();
    assert!(packets.len() <= MOST_AT_ONCE);
    packets
}

fn opening(first: u8) -> Opening {
    Opening {
        session_id: session_id(first),
        peer: session_id(first ^ 0xa0),
        replay: ReplayId {
            packet_id: 1,
            net_time: CLOCK,
        },
        resend_wrapped_key: false,
    }
}

fn plan() -> Plan {
    Plan {
        stage: Stage::Tunnel,
        tls: tls::Terms {
            policy: Arc::new(Policy::default()),
            versions: Versions::Any,
            identity: None,
            stops_at_certificate: false,
        },
        credentials: None,
        transport: Transport::Udp,
        tls_auth: None,
        is_tap: false,
        ciphers: Cipher::ALL.to_vec(),
        cipher: None,
        framing: Framing::None,
        ping: Ping::default(),
    }
}
