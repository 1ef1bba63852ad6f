//! What lies behind the reset, in sentences: each names the stage that did not go well, and how far
//! the way led before.

use crate::net::Trouble;
use crate::outcome::{Finding, State};
use crate::tls::certificate::date_text;

use super::super::certificate::Severity;
use super::super::config::{Terms, Transport};
use super::super::session::tls::Proof;
use super::super::session::visit::{End, Handshake, Passage, Stage, TlsFault, Waiting};
use super::super::session::{Answer, Kind};
use super::super::verdict::Verdict;
use super::states::{answer_state, measured_state};
use super::words::{Place, hellos, seconds};
use super::{login, sentence, tunnel};

/// Everything there is to say of a server that has answered the reset.
pub(super) fn findings(terms: &Terms, verdict: &Verdict, answer: &Answer) -> Vec<Finding> {
    let place = Place::new(terms, verdict);
    let Some(passage) = &verdict.passage else {
        let mut findings = vec![no_session(terms, verdict, answer, &place)];
        let measured = measured_state(terms, answer);
        if measured != State::Ok {
            findings.push(Finding::new(measured, sentence::of(terms, verdict)));
        }
        return findings;
    };
    let mut findings = Vec::new();
    // A slow answer, or one of a clock that is off, is told as it is where that is all.
    let reset = answer_state(terms, answer);
    if reset != State::Ok {
        findings.push(Finding::new(reset, sentence::of(terms, verdict)));
    }
    let ended = ending(terms, passage, &place);
    let handshake = passage.handshake.as_ref();
    match (ended, handshake) {
        (Some(ended), _) => {
            // What the server said to the login counts, whatever came behind it.
            let login = passage.login.iter();
            findings.extend(login.flat_map(|login| login::answered(terms, login, &place).findings));
            findings.push(ended);
        }
        (None, None) => findings.push(unfinished(&place, "a TLS handshake")),
        (None, Some(handshake)) if handshake.admits() => {
            findings.extend(through(terms, verdict, answer, passage, handshake, &place));
        }
        // The certificate says it all.
        (None, Some(_)) => {}
    }
    findings.extend(handshake.map_or_else(Vec::new, |it| certificate(it, &place)));
    findings
}

/// A visit that found nothing more to do and lacks what it was for.
fn unfinished(place: &Place<'_>, lacking: &str) -> Finding {
    Finding::unknown(format!(
        "cannot tell how {place} is: the visit ended without {lacking}"
    ))
}

/// A sign of life that no session could be started from.
fn no_session(terms: &Terms, verdict: &Verdict, answer: &Answer, place: &Place<'_>) -> Finding {
    let what = match answer.kind {
        Kind::Acknowledgement => "took our hello for a retransmit",
        Kind::UntiedReset => "sent a reset that does not name our session",
        Kind::Reset | Kind::Anything => {
            return Finding::unknown(format!(
                "{place} answered the reset, and this machine could not go on from there"
            ));
        }
    };
    let elapsed = seconds(verdict.elapsed);
    let hellos = hellos(verdict.hellos);
    Finding::new(
        terms.timeout_result,
        format!("{place} {what} and started no session after {hellos} in {elapsed}"),
    )
}

/// What ended the visit before it came to an answer; nothing if it came to one.
fn ending(terms: &Terms, passage: &Passage, place: &Place<'_>) -> Option<Finding> {
    let one = |state, text| Some(Finding::new(state, text));
    match &passage.end {
        End::Answered => None,
        End::TimeUp(waiting) => Some(silence(terms, passage, *waiting, place)),
        End::Closed(waiting) => one(
            State::Critical,
            format!("{place} {}", hang_up(terms, passage, *waiting)),
        ),
        End::Tls(fault) => Some(of_tls(fault, passage, place)),
        End::Garbled(why) => one(
            State::Critical,
            format!("{place} makes no sense inside TLS: {why}"),
        ),
        End::NoWayIn(why) => one(
            State::Unknown,
            match passage.login {
                Some(_) => format!("{place} lets us in, and its tunnel cannot be tried: {why}"),
                None => format!("cannot log in to {place}: {why}"),
            },
        ),
        End::Trouble(Trouble::Refused) => one(
            State::Critical,
            format!(
                "{place} went away {}: nothing listens there any more",
                stage_of(passage)
            ),
        ),
        End::Trouble(trouble) => one(
            match trouble.is_local() {
                true => State::Unknown,
                false => State::Critical,
            },
            format!("{place} broke off {}: {trouble}", stage_of(passage)),
        ),
        End::NotBegun => one(
            State::Unknown,
            format!("{place} answered the reset and was not visited for want of time"),
        ),
    }
}

/// What was waited for in vain.
fn silence(terms: &Terms, passage: &Passage, waiting: Waiting, place: &Place<'_>) -> Finding {
    let waited = seconds(passage.waited);
    // A server that has got all that we said has no such excuse.
    let or_lost = match passage.retransmits {
        0 => "",
        _ => ", or packets are lost on the way",
    };
    let what = match waiting {
        Waiting::Hearing => {
            let causes = match terms.endpoint.transport {
                Transport::Udp => {
                    ", a full server (max-clients), or larger packets are lost on the way (MTU)"
                }
                Transport::Tcp => ", larger packets are lost on the way (MTU), or it hangs",
            };
            format!(
                "answered the reset and nothing of the TLS handshake in {waited}: no TLS version, suite or key type in common (legacy TLS){causes}"
            )
        }
        Waiting::Handshake => format!(
            "began the TLS handshake and did not finish it in {waited}: packets are lost on the way (MTU), or it hangs"
        ),
        Waiting::KeyExchange => format!(
            "showed its certificate and did not answer the login in {waited}: {}{or_lost}",
            login::silence_means(terms, passage)
        ),
        Waiting::Answer => format!(
            "took our login and said neither yes nor no in {waited}: its authentication hangs (script, RADIUS, LDAP, a second factor), or it is no server that pushes options (point-to-point){or_lost}"
        ),
        Waiting::Tunnel => return tunnel::silent(terms, passage, place),
    };
    Finding::new(terms.timeout_result, format!("{place} {what}"))
}

/// At what the server closed the connection.
fn hang_up(terms: &Terms, passage: &Passage, waiting: Waiting) -> String {
    match waiting {
        Waiting::Hearing => {
            "answered the reset and hung up at the TLS handshake: no TLS version, suite or key type in common (legacy TLS)".into()
        }
        Waiting::Handshake => "hung up in the middle of the TLS handshake".into(),
        Waiting::KeyExchange => format!(
            "showed its certificate and hung up at the login: {}",
            login::silence_means(terms, passage)
        ),
        Waiting::Answer => "took our login and hung up without an answer".into(),
        Waiting::Tunnel => "let us in and hung up before its tunnel was tried out".into(),
    }
}

fn stage_of(passage: &Passage) -> &'static str {
    match (&passage.handshake, &passage.login) {
        (None, _) => "in the TLS handshake",
        (Some(_), None) => "in the login",
        (Some(_), Some(_)) => "once we were in",
    }
}

fn of_tls(fault: &TlsFault, passage: &Passage, place: &Place<'_>) -> Finding {
    match fault {
        // Behind the server's certificate the same alerts are about ours.
        TlsFault::Alert(alert) if passage.handshake.is_none() && is_about_versions(alert) => {
            Finding::unknown(format!(
                "legacy TLS: {place} refuses what this build offers, TLS 1.2 and 1.3 with AES-GCM or ChaCha20 (alert {alert})"
            ))
        }
        TlsFault::Alert(alert) => Finding::critical(format!(
            "{place} refuses us {}: alert {alert}",
            stage_of(passage)
        )),
        TlsFault::Legacy(why) => Finding::unknown(format!(
            "legacy TLS: {place} wants what this build does not do: {why}"
        )),
        // No client with this profile comes any further.
        TlsFault::Narrowed(versions) => Finding::critical(format!(
            "{place} does not do {versions}, which is all that the profile allows"
        )),
        TlsFault::Broken(why) => Finding::critical(format!(
            "{place} does not keep to TLS {}: {why}",
            stage_of(passage)
        )),
        TlsFault::Ours(why) => {
            Finding::unknown(format!("cannot begin a TLS handshake with {place}: {why}"))
        }
    }
}

/// Alerts with which a server says that there is nothing both sides can do.
fn is_about_versions(alert: &str) -> bool {
    matches!(
        alert,
        "protocol_version" | "handshake_failure" | "insufficient_security"
    )
}

/// What there is to say of the certificates.
fn certificate(handshake: &Handshake, place: &Place<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let judgement = &handshake.judgement;
    let has_legacy = |severity: Severity| severity == Severity::Legacy;
    match handshake.proof {
        Proof::Given => {}
        Proof::Failed => findings.push(Finding::critical(format!(
            "{place} shows the certificate {} and does not have its key",
            judgement.label
        ))),
        Proof::Unverifiable if judgement.issues.iter().any(|it| has_legacy(it.severity)) => {}
        Proof::Unverifiable => findings.push(Finding::unknown(format!(
            "legacy TLS: {place} signs the handshake in a way that this build cannot verify"
        ))),
    }
    for issue in &judgement.issues {
        let finding = issue.finding();
        let is_plain = !matches!(issue.severity, Severity::Remark);
        findings.push(match is_plain {
            true => Finding::new(finding.state(), format!("{place}: {}", finding.text())),
            false => finding,
        });
    }
    findings
}

/// A server that was visited as far as was asked.
fn through(
    terms: &Terms,
    verdict: &Verdict,
    answer: &Answer,
    passage: &Passage,
    handshake: &Handshake,
    place: &Place<'_>,
) -> Vec<Finding> {
    let good_until = good_until(terms, handshake);
    let mut times = vec![
        format!("reset {}", seconds(answer.round_trip)),
        format!("handshake {}", seconds(handshake.time)),
    ];
    if terms.stage < Stage::Login {
        let label = &handshake.judgement.label;
        let times = times.join(", ");
        let shows = match terms.verifies {
            true => "shows the certificate",
            false => "shows a certificate that nobody verified:",
        };
        let after = after(verdict);
        let text = format!("{place} {shows} {label}{good_until}{after} ({times})");
        return vec![Finding::ok(text)];
    }
    let Some(login) = &passage.login else {
        return vec![unfinished(place, "an answer to the login")];
    };
    times.push(format!("login {}", seconds(login.time)));
    let after = after(verdict);
    let told = login::answered(terms, login, place);
    if !told.is_in {
        return told.findings;
    }
    let mut findings = told.findings;
    let mut what = String::new();
    let mut is_good = findings.is_empty();
    if terms.stage == Stage::Tunnel {
        let tunnel = tunnel::answered(terms, passage, place);
        times.extend(tunnel.time.map(|time| format!("tunnel {}", seconds(time))));
        what = format!(", {}", tunnel.what);
        is_good &= tunnel.works;
        findings.extend(tunnel.findings);
    }
    // Praise beside a fault of the same login would only confuse.
    if is_good {
        let times = times.join(", ");
        let text = format!("{place} lets us in{what}{good_until}{after} ({times})");
        findings.insert(0, Finding::ok(text));
    }
    findings
}

fn after(verdict: &Verdict) -> String {
    match verdict.hellos {
        ..=1 => String::new(),
        count => format!(", after {}", hellos(count)),
    }
}

fn good_until(terms: &Terms, handshake: &Handshake) -> String {
    let ends = handshake.judgement.expiries.iter().map(|it| it.not_after);
    match ends.min() {
        Some(end) if end >= terms.now => format!(", certificates hold until {}", date_text(end)),
        _ => String::new(),
    }
}
