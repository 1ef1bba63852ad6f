//! Names instead of addresses: the rest of row 25 of the table of verdicts, and that the name which
//! is connected to is the one that is verified, sent and asked for.

use std::time::Duration;

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::{FakeConfig, FakeTls};
use crate::support::docker::pki::{Client, PKI};
use crate::support::resolver::RESOLVER;
use crate::verdict::{assert_all, critical, ok, unknown};

const HOSTS: &str = "localhost 127.0.0.1\nengine.test 127.0.0.1\nfour.test 127.0.0.1\nslow.test\n\
    many.test 127.0.0.91 127.0.0.92 127.0.0.93 127.0.0.94 127.0.0.95 127.0.0.96 \
    127.0.0.97 127.0.0.98 127.0.0.99 127.0.0.90 127.0.0.89 127.0.0.88 127.0.0.1";
/// Less than a quarter of a second for each address that nothing listens on.
const SOON: Duration = Duration::from_secs(2);

#[test]
fn a_name_that_leads_nowhere_protects_nothing() {
    let port = "1";
    let never = ["lets nobody in", "outsiders refused"];
    assert_all([
        (
            "no such name",
            named("nowhere.test", port),
            unknown(&["cannot resolve nowhere.test"]).never_says(&never),
        ),
        (
            "no answer",
            named("slow.test", port).options(&["-t", "1"]),
            critical(&["cannot resolve slow.test: no answer from the resolver in 1 s"])
                .never_says(&never),
        ),
        (
            "no address of that family",
            named("four.test", port).options(&["-6"]),
            unknown(&["four.test has no IPv6 address"]).never_says(&never),
        ),
    ]);
}

#[test]
fn the_name_is_verified_unless_another_is_given() {
    let engine = DockerdConfig::default().start();
    let port = engine.address().port().to_string();
    let check = |name| named(name, &port);
    assert_all([
        ("localhost", check("localhost"), ok(&["nobody else"])),
        (
            "a name that the certificate does not have",
            check("engine.test"),
            critical(&["is for", "and not for engine.test"]),
        ),
        (
            "with --sni",
            check("engine.test").options(&["--sni", "localhost"]),
            ok(&["nobody else"]),
        ),
    ]);
}

#[test]
fn addresses_that_nothing_listens_on_cost_no_time() {
    let engine = DockerdConfig::default().start();
    let port = engine.address().port().to_string();
    let check = named("many.test", &port).options(&["--sni", "localhost"]);
    let run = check.run();
    ok(&["nobody else"]).assert(&run);
    assert!(run.elapsed < SOON, "{run}");
}

#[test]
fn host_header_and_tls_name_are_the_same() {
    let engine = FakeConfig {
        tls: Some(FakeTls::default()),
        ..FakeConfig::default()
    }
    .start();
    let port = engine.address().port().to_string();
    let check = named("engine.test", &port).options(&["--sni", "localhost", "--no-access-tests"]);
    assert_all([("once", check, ok(&["Docker 20.10"]))]);
    let seen = engine.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].sni.as_deref(), Some("localhost"));
    let request = seen[0].request.as_deref().expect("a request");
    let host = format!("\r\nHost: localhost:{port}\r\n");
    assert!(request.contains(&host), "{request}");
}

/// By the good client, with the resolver of the test.
fn named(name: &str, port: &str) -> Check {
    Check::of(name)
        .by(&PKI.client(Client::Good))
        .options(&["-p", port])
        .environment("LD_PRELOAD", &RESOLVER.1)
        .environment("TEST_HOSTS", HOSTS)
}
