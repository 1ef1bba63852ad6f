//! Why the right client does not get in, for every end that its exchange can have.

use super::*;

fn silent(stage: &'static str, tls: Option<Handshake>) -> Exchange {
    Exchange {
        took: Duration::from_millis(9_960),
        tls,
        ..ended(Ending::TimedOut(stage))
    }
}

#[test]
fn every_end_of_the_right_clients_exchange_has_its_sentence() {
    let in_clear = Exchange {
        prefix: b"HTTP/1.1 400 Bad Request".to_vec(),
        ..ended(Ending::NotTls)
    };
    let odd = Exchange {
        prefix: b"HTTP/9 what".to_vec(),
        ..ended(Ending::NotHttp)
    };
    let nothing_in_common = Exchange {
        tls: Some(Handshake::default()),
        ..ended(Ending::Alert(70))
    };
    for (exchange, text) in [
        (
            in_clear,
            "CRITICAL docker.example.org:2376 speaks plain HTTP where TLS is wanted",
        ),
        (
            ended(Ending::NotTls),
            "CRITICAL docker.example.org:2376 does not speak TLS",
        ),
        (
            odd,
            "CRITICAL docker.example.org:2376: the answer is not HTTP",
        ),
        (
            ended(Ending::Tls("peer misbehaved".into())),
            "CRITICAL docker.example.org:2376: TLS failed: peer misbehaved",
        ),
        (
            nothing_in_common,
            "CRITICAL docker.example.org:2376 offers no TLS in common with us: alert protocol_version (70)",
        ),
        (
            ended(Ending::Reset),
            "CRITICAL docker.example.org:2376 reset the connection without an answer",
        ),
        (
            ended(Ending::NoConnection(Trouble::Refused)),
            "CRITICAL nothing listens on docker.example.org:2376",
        ),
        (
            ended(Ending::NoConnection(Trouble::NoRoute)),
            "CRITICAL docker.example.org:2376: no route to its network",
        ),
        (
            silent("connecting", None),
            "CRITICAL docker.example.org:2376 did not accept a connection in 10 s",
        ),
        (
            silent("in the TLS handshake", Some(Handshake::default())),
            "CRITICAL no TLS handshake with docker.example.org:2376 in 10 s",
        ),
        (
            silent("waiting for an answer", None),
            "CRITICAL no answer from docker.example.org:2376 in 10 s: the engine hangs",
        ),
    ] {
        assert_eq!(told(&config(Guard::Certificate), &pinged(exchange)), text);
    }
}

#[test]
fn what_is_the_matter_with_this_machine_alarms_nobody() {
    let exchange = ended(Ending::NoConnection(Trouble::NoSuchSource));
    assert_eq!(
        complaints(&config(Guard::Certificate), &pinged(exchange))[0],
        "UNKNOWN cannot connect to docker.example.org:2376: the source address is not this machine's"
    );
}

#[test]
fn credentials_are_not_said_to_be_refused_where_they_were_not_sent() {
    for guard in [Guard::Secret, Guard::Certificate] {
        assert_eq!(
            complaints(&config(guard), &pinged(ended(Ending::Unverified)))[0],
            "UNKNOWN our credentials were not sent to docker.example.org:2376: its certificate does not verify"
        );
    }
}

#[test]
fn whoever_is_refused_is_named() {
    let forbidden = || http(401, &[("server", "nginx")], "");
    for (guard, who) in [
        (Guard::Certificate, "our client certificate"),
        (Guard::Secret, "our credentials"),
        (Guard::Open, "us"),
    ] {
        let text = format!("CRITICAL {PLACE} refuses {who}: HTTP 401 from nginx");
        assert_eq!(told(&config(guard), &pinged(forbidden())), text);
    }
}

#[test]
fn an_engine_that_hangs_is_as_bad_as_was_asked() {
    let mut config = config(Guard::Certificate);
    config.terms.timeout_result = State::Unknown;
    let exchange = silent("in the TLS handshake", Some(Handshake::default()));
    assert_eq!(
        complaints(&config, &pinged(exchange))[0],
        "UNKNOWN no TLS handshake with docker.example.org:2376 in 10 s"
    );
}
