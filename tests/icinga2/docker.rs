//! `check_docker_api` as Icinga's scheduler runs it.

use crate::config::{GATE, service, var};
use crate::nagios::Papers;
use crate::node::NodeConfig;
use crate::perfdata;
use crate::result::{CRITICAL, OK};
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::pki::{Client, PKI};

#[test]
fn an_engine_that_is_killed_is_critical_and_ok_once_it_is_back() {
    let papers = Papers::docker(&PKI.client(Client::Good));
    let config = DockerdConfig::default();
    let mut engine = config.start();
    let port = engine.address().port();
    let attributes = [
        var("docker_api_hostname", "localhost"),
        var("docker_api_port", port),
        var("docker_api_cert_path", papers.folder().display()),
    ];
    let docker = service("docker-api", "docker_api", &attributes);
    let node = NodeConfig::alone(&[GATE, &docker]).start();

    let place = format!("localhost:{port}");
    let good = format!("at {place} lets the right client in and nobody else");
    let wait_for = |state, words: &str| {
        node.api
            .wait_for("gate!docker-api", |it| it.is(state, words))
    };
    let first = wait_for(OK, &good);
    assert!(
        first.first_line().starts_with("DOCKER_API OK - Docker "),
        "{first:?}"
    );
    let written = perfdata::written(&node, "docker-api");
    let labels: Vec<_> = written.keys().map(String::as_str).collect();
    let wanted = [
        "ca_cert_days",
        "client_cert_days",
        "containers",
        "containers_running",
        "images",
        "refusals",
        "server_cert_days",
        "time",
    ];
    assert_eq!(labels, wanted);
    assert!(written["refusals"] > 0.0, "{written:?}");

    engine.kill();
    let gone = format!("DOCKER_API CRITICAL - nothing listens on {place}");
    wait_for(CRITICAL, &gone);

    let _again = config.start_again(engine.address());
    wait_for(OK, &good);
    perfdata::assert_nothing_was_dropped(&node);
}
