//! Server certificates of every kind of key, and in every state of health: what passes, what is
//! about to end, and what is refused for a reason of its own.

use rcgen::ExtendedKeyUsagePurpose;

use crate::probe::{Client, SHORT};
use crate::support::openvpn::OpenVpn;
use crate::support::pki::{KeyKind, Leaf, PKI, Signer};
use crate::support::server_config::ServerConfig;
use crate::trust::{Trust, metric, server_of, server_with};
use crate::verdict::Verdict;

use Verdict::{Critical, Fine, Unknown, Warning};

/// TLS versions to hold a server to.
const VERSIONS: [&str; 2] = ["1.2", "1.3"];

#[test]
fn a_certificate_with_any_key_that_rustls_verifies_is_shown_by_either_tls() {
    for key in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::Rsa2048,
        KeyKind::Ed25519,
    ] {
        for version in VERSIONS {
            let run = Trust::with(&["-v"]).visit(&held_to(version, key));
            Fine(&["shows the certificate CN=gatewatch test server"]).assert(&run);
            assert!(run.says(&format!("TLS {version}")), "{key:?} {run}");
        }
    }
}

#[test]
fn a_key_that_this_build_cannot_verify_is_legacy_and_nobodys_fault() {
    let run = Trust::default().visit(&held_to("1.3", KeyKind::P521));
    Unknown(&["legacy TLS", "CN=gatewatch test server"]).assert(&run);
    assert!(metric(&run, "server_cert_days").is_some(), "{run}");
}

#[test]
fn before_tls_1_3_a_server_with_such_a_key_falls_silent() {
    let server = held_to("1.2", KeyKind::P521);
    let run = Trust::default().visit_as(&Client::Plain, &server, &["-t", SHORT]);
    Critical(&["answered the reset", "TLS handshake", "suite"]).assert(&run);
    server.wait_for_log("no shared cipher");
}

#[test]
fn a_good_certificate_has_its_days_and_those_of_its_authority_measured() {
    let server = ServerConfig::default().start();
    let run = Trust::default().visit(&server);
    Fine(&["'tls_time'="]).assert(&run);
    assert_eq!(metric(&run, "server_cert_days"), Some(90.0), "{run}");
    assert_eq!(metric(&run, "ca_cert_days"), Some(365.0), "{run}");
    assert_eq!(metric(&run, "retransmits"), Some(0.0), "{run}");
}

#[test]
fn each_faulty_certificate_is_refused_for_its_own_fault() {
    let good = Leaf::server();
    let purpose = |extended_key_usages| Leaf {
        extended_key_usages,
        ..good.clone()
    };
    for (leaf, verdict) in [
        (
            Leaf {
                days: -30..-1,
                ..good.clone()
            },
            Critical(&["server certificate CN=gatewatch test server expired on"]),
        ),
        (
            Leaf {
                days: 1..90,
                ..good.clone()
            },
            Critical(&["server certificate CN=gatewatch test server is not valid before"]),
        ),
        (
            purpose(vec![]),
            Critical(&["has no extended key usage", "--remote-cert-tls"]),
        ),
        (
            purpose(vec![ExtendedKeyUsagePurpose::ClientAuth]),
            Critical(&["is not for servers", "client authentication"]),
        ),
        (
            Leaf {
                key_usages: vec![],
                ..good.clone()
            },
            Critical(&["has no key usage", "--remote-cert-tls"]),
        ),
    ] {
        let run = Trust::default().visit(&server_with(&leaf));
        verdict.assert(&run);
        assert!(!run.says("shows the certificate"), "{run}");
    }
}

#[test]
fn two_faults_are_two_sentences() {
    let server = server_with(&Leaf {
        days: -30..-1,
        extended_key_usages: vec![],
        ..Leaf::server()
    });
    let run = Trust::default().visit(&server);
    assert_eq!(run.exit_code, 2, "{run}");
    for words in ["expired on", "has no extended key usage"] {
        let mut lines = run.stdout.lines().filter(|line| line.contains(words));
        let line = lines.by_ref().find(|line| line.starts_with("[CRITICAL]"));
        assert!(line.is_some(), "{words}: {run}");
    }
}

#[test]
fn a_certificate_without_a_purpose_passes_where_none_is_asked_for() {
    let leaf = Leaf {
        key_usages: vec![],
        extended_key_usages: vec![],
        ..Leaf::server()
    };
    let server = server_with(&leaf);
    Fine(&[]).assert(&Trust::with(&["--remote-cert-tls", "none"]).visit(&server));
}

#[test]
fn a_clients_certificate_is_refused_even_where_no_purpose_is_asked_for() {
    let leaf = Leaf {
        extended_key_usages: vec![ExtendedKeyUsagePurpose::ClientAuth],
        ..Leaf::server()
    };
    let run = Trust::with(&["--remote-cert-tls", "none"]).visit(&server_with(&leaf));
    Critical(&["is not for servers"]).assert(&run);
}

#[test]
fn a_certificate_that_ends_soon_is_told_by_the_thresholds() {
    let server = server_with(&Leaf {
        days: -1..20,
        ..Leaf::server()
    });
    for (options, verdict) in [
        (&[][..], Warning(&["in 20 days", "server certificate"])),
        (&["-C", "19"], Fine(&[])),
        (&["-C", "30,21"], Critical(&["in 20 days"])),
    ] {
        let run = Trust::with(options).visit(&server);
        verdict.assert(&run);
        assert_eq!(metric(&run, "server_cert_days"), Some(20.0), "{run}");
    }
}

#[test]
fn an_authority_that_ends_soon_is_told_by_the_thresholds() {
    let certificate = PKI.issue(&Leaf {
        signer: Signer::ShortLived,
        ..Leaf::server()
    });
    let server = server_of(certificate.clone());
    for (options, verdict) in [
        (&[][..], Critical(&["CA certificate", "in 5 days"])),
        (
            &["-C", "10,3"],
            Warning(&["CA certificate CN=short-lived test authority", "in 5 days"]),
        ),
        (&["-C", "4,2"], Fine(&[])),
    ] {
        let run = Trust::in_root_of(&certificate, options).visit(&server);
        verdict.assert(&run);
        assert_eq!(metric(&run, "ca_cert_days"), Some(5.0), "{run}");
    }
}

fn held_to(version: &'static str, key: KeyKind) -> OpenVpn {
    ServerConfig {
        certificate: PKI.issue(&Leaf {
            key,
            ..Leaf::server()
        }),
        tls_version_min: Some(version),
        tls_version_max: Some(version),
        ..ServerConfig::default()
    }
    .start()
}
