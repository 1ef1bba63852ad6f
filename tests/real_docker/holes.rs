//! Holes that are found only by those who look for them, and what a port offers of TLS: rows 16,
//! 17, 35 and 36 of the table of verdicts.

use crate::check::Check;
use crate::support::docker::dockerd::{Dockerd, DockerdConfig};
use crate::support::docker::fake::{FakeConfig, FakeTls, script};
use crate::support::docker::nginx::{Backend, Nginx, NginxConfig, Protocols};
use crate::verdict::{assert_all, critical, ok, unknown, warning};

#[test]
fn a_second_name_on_the_port_is_a_hole_once_it_is_asked_for() {
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        open_name: Some("open.example"),
        ..config(&engine)
    }
    .start();
    let check = Check::good(front.address()).options(&["--sni", "localhost"]);
    let asked = |name| check.clone().options(&["--also-host", name]);
    assert_all([
        ("not asked for", check.clone(), ok(&["nobody else"])),
        (
            "the open one",
            asked("open.example"),
            critical(&["lets the anonymous in under the name open.example"]),
        ),
        (
            "another one",
            asked("shut.example"),
            ok(&["nobody else"]).says(&["refused under the name shut.example"]),
        ),
    ]);
}

#[test]
fn a_path_filter_is_tried_in_its_other_forms() {
    let engine = DockerdConfig::default().start();
    let front = |expression| {
        NginxConfig {
            denied_uris: Some(expression),
            ..config(&engine)
        }
        .start()
    };
    let leaky = front("^/containers");
    let tight = front("^/(v[0-9.]+/)?(containers|%63|_ping/)|%|[.][.]|//");
    let deny = ["--deny", "GET /containers/json"];
    let allow = ["--allow", "GET /containers/json"];
    let denied = |front: &Nginx| Check::good(front.address()).options(&deny);
    assert_all([
        (
            "leaky",
            denied(&leaky),
            critical(&["lets through what it should not", "/v1.41/containers/json"])
                .says(&["GET /%63ontainers/json"]),
        ),
        (
            "tight",
            denied(&tight),
            ok(&["nobody else"]).says(&["from nginx"]),
        ),
        (
            "too tight",
            Check::good(tight.address()).options(&allow),
            critical(&["denies what is needed: GET /containers/json", "HTTP 403"]),
        ),
    ]);
}

#[test]
fn old_versions_and_weak_suites_are_found_by_their_own_hellos() {
    let engine = DockerdConfig::default().start();
    let refused = "SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES are refused";
    for (protocols, options, verdict) in [
        (
            Protocols::Current,
            &[][..],
            ok(&["nobody else"]).says(&[refused]),
        ),
        (
            Protocols::Current,
            &["--min-tls", "1.3"],
            warning(&["still offers TLS 1.2, below --min-tls 1.3"]),
        ),
        (
            Protocols::Old,
            &[],
            warning(&["still takes TLS 1.0"]).says(&["still takes TLS 1.1"]),
        ),
        (Protocols::Unencrypted, &[], critical(&["takes", "NULL"])),
        (
            Protocols::Only12,
            &["-v"],
            ok(&["nobody else"]).says(&[refused, "6 of 6 tries", "TLS 1.2, "]),
        ),
        (
            Protocols::Only13,
            &["-v"],
            ok(&["nobody else"]).says(&[refused, "6 of 6 tries", "TLS 1.3, "]),
        ),
        (
            Protocols::Only13,
            &["--min-tls", "1.3"],
            ok(&["nobody else"]),
        ),
        (
            Protocols::Current,
            &["--min-tls", "1.3", "--no-access-tests"],
            warning(&["still offers TLS 1.2, below --min-tls 1.3"]),
        ),
        (
            Protocols::Only13,
            &["--min-tls", "1.3", "--no-access-tests"],
            ok(&["lets the right client in"]).says(&["TLS 1.2 is refused"]),
        ),
        (
            Protocols::Only12,
            &["--min-tls", "1.3"],
            warning(&["still offers TLS 1.2, below --min-tls 1.3"]),
        ),
    ] {
        let front = NginxConfig {
            protocols,
            ..config(&engine)
        }
        .start();
        let check = Check::good(front.address()).options(options);
        assert_all([((protocols, options), check, verdict)]);
    }
}

#[test]
fn a_server_that_goes_by_another_name_is_unknown_with_the_remedy() {
    let misdirected = script::answer(
        "421 Misdirected Request",
        "text/plain",
        "Server: Caddy\r\n",
        "",
    );
    let strict = FakeConfig {
        tls: Some(FakeTls::default()),
        ..FakeConfig::always(misdirected)
    }
    .start();
    assert_all([(
        "421",
        Check::good(strict.address()),
        unknown(&["goes by another name (HTTP 421)", "--sni"]),
    )]);
}

fn config(engine: &Dockerd) -> NginxConfig {
    NginxConfig::new(Backend::Socket(engine.socket()))
}
