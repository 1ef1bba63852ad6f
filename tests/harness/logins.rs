//! Scripts that decide about logins have the client told what they decide.

use std::time::Duration;

use crate::support::openvpn::{Client, OpenVpn, Profile};
use crate::support::raw;
use crate::support::server_config::{
    Answer, AuthScript, Decision, ServerConfig, Transport, VerifyClient, Via,
};

/// A server that is well answers within it many times over.
const MOMENT: Duration = Duration::from_millis(300);
/// As a client with a browser says; the console client has none.
const SSO: &str = "setenv IV_SSO webauth,crtext,openurl";
const CHALLENGE: &str = "CRV1:R,E:bm90IGEgc2VjcmV0:bW9uaXRvcg==:One-time code";

#[test]
fn a_user_is_let_in_with_or_without_a_certificate_on_both_transports() {
    for transport in [Transport::Udp, Transport::Tcp] {
        for (verify_client, via) in [
            (VerifyClient::Require, Via::File),
            (VerifyClient::Optional, Via::Env),
            (VerifyClient::None, Via::File),
        ] {
            let server = ServerConfig {
                transport,
                verify_client,
                auth: Some(AuthScript {
                    via,
                    ..AuthScript::default()
                }),
                ..ServerConfig::default()
            }
            .start();
            let with_certificate = verify_client == VerifyClient::Require;
            let mut profile = right(&server);
            profile.identity = profile.identity.filter(|_| with_certificate);
            Client::start(&profile, &server).wait_until_up();
            assert_eq!(server.logins(), ["monitor"]);
        }
    }
}

#[test]
fn a_refusal_comes_with_its_reason() {
    let later = Decision::RejectBecause("Later no");
    for (answer, told) in [
        (Answer::Reject, "AUTH_FAILED"),
        (
            Answer::RejectBecause("Account disabled"),
            "AUTH_FAILED,Account disabled",
        ),
        (
            Answer::RejectBecause("TEMP[backoff 42,advance no]: No free IP addresses"),
            "AUTH_FAILED,TEMP[backoff 42,advance no]: No free IP addresses",
        ),
        (Answer::RejectBecause(CHALLENGE), CHALLENGE),
        (deferred(Decision::Reject), "AUTH_FAILED"),
        (deferred(later), "AUTH_FAILED,Later no"),
    ] {
        let server = start(answer);
        Client::start(&right(&server), &server).wait_for_log(told);
    }
}

#[test]
fn a_wrong_password_is_refused_whatever_the_script_does_with_the_right_one() {
    for answer in [Answer::Accept, Answer::Hang] {
        let server = start(answer);
        let profile = Profile {
            login: Some(("monitor", "wrong")),
            ..Profile::default()
        };
        let log = Client::start(&profile, &server).wait_for_end();
        assert!(log.contains("AUTH_FAILED"), "{log}");
    }
}

#[test]
fn a_deferred_login_succeeds_late() {
    let server = start(deferred(Decision::Accept));
    let mut client = Client::start(&right(&server), &server);
    client.wait_until_up();
}

#[test]
fn a_script_that_hangs_holds_up_the_whole_server() {
    let server = start(Answer::Hang);
    let _client = Client::start(&right(&server), &server);
    server.wait_until_logins(1);
    let socket = raw::udp_socket(server.address());
    socket.send(&raw::hello()).expect("the hello leaves");
    socket
        .set_read_timeout(Some(MOMENT))
        .expect("a socket takes a timeout");
    socket.recv(&mut [0; 64]).expect_err("silence");
}

#[test]
fn a_pending_login_is_announced_and_then_decided() {
    let pending = |then| Answer::Pending {
        timeout: 20,
        method: "webauth",
        extra: "WEB_AUTH::https://login.example.org/",
        then,
    };
    let server = start(pending(Some((1, Decision::Accept))));
    let profile = Profile {
        extra: vec![SSO.to_owned()],
        ..right(&server)
    };
    let mut client = Client::start(&profile, &server);
    client.wait_for_log("AUTH_PENDING");
    client.wait_for_log("WEB_AUTH::https://login.example.org/");
    client.wait_until_up();

    let server = start(pending(None));
    Client::start(&right(&server), &server).wait_for_log("AUTH_FAILED");
}

fn deferred(decision: Decision) -> Answer {
    Answer::Defer {
        seconds: 1,
        decision,
    }
}

fn start(answer: Answer) -> OpenVpn {
    ServerConfig {
        auth: Some(AuthScript {
            answer,
            ..AuthScript::default()
        }),
        ..ServerConfig::default()
    }
    .start()
}

/// The profile of the one user that the script knows.
fn right(server: &OpenVpn) -> Profile {
    Profile {
        login: server.config().auth.as_ref().map(AuthScript::login),
        ..Profile::default()
    }
}
