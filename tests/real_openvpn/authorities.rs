//! Where a server's certificate comes from: the chain up to the CA, and what revokes it.

use crate::support::openvpn::{Client, Profile};
use crate::support::pki::{KeyKind, Leaf, PKI, Signer};
use crate::trust::{Trust, metric, server_of, server_with};
use crate::verdict::Verdict;

use Verdict::{Critical, Fine};

#[test]
fn a_chain_of_four_is_followed_up_to_the_root() {
    let certificate = PKI.issue(&Leaf {
        key: KeyKind::Rsa2048,
        ..by(Signer::Chain)
    });
    assert_eq!(certificate.chain_length(), 4);
    let run = Trust::default().visit(&server_of(certificate));
    Fine(&["certificates hold until"]).assert(&run);
    assert_eq!(metric(&run, "ca_cert_days"), Some(365.0), "{run}");
}

#[test]
fn each_wrong_origin_is_refused_for_its_own_reason() {
    for (signer, verdict) in [
        (
            Signer::Other,
            Critical(&["is issued by CN=another authority", "not in the CA file"]),
        ),
        (
            Signer::SameName,
            Critical(&["another key than the one in the CA file"]),
        ),
        (
            Signer::ChainNotSent,
            Critical(&["CN=gatewatch lower intermediate", "sent along"]),
        ),
        (Signer::Itself, Critical(&["is self-signed"])),
    ] {
        verdict.assert(&Trust::default().visit(&server_with(&by(signer))));
    }
}

#[test]
fn an_authority_that_has_expired_is_named() {
    let certificate = PKI.issue(&by(Signer::Expired));
    let run = Trust::in_root_of(&certificate, &[]).visit(&server_of(certificate));
    Critical(&["CA certificate CN=expired test authority expired on"]).assert(&run);
}

#[test]
fn without_an_authority_nothing_is_verified_and_that_is_said() {
    let trust = Trust {
        ca: None,
        ..Trust::default()
    };
    for signer in [Signer::Trusted, Signer::Other, Signer::Itself] {
        let run = trust.visit(&server_with(&by(signer)));
        Fine(&["not verified"]).assert(&run);
        assert!(metric(&run, "server_cert_days").is_some(), "{run}");
        assert_eq!(metric(&run, "ca_cert_days"), None, "{run}");
    }
}

#[test]
fn a_revocation_list_refuses_what_it_lists_and_everything_once_it_has_expired() {
    let certificate = PKI.server();
    let other = PKI.client();
    let server = server_of(certificate.clone());
    for (list, verdict) in [
        (
            PKI.revocation_list(&[&certificate], -1..30),
            Critical(&["server certificate CN=gatewatch test server was revoked on"]),
        ),
        (PKI.revocation_list(&[], -1..30), Fine(&[])),
        (PKI.revocation_list(&[&other], -1..30), Fine(&[])),
        (
            PKI.revocation_list(&[], -30..-1),
            Critical(&[
                "revocation list of CN=gatewatch test authority ended on",
                "refuses every certificate",
            ]),
        ),
        (
            PKI.revocation_list(&[], 1..30),
            Critical(&["revocation list", "is not valid before"]),
        ),
    ] {
        let trust = Trust {
            crl: Some(list),
            ..Trust::default()
        };
        verdict.assert(&trust.visit(&server));
    }
}

#[test]
fn openvpn_itself_refuses_for_a_revocation_list_that_has_expired() {
    let server = server_of(PKI.server());
    for (list, complaint) in [
        (PKI.revocation_list(&[], -30..-1), "CRL has expired"),
        (PKI.revocation_list(&[], 1..30), "CRL is not yet valid"),
        (
            PKI.revocation_list(&[&PKI.server()], -1..30),
            "certificate revoked",
        ),
    ] {
        let profile = Profile {
            extra: vec![format!("<crl-verify>\n{list}</crl-verify>")],
            ..Profile::default()
        };
        Client::start(&profile, &server).wait_for_log(complaint);
    }
}

#[test]
fn intermediates_without_a_revocation_list_of_their_own_are_let_pass_and_named() {
    let certificate = PKI.issue(&by(Signer::Chain));
    let trust = Trust {
        crl: Some(PKI.revocation_list(&[], -1..30)),
        ..Trust::default()
    };
    let run = trust.visit(&server_of(certificate));
    Fine(&["there is no revocation list of CN=gatewatch lower intermediate"]).assert(&run);
}

fn by(signer: Signer) -> Leaf {
    Leaf {
        signer,
        ..Leaf::server()
    }
}
