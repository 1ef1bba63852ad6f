//! An OpenVPN server in memory: packets and times go in, packets and the next moment to wake go
//! out. No socket, no clock, no process.
//!
//! It is made of the crate's own codec and channel with the roles swapped, and of rustls' server. A
//! [`Script`] says what it shows, what it answers and where it falls silent; [`Seen`] is what it
//! learned of its client.
//!
//! As a server of 2.6 it keeps nothing of a client that only said hello: the reset's session id is
//! drawn from the client's, and the first packet behind it opens the session.
//!
//! | module | holds |
//! |---|---|
//! | [`lock`] | the server's end of every wrapping |
//! | [`script`] | how a server behaves, as a struct |
//! | [`certificates`] | what it shows in TLS, and what it asks for |
//! | [`terms`] | what it pushes, and how its end of the tunnel answers |
//! | [`seen`] | what it learned of its client |
//!
//! Cookie and first packet: OpenVPN `ssl_pkt.c` (`check_session_id_hmac`), `mudp.c`, as of 2.6.

pub mod certificates;
pub mod lock;
pub mod script;
pub mod seen;
pub mod terms;

mod cutter;
mod far_end;
mod guest;

use std::collections::VecDeque;
use std::time::Duration;

use gatewatch::checks::openvpn::packet::{Body, Header, Opcode, SessionId};
use gatewatch::checks::openvpn::wrap::{Opened, ReplayId};

pub use certificates::{Guests, tls};
pub use lock::Lock;
pub use script::{Script, Silence};
pub use seen::Seen;
pub use terms::TunnelTerms;

use guest::Guest;

/// `EARLY_NEG_FLAGS`, two bytes, `RESEND_WKC`.
const RESEND_WRAPPED_KEY: [u8; 6] = [0, 1, 0, 2, 0, 1];

/// One server with room for one client; a client of another session id takes the place of the one
/// before.
pub struct Door<'a> {
    lock: &'a Lock,
    script: &'a Script,
    /// Seconds since 1970 at the start, which every packet bears.
    clock: u32,
    resets: VecDeque<Vec<u8>>,
    guest: Option<Guest<'a>>,
    /// Clients that left or were thrown out. What is still under way of theirs opens nothing.
    gone: Vec<SessionId>,
    seen: Seen,
}

impl<'a> Door<'a> {
    pub fn new(lock: &'a Lock, script: &'a Script, clock: u32) -> Self {
        Self {
            lock,
            script,
            clock,
            resets: VecDeque::new(),
            guest: None,
            gone: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// Takes in a packet. What cannot be a client's is dropped without a word. Nothing depends on
    /// when it comes; the time is there since a server's ways may want it.
    pub fn receive(&mut self, packet: &[u8], _: Duration) {
        if Opcode::of(packet).is_some_and(Opcode::is_data) {
            if let Some(guest) = &mut self.guest {
                guest.receive_data(packet, &mut self.seen);
            }
            return;
        }
        let Some((packet, opened)) = self.lock.open(packet) else {
            self.seen.dropped += 1;
            return;
        };
        let header = opened.header;
        if header.opcode == self.lock.hello_opcode() {
            return self.welcome(header.session_id);
        }
        if self.script.is_silent_at(Silence::ClientHello) {
            return;
        }
        let is_known = |guest: &Guest| guest.client() == header.session_id;
        if !self.guest.as_ref().is_some_and(is_known) && !self.open_for(&opened) {
            self.seen.dropped += 1;
            return;
        }
        if let Some(guest) = &mut self.guest {
            guest.receive(packet, &mut self.seen);
        }
        self.forget_who_left();
    }

    /// The next packet to send, if one is due.
    pub fn next_packet(&mut self, now: Duration) -> Option<Vec<u8>> {
        self.resets
            .pop_front()
            .or_else(|| self.guest.as_mut()?.next_packet(now))
    }

    /// When there is something to send if nothing comes before.
    pub fn wake_at(&self) -> Option<Duration> {
        self.guest.as_ref()?.wake_at()
    }

    /// What there was to see so far.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Whether a client's session is open.
    pub fn has_guest(&self) -> bool {
        self.guest.is_some()
    }

    fn welcome(&mut self, client: SessionId) {
        self.seen.hellos += 1;
        if self.script.is_silent_at(Silence::Reset) {
            return;
        }
        let header = Header {
            opcode: Opcode::HardResetServerV2,
            key_id: 0,
            session_id: cookie(client),
        };
        let body = Body {
            acks: vec![0],
            peer_session_id: Some(client),
            payload: match self.repeats_key() {
                true => RESEND_WRAPPED_KEY.to_vec(),
                false => Vec::new(),
            },
            ..Body::of_hello()
        };
        let reset = self
            .lock
            .wrap()
            .seal(&header, self.replay(), &body.encode());
        self.resets.push_back(reset);
    }

    /// Opens a session, if this can be the first packet of one: it names our cookie and
    /// acknowledges the reset, nothing of that client's came before, and the key is with it where
    /// we asked for it.
    fn open_for(&mut self, opened: &Opened) -> bool {
        let Header {
            opcode, session_id, ..
        } = opened.header;
        let Ok(body) = Body::decode(opcode, &opened.body) else {
            return false;
        };
        let is_first = body.peer_session_id == Some(cookie(session_id))
            && body.acks.contains(&0)
            && body.message_id.is_none_or(|id| id <= 1);
        let has_key = match opcode {
            Opcode::ControlWkcV1 => self.repeats_key(),
            Opcode::ControlV1 | Opcode::AckV1 => !self.repeats_key(),
            _ => false,
        };
        if !is_first || !has_key || self.gone.contains(&session_id) {
            return false;
        }
        self.seen.sessions += 1;
        self.guest = Some(Guest::new(
            self.lock.wrap(),
            self.script,
            (session_id, cookie(session_id)),
            self.replay(),
        ));
        true
    }

    fn forget_who_left(&mut self) {
        if let Some(guest) = self.guest.take_if(|guest| guest.has_left()) {
            self.gone.push(guest.client());
        }
    }

    fn repeats_key(&self) -> bool {
        self.script.resend_wrapped_key && self.lock.brings_its_key()
    }

    fn replay(&self) -> ReplayId {
        // A server that keeps a tls-crypt-v2 client in mind says so with the number.
        let packet_id = match self.lock.brings_its_key() && !self.script.resend_wrapped_key {
            true => 0x0f00_0001,
            false => 1,
        };
        ReplayId {
            packet_id,
            net_time: self.clock,
        }
    }
}

/// Our session id for a client, the same one each time.
fn cookie(client: SessionId) -> SessionId {
    let ours = client.bytes().map(|byte| byte.wrapping_add(0x5b));
    SessionId::new(ours).unwrap_or(client)
}
