//! No way to be OK but by having done what was asked: every combination of what a visit can find.

use super::super::super::certificate::Severity;
use super::super::super::login::{AuthFailure, Challenge, Info};
use super::super::super::session::tls;
use super::super::super::session::visit::{
    End, Handshake, Login, LoginAnswer, Passage, TlsFault, Tunnel, Waiting,
};
use super::super::super::tunnel::EchoAnswer;
use super::door::*;
use super::*;

fn ends() -> Vec<End> {
    let waiting = [
        Waiting::Hearing,
        Waiting::Handshake,
        Waiting::KeyExchange,
        Waiting::Answer,
        Waiting::Tunnel,
    ];
    let mut ends = vec![
        End::Answered,
        End::Tls(TlsFault::Alert("HandshakeFailure".into())),
        End::Tls(TlsFault::Legacy(String::new())),
        End::Garbled(String::new()),
        End::NoWayIn(String::new()),
        End::Trouble(Trouble::Refused),
        End::Trouble(Trouble::Local(String::new())),
        End::NotBegun,
    ];
    ends.extend(waiting.map(End::TimeUp));
    ends.extend(waiting.map(End::Closed));
    ends
}

fn handshakes() -> Vec<Option<Handshake>> {
    use tls::Proof;
    let issue = |severity| with_issue(severity, "x");
    let mut handshakes = vec![None];
    for (proof, handshake) in [
        (Proof::Given, shaken()),
        (Proof::Given, issue(Severity::Remark)),
        (Proof::Given, issue(Severity::Legacy)),
        (Proof::Given, issue(Severity::Refused)),
        (Proof::Failed, shaken()),
        (Proof::Unverifiable, shaken()),
        (Proof::Unverifiable, issue(Severity::Legacy)),
    ] {
        handshakes.push(Some(Handshake { proof, ..handshake }));
    }
    handshakes
}

fn logins() -> Vec<Option<Login>> {
    let refused = LoginAnswer::Refused;
    let answers = [
        admitted("ifconfig 10.8.0.2 10.8.0.1,dns x"),
        admitted("dns x"),
        admitted("ifconfig 10.8.0.2 10.8.0.1"),
        refused(AuthFailure::Plain(None)),
        refused(AuthFailure::Session(None)),
        refused(AuthFailure::Temporary {
            reason: None,
            backoff: None,
            advance: None,
        }),
        refused(AuthFailure::Challenge(Challenge {
            echo: false,
            response: true,
            username: String::new(),
            text: String::new(),
        })),
        LoginAnswer::Pending(None),
        LoginAnswer::Pending(Some(Info::Other(String::new()))),
        LoginAnswer::Restart(String::new()),
        LoginAnswer::Halt(String::new()),
    ];
    let time = ms(30);
    let mut logins = vec![None];
    logins.extend(answers.map(|answer| Some(Login { time, answer })));
    logins
}

fn tunnels() -> Vec<Option<Tunnel>> {
    let from = GATEWAY.parse().unwrap();
    let echoes = [
        None,
        Some((ms(2), EchoAnswer::Reply)),
        Some((ms(2), EchoAnswer::TimeExceeded { from })),
    ];
    let mut tunnels = vec![None];
    for options in [None, Some((ms(3), String::new()))] {
        for echo in echoes {
            for sized_echo in echoes {
                for target in [None, Some(from)] {
                    tunnels.push(Some(Tunnel {
                        options: options.clone(),
                        echo,
                        sized_echo,
                        target,
                        packets: 1,
                        compressed: 0,
                    }));
                }
            }
        }
    }
    tunnels
}

/// The tunnels that go with an end: all where the visit ended in the tunnel, and else the emptiest
/// and the fullest, since none of the others could be told from them.
fn tunnels_before(end: &End) -> Vec<Option<Tunnel>> {
    match end {
        End::Answered | End::TimeUp(Waiting::Tunnel) | End::Closed(Waiting::Tunnel) => tunnels(),
        _ => vec![None, Some(pinged())],
    }
}

/// What was asked for.
fn asked() -> Vec<Terms> {
    let mut all = Vec::new();
    for stage in [Stage::Certificate, Stage::Login, Stage::Tunnel] {
        for (auth_failed, push) in [(false, false), (true, false), (false, true)] {
            for (ping_is_demanded, ping_size) in [(false, None), (true, None), (true, Some(1400))] {
                if ping_is_demanded && stage < Stage::Tunnel {
                    continue;
                }
                let mut terms = at(stage);
                terms.notes = vec![Finding::ok("a note, which is OK by itself")];
                terms.ping_size = ping_size;
                terms.expectations = Expectations {
                    auth_failed,
                    push: push.then(|| "dns".into()).into_iter().collect(),
                    challenge: State::Warning,
                    pending: State::Warning,
                    tunnel_is_demanded: ping_is_demanded,
                    ping_is_demanded,
                };
                all.push(terms);
            }
        }
    }
    all
}

/// Whether the server has done what was asked, told another way than the judge does.
fn has_done_it(terms: &Terms, passage: &Passage) -> bool {
    let admits = passage.handshake.as_ref().is_some_and(|handshake| {
        let issues = &handshake.judgement.issues;
        handshake.proof == tls::Proof::Given
            && issues.iter().all(|it| it.severity == Severity::Remark)
    });
    if passage.end != End::Answered || !admits {
        return false;
    }
    let expected = &terms.expectations;
    let login = match passage.login.as_ref().map(|login| &login.answer) {
        Some(LoginAnswer::Admitted(pushed)) => {
            !expected.auth_failed
                && pushed.ifconfig().is_some()
                && expected.push.iter().all(|wanted| pushed.contains(wanted))
        }
        Some(LoginAnswer::Refused(AuthFailure::Plain(_))) if expected.auth_failed => return true,
        _ => false,
    };
    let tunnel = passage.tunnel.as_ref().is_some_and(|found| {
        let is_reply = |echo: &Option<(Duration, EchoAnswer)>| {
            found.target.is_some() && matches!(echo, Some((_, EchoAnswer::Reply)))
        };
        match (expected.ping_is_demanded, terms.ping_size) {
            (_, Some(_)) => is_reply(&found.echo) && is_reply(&found.sized_echo),
            (true, None) => is_reply(&found.echo),
            (false, None) => found.options.is_some() || is_reply(&found.echo),
        }
    });
    match terms.stage {
        Stage::Reset | Stage::Certificate => true,
        Stage::Login => login,
        Stage::Tunnel => login && tunnel,
    }
}

fn passages() -> Vec<Passage> {
    let mut passages = Vec::new();
    for end in ends() {
        for handshake in handshakes() {
            for login in logins() {
                for tunnel in tunnels_before(&end) {
                    passages.push(Passage {
                        handshake: handshake.clone(),
                        login: login.clone(),
                        tunnel,
                        end: end.clone(),
                        waited: Duration::from_secs(10),
                        retransmits: 0,
                    });
                }
            }
        }
    }
    passages
}

#[test]
fn ok_is_only_what_has_done_what_was_asked() {
    let asked = asked();
    let mut good = 0_u32;
    for passage in passages() {
        let verdict = visited(passage);
        for terms in &asked {
            let outcome = judge(terms, std::slice::from_ref(&verdict), 0);
            let is_ok = outcome.state() == State::Ok;
            let passage = verdict.passage.as_ref().unwrap();
            assert!(
                !is_ok || has_done_it(terms, passage),
                "{passage:?}\n{terms:?}\n{outcome:?}"
            );
            good += u32::from(is_ok);
        }
    }
    assert!(good > 0, "some of them are good");
}

#[test]
fn no_address_and_no_remote_excuses_one_that_failed_without_being_good_itself() {
    let terms = at(Stage::Login);
    let refused = visited(said(LoginAnswer::Refused(AuthFailure::Plain(None))));
    for end in ends() {
        for handshake in handshakes() {
            for login in [None, logins().remove(1)] {
                let passage = Passage {
                    handshake: handshake.clone(),
                    login,
                    tunnel: None,
                    end: end.clone(),
                    waited: Duration::from_secs(10),
                    retransmits: 0,
                };
                let is_good = has_done_it(&terms, &passage);
                let other = visited(passage);
                let both = [refused.clone(), other.clone()];
                assert_eq!(judge(&terms, &both, 0).state() == State::Ok, is_good);
                let [one, another] = [[refused.clone()], [other]];
                let report = |verdicts| Report::Probed {
                    terms: &terms,
                    verdicts,
                    left_out: 0,
                };
                let any = super::super::judge(&[report(&one), report(&another)], true);
                assert_eq!(any.state() == State::Ok, is_good);
            }
        }
    }
}
