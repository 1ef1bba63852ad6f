//! What a server's certificate is held to besides its origin: a name, or a fingerprint.

use crate::support::openvpn::{Client, Profile};
use crate::support::pki::{Leaf, PKI, Signer};
use crate::trust::{Trust, server_of, server_with};
use crate::verdict::Verdict;

use Verdict::{Critical, Fine, Warning};

#[test]
fn a_name_fits_as_subject_as_name_and_as_prefix_or_is_refused() {
    let server = server_with(&Leaf {
        country: Some("KG"),
        organization: Some("Gate & Watch"),
        common_name: "Server-1",
        ..Leaf::server()
    });
    for (rule, verdict) in [
        ("C=KG, O=Gate & Watch, CN=Server-1", Fine(&[])),
        ("C=KG, O=Gate & Watch, CN=Server-1,subject", Fine(&[])),
        ("Server-1,name", Fine(&[])),
        ("Server-,name-prefix", Fine(&[])),
        (
            "C=KG, O=Gate & Watch, CN=Server-2",
            Critical(&["C=KG, O=Gate & Watch, CN=Server-1", "CN=Server-2"]),
        ),
        (
            "Server-1",
            Critical(&["is its common name, which NAME,name compares"]),
        ),
        (
            "Server-2,name",
            Critical(&["is for CN=Server-1, not CN=Server-2"]),
        ),
        // No alternative name counts.
        ("vpn.example.org,name", Critical(&["is for CN=Server-1"])),
        (
            "Client-,name-prefix",
            Critical(&["CN=Server-1", "does not start with Client-"]),
        ),
    ] {
        let run = Trust::with(&["--verify-x509-name", rule]).visit(&server);
        verdict.assert(&run);
    }
}

#[test]
fn a_fingerprint_stands_in_for_an_authority() {
    let certificate = PKI.issue(&Leaf {
        signer: Signer::Itself,
        ..Leaf::server()
    });
    let server = server_of(certificate.clone());
    let (right, wrong) = (certificate.fingerprint(), PKI.server().fingerprint());
    for (pins, verdict) in [
        (&[&right][..], Fine(&[])),
        (&[&wrong, &right], Fine(&[])),
        (&[&wrong], Critical(&["is not the one pinned"])),
    ] {
        let pins = pins.iter().flat_map(|pin| ["--peer-fingerprint", pin]);
        let trust = Trust {
            ca: None,
            ..Trust::with(&pins.collect::<Vec<_>>())
        };
        let run = trust.visit(&server);
        verdict.assert(&run);
        assert!(!run.says("not verified"), "{run}");
    }
}

#[test]
fn what_openvpn_lets_pass_for_a_fingerprint_is_a_warning() {
    let certificate = PKI.issue(&Leaf {
        days: -30..-1,
        signer: Signer::Other,
        ..Leaf::server()
    });
    let pin = certificate.fingerprint();
    let server = server_of(certificate);
    let trust = Trust {
        ca: None,
        ..Trust::with(&["--peer-fingerprint", &pin])
    };
    Warning(&["expired on", "lets pass with --peer-fingerprint alone"])
        .assert(&trust.visit(&server));

    let profile = Profile {
        ca: None,
        extra: vec![format!("peer-fingerprint {pin}")],
        ..Profile::default()
    };
    Client::start(&profile, &server).wait_until_up();
}

#[test]
fn a_fingerprint_besides_an_authority_has_to_fit_too() {
    let server = server_of(PKI.server());
    let (right, wrong) = (PKI.server().fingerprint(), PKI.client().fingerprint());
    for (pin, verdict) in [
        (right, Fine(&["'ca_cert_days'="])),
        (wrong, Critical(&["fingerprint"])),
    ] {
        verdict.assert(&Trust::with(&["--peer-fingerprint", &pin]).visit(&server));
    }
}
