//! Everything that a server can say to a login, as expected and not.

use super::super::super::login::{AuthFailure, Challenge, Info};
use super::super::super::session::visit::{End, Handshake, LoginAnswer, Passage, Waiting};
use super::door::*;
use super::*;

const IN: &str = "OK @ lets us in, certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms, login 30 ms)";

fn plain(reason: Option<&str>) -> LoginAnswer {
    LoginAnswer::Refused(AuthFailure::Plain(reason.map(Into::into)))
}

fn temporary(reason: Option<&str>) -> LoginAnswer {
    LoginAnswer::Refused(AuthFailure::Temporary {
        reason: reason.map(Into::into),
        backoff: Some(42),
        advance: None,
    })
}

fn session(reason: Option<&str>) -> LoginAnswer {
    LoginAnswer::Refused(AuthFailure::Session(reason.map(Into::into)))
}

fn challenge(text: &str) -> LoginAnswer {
    LoginAnswer::Refused(AuthFailure::Challenge(Challenge {
        echo: false,
        response: true,
        username: "probe".into(),
        text: text.into(),
    }))
}

fn expecting(change: impl FnOnce(&mut Expectations)) -> Terms {
    let mut terms = at(Stage::Login);
    change(&mut terms.expectations);
    terms
}

#[test]
fn a_login_that_is_let_in_is_told_with_its_times() {
    let outcome = judge(&at(Stage::Login), &[visited(reached(Stage::Login))], 0);
    assert_eq!(
        text(&outcome),
        "OPENVPN OK - vpn.example.org:1194/udp (192.0.2.1) lets us in, certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms, \
         login 30 ms)\
         |'time'=0.000812s;;;0; 'tls_time'=0.012s;;;0; 'login_time'=0.03s;;;0; \
         'server_cert_days'=90;30:;14:;; 'ca_cert_days'=900;30:;14:;; 'hellos'=1;;;0; \
         'retransmits'=0;;;0; 'invalid'=0;;;0;\n\
         [OK] vpn.example.org:1194/udp (192.0.2.1) lets us in, certificates hold until 2027-08-30 (reset 0.8 ms, handshake 12 ms, \
         login 30 ms)\n"
    );
}

#[test]
fn each_answer_has_its_state_and_its_sentence() {
    for (answer, sentence) in [
        (plain(None), "CRITICAL @ refuses the login (AUTH_FAILED)"),
        (
            plain(Some(" \t")),
            "CRITICAL @ refuses the login (AUTH_FAILED)",
        ),
        (
            plain(Some("wrong password ")),
            "CRITICAL @ refuses the login (AUTH_FAILED): wrong password",
        ),
        (
            plain(Some("`id` $(id) \"q\"")),
            "CRITICAL @ refuses the login (AUTH_FAILED): %60id%60 %24(id) %22q%22",
        ),
        (
            temporary(None),
            "WARNING @ puts the login off for now (AUTH_FAILED,TEMP)",
        ),
        (
            temporary(Some("no free addresses")),
            "WARNING @ puts the login off for now (AUTH_FAILED,TEMP): no free addresses",
        ),
        (
            session(None),
            "CRITICAL @ says that our session has expired (AUTH_FAILED,SESSION)",
        ),
        (
            session(Some("token expired")),
            "CRITICAL @ says that our session has expired (AUTH_FAILED,SESSION): token expired",
        ),
        (
            challenge("Your PIN"),
            "WARNING @ accepts the login so far and asks for a second factor: Your PIN",
        ),
        (
            challenge(""),
            "WARNING @ accepts the login so far and asks for a second factor",
        ),
        (
            LoginAnswer::Pending(None),
            "OK @ waits for the login to be confirmed elsewhere (AUTH_PENDING)",
        ),
        (
            LoginAnswer::Pending(Some(Info::Other("hello".into()))),
            "OK @ waits for the login to be confirmed elsewhere (AUTH_PENDING)",
        ),
        (
            LoginAnswer::Pending(Some(Info::CrText { text: "PIN".into() })),
            "OK @ waits for the login to be confirmed by a second factor (AUTH_PENDING)",
        ),
        (
            LoginAnswer::Restart(String::new()),
            "WARNING @ answers the login with RESTART: it is going down, or sends its clients elsewhere",
        ),
        (
            LoginAnswer::Restart("maintenance".into()),
            "WARNING @ answers the login with RESTART (maintenance): it is going down, or sends its clients elsewhere",
        ),
        (
            LoginAnswer::Halt("banned".into()),
            "WARNING @ answers the login with HALT (banned): it is going down, or wants no clients",
        ),
        (
            LoginAnswer::Exit,
            "WARNING @ ends the session instead of answering the login (EXIT): it is going down",
        ),
    ] {
        for stage in [Stage::Login, Stage::Tunnel] {
            assert_lines(&at(stage), said(answer.clone()), &[sentence]);
        }
    }
}

#[test]
fn a_link_to_a_browser_is_not_shown() {
    let url = || "https://vpn.example.org/?token=s3cret".to_owned();
    for info in [Info::WebAuth { url: url() }, Info::OpenUrl { url: url() }] {
        assert_lines(
            &at(Stage::Login),
            said(LoginAnswer::Pending(Some(info))),
            &["OK @ waits for the login to be confirmed in a browser (AUTH_PENDING)"],
        );
    }
}

#[test]
fn second_factors_have_the_states_that_were_asked_for() {
    for state in [State::Ok, State::Unknown, State::Warning, State::Critical] {
        let terms = expecting(|expected| {
            expected.challenge = state;
            expected.pending = state;
        });
        for answer in [challenge("PIN"), LoginAnswer::Pending(None)] {
            let outcome = judge(&terms, &[visited(said(answer))], 0);
            assert_eq!(outcome.state(), state);
        }
    }
}

#[test]
fn a_login_that_waits_is_no_better_than_a_warning_where_more_was_asked_for() {
    let pending = |change: fn(&mut Expectations)| {
        let terms = expecting(|expected| {
            expected.pending = State::Ok;
            change(expected);
        });
        judge(&terms, &[visited(said(LoginAnswer::Pending(None)))], 0).state()
    };
    assert_eq!(pending(|_| ()), State::Ok);
    assert_eq!(pending(|one| one.tunnel_is_demanded = true), State::Warning);
    assert_eq!(
        pending(|one| one.push = vec!["route".into()]),
        State::Warning
    );
}

#[test]
fn a_refusal_that_is_expected_is_ok_and_nothing_else_is() {
    let terms = expecting(|expected| expected.auth_failed = true);
    for (answer, sentence) in [
        (
            plain(None),
            "OK @ refuses the login, as expected (AUTH_FAILED)",
        ),
        (
            plain(Some("no")),
            "OK @ refuses the login, as expected (AUTH_FAILED): no",
        ),
        (
            plain(Some("Data channel cipher negotiation failed")),
            "CRITICAL @ accepts this login, which it has to refuse, and turns us away for another reason: Data channel cipher negotiation failed",
        ),
        (
            plain(Some("client lacks required pending auth method")),
            "CRITICAL @ accepts this login, which it has to refuse, and turns us away for another reason: client lacks required pending auth method",
        ),
        (
            admitted("ifconfig 10.8.0.2 10.8.0.1"),
            "CRITICAL @ lets us in although it has to refuse this login",
        ),
        (
            temporary(None),
            "WARNING @ puts the login off for now (AUTH_FAILED,TEMP)",
        ),
        (
            session(None),
            "CRITICAL @ says that our session has expired (AUTH_FAILED,SESSION)",
        ),
        (
            challenge("PIN"),
            "CRITICAL @ accepts this login, which it has to refuse, and asks for a second factor: PIN",
        ),
        (
            LoginAnswer::Pending(None),
            "CRITICAL @ has to refuse this login, and waits for it to be confirmed elsewhere",
        ),
        (
            LoginAnswer::Halt(String::new()),
            "WARNING @ answers the login with HALT: it is going down, or wants no clients",
        ),
        (
            LoginAnswer::Exit,
            "WARNING @ ends the session instead of answering the login (EXIT): it is going down",
        ),
    ] {
        assert_lines(&terms, said(answer), &[sentence]);
    }
    let silent = visited(waited(Stage::Certificate, Waiting::KeyExchange));
    assert_eq!(judge(&terms, &[silent], 0).state(), State::Critical);
}

#[test]
fn what_has_to_be_pushed_and_is_not_is_named() {
    let pushes = |wanted: &[&str]| {
        expecting(|expected| expected.push = wanted.iter().map(|it| (*it).into()).collect())
    };
    let all = reached(Stage::Login);
    assert_lines(&pushes(&["route 10.0.0.0", "cipher"]), all.clone(), &[IN]);
    assert_lines(
        &pushes(&["route 10.0.0.0", "dhcp-option DNS", "route 192"]),
        all,
        &["CRITICAL @ lets us in and pushes neither \"dhcp-option DNS\" nor \"route 192\""],
    );
}

#[test]
fn a_login_without_an_address_is_worth_nothing_but_to_ethernet() {
    let no_address = said(admitted("route-gateway 10.8.0.1"));
    assert_lines(
        &at(Stage::Login),
        no_address.clone(),
        &["CRITICAL @ lets us in and gives us no address: its pool is exhausted, or it has none"],
    );
    let tap = Terms {
        login: LoginWith {
            is_tap: true,
            ..LoginWith::default()
        },
        ..at(Stage::Login)
    };
    assert_lines(&tap, no_address, &[IN]);
    for options in [
        "ifconfig 10.8.0.2 10.8.0.1",
        "ifconfig-ipv6 fd00::2/64 fd00::1",
    ] {
        assert_lines(&at(Stage::Login), said(admitted(options)), &[IN]);
    }
}

#[test]
fn what_was_said_to_the_login_counts_whatever_came_of_the_tunnel() {
    let dumb = |answer, end| Passage {
        login: said(answer).login,
        ..ended(Stage::Certificate, end)
    };
    let time_up = || End::TimeUp(Waiting::Tunnel);
    let wanting = |change: fn(&mut Expectations)| {
        let mut terms = at(Stage::Tunnel);
        change(&mut terms.expectations);
        terms
    };
    let silence = "WARNING @ lets us in, but nothing comes back through the tunnel: the server does not answer in it";
    assert_lines(
        &wanting(|expected| expected.push = vec!["dns".into()]),
        dumb(admitted("ifconfig 10.8.0.2 10.8.0.1"), time_up()),
        &["CRITICAL @ lets us in and does not push \"dns\"", silence],
    );
    assert_lines(
        &wanting(|expected| expected.auth_failed = true),
        dumb(admitted("ifconfig 10.8.0.2 10.8.0.1"), time_up()),
        &[
            "CRITICAL @ lets us in although it has to refuse this login",
            silence,
        ],
    );
    assert_lines(
        &at(Stage::Tunnel),
        dumb(admitted("route 10.0.0.0"), End::NoWayIn("no key".into())),
        &[
            "CRITICAL @ lets us in and gives us no address: its pool is exhausted, or it has none",
            "UNKNOWN @ lets us in, and its tunnel cannot be tried: no key",
        ],
    );
}

#[test]
fn what_silence_means_depends_on_as_whom_we_came() {
    let own = "it wants a certificate of ours (--cert and --key), or its authentication hangs";
    let refused_or_password = "it refuses our certificate, wants a user name and password too, or its authentication hangs";
    let refused = "it refuses our certificate, or its authentication hangs";
    let wants_password = "it wants a user name and password, or its authentication hangs";
    let hangs = "its authentication hangs (script, RADIUS, LDAP)";
    for (wants_certificate, certificate, password, causes) in [
        (true, false, true, own),
        (true, false, false, own),
        (true, true, false, refused_or_password),
        // A certificate that was not asked for was not shown.
        (false, true, false, wants_password),
        (true, true, true, refused),
        (false, true, true, hangs),
        (false, false, true, hangs),
    ] {
        let terms = Terms {
            login: LoginWith {
                certificate,
                password,
                ..LoginWith::default()
            },
            ..at(Stage::Login)
        };
        let handshake = Handshake {
            wants_certificate,
            ..shaken()
        };
        let passage = Passage {
            handshake: Some(handshake),
            ..waited(Stage::Certificate, Waiting::KeyExchange)
        };
        let sentence = format!(
            "CRITICAL @ showed its certificate and did not answer the login in 10 s: {causes}"
        );
        assert_lines(&terms, passage, &[&sentence]);
    }
}

#[test]
fn what_our_own_certificate_has_against_it_explains_silence_best() {
    let fault = "our own certificate CN=probe expired on 2027-05-31";
    for (certificate, password) in [(true, true), (true, false)] {
        let terms = Terms {
            login: LoginWith {
                certificate,
                password,
                fault: Some(fault.into()),
                ..LoginWith::default()
            },
            ..at(Stage::Login)
        };
        for (end, how) in [
            (
                End::TimeUp(Waiting::KeyExchange),
                "did not answer the login in 10 s",
            ),
            (End::Closed(Waiting::KeyExchange), "hung up at the login"),
        ] {
            let sentence = format!("CRITICAL @ showed its certificate and {how}: {fault}");
            assert_lines(&terms, ended(Stage::Certificate, end.clone()), &[&sentence]);
            // One that the server did not ask for explains nothing.
            let mut passage = ended(Stage::Certificate, end);
            passage.handshake = passage.handshake.map(|handshake| Handshake {
                wants_certificate: false,
                ..handshake
            });
            let lines = lines(&terms, &visited(passage));
            assert!(!lines[0].contains(fault), "{lines:?}");
        }
    }
}
