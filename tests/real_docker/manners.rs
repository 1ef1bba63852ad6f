//! What a run leaves behind, and that no race changes what it says: rows 23 and 24 of the table of
//! verdicts.

use std::time::Duration;

use rustls::version::TLS13;

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::{Clients, End, FakeConfig, FakeEngine, FakeTls, Stage};
use crate::support::docker::pki::{Client, PKI};
use crate::support::docker::process;
use crate::verdict::{assert_all, critical, ok, unknown};

/// Between the alert and a close that is a reset.
const DELAY: Duration = Duration::from_millis(20);
/// Unless the environment asks for more, as scripts/soak does.
const RACES: usize = 100;
const FULL_RUNS: usize = 200;
/// Everything that the socket proxy can be told to grant.
const EVERYTHING: &str = "AUTH=1,BUILD=1,COMMIT=1,CONFIGS=1,CONTAINERS=1,DISTRIBUTION=1,EVENTS=1,\
    EXEC=1,GRPC=1,IMAGES=1,INFO=1,NETWORKS=1,NODES=1,PLUGINS=1,SECRETS=1,SERVICES=1,SESSION=1,\
    SWARM=1,SYSTEM=1,TASKS=1,VERSION=1,VOLUMES=1,PING=1,ALLOW_RESTARTS=1,ALLOW_START=1,\
    ALLOW_STOP=1,POST=1";

#[test]
fn an_engine_is_the_same_after_full_runs() {
    let engine = DockerdConfig::default().start();
    let before = engine.snapshot();
    let closed = process::free_port(engine.address().ip()).port().to_string();
    let check = Check::good(engine.address())
        .refusing(&PKI.client(Client::OtherCa))
        .options(&["--permissions", EVERYTHING, "--allow-hidden"])
        .options(&["--also-host", "other.example", "--closed-port", &closed])
        .options(&["--min-engine", "1.0", "--allow", "GET /info"])
        .options(&["--allow", "POST /volumes/create"]);
    for run in 0..FULL_RUNS {
        assert_all([(run, check.clone(), ok(&["nobody else"]))]);
    }
    assert_eq!(engine.snapshot(), before);
}

#[test]
fn a_quiet_run_is_one_request() {
    let engine = engine(FakeTls::default());
    let check = Check::good(engine.address()).options(&["--no-access-tests"]);
    assert_all([(
        "TLS",
        check,
        ok(&["Docker 20.10", "lets the right client in"]).never_says(&["nobody else"]),
    )]);
    let seen = engine.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    let request = seen[0].request.as_deref().expect("a request");
    assert!(request.starts_with("GET /_ping HTTP/1.1\r\n"), "{request}");
    assert!(seen[0].certificate.is_some());

    let engine = engine_without_tls();
    let options = ["--no-access-tests", "--allow-plain-http"];
    let check = Check::plain(engine.address()).options(&options);
    assert_all([("plain HTTP", check, ok(&["Docker 20.10"]))]);
    assert_eq!(engine.seen().len(), 1);
}

fn races() -> usize {
    let asked = std::env::var("GATEWATCH_RACES").ok();
    asked.map_or(RACES, |asked| asked.parse().expect("a number of races"))
}

#[test]
fn the_reason_survives_every_race_with_the_reset() {
    let engine = engine(FakeTls {
        versions: vec![&TLS13],
        delay: DELAY,
        ..FakeTls::default()
    });
    let refused = "6 of 6 tries of outsiders refused: alert certificate_required (116)";
    let verdict = ok(&["nobody else", "alert certificate_required (116)"]).says(&[refused]);
    let check = Check::good(engine.address());
    for race in 0..races() {
        assert_all([(race, check.clone(), verdict.clone())]);
    }
}

#[test]
fn the_reason_survives_where_it_is_ours() {
    let engine = engine(FakeTls {
        versions: vec![&TLS13],
        delay: DELAY,
        ..FakeTls::default()
    });
    let check = Check::tls(engine.address()).by(&PKI.client(Client::OtherCa));
    let verdict = critical(&["refuses our client certificate: alert unknown_ca (48)"]);
    for race in 0..races() / 4 {
        assert_all([(race, check.clone(), verdict.clone())]);
    }
}

#[test]
fn a_connection_that_just_ends_is_no_refusal() {
    for (stage, end) in [
        (Stage::Accepted, End::Eof),
        (Stage::FirstBytes, End::Eof),
        (Stage::FirstBytes, End::Reset),
        (Stage::Handshake, End::Eof),
        (Stage::Handshake, End::Reset),
    ] {
        let cut = |clients| {
            FakeConfig {
                tls: Some(FakeTls {
                    clients,
                    ..FakeTls::default()
                }),
                cut: Some((stage, end)),
                ..FakeConfig::default()
            }
            .start()
        };
        let (required, unasked) = (cut(Clients::Required), cut(Clients::NotAsked));
        let never = ["nobody in", "outsiders refused"];
        assert_all([
            (
                (stage, end, "the right client"),
                Check::good(required.address()),
                critical(&[])
                    .says(&["[UNKNOWN] who else"])
                    .never_says(&never),
            ),
            (
                (stage, end, "an outsider"),
                Check::outsider(unasked.address()),
                unknown(&["whether an anonymous client gets in"]).never_says(&never),
            ),
        ]);
    }
}

#[test]
fn a_reset_at_the_door_is_no_refusal_whether_it_comes_before_the_handshake_or_in_it() {
    let cut = FakeConfig {
        tls: Some(FakeTls::default()),
        cut: Some((Stage::Accepted, End::Reset)),
        ..FakeConfig::default()
    }
    .start();
    for check in [Check::good(cut.address()), Check::outsider(cut.address())] {
        let run = check.run();
        assert!(run.exit_code >= 2 && run.says("reset"), "{run}");
        assert!(
            !run.says("nobody in") && !run.says("outsiders refused"),
            "{run}"
        );
    }
}

fn engine(tls: FakeTls) -> FakeEngine {
    FakeConfig {
        tls: Some(tls),
        ..FakeConfig::default()
    }
    .start()
}

fn engine_without_tls() -> FakeEngine {
    FakeConfig::default().start()
}
