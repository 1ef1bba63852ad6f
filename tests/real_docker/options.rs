//! What options ask for beyond who gets in: ports that should be closed, and the engine's age.

use std::net::{IpAddr, Ipv4Addr};

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::answers::Ordinary;
use crate::support::docker::fake::{FakeConfig, FakeTls, hostile};
use crate::support::docker::process;
use crate::verdict::{assert_all, critical, ok, unknown, warning};

#[test]
fn a_port_that_should_be_closed_is_found_open() {
    let engine = DockerdConfig::default().start();
    let open = FakeConfig::default().start();
    let garbage = FakeConfig::always(hostile::garbage()).start();
    let free = process::free_port(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let check = |port: u16| Check::good(engine.address()).option("--closed-port", port.to_string());
    assert_all([
        (
            "closed",
            check(free.port()),
            ok(&["nobody else"]).says(&["is closed, as it should be"]),
        ),
        (
            "an engine",
            check(open.address().port()),
            critical(&["is a Docker API that lets everybody in by plain HTTP"]),
        ),
        (
            "something else",
            check(garbage.address().port()),
            critical(&["should be closed and is open"]),
        ),
        (
            "another TLS port",
            check(engine.address().port()),
            critical(&[
                "should be closed and is open",
                "Client sent an HTTP request",
            ]),
        ),
        (
            "both",
            check(free.port()).option("--closed-port", open.address().port().to_string()),
            critical(&["is a Docker API"]).says(&["is closed, as it should be"]),
        ),
    ]);
}

#[test]
fn an_engine_can_be_too_old() {
    let real = DockerdConfig::default().start();
    let recent = FakeConfig {
        tls: Some(FakeTls::default()),
        script: Ordinary::recent().script(),
        ..FakeConfig::default()
    }
    .start();
    let check = |address, version: &str| Check::good(address).option("--min-engine", version);
    assert_all([
        (
            "20.10 and 20.10",
            check(real.address(), "20.10"),
            ok(&["nobody else"]),
        ),
        (
            "20.10 and 29.3.1",
            check(real.address(), "29.3.1"),
            warning(&["the engine at", "is 20.10.", "older than 29.3.1"]),
        ),
        (
            "29.2.0 and 29.3.1",
            check(recent.address(), "29.3.1"),
            warning(&["is 29.2.0, older than 29.3.1"]),
        ),
        (
            "29.2.0 and 20.10",
            check(recent.address(), "20.10"),
            ok(&["nobody else"]),
        ),
        (
            "no version at all",
            check(real.address(), "new"),
            unknown(&["give a version"]),
        ),
    ]);
}
