//! Fronts that hide an engine from the right client or show it to others.

use super::super::super::permissions::{Contract, Expectation, RandomId, Rule};
use super::super::super::plan::Demand;
use super::*;

const NGINX: (&str, &str) = ("server", "nginx");

fn demand(expectation: Expectation) -> Demand {
    let rule: Rule = "GET /containers/json".parse().expect("a rule");
    let request = rule.request(&RandomId::new([0xab; 32]));
    Demand {
        usual: request.clone(),
        request,
        expectation,
        of: None,
    }
}

/// A front that shuts the pages that prove an engine, and what it did with one demand.
fn shut(contract: &str, expectation: Expectation, met: Exchange) -> (Config, Report) {
    let mut config = config(Guard::Certificate);
    config.contract = Some(Contract::parse(contract).expect(contract));
    let forbidden = || http(403, &[NGINX], "");
    let mut report = with(good(), Purpose::Control(Page::Ping), forbidden());
    report = with(report, Purpose::Control(Page::Info), forbidden());
    report.demands.push(demand(expectation));
    report.exchanges.push((Purpose::Demand(0), met));
    (config, report)
}

fn reached() -> Exchange {
    let server = ("server", "Docker/29.7.2 (linux)");
    http(200, &[("api-version", "1.55"), server], "[]")
}

#[test]
fn an_engine_that_is_shut_by_contract_is_known_by_what_the_contract_grants() {
    let (config, report) = shut(
        "PING=0,VERSION=0,CONTAINERS=1",
        Expectation::Granted,
        reached(),
    );
    assert_eq!(
        told(&config, &report),
        "OK Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else, permissions are as agreed (outsiders: alert certificate_required (116))"
    );
}

#[test]
fn an_engine_that_is_shut_by_contract_may_be_too_old() {
    let contract = "PING=0,VERSION=0,CONTAINERS=1";
    let (mut config, report) = shut(contract, Expectation::Granted, reached());
    config.terms.min_engine = Some("29.8.0".parse().expect("a version"));
    let old = format!("WARNING the engine at {PLACE} is 29.7.2, older than 29.8.0");
    assert_eq!(complaints(&config, &report), [old]);
}

#[test]
fn a_page_that_the_contract_grants_has_to_be_there() {
    let refused =
        "CRITICAL docker.example.org:2376 refuses our client certificate: HTTP 403 from nginx";
    let all_shut = "PING=0,VERSION=0";
    for (contract, expectation, met) in [
        ("VERSION=0", Expectation::Granted, reached()),
        ("PING=0", Expectation::Granted, reached()),
        ("PING=0,VERSION=0,INFO=1", Expectation::Granted, reached()),
        (all_shut, Expectation::Granted, http(200, &[NGINX], "[]")),
        (all_shut, Expectation::Refused, reached()),
    ] {
        let (config, report) = shut(contract, expectation, met);
        let complaints = complaints(&config, &report);
        assert!(
            complaints.contains(&refused.to_owned()),
            "{contract}: {complaints:?}"
        );
    }
    let (mut config, report) = shut(all_shut, Expectation::Granted, reached());
    config.contract = None;
    assert_eq!(told(&config, &report), refused);
}

/// The right client and the anonymous get these answers, and both may get the same `/_ping`.
fn hidden(control: &str, pinged: Option<&str>, listed: &str) -> Report {
    let page = |body| http(200, &[NGINX], body);
    let mut report = with(good(), Purpose::Control(Page::Ping), page(control));
    let listed = page(listed);
    report = with(
        report,
        outsider(Outsider::Anonymous, Page::Containers),
        listed,
    );
    match pinged {
        Some(body) => with(
            report,
            outsider(Outsider::Anonymous, Page::Ping),
            page(body),
        ),
        None => report,
    }
}

#[test]
fn a_page_of_a_front_is_the_engines_only_where_all_speaks_for_it() {
    let strange = "WARNING docker.example.org:2376 answers an anonymous client with HTTP 200 from nginx: neither the engine nor a refusal";
    let ping = "WARNING docker.example.org:2376 lets an anonymous client ask /_ping; --allow-anonymous-ping if that is meant";
    let open = "CRITICAL docker.example.org:2376 asks for a certificate and lets the anonymous in all the same (HTTP 200 from the engine)";
    for (report, told) in [
        (hidden("OK", Some("OK"), "[]"), &[open][..]),
        (hidden("OK", Some("OK"), "<html>log in"), &[strange, ping]),
        (hidden("OK", Some("<html>log in"), "[]"), &[strange]),
        (hidden("OK", None, "[]"), &[strange]),
    ] {
        assert_eq!(complaints(&config(Guard::Certificate), &report), told);
    }
}

#[test]
fn a_page_of_a_front_is_not_the_engines_where_nobody_has_seen_the_engine() {
    let report = without(hidden("OK", Some("OK"), "[]"), |purpose| {
        *purpose == Purpose::Control(Page::Info)
    });
    assert_eq!(
        complaints(&config(Guard::Certificate), &report),
        [
            "CRITICAL docker.example.org:2376 is no Docker API: HTTP 200 from nginx (\"OK\")",
            "WARNING docker.example.org:2376 answers an anonymous client with HTTP 200 from nginx: neither the engine nor a refusal",
            "UNKNOWN who else gets in at docker.example.org:2376 is not known, since the right client does not",
        ]
    );
}

#[test]
fn two_pages_that_never_came_are_not_the_same_page() {
    let gone = || ended(Ending::Closed);
    let mut report = with(hidden("", None, "[]"), Purpose::Control(Page::Ping), gone());
    report = with(report, outsider(Outsider::Anonymous, Page::Ping), gone());
    let strange = "WARNING docker.example.org:2376 answers an anonymous client with HTTP 200 from nginx: neither the engine nor a refusal";
    assert_eq!(complaints(&config(Guard::Certificate), &report), [strange]);
}
