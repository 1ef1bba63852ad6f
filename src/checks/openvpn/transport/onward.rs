//! A visit behind the answered reset: the same socket, and timers around a [`Visit`].

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::net::Trouble;

use super::super::session::Opening;
use super::super::session::visit::{Passage, Plan, Secrets, Stage, Visit};
use super::super::wrap::Wrap;
use super::link::{Arrival, Link};
use super::turns::{Turn, Turns};
use super::{FLOOD, Probe, clock, fill_randomly};

/// The pauses are fewer on TCP: there the flood is the server's own, and its answers stand in line
/// behind it.
const FLOOD_ON_TCP: u32 = 512;
/// Packets that are taken in before there is an answer to them.
const AT_ONCE: usize = 16;

/// What a probe does with a reset that is answered.
#[derive(Clone)]
pub struct Onward<'a> {
    /// How the control channel is protected.
    pub wrap: &'a Wrap,
    /// How far to go.
    pub plan: &'a Plan,
    /// Whose turn it is.
    pub turns: &'a Turns,
    /// When to give up from here on.
    pub until: watch::Receiver<Instant>,
}

/// Visits the server as soon as it is our turn.
pub(super) async fn visit(
    probe: &mut Probe<'_>,
    link: &mut Link,
    opening: Opening,
    onward: Onward<'_>,
) -> Passage {
    probe.until = onward.until;
    let turn = match onward.plan.stage >= Stage::Login {
        false => None,
        true => tokio::select! {
            turn = onward.turns.take() => Some(turn),
            () = probe.ended() => return Passage::not_begun(),
        },
    };
    let secrets = match secrets() {
        Ok(secrets) => secrets,
        Err(trouble) => return Passage::ended_by(trouble),
    };
    let now = (probe.started.elapsed(), i64::from(clock()));
    let resends = link.loses_packets();
    let begun = Visit::new(onward.wrap, onward.plan, opening, secrets, resends, now);
    match begun {
        Ok(mut visit) => {
            walk(probe, link, &mut visit, turn.as_ref()).await;
            visit.into_passage()
        }
        Err(passage) => *passage,
    }
}

async fn walk(
    probe: &mut Probe<'_>,
    link: &mut Link,
    visit: &mut Visit<'_>,
    turn: Option<&Turn<'_>>,
) {
    let flood = match link.loses_packets() {
        true => FLOOD,
        false => FLOOD_ON_TCP,
    };
    loop {
        let until = until(probe, turn);
        if let Err(trouble) = send_all(probe, link, visit).await {
            weigh(probe, visit, trouble);
        }
        if visit.is_over() {
            return;
        }
        let wake = visit.wake_at().map(|at| probe.started + at);
        let wake = wake.map_or(until, |at| at.min(until));
        let mut arrival = tokio::select! {
            arrival = link.receive() => arrival.map(Some),
            () = sleep_until(wake) => Ok(None),
            () = probe.ended() => Ok(None),
        };
        for taken in 1.. {
            match arrival {
                Ok(Some(Arrival::Packet(packet))) => take(probe, visit, &packet, flood).await,
                Ok(Some(Arrival::End)) => visit.closed(),
                Err(trouble) => weigh(probe, visit, trouble),
                Ok(None) => break,
            }
            if visit.is_over() || taken == AT_ONCE {
                break;
            }
            arrival = link.receive_now();
        }
        // Somebody may have begun to wait meanwhile, or have gone.
        if Instant::now() >= self::until(probe, turn) {
            visit.time_up(probe.started.elapsed());
        }
        for note in visit.notes() {
            probe.stage(|| note);
        }
    }
}

/// When the visit has to be over.
fn until(probe: &Probe<'_>, turn: Option<&Turn<'_>>) -> Instant {
    let last = probe.until();
    turn.map_or(last, |turn| turn.until(last))
}

/// What is final ends the visit. What a router says in passing does not: a later packet may find
/// its way.
fn weigh(probe: &mut Probe<'_>, visit: &mut Visit<'_>, trouble: Trouble) {
    match trouble {
        Trouble::Reset => visit.closed(),
        trouble if trouble.is_local() || trouble == Trouble::Refused => visit.trouble(trouble),
        trouble => probe.stage(|| format!("the network says: {trouble}")),
    }
}

async fn send_all(
    probe: &mut Probe<'_>,
    link: &mut Link,
    visit: &mut Visit<'_>,
) -> Result<(), Trouble> {
    while let Some(packet) = visit.next_packet(probe.started.elapsed()) {
        probe.note_of(visit, "sent", &packet);
        link.send(&packet).await?;
    }
    Ok(())
}

async fn take(probe: &mut Probe<'_>, visit: &mut Visit<'_>, packet: &[u8], flood: u32) {
    probe.received = probe.received.wrapping_add(1);
    probe.note_of(visit, "received", packet);
    if let Err(fault) = visit.receive(packet, probe.started.elapsed()) {
        probe.stage(|| format!("skipped the packet: {fault}"));
        probe.skipped_onward = probe.skipped_onward.saturating_add(1);
    }
    probe.pause_every(flood).await;
}

fn secrets() -> Result<Secrets, Trouble> {
    let mut bytes = zeroize::Zeroizing::new([0; Secrets::LENGTH]);
    fill_randomly(&mut *bytes)?;
    Ok(Secrets::new(&bytes))
}
