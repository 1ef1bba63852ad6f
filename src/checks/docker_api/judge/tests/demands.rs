//! What a front lets through, by contract and by rule.

use super::super::super::permissions::{
    Contract, Door as Way, Expectation, Method, RandomId, Request, Rule, Section,
};
use super::super::super::plan::Demand;
use super::*;

fn request(method: &str, path: &str) -> Request {
    let rule: Rule = format!("{method} {path}").parse().expect("a rule");
    rule.request(&RandomId::new([0xab; 32]))
}

/// A demand in its usual spelling.
fn demand(path: &str, expectation: Expectation, of: Option<(Section, Way)>) -> Demand {
    let request = request("GET", path);
    Demand {
        usual: request.clone(),
        request,
        expectation,
        of,
    }
}

fn reached() -> Exchange {
    http(404, &[("api-version", "1.55")], "{}")
}

fn forbidden() -> Exchange {
    http(403, &[("server", "nginx")], "")
}

/// A front with this contract, and what it did with each demand.
fn front(contract: &str, met: Vec<(Demand, Exchange)>) -> (Config, Report) {
    let mut config = config(Guard::Certificate);
    config.contract = Some(Contract::parse(contract).expect(contract));
    let mut report = good();
    for (index, (demand, exchange)) in met.into_iter().enumerate() {
        report.demands.push(demand);
        report.exchanges.push((Purpose::Demand(index), exchange));
    }
    (config, report)
}

/// Every finding about demands, with its state.
fn findings(config: &Config, report: &Report) -> Vec<String> {
    let examined = permissions::examine(config, report);
    let shown = |one: &Finding| format!("{} {}", one.state(), one.text());
    examined.findings.iter().map(shown).collect()
}

#[test]
fn a_request_that_meets_what_it_should_is_counted() {
    let (config, report) = front(
        "CONTAINERS=1",
        vec![
            (
                demand(
                    "/a",
                    Expectation::Granted,
                    Some((Section::Containers, Way::Read)),
                ),
                reached(),
            ),
            (
                demand("/b//x", Expectation::Granted, None),
                http(301, &[("location", "/b/x")], ""),
            ),
            (demand("/c", Expectation::Refused, None), forbidden()),
            (
                demand("/d", Expectation::Refused, None),
                http(302, &[("location", "https://login/")], ""),
            ),
            (
                demand("/e", Expectation::Refused, None),
                http(301, &[("location", "//login/")], ""),
            ),
        ],
    );
    let all = "OK 5 of 5 requests met what they should, refusals by nginx";
    assert_eq!(findings(&config, &report), [all]);
    assert!(permissions::examine(&config, &report).kept);
}

#[test]
fn what_is_open_shut_or_unclear_against_the_contract_is_told() {
    let read = Some((Section::Images, Way::Read));
    for (expectation, of, exchange, told) in [
        (
            Expectation::Refused,
            read,
            reached(),
            "CRITICAL docker.example.org:2376 lets through what it should not: GET /x/ID/y",
        ),
        (
            Expectation::Granted,
            read,
            forbidden(),
            "CRITICAL docker.example.org:2376 denies what is needed: IMAGES: GET /x/ID/y (HTTP 403 from nginx)",
        ),
        (
            Expectation::Granted,
            None,
            forbidden(),
            "CRITICAL docker.example.org:2376 denies what is needed: GET /x/ID/y (HTTP 403 from nginx)",
        ),
        (
            Expectation::Refused,
            read,
            ended(Ending::Closed),
            "UNKNOWN what docker.example.org:2376 does is not known of: IMAGES: GET /x/ID/y (the connection was closed without a reason)",
        ),
        (
            Expectation::Granted,
            read,
            http(302, &[("location", "/x")], ""),
            "UNKNOWN what docker.example.org:2376 does is not known of: IMAGES: GET /x/ID/y (HTTP 302 redirects to /x)",
        ),
    ] {
        let (config, report) = front("", vec![(demand("/x/{id}/y", expectation, of), exchange)]);
        assert_eq!(findings(&config, &report), [told]);
        assert!(!permissions::examine(&config, &report).kept, "{told}");
    }
}

#[test]
fn a_redirect_is_the_engines_only_where_it_leads_to_the_clean_path() {
    let met = |path, to, expectation| {
        let moved = http(301, &[("location", to)], "");
        let (config, report) = front("", vec![(demand(path, expectation, None), moved)]);
        findings(&config, &report).swap_remove(0)
    };
    for (path, to) in [
        ("/_ping/../x", "/x"),
        ("/x//y?a=b", "/x/y?a=b"),
        ("/./x", "/x"),
        ("/_ping/%2e%2E/x", "/x"),
        ("/a%2f/x", "/a/x"),
    ] {
        let open = format!("CRITICAL {PLACE} lets through what it should not: GET {path}");
        assert_eq!(met(path, to, Expectation::Refused), open);
        let kept = "OK 1 of 1 requests met what they should";
        assert_eq!(met(path, to, Expectation::Granted), kept);
    }
    for (path, to) in [("/x", "/login"), ("/x", "/x/"), ("/.x/..y?a=//b", "/")] {
        let kept = "OK 1 of 1 requests met what they should";
        assert_eq!(met(path, to, Expectation::Refused), kept);
        let unclear = format!(
            "UNKNOWN what {PLACE} does is not known of: GET {path} (HTTP 301 redirects to {to})"
        );
        assert_eq!(met(path, to, Expectation::Granted), unclear);
    }
}

#[test]
fn an_answer_of_the_engine_is_no_refusal_whatever_it_says() {
    let api = [
        ("api-version", "1.55"),
        ("content-type", "application/json"),
    ];
    for status in [401, 403, 429] {
        let answer = http(status, &api, r#"{"message":"unauthorized"}"#);
        let (config, report) = front("", vec![(demand("/x", Expectation::Refused, None), answer)]);
        let open = format!("CRITICAL {PLACE} lets through what it should not: GET /x");
        assert_eq!(findings(&config, &report), [open], "{status}");
    }
}

#[test]
fn post_is_on_where_something_that_writes_is_open_without_it() {
    let writes = Request {
        method: Method::ALL
            .into_iter()
            .find(|one| one.writes())
            .expect("one"),
        ..request("GET", "/x")
    };
    let text = |contract: &str, of| {
        let demand = Demand {
            request: writes.clone(),
            usual: writes.clone(),
            expectation: Expectation::Refused,
            of,
        };
        let (config, report) = front(contract, vec![(demand, reached())]);
        findings(&config, &report).swap_remove(0)
    };
    let section = Some((Section::Images, Way::Write));
    let open = format!("CRITICAL {PLACE} lets through what it should not");
    assert_eq!(text("", section), format!("{open} (POST is on): {writes}"));
    assert_eq!(text("POST=1", section), format!("{open}: {writes}"));
    assert_eq!(text("", None), format!("{open}: {writes}"));
}

#[test]
fn another_spelling_is_told_only_where_the_usual_one_is_refused() {
    let usual = demand("/x", Expectation::Refused, None);
    let other = Demand {
        request: request("GET", "/X"),
        ..usual.clone()
    };
    let open = format!("CRITICAL {PLACE} lets through what it should not");
    let (config, report) = front(
        "",
        vec![(usual.clone(), reached()), (other.clone(), reached())],
    );
    assert_eq!(findings(&config, &report), [format!("{open}: GET /x")]);
    let (config, report) = front("", vec![(usual, forbidden()), (other, reached())]);
    let kept = "OK 1 of 2 requests met what they should, refusals by nginx".to_owned();
    assert_eq!(
        findings(&config, &report),
        [format!("{open}: GET /X"), kept]
    );
}

#[test]
fn what_opens_along_with_containers_is_a_warning_until_it_is_meant() {
    let hidden = demand(
        "/x/{id}/y",
        Expectation::Refused,
        Some((Section::Containers, Way::Hidden)),
    );
    let (mut config, report) = front("CONTAINERS=1", vec![(hidden.clone(), reached())]);
    let told = "CONTAINERS=1 at docker.example.org:2376 also opens GET /x/ID/y; --allow-hidden if that is meant";
    assert_eq!(findings(&config, &report), [format!("WARNING {told}")]);
    assert!(!permissions::examine(&config, &report).kept);
    config.terms.allow_hidden = true;
    let told = "OK open along with CONTAINERS, as intended: GET /x/ID/y";
    assert_eq!(findings(&config, &report), [told]);
    assert!(permissions::examine(&config, &report).kept);

    let (config, report) = front("", vec![(hidden, reached())]);
    let told = format!("CRITICAL {PLACE} lets through what it should not: GET /x/ID/y");
    assert_eq!(findings(&config, &report), [told]);
}

#[test]
fn a_section_that_grants_nothing_without_post_may_stand_open() {
    let start = demand(
        "/x",
        Expectation::Refused,
        Some((Section::AllowStart, Way::Write)),
    );
    let other = demand(
        "/y",
        Expectation::Refused,
        Some((Section::Images, Way::Write)),
    );
    let (config, report) = front(
        "ALLOW_START=1",
        vec![(start.clone(), reached()), (other.clone(), reached())],
    );
    assert_eq!(
        findings(&config, &report),
        [
            format!("CRITICAL {PLACE} lets through what it should not: GET /y"),
            "OK 1 of 2 requests met what they should".to_owned(),
        ]
    );
    let idle = "WARNING ALLOW_START grants nothing without POST=1";
    let shut = vec![(start.clone(), forbidden()), (other, reached())];
    let (config, report) = front("ALLOW_START=1", shut);
    assert!(findings(&config, &report).contains(&idle.to_owned()));
    let (config, report) = front("ALLOW_START=1", vec![(start, forbidden())]);
    let kept = "OK 1 of 1 requests met what they should, refusals by nginx";
    assert_eq!(findings(&config, &report), [idle, kept]);
}

#[test]
fn a_long_list_ends_in_a_number_and_nothing_is_told_twice() {
    let open = |count: usize| {
        let one = |index| demand(&format!("/{index}"), Expectation::Refused, None);
        let met = (0..count).chain([0]).map(|index| (one(index), reached()));
        let (config, report) = front("", met.collect());
        findings(&config, &report).swap_remove(0)
    };
    let six = format!(
        "CRITICAL {PLACE} lets through what it should not: GET /0, GET /1, GET /2, GET /3, GET /4, GET /5"
    );
    assert_eq!(open(6), six);
    assert_eq!(open(8), format!("{six} and 2 more"));
}

#[test]
fn demands_without_an_answer_of_the_engine_say_nothing() {
    let (config, mut report) = front(
        "",
        vec![(demand("/x", Expectation::Refused, None), forbidden())],
    );
    report
        .exchanges
        .retain(|(purpose, _)| matches!(purpose, Purpose::Demand(_)));
    let told =
        format!("UNKNOWN what {PLACE} lets through is not known, since nothing reaches the engine");
    assert_eq!(findings(&config, &report), [told]);
    let (mut config, report) = front("", Vec::new());
    let told = format!(
        "UNKNOWN what {PLACE} lets through was not asked: this machine has no random numbers"
    );
    assert_eq!(findings(&config, &report), [told]);
    config.contract = None;
    assert!(findings(&config, &report).is_empty());
    let rule = "GET /x".parse().expect("a rule");
    config.rules.push((rule, Expectation::Granted));
    assert_eq!(findings(&config, &report).len(), 1);
}
