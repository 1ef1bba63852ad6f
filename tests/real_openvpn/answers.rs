//! What servers answer to a login, and what they do that answer nothing.

use std::thread;

use crate::support::openvpn::{Client, OpenVpn, Profile};
use crate::support::pki::{Leaf, PKI};
use crate::support::plugin::{self, Run};
use crate::support::server_config::{
    Answer, AuthScript, Decision, Pool, ServerConfig, Transport, VerifyClient,
};
use crate::visit::{self, Came, Case, Expected, Papers, visit};

const CHALLENGE: &str = "CRV1:R,E:bm90IGEgc2VjcmV0:bW9uaXRvcg==:One-time code";
/// What the administrator of a dead RADIUS has to read.
const HANGS: &[&str] = &["authentication hangs", "RADIUS"];

#[test]
fn each_refusal_is_told_with_the_servers_own_reason() {
    let critical = |words| Expected::critical(Came::ToLogin, words);
    let warning = |words| Expected::warning(Came::ToLogin, words);
    let later = Decision::RejectBecause("Later no");
    let because = Answer::RejectBecause;
    visit::check(&[
        right(Answer::Reject, &[], critical(&["AUTH_FAILED"])),
        right(
            because("Account disabled"),
            &[],
            critical(&["AUTH_FAILED", "Account disabled"]),
        ),
        right(
            because("TEMP[backoff 42,advance no]: No free IP addresses"),
            &[],
            warning(&["for now", "No free IP addresses"]),
        ),
        right(
            because("SESSION: expired"),
            &[],
            critical(&["session has expired"]),
        ),
        right(
            because(CHALLENGE),
            &[],
            warning(&["accepts the login so far", "second factor", "One-time code"]),
        ),
        right(
            because(CHALLENGE),
            &["--challenge-result", "ok"],
            Expected::ok(Came::ToLogin).saying(&["second factor"]),
        ),
        right(deferred(Decision::Reject), &[], critical(&["AUTH_FAILED"])),
        right(deferred(later), &[], critical(&["AUTH_FAILED", "Later no"])),
    ]);
}

#[test]
fn a_login_that_is_decided_late_is_waited_for() {
    let case = right(deferred(Decision::Accept), &[], Expected::ok(Came::ToLogin));
    let server = case.server.start();
    let run = visit(&server, &case.client, &[]);
    case.expected.assert(&run);
    assert!(run.elapsed.as_secs() >= 2, "{run}");
    server.wait_until_no_client();
}

#[test]
fn a_login_that_waits_for_a_browser_is_known_at_once() {
    let pending = Answer::Pending {
        timeout: 60,
        method: "webauth",
        extra: "WEB_AUTH::https://login.example.org/?token=s3cr3t",
        then: None,
    };
    let words = &["confirmed in a browser", "AUTH_PENDING"];
    let ok = Expected::ok(Came::ToLogin).saying(words);
    let server = right(pending, &[], ok).server.start();
    let client = login(AuthScript::default().login());

    let run = visit(&server, &client, &[]);
    ok.assert(&run);
    assert!(
        !run.says("s3cr3t"),
        "a link may be as good as a password\n{run}"
    );
    assert!(run.elapsed.as_secs() < 5, "{run}");
    server.wait_until_no_client();

    let run = visit(&server, &client, &["--pending-result", "critical"]);
    Expected::critical(Came::ToLogin, words).assert(&run);
    server.wait_until_no_client();
}

#[test]
fn a_dead_backend_is_critical_in_time_and_named() {
    let cases = [
        (Answer::DeferForEver, Transport::Udp),
        (Answer::DeferForEver, Transport::Tcp),
        (Answer::Hang, Transport::Udp),
        (Answer::Hang, Transport::Tcp),
    ];
    visit::side_by_side(cases, |(answer, transport)| {
        let critical = Expected::critical(Came::ToCertificate, HANGS);
        let mut case = right(answer, &[], critical);
        case.server.transport = transport;
        let server = case.server.start();
        let run = visit(&server, &case.client, &["-t", "3"]);
        critical.assert(&run);
        assert!(run.elapsed.as_secs_f64() < 4.0, "{run}");
    });
}

#[test]
fn a_login_that_has_to_be_refused_is_ok_when_it_is_and_critical_when_it_is_not() {
    let expect = ["--expect-auth-failed"];
    let wrong = Case {
        client: login(("monitor", "wrong")),
        ..right(
            Answer::Accept,
            &expect,
            Expected::ok(Came::ToLogin).saying(&["as expected", "AUTH_FAILED"]),
        )
    };
    let critical = |words| Expected::critical(Came::ToLogin, words);
    visit::check(&[
        wrong,
        right(
            Answer::Accept,
            &expect,
            critical(&["lets us in although it has to refuse"]),
        ),
        right(
            Answer::RejectBecause(CHALLENGE),
            &expect,
            critical(&["which it has to refuse"]),
        ),
        right(
            Answer::DeferForEver,
            &["--expect-auth-failed", "-t", "2"],
            Expected::critical(Came::ToCertificate, HANGS),
        ),
    ]);
}

#[test]
fn what_has_to_be_pushed_is_found_by_how_it_starts() {
    let server = ServerConfig {
        push: vec![
            "route 192.0.2.0 255.255.255.0".to_owned(),
            "dhcp-option DNS 192.0.2.53".to_owned(),
        ],
        ..with_pool()
    }
    .start();
    let client = Profile::default();
    for (options, expected) in [
        (
            &["--expect-push", "route 192.0.2.0 255.255.255.0"][..],
            Expected::ok(Came::ToLogin),
        ),
        (
            &[
                "--expect-push",
                "route 192.",
                "--expect-push",
                "dhcp-option DNS",
            ],
            Expected::ok(Came::ToLogin),
        ),
        (
            &[
                "--expect-push",
                "route 198.",
                "--expect-push",
                "dhcp-option DNS",
            ],
            Expected::critical(Came::ToLogin, &["does not push \"route 198.\""]),
        ),
        (
            &[
                "--expect-push",
                "redirect-gateway",
                "--expect-push",
                "0.2.0",
            ],
            Expected::critical(
                Came::ToLogin,
                &["pushes neither \"redirect-gateway\" nor \"0.2.0\""],
            ),
        ),
    ] {
        expected.assert(&visit(&server, &client, options));
    }
    server.wait_until_no_client();
}

#[test]
fn a_full_server_is_critical_and_full_is_among_the_causes() {
    visit::side_by_side([Transport::Udp, Transport::Tcp], |transport| {
        let server = ServerConfig {
            transport,
            max_clients: Some(1),
            ..with_pool()
        }
        .start();
        let mut owner = Client::start(&Profile::default(), &server);
        owner.wait_until_up();
        let monitor = Profile {
            identity: Some(PKI.issue(&Leaf::client("monitor"))),
            ..Profile::default()
        };
        let run = visit(&server, &monitor, &["-t", "3"]);
        let came = match transport {
            Transport::Udp => Came::ToReset,
            Transport::Tcp => Came::Nowhere,
        };
        Expected::critical(came, &["full"]).assert(&run);
        assert_eq!(server.client_names(), ["gatewatch test client"]);
    });
}

#[test]
fn a_server_without_a_free_address_is_critical() {
    let words = &["gives us no address", "pool is exhausted"];
    let critical = Expected::critical(Came::ToLogin, words);
    let without = ServerConfig::default().start();
    critical.assert(&visit(&without, &Profile::default(), &[]));
    without.wait_until_no_client();

    let server = ServerConfig {
        pool: Some(Pool::Only(2)),
        duplicate_cn: true,
        ..ServerConfig::default()
    }
    .start();
    let mut owners = [0; 2].map(|_| Client::start(&Profile::default(), &server));
    for owner in &mut owners {
        owner.wait_until_up();
    }
    critical.assert(&visit(&server, &Profile::default(), &[]));
    server.wait_until_clients(2);
}

#[test]
fn a_server_that_goes_down_during_the_login_says_so() {
    let run = during_the_login(Transport::Udp, OpenVpn::terminate);
    Expected::warning(Came::ToLogin, &["RESTART", "going down"]).assert(&run);
}

#[test]
fn a_server_that_crashes_during_the_login_is_critical() {
    let run = during_the_login(Transport::Udp, OpenVpn::kill);
    Expected::critical(Came::ToCertificate, &["nothing listens there any more"]).assert(&run);
    let run = during_the_login(Transport::Tcp, OpenVpn::kill);
    Expected::critical(Came::ToCertificate, &["hung up"]).assert(&run);
}

/// A visit to a server of which this becomes while its script has not decided yet.
fn during_the_login(transport: Transport, end: impl FnOnce(&mut OpenVpn)) -> Run {
    let case = right(Answer::DeferForEver, &[], Expected::ok(Came::ToLogin));
    let mut server = ServerConfig {
        transport,
        // An address of its own, so that no other test can be given the port that was freed.
        address: [127, 0, 0, 78].into(),
        explicit_exit_notify: transport == Transport::Udp,
        ..case.server
    }
    .start();
    let papers = Papers::of(&case.client);
    let arguments = visit::arguments(&server, &case.client, &papers, &[]);
    thread::scope(|scope| {
        let run = scope.spawn(|| plugin::check_openvpn(&arguments));
        server.wait_until_logins(1);
        end(&mut server);
        run.join().expect("a run")
    })
}

/// The right user, and a script with this answer for him.
fn right(answer: Answer, options: &[&str], expected: Expected) -> Case {
    let auth = AuthScript {
        answer,
        ..AuthScript::default()
    };
    Case {
        client: login(auth.login()),
        server: ServerConfig {
            verify_client: VerifyClient::None,
            auth: Some(auth),
            ..with_pool()
        },
        options: options.iter().map(ToString::to_string).collect(),
        expected,
    }
}

fn login(login: (&'static str, &'static str)) -> Profile {
    Profile {
        identity: None,
        login: Some(login),
        ..Profile::default()
    }
}

fn deferred(decision: Decision) -> Answer {
    Answer::Defer {
        seconds: 2,
        decision,
    }
}

fn with_pool() -> ServerConfig {
    ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
}
