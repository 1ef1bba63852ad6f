//! Several addresses of one remote, and several remotes of one profile.

use super::super::super::certificate::Severity;
use super::super::super::login::AuthFailure;
use super::super::super::session::visit::{End, LoginAnswer, Passage, Waiting};
use super::door::*;
use super::*;

const OTHER: &str = "vpn.example.org:1194/udp (2001:db8::1)";
const IN: &str =
    "lets us in, certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms, login 30 ms)";

fn refused() -> Passage {
    said(LoginAnswer::Refused(AuthFailure::Plain(None)))
}

fn good() -> Passage {
    reached(Stage::Login)
}

fn not_begun() -> Passage {
    ended(Stage::Reset, End::NotBegun)
}

fn pair(first: Passage, second: Passage) -> [Verdict; 2] {
    let [_, other] = two(Ending::Silence, Ending::Silence);
    [
        visited(first),
        Verdict {
            address: other.address,
            ..visited(second)
        },
    ]
}

/// The remote `a` or `b`.
fn named(host: &str, stage: Stage) -> Terms {
    let mut terms = at(stage);
    terms.endpoint.host = host.parse().unwrap();
    terms
}

fn probed<'a>(terms: &'a Terms, verdicts: &'a [Verdict]) -> Report<'a> {
    Report::Probed {
        terms,
        verdicts,
        left_out: 0,
    }
}

#[test]
fn a_remote_that_cannot_be_probed_is_unknown_unless_another_one_will_do() {
    let (a, b) = (named("a", Stage::Login), named("b", Stage::Login));
    let verdicts = [visited(good())];
    let why = "http-proxy is beyond this build";
    let reports = [Report::Unusable { terms: &a, why }, probed(&b, &verdicts)];
    let all = text(&super::super::judge(&reports, false));
    assert!(all.starts_with("OPENVPN UNKNOWN - "), "{all}");
    let line = "cannot probe a:1194/udp: http-proxy is beyond this build";
    assert!(all.contains(&format!("[UNKNOWN] {line}\n")), "{all}");
    let any = text(&super::super::judge(&reports, true));
    assert!(any.starts_with("OPENVPN OK - b:1194/udp"), "{any}");
    let excuse = "not needed, since another remote answers";
    assert!(any.contains(&format!("[OK] {line}; {excuse}\n")), "{any}");
    let none = text(&super::super::judge(&reports[..1], true));
    assert!(
        none.starts_with(&format!("OPENVPN UNKNOWN - {line}")),
        "{none}"
    );
}

#[test]
fn one_address_that_lets_us_in_makes_a_note_of_the_others() {
    let rest = "not needed, since another address answers";
    for (other, note) in [
        (
            refused(),
            format!("[OK] {AT} refuses the login (AUTH_FAILED); {rest}\n"),
        ),
        (
            not_begun(),
            format!("[OK] {AT} answered the reset and was not visited for want of time; {rest}\n"),
        ),
        (good(), format!("[OK] {AT} {IN}\n")),
    ] {
        let mut verdicts = pair(other, good());
        // The quicker one of two that are equally good is the headline.
        verdicts[0].ending = Ending::Answered(Answer {
            kind: Kind::Reset,
            proof: Proof::None,
            round_trip: Duration::from_micros(812),
            clock_offset: None,
        });
        verdicts[1].ending = Ending::Answered(Answer {
            kind: Kind::Reset,
            proof: Proof::None,
            round_trip: Duration::from_micros(811),
            clock_offset: None,
        });
        let outcome = text(&judge(&at(Stage::Login), &verdicts, 0));
        assert_eq!(
            outcome,
            format!(
                "OPENVPN OK - {OTHER} {IN}|'time'=0.000811s;;;0; 'tls_time'=0.012s;;;0; \
                 'login_time'=0.03s;;;0; 'server_cert_days'=90;30:;14:;; \
                 'ca_cert_days'=900;30:;14:;; 'hellos'=2;;;0; 'retransmits'=0;;;0; \
                 'invalid'=0;;;0;\n{note}[OK] {OTHER} {IN}\n"
            )
        );
    }
}

#[test]
fn every_address_has_to_let_us_in_where_all_have_to() {
    let terms = Terms {
        all_addresses: true,
        ..at(Stage::Login)
    };
    let outcome = judge(&terms, &pair(refused(), good()), 0);
    assert_eq!(outcome.state(), State::Critical);
    assert_eq!(
        outcome.summary(),
        format!("{AT} refuses the login (AUTH_FAILED)")
    );
}

#[test]
fn nothing_known_of_one_address_excuses_no_other() {
    let terms = Terms {
        timeout_result: State::Ok,
        ..at(Stage::Login)
    };
    let hangs = || waited(Stage::Certificate, Waiting::Answer);
    for other in [not_begun(), ended(Stage::Reset, End::Answered), hangs()] {
        for verdicts in [pair(refused(), other.clone()), pair(other, refused())] {
            assert_eq!(judge(&terms, &verdicts, 0).state(), State::Critical);
        }
    }
    let [first, mut second] = pair(refused(), refused());
    (second.ending, second.passage) = (Ending::Silence, None);
    assert_eq!(judge(&terms, &[first, second], 0).state(), State::Critical);
}

#[test]
fn an_address_that_is_not_quite_in_order_will_do() {
    let silent = ended(Stage::Login, End::TimeUp(Waiting::Tunnel));
    let outcome = judge(&at(Stage::Tunnel), &pair(refused(), silent), 0);
    assert_eq!(outcome.state(), State::Warning);
}

#[test]
fn an_address_that_refuses_as_it_has_to_excuses_none_that_does_not() {
    let mut expecting = at(Stage::Login);
    expecting.expectations.auth_failed = true;
    let lets_in = reached(Stage::Login);
    let outcome = judge(&expecting, &pair(lets_in, refused()), 0);
    assert_eq!(outcome.state(), State::Critical);
    let outcome = judge(&expecting, &pair(refused(), refused()), 0);
    assert_eq!(outcome.state(), State::Ok);
}

#[test]
fn addresses_that_were_not_visited_do_not_make_a_good_server_worse() {
    let outcome = judge(&at(Stage::Login), &pair(not_begun(), good()), 2);
    assert_eq!(outcome.state(), State::Ok);
    let last = outcome.findings().last().unwrap().text();
    assert_eq!(last, "2 more addresses of vpn.example.org were not probed");
}

#[test]
fn without_addresses_nothing_is_known() {
    let terms = Terms {
        notes: vec![Finding::ok("login not tried")],
        ..at(Stage::Certificate)
    };
    let outcome = judge(&terms, &[], 0);
    assert_eq!(
        (outcome.state(), outcome.summary().as_str()),
        (State::Unknown, "no address of vpn.example.org was probed")
    );
    assert_eq!(super::super::judge(&[], true).state(), State::Unknown);
}

#[test]
fn all_remotes_count_unless_one_is_enough() {
    let (a, b) = (
        named("a.example", Stage::Login),
        named("b.example", Stage::Login),
    );
    let (bad, fine) = ([visited(refused())], [visited(good())]);
    let reports = [probed(&a, &bad), probed(&b, &fine)];
    let all = super::super::judge(&reports, false);
    assert_eq!(
        text(&all),
        format!(
            "OPENVPN CRITICAL - a.example:1194/udp (192.0.2.1) refuses the login (AUTH_FAILED)\
             |'time'=0.000812s;;;0; 'tls_time'=0.012s;;;0; 'login_time'=0.03s;;;0; \
             'server_cert_days'=90;30:;14:;; 'ca_cert_days'=900;30:;14:;; 'hellos'=2;;;0; \
             'retransmits'=0;;;0; 'invalid'=0;;;0;\n\
             [CRITICAL] a.example:1194/udp (192.0.2.1) refuses the login (AUTH_FAILED)\n\
             [OK] b.example:1194/udp (192.0.2.1) {IN}\n"
        )
    );
    let any = super::super::judge(&reports, true);
    assert_eq!(
        text(&any),
        format!(
            "OPENVPN OK - b.example:1194/udp (192.0.2.1) {IN}\
             |'time'=0.000812s;;;0; 'tls_time'=0.012s;;;0; 'login_time'=0.03s;;;0; \
             'server_cert_days'=90;30:;14:;; 'ca_cert_days'=900;30:;14:;; 'hellos'=2;;;0; \
             'retransmits'=0;;;0; 'invalid'=0;;;0;\n\
             [OK] a.example:1194/udp (192.0.2.1) refuses the login (AUTH_FAILED); not needed, since another remote answers\n\
             [OK] b.example:1194/udp (192.0.2.1) {IN}\n"
        )
    );
}

#[test]
fn of_several_good_remotes_the_best_one_is_the_headline() {
    let (a, b) = (named("a", Stage::Tunnel), named("b", Stage::Tunnel));
    let slow = [visited(ended(Stage::Login, End::TimeUp(Waiting::Tunnel)))];
    let fine = [visited(reached(Stage::Tunnel))];
    for reports in [
        [probed(&a, &slow), probed(&b, &fine)],
        [probed(&b, &fine), probed(&a, &slow)],
    ] {
        let outcome = super::super::judge(&reports, true);
        assert_eq!(outcome.state(), State::Ok);
        assert!(outcome.summary().starts_with("b:1194/udp"));
    }
}

#[test]
fn a_remote_will_do_where_one_address_or_all_answer_as_they_have_to() {
    let bad_terms = named("bad", Stage::Login);
    let bad = [visited(refused())];
    let reset = named("b", Stage::Reset);
    let all = Terms {
        all_addresses: true,
        ..reset.clone()
    };
    let answered = || answer(Kind::Reset, Proof::None);
    for (terms, verdicts) in [
        (&reset, two(answered(), Ending::Silence)),
        (&all, two(answered(), answered())),
    ] {
        let reports = [probed(&bad_terms, &bad), probed(terms, &verdicts)];
        assert_eq!(super::super::judge(&reports, true).state(), State::Ok);
    }
    let none = two(Ending::Silence, Ending::Silence);
    let reports = [probed(&bad_terms, &bad), probed(&all, &none)];
    assert_eq!(super::super::judge(&reports, true).state(), State::Critical);
}

#[test]
fn an_address_that_lets_us_in_with_faults_is_still_the_one_that_counts() {
    let mut faulty = good();
    faulty.handshake = Some(with_issue(Severity::Ending(State::Critical), "it ends"));
    let mut verdicts = pair(faulty, good());
    (verdicts[1].ending, verdicts[1].passage) = (Ending::Silence, None);
    let outcome = judge(&at(Stage::Login), &verdicts, 0);
    let findings = outcome.findings();
    let silence = findings.iter().find(|one| one.text().contains(OTHER));
    let silence = silence.expect("one of the other address");
    assert_eq!(silence.state(), State::Ok);
    assert!(silence.text().ends_with("another address answers"));
}

#[test]
fn a_remote_of_which_nothing_is_known_excuses_no_other() {
    let (a, b) = (
        named("a.example", Stage::Login),
        named("b.example", Stage::Login),
    );
    let (bad, late) = ([visited(refused())], [visited(not_begun())]);
    let error = ResolveError::Refused("name or service not known".into());
    let unresolved = Report::Unresolved {
        terms: &b,
        error: &error,
        waited: ms(3000),
    };
    for other in [unresolved, probed(&b, &late), probed(&b, &[])] {
        for reports in [[probed(&a, &bad), other], [other, probed(&a, &bad)]] {
            let outcome = super::super::judge(&reports, true);
            assert_eq!(outcome.state(), State::Critical);
            assert_eq!(outcome.findings().len(), 2);
        }
    }
    let quiet = Terms {
        timeout_result: State::Ok,
        ..b
    };
    let silence = [verdict(Ending::Silence)];
    let reports = [probed(&a, &bad), probed(&quiet, &silence)];
    assert_eq!(super::super::judge(&reports, true).state(), State::Critical);
}

#[test]
fn an_unresolved_remote_is_excused_by_one_that_answers() {
    let (a, b) = (
        named("a.example", Stage::Reset),
        named("b.example", Stage::Reset),
    );
    let error = ResolveError::NoneOf(Family::V6);
    let unresolved = Report::Unresolved {
        terms: &a,
        error: &error,
        waited: ms(3000),
    };
    let fine = [verdict(answer(Kind::Reset, Proof::None))];
    for (any, state) in [(true, State::Ok), (false, State::Unknown)] {
        let outcome = super::super::judge(&[unresolved, probed(&b, &fine)], any);
        assert_eq!(outcome.state(), state);
    }
}
