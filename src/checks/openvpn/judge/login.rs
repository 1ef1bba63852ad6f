//! What a server said to our login, in sentences.

use crate::outcome::{Finding, State, quote};

use super::super::config::{LoginWith, Terms};
use super::super::login::{AuthFailure, Info, Pushed};
use super::super::session::visit::{Login, LoginAnswer, Passage};
use super::words::Place;

/// Characters of a server's reason that are shown.
const LONGEST_REASON: usize = 200;

/// What an answer to a login comes to.
pub(super) struct Told {
    /// Whether it lets us in, as it should.
    pub(super) is_in: bool,
    pub(super) findings: Vec<Finding>,
}

/// The answer in sentences; none of its own for one that lets us in as it should.
pub(super) fn answered(terms: &Terms, login: &Login, place: &Place<'_>) -> Told {
    let one = |finding| Told {
        is_in: false,
        findings: vec![finding],
    };
    let expects_refusal = terms.expectations.auth_failed;
    match &login.answer {
        LoginAnswer::Admitted(_) if expects_refusal => one(Finding::critical(format!(
            "{place} lets us in although it has to refuse this login"
        ))),
        LoginAnswer::Admitted(pushed) => Told {
            is_in: true,
            findings: admitted(terms, pushed, place),
        },
        LoginAnswer::Refused(failure) => one(refused(terms, failure, place)),
        LoginAnswer::Pending(info) => one(pending(terms, info.as_ref(), place)),
        LoginAnswer::Restart(reason) => one(Finding::warning(format!(
            "{place} answers the login with RESTART{}: it is going down, or sends its clients elsewhere",
            in_brackets(reason)
        ))),
        LoginAnswer::Halt(reason) => one(Finding::warning(format!(
            "{place} answers the login with HALT{}: it is going down, or wants no clients",
            in_brackets(reason)
        ))),
        LoginAnswer::Exit => one(Finding::warning(format!(
            "{place} ends the session instead of answering the login (EXIT): it is going down"
        ))),
    }
}

/// What is missing in what the server pushes.
fn admitted(terms: &Terms, pushed: &Pushed, place: &Place<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let missing: Vec<String> = terms
        .expectations
        .push
        .iter()
        .filter(|wanted| !pushed.contains(wanted))
        .map(|wanted| format!("\"{wanted}\""))
        .collect();
    if !missing.is_empty() {
        let missing = match &missing[..] {
            [one] => format!("does not push {one}"),
            several => format!("pushes neither {}", several.join(" nor ")),
        };
        findings.push(Finding::critical(format!(
            "{place} lets us in and {missing}"
        )));
    }
    let has_address = pushed.ifconfig().is_some() || pushed.ifconfig_ipv6().is_some();
    if !has_address && !terms.login.is_tap {
        findings.push(Finding::critical(format!(
            "{place} lets us in and gives us no address: its pool is exhausted, or it has none"
        )));
    }
    findings
}

fn refused(terms: &Terms, failure: &AuthFailure, place: &Place<'_>) -> Finding {
    let expects_refusal = terms.expectations.auth_failed;
    match failure {
        AuthFailure::Plain(Some(reason)) if expects_refusal && is_behind_the_password(reason) => {
            Finding::critical(format!(
                "{place} accepts this login, which it has to refuse, and turns us away for another reason{}",
                because(Some(reason))
            ))
        }
        AuthFailure::Plain(reason) => {
            let because = because(reason.as_ref());
            match expects_refusal {
                true => Finding::ok(format!(
                    "{place} refuses the login, as expected (AUTH_FAILED){because}"
                )),
                false => {
                    Finding::critical(format!("{place} refuses the login (AUTH_FAILED){because}"))
                }
            }
        }
        AuthFailure::Temporary { reason, .. } => Finding::warning(format!(
            "{place} puts the login off for now (AUTH_FAILED,TEMP){}",
            because(reason.as_ref())
        )),
        AuthFailure::Session(reason) => Finding::critical(format!(
            "{place} says that our session has expired (AUTH_FAILED,SESSION){}",
            because(reason.as_ref())
        )),
        AuthFailure::Challenge(challenge) if expects_refusal => Finding::critical(format!(
            "{place} accepts this login, which it has to refuse, and asks for a second factor{}",
            because(Some(&challenge.text))
        )),
        AuthFailure::Challenge(challenge) => Finding::new(
            unfinished_state(terms, terms.expectations.challenge),
            format!(
                "{place} accepts the login so far and asks for a second factor{}",
                because(Some(&challenge.text))
            ),
        ),
    }
}

fn pending(terms: &Terms, info: Option<&Info>, place: &Place<'_>) -> Finding {
    // A link may be as good as a password: it is not shown.
    let how = match info {
        Some(Info::WebAuth { .. } | Info::OpenUrl { .. }) => "in a browser",
        Some(Info::CrText { .. }) => "by a second factor",
        Some(Info::Other(_)) | None => "elsewhere",
    };
    match terms.expectations.auth_failed {
        true => Finding::critical(format!(
            "{place} has to refuse this login, and waits for it to be confirmed {how}"
        )),
        false => Finding::new(
            unfinished_state(terms, terms.expectations.pending),
            format!("{place} waits for the login to be confirmed {how} (AUTH_PENDING)"),
        ),
    }
}

/// What was asked for behind the login has not been seen while the login lacks its other half.
fn unfinished_state(terms: &Terms, asked: State) -> State {
    let expectations = &terms.expectations;
    match expectations.tunnel_is_demanded || !expectations.push.is_empty() {
        true => asked.max(State::Warning),
        false => asked,
    }
}

/// Whether a refusal comes from a server that has taken the password.
fn is_behind_the_password(reason: &str) -> bool {
    reason.starts_with("Data channel cipher negotiation failed")
        || reason.contains("required pending auth method")
}

fn in_brackets(reason: &str) -> String {
    match reason.trim() {
        "" => String::new(),
        reason => format!(" ({})", quote(reason.as_bytes(), LONGEST_REASON)),
    }
}

fn because(reason: Option<&String>) -> String {
    match reason.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) => format!(": {}", quote(reason.as_bytes(), LONGEST_REASON)),
        None => String::new(),
    }
}

/// What it means that a server does not even take note of a login.
pub(super) fn silence_means(terms: &Terms, passage: &Passage) -> String {
    let wants_certificate = passage
        .handshake
        .as_ref()
        .is_some_and(|handshake| handshake.wants_certificate);
    // Where none is asked for, ours is not shown and explains nothing.
    if let (Some(fault), true) = (&terms.login.fault, wants_certificate) {
        return fault.clone();
    }
    let LoginWith {
        certificate,
        password,
        ..
    } = terms.login;
    let means = match (wants_certificate, certificate, password) {
        (true, false, _) => {
            "it wants a certificate of ours (--cert and --key), or its authentication hangs"
        }
        (true, true, false) => {
            "it refuses our certificate, wants a user name and password too, or its authentication hangs"
        }
        (true, true, true) => "it refuses our certificate, or its authentication hangs",
        (false, _, false) => "it wants a user name and password, or its authentication hangs",
        (false, _, true) => "its authentication hangs (script, RADIUS, LDAP)",
    };
    means.to_owned()
}
