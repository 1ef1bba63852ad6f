//! The client: hellos until one is answered, then the visit, as the transport runs them.

use std::time::Duration;

use gatewatch::checks::openvpn::packet::SessionId;
use gatewatch::checks::openvpn::session::visit::{Passage, Plan, Secrets, Visit};
use gatewatch::checks::openvpn::session::{Opening, Progress, Schedule, Session, Validation};
use gatewatch::checks::openvpn::wrap::Wrap;
use gatewatch::net::Trouble;

use crate::dice::Dice;

/// More hellos than any run has time for.
const RETRIES: u32 = 1000;

/// What comes to a client that is not done by itself.
#[derive(Clone, Debug)]
pub enum Last {
    TimeUp,
    /// The server ends the connection.
    Closed,
    /// The network does.
    Trouble(Trouble),
}

pub struct Client<'a> {
    wrap: &'a Wrap,
    plan: &'a Plan,
    resends: bool,
    /// Seconds since 1970.
    clock: i64,
    dice: Dice,
    session: Session<'a>,
    visit: Option<Visit<'a>>,
    /// The packet that came to the visit last, in words.
    heard: String,
    /// Of a visit that could not begin.
    stillborn: Option<Passage>,
}

impl<'a> Client<'a> {
    pub fn new(wrap: &'a Wrap, plan: &'a Plan, resends: bool, clock: i64, dice: Dice) -> Self {
        Self {
            wrap,
            plan,
            resends,
            clock,
            dice,
            session: Session::new(wrap, Validation::Strict).going_on(),
            visit: None,
            heard: String::new(),
            stillborn: None,
        }
    }

    pub fn receive(&mut self, packet: &[u8], now: Duration) {
        if let Some(visit) = &mut self.visit {
            self.heard = visit.describe(packet);
            // What breaks a rule changes nothing.
            let _ = visit.receive(packet, now);
            return;
        }
        let clock = u32::try_from(self.clock).expect("before 2106");
        if self.session.receive(packet, now, clock) == Progress::Done {
            let opening = self.session.opening().expect("done with a reset alone");
            let secrets = Secrets::new(&self.dice.bytes());
            let times = (now, self.clock);
            match Visit::new(self.wrap, self.plan, opening, secrets, self.resends, times) {
                Ok(visit) => self.visit = Some(visit),
                Err(passage) => self.stillborn = Some(*passage),
            }
        }
    }

    pub fn next_packet(&mut self, now: Duration) -> Option<Vec<u8>> {
        if let Some(visit) = &mut self.visit {
            return visit.next_packet(now);
        }
        self.next_hello().filter(|due| *due <= now)?;
        let id = SessionId::new(self.dice.bytes()).expect("not zero");
        let clock = u32::try_from(self.clock).expect("before 2106");
        Some(self.session.hello(id, now, clock).to_vec())
    }

    pub fn wake_at(&self) -> Option<Duration> {
        match &self.visit {
            Some(visit) => visit.wake_at(),
            None => self.next_hello(),
        }
    }

    pub fn is_over(&self) -> bool {
        self.stillborn.is_some() || self.visit.as_ref().is_some_and(Visit::is_over)
    }

    pub fn ends(&mut self, last: &Last, now: Duration) {
        if let Some(visit) = &mut self.visit {
            match last {
                Last::TimeUp => visit.time_up(now),
                Last::Closed => visit.closed(),
                Last::Trouble(trouble) => visit.trouble(trouble.clone()),
            }
        }
    }

    pub fn heard(&self) -> &str {
        &self.heard
    }

    /// What there was to see of the visit.
    pub fn notes(&mut self) -> Vec<String> {
        self.visit.as_mut().map(Visit::notes).unwrap_or_default()
    }

    pub fn opening(&self) -> Option<Opening> {
        self.session.opening()
    }

    /// What came of the visit; none where no hello was answered.
    pub fn into_passage(self) -> Option<Passage> {
        self.visit.map(Visit::into_passage).or(self.stillborn)
    }

    /// A stream loses nothing, so that one hello is enough.
    fn next_hello(&self) -> Option<Duration> {
        let retries = if self.resends { RETRIES } else { 0 };
        Schedule::new(retries).due(self.session.hellos())
    }
}
