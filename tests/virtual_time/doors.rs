//! Servers that do not do as they should, over a line that does.

use std::sync::Arc;
use std::time::Duration;

use gatewatch::checks::openvpn::login::AuthFailure;
use gatewatch::checks::openvpn::session::visit::{
    End, LoginAnswer, Passage, Stage, TlsFault, Waiting,
};
use rustls::ServerConfig;
use rustls::version::{TLS12, TLS13};

use crate::cases::{Case, USER};
use crate::run::Ended;
use crate::support::door::certificates::tls_of;
use crate::support::door::{Guests, Script, TunnelTerms};
use crate::support::pki::{Leaf, PKI};

const DEADLINE: Duration = Duration::from_secs(30);

fn good() -> Script {
    Script::good(&PKI.server()).over_tcp()
}

fn run(case: &Case, script: &Script) -> Ended {
    case.run_against(script, 0, DEADLINE).expect("no fault")
}

fn passage(stage: Stage, script: &Script) -> Passage {
    let ended = run(&Case::quiet(stage), script);
    let passage = ended.passage.expect("the hello was answered");
    assert_eq!(ended.is_late, matches!(passage.end, End::TimeUp(_)));
    passage
}

fn answer(script: &Script) -> Option<LoginAnswer> {
    passage(Stage::Login, script)
        .login
        .map(|login| login.answer)
}

#[test]
fn a_good_server_is_come_through_at_every_stage() {
    let stages = [Stage::Certificate, Stage::Login, Stage::Tunnel];
    for (index, stage) in stages.into_iter().enumerate() {
        let passage = passage(stage, &good());
        let came_to = stages.map(|stage| passage.came_to(stage));
        assert_eq!(came_to, [true, index >= 1, index >= 2], "{stage:?}");
    }
}

#[test]
fn what_a_handshake_settles_is_known() {
    for (version, guests, name, suite) in [
        (&TLS12, Guests::Anybody, "TLS 1.2", "TLS_ECDHE_"),
        (&TLS13, Guests::Asked, "TLS 1.3", "TLS13_"),
    ] {
        let is_asked = matches!(guests, Guests::Asked);
        let script = Script::showing(tls_of(&PKI.server(), guests, &[version])).over_tcp();
        let shaken = passage(Stage::Certificate, &script).handshake.unwrap();
        assert_eq!(shaken.wants_certificate, is_asked);
        let (said, chosen) = shaken.parameters.expect("both");
        assert_eq!(said, name);
        assert!(chosen.starts_with(suite), "{chosen}");
    }
}

/// A round trip takes 40 ms. The client's half of the keys goes with the end of the handshake, the
/// server's comes back, and then the options are asked for.
#[test]
fn each_stage_has_the_time_from_the_end_of_the_one_before() {
    for (version, round_trips) in [(&TLS12, 2), (&TLS13, 1)] {
        let script = Script::showing(tls_of(&PKI.server(), Guests::Anybody, &[version])).over_tcp();
        let passage = passage(Stage::Login, &script);
        let (shaken, login) = (passage.handshake.unwrap(), passage.login.unwrap());
        // The server may answer without being asked, for which it gets 10 ms.
        assert_eq!(
            (shaken.time.as_millis(), login.time.as_millis()),
            (40 * round_trips, 90)
        );
    }
}

#[test]
fn what_is_no_tls_ends_the_handshake() {
    for (junk, is_right) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
            (|fault| matches!(fault, TlsFault::Broken(_))) as fn(&TlsFault) -> bool,
        ),
        (&[0; 2000], |fault| matches!(fault, TlsFault::Broken(_))),
        (&[0xff; 5000], |fault| matches!(fault, TlsFault::Broken(_))),
        (&[0x16, 3, 3, 0, 4, 2, 0, 0, 0], |fault| {
            matches!(fault, TlsFault::Broken(_))
        }),
        (
            &[0x15, 3, 1, 0, 2, 2, 70],
            |fault| matches!(fault, TlsFault::Alert(text) if text == "protocol_version"),
        ),
        (
            &[0x15, 3, 3, 0, 2, 2, 40],
            |fault| matches!(fault, TlsFault::Alert(text) if text == "handshake_failure"),
        ),
    ] {
        for stage in [Stage::Certificate, Stage::Tunnel] {
            let script = Script {
                instead_of_tls: Some(junk.to_vec()),
                ..good()
            };
            let ended = run(&Case::quiet(stage), &script);
            let passage = ended.passage.expect("the hello was answered");
            let End::Tls(fault) = &passage.end else {
                panic!("{junk:?}: {passage:?}");
            };
            // Whoever has sent an alert gets none.
            let is_alert = matches!(fault, TlsFault::Alert(_));
            let said = ended.seen.stream.last_chunk::<7>();
            let is_told = matches!(said, Some([0x15, 3, _, 0, 2, 2, _]));
            assert_eq!(is_told, !is_alert, "{said:x?} after {fault:?}");
            assert!(
                is_right(fault) && passage.handshake.is_none(),
                "{junk:?}: {fault:?}"
            );
        }
    }
}

/// As one of 2.4 does that does not negotiate.
#[test]
fn a_cipher_that_is_not_pushed_is_the_one_of_the_servers_options() {
    let pushed = String::from_utf8(good().tunnel.push_reply()).expect("words");
    let cipher = ",cipher AES-256-GCM";
    assert!(pushed.contains(cipher), "{pushed}");
    let script = Script {
        answer: vec![pushed.replace(cipher, "").into_bytes()],
        ..good()
    };
    assert!(passage(Stage::Tunnel, &script).came_to(Stage::Tunnel));
}

/// Some servers say it, if in a packet of its own; others say nothing more.
#[test]
fn a_pending_login_is_given_time_to_say_what_it_waits_for() {
    let pending = |script: &Script| {
        let ended = run(&Case::quiet(Stage::Login), script);
        let login = ended.passage.and_then(|passage| passage.login);
        let login = login.expect("an answer");
        let LoginAnswer::Pending(info) = login.answer else {
            panic!("{:?}", login.answer);
        };
        assert!(!ended.is_late);
        (info.is_some(), login.time.as_millis())
    };
    let alone = good().answering("AUTH_PENDING,timeout 60");
    assert_eq!(pending(&alone), (false, 90 + 1000));
    let both = ["AUTH_PENDING,timeout 60", "INFO_PRE,WEB_AUTH::https://sso"];
    let apart = Script {
        fragment: 60,
        ..good().answering_all(&both)
    };
    assert_eq!(pending(&apart), (true, 90));
}

/// It has said that the login waits, though not yet for whom.
#[test]
fn a_login_that_waits_when_the_time_is_up_is_told_as_one_that_waits() {
    let script = good().answering("AUTH_PENDING,timeout 60");
    let whole = run(&Case::quiet(Stage::Login), &script);
    let soon = whole.at.saturating_sub(Duration::from_millis(500));
    let ended = Case::quiet(Stage::Login).run_against(&script, 0, soon);
    let ended = ended.expect("no fault");
    assert!(ended.is_late);
    let passage = ended.passage.expect("the hello was answered");
    let login = passage.login.expect("an answer");
    assert_eq!(login.answer, LoginAnswer::Pending(None));
    assert_eq!(passage.end, End::Answered);
}

/// In the same packet as the answer, for the two are said in one breath.
#[test]
fn no_fault_of_tls_undoes_an_answer() {
    let alert = [0x15, 3, 3, 0, 2, 2, 40];
    for behind in [&b"HTTP/1.1 400"[..], &alert, &[0xff; 3000]] {
        let script = Script {
            behind_answer: Some(behind.to_vec()),
            ..good()
        };
        let passage = passage(Stage::Login, &script);
        assert_eq!(passage.end, End::Answered, "{behind:?}");
        assert!(passage.came_to(Stage::Login));
    }
}

#[test]
fn half_a_record_is_waited_for() {
    let script = Script {
        instead_of_tls: Some(vec![0x16, 3, 3, 0x40, 0, 2]),
        ..good()
    };
    let end = passage(Stage::Certificate, &script).end;
    assert_eq!(end, End::TimeUp(Waiting::Handshake));
}

fn certified(versions: &[&'static rustls::SupportedProtocolVersion]) -> Arc<ServerConfig> {
    tls_of(&PKI.server(), Guests::Certified, versions)
}

/// With an alert it is the server's word; OpenVPN's server says nothing.
#[test]
fn a_server_that_wants_a_certificate_shows_its_own_and_lets_nobody_in_without() {
    for versions in [[&TLS12], [&TLS13]] {
        for sends_alerts in [true, false] {
            let script = Script {
                sends_alerts,
                ..Script::showing(certified(&versions)).over_tcp()
            };
            assert!(passage(Stage::Certificate, &script).came_to(Stage::Certificate));
            let passage = passage(Stage::Login, &script);
            let what = format!("{versions:?}, alerts {sends_alerts}: {:?}", passage.end);
            match (&passage.end, sends_alerts) {
                (End::Tls(TlsFault::Alert(_)), true) => {}
                (End::TimeUp(Waiting::KeyExchange), false) => {}
                _ => panic!("{what}"),
            }
            assert!(
                passage.login.is_none() && !passage.came_to(Stage::Login),
                "{what}"
            );
            let is_seen = passage
                .handshake
                .is_some_and(|it| it.wants_certificate && it.admits());
            assert!(is_seen || !sends_alerts, "{what}");
        }
    }
}

#[test]
fn the_wrong_password_is_refused_and_the_right_one_is_not() {
    let case = |has_password| Case {
        has_password,
        ..Case::quiet(Stage::Login)
    };
    let only = |only| Script {
        only: Some(only),
        ..good()
    };
    let came = |ended: Ended| ended.passage.is_some_and(|it| it.came_to(Stage::Login));
    assert!(came(run(&case(true), &only(USER))));
    for (has_password, user) in [(false, USER), (true, (USER.0, "correct horsf"))] {
        let ended = run(&case(has_password), &only(user));
        let login = ended.passage.and_then(|passage| passage.login);
        let refused = LoginAnswer::Refused(AuthFailure::Plain(None));
        assert_eq!(login.map(|login| login.answer), Some(refused));
    }
}

#[test]
fn junk_inside_tls_is_no_key_exchange() {
    for (junk, is_garbled) in [
        (&b"\0\0\0\0\x01"[..], true),
        (b"PUSH_REPLY,ping 10\0", true),
        (&[0xff; 4096], true),
        (&[0; 3], false),
    ] {
        let script = Script {
            instead_of_key_message: Some(junk.to_vec()),
            ..good()
        };
        let passage = passage(
            Stage::Login,
            &Script {
                answer: Vec::new(),
                ..script
            },
        );
        let right = match is_garbled {
            true => matches!(passage.end, End::Garbled(_)),
            false => passage.end == End::TimeUp(Waiting::KeyExchange),
        };
        assert!(right, "{junk:?}: {:?}", passage.end);
    }
}

#[test]
fn messages_without_an_end_are_not_kept() {
    let endless = vec![b'x'; 4 << 20];
    let pushes = format!(
        "PUSH_REPLY,route 10.0.0.0 {},push-continuation 2\0",
        "x".repeat(900)
    );
    for script in [
        Script {
            answer: vec![endless],
            ..good()
        },
        Script {
            answer: vec![pushes.into_bytes(); 1000],
            ..good()
        },
    ] {
        let passage = passage(Stage::Tunnel, &script);
        assert!(matches!(passage.end, End::Garbled(_)), "{:?}", passage.end);
        assert_eq!(passage.login, None);
    }
}

#[test]
fn unknown_messages_are_passed_over() {
    let unknown = [
        "INFO,hello",
        "CR_TEXT",
        "",
        "\u{1b}[31m",
        "PUSH_UPDATE,-route",
        "push_reply",
    ];
    let pushed = good().tunnel.push_reply();
    for joined in [true, false] {
        let mut script = good().answering_all(&unknown);
        script.answer.push(pushed.clone());
        let script = if joined { script.joined() } else { script };
        assert!(passage(Stage::Tunnel, &script).came_to(Stage::Tunnel));
    }
}

#[test]
fn foreign_words_come_as_they_are() {
    let reason = format!("no\n|'\u{1b}[31m{}", "long ".repeat(200));
    let script = good().answering(&format!("AUTH_FAILED,{reason}"));
    let refused = LoginAnswer::Refused(AuthFailure::Plain(Some(reason.clone())));
    assert_eq!(answer(&script), Some(refused));
    let script = good().answering(&format!("HALT,{reason}"));
    assert_eq!(answer(&script), Some(LoginAnswer::Halt(reason)));
}

#[test]
fn a_tunnel_of_another_cipher_is_no_way_in() {
    let mut script = good();
    script.answer = vec![b"PUSH_REPLY,ifconfig 10.8.0.2 255.255.255.0,cipher BF-CBC\0".to_vec()];
    let passage = passage(Stage::Tunnel, &script);
    assert!(
        matches!(&passage.end, End::NoWayIn(why) if why.contains("BF-CBC")),
        "{:?}",
        passage.end
    );
    assert!(passage.login.is_some());
}

#[test]
fn a_hole_in_the_path_shows_in_the_large_ping_alone() {
    let tunnel = TunnelTerms {
        largest_ping: 1000,
        ..TunnelTerms::default()
    };
    let case = Case {
        ping: Some(1300),
        ..Case::quiet(Stage::Tunnel)
    };
    let ended = run(&case, &good().with_tunnel(tunnel));
    let found = ended
        .passage
        .and_then(|passage| passage.tunnel)
        .expect("a tunnel");
    assert!(ended.is_late && found.echo.is_some() && found.sized_echo.is_none());
}

#[test]
fn a_server_that_pushes_no_cc_exit_is_left_abruptly() {
    for (knows_exit, what) in [(true, "EXIT"), (false, "an alert")] {
        let tunnel = TunnelTerms {
            knows_exit,
            ..TunnelTerms::default()
        };
        let ended = run(&Case::quiet(Stage::Login), &good().with_tunnel(tunnel));
        assert_eq!(ended.seen.exit, knows_exit, "{what}");
        assert!(ended.seen.has_left() && !ended.has_guest, "{what}");
    }
}

#[test]
fn an_expired_certificate_ends_the_visit_and_hears_no_secret() {
    let expired = PKI.issue(&Leaf {
        days: -30..-2,
        ..Leaf::server()
    });
    for versions in [[&TLS12], [&TLS13]] {
        let script = Script::showing(tls_of(&expired, Guests::Asked, &versions)).over_tcp();
        let case = Case {
            has_password: true,
            has_certificate: true,
            ..Case::quiet(Stage::Tunnel)
        };
        let ended = run(&case, &script);
        let passage = ended.passage.expect("the hello was answered");
        assert_eq!(passage.end, End::Answered);
        assert!(
            passage
                .handshake
                .is_some_and(|handshake| !handshake.admits())
        );
        assert!(!ended.seen.has_secrets() && ended.seen.has_left() && !ended.has_guest);
    }
}
