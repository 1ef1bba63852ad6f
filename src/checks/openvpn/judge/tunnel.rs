//! What came back through the tunnel, in sentences.

use std::net::IpAddr;
use std::time::Duration;

use crate::outcome::{Finding, State};

use super::super::config::Terms;
use super::super::session::visit::{Passage, Tunnel};
use super::super::tunnel::EchoAnswer;
use super::words::{Place, seconds};

/// Silence for less than this proves nothing: requests go out again after 0.3 s, and their answers
/// take their time.
const TRIED: Duration = Duration::from_millis(500);

/// What a tunnel comes to.
pub(super) struct Told {
    /// Whether it carries what was asked for.
    pub(super) works: bool,
    /// What it did, to follow "lets us in,".
    pub(super) what: String,
    pub(super) time: Option<Duration>,
    pub(super) findings: Vec<Finding>,
}

/// A tunnel in which there is no more to find out.
pub(super) fn answered(terms: &Terms, passage: &Passage, place: &Place<'_>) -> Told {
    let found = passage.tunnel.clone().unwrap_or_default();
    let mut told = Told {
        works: true,
        what: "its tunnel answers".into(),
        time: found.time(),
        findings: Vec::new(),
    };
    let ping_is_demanded = terms.expectations.ping_is_demanded;
    let refuse = |told: &mut Told, finding| {
        told.works = false;
        told.findings.push(finding);
    };
    match (found.target, &found.echo) {
        (Some(target), Some((_, EchoAnswer::Reply))) => {
            told.what = format!("{target} answers through the tunnel");
        }
        (Some(target), Some((_, error))) => {
            refuse(&mut told, unreached(terms, target, error, place));
        }
        (Some(target), None) if found.options.is_some() && !ping_is_demanded => {
            let text = format!("{target} does not answer pings through the tunnel");
            told.findings.push(Finding::note(text));
        }
        (None, _) if found.options.is_some() && !ping_is_demanded => {}
        (None, _) if found.options.is_some() => {
            let text = format!("{place} lets us in, and there is nobody in its tunnel to ping");
            refuse(&mut told, Finding::unknown(text));
        }
        _ => refuse(&mut told, unanswered(terms, &found, place)),
    }
    if let (true, Some(target), Some(size)) = (told.works, found.target, terms.ping_size) {
        match sized(&found, target, size, place) {
            Some(finding) => refuse(&mut told, finding),
            None => told.what += &format!(", with {size} bytes too"),
        }
    }
    told
}

/// A tunnel through which not everything came that was asked for before the time was up.
pub(super) fn silent(terms: &Terms, passage: &Passage, place: &Place<'_>) -> Finding {
    let found = passage.tunnel.clone().unwrap_or_default();
    let sized = |target| sized(&found, target, terms.ping_size?, place);
    let too_soon = || {
        let text =
            format!("{place} lets us in, and the time was up before its tunnel was tried out");
        Finding::unknown(text)
    };
    let is_short = passage.waited < TRIED;
    match (found.target, &found.echo) {
        (Some(target), Some((_, EchoAnswer::Reply))) => match &found.sized_echo {
            None if is_short => too_soon(),
            _ => sized(target).unwrap_or_else(too_soon),
        },
        (Some(target), Some((_, error))) => unreached(terms, target, error, place),
        _ if is_short => too_soon(),
        _ => unanswered(terms, &found, place),
    }
}

/// A tunnel in which nobody answered a ping.
fn unanswered(terms: &Terms, found: &Tunnel, place: &Place<'_>) -> Finding {
    let heard = match (found.compressed, found.packets) {
        (0, 0) => "",
        (0, _) => " (other packets of the tunnel do arrive)",
        (1.., _) => " (it answers compressed, which this build cannot read)",
    };
    let text = match (found.target, &found.options) {
        (Some(target), Some((time, _))) => format!(
            "{place} lets us in and its tunnel answers in {}, but {target} answers no ping through it",
            seconds(*time)
        ),
        (Some(target), None) => format!(
            "{place} lets us in, but nothing comes back through the tunnel: neither the server itself nor {target} answers{heard}"
        ),
        (None, _) => format!(
            "{place} lets us in, but nothing comes back through the tunnel: the server does not answer in it{heard}"
        ),
    };
    Finding::new(silent_state(terms), text)
}

/// A ping that came to nothing, in the words of whoever sent it back.
fn unreached(terms: &Terms, target: IpAddr, error: &EchoAnswer, place: &Place<'_>) -> Finding {
    let why = icmp(error);
    let text = format!("{place} lets us in, and {target} is not reached through the tunnel: {why}");
    Finding::new(silent_state(terms), text)
}

/// What a ping of the size asked for has against it, once a small one was answered.
fn sized(found: &Tunnel, target: IpAddr, size: u16, place: &Place<'_>) -> Option<Finding> {
    let text = match &found.sized_echo {
        Some((_, EchoAnswer::Reply)) => return None,
        Some((_, error)) => format!(
            "{place} lets us in, and pings of {size} bytes to {target} do not pass the tunnel: {}",
            icmp(error)
        ),
        None => format!(
            "{place} lets us in, and {target} answers small pings through the tunnel and none of {size} bytes: a path-MTU hole"
        ),
    };
    Some(Finding::critical(text))
}

fn icmp(answer: &EchoAnswer) -> String {
    match answer {
        EchoAnswer::Reply => "it answers".into(),
        EchoAnswer::Unreachable { code, from } => format!("{from} says unreachable (code {code})"),
        EchoAnswer::TooBig {
            mtu: Some(mtu),
            from,
        } => {
            format!("{from} takes {mtu} bytes at most")
        }
        EchoAnswer::TooBig { mtu: None, from } => format!("{from} says that they are too big"),
        EchoAnswer::TimeExceeded { from } => format!("{from} says that it took too many hops"),
    }
}

/// Silence in a tunnel that nobody asked for by itself may be a firewall's.
fn silent_state(terms: &Terms) -> State {
    match terms.expectations.tunnel_is_demanded {
        true => State::Critical,
        false => State::Warning,
    }
}
