//! The first round trip with one server: hellos out, replies in, and what they prove.
//!
//! Sans-IO: session ids, the time since the probe began and the clock are arguments, bytes go in
//! and out. A reply that proves nothing is noted and passed over, since on UDP anybody may have
//! sent it; the best one decides.
//!
//! What servers answer: OpenVPN `ssl.c` (`tls_pre_decrypt`), `ssl_pkt.c`
//! (`tls_pre_decrypt_lite`) and `mudp.c`, as of 2.4 to 2.7.

mod answer;
mod fault;
mod schedule;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Conclusion, Kind, Proof};
pub use fault::Fault;
pub use schedule::Schedule;

use std::time::Duration;

use super::packet::{Body, EarlyNegotiation, Header, Opcode, SessionId};
use super::wrap::{OpenError, Opened, ReplayId, Signature, Wrap};

/// Whether a session looks at what comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// A reply has to be valid to the last byte.
    #[default]
    Strict,
    /// Whatever comes back counts as an answer.
    Off,
}

/// No reply to a hello comes near this many bytes.
pub const LONGEST_REPLY: usize = 2047;

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
    best: Option<Answer>,
    fault: Option<Fault>,
    skipped: u32,
}

struct Hello {
    session_id: SessionId,
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
            best: None,
            fault: None,
            skipped: 0,
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
            sent_at: now,
            packet,
        });
        &self.hellos.last().expect("just pushed").packet
    }

    /// Takes in one packet, without the length that precedes it on TCP.
    pub fn receive(&mut self, packet: &[u8], now: Duration, clock: u32) -> Progress {
        let judged = match self.validation {
            Validation::Strict => self.validate(packet, now, clock),
            Validation::Off => self.accept(now),
        };
        match judged {
            Ok(answer) => {
                let done = answer.is_final();
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
            .is_ok_and(|answer| answer.is_final())
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
        match self.wrap.open(packet) {
            Ok(opened) => describe(&opened),
            Err(_) => match Header::decode(packet) {
                Ok(header) => format!(
                    "{} session {}, not opened",
                    header.opcode, header.session_id
                ),
                Err(error) => format!("not a control packet: {error}"),
            },
        }
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

    fn validate(&self, packet: &[u8], now: Duration, clock: u32) -> Result<Answer, Fault> {
        if packet.len() > LONGEST_REPLY {
            return Err(Fault::TooLong(packet.len()));
        }
        if self.hellos.iter().any(|hello| hello.packet == packet) {
            return Err(Fault::Echo);
        }
        let opened = match self.wrap.open(packet) {
            Ok(opened) => opened,
            Err(error) if self.wrap.is_signed() => {
                return Err(self.unsigned(packet, now, clock).unwrap_or(match error {
                    OpenError::Packet(error) => Fault::Packet(error),
                    OpenError::BadSignature => Fault::BadSignature,
                }));
            }
            Err(OpenError::Packet(error)) => return Err(Fault::Packet(error)),
            Err(OpenError::BadSignature) => return Err(Fault::BadSignature),
        };
        let answer = self.read(&opened, now, clock)?;
        match opened.signature {
            Signature::OtherHalf if answer.is_final() => Err(Fault::OtherHalf),
            Signature::OtherHalf => Err(Fault::BadSignature),
            _ => Ok(answer),
        }
    }

    /// What a packet amounts to that would be valid if no signature were due.
    fn unsigned(&self, packet: &[u8], now: Duration, clock: u32) -> Option<Fault> {
        let opened = Wrap::Plain.open(packet).ok()?;
        let answer = self.read(&opened, now, clock).ok()?;
        Some(if answer.is_final() {
            Fault::Unsigned
        } else {
            Fault::UnsignedAndUntied
        })
    }

    fn read(&self, opened: &Opened, now: Duration, clock: u32) -> Result<Answer, Fault> {
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
        if opcode == Opcode::HardResetServerV2 {
            EarlyNegotiation::decode(&body.payload)?;
        }
        if let Some(ack) = body.acks.iter().find(|ack| **ack != 0) {
            return Err(Fault::UnknownAck(*ack));
        }
        let (kind, sent_at) = match body.peer_session_id {
            Some(peer) => {
                let hello = self.hellos.iter().find(|hello| hello.session_id == peer);
                let kind = match opcode {
                    Opcode::AckV1 => Kind::Acknowledgement,
                    _ => Kind::Reset,
                };
                (kind, hello.ok_or(Fault::OtherPeer(peer))?.sent_at)
            }
            None if opcode == Opcode::AckV1 => return Err(Fault::EmptyAcknowledgement),
            None => (
                Kind::UntiedReset,
                self.hellos.last().ok_or(Fault::Unasked)?.sent_at,
            ),
        };
        let proof = Proof::from(opened.signature);
        let offset = |replay: ReplayId| i64::from(replay.net_time) - i64::from(clock);
        Ok(Answer {
            kind,
            proof,
            round_trip: now.saturating_sub(sent_at),
            clock_offset: opened
                .replay
                .filter(|_| proof == Proof::Signature)
                .map(offset),
        })
    }
}

fn describe(opened: &Opened) -> String {
    let Header {
        opcode,
        key_id,
        session_id,
    } = opened.header;
    let mut text = format!("{opcode} session {session_id}");
    if key_id != 0 {
        text += &format!(" key {key_id}");
    }
    if let Some(replay) = opened.replay {
        text += &format!(" packet {:#x} time {}", replay.packet_id, replay.net_time);
    }
    match Body::decode(opcode, &opened.body) {
        Ok(body) => {
            if let Some(message_id) = body.message_id {
                text += &format!(" message {message_id}");
            }
            if let Some(peer) = body.peer_session_id {
                text += &format!(" acks {:?} of session {peer}", body.acks);
            }
            if !body.payload.is_empty() {
                text += &format!(" and {} bytes of payload", body.payload.len());
                if EarlyNegotiation::decode(&body.payload).is_ok_and(|seen| seen.resend_wrapped_key)
                {
                    text += ", asking for our key again";
                }
            }
        }
        Err(error) => text += &format!(", then {error}"),
    }
    text
}
