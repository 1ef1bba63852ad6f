//! The same answers where the right client proves itself by other means, or not at all.

use super::*;

/// Every handshake that was done, with or without a question for a certificate.
fn asking(asked: bool, mut report: Report) -> Report {
    for (_, exchange) in &mut report.exchanges {
        if let Some(tls) = &mut exchange.tls {
            tls.seen.requested = asked.then(Vec::new);
        }
    }
    report
}

fn listed() -> Exchange {
    http(200, &[("api-version", "1.55")], "[]")
}

#[test]
fn an_open_door_is_described_by_what_the_server_asks_for() {
    let open = |who| {
        let report = with(good(), outsider(who, Page::Containers), listed());
        with(report, outsider(who, Page::Ping), ping())
    };
    let nobody = "asks nobody for a certificate and lets everybody in";
    let all_the_same = "asks for a certificate and lets the anonymous in all the same";
    let (anonymous, forged) = (Outsider::Anonymous, Outsider::Forged);
    for (guard, asked, who, what) in [
        (Guard::Certificate, false, anonymous, nobody),
        (Guard::Unknown, false, anonymous, nobody),
        (Guard::Certificate, false, forged, nobody),
        (Guard::Certificate, true, anonymous, all_the_same),
        (Guard::Secret, true, anonymous, "lets the anonymous in"),
        (Guard::Secret, false, anonymous, "lets the anonymous in"),
        (
            Guard::Certificate,
            true,
            forged,
            "accepts a certificate whose issuer is forged",
        ),
        (
            Guard::Certificate,
            true,
            Outsider::SelfSigned,
            "accepts a self-signed certificate",
        ),
    ] {
        let report = asking(asked, open(who));
        let told = format!("CRITICAL {PLACE} {what} (HTTP 200 from the engine)");
        assert_eq!(complaints(&config(guard), &report), [told], "{guard:?}");
    }
}

/// Without credentials, everybody meets this.
fn without_credentials(exchange: &Exchange) -> Report {
    let tries = |purpose: &Purpose| matches!(purpose, Purpose::Outsider(..));
    let mut report = without(good(), tries);
    for page in [Page::Containers, Page::Ping] {
        let purpose = Purpose::Outsider(Outsider::Anonymous, Versions::Any, page);
        report.exchanges.push((purpose, exchange.clone()));
    }
    report
}

#[test]
fn a_refusal_by_password_counts_like_any_other() {
    let report = without_credentials(&http(401, &[("server", "nginx")], ""));
    assert_eq!(
        told(&config(Guard::Secret), &report),
        "OK Docker 29.7.2 (API 1.55) at docker.example.org:2376 lets the right client in and nobody else (outsiders: HTTP 401 from nginx)"
    );
}

#[test]
fn a_wrong_password_is_not_the_fault_of_the_certificate_beside_it() {
    let mut config = config(Guard::Certificate);
    let met = |config: &Config, status| {
        let report = pinged(http(status, &[("server", "nginx")], ""));
        complaints(config, &report).swap_remove(0)
    };
    let refused = |what, why| format!("CRITICAL {PLACE} refuses {what}: {why} from nginx");
    let certificate = "our client certificate";
    assert_eq!(met(&config, 401), refused(certificate, "HTTP 401"));
    config.authorization = Some(String::from("Bearer x").into());
    assert_eq!(met(&config, 401), refused("our credentials", "HTTP 401"));
    assert_eq!(met(&config, 400), refused(certificate, "HTTP 400"));
}

#[test]
fn whoever_is_sent_to_a_login_page_is_kept_out_where_the_right_client_gets_in() {
    let report = without_credentials(&http(302, &[("location", "https://login/")], ""));
    assert!(complaints(&config(Guard::Secret), &report).is_empty());
}

#[test]
fn an_outsider_who_looks_on_learns_nothing_from_a_connection_that_just_ends() {
    let mut report = without(good(), |purpose| matches!(purpose, Purpose::Control(_)));
    report = with(
        report,
        outsider(Outsider::Anonymous, Page::Containers),
        ended(Ending::Closed),
    );
    assert_eq!(
        complaints(&config(Guard::Unknown), &report),
        [
            "UNKNOWN whether an anonymous client gets in at docker.example.org:2376 is not known: the connection was closed without a reason"
        ]
    );
}

#[test]
fn an_open_door_is_told_though_the_right_client_is_locked_out() {
    let mut report = pinged(refused());
    let silent = ended(Ending::TimedOut("waiting for an answer"));
    report = with(
        report,
        outsider(Outsider::Anonymous, Page::Containers),
        listed(),
    );
    report = with(report, outsider(Outsider::Forged, Page::Containers), silent);
    report = with(
        report,
        outsider(Outsider::SelfSigned, Page::Containers),
        http(200, &[], "hi"),
    );
    let sent = http(302, &[("location", "https://login/")], "");
    report = with(report, outsider(Outsider::SelfSigned, Page::Ping), sent);
    let told = [
        "CRITICAL docker.example.org:2376 refuses our client certificate: alert certificate_required (116)",
        "CRITICAL docker.example.org:2376 asks for a certificate and lets the anonymous in all the same (HTTP 200 from the engine)",
        "WARNING docker.example.org:2376 answers a self-signed certificate with HTTP 200 from a server that does not say its name: neither the engine nor a refusal",
        "UNKNOWN who else gets in at docker.example.org:2376 is not known, since the right client does not",
        "OK plain HTTP on the same port is refused: HTTP 400 \"Client sent an HTTP request to an HTTPS server.\" from the TLS server",
        "OK SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES are refused",
    ];
    assert_eq!(findings(&config(Guard::Certificate), &report), told);
}

#[test]
fn where_no_outsider_was_tried_nothing_is_said_of_them() {
    let report = Report {
        exchanges: vec![(Purpose::Control(Page::Ping), refused())],
        ..Report::default()
    };
    let told = "CRITICAL docker.example.org:2376 refuses our client certificate: alert certificate_required (116)";
    let outcome = outcome(&config(Guard::Certificate), &report);
    assert!(metrics(&outcome).is_empty());
    assert_eq!(findings(&config(Guard::Certificate), &report), [told]);
}
