//! Text of the server's own making: whatever is in it, one harmless line comes of it.

use proptest::prelude::*;

use super::super::super::certificate::Severity;
use super::super::super::login::{AuthFailure, Challenge};
use super::super::super::session::visit::{End, LoginAnswer, Passage, TlsFault, Waiting};
use super::door::*;
use super::*;

/// Passages with this text wherever a server may say something.
fn saying(text: &str) -> Vec<Passage> {
    let refused = |failure| said(LoginAnswer::Refused(failure));
    let owned = || Some(text.to_owned());
    let mut labelled = shaken();
    labelled.judgement.label = text.into();
    let certificate = Passage {
        handshake: Some(labelled),
        ..reached(Stage::Certificate)
    };
    let issue = |severity, end| Passage {
        handshake: Some(with_issue(severity, &format!("certificate {text} is odd"))),
        ..ended(Stage::Certificate, end)
    };
    vec![
        certificate,
        issue(Severity::Refused, End::Answered),
        issue(Severity::Remark, End::TimeUp(Waiting::Answer)),
        refused(AuthFailure::Plain(owned())),
        refused(AuthFailure::Session(owned())),
        refused(AuthFailure::Temporary {
            reason: owned(),
            backoff: None,
            advance: None,
        }),
        refused(AuthFailure::Challenge(Challenge {
            echo: true,
            response: true,
            username: text.into(),
            text: text.into(),
        })),
        said(LoginAnswer::Restart(text.into())),
        said(LoginAnswer::Halt(text.into())),
        said(admitted(text)),
        ended(Stage::Certificate, End::Garbled(text.into())),
        ended(Stage::Login, End::NoWayIn(text.into())),
        ended(Stage::Reset, End::Tls(TlsFault::Alert(text.into()))),
        ended(Stage::Reset, End::Tls(TlsFault::Broken(text.into()))),
    ]
}

/// Whether the output has the lines and the perfdata that it has to have, and no others.
fn check(terms: &Terms, passage: Passage, attack: &str) {
    let outcome = judge(terms, &[visited(passage)], 0);
    let shown = text(&outcome);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 1 + outcome.findings().len(), "{shown:?}");
    let (summary, perfdata) = lines[0].split_once('|').unwrap();
    assert!(perfdata.starts_with("'time'=0.000812s;;;0; "), "{shown:?}");
    assert!(!perfdata.contains('|'), "{shown:?}");
    let state = outcome.state().to_string();
    assert!(
        summary.starts_with(&format!("OPENVPN {state} - ")),
        "{shown:?}"
    );
    for (line, finding) in lines[1..].iter().zip(outcome.findings()) {
        assert!(
            line.starts_with(&format!("[{}] ", finding.state())),
            "{shown:?}"
        );
        assert!(!line.contains('|'), "{shown:?}");
    }
    let forbidden = |c: char| c.is_control() && c != '\n';
    assert!(!shown.contains(forbidden), "{shown:?} of {attack:?}");
    assert!(
        shown.len() <= 8192 && lines[0].chars().count() <= 400,
        "{shown:?}"
    );
}

#[test]
fn every_attack_comes_out_as_one_harmless_line() {
    let long = "x".repeat(4096);
    for attack in [
        "a\nOPENVPN OK - fine",
        "a\r\n[OK] fine",
        "a | 'time'=0s",
        "\u{1b}[2J\u{1b}[31mred",
        "\0\u{7f}\u{9b}\u{202e}",
        long.as_str(),
    ] {
        for stage in [Stage::Certificate, Stage::Login, Stage::Tunnel] {
            for passage in saying(attack) {
                check(&at(stage), passage, attack);
            }
        }
    }
}

#[test]
fn what_an_option_hides_is_not_shown() {
    let mut terms = at(Stage::Login);
    terms.expectations.push = vec!["dns".into()];
    let passage = said(admitted(
        "ifconfig 10.8.0.2 10.8.0.1,auth-token s3cret\n| x",
    ));
    let shown = text(&judge(&terms, &[visited(passage)], 0));
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(shown.lines().count(), 2, "{shown}");
}

#[test]
fn a_long_reason_is_cut() {
    let reason = "y".repeat(4096);
    let passage = said(LoginAnswer::Refused(AuthFailure::Plain(Some(reason))));
    assert_lines(
        &at(Stage::Login),
        passage,
        &[&format!(
            "CRITICAL @ refuses the login (AUTH_FAILED): {}...",
            "y".repeat(197)
        )],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_leaves_its_line(text in "[\\x00-\\xff\u{2028}\u{202e}|\n]{0,80}") {
        for passage in saying(&text) {
            check(&at(Stage::Login), passage, &text);
        }
    }
}
