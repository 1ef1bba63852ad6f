//! What outsiders meet, and how it is told.

use super::*;

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
        let outcome = outcome(&config, &report);
        assert_eq!(outcome.state(), State::Ok, "{note}");
        let notes: Vec<&str> = outcome.findings().iter().map(Finding::text).collect();
        assert!(notes.contains(&note), "{notes:?}");
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
    let notes = |report: &Report| render(&outcome(&config, report), Format::Text);
    assert!(notes(&report).contains("[OK] the anonymous are refused under the name"));
    assert!(notes(&locked).contains("[UNKNOWN] whether the anonymous get in"));
}
