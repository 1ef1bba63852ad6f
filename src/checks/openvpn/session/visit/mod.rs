//! The way through the door behind the first round trip: TLS, login, tunnel, and out again.
//!
//! Sans-IO: packets and times go in, packets and the next moment to wake go out. A packet that
//! breaks a rule changes nothing. No secret is said before the server's certificate has been
//! judged. Every way out is one by which a server that hears it forgets us at once; the abrupt ones
//! are said once, since a server that has heard them logs the second time as an error.
//!
//! Ways to leave: OpenVPN `ssl.c` (`tls_process`), `forward.c` (`check_incoming_control_channel`),
//! `push.c` (`server_exit_message`), as of 2.4 to 2.7.

mod fault;
mod leave;
mod login;
mod passage;
mod plan;
mod secrets;
mod tunnel;

use std::collections::VecDeque;
use std::time::Duration;

use rustls::Error;

use super::super::login::Pushed;
use super::super::wrap::Wrap;
use super::channel::{Channel, Received};
use super::tls::Tls;
use super::{Fault, Opening};

pub use passage::{End, Handshake, Login, LoginAnswer, Passage, Stage, TlsFault, Tunnel, Waiting};
pub use plan::{Ping, Plan};
pub use secrets::Secrets;

use fault::fault;
use leave::FATAL_ALERT;
use login::LoginTalk;
use tunnel::TunnelTalk;

/// A visit to one server, begun when it answered a hello.
pub struct Visit<'a> {
    plan: &'a Plan,
    opening: Opening,
    secrets: Secrets,
    channel: Channel<'a>,
    tls: Tls,
    phase: Phase,
    /// When the phase began.
    since: Duration,
    passage: Passage,
    /// Packets of the tunnel's that are to be sent.
    packets: VecDeque<Vec<u8>>,
    notes: Vec<String>,
}

enum Phase {
    Handshake,
    Login(LoginTalk),
    Tunnel(Box<TunnelTalk>),
    Leaving { until: Duration },
    Over,
}

impl<'a> Visit<'a> {
    /// A visit that has its first packet to send. `clock` is seconds since 1970; `resends` tells
    /// whether lost packets are ours to send again.
    ///
    /// # Errors
    /// The passage of a visit that this build cannot even begin.
    pub fn new(
        wrap: &'a Wrap,
        plan: &'a Plan,
        opening: Opening,
        secrets: Secrets,
        resends: bool,
        (now, clock): (Duration, i64),
    ) -> Result<Self, Box<Passage>> {
        let passage = Passage::not_begun();
        let tls = match Tls::new(&plan.tls, clock) {
            Ok(tls) => tls,
            Err(error) => {
                let end = End::Tls(TlsFault::Ours(error.to_string()));
                return Err(Box::new(Passage { end, ..passage }));
            }
        };
        let mut visit = Self {
            plan,
            opening,
            secrets,
            channel: Channel::new(wrap, opening, resends),
            tls,
            phase: Phase::Handshake,
            since: now,
            passage,
            packets: VecDeque::new(),
            notes: Vec::new(),
        };
        visit.flush();
        Ok(visit)
    }

    /// Takes in a packet.
    ///
    /// # Errors
    /// The rule that it broke, so that it was passed over.
    pub fn receive(&mut self, packet: &[u8], now: Duration) -> Result<(), Fault> {
        match self.channel.receive(packet)? {
            Received::Data => {
                if let Phase::Tunnel(talk) = &mut self.phase {
                    talk.receive(packet, now);
                }
            }
            Received::Control => {
                let bytes = self.channel.read();
                if let Err(error) = self.tls.receive(&bytes) {
                    if let Phase::Login(_) = self.phase {
                        // The answer may have come right before the end.
                        self.go_on(now);
                    }
                    self.tls_ended(&error, now);
                }
            }
        }
        self.go_on(now);
        Ok(())
    }

    /// The next packet to send, if one is due.
    pub fn next_packet(&mut self, now: Duration) -> Option<Vec<u8>> {
        self.go_on(now);
        self.packets
            .pop_front()
            .or_else(|| self.channel.next_packet(now))
    }

    /// When something is to be done if nothing comes before.
    pub fn wake_at(&self) -> Option<Duration> {
        let talk = match &self.phase {
            Phase::Handshake | Phase::Over => None,
            Phase::Login(talk) => talk.wake_at(),
            Phase::Tunnel(talk) => talk.wake_at(),
            Phase::Leaving { until } => Some(*until),
        };
        match self.phase {
            Phase::Over => None,
            _ => talk.into_iter().chain(self.channel.wake_at()).min(),
        }
    }

    /// Whether there is nothing more to do, once [`Visit::next_packet`] has nothing left.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// Tells that the time is up.
    pub fn time_up(&mut self, now: Duration) {
        self.passage.waited = now.saturating_sub(self.since);
        match self.waiting() {
            // Whoever never reacted has nothing of ours to forget.
            Some(Waiting::Hearing) => self.end(End::TimeUp(Waiting::Hearing)),
            Some(Waiting::Tunnel) => {
                let has_enough = matches!(&self.phase, Phase::Tunnel(talk) if talk.has_enough());
                self.end(match has_enough {
                    true => End::Answered,
                    false => End::TimeUp(Waiting::Tunnel),
                });
                self.say_goodbye(now);
            }
            Some(_) if matches!(&self.phase, Phase::Login(talk) if talk.is_pending()) => {
                self.answered(LoginAnswer::Pending(None), now);
            }
            Some(waiting) => {
                self.end(End::TimeUp(waiting));
                self.leave_abruptly();
            }
            None => {}
        }
        self.go_on(now);
        self.phase = Phase::Over;
    }

    /// Tells that the server has ended the connection.
    pub fn closed(&mut self) {
        if let Some(waiting) = self.waiting() {
            self.end(End::Closed(waiting));
        }
        self.phase = Phase::Over;
    }

    /// Tells that the network has ended it.
    pub fn trouble(&mut self, trouble: crate::net::Trouble) {
        if self.waiting().is_some() {
            self.end(End::Trouble(trouble));
        }
        self.phase = Phase::Over;
    }

    /// What there was to see, for people who debug, since the last call.
    pub fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// A packet as the session understands it, for people who debug.
    pub fn describe(&self, packet: &[u8]) -> String {
        self.channel.describe(packet)
    }

    /// What came of it.
    pub fn into_passage(self) -> Passage {
        Passage {
            retransmits: self.channel.retransmits(),
            ..self.passage
        }
    }

    /// What the visit waits for; nothing once it has its answer.
    fn waiting(&self) -> Option<Waiting> {
        match &self.phase {
            Phase::Handshake if !self.channel.was_heard() => Some(Waiting::Hearing),
            Phase::Handshake if self.passage.handshake.is_some() => Some(Waiting::KeyExchange),
            Phase::Handshake => Some(Waiting::Handshake),
            Phase::Login(talk) => Some(talk.waiting()),
            Phase::Tunnel(_) => Some(Waiting::Tunnel),
            Phase::Leaving { .. } | Phase::Over => None,
        }
    }

    fn end(&mut self, end: End) {
        if let Phase::Tunnel(talk) = &self.phase {
            self.passage.tunnel = Some(talk.found());
        }
        self.passage.end = end;
    }

    fn go_on(&mut self, now: Duration) {
        match &mut self.phase {
            Phase::Handshake => {
                if self.passage.handshake.is_none() {
                    self.note_handshake(now);
                }
                if !self.tls.is_handshaking() {
                    self.handshake_done(now);
                    self.begin_login();
                }
            }
            Phase::Login(talk) => {
                match talk.receive(&self.tls.read(), now) {
                    Ok(None) => {}
                    Ok(Some(answer)) => return self.answered(answer, now),
                    Err(error) => {
                        self.end(End::Garbled(error));
                        return self.leave_abruptly();
                    }
                }
                if let Some(words) = talk.next_words(now) {
                    self.tls.write(words);
                }
            }
            Phase::Tunnel(talk) => {
                // Whatever is said beside the tunnel is not waited for, nor may it pile up.
                drop(self.tls.read());
                self.packets.extend(talk.next_packets(now));
                if talk.is_done(now) {
                    self.end(End::Answered);
                    self.say_goodbye(now);
                }
            }
            Phase::Leaving { until } => {
                let until = *until;
                self.flush();
                if self.channel.is_quiet() || now >= until {
                    self.phase = Phase::Over;
                }
                return;
            }
            Phase::Over => return,
        }
        self.flush();
    }

    /// Hands what TLS has to say to the channel.
    fn flush(&mut self) {
        let bytes = self.tls.outgoing();
        self.channel.write(&bytes);
    }

    fn note_handshake(&mut self, now: Duration) {
        let presented = self.tls.presented();
        let (Some(judgement), Some(proof)) = (presented.judgement(), presented.proof()) else {
            return;
        };
        let handshake = Handshake {
            time: now.saturating_sub(self.since),
            parameters: self.tls.parameters(),
            judgement,
            proof,
            wants_certificate: presented.wants_certificate(),
        };
        if let Some((version, suite)) = &handshake.parameters {
            self.notes.push(format!(
                "{version} {suite}, the server has shown its certificate"
            ));
        }
        self.passage.handshake = Some(handshake);
    }

    /// The time of the handshake is that of all of it, where it comes to an end.
    fn handshake_done(&mut self, now: Duration) {
        if let Some(handshake) = &mut self.passage.handshake {
            handshake.time = now.saturating_sub(self.since);
        }
        self.since = now;
    }

    fn begin_login(&mut self) {
        match LoginTalk::new(self.plan, &self.secrets) {
            Ok((talk, words)) => {
                self.tls.write(&words);
                self.notes.push("sent our half of the key exchange".into());
                self.phase = Phase::Login(talk);
            }
            Err(error) => {
                self.end(End::Tls(TlsFault::Ours(error)));
                self.leave_abruptly();
            }
        }
    }

    fn answered(&mut self, answer: LoginAnswer, now: Duration) {
        let Phase::Login(talk) = std::mem::replace(&mut self.phase, Phase::Over) else {
            return;
        };
        self.notes.push("the server has answered the login".into());
        let time = now.saturating_sub(self.since);
        self.since = now;
        let pushed = match &answer {
            LoginAnswer::Admitted(pushed) => Some(pushed.clone()),
            _ => None,
        };
        self.passage.login = Some(Login { time, answer });
        self.passage.end = End::Answered;
        match pushed {
            Some(pushed) if self.plan.stage == Stage::Tunnel => {
                self.begin_tunnel(talk, &pushed, now);
            }
            _ => self.say_goodbye(now),
        }
    }

    fn begin_tunnel(&mut self, talk: LoginTalk, pushed: &Pushed, now: Duration) {
        let exported = self.tls.export(b"EXPORTER-OpenVPN-datakeys").ok();
        let cipher = pushed.cipher().or_else(|| talk.server_cipher());
        let keys = talk.data_keys(pushed, exported, &self.secrets, &self.opening);
        match TunnelTalk::new(self.plan, pushed, (cipher, keys), &self.secrets, now) {
            Ok(talk) => {
                self.phase = Phase::Tunnel(Box::new(talk));
                self.go_on(now);
            }
            Err(error) => {
                self.end(End::NoWayIn(error));
                self.say_goodbye(now);
            }
        }
    }

    /// The connection cannot go on, or was not to go on from here.
    fn tls_ended(&mut self, error: &Error, now: Duration) {
        match self.phase {
            Phase::Handshake => {
                if self.passage.handshake.is_none() {
                    self.note_handshake(now);
                }
                // It was our own will, at the proof, where we stop there or nobody goes on from there.
                let stops = self.plan.tls.stops_at_certificate;
                let handshake = self.passage.handshake.as_ref();
                let is_ours = handshake.is_some_and(|shown| stops || !shown.admits());
                self.end(match is_ours {
                    true => End::Answered,
                    false => End::Tls(fault(error, self.plan.tls.versions)),
                });
            }
            Phase::Leaving { .. } | Phase::Over => {}
            _ => self.end(End::Tls(fault(error, self.plan.tls.versions))),
        }
        // What rustls says in parting is an alert; without one, ours does.
        let parting = self.tls.outgoing();
        match parting.is_empty() {
            true if matches!(error, Error::AlertReceived(_)) => {}
            true => self.channel.write(&FATAL_ALERT),
            false => self.channel.write(&parting),
        }
        self.phase = Phase::Over;
    }
}
