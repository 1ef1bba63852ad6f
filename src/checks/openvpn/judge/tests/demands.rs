//! What was asked for is looked at, or it is told that it was not.

use super::super::super::login::{AuthFailure, Challenge};
use super::super::super::session::visit::LoginAnswer;
use super::door::*;
use super::*;

fn keeping_out() -> [Terms; 2] {
    let mut refusing = at(Stage::Login);
    refusing.expectations.auth_failed = true;
    [silent(udp(Protection::Plain)), refusing]
}

fn kept_out(terms: &Terms) -> Verdict {
    match terms.expect_silence {
        true => verdict(Ending::Silence),
        false => visited(said(LoginAnswer::Refused(AuthFailure::Plain(None)))),
    }
}

fn let_in(terms: &Terms) -> Verdict {
    match terms.expect_silence {
        true => verdict(answer(Kind::Reset, Proof::None)),
        false => visited(reached(Stage::Login)),
    }
}

#[test]
fn a_remote_that_keeps_out_what_it_has_to_excuses_none_that_does_not() {
    for terms in keeping_out() {
        let (good, bad) = ([kept_out(&terms)], [let_in(&terms)]);
        let report = |verdicts| Report::Probed {
            terms: &terms,
            verdicts,
            left_out: 0,
        };
        for (reports, state) in [
            ([report(&good), report(&bad)], State::Critical),
            ([report(&good), report(&good)], State::Ok),
        ] {
            assert_eq!(super::super::judge(&reports, true).state(), state);
        }
    }
}

#[test]
fn an_address_that_was_not_probed_may_be_the_one_that_lets_in() {
    for terms in keeping_out() {
        let good = [kept_out(&terms)];
        assert_eq!(judge(&terms, &good, 0).state(), State::Ok);
        assert_eq!(judge(&terms, &good, 1).state(), State::Unknown);
    }
}

#[test]
fn a_second_factor_is_no_better_than_a_warning_where_more_was_asked_for() {
    let challenged = |change: fn(&mut Expectations)| {
        let mut terms = at(Stage::Login);
        terms.expectations.challenge = State::Ok;
        change(&mut terms.expectations);
        let challenge = AuthFailure::Challenge(Challenge {
            echo: false,
            response: true,
            username: "probe".into(),
            text: "PIN".into(),
        });
        let verdict = visited(said(LoginAnswer::Refused(challenge)));
        judge(&terms, &[verdict], 0).state()
    };
    assert_eq!(challenged(|_| ()), State::Ok);
    assert_eq!(
        challenged(|one| one.tunnel_is_demanded = true),
        State::Warning
    );
    assert_eq!(
        challenged(|one| one.push = vec!["route".into()]),
        State::Warning
    );
    assert_eq!(
        challenged(|one| {
            one.challenge = State::Critical;
            one.tunnel_is_demanded = true;
        }),
        State::Critical
    );
}

#[test]
fn a_range_that_is_missed_counts_where_no_session_was_started() {
    let range = |text: &str| text.parse().ok();
    let sign_of_life = verdict(answer(Kind::Acknowledgement, Proof::Signature));
    let lenient = Terms {
        timeout_result: State::Ok,
        ..at(Stage::Certificate)
    };
    for (terms, state) in [
        (lenient.clone(), State::Ok),
        (
            Terms {
                critical: range("0.0001"),
                ..lenient.clone()
            },
            State::Critical,
        ),
        (
            Terms {
                clock_offset: range("1"),
                ..lenient.clone()
            },
            State::Warning,
        ),
    ] {
        let outcome = judge(&terms, std::slice::from_ref(&sign_of_life), 0);
        assert_eq!(outcome.state(), state);
    }
    // That it names no session is told once.
    let untied = verdict(answer(Kind::UntiedReset, Proof::None));
    assert_eq!(lines(&at(Stage::Certificate), &untied).len(), 1);
}

#[test]
fn only_a_server_in_order_is_worth_no_other() {
    let pushing = |text: &str| {
        let mut terms = at(Stage::Login);
        terms.expectations.push = vec![text.into()];
        terms
    };
    let slow = Terms {
        critical: "0.0001".parse().ok(),
        ..at(Stage::Login)
    };
    let [_, refusing] = keeping_out();
    let good = visited(reached(Stage::Login));
    for (terms, verdict, enough) in [
        (at(Stage::Login), &good, true),
        (pushing("route 10.0.0.0"), &good, true),
        (pushing("dhcp-option DNS"), &good, false),
        (slow, &good, false),
        (refusing, &good, false),
        (at(Stage::Tunnel), &good, false),
        (at(Stage::Reset), &verdict(Ending::Silence), false),
    ] {
        assert_eq!(is_enough(&terms, verdict), enough, "{terms:?}");
    }
}
