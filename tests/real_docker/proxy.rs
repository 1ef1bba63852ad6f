//! The socket proxy held to its contract: rows 29 to 33 of the table of verdicts.

use crate::check::Check;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::haproxy::{Haproxy, HaproxyConfig};
use crate::verdict::{assert_all, critical, ok, warning};

type Environment = [(&'static str, &'static str)];

#[test]
fn a_proxy_is_held_to_its_contract() {
    let engine = DockerdConfig::default().start();
    let before = engine.snapshot();
    let containers = &[("CONTAINERS", "1")][..];
    let post = &[("CONTAINERS", "1"), ("POST", "1")][..];
    let hidden = warning(&["also opens GET /containers/ID/archive", "--allow-hidden"]).says(&[
        "archive",
        "export",
        "logs",
        "attach/ws",
    ]);
    let cases: [(&str, &Environment, &str, _); 9] = [
        (
            "as it comes",
            &[],
            "PING=1,VERSION=1,EVENTS=1",
            ok(&["answers at"]).says(&["refusals by haproxy"]),
        ),
        (
            "a word where a number is needed",
            &[("CONTAINERS", "true")],
            "CONTAINERS=1",
            critical(&[
                "denies what is needed: CONTAINERS: GET /containers/json",
                "HTTP 403",
            ]),
        ),
        (
            "the same word in the contract",
            &[("CONTAINERS", "true")],
            "CONTAINERS=true",
            warning(&["CONTAINERS=true is read as off by the proxy", "must be 1"]),
        ),
        (
            "containers",
            containers,
            "CONTAINERS=1,POST=0",
            hidden.clone(),
        ),
        (
            "containers, not granted",
            containers,
            "POST=0",
            critical(&["lets through what it should not: GET /containers"]),
        ),
        (
            "POST forgotten",
            post,
            "CONTAINERS=1,POST=0",
            critical(&["lets through what it should not", "POST /containers/create"])
                .never_says(&["POST /v1.41", "POST /%63"]),
        ),
        ("POST meant", post, "CONTAINERS=1,POST=1", hidden),
        (
            "actions without POST",
            &[("ALLOW_START", "1")],
            "ALLOW_START=1",
            warning(&["ALLOW_START grants nothing without POST=1"]),
        ),
        (
            "actions that are needed",
            &[("ALLOW_START", "1")],
            "ALLOW_START=1,POST=1",
            critical(&["denies what is needed: ALLOW_START: POST /containers/ID/start"]),
        ),
    ];
    for (name, environment, contract, verdict) in cases {
        let proxy = proxy(&engine, environment);
        assert_all([(name, check(&proxy, contract), verdict)]);
    }
    let proxy = proxy(&engine, containers);
    let meant = check(&proxy, "CONTAINERS=1").options(&["--allow-hidden"]);
    assert_all([(
        "hidden doors meant",
        meant,
        ok(&["answers at"]).says(&["open along with CONTAINERS, as intended"]),
    )]);
    assert_eq!(engine.snapshot(), before);
}

#[test]
fn an_env_file_is_a_contract() {
    let engine = DockerdConfig::default().start();
    let proxy = proxy(&engine, &[("NETWORKS", "1"), ("INFO", "1")]);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("proxy.env");
    let text = "# what the monitoring may see\nNETWORKS=1\nINFO=1\nLOG_LEVEL=info\n";
    std::fs::write(&file, text).expect("a file can be written");
    let check = Check::plain(proxy.address())
        .options(&["--allow-plain-http"])
        .file("--permissions-file", &file);
    assert_all([("right", check.clone(), ok(&["answers at"]))]);
    std::fs::write(&file, text.replace("INFO=1", "INFO=\"1\"")).expect("a file can be written");
    assert_all([(
        "in quotes",
        check,
        critical(&["lets through what it should not: GET /info"]).says(&["write 1 without quotes"]),
    )]);
}

#[test]
fn a_proxy_without_its_engine_keeps_no_contract() {
    let mut engine = DockerdConfig::default().start();
    let proxy = proxy(&engine, &[]);
    engine.kill();
    let down = critical(&["the engine behind", "is down: HTTP 503 from haproxy"])
        .says(&["[UNKNOWN] what"]);
    assert_all([("down", check(&proxy, "PING=1"), down)]);
}

#[test]
fn a_contract_serves_over_tls_and_over_the_socket_too() {
    let engine = DockerdConfig::default().start();
    let contract = ["--permissions", "CONTAINERS=1"];
    let open = critical(&["lets through what it should not"]);
    assert_all([
        (
            "TLS",
            Check::good(engine.address()).options(&contract),
            open.clone(),
        ),
        (
            "socket",
            Check::socket(&engine.socket()).options(&contract),
            open,
        ),
    ]);
}

fn proxy(engine: &Dockerd, environment: &Environment) -> Haproxy {
    HaproxyConfig {
        environment: environment.to_vec(),
        ..HaproxyConfig::new(engine.socket())
    }
    .start()
}

fn check(proxy: &Haproxy, contract: &str) -> Check {
    Check::plain(proxy.address()).options(&["--allow-plain-http", "--permissions", contract])
}
