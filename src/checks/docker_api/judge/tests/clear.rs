//! A Docker API that is spoken to in clear, and how the same answers count where it is not.

use super::*;

fn in_clear(guard: Guard) -> Config {
    let mut config = config(guard);
    config.tls = None;
    config.terms.encrypted = false;
    config.terms.place = "docker.example.org:2375".into();
    config
}

/// Both pages of the one outsider there is, without TLS.
fn met(exchange: &Exchange) -> Report {
    let exchange = || Exchange {
        tls: None,
        ..exchange.clone()
    };
    let purpose = |page| Purpose::Outsider(Outsider::Anonymous, Versions::Any, page);
    Report {
        exchanges: vec![
            (purpose(Page::Containers), exchange()),
            (purpose(Page::Ping), exchange()),
        ],
        ..Report::default()
    }
}

#[test]
fn everybody_who_is_let_in_in_clear_is_told_of_in_one_sentence() {
    assert_eq!(
        findings(&in_clear(Guard::Unknown), &met(&ping())),
        [
            "CRITICAL docker.example.org:2375 is unencrypted and lets everybody in (HTTP 200 from the engine): a Docker API is root on its host"
        ]
    );
}

#[test]
fn a_port_that_wants_tls_says_nothing_of_who_gets_in() {
    let go = http(
        400,
        &[],
        "Client sent an HTTP request to an HTTPS server.\n",
    );
    let page = "<center>The plain HTTP request was sent to HTTPS port</center>";
    let nginx = http(400, &[("server", "nginx")], page);
    for exchange in [go, nginx] {
        assert_eq!(
            findings(&in_clear(Guard::Unknown), &met(&exchange)),
            [
                "UNKNOWN docker.example.org:2375 speaks TLS and was asked in clear, so nothing is known of who gets in: say https://"
            ]
        );
    }
}

#[test]
fn a_refusal_in_clear_is_one_with_its_reason() {
    let forbidden = http(401, &[("server", "nginx")], "");
    assert_eq!(
        findings(&in_clear(Guard::Unknown), &met(&forbidden)),
        [
            "OK docker.example.org:2375 lets nobody in without credentials (outsiders: HTTP 401 from nginx)",
            "OK 2 of 2 tries of outsiders refused: HTTP 401 from nginx",
        ]
    );
}

#[test]
fn words_about_tls_are_a_refusal_like_any_other_where_tls_is_spoken() {
    let page = "<center>The plain HTTP request was sent to HTTPS port</center>";
    let anonymous = outsider(Outsider::Anonymous, Page::Containers);
    let report = with(good(), anonymous, http(400, &[("server", "nginx")], page));
    assert_eq!(
        outcome(&config(Guard::Certificate), &report).state(),
        State::Ok
    );
}

#[test]
fn whoever_is_sent_to_https_is_not_let_in_in_clear() {
    let to = |location| http(301, &[("server", "nginx"), ("location", location)], "");
    assert_eq!(
        findings(
            &in_clear(Guard::Unknown),
            &met(&to("https://docker.example.org/"))
        ),
        [
            "OK docker.example.org:2375 lets nobody in without credentials (outsiders: redirected to https)",
            "OK an anonymous client is sent elsewhere: HTTP 301 redirects to https://docker.example.org/ (not followed)",
            "OK 2 of 2 tries of outsiders refused: redirected to https",
        ]
    );
    let nowhere = "UNKNOWN docker.example.org:2375 sends everybody elsewhere: whether it is a Docker API is not to be seen";
    let elsewhere = met(&to("http://docker.example.org/login"));
    assert_eq!(complaints(&in_clear(Guard::Unknown), &elsewhere), [nowhere]);
}

#[test]
fn everybody_sent_from_https_to_https_shows_no_docker_api() {
    let sent = http(302, &[("location", "https://login/")], "");
    let mut report = without(good(), |purpose| matches!(purpose, Purpose::Control(_)));
    for (purpose, exchange) in &mut report.exchanges {
        if matches!(purpose, Purpose::Outsider(..)) {
            *exchange = sent.clone();
        }
    }
    let nowhere = "UNKNOWN docker.example.org:2376 sends everybody elsewhere: whether it is a Docker API is not to be seen";
    assert_eq!(complaints(&config(Guard::Unknown), &report), [nowhere]);
}

#[test]
fn the_right_client_in_clear_is_critical_until_it_is_meant() {
    let mut config = in_clear(Guard::Open);
    assert_eq!(
        told(&config, &pinged_in_clear()),
        "CRITICAL docker.example.org:2375 is unencrypted and lets everybody in: a Docker API is root on its host"
    );
    config.terms.allow_plain_http = true;
    assert_eq!(
        told(&config, &pinged_in_clear()),
        "OK Docker 29.7.2 (API 1.55) answers at docker.example.org:2375"
    );
    config.terms.allow_plain_http = false;
    config.terms.is_socket = true;
    assert_eq!(outcome(&config, &pinged_in_clear()).state(), State::Ok);
}
