//! Our own certificate when it is the one that is wrong, and one that should be: rows 21 and 40 of
//! the table of verdicts.

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::haproxy::{Bind, HaproxyConfig};
use crate::support::docker::nginx::{Backend, NginxConfig};
use crate::support::docker::pki::{Client, PKI, Server};
use crate::verdict::{assert_all, critical, ok};

#[test]
fn our_own_fault_is_told_by_us_and_by_each_kind_of_server() {
    let engine = DockerdConfig::default().start();
    let nginx = NginxConfig::new(Backend::Socket(engine.socket())).start();
    let haproxy =
        HaproxyConfig::with_tls(engine.socket(), PKI.server(Server::Good), Bind::Required).start();
    let wrong = "HTTP 400 \"The SSL certificate error\" from nginx";
    let bad = "alert bad_certificate (42)";
    for (case, ours, said_by_haproxy) in [
        (
            Client::Expired,
            Some("our client certificate CN=gatewatch test client expired on"),
            "alert certificate_expired (45)",
        ),
        (
            Client::NotYetValid,
            Some("our client certificate CN=gatewatch test client is not valid before"),
            "alert",
        ),
        (
            Client::ServerUsage,
            Some("is not for clients: its extended key usage is server authentication"),
            "alert unsupported_certificate (43)",
        ),
        (Client::OtherCa, None, "alert unknown_ca (48)"),
        (Client::SameNameCa, None, "alert"),
        (Client::SelfSigned, None, "alert unknown_ca (48)"),
        (Client::IntermediateNotSent, None, "alert unknown_ca (48)"),
    ] {
        let identity = PKI.client(case);
        for (address, said) in [
            (engine.address(), bad),
            (nginx.address(), wrong),
            (haproxy.address(), said_by_haproxy),
        ] {
            let verdict = critical(&["refuses our client certificate"])
                .says(&[said, "[UNKNOWN] who else gets in"])
                .says(ours.as_slice())
                .never_says(&["outsiders refused"]);
            assert_all([((case, said), Check::tls(address).by(&identity), verdict)]);
        }
    }
}

#[test]
fn certificates_of_every_good_kind_are_let_in() {
    let engine = DockerdConfig::default().start();
    assert_all(
        [
            Client::NoUsage,
            Client::IntermediateSent,
            Client::Rsa,
            Client::P384,
            Client::Ed25519,
        ]
        .map(|case| {
            let check = Check::tls(engine.address()).by(&PKI.client(case));
            (
                case,
                check,
                ok(&["lets the right client in and nobody else"]),
            )
        }),
    );
}

#[test]
fn a_revoked_certificate_is_refused_by_a_list_and_by_nothing_else() {
    let revoked = PKI.client(Client::Good);
    let engine = DockerdConfig::default().start();
    let front = NginxConfig {
        revoked: vec![revoked.clone()],
        ..NginxConfig::new(Backend::Socket(engine.socket()))
    }
    .start();
    let other = PKI.client(Client::OtherCa);
    let check = |address| Check::good(address).refusing(&revoked);
    assert_all([
        (
            "dockerd",
            check(engine.address()),
            critical(&["still accepts the certificate of --refuse-cert", "no revocation"]),
        ),
        (
            "nginx with a list",
            check(front.address()),
            ok(&["nobody else"]).says(&[
                "the certificate of --refuse-cert is refused: HTTP 400 \"The SSL certificate error\"",
            ]),
        ),
        (
            "dockerd, of another authority",
            Check::good(engine.address()).refusing(&other),
            ok(&["nobody else"]).says(&["--refuse-cert is refused: alert bad_certificate (42)"]),
        ),
        (
            "ourselves",
            Check::tls(front.address()).by(&revoked),
            critical(&["refuses our client certificate", "The SSL certificate error"]),
        ),
    ]);
}
