//! One client's session behind the reset: TLS, the key exchange, messages and the tunnel.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use gatewatch::checks::openvpn::login::{KeyMessage, Randoms, ServerKeyMessage};
use gatewatch::checks::openvpn::packet::SessionId;
use gatewatch::checks::openvpn::session::Opening;
use gatewatch::checks::openvpn::session::channel::{Channel, Received};
use gatewatch::checks::openvpn::tunnel::{DataKeys, KeySources};
use gatewatch::checks::openvpn::wrap::{ReplayId, Wrap};
use rustls::ServerConnection;
use zeroize::Zeroizing;

use super::cutter::Cutter;
use super::far_end::{FarEnd, OPTIONS};
use super::script::{Script, Silence};
use super::seen::Seen;

/// Bytes of TLS after which a server falls silent in its first flight: its hello and a little.
const HALF_A_FLIGHT: usize = 150;

pub(super) struct Guest<'a> {
    script: &'a Script,
    client: SessionId,
    server: SessionId,
    channel: Channel<'a>,
    cutter: Cutter,
    tls: ServerConnection,
    /// What came inside TLS and is not read yet.
    plaintext: Vec<u8>,
    randoms: Randoms,
    exchanged: Option<KeyMessage>,
    has_answered: bool,
    is_admitted: bool,
    far_end: Option<FarEnd>,
    is_over: bool,
}

impl<'a> Guest<'a> {
    pub(super) fn new(
        wrap: &'a Wrap,
        script: &'a Script,
        (client, server): (SessionId, SessionId),
        replay: ReplayId,
    ) -> Self {
        let opening = Opening {
            session_id: server,
            peer: client,
            replay,
            resend_wrapped_key: false,
        };
        let allowance = script
            .is_silent_at(Silence::ServerHello)
            .then_some(HALF_A_FLIGHT);
        let mut tls = ServerConnection::new(Arc::clone(&script.tls)).expect("a good configuration");
        tls.set_buffer_limit(None);
        let random = |add: u8| {
            Zeroizing::new(std::array::from_fn(|at| {
                add.wrapping_add(at.to_le_bytes()[0])
            }))
        };
        Self {
            script,
            client,
            server,
            channel: Channel::new(wrap, opening, script.resends),
            cutter: Cutter::new(script.fragment, allowance),
            tls,
            plaintext: Vec::new(),
            randoms: Randoms {
                random1: random(server.bytes()[0]),
                random2: random(server.bytes()[1]),
            },
            exchanged: None,
            has_answered: false,
            is_admitted: false,
            far_end: None,
            is_over: false,
        }
    }

    pub(super) fn client(&self) -> SessionId {
        self.client
    }

    /// Whether the session is over and forgotten.
    pub(super) fn has_left(&self) -> bool {
        self.is_over && !self.script.sends_alerts
    }

    pub(super) fn receive(&mut self, packet: &[u8], seen: &mut Seen) {
        match self.channel.receive(packet) {
            Ok(Received::Control) => {}
            Ok(Received::Data) | Err(_) => {
                seen.dropped += 1;
                return;
            }
        }
        let bytes = self.channel.read();
        if bytes.is_empty() || self.is_over {
            return;
        }
        if seen.stream.is_empty() {
            if let Some(junk) = &self.script.instead_of_tls {
                self.cutter.write(junk);
            }
        }
        seen.stream.extend(&bytes);
        if self.script.instead_of_tls.is_none() {
            self.shake(&bytes, seen);
            self.flush();
        }
    }

    pub(super) fn receive_data(&mut self, packet: &[u8], seen: &mut Seen) {
        let is_silent = self.script.is_silent_at(Silence::Tunnel);
        match &mut self.far_end {
            Some(far_end) => far_end.receive(packet, is_silent, seen),
            None => seen.dropped += 1,
        }
    }

    pub(super) fn next_packet(&mut self, now: Duration) -> Option<Vec<u8>> {
        let answer = self.far_end.as_mut().and_then(FarEnd::next_packet);
        answer.or_else(|| self.cutter.next_packet(&mut self.channel, now))
    }

    pub(super) fn wake_at(&self) -> Option<Duration> {
        self.channel.wake_at()
    }

    fn shake(&mut self, mut bytes: &[u8], seen: &mut Seen) {
        while !bytes.is_empty() {
            let taken = self.tls.read_tls(&mut bytes).unwrap_or(0);
            if let Err(error) = self.tls.process_new_packets() {
                seen.tls_error = Some(error.to_string());
                self.is_over = true;
                return;
            }
            // Ends with "would block" once nothing is left.
            let _ = self.tls.reader().read_to_end(&mut self.plaintext);
            if taken == 0 {
                return;
            }
        }
        seen.has_shaken_hands |= !self.tls.is_handshaking();
        seen.has_certificate |= self.tls.peer_certificates().is_some();
        if self.exchanged.is_none() {
            match KeyMessage::decode(&self.plaintext) {
                Ok(None) => return,
                Ok(Some((message, taken))) => {
                    self.plaintext.drain(..taken);
                    self.exchange(message, seen);
                }
                Err(error) => {
                    seen.tls_error = Some(error.to_string());
                    self.is_over = true;
                    return;
                }
            }
        }
        while let Some(end) = self.plaintext.iter().position(|byte| *byte == 0) {
            let message: Vec<u8> = self.plaintext.drain(..=end).take(end).collect();
            self.take(&String::from_utf8_lossy(&message), seen);
        }
    }

    fn exchange(&mut self, message: KeyMessage, seen: &mut Seen) {
        let texts = (message.options().to_owned(), message.peer_info().to_owned());
        seen.key_message = Some(texts);
        let credentials = message.credentials();
        seen.credentials =
            credentials.map(|both| (both.username().to_owned(), both.password().to_owned()));
        let given = credentials.map(|both| (both.username(), both.password()));
        self.is_admitted = self.script.only.is_none_or(|only| given == Some(only));
        self.exchanged = Some(message);
        if self.script.is_silent_at(Silence::KeyMessage) {
            return;
        }
        let ours = ServerKeyMessage {
            randoms: self.randoms.clone(),
            options: OPTIONS.into(),
            peer_info: String::new(),
        };
        match &self.script.instead_of_key_message {
            Some(junk) => self.say(junk),
            None => self.say(&ours.encode()),
        }
        if self.script.is_unasked {
            self.answer();
        }
    }

    fn take(&mut self, message: &str, seen: &mut Seen) {
        seen.messages.push(message.to_owned());
        match message {
            "PUSH_REQUEST" => {
                seen.push_requests += 1;
                self.answer();
            }
            "EXIT" => {
                seen.exit = true;
                self.is_over = true;
            }
            _ => {}
        }
    }

    fn answer(&mut self) {
        if self.has_answered || self.script.is_silent_at(Silence::PushRequest) {
            return;
        }
        self.has_answered = true;
        if !self.is_admitted {
            return self.say(b"AUTH_FAILED\0");
        }
        for record in &self.script.answer {
            self.say(record);
        }
        self.far_end = self
            .keys()
            .map(|keys| FarEnd::new(&self.script.tunnel, keys));
    }

    /// The client's keys of the tunnel.
    fn keys(&self) -> Option<DataKeys> {
        if self.script.tunnel.exports_keys {
            let label = b"EXPORTER-OpenVPN-datakeys";
            let material = self.tls.export_keying_material([0; 256], label, None);
            return Some(DataKeys::from_exporter(&material.ok()?));
        }
        let message = self.exchanged.as_ref()?;
        let sources = KeySources {
            pre_master: message.pre_master().clone(),
            client: message.randoms().clone(),
            server: self.randoms.clone(),
        };
        Some(DataKeys::from_exchange(&sources, self.client, self.server))
    }

    /// Says something inside TLS, in a record of its own.
    fn say(&mut self, record: &[u8]) {
        self.tls
            .writer()
            .write_all(record)
            .expect("memory takes it");
    }

    /// Hands over what TLS has to say; nothing behind the end of a session but an alert, if the
    /// script wants one.
    fn flush(&mut self) {
        let mut bytes = Vec::new();
        while self.tls.wants_write() {
            self.tls.write_tls(&mut bytes).expect("memory takes it");
        }
        if !self.is_over || self.script.sends_alerts {
            self.cutter.write(&bytes);
        }
        if let Some(junk) = &self.script.behind_answer {
            if self.has_answered && !bytes.is_empty() {
                self.cutter.write(junk);
            }
        }
    }
}
