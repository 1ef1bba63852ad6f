//! The doors beside the front one: plain HTTP, a certificate to be refused, and what they mean
//! where the right client stays outside.

use super::*;

const ABOUT: &str = "plain HTTP";

/// What is said of plain HTTP on the same port.
fn of_plain_http(exchange: Exchange) -> Vec<String> {
    let report = with(good(), Purpose::PlainHttp, exchange);
    let mut findings = findings(&config(Guard::Certificate), &report);
    findings.retain(|finding| finding.contains(ABOUT));
    findings
}

#[test]
fn plain_http_on_the_tls_port_is_refused_in_several_ways() {
    let no_http = Exchange {
        prefix: b"\x15\x03\x01\x00\x02\x02\x46".to_vec(),
        ..ended(Ending::NotHttp)
    };
    for (exchange, text) in [
        (
            http(421, &[("server", "Caddy")], ""),
            "OK plain HTTP on the same port is refused: HTTP 421",
        ),
        (no_http, "OK plain HTTP on the same port gets no answer"),
        (
            http(403, &[("server", "nginx")], ""),
            "OK plain HTTP on the same port is refused: HTTP 403 from nginx",
        ),
        (
            http(503, &[("server", "nginx")], ""),
            "WARNING docker.example.org:2376 answers plain HTTP on its TLS port, which is no refusal: HTTP 503 from nginx: it does not reach the engine",
        ),
    ] {
        assert_eq!(of_plain_http(exchange), [text]);
    }
    let nobody = ended(Ending::NoConnection(Trouble::Refused));
    assert!(of_plain_http(nobody).is_empty());
}

#[test]
fn plain_http_instead_of_tls_is_told_once() {
    let in_clear = || Exchange {
        prefix: b"HTTP/1.1 400 Bad Request".to_vec(),
        tls: None,
        ..ended(Ending::NotTls)
    };
    let speaks = "CRITICAL docker.example.org:2376 speaks plain HTTP where TLS is wanted";
    let open = "CRITICAL docker.example.org:2376 is unencrypted and lets everybody in (HTTP 200 from the engine): a Docker API is root on its host";
    let stranger = || http(200, &[("server", "nginx")], "hello");
    for (plain, told) in [(ping(), &[speaks, open][..]), (stranger(), &[speaks])] {
        let mut report = with(good(), Purpose::PlainHttp, plain);
        for (purpose, exchange) in &mut report.exchanges {
            if *purpose != Purpose::PlainHttp {
                *exchange = in_clear();
            }
        }
        assert_eq!(findings(&config(Guard::Certificate), &report), told);
    }
}

fn refusing(pinged: Exchange, listed: Exchange) -> Report {
    let report = with(good(), Purpose::RefusedIdentity(Page::Ping), pinged);
    with(report, Purpose::RefusedIdentity(Page::Containers), listed)
}

/// What is said of the certificate that should be refused.
fn of_refused_identity(config: &Config, report: &Report) -> Vec<String> {
    let mut findings = findings(config, report);
    findings.retain(|finding| finding.contains("--refuse-cert"));
    findings
}

#[test]
fn a_certificate_that_should_be_refused_is_told_by_what_it_met() {
    let config = config(Guard::Certificate);
    let gone = || ended(Ending::Closed);
    for (report, text) in [
        (
            refusing(refused(), refused()),
            "OK the certificate of --refuse-cert is refused: alert certificate_required (116)",
        ),
        (
            refusing(ping(), http(200, &[("api-version", "1.55")], "[]")),
            "CRITICAL docker.example.org:2376 still accepts the certificate of --refuse-cert (HTTP 200); dockerd itself knows no revocation",
        ),
        (
            refusing(gone(), gone()),
            "UNKNOWN whether docker.example.org:2376 refuses the certificate of --refuse-cert is not known: the connection was closed without a reason",
        ),
    ] {
        assert_eq!(of_refused_identity(&config, &report), [text]);
    }
    assert!(of_refused_identity(&config, &good()).is_empty());
}

#[test]
fn a_refusal_of_a_certificate_counts_where_the_right_client_gets_in_or_is_not_known() {
    let note = "OK the certificate of --refuse-cert is refused: alert certificate_required (116)";
    let not_known = "UNKNOWN whether docker.example.org:2376 refuses the certificate of --refuse-cert is not known: alert certificate_required (116)";
    let right = |purpose: &Purpose| matches!(purpose, Purpose::Control(_));
    let unseen = without(refusing(refused(), refused()), right);
    assert_eq!(
        of_refused_identity(&config(Guard::Unknown), &unseen),
        [note]
    );
    let locked_out = with(unseen, Purpose::Control(Page::Ping), refused());
    let config = config(Guard::Certificate);
    assert_eq!(of_refused_identity(&config, &locked_out), [not_known]);
}

#[test]
fn a_certificate_that_may_ping_like_anybody_is_refused_by_the_rest() {
    let mut config = config(Guard::Certificate);
    config.terms.allow_anonymous_ping = true;
    let report = refusing(ping(), refused());
    let note = "OK the certificate of --refuse-cert is refused but for /_ping: alert certificate_required (116)";
    assert_eq!(of_refused_identity(&config, &report), [note]);
    // The ping proves nothing, so that this is neither a refusal nor the opposite.
    let report = refusing(ping(), ended(Ending::Closed));
    let told = "UNKNOWN whether docker.example.org:2376 refuses the certificate of --refuse-cert is not known: the connection was closed without a reason";
    assert_eq!(of_refused_identity(&config, &report), [told]);
    let report = refusing(ping(), http(200, &[("api-version", "1.55")], "[]"));
    let told = of_refused_identity(&config, &report);
    assert!(told[0].starts_with("CRITICAL "), "{told:?}");
}
