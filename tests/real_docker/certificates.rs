//! Server certificates and authorities, each with its own cause: rows 18 to 20 of the table of
//! verdicts.

use crate::check::Check;
use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::{FakeConfig, FakeTls};
use crate::support::docker::nginx::{Backend, NginxConfig};
use crate::support::docker::pki::{Client, Identity, Odd, PKI, Server};
use crate::verdict::{Verdict, assert_all, critical, ok, unknown, warning};

#[test]
fn each_fault_of_a_server_certificate_is_named() {
    for (case, verdict) in [
        (
            Server::Expired,
            critical(&["server certificate", "expired on", "1 day ago"]),
        ),
        (
            Server::NotYetValid,
            critical(&["server certificate", "is not valid before"]),
        ),
        (
            Server::WrongName,
            critical(&["is for elsewhere.example and not for 127.0.0.1"]),
        ),
        (
            Server::OtherCa,
            critical(&["is issued by CN=another authority, which is not in the CA file"])
                .never_says(&["sent along"]),
        ),
        (
            Server::SelfSigned,
            critical(&["server certificate", "is self-signed"]),
        ),
        (
            Server::ClientUsage,
            critical(&["is not for servers", "client authentication"]),
        ),
        (
            Server::AddressInCommonName,
            critical(&["has 127.0.0.1 in its common name alone"]),
        ),
        (
            Server::AddressAsDnsName,
            critical(&["has 127.0.0.1 as a DNS name"]),
        ),
        (
            Server::IntermediateNotSent,
            critical(&["issued by CN=gatewatch test intermediate", "sent along"])
                .never_says(&["not in the CA file"]),
        ),
        (Server::IntermediateSent, ok(&["certificates hold until"])),
        (Server::Rsa, ok(&["certificates hold until"])),
        (Server::P384, ok(&["certificates hold until"])),
        (Server::Ed25519, ok(&["certificates hold until"])),
    ] {
        assert_seen(case, &PKI.server(case), verdict);
    }
}

#[test]
fn certificates_that_are_too_weak_or_too_new_are_told_from_bad_ones() {
    for (case, verdict) in [
        (Odd::Sha1, critical(&["has a weak signature", "SHA-1"])),
        (
            Odd::VersionOne,
            critical(&["is of X.509 version 1, where TLS needs 3"]),
        ),
        (Odd::Rsa1024, critical(&["has a weak key", "1024"])),
        (Odd::P521, unknown(&["this build cannot"])),
    ] {
        let engine = DockerdConfig {
            identity: PKI.odd_server(case),
            ..DockerdConfig::default()
        }
        .start();
        let outside = verdict.clone().never_says(&["lets nobody in"]);
        assert_all([
            ((case, "good"), Check::good(engine.address()), verdict),
            (
                (case, "outsider"),
                Check::outsider(engine.address()),
                outside,
            ),
        ]);
    }
}

#[test]
fn an_authority_that_has_expired_or_will_soon_is_seen_though_tls_does_not_care() {
    for (case, verdict) in [
        (
            Server::ExpiredCa,
            critical(&[
                "CA certificate CN=expired test authority expired on",
                "2 days ago",
            ]),
        ),
        (
            Server::ShortLivedCa,
            critical(&["CA certificate", "in 5 days"]),
        ),
    ] {
        assert_seen(case, &PKI.server(case), verdict);
    }
}

#[test]
fn whose_certificate_ends_soon_is_said() {
    let engine = DockerdConfig::default().start();
    let front = |case| {
        NginxConfig {
            identity: PKI.server(case),
            ..NginxConfig::new(Backend::Socket(engine.socket()))
        }
        .start()
    };
    let (good, short) = (front(Server::Good), front(Server::ShortLived));
    let client = PKI.client(Client::ShortLived);
    let ours = |days| {
        Check::tls(good.address())
            .by(&client)
            .options(&["-C", days])
    };
    let theirs = |days| Check::good(short.address()).options(&["-C", days]);
    assert_all([
        (
            "theirs, warning",
            theirs("30"),
            warning(&["server certificate", "in 5 days"]),
        ),
        (
            "theirs, critical",
            theirs("30,14"),
            critical(&["server certificate", "in 5 days"]),
        ),
        (
            "theirs, enough",
            theirs("3,1"),
            ok(&["certificates hold until"]),
        ),
        (
            "ours, warning",
            ours("30,2"),
            warning(&["client certificate", "in 5 days"]),
        ),
        (
            "ours, critical",
            ours("30,14"),
            critical(&["client certificate", "in 5 days"]),
        ),
        ("ours, enough", ours("3"), ok(&["certificates hold until"])),
    ]);
}

/// By a good client that trusts whom the certificate's peer should.
fn assert_seen(case: Server, identity: &Identity, verdict: Verdict) {
    let server = FakeConfig {
        tls: Some(FakeTls {
            identity: identity.clone(),
            ..FakeTls::default()
        }),
        ..FakeConfig::default()
    }
    .start();
    let check = Check::good(server.address()).file("--tlscacert", &identity.ca());
    assert_all([(case, check, verdict)]);
}
