//! The one sentence of a run in which all is well.

use super::*;

/// A door that is meant to be open: nobody is an outsider.
fn open() -> (Config, Report) {
    let outsiders = |purpose: &Purpose| matches!(purpose, Purpose::Outsider(..));
    (config(Guard::Open), without(good(), outsiders))
}

#[test]
fn where_nobody_is_an_outsider_nobody_is_counted() {
    let (config, report) = open();
    let outcome = outcome(&config, &report);
    assert_eq!(
        outcome.summary(),
        "Docker 29.7.2 (API 1.55) answers at docker.example.org:2376"
    );
    assert!(
        !metrics(&outcome)
            .iter()
            .any(|(label, _)| *label == "refusals")
    );
    assert_eq!(
        findings(&config, &report),
        [
            "OK Docker 29.7.2 (API 1.55) answers at docker.example.org:2376",
            "OK plain HTTP on the same port is refused: HTTP 400 \"Client sent an HTTP request to an HTTPS server.\" from the TLS server",
            "OK SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES are refused",
        ]
    );
}

#[test]
fn a_reason_loses_what_the_page_said_in_the_first_line_alone() {
    let page = "<html><center>No required SSL certificate was sent</center>";
    let mut report = good();
    for (purpose, exchange) in &mut report.exchanges {
        if matches!(purpose, Purpose::Outsider(..)) {
            *exchange = http(400, &[("server", "nginx")], page);
        }
    }
    let findings = findings(&config(Guard::Certificate), &report);
    assert!(
        findings[0].ends_with("nobody else (outsiders: HTTP 400 from nginx)"),
        "{findings:?}"
    );
    assert_eq!(
        findings[1],
        "OK 6 of 6 tries of outsiders refused: HTTP 400 \"No required SSL certificate was sent\" from nginx"
    );
}

#[test]
fn a_name_of_the_engine_tells_as_much_as_is_known() {
    let server = |name| http(200, &[("api-version", "1.41"), ("server", name)], "OK");
    let hidden = http(200, &[("api-version", "1.41"), ("server", "nginx")], "OK");
    let json = &[("content-type", "application/json")];
    let version = http(200, json, r#"{"Version":"28.0.1","ApiVersion":"1.48"}"#);
    for (report, name) in [
        (
            pinged(server("Docker/20.10.24 (linux)")),
            "Docker 20.10.24 (API 1.41)",
        ),
        (
            pinged(server("Libpod/4.3.1 (linux)")),
            "Podman 4.3.1 (API 1.41)",
        ),
        (pinged(hidden), "Docker (API 1.41)"),
        (
            with(good(), Purpose::Control(Page::Version), version),
            "Docker 28.0.1 (API 1.48)",
        ),
    ] {
        let start = format!("OK {name} at {PLACE} lets the right client in and nobody else");
        let told = told(&config(Guard::Certificate), &report);
        assert!(told.starts_with(&start), "{told}");
    }
}

#[test]
fn what_info_does_not_tell_is_not_measured() {
    let none = |purpose: &Purpose| *purpose == Purpose::Control(Page::Info);
    let outcome = outcome(&config(Guard::Certificate), &without(good(), none));
    assert_eq!(metrics(&outcome), [("time", 0.003), ("refusals", 6.0)]);
}
