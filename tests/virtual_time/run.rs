//! One visit to its end.

use std::time::Duration;

use gatewatch::checks::openvpn::packet::Body;
use gatewatch::checks::openvpn::session::visit::{Passage, Plan};
use gatewatch::checks::openvpn::wrap::Wrap;

use crate::client::{Client, Last};
use crate::dice::Dice;
use crate::line::{Line, Manners, Way};
use crate::support::door::{Door, Lock, Script, Seen};
use crate::watch::Watch;

/// Packets that a side may have to send at one moment.
const AT_ONCE: usize = 300;

/// Both sides, and what is between them.
pub struct Setting<'a> {
    pub wrap: &'a Wrap,
    pub lock: &'a Lock,
    pub plan: &'a Plan,
    pub script: &'a Script,
    pub manners: Manners,
    pub deadline: Duration,
    /// What comes then.
    pub last: &'a Last,
    /// Seconds since 1970.
    pub clock: i64,
}

/// What became of it.
pub struct Ended {
    /// None where no hello was answered.
    pub passage: Option<Passage>,
    /// For people who debug, and the last packet that came.
    pub notes: Vec<String>,
    pub heard: String,
    pub seen: Seen,
    pub at: Duration,
    /// Whether the time was up before the client was done.
    pub is_late: bool,
    /// Whether the server still has a session of the client's.
    pub has_guest: bool,
}

/// Runs to the end, which comes by the deadline at the latest.
///
/// # Errors
/// What the client did that it must never do.
pub fn run(setting: &Setting<'_>, seed: u64) -> Result<Ended, String> {
    let mut dice = Dice::new(seed);
    let resends = setting.script.resends;
    let numbers = Dice::new(dice.next());
    let mut line = Line::new(setting.manners.clone(), dice);
    let mut client = Client::new(setting.wrap, setting.plan, resends, setting.clock, numbers);
    let clock = u32::try_from(setting.clock).map_err(|_| "a clock beyond 2106")?;
    let mut door = Door::new(setting.lock, setting.script, clock);
    let mut watch = Watch::new(setting.lock);
    let mut now = Duration::ZERO;
    let mut is_late = false;
    loop {
        for sent in 0.. {
            let Some(packet) = client.next_packet(now) else {
                break;
            };
            if sent > AT_ONCE {
                return Err(format!("the client has no end of packets at {now:?}"));
            }
            watch.sent(&packet);
            line.send(Way::ToServer, &packet, now);
        }
        if client.is_over() || is_late {
            break;
        }
        while let Some(packet) = door.next_packet(now) {
            line.send(Way::ToClient, &packet, now);
        }
        let wake = client.wake_at();
        if wake.is_some_and(|wake| wake <= now) {
            return Err(format!("the client never sleeps at {now:?}"));
        }
        let moments = [wake, door.wake_at(), line.next_arrival()];
        let next = moments.into_iter().flatten().min();
        now = next.unwrap_or(setting.deadline).min(setting.deadline);
        if now == setting.deadline {
            is_late = true;
            client.ends(setting.last, now);
            continue;
        }
        while let Some((way, packet)) = line.arrived(now) {
            match way {
                Way::ToServer => door.receive(&packet, now),
                Way::ToClient => {
                    if let Some(body) = open(setting.wrap, &packet) {
                        watch.reaches_client(&body);
                    }
                    client.receive(&packet, now);
                }
            }
        }
    }
    let has_begun = client.opening().is_some();
    if has_begun && (!client.is_over() || client.wake_at().is_some()) {
        return Err("the client is not over at its end".into());
    }
    // What is still under way reaches the server.
    while let Some(at) = line.next_arrival() {
        let Some((way, packet)) = line.arrived(at) else {
            break;
        };
        if way == Way::ToServer {
            door.receive(&packet, at);
        }
    }
    if let Some(fault) = watch.faults.first() {
        return Err(fault.clone());
    }
    if !watch.stream().starts_with(&door.seen().stream) {
        return Err("the server did not get what the client said, once and in order".into());
    }
    Ok(Ended {
        notes: client.notes(),
        heard: client.heard().to_owned(),
        passage: client.into_passage(),
        seen: door.seen().clone(),
        at: now,
        is_late,
        has_guest: door.has_guest(),
    })
}

fn open(wrap: &Wrap, packet: &[u8]) -> Option<Body> {
    let opened = wrap.open(packet).ok()?;
    Body::decode(opened.header.opcode, &opened.body).ok()
}
