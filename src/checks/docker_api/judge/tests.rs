//! Whole outputs for what a run can meet.

use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::ServerName;

use crate::cli::docker_api::MinTls;
use crate::net::{Family, Trouble};
use crate::outcome::{Format, render};
use crate::tls::client::{Seen, Versions};

use super::super::config::{SocketFile, Terms, Tls};
use super::super::endpoint::{Address, ContextTls, Endpoint, TlsMode};
use super::super::http::Response;
use super::super::old_tls::{Answer, Offer};
use super::super::plan::Outsider;
use super::super::transport::{Ending, Exchange, Handshake};
use super::*;

const PLACE: &str = "docker.example.org:2376";

fn config(guard: Guard) -> Config {
    Config {
        endpoint: Endpoint {
            address: Address::Tcp {
                host: "docker.example.org".parse().unwrap(),
                port: 2376,
            },
            tls: TlsMode::Verify,
            base_path: String::new(),
            cert_dir: None,
            context_tls: ContextTls::default(),
            origin: Vec::new(),
        },
        family: Family::Any,
        source: None,
        tls: Some(Tls {
            roots: RootCertStore::empty().into(),
            anchors: None,
            verify: true,
            name: ServerName::try_from("docker.example.org").unwrap(),
        }),
        identity: None,
        refused: None,
        authorization: None,
        contract: None,
        rules: Vec::new(),
        socket: None,
        terms: Terms {
            place: PLACE.into(),
            guard,
            encrypted: true,
            is_socket: false,
            allow_anonymous_ping: false,
            allow_anonymous: false,
            allow_plain_http: false,
            quiet: false,
            allow_hidden: false,
            closed_ports: vec![2375],
            also_hosts: vec!["open.example.org".into()],
            require_authz: None,
            min_engine: None,
            min_tls: MinTls::Tls12,
            days_warning: "30:".parse().unwrap(),
            days_critical: Some("14:".parse().unwrap()),
            warning: None,
            critical: None,
            timeout_result: State::Critical,
        },
        verbosity: 0,
    }
}

fn http(status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    let response = Response {
        status,
        headers: headers.collect(),
        body: body.into(),
        complete: true,
        ..Response::default()
    };
    Exchange {
        response: Some(response),
        ..ended(Ending::Answered)
    }
}

fn ended(ending: Ending) -> Exchange {
    let seen = Seen {
        requested: Some(Vec::new()),
        ..Seen::default()
    };
    let tls = Some(Handshake {
        seen,
        done: true,
        ..Handshake::default()
    });
    Exchange {
        took: Duration::from_millis(3),
        tls,
        ending,
        ..Exchange::default()
    }
}

fn ping() -> Exchange {
    let server = ("server", "Docker/29.7.2 (linux)");
    http(200, &[("api-version", "1.55"), server], "OK")
}

fn info(warnings: &str, plugins: &str) -> Exchange {
    let body = format!(
        r#"{{"Containers":5,"ContainersRunning":3,"Images":7,"ServerVersion":"29.7.2","Warnings":{warnings},"Plugins":{{"Authorization":{plugins}}}}}"#
    );
    http(
        200,
        &[
            ("api-version", "1.55"),
            ("content-type", "application/json"),
        ],
        &body,
    )
}

fn refused() -> Exchange {
    ended(Ending::Alert(116))
}

/// The right client in, everybody else refused.
fn good() -> Report {
    let mut report = Report {
        exchanges: vec![
            (Purpose::Control(Page::Ping), ping()),
            (Purpose::Control(Page::Info), info("null", "null")),
            (
                Purpose::PlainHttp,
                http(
                    400,
                    &[],
                    "Client sent an HTTP request to an HTTPS server.\n",
                ),
            ),
        ],
        old_hellos: vec![(
            Offer::Tls10,
            Answer::Alert {
                level: 2,
                description: 70,
                name: "protocol_version",
            },
        )],
        demands: Vec::new(),
        now: 1_800_000_000,
    };
    for who in [Outsider::Anonymous, Outsider::SelfSigned, Outsider::Forged] {
        for page in [Page::Containers, Page::Ping] {
            report
                .exchanges
                .push((Purpose::Outsider(who, Versions::Tls13, page), refused()));
        }
    }
    report
}

fn with(mut report: Report, purpose: Purpose, exchange: Exchange) -> Report {
    report.exchanges.retain(|(known, _)| *known != purpose);
    report.exchanges.push((purpose, exchange));
    report
}

fn outsider(who: Outsider, page: Page) -> Purpose {
    Purpose::Outsider(who, Versions::Tls13, page)
}

/// State and summary.
fn told(config: &Config, report: &Report) -> String {
    let door = Door::Tcp("192.0.2.1:2376".parse().unwrap(), None);
    let outcome = judge(config, &door, report);
    format!("{} {}", outcome.state(), outcome.summary())
}

#[test]
fn all_is_well_where_the_right_client_alone_gets_in() {
    let door = Door::Tcp("192.0.2.1:2376".parse().unwrap(), None);
    let outcome = judge(&config(Guard::Certificate), &door, &good());
    assert_eq!(
        render(&outcome, Format::Text),
        "DOCKER_API OK - Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else (outsiders: alert certificate_required (116))\
         |'time'=0.003s;;;0; 'refusals'=6;;;0; 'containers'=5;;;0; 'containers_running'=3;;;0; 'images'=7;;;0;\n\
         [OK] Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else (outsiders: alert certificate_required (116))\n\
         [OK] 6 of 6 tries of outsiders refused: alert certificate_required (116)\n\
         [OK] plain HTTP on the same port is refused: HTTP 400 \"Client sent an HTTP request to an HTTPS server.\" from the TLS server\n\
         [OK] SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES are refused\n"
    );
}

#[test]
fn an_open_door_is_named_by_who_comes_in() {
    let engine = || {
        http(
            200,
            &[
                ("api-version", "1.55"),
                ("content-type", "application/json"),
            ],
            "[]",
        )
    };
    for (purpose, exchange, text) in [
        (
            outsider(Outsider::Anonymous, Page::Containers),
            engine(),
            "CRITICAL docker.example.org:2376 asks for a certificate and lets the anonymous in all the same (HTTP 200 from the engine)",
        ),
        (
            outsider(Outsider::SelfSigned, Page::Containers),
            engine(),
            "CRITICAL docker.example.org:2376 accepts a self-signed certificate (HTTP 200 from the engine)",
        ),
        (
            outsider(Outsider::Forged, Page::Containers),
            engine(),
            "CRITICAL docker.example.org:2376 accepts a certificate whose issuer is forged (HTTP 200 from the engine)",
        ),
        (
            outsider(Outsider::Anonymous, Page::Ping),
            ping(),
            "WARNING docker.example.org:2376 lets an anonymous client ask /_ping; --allow-anonymous-ping if that is meant",
        ),
        (
            outsider(Outsider::Anonymous, Page::Containers),
            http(200, &[("server", "nginx")], "[]"),
            "WARNING docker.example.org:2376 answers an anonymous client with HTTP 200 from nginx: neither the engine nor a refusal",
        ),
        (
            outsider(Outsider::Anonymous, Page::Containers),
            ended(Ending::TimedOut("waiting for an answer")),
            "UNKNOWN whether an anonymous client gets in at docker.example.org:2376 is not known: no answer in time, waiting for an answer",
        ),
        (
            outsider(Outsider::Anonymous, Page::Containers),
            http(502, &[("server", "nginx")], ""),
            "UNKNOWN whether an anonymous client gets in at docker.example.org:2376 is not known: HTTP 502 from nginx: it does not reach the engine",
        ),
        (
            Purpose::PlainHttp,
            ping(),
            "CRITICAL docker.example.org:2376 lets everybody in by plain HTTP on its TLS port (HTTP 200 from the engine)",
        ),
        (
            Purpose::PlainHttp,
            http(200, &[("server", "nginx")], "hello"),
            "WARNING docker.example.org:2376 answers plain HTTP on its TLS port with HTTP 200 from nginx",
        ),
        (
            Purpose::ClosedPort(2375),
            ping(),
            "CRITICAL port 2375 of docker.example.org is a Docker API that lets everybody in by plain HTTP (HTTP 200)",
        ),
        (
            Purpose::ClosedPort(2375),
            ended(Ending::Closed),
            "CRITICAL port 2375 of docker.example.org should be closed and is open: the connection was closed without a reason",
        ),
        (
            Purpose::OtherHost {
                index: 0,
                in_tls: false,
            },
            engine(),
            "CRITICAL docker.example.org:2376 lets the anonymous in under the name open.example.org (HTTP 200 from the engine)",
        ),
        (
            Purpose::OtherHost {
                index: 0,
                in_tls: true,
            },
            ended(Ending::Closed),
            "UNKNOWN whether the anonymous get in at docker.example.org:2376 under the name open.example.org is not known: the connection was closed without a reason",
        ),
    ] {
        let report = with(good(), purpose, exchange);
        assert_eq!(told(&config(Guard::Certificate), &report), text);
    }
}

#[test]
fn an_engine_that_is_hidden_is_known_by_the_right_clients_answer() {
    let nginx = ("server", "nginx");
    let mut report = with(
        good(),
        Purpose::Control(Page::Ping),
        http(200, &[nginx], "OK"),
    );
    report = with(
        report,
        outsider(Outsider::Anonymous, Page::Ping),
        http(200, &[nginx], "OK"),
    );
    let report = with(
        report,
        outsider(Outsider::Anonymous, Page::Containers),
        http(200, &[nginx], "[]"),
    );
    assert_eq!(
        told(&config(Guard::Certificate), &report),
        "CRITICAL docker.example.org:2376 asks for a certificate and lets the anonymous in all the same (HTTP 200 from the engine)"
    );
}

#[test]
fn what_is_in_order_about_other_doors_is_a_note() {
    let mut config = config(Guard::Certificate);
    config.terms.allow_anonymous_ping = true;
    for (purpose, exchange, note) in [
        (
            outsider(Outsider::Anonymous, Page::Ping),
            ping(),
            "an anonymous client may ask /_ping, as intended",
        ),
        (
            outsider(Outsider::Anonymous, Page::Containers),
            ended(Ending::Reset),
            "an anonymous client is not let in: the connection was reset without a reason",
        ),
        (
            outsider(Outsider::Anonymous, Page::Containers),
            http(302, &[("location", "https://login/")], ""),
            "an anonymous client is sent elsewhere: HTTP 302 redirects to https://login/ (not followed)",
        ),
        (
            Purpose::PlainHttp,
            ended(Ending::Closed),
            "plain HTTP on the same port gets no answer",
        ),
        (
            Purpose::PlainHttp,
            http(301, &[("location", "https://x/")], ""),
            "plain HTTP on the same port is refused: HTTP 301 redirects to https://x/ (not followed)",
        ),
        (
            Purpose::ClosedPort(2375),
            ended(Ending::NoConnection(Trouble::Refused)),
            "port 2375 is closed, as it should be",
        ),
        (
            Purpose::OtherHost {
                index: 0,
                in_tls: false,
            },
            http(421, &[], ""),
            "the anonymous are refused under the name open.example.org: HTTP 421: the server goes by another name; try --sni",
        ),
    ] {
        let report = with(good(), purpose, exchange);
        let door = Door::Tcp("192.0.2.1:2376".parse().unwrap(), None);
        let outcome = judge(&config, &door, &report);
        assert_eq!(outcome.state(), State::Ok, "{note}");
        let notes: Vec<&str> = outcome.findings().iter().map(Finding::text).collect();
        assert!(notes.contains(&note), "{notes:?}");
    }
}

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
        let mut report = with(good(), Purpose::Control(Page::Ping), exchange);
        report
            .exchanges
            .retain(|(purpose, _)| *purpose != Purpose::Control(Page::Info));
        let door = Door::Tcp("192.0.2.1:2376".parse().unwrap(), None);
        let outcome = judge(&config(Guard::Certificate), &door, &report);
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
        let mut report = with(good(), Purpose::Control(Page::Ping), exchange);
        report
            .exchanges
            .retain(|(purpose, _)| *purpose != Purpose::Control(Page::Info));
        assert_eq!(told(&config(Guard::Certificate), &report), text);
    }
}

#[test]
fn an_outsider_is_content_with_refusals_and_alarmed_by_none() {
    let mut report = good();
    report
        .exchanges
        .retain(|(purpose, _)| !matches!(purpose, Purpose::Control(_)));
    assert_eq!(
        told(&config(Guard::Unknown), &report),
        "OK docker.example.org:2376 lets nobody in without credentials (outsiders: alert certificate_required (116))"
    );
    let report = with(
        report,
        outsider(Outsider::Anonymous, Page::Containers),
        ping(),
    );
    assert!(told(&config(Guard::Unknown), &report).starts_with("CRITICAL "));
}

#[test]
fn an_outsider_who_sees_nothing_is_not_content() {
    let in_clear = |ending| Exchange {
        prefix: b"HTTP/1.1 400 Bad Request".to_vec(),
        ..ended(ending)
    };
    let anonymous = outsider(Outsider::Anonymous, Page::Containers);
    let front = http(400, &[("server", "nginx")], "no");
    let nothing = Report::default();
    let plain = Report {
        exchanges: vec![
            (anonymous, in_clear(Ending::NotTls)),
            (Purpose::PlainHttp, front),
        ],
        ..Report::default()
    };
    for (report, text) in [
        (
            plain,
            "CRITICAL docker.example.org:2376 speaks plain HTTP where TLS is wanted",
        ),
        (
            nothing,
            "UNKNOWN nothing is known of who gets in at docker.example.org:2376",
        ),
    ] {
        assert_eq!(told(&config(Guard::Unknown), &report), text);
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
fn old_tls_is_a_warning_and_no_encryption_is_critical() {
    let taken = |offer: Offer| Answer::ServerHello {
        version: offer.version(),
        suite: offer.suites()[0],
    };
    for (offer, text) in [
        (
            Offer::Tls10,
            "WARNING docker.example.org:2376 still takes TLS 1.0: TLS 1.0 with ",
        ),
        (
            Offer::NullSuites,
            "CRITICAL docker.example.org:2376 takes suites without encryption: TLS 1.2 with ",
        ),
    ] {
        let report = Report {
            old_hellos: vec![(offer, taken(offer))],
            ..good()
        };
        assert!(
            told(&config(Guard::Certificate), &report).starts_with(text),
            "{}",
            told(&config(Guard::Certificate), &report)
        );
    }
    let mut config = config(Guard::Certificate);
    config.terms.min_tls = MinTls::Tls13;
    let purpose = Purpose::Outsider(Outsider::Anonymous, Versions::Tls12, Page::Containers);
    assert_eq!(
        told(&config, &with(good(), purpose, refused())),
        "WARNING docker.example.org:2376 still offers TLS 1.2, below --min-tls 1.3"
    );
}

#[test]
fn plain_http_has_to_be_intended() {
    let mut config = config(Guard::Unknown);
    config.tls = None;
    config.terms.encrypted = false;
    let purpose = Purpose::Outsider(Outsider::Anonymous, Versions::Any, Page::Containers);
    let report = Report {
        exchanges: vec![(purpose, ping())],
        ..Report::default()
    };
    assert_eq!(
        told(&config, &report),
        "CRITICAL docker.example.org:2376 is unencrypted and lets everybody in (HTTP 200 from the engine): a Docker API is root on its host"
    );
}

#[test]
fn a_socket_for_everybody_is_critical() {
    let mut config = config(Guard::Open);
    config.tls = None;
    config.terms.encrypted = false;
    config.terms.is_socket = true;
    config.terms.place = "unix:///run/docker.sock".into();
    config.socket = Some(SocketFile {
        is_socket: true,
        mode: 0o666,
        owner: "root".into(),
        group: "docker".into(),
    });
    let report = Report {
        exchanges: vec![(Purpose::Control(Page::Ping), ping())],
        ..Report::default()
    };
    assert_eq!(
        told(&config, &report),
        "CRITICAL unix:///run/docker.sock is open to every user of this machine (owner root, group docker, mode 0666): a Docker API is root"
    );
}

#[test]
fn thresholds_raise_the_state() {
    let mut config = config(Guard::Certificate);
    config.terms.warning = Some("0.001".parse().unwrap());
    assert_eq!(
        told(&config, &good()),
        "WARNING docker.example.org:2376 answered in 0.003 s, outside the range 0.001"
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
        let mut report = with(good(), Purpose::Control(Page::Ping), exchange);
        report
            .exchanges
            .retain(|(purpose, _)| *purpose != Purpose::Control(Page::Info));
        assert_eq!(told(&config(Guard::Certificate), &report), text);
    }
}

#[test]
fn what_is_no_refusal_is_not_believed_to_be_one() {
    let begun = Exchange {
        prefix: b"HTTP/1.1 200 OK\r\n".to_vec(),
        ..ended(Ending::TimedOut("waiting for an answer"))
    };
    let away = http(502, &[("server", "nginx")], "");
    let local = ended(Ending::NoConnection(Trouble::NoSuchSource));
    for (purpose, exchange, state) in [
        (
            outsider(Outsider::Anonymous, Page::Containers),
            http(429, &[("server", "nginx")], ""),
            State::Unknown,
        ),
        (
            outsider(Outsider::Forged, Page::Containers),
            ended(Ending::Alert(80)),
            State::Unknown,
        ),
        (Purpose::PlainHttp, begun, State::Warning),
        (Purpose::PlainHttp, away, State::Warning),
        (Purpose::ClosedPort(2375), local, State::Unknown),
    ] {
        let report = with(good(), purpose.clone(), exchange);
        let told = told(&config(Guard::Certificate), &report);
        assert!(told.starts_with(&state.to_string()), "{purpose}: {told}");
    }
}

#[test]
fn an_outsider_who_has_nothing_in_common_with_a_server_knows_nothing_of_it() {
    let nothing_asked = |number| Exchange {
        tls: Some(Handshake::default()),
        ..ended(Ending::Alert(number))
    };
    for (guard, met) in [
        (Guard::Unknown, nothing_asked(40)),
        (Guard::Unknown, http(404, &[("server", "nginx")], "")),
        (Guard::Secret, nothing_asked(70)),
    ] {
        let mut report = good();
        report.exchanges.retain(|(purpose, _)| match purpose {
            Purpose::Control(_) => guard == Guard::Secret,
            Purpose::Outsider(..) => false,
            _ => true,
        });
        let versions = match guard {
            Guard::Secret => &[Versions::Any][..],
            _ => &[Versions::Tls12, Versions::Tls13],
        };
        for versions in versions {
            let purpose = Purpose::Outsider(Outsider::Anonymous, *versions, Page::Containers);
            report.exchanges.push((purpose, met.clone()));
        }
        let told = told(&config(guard), &report);
        assert!(told.starts_with("UNKNOWN "), "{told}");
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
fn a_refused_identity_may_ping_where_anybody_may() {
    let mut config = config(Guard::Certificate);
    let report = with(good(), Purpose::RefusedIdentity(Page::Ping), ping());
    let report = with(
        report,
        Purpose::RefusedIdentity(Page::Containers),
        http(403, &[("server", "nginx")], ""),
    );
    assert!(told(&config, &report).starts_with("CRITICAL "));
    config.terms.allow_anonymous_ping = true;
    assert!(told(&config, &report).starts_with("OK "));
}

#[test]
fn a_contract_that_was_not_asked_about_is_unknown() {
    let mut config = config(Guard::Certificate);
    config.contract = Some(super::super::permissions::Contract::default());
    let text = told(&config, &good());
    assert!(
        text.starts_with("UNKNOWN what docker.example.org:2376"),
        "{text}"
    );
}

#[test]
fn a_refusal_under_another_name_needs_a_right_client_that_gets_in() {
    let config = config(Guard::Certificate);
    let other = Purpose::OtherHost {
        index: 0,
        in_tls: true,
    };
    let other = |report| with(report, other.clone(), http(400, &[("server", "nginx")], ""));
    let (report, mut locked) = (other(good()), other(good()));
    for page in [Page::Ping, Page::Version, Page::Info] {
        locked = with(locked, Purpose::Control(page), refused());
    }
    let notes = |report: &Report| {
        let door = Door::Tcp("192.0.2.1:2376".parse().unwrap(), None);
        render(&judge(&config, &door, report), Format::Text)
    };
    assert!(notes(&report).contains("[OK] the anonymous are refused under the name"));
    assert!(notes(&locked).contains("[UNKNOWN] whether the anonymous get in"));
}
