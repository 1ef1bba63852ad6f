//! Probes of one address over UDP or TCP: sockets and timers around a [`Session`].
//!
//! This room and the [driver](super::driver) are the only ones that do I/O and ask the clock.

pub mod end;
mod link;
mod onward;
mod tcp;
mod trace;
mod turns;
mod udp;

pub use onward::Onward;
pub use trace::Trace;
pub use turns::Turns;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::net::Trouble;
use crate::run;

use super::config::Transport;
use super::packet::SessionId;
use super::session::visit::Visit;
use super::session::{Progress, Schedule, Session};
use super::verdict::{Ending, Verdict};

/// After so many packets that decide nothing there is a pause, so that a flood costs no processor.
const FLOOD: u32 = 64;
const PAUSE: Duration = Duration::from_millis(5);

/// One address being probed.
pub struct Probe<'a> {
    address: SocketAddr,
    source: Option<IpAddr>,
    schedule: Schedule,
    session: Session<'a>,
    started: Instant,
    /// When to give up; whoever holds the other end may bring it forward.
    until: watch::Receiver<Instant>,
    trace: Trace,
    /// Packets that came, whatever they were.
    received: u32,
    /// Packets that came behind the reset and were passed over.
    skipped_onward: u32,
}

impl<'a> Probe<'a> {
    /// A probe that starts now.
    pub fn new(
        address: SocketAddr,
        source: Option<IpAddr>,
        schedule: Schedule,
        session: Session<'a>,
        until: watch::Receiver<Instant>,
        trace: Trace,
    ) -> Self {
        Self {
            address,
            source,
            schedule,
            session,
            started: Instant::now(),
            until,
            trace,
            received: 0,
            skipped_onward: 0,
        }
    }

    /// Runs the probe to its end, behind the reset too where there is something to do.
    pub async fn run(
        mut self,
        transport: Transport,
        onward: Option<Onward<'a>>,
    ) -> (Verdict, Trace) {
        // Boxed, so that the way to the next packet is not as large as the longest way there is.
        let exchanged = match transport {
            Transport::Udp => udp::exchange(&mut self).await,
            Transport::Tcp => Box::pin(tcp::exchange(&mut self)).await,
        };
        let (ended, link) = exchanged.unwrap_or_else(|trouble| (Ending::Trouble(trouble), None));
        let ending = Ending::of(self.session.conclusion(), ended);
        let passage = match (onward, link, self.session.opening(), &ending) {
            (Some(onward), Some(mut link), Some(opening), Ending::Answered(_)) => {
                Some(Box::pin(onward::visit(&mut self, &mut link, opening, onward)).await)
            }
            _ => None,
        };
        let verdict = Verdict {
            address: self.address,
            ending,
            passage,
            diagnosis: None,
            hellos: self.session.hellos(),
            skipped: self.session.skipped().saturating_add(self.skipped_onward),
            elapsed: self.started.elapsed(),
        };
        (verdict, self.trace)
    }

    /// The moment to give up at.
    fn until(&self) -> Instant {
        *self.until.borrow()
    }

    /// Waits for the moment to give up, wherever it is moved to.
    async fn ended(&mut self) {
        end::reached(&mut self.until).await;
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.until()
    }

    /// When the next hello is due, if there is one.
    fn next_hello(&self) -> Option<Instant> {
        self.schedule
            .due(self.session.hellos())
            .map(|due| self.started + due)
    }

    /// Whether the next hello is the last of several.
    fn is_last_retry(&self) -> bool {
        let (sent, budget) = (self.session.hellos(), self.until() - self.started);
        sent > 0 && self.schedule.is_last(sent, budget)
    }

    /// The bytes of the next hello.
    fn hello(&mut self) -> Result<Vec<u8>, Trouble> {
        let packet = self
            .session
            .hello(random_id()?, self.started.elapsed(), clock())
            .to_vec();
        self.note("sent", &packet);
        Ok(packet)
    }

    /// Takes in a packet and tells whether to stop.
    fn receive(&mut self, packet: &[u8]) -> bool {
        self.received = self.received.wrapping_add(1);
        self.note("received", packet);
        match self
            .session
            .receive(packet, self.started.elapsed(), clock())
        {
            Progress::Done => true,
            Progress::Noted => false,
            Progress::Skipped(fault) => {
                self.stage(|| format!("skipped the reply: {fault}"));
                false
            }
        }
    }

    /// Pauses after every so many packets.
    async fn pause_every(&mut self, packets: u32) {
        if self.received % packets == 0 {
            sleep(PAUSE).await;
        }
    }

    /// Whether a packet from another address than the one asked answers us.
    fn would_answer(&mut self, packet: &[u8]) -> bool {
        self.note("overheard", packet);
        self.session.would_answer(packet)
    }

    fn stage(&mut self, text: impl FnOnce() -> String) {
        self.trace.stage(self.started.elapsed(), text);
    }

    fn note_of(&mut self, visit: &Visit<'_>, verb: &str, packet: &[u8]) {
        let at = self.started.elapsed();
        self.trace
            .packet(at, verb, packet, || visit.describe(packet));
    }

    fn note(&mut self, verb: &str, packet: &[u8]) {
        let (session, at) = (&self.session, self.started.elapsed());
        self.trace
            .packet(at, verb, packet, || session.describe(packet));
    }
}

fn random_id() -> Result<SessionId, Trouble> {
    loop {
        let mut bytes = [0; 8];
        fill_randomly(&mut bytes)?;
        if let Some(session_id) = SessionId::new(bytes) {
            return Ok(session_id);
        }
    }
}

fn fill_randomly(bytes: &mut [u8]) -> Result<(), Trouble> {
    getrandom::fill(bytes).map_err(|error| Trouble::Local(format!("no random numbers: {error}")))
}

/// Seconds since 1970, as the protocol counts them.
fn clock() -> u32 {
    u32::try_from(run::now()).unwrap_or(u32::MAX)
}
