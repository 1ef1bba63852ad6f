//! Engines with an authorization plugin: rows 26 and 27 of the table of verdicts, and
//! `--require-authz`.

use std::time::Duration;

use crate::check::Check;
use crate::support::docker::authz::Ruling;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::pki::{Client, PKI};
use crate::verdict::{assert_all, critical, ok, unknown};

/// `-t`, and what a busy machine adds.
const BOUND: Duration = Duration::from_secs(4);

#[test]
fn a_plugin_that_denies_is_named_and_told_from_a_bad_certificate() {
    let engine = engine(Ruling::Deny);
    let denied = critical(&[
        "refuses our client certificate",
        "authorization denied by plugin gatewatch-",
        "from authz plugin gatewatch-",
    ])
    .says(&["gatewatch test client", "is not permitted GET /_ping"]);
    assert_all([("everything", Check::good(engine.address()), denied)]);
}

#[test]
fn a_plugin_that_denies_a_part_is_a_rule_that_can_be_checked() {
    let engine = engine(Ruling::DenyUnder("/info"));
    let check = Check::good(engine.address());
    let partly = check
        .clone()
        .options(&["--allow", "GET /version", "--deny", "GET /info"]);
    let needed = check.clone().options(&["--allow", "GET /info"]);
    let require = check.clone().options(&["--require-authz", "x"]);
    assert_all([
        ("unasked", check, ok(&["Docker 20.10", "nobody else"])),
        (
            "needed",
            needed,
            critical(&[
                "denies what is needed: GET /info",
                "authz plugin gatewatch-",
            ]),
        ),
        (
            "denied",
            partly,
            critical(&["lets through what it should not", "GET /v1.41/info"]),
        ),
        (
            "whether it is active",
            require,
            unknown(&["whether the authz plugin x is active", "/info did not tell"]),
        ),
    ]);
}

#[test]
fn a_plugin_has_to_be_active_where_it_is_required() {
    let engine = engine(Ruling::Allow);
    let bare = DockerdConfig::default().start();
    let name = engine.plugin().name().to_owned();
    let require = |engine: &Dockerd| Check::good(engine.address()).option("--require-authz", &name);
    let other = Check::good(engine.address()).options(&["--require-authz", "opa"]);
    assert_all([
        (
            "active",
            require(&engine),
            ok(&["nobody else"]).says(&["is active"]),
        ),
        (
            "another",
            other,
            critical(&["the authz plugin opa is not active", "active: gatewatch-"]),
        ),
        (
            "none",
            require(&bare),
            critical(&["is not active", "(none is)"]),
        ),
    ]);
}

#[test]
fn a_plugin_that_hangs_is_found_within_the_time_limit() {
    let engine = engine(Ruling::Hang);
    let identity = PKI.client(Client::Good);
    let run = Check::tls(engine.address())
        .by(&identity)
        .options(&["-t", "2"])
        .run();
    critical(&["TLS stands", "authz plugin"])
        .never_says(&["nobody else"])
        .assert(&run);
    assert!(run.elapsed < BOUND, "{run}");
}

fn engine(ruling: Ruling) -> Dockerd {
    DockerdConfig {
        authorization: Some(ruling),
        ..DockerdConfig::default()
    }
    .start()
}
