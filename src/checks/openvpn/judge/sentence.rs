//! One sentence for every way a probe can end: the cause, and what it concerns.

use crate::net::Trouble;
use crate::outcome::{State, quote, state_of};

use super::super::config::{Protection, Terms, Transport};
use super::super::key::Direction;
use super::super::session::{Answer, Fault, Kind, Proof};
use super::super::stream::BadLength;
use super::super::verdict::{Ending, Verdict};
use super::states::is_short;
use super::words::{Place, as_seconds, hellos, outside, seconds};

/// The sentence on a verdict.
pub(super) fn of(terms: &Terms, verdict: &Verdict) -> String {
    let place = Place::new(terms, verdict);
    match &verdict.ending {
        ending if terms.expect_silence => unexpected(terms, verdict, ending, &place),
        ending => plain(terms, verdict, ending, &place),
    }
}

/// The sentence on a verdict, with the time that it took where the sentence itself has none.
pub(super) fn with_time(terms: &Terms, verdict: &Verdict) -> String {
    let text = of(terms, verdict);
    match verdict.ending {
        Ending::Answered(_)
        | Ending::Silence
        | Ending::ConnectTimeout
        | Ending::Closed { .. }
        | Ending::Reset { .. } => text,
        _ => format!("{text}, after {}", seconds(verdict.elapsed)),
    }
}

fn plain(terms: &Terms, verdict: &Verdict, ending: &Ending, place: &Place) -> String {
    let transport = terms.endpoint.transport;
    match ending {
        Ending::Answered(answer) => answered(terms, verdict, answer, place),
        Ending::Faulty(fault) => faulty(terms, *fault, place),
        Ending::Elsewhere { from } => format!(
            "the answer for {place} came from {from}: clients drop it; the server needs --multihome or --local"
        ),
        Ending::Silence => match transport {
            Transport::Udp => format!(
                "no reply from {place} after {} in {}: down, filtered, rate limited, full (before 2.6), {}",
                hellos(verdict.hellos),
                seconds(verdict.elapsed),
                silence_means(terms.protection)
            ),
            Transport::Tcp => format!(
                "{place} accepted the connection and sent nothing in {}: not OpenVPN, or it hangs",
                seconds(verdict.elapsed)
            ),
        },
        Ending::ConnectTimeout => format!(
            "{place} did not accept a connection in {}: down or filtered",
            seconds(verdict.elapsed)
        ),
        Ending::Closed { after } => format!(
            "{place} closed the connection without an answer {} after our hello: {}, or not OpenVPN",
            seconds(*after),
            close_means(terms.protection)
        ),
        Ending::Reset { after } => format!(
            "{place} reset the connection {} after our hello: it is full (max-clients), not OpenVPN, or a firewall is in between",
            seconds(*after)
        ),
        Ending::OtherProtocol(speaker, prefix) => {
            format!("{place} speaks {speaker}, not OpenVPN{}", greeting(prefix))
        }
        Ending::BadLength(BadLength(length)) => {
            format!("{place} does not speak OpenVPN: it announces a packet of {length} bytes")
        }
        Ending::BrokenOff => {
            format!("{place} broke off in the middle of a packet: not OpenVPN, or it hangs")
        }
        Ending::Trouble(trouble) => network(transport, trouble, place),
    }
}

/// The sentences where silence is what is wanted.
fn unexpected(terms: &Terms, verdict: &Verdict, ending: &Ending, place: &Place) -> String {
    let means = match terms.protection {
        Protection::Plain => "its HMAC firewall (tls-auth or tls-crypt) is off",
        _ => "it accepts this key",
    };
    match ending {
        _ if is_short(verdict) => format!(
            "cannot tell whether {place} keeps silent: only {} were left to listen; raise --timeout",
            seconds(verdict.elapsed)
        ),
        Ending::Silence if terms.endpoint.transport == Transport::Udp => format!(
            "no reply from {place} after {} in {}: silence as expected (a server that is down is silent too)",
            hellos(verdict.hellos),
            seconds(verdict.elapsed)
        ),
        Ending::Silence => format!(
            "{place} accepted the connection and kept silent for {}, as expected",
            seconds(verdict.elapsed)
        ),
        Ending::Closed { .. } | Ending::Reset { .. } => {
            format!("{place} closed the connection without an answer, as expected")
        }
        Ending::Answered(answer) => format!(
            "{place} answered in {} although silence is expected: {means}",
            seconds(answer.round_trip)
        ),
        Ending::Faulty(Fault::Unsigned | Fault::UnsignedAndUntied) => {
            format!("{place} answered unsigned although silence is expected")
        }
        Ending::Faulty(fault) => {
            format!("{place} answered although silence is expected, if not validly: {fault}")
        }
        Ending::ConnectTimeout | Ending::Trouble(_) => format!(
            "cannot tell whether the server keeps silent: {}",
            plain(terms, verdict, ending, place)
        ),
        other => plain(terms, verdict, other, place),
    }
}

fn answered(terms: &Terms, verdict: &Verdict, answer: &Answer, place: &Place) -> String {
    let time = seconds(answer.round_trip);
    let mut text = match (answer.kind, answer.proof) {
        (Kind::Anything, _) => format!("{place} sent something in {time}, which was not validated"),
        (Kind::UntiedReset, Proof::None | Proof::UncheckedSignature) => format!(
            "{place} sent a reset in {time} that does not name our session: an answer to somebody else, or forged"
        ),
        (_, Proof::None) => format!("{place} answered in {time}"),
        (_, Proof::Signature) => {
            format!(
                "{place} answered in {time}, signature verified ({})",
                terms.protection
            )
        }
        (_, Proof::UncheckedSignature) => {
            format!(
                "{place} answered in {time}, signature not checked for want of the server's key"
            )
        }
    };
    match (answer.kind, answer.proof) {
        (Kind::Acknowledgement, _) => text += ", taking our hello for a retransmit",
        (Kind::UntiedReset, Proof::Signature) => {
            text += ", without naming our session";
        }
        _ => {}
    }
    if verdict.hellos > 1 {
        text += &format!(", after {} hellos", verdict.hellos);
    }
    let value = answer.round_trip.as_secs_f64();
    match state_of(value, terms.warning.as_ref(), terms.critical.as_ref()) {
        State::Critical => text += &outside("critical", terms.critical.as_ref()),
        State::Warning => text += &outside("warning", terms.warning.as_ref()),
        _ => {}
    }
    match (answer.clock_offset, &terms.clock_offset) {
        (Some(offset), Some(range)) if range.alerts(as_seconds(offset).abs()) => {
            let side = if offset < 0 { "behind" } else { "ahead of" };
            let offset = offset.unsigned_abs();
            text + &format!(", but its clock is {offset} s {side} ours (range {range})")
        }
        _ => text,
    }
}

fn faulty(terms: &Terms, fault: Fault, place: &Place) -> String {
    let protection = terms.protection;
    match fault {
        Fault::Unsigned | Fault::UnsignedAndUntied => format!(
            "{place} answers unsigned: the server does not enforce {}",
            match protection {
                Protection::TlsAuth(..) => "tls-auth",
                Protection::Plain | Protection::TlsCrypt => "tls-crypt",
                Protection::TlsCryptV2 => "tls-crypt-v2",
            }
        ),
        Fault::OtherHalf => format!(
            "wrong key direction for {place}: the answer verifies under the other half of the key{}",
            match protection {
                Protection::TlsAuth(_, Some(Direction::Zero)) => "; try --key-direction none",
                Protection::TlsAuth(_, Some(Direction::None)) => "; try --key-direction 0",
                _ => "",
            }
        ),
        Fault::BadSignature => {
            format!("bad signature: {place} answers, but not signed with our key ({protection})")
        }
        Fault::KeyMethod1 => format!(
            "{place} wants key method 1, which OpenVPN gave up with 2.4: ancient, or not OpenVPN"
        ),
        Fault::Echo => format!("{place} sends our own packet back: not OpenVPN"),
        fault => format!("no valid answer from {place}: a reply came, but {fault}"),
    }
}

fn network(transport: Transport, trouble: &Trouble, place: &Place) -> String {
    match trouble {
        Trouble::Refused => match transport {
            Transport::Udp => format!("nothing listens on {place} (ICMP port unreachable)"),
            Transport::Tcp => format!("nothing listens on {place} (connection refused)"),
        },
        Trouble::NoRoute => format!("no route to {place}"),
        Trouble::HostUnreachable => format!("{place} is unreachable (host unreachable)"),
        Trouble::Prohibited => format!("a firewall, here or on the way, forbids {place}"),
        Trouble::Objection(message) => {
            format!("no reply from {place}: a router objects to our packets (ICMP {message})")
        }
        Trouble::NoSuchSource => {
            format!("cannot probe {place}: the --source address is not this machine's")
        }
        Trouble::UnfitSource => {
            format!("cannot probe {place}: it is not to be reached from the --source address")
        }
        Trouble::Reset | Trouble::Timeout => format!("{place}: {trouble}"),
        Trouble::Local(why) => format!("cannot probe {place}: {why}"),
    }
}

fn silence_means(protection: Protection) -> &'static str {
    match protection {
        Protection::Plain => "or it wants a tls-auth or tls-crypt key",
        Protection::TlsAuth(_, None) => "or our keys or digest are not the server's",
        Protection::TlsAuth(..) => "or our key, digest or direction is not the server's",
        Protection::TlsCrypt | Protection::TlsCryptV2 => "or our key is not the server's",
    }
}

fn close_means(protection: Protection) -> &'static str {
    match protection {
        Protection::Plain => "it wants a tls-auth or tls-crypt key, is full",
        Protection::TlsAuth(_, None) => "our keys, digest or mode are not the server's, it is full",
        Protection::TlsAuth(..) => {
            "our key, digest, direction or mode is not the server's, it is full"
        }
        Protection::TlsCrypt | Protection::TlsCryptV2 => {
            "our key or mode is not the server's, it is full"
        }
    }
}

/// The first line of a protocol that is made for reading.
fn greeting(prefix: &[u8]) -> String {
    let line = prefix
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    match line.iter().all(|byte| matches!(byte, b' '..=b'~')) && !line.is_empty() {
        true => format!(" (\"{}\")", quote(line, 60)),
        false => String::new(),
    }
}
