//! The first round trip with one server: hellos out, replies in, and what they prove.
//!
//! Sans-IO: session ids, the time since the probe began and the clock are arguments, bytes go in
//! and out. A reply that proves nothing is noted and passed over, since on UDP anybody may have
//! sent it; the best one decides.
//!
//! What servers answer: OpenVPN `ssl.c` (`tls_pre_decrypt`), `ssl_pkt.c`
//! (`tls_pre_decrypt_lite`) and `mudp.c`, as of 2.4 to 2.7.

mod answer;
mod schedule;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Conclusion, Kind, Proof};
pub use schedule::Schedule;

use std::time::Duration;

use super::super::packet::{Body, EarlyNegotiation, Header, Opcode, SessionId};
use super::super::wrap::{OpenError, Opened, ReplayId, Signature, Wrap};
use super::{Fault, LONGEST_PACKET, Opening, describe};

/// Whether a session looks at what comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// A reply has to be valid to the last byte.
    #[default]
    Strict,
    /// Whatever comes back counts as an answer.
    Off,
}

/// What the caller should do after a packet came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing that comes later can change the conclusion for the better.
    Done,
    /// The packet counts, but a better one may come.
    Noted,
    /// The packet does not count, and this is why.
    Skipped(Fault),
}

/// One probe of one address, over one connection.
pub struct Session<'a> {
    wrap: &'a Wrap,
    validation: Validation,
    hellos: Vec<Hello>,
    /// Whether somebody wants to go on behind the reset.
    goes_on: bool,
    best: Option<Answer>,
    opening: Option<Opening>,
    fault: Option<Fault>,
    skipped: u32,
}

struct Hello {
    session_id: SessionId,
    replay: ReplayId,
    sent_at: Duration,
    packet: Vec<u8>,
}

impl<'a> Session<'a> {
    /// A session that has sent nothing yet.
    pub fn new(wrap: &'a Wrap, validation: Validation) -> Self {
        Self {
            wrap,
            validation,
            hellos: Vec::new(),
            goes_on: false,
            best: None,
            opening: None,
            fault: None,
            skipped: 0,
        }
    }

    /// The same for somebody who wants to go on behind the reset: signs of life that no session can
    /// start from do not end the wait.
    #[must_use]
    pub fn going_on(self) -> Self {
        Self {
            goes_on: true,
            ..self
        }
    }

    /// The next hello, under a session id of its own: older servers take a repeated one for a
    /// replay or for a retransmit and then say less.
    ///
    /// `now` counts from the start of the probe, `clock` is seconds since 1970.
    pub fn hello(&mut self, session_id: SessionId, now: Duration, clock: u32) -> &[u8] {
        let header = Header {
            opcode: self.wrap.hello_opcode(),
            key_id: 0,
            session_id,
        };
        let replay = ReplayId {
            packet_id: self.wrap.first_packet_id(),
            net_time: clock,
        };
        let packet = self.wrap.seal(&header, replay, &Body::of_hello().encode());
        self.hellos.push(Hello {
            session_id,
            replay,
            sent_at: now,
            packet,
        });
        &self.hellos.last().expect("just pushed").packet
    }

    /// Takes in one packet, without the length that precedes it on TCP.
    pub fn receive(&mut self, packet: &[u8], now: Duration, clock: u32) -> Progress {
        let judged = match self.validation {
            Validation::Strict => self.validate(packet, now, clock),
            Validation::Off => self.accept(now).map(|answer| (answer, None)),
        };
        match judged {
            Ok((answer, opening)) => {
                let done = match self.goes_on {
                    true => opening.is_some(),
                    false => answer.is_final(),
                };
                self.opening = self.opening.or(opening);
                if self
                    .best
                    .as_ref()
                    .is_none_or(|best| answer.rank() > best.rank())
                {
                    self.best = Some(answer);
                }
                if done {
                    Progress::Done
                } else {
                    Progress::Noted
                }
            }
            Err(fault) => {
                self.skipped = self.skipped.saturating_add(1);
                if self
                    .fault
                    .is_none_or(|first| fault.is_proven() && !first.is_proven())
                {
                    self.fault = Some(fault);
                }
                if fault.is_proven() {
                    Progress::Done
                } else {
                    Progress::Skipped(fault)
                }
            }
        }
    }

    /// Whether a packet is a valid and final answer, wherever it came from; nothing is noted.
    pub fn would_answer(&self, packet: &[u8]) -> bool {
        self.validate(packet, Duration::ZERO, 0)
            .is_ok_and(|(answer, _)| answer.is_final())
    }

    /// What later stages go on from; none without a reset that names our session.
    pub fn opening(&self) -> Option<Opening> {
        self.opening
    }

    /// Packets that were passed over.
    pub fn skipped(&self) -> u32 {
        self.skipped
    }

    /// Hellos sent so far.
    pub fn hellos(&self) -> u32 {
        u32::try_from(self.hellos.len()).unwrap_or(u32::MAX)
    }

    /// What everything that came in so far amounts to.
    pub fn conclusion(&self) -> Conclusion {
        match (&self.best, self.fault) {
            (Some(answer), _) if answer.is_final() => Conclusion::Answered(*answer),
            (_, Some(fault)) if fault.is_proven() => Conclusion::Faulty(fault),
            (Some(answer), _) => Conclusion::Answered(*answer),
            (None, Some(fault)) => Conclusion::Faulty(fault),
            (None, None) => Conclusion::Nothing,
        }
    }

    /// A packet as the session understands it, for people who debug.
    pub fn describe(&self, packet: &[u8]) -> String {
        describe::packet(self.wrap, packet)
    }

    fn accept(&self, now: Duration) -> Result<Answer, Fault> {
        let hello = self.hellos.last().ok_or(Fault::Unasked)?;
        Ok(Answer {
            kind: Kind::Anything,
            proof: Proof::None,
            round_trip: now.saturating_sub(hello.sent_at),
            clock_offset: None,
        })
    }

    fn validate(
        &self,
        packet: &[u8],
        now: Duration,
        clock: u32,
    ) -> Result<(Answer, Option<Opening>), Fault> {
        if packet.len() > LONGEST_PACKET {
            return Err(Fault::TooLong(packet.len()));
        }
        if self.hellos.iter().any(|hello| hello.packet == packet) {
            return Err(Fault::Echo);
        }
        let opened = match self.wrap.open(packet) {
            Ok(opened) => opened,
            // Where no signature is due this opens no more than it did the first time.
            Err(error) => {
                return Err(self.unsigned(packet, now, clock).unwrap_or(match error {
                    OpenError::Packet(error) => Fault::Packet(error),
                    OpenError::BadSignature => Fault::BadSignature,
                }));
            }
        };
        let (answer, opening) = self.read(&opened, now, clock)?;
        match opened.signature {
            Signature::OtherHalf if answer.is_final() => Err(Fault::OtherHalf),
            Signature::OtherHalf => Err(Fault::BadSignature),
            _ => Ok((answer, opening)),
        }
    }

    /// What a packet amounts to that would be valid if no signature were due.
    fn unsigned(&self, packet: &[u8], now: Duration, clock: u32) -> Option<Fault> {
        let opened = Wrap::Plain.open(packet).ok()?;
        let (answer, _) = self.read(&opened, now, clock).ok()?;
        Some(if answer.is_final() {
            Fault::Unsigned
        } else {
            Fault::UnsignedAndUntied
        })
    }

    fn read(
        &self,
        opened: &Opened,
        now: Duration,
        clock: u32,
    ) -> Result<(Answer, Option<Opening>), Fault> {
        let Header {
            opcode,
            key_id,
            session_id,
        } = opened.header;
        match opcode {
            Opcode::HardResetServerV2 | Opcode::AckV1 => {}
            Opcode::HardResetClientV1 | Opcode::HardResetServerV1 => {
                return Err(Fault::KeyMethod1);
            }
            _ => return Err(Fault::Opcode(opcode)),
        }
        if key_id != 0 {
            return Err(Fault::KeyId(key_id));
        }
        if self
            .hellos
            .iter()
            .any(|hello| hello.session_id == session_id)
        {
            return Err(Fault::OurSessionId);
        }
        let body = Body::decode(opcode, &opened.body)?;
        if let Some(message_id @ 1..) = body.message_id {
            return Err(Fault::MessageId(message_id));
        }
        let early = match opcode {
            Opcode::HardResetServerV2 => EarlyNegotiation::decode(&body.payload)?,
            _ => EarlyNegotiation::default(),
        };
        if let Some(ack) = body.acks.iter().find(|ack| **ack != 0) {
            return Err(Fault::UnknownAck(*ack));
        }
        let hello = match body.peer_session_id {
            Some(peer) => {
                let hello = self.hellos.iter().find(|hello| hello.session_id == peer);
                hello.ok_or(Fault::OtherPeer(peer))?
            }
            None if opcode == Opcode::AckV1 => return Err(Fault::EmptyAcknowledgement),
            None => self.hellos.last().ok_or(Fault::Unasked)?,
        };
        let kind = match (body.peer_session_id, opcode) {
            (None, _) => Kind::UntiedReset,
            (Some(_), Opcode::AckV1) => Kind::Acknowledgement,
            (Some(_), _) => Kind::Reset,
        };
        let opening = (kind == Kind::Reset).then_some(Opening {
            session_id: hello.session_id,
            peer: session_id,
            replay: hello.replay,
            resend_wrapped_key: early.resend_wrapped_key,
        });
        let proof = Proof::from(opened.signature);
        let offset = |replay: ReplayId| i64::from(replay.net_time) - i64::from(clock);
        let answer = Answer {
            kind,
            proof,
            round_trip: now.saturating_sub(hello.sent_at),
            clock_offset: opened
                .replay
                .filter(|_| proof == Proof::Signature)
                .map(offset),
        };
        Ok((answer, opening))
    }
}
