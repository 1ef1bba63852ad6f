//! TLS and the server's certificate, and every way a visit can end before its answer.

use crate::tls::client::Versions;

use super::super::super::certificate::Severity;
use super::super::super::session::tls;
use super::super::super::session::visit::{End, Handshake, Passage, TlsFault, Waiting};
use super::door::*;
use super::*;

#[test]
fn a_good_certificate_is_told_with_its_times_and_its_end() {
    let outcome = judge(
        &at(Stage::Certificate),
        &[visited(reached(Stage::Certificate))],
        0,
    );
    assert_eq!(
        text(&outcome),
        "OPENVPN OK - vpn.example.org:1194/udp (192.0.2.1) shows the certificate CN=server, \
         certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms)\
         |'time'=0.000812s;;;0; 'tls_time'=0.012s;;;0; 'server_cert_days'=90;30:;14:;; \
         'ca_cert_days'=900;30:;14:;; 'hellos'=1;;;0; 'retransmits'=0;;;0; 'invalid'=0;;;0;\n\
         [OK] vpn.example.org:1194/udp (192.0.2.1) shows the certificate CN=server, \
         certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms)\n"
    );
}

#[test]
fn everything_that_was_measured_is_perfdata() {
    let signed = Terms {
        clock_offset: "60".parse().ok(),
        warning: "0.5".parse().ok(),
        critical: "2".parse().ok(),
        ..at(Stage::Tunnel)
    };
    let passage = Passage {
        waited: Duration::from_secs(10),
        retransmits: 3,
        ..reached(Stage::Tunnel)
    };
    let verdict = Verdict {
        ending: answer(Kind::Reset, Proof::Signature),
        hellos: 2,
        skipped: 4,
        ..visited(passage)
    };
    let outcome = judge(&signed, &[verdict], 0);
    assert_eq!(
        outcome.summary(),
        format!(
            "{AT} lets us in, 10.8.0.1 answers through the tunnel, certificates hold until 2027-08-30, after 2 hellos (reset 0.8 ms, handshake 12 ms, \
             login 30 ms, tunnel 2 ms)"
        )
    );
    assert_eq!(
        text(&outcome)
            .lines()
            .next()
            .unwrap()
            .split_once('|')
            .unwrap()
            .1,
        "'time'=0.000812s;0.5;2;0; 'tls_time'=0.012s;;;0; 'login_time'=0.03s;;;0; \
         'tunnel_time'=0.002s;;;0; 'server_cert_days'=90;30:;14:;; 'ca_cert_days'=900;30:;14:;; \
         'hellos'=2;;;0; 'retransmits'=3;;;0; 'invalid'=4;;;0; 'clock_offset'=-2s;;;;"
    );
}

#[test]
fn a_visit_that_stops_on_its_way_says_where_and_why_that_may_be() {
    let login = "it wants a certificate of ours (--cert and --key), or its authentication hangs";
    for (stage, waiting, silent, hung_up) in [
        (
            Stage::Reset,
            Waiting::Hearing,
            "answered the reset and nothing of the TLS handshake in 10 s: no TLS version, suite or key type in common (legacy TLS), a full server (max-clients), or larger packets are lost on the way (MTU)",
            "answered the reset and hung up at the TLS handshake: no TLS version, suite or key type in common (legacy TLS)",
        ),
        (
            Stage::Reset,
            Waiting::Handshake,
            "began the TLS handshake and did not finish it in 10 s: packets are lost on the way (MTU), or it hangs",
            "hung up in the middle of the TLS handshake",
        ),
        (
            Stage::Certificate,
            Waiting::KeyExchange,
            &format!("showed its certificate and did not answer the login in 10 s: {login}"),
            &format!("showed its certificate and hung up at the login: {login}"),
        ),
        (
            Stage::Certificate,
            Waiting::Answer,
            "took our login and said neither yes nor no in 10 s: its authentication hangs (script, RADIUS, LDAP, a second factor), or it is no server that pushes options (point-to-point)",
            "took our login and hung up without an answer",
        ),
    ] {
        for (end, what) in [
            (End::TimeUp(waiting), silent),
            (End::Closed(waiting), hung_up),
        ] {
            let sentence = format!("CRITICAL @ {what}");
            assert_lines(&at(Stage::Login), ended(stage, end), &[&sentence]);
        }
    }
    assert_lines(
        &at(Stage::Tunnel),
        ended(Stage::Login, End::Closed(Waiting::Tunnel)),
        &["CRITICAL @ let us in and hung up before its tunnel was tried out"],
    );
}

#[test]
fn over_tcp_a_full_server_is_no_cause_and_a_narrow_path_still_is() {
    let over_tcp = Terms {
        stage: Stage::Certificate,
        ..tcp(Protection::Plain)
    };
    assert_eq!(
        lines(&over_tcp, &visited(waited(Stage::Reset, Waiting::Hearing))),
        [
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) answered the reset and nothing of \
             the TLS handshake in 10 s: no TLS version, suite or key type in common (legacy TLS), \
             larger packets are lost on the way (MTU), or it hangs"
        ]
    );
}

#[test]
fn the_state_of_a_timeout_is_the_users_and_that_of_a_hang_up_is_not() {
    for state in [State::Ok, State::Unknown, State::Warning, State::Critical] {
        let terms = Terms {
            timeout_result: state,
            ..at(Stage::Login)
        };
        for waiting in [
            Waiting::Hearing,
            Waiting::Handshake,
            Waiting::KeyExchange,
            Waiting::Answer,
        ] {
            let of = |end| {
                let verdict = visited(ended(Stage::Certificate, end));
                judge(&terms, &[verdict], 0).state()
            };
            assert_eq!(of(End::TimeUp(waiting)), state);
            assert_eq!(of(End::Closed(waiting)), State::Critical);
        }
    }
}

#[test]
fn what_tls_has_to_say_is_told_with_the_stage_and_by_whose_fault_it_is() {
    let alert = |alert: &str| End::Tls(TlsFault::Alert(alert.into()));
    let old = |alert: &str| {
        format!(
            "UNKNOWN legacy TLS: @ refuses what this build offers, TLS 1.2 and 1.3 with AES-GCM or ChaCha20 (alert {alert})"
        )
    };
    for (stage, end, sentence) in [
        (
            Stage::Reset,
            alert("protocol_version"),
            old("protocol_version"),
        ),
        (
            Stage::Reset,
            alert("handshake_failure"),
            old("handshake_failure"),
        ),
        (
            Stage::Reset,
            alert("insufficient_security"),
            old("insufficient_security"),
        ),
        (
            Stage::Reset,
            alert("decode_error"),
            "CRITICAL @ refuses us in the TLS handshake: alert decode_error".into(),
        ),
        (
            Stage::Certificate,
            alert("handshake_failure"),
            "CRITICAL @ refuses us in the login: alert handshake_failure".into(),
        ),
        (
            Stage::Certificate,
            alert("certificate_required"),
            "CRITICAL @ refuses us in the login: alert certificate_required".into(),
        ),
        (
            Stage::Login,
            alert("internal_error"),
            "CRITICAL @ refuses us once we were in: alert internal_error".into(),
        ),
        (
            Stage::Reset,
            End::Tls(TlsFault::Legacy("no suite".into())),
            "UNKNOWN legacy TLS: @ wants what this build does not do: no suite".into(),
        ),
        (
            Stage::Reset,
            End::Tls(TlsFault::Narrowed(Versions::Tls13)),
            "CRITICAL @ does not do TLS 1.3, which is all that the profile allows".into(),
        ),
        (
            Stage::Reset,
            End::Tls(TlsFault::Broken("bad record".into())),
            "CRITICAL @ does not keep to TLS in the TLS handshake: bad record".into(),
        ),
        (
            Stage::Reset,
            End::Tls(TlsFault::Ours("no time".into())),
            "UNKNOWN cannot begin a TLS handshake with @: no time".into(),
        ),
    ] {
        assert_lines(&at(Stage::Tunnel), ended(stage, end), &[&sentence]);
    }
}

#[test]
fn other_ends_name_their_cause() {
    let trouble = End::Trouble;
    for (stage, end, sentence) in [
        (
            Stage::Certificate,
            End::Garbled("a message without end".into()),
            "CRITICAL @ makes no sense inside TLS: a message without end",
        ),
        (
            Stage::Login,
            End::NoWayIn("its cipher is BF-CBC".into()),
            "UNKNOWN @ lets us in, and its tunnel cannot be tried: its cipher is BF-CBC",
        ),
        (
            Stage::Certificate,
            End::NoWayIn("too long".into()),
            "UNKNOWN cannot log in to @: too long",
        ),
        (
            Stage::Reset,
            trouble(Trouble::Refused),
            "CRITICAL @ went away in the TLS handshake: nothing listens there any more",
        ),
        (
            Stage::Certificate,
            trouble(Trouble::Refused),
            "CRITICAL @ went away in the login: nothing listens there any more",
        ),
        (
            Stage::Login,
            trouble(Trouble::Refused),
            "CRITICAL @ went away once we were in: nothing listens there any more",
        ),
        (
            Stage::Reset,
            trouble(Trouble::Prohibited),
            "CRITICAL @ broke off in the TLS handshake: prohibited by a firewall",
        ),
        (
            Stage::Certificate,
            trouble(Trouble::Reset),
            "CRITICAL @ broke off in the login: connection reset",
        ),
        (
            Stage::Login,
            trouble(Trouble::Local("no buffer space".into())),
            "UNKNOWN @ broke off once we were in: no buffer space",
        ),
        (
            Stage::Reset,
            trouble(Trouble::Local("no buffer space".into())),
            "UNKNOWN @ broke off in the TLS handshake: no buffer space",
        ),
        (
            Stage::Reset,
            End::NotBegun,
            "UNKNOWN @ answered the reset and was not visited for want of time",
        ),
    ] {
        assert_lines(&at(Stage::Tunnel), ended(stage, end), &[sentence]);
    }
}

#[test]
fn a_sign_of_life_without_a_session_has_the_state_of_a_timeout() {
    for (kind, what) in [
        (Kind::Acknowledgement, "took our hello for a retransmit"),
        (
            Kind::UntiedReset,
            "sent a reset that does not name our session",
        ),
    ] {
        let verdict = Verdict {
            hellos: 4,
            ..verdict(answer(kind, Proof::None))
        };
        for (state, name) in [(State::Critical, "CRITICAL"), (State::Unknown, "UNKNOWN")] {
            let terms = Terms {
                timeout_result: state,
                ..at(Stage::Certificate)
            };
            let sentence =
                format!("{name} {AT} {what} and started no session after 4 hellos in 10 s");
            assert_eq!(lines(&terms, &verdict), [sentence]);
        }
    }
}

#[test]
fn an_answer_that_nothing_came_of_is_unknown() {
    for kind in [Kind::Reset, Kind::Anything] {
        let sentence =
            format!("UNKNOWN {AT} answered the reset, and this machine could not go on from there");
        let verdict = verdict(answer(kind, Proof::None));
        assert_eq!(lines(&at(Stage::Certificate), &verdict), [sentence]);
    }
}

fn showing(handshake: Handshake) -> Passage {
    Passage {
        handshake: Some(handshake),
        ..reached(Stage::Certificate)
    }
}

const GOOD: &str = "OK @ shows the certificate CN=server, certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms)";

#[test]
fn a_certificate_that_nobody_vouches_for_is_not_praised() {
    let terms = Terms {
        verifies: false,
        ..at(Stage::Certificate)
    };
    assert_lines(
        &terms,
        reached(Stage::Certificate),
        &[
            "OK @ shows a certificate that nobody verified: CN=server, certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms)",
        ],
    );
}

#[test]
fn what_is_wrong_with_a_certificate_decides_by_how_much_it_matters() {
    let issue = |severity| showing(with_issue(severity, "it is odd"));
    let terms = at(Stage::Certificate);
    for (severity, state, is_shown) in [
        (Severity::Refused, "CRITICAL", false),
        (Severity::Legacy, "UNKNOWN", false),
        (Severity::Ending(State::Warning), "WARNING", true),
        (Severity::Ending(State::Critical), "CRITICAL", true),
    ] {
        let sentence = format!("{state} {AT}: it is odd");
        let expected: &[&str] = match is_shown {
            true => &[GOOD, &sentence],
            false => &[&sentence],
        };
        assert_lines(&terms, issue(severity), expected);
    }
    assert_lines(&terms, issue(Severity::Remark), &[GOOD, "OK it is odd"]);
    let outcome = judge(&terms, &[visited(issue(Severity::Remark))], 0);
    assert!(!outcome.summary().contains("odd"), "a remark is a note");
}

#[test]
fn a_server_has_to_prove_that_the_certificate_is_its_own() {
    let with_proof = |proof, handshake: Handshake| showing(Handshake { proof, ..handshake });
    let legacy = || with_issue(Severity::Legacy, "legacy TLS: an old key");
    let terms = at(Stage::Certificate);
    assert_lines(
        &terms,
        with_proof(tls::Proof::Failed, shaken()),
        &["CRITICAL @ shows the certificate CN=server and does not have its key"],
    );
    assert_lines(
        &terms,
        with_proof(tls::Proof::Unverifiable, shaken()),
        &["UNKNOWN legacy TLS: @ signs the handshake in a way that this build cannot verify"],
    );
    assert_lines(
        &terms,
        with_proof(tls::Proof::Unverifiable, legacy()),
        &["UNKNOWN @: legacy TLS: an old key"],
    );
}

#[test]
fn a_slow_reset_is_told_beside_what_lies_behind_it() {
    let slow = Terms {
        warning: "0.0005".parse().ok(),
        ..at(Stage::Certificate)
    };
    assert_lines(
        &slow,
        reached(Stage::Certificate),
        &[
            "WARNING @ answered in 0.8 ms, outside the warning range 0.0005 (seconds)",
            GOOD,
        ],
    );
}

#[test]
fn what_a_certificate_has_against_it_is_told_although_the_visit_ended_early() {
    let passage = Passage {
        handshake: Some(with_issue(Severity::Ending(State::Warning), "it ends soon")),
        ..waited(Stage::Certificate, Waiting::Answer)
    };
    assert_lines(
        &at(Stage::Login),
        passage,
        &[
            "CRITICAL @ took our login and said neither yes nor no in 10 s: its authentication hangs (script, RADIUS, LDAP, a second factor), or it is no server that pushes options (point-to-point)",
            "WARNING @: it ends soon",
        ],
    );
}

#[test]
fn a_handshake_without_parameters_or_ends_is_told_with_what_there_is() {
    let mut bare = shaken();
    bare.parameters = None;
    bare.judgement.expiries.clear();
    assert_lines(
        &at(Stage::Certificate),
        showing(bare),
        &["OK @ shows the certificate CN=server (reset 0.8 ms, handshake 12 ms)"],
    );
    let mut over = shaken();
    over.judgement.expiries[1].not_after = 0;
    assert_lines(
        &at(Stage::Certificate),
        showing(over),
        &["OK @ shows the certificate CN=server (reset 0.8 ms, handshake 12 ms)"],
    );
}

#[test]
fn a_visit_that_lacks_what_it_was_for_is_unknown() {
    assert_lines(
        &at(Stage::Certificate),
        ended(Stage::Reset, End::Answered),
        &["UNKNOWN cannot tell how @ is: the visit ended without a TLS handshake"],
    );
    for stage in [Stage::Login, Stage::Tunnel] {
        assert_lines(
            &at(stage),
            reached(Stage::Certificate),
            &["UNKNOWN cannot tell how @ is: the visit ended without an answer to the login"],
        );
    }
}

#[test]
fn what_keeps_a_profile_from_being_a_whole_check_is_in_the_summary() {
    let terms = Terms {
        notes: vec![Finding::ok("login not tried")],
        ..at(Stage::Certificate)
    };
    assert_lines(
        &terms,
        reached(Stage::Certificate),
        &[GOOD, "OK login not tried"],
    );
    let outcome = judge(&terms, &[visited(reached(Stage::Certificate))], 0);
    assert!(
        outcome.summary().ends_with("; login not tried"),
        "{}",
        outcome.summary()
    );
}

#[test]
fn silence_behind_what_was_sent_in_vain_may_be_a_bad_line() {
    for (stage, waiting, words) in [
        (
            Stage::Certificate,
            Waiting::KeyExchange,
            "authentication hangs",
        ),
        (Stage::Certificate, Waiting::Answer, "(point-to-point)"),
    ] {
        for (retransmits, is_suspected) in [(0, false), (2, true)] {
            let passage = Passage {
                retransmits,
                ..waited(stage, waiting)
            };
            let terms = at(Stage::Login);
            let text = &lines(&terms, &visited(passage))[0];
            assert!(text.contains(words), "{text}");
            let is_told = text.ends_with(", or packets are lost on the way");
            assert_eq!(is_told, is_suspected, "{text}");
        }
    }
}
