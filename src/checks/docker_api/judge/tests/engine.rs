//! What the right client finds, and what the engine says of itself.

use super::*;

#[test]
fn a_right_client_that_does_not_get_in_is_told_why_and_nobody_elses_refusal_counts() {
    let nginx = ("server", "nginx");
    for (exchange, text) in [
        (
            ended(Ending::Alert(48)),
            "refuses our client certificate: alert unknown_ca (48)",
        ),
        (
            http(400, &[nginx], "<center>The SSL certificate error</center>"),
            "refuses our client certificate: HTTP 400 \"The SSL certificate error\" from nginx",
        ),
        (
            http(200, &[nginx], "<html>Welcome"),
            "is no Docker API: HTTP 200 from nginx (\"(html)Welcome\")",
        ),
        (ended(Ending::NotTls), "does not speak TLS"),
        (
            ended(Ending::Closed),
            "closed the connection without an answer",
        ),
        (
            http(302, &[("location", "https://login/")], ""),
            "is no Docker API: HTTP 302 redirects to https://login/",
        ),
    ] {
        let outcome = outcome(&config(Guard::Certificate), &pinged(exchange));
        let text = format!("{PLACE} {text}");
        assert_eq!(crate::outcome::sanitise(&outcome.summary()), text);
        assert_eq!(outcome.state(), State::Critical);
        let unknown = "who else gets in at docker.example.org:2376 is not known, since the right client does not";
        assert!(
            outcome.findings().iter().any(|one| one.text() == unknown),
            "{text}"
        );
    }
}

#[test]
fn an_engine_that_is_down_or_hangs_is_told_apart_from_a_front_that_is() {
    for (exchange, text) in [
        (
            http(502, &[("server", "nginx")], ""),
            "CRITICAL the engine behind docker.example.org:2376 is down: HTTP 502 from nginx",
        ),
        (
            Exchange {
                took: Duration::from_secs(10),
                ..ended(Ending::TimedOut("waiting for an answer"))
            },
            "CRITICAL TLS stands with docker.example.org:2376, but no answer in 10 s: the engine hangs, or its authz plugin does",
        ),
        (
            http(421, &[("server", "Caddy")], ""),
            "UNKNOWN docker.example.org:2376 goes by another name (HTTP 421): give it with --sni; who else gets in at docker.example.org:2376 is not known, since the right client does not",
        ),
    ] {
        assert_eq!(told(&config(Guard::Certificate), &pinged(exchange)), text);
    }
}

#[test]
fn the_engines_own_confession_counts() {
    let open = r#"["[DEPRECATION NOTICE]: API is accessible on http://0.0.0.0:2375 without encryption.\n   Access to the remote API is equivalent to root"]"#;
    let unverified = r#"["WARNING: API is accessible on https://0.0.0.0:2376 without TLS client verification."]"#;
    let swap = r#"["WARNING: No swap limit support"]"#;
    for (warnings, text) in [
        (
            open,
            "CRITICAL the engine itself says: API is accessible on http://0.0.0.0:2375 without encryption",
        ),
        (
            unverified,
            "CRITICAL the engine itself says: API is accessible on https://0.0.0.0:2376 without TLS client verification",
        ),
        (
            swap,
            "OK Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else (outsiders: alert certificate_required (116))",
        ),
    ] {
        let report = with(good(), Purpose::Control(Page::Info), info(warnings, "null"));
        assert_eq!(told(&config(Guard::Certificate), &report), text);
    }
}

#[test]
fn an_authz_plugin_and_an_age_can_be_demanded() {
    let demanding = |authz: Option<&str>, engine: Option<&str>| {
        let mut config = config(Guard::Certificate);
        config.terms.require_authz = authz.map(str::to_owned);
        config.terms.min_engine = engine.map(|version| version.parse().unwrap());
        config
    };
    let report = || {
        with(
            good(),
            Purpose::Control(Page::Info),
            info("null", r#"["opa"]"#),
        )
    };
    for (config, text) in [
        (demanding(Some("opa"), Some("29.3.1")), "OK"),
        (demanding(None, Some("29.7.2")), "OK"),
        (
            demanding(Some("casbin"), None),
            "CRITICAL the authz plugin casbin is not active at docker.example.org:2376 (active: opa)",
        ),
        (
            demanding(None, Some("30.0.0")),
            "WARNING the engine at docker.example.org:2376 is 29.7.2, older than 30.0.0",
        ),
    ] {
        assert!(told(&config, &report()).starts_with(text), "{text}");
    }
}

#[test]
fn an_engine_that_hides_its_age_is_not_known_to_be_young_enough() {
    let mut config = config(Guard::Certificate);
    config.terms.min_engine = Some("29.0.0".parse().expect("a version"));
    let hidden = http(200, &[("api-version", "1.55"), ("server", "nginx")], "OK");
    assert_eq!(
        told(&config, &pinged(hidden)),
        "UNKNOWN docker.example.org:2376 does not tell the version of its engine, which should be 29.0.0 or newer"
    );
}

#[test]
fn an_engine_that_only_errs_or_never_ends_is_not_well() {
    let api = [("api-version", "1.41")];
    let endless = |ending| {
        let mut exchange = http(200, &api, "O");
        exchange.response.as_mut().unwrap().complete = false;
        exchange.ending = ending;
        exchange
    };
    for (exchange, text) in [
        (
            http(500, &api, "sorry"),
            "CRITICAL the engine at docker.example.org:2376 is not well: HTTP 500 (\"sorry\")",
        ),
        (
            http(302, &api, ""),
            "CRITICAL the engine at docker.example.org:2376 is not well: HTTP 302",
        ),
        (
            endless(Ending::Answered),
            "CRITICAL docker.example.org:2376 begins an answer (HTTP 200) and does not end it",
        ),
        (
            endless(Ending::TimedOut("waiting for an answer")),
            "CRITICAL docker.example.org:2376 begins an answer (HTTP 200) and does not end it",
        ),
    ] {
        assert_eq!(told(&config(Guard::Certificate), &pinged(exchange)), text);
    }
}

#[test]
fn a_page_of_the_engine_that_does_not_come_whole_is_never_ok() {
    let config = config(Guard::Certificate);
    let json = ("content-type", "application/json");
    for (page, exchange, start) in [
        (
            Page::Info,
            ended(Ending::TimedOut("waiting for an answer")),
            "CRITICAL the engine at docker.example.org:2376 gave no answer to /info in time",
        ),
        (
            Page::Version,
            ended(Ending::TimedOut("waiting for an answer")),
            "CRITICAL the engine at docker.example.org:2376 gave no answer to /version in time",
        ),
        (
            Page::Ping,
            ended(Ending::TimedOut("waiting for an answer")),
            "CRITICAL the engine at docker.example.org:2376 gave no answer to /_ping in time",
        ),
        (
            Page::Info,
            http(500, &[json], r#"{"message":"layer store broken"}"#),
            "CRITICAL the engine at docker.example.org:2376 answers /info with HTTP 500",
        ),
        (
            Page::Info,
            http(200, &[("api-version", "1.41")], r#"{"Containers":-1}"#),
            "UNKNOWN what docker.example.org:2376 says in /info cannot be read",
        ),
        (
            Page::Info,
            http(200, &[("server", "nginx")], "{}"),
            "UNKNOWN what docker.example.org:2376 says in /info cannot be read",
        ),
        (
            Page::Info,
            http(502, &[("server", "nginx")], ""),
            "UNKNOWN what docker.example.org:2376 says in /info cannot be read",
        ),
        (
            Page::Info,
            http(500, &[("server", "nginx")], ""),
            "UNKNOWN what docker.example.org:2376 says in /info cannot be read",
        ),
        (
            Page::Info,
            ended(Ending::Closed),
            "UNKNOWN what docker.example.org:2376 says in /info cannot be read",
        ),
        (
            Page::Info,
            http(200, &[("server", "nginx")], "[]"),
            "UNKNOWN what docker.example.org:2376 says in /info cannot be read",
        ),
    ] {
        let report = with(good(), Purpose::Control(page), exchange);
        let text = told(&config, &report);
        assert!(text.starts_with(start), "{text}");
    }
    let front = http(403, &[("server", "nginx")], "");
    let report = with(good(), Purpose::Control(Page::Info), front);
    assert!(told(&config, &report).starts_with("OK "));
}

#[test]
fn a_confession_behind_many_harmless_warnings_counts() {
    let mut warnings = vec![r#""WARNING: No swap limit support""#; 40];
    warnings.push(r#""WARNING: API is accessible on http://0.0.0.0:2375 without encryption.""#);
    let warnings = format!("[{}]", warnings.join(","));
    let report = with(
        good(),
        Purpose::Control(Page::Info),
        info(&warnings, "null"),
    );
    let text = told(&config(Guard::Certificate), &report);
    assert!(
        text.starts_with("CRITICAL the engine itself says: API is accessible"),
        "{text}"
    );
}

#[test]
fn the_age_of_an_engine_is_asked_for_even_where_nobody_is_let_in() {
    let mut config = config(Guard::Unknown);
    config.terms.min_engine = Some("29.8.0".parse().expect("a version"));
    let outside = || without(good(), |purpose| matches!(purpose, Purpose::Control(_)));
    let untold = format!(
        "UNKNOWN {PLACE} does not tell the version of its engine, which should be 29.8.0 or newer"
    );
    assert_eq!(complaints(&config, &outside()), [untold]);
    config.terms.allow_anonymous_ping = true;
    let exempt = with(outside(), outsider(Outsider::Anonymous, Page::Ping), ping());
    let old = format!("WARNING the engine at {PLACE} is 29.7.2, older than 29.8.0");
    assert_eq!(complaints(&config, &exempt), [old]);
    config.terms.min_engine = Some("29.7.2".parse().expect("a version"));
    assert!(complaints(&config, &exempt).is_empty());
}

#[test]
fn a_version_that_is_no_number_is_neither_old_nor_young() {
    let mut config = config(Guard::Certificate);
    config.terms.min_engine = Some("29.0.0".parse().expect("a version"));
    let server = ("server", "Docker/master-dockerproject (linux)");
    let report = pinged(http(200, &[("api-version", "1.55"), server], "OK"));
    let told = format!(
        "UNKNOWN the engine at {PLACE} is master-dockerproject, which does not compare with 29.0.0"
    );
    assert_eq!(complaints(&config, &report), [told]);
}

#[test]
fn an_engine_is_known_in_info_by_its_version_or_its_containers() {
    for body in [r#"{"ServerVersion":"29.7.2"}"#, r#"{"Containers":2}"#] {
        let info = http(200, &[("content-type", "application/json")], body);
        let report = with(good(), Purpose::Control(Page::Info), info);
        let complaints = complaints(&config(Guard::Certificate), &report);
        assert!(complaints.is_empty(), "{complaints:?}");
    }
}
