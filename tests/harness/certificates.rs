//! Certificates of every kind are taken or refused by OpenVPN for the reason that they are made
//! for.

use rcgen::ExtendedKeyUsagePurpose;

use crate::support::docker::openssl;
use crate::support::openvpn::{Client, Profile};
use crate::support::pki::{Identity, KeyKind, Leaf, PKI, Signer};
use crate::support::server_config::ServerConfig;

#[test]
fn a_client_is_let_in_by_a_server_with_any_kind_of_key() {
    for key in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa2048,
        KeyKind::Ed25519,
    ] {
        let leaf = Leaf {
            key,
            ..Leaf::server()
        };
        assert_let_in(&PKI.issue(&leaf), &Profile::default());
    }
}

#[test]
fn a_chain_of_four_is_followed_up_to_the_root() {
    let certificate = PKI.issue(&Leaf {
        key: KeyKind::Rsa2048,
        signer: Signer::Chain,
        ..Leaf::server()
    });
    assert_eq!(certificate.chain_length(), 4);
    assert_let_in(&certificate, &Profile::default());
}

#[test]
fn a_root_about_to_expire_is_still_good() {
    let certificate = PKI.issue(&Leaf {
        signer: Signer::ShortLived,
        ..Leaf::server()
    });
    let profile = Profile {
        ca: Some(certificate.root.clone()),
        ..Profile::default()
    };
    assert_let_in(&certificate, &profile);
}

#[test]
fn a_fingerprint_stands_in_for_an_authority() {
    let certificate = PKI.issue(&Leaf {
        signer: Signer::Itself,
        ..Leaf::server()
    });
    let profile = Profile {
        ca: None,
        extra: vec![format!("peer-fingerprint {}", certificate.fingerprint())],
        ..Profile::default()
    };
    assert_let_in(&certificate, &profile);

    let shown = openssl::text(
        &["x509", "-noout", "-fingerprint", "-sha256"],
        &certificate.chain,
    );
    let shown = shown.trim_end().rsplit('=').next();
    assert_eq!(shown, Some(certificate.fingerprint().as_str()));
}

#[test]
fn a_whole_subject_is_what_the_client_reads() {
    let certificate = PKI.issue(&Leaf {
        country: Some("KG"),
        organization: Some("Gate & Watch"),
        common_name: "Server-1",
        ..Leaf::server()
    });
    let subject = "verify-x509-name 'C=KG, O=Gate & Watch, CN=Server-1' subject";
    let profile = Profile {
        extra: vec![subject.to_owned()],
        ..Profile::default()
    };
    assert_let_in(&certificate, &profile);
}

#[test]
fn a_client_refuses_each_faulty_certificate_for_its_own_fault() {
    let good = Leaf::server();
    for (leaf, complaint) in [
        (
            Leaf {
                days: -30..-1,
                ..good.clone()
            },
            "certificate has expired: CN=gatewatch test server",
        ),
        (
            Leaf {
                days: 1..90,
                ..good.clone()
            },
            "certificate is not yet valid",
        ),
        (
            signed_by(Signer::Other),
            "unable to get local issuer certificate",
        ),
        (
            signed_by(Signer::ChainNotSent),
            "unable to get local issuer certificate",
        ),
        (signed_by(Signer::SameName), "certificate signature failure"),
        (signed_by(Signer::Itself), "self-signed certificate"),
        (
            Leaf {
                key_usages: vec![],
                ..good.clone()
            },
            "VERIFY KU ERROR",
        ),
        (
            Leaf {
                extended_key_usages: vec![],
                ..good.clone()
            },
            "VERIFY EKU ERROR",
        ),
        (
            Leaf {
                extended_key_usages: vec![ExtendedKeyUsagePurpose::ClientAuth],
                ..good
            },
            "unsuitable certificate purpose",
        ),
    ] {
        assert_refused(&PKI.issue(&leaf), &Profile::default(), complaint);
    }

    let certificate = PKI.issue(&signed_by(Signer::Expired));
    let profile = Profile {
        ca: Some(certificate.root.clone()),
        ..Profile::default()
    };
    let complaint = "certificate has expired: CN=expired test authority";
    assert_refused(&certificate, &profile, complaint);
}

#[test]
fn a_purpose_that_is_not_a_servers_is_refused_by_openssl_unasked() {
    let certificate = PKI.issue(&Leaf {
        extended_key_usages: vec![ExtendedKeyUsagePurpose::ClientAuth],
        ..Leaf::server()
    });
    start(&certificate, &Profile::default(), |client| {
        client.wait_for_log("unsuitable certificate purpose");
    });
    let certificate = PKI.issue(&Leaf {
        key_usages: vec![],
        extended_key_usages: vec![],
        ..Leaf::server()
    });
    assert_let_in(&certificate, &Profile::default());
}

#[test]
fn a_server_refuses_a_client_that_is_revoked_unknown_or_without_a_certificate() {
    let revoked = PKI.client();
    let fresh = PKI.issue(&Leaf::client("monitor"));
    let foreign = PKI.issue(&Leaf {
        signer: Signer::Other,
        ..Leaf::client("monitor")
    });
    for (list, identity, complaint) in [
        (
            Some(PKI.revocation_list(&[&revoked], -1..30)),
            &revoked,
            "certificate revoked",
        ),
        (
            Some(PKI.revocation_list(&[], -30..-1)),
            &fresh,
            "CRL has expired",
        ),
        (None, &foreign, "unable to get local issuer certificate"),
    ] {
        let server = ServerConfig {
            revocation_list: list,
            ..ServerConfig::default()
        }
        .start();
        let profile = Profile {
            identity: Some(identity.clone()),
            ..Profile::default()
        };
        let _client = Client::start(&profile, &server);
        server.wait_for_log(complaint);
    }

    let server = ServerConfig {
        revocation_list: Some(PKI.revocation_list(&[&revoked], -1..30)),
        ..ServerConfig::default()
    }
    .start();
    let profile = Profile {
        identity: Some(fresh),
        ..Profile::default()
    };
    Client::start(&profile, &server).wait_until_up();

    let server = ServerConfig::default().start();
    let profile = Profile {
        identity: None,
        login: Some(("monitor", "open sesame")),
        ..Profile::default()
    };
    let _client = Client::start(&profile, &server);
    server.wait_for_log("peer did not return a certificate");
}

#[test]
fn a_server_refuses_an_old_version_of_tls() {
    let server = ServerConfig {
        tls_version_min: Some("1.3"),
        ..ServerConfig::default()
    }
    .start();
    let profile = Profile {
        extra: vec!["tls-version-max 1.2".to_owned()],
        ..Profile::default()
    };
    let _client = Client::start(&profile, &server);
    server.wait_for_log("unsupported protocol");

    let server = ServerConfig {
        tls_version_max: Some("1.2"),
        ..ServerConfig::default()
    }
    .start();
    let mut client = Client::start(&Profile::default(), &server);
    client.wait_until_up();
    assert!(client.log().contains("TLSv1.2"), "{}", client.log());
}

fn signed_by(signer: Signer) -> Leaf {
    Leaf {
        signer,
        ..Leaf::server()
    }
}

fn assert_let_in(certificate: &Identity, profile: &Profile) {
    start(certificate, profile, Client::wait_until_up);
}

fn assert_refused(certificate: &Identity, profile: &Profile, complaint: &str) {
    let mut profile = profile.clone();
    profile.extra.push("remote-cert-tls server".to_owned());
    start(certificate, &profile, |client| {
        client.wait_for_log(complaint);
    });
}

fn start(certificate: &Identity, profile: &Profile, then: impl Fn(&mut Client)) {
    let server = ServerConfig {
        certificate: certificate.clone(),
        ..ServerConfig::default()
    }
    .start();
    then(&mut Client::start(profile, &server));
}
