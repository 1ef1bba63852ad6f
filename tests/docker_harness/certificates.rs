//! Certificates and keys: each has the fault that it is named after, and no other.

use std::fs;

use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, Error};

use crate::support::docker::dockerd::DockerdConfig;
use crate::support::docker::fake::{Clients, FakeConfig, FakeTls};
use crate::support::docker::http::Request;
use crate::support::docker::openssl;
use crate::support::docker::pki::{Client, Identity, KeyForm, Odd, PKI, Server};
use crate::support::docker::tls_client::{Ending, TlsClient};

#[test]
fn good_server_certificates_are_accepted() {
    for case in [
        Server::Good,
        Server::ShortLived,
        Server::IntermediateSent,
        Server::ExpiredCa,
        Server::ShortLivedCa,
        Server::Rsa,
        Server::P384,
        Server::Ed25519,
    ] {
        let ending = ask(&PKI.server(case));
        assert!(matches!(ending, Ending::Answer(_)), "{case:?}: {ending:?}");
    }
}

#[test]
fn bad_server_certificates_are_refused_for_their_own_reason() {
    use CertificateError as Fault;
    for (case, is_expected) in [
        (
            Server::Expired,
            (|fault| matches!(fault, Fault::ExpiredContext { .. })) as fn(&Fault) -> bool,
        ),
        (Server::NotYetValid, |fault| {
            matches!(fault, Fault::NotValidYetContext { .. })
        }),
        (Server::WrongName, |fault| {
            matches!(fault, Fault::NotValidForNameContext { .. })
        }),
        (Server::AddressInCommonName, |fault| {
            matches!(fault, Fault::NotValidForNameContext { .. })
        }),
        (Server::AddressAsDnsName, |fault| {
            matches!(fault, Fault::NotValidForNameContext { .. })
        }),
        (Server::OtherCa, |fault| {
            matches!(fault, Fault::UnknownIssuer)
        }),
        (Server::SelfSigned, |fault| {
            matches!(fault, Fault::UnknownIssuer)
        }),
        (Server::IntermediateNotSent, |fault| {
            matches!(fault, Fault::UnknownIssuer)
        }),
        (Server::ClientUsage, |fault| {
            matches!(fault, Fault::InvalidPurposeContext { .. })
        }),
    ] {
        match ask(&PKI.server(case)) {
            Ending::Refused(Error::InvalidCertificate(fault)) => {
                assert!(is_expected(&fault), "{case:?}: {fault:?}");
            }
            other => panic!("{case:?}: {other:?}"),
        }
    }
}

#[test]
fn odd_server_certificates_can_be_served_by_an_engine() {
    for (odd, words) in [
        (Odd::Sha1, "UnsupportedSignatureAlgorithm"),
        (Odd::VersionOne, "UnsupportedCertVersion"),
        (Odd::Rsa1024, "BadSignature"),
        (Odd::P521, "HandshakeFailure"),
    ] {
        let identity = PKI.odd_server(odd);
        let engine = DockerdConfig {
            identity: identity.clone(),
            ..DockerdConfig::default()
        }
        .start();
        let client = TlsClient::anonymous(engine.address());
        let ending = format!("{:?}", client.ask(&Request::get("/_ping")));
        assert!(ending.contains(words), "{odd:?}: {ending}");
    }
}

#[test]
fn keys_have_every_form_and_rustls_reads_the_plain_ones() {
    let [ec, rsa, edwards] =
        [Client::Good, Client::Rsa, Client::Ed25519].map(|case| PKI.client(case));
    for (identity, form, is_readable) in [
        (&rsa, KeyForm::Pkcs1, true),
        (&ec, KeyForm::Sec1, true),
        (&ec, KeyForm::Sec1WithParameters, true),
        (&ec, KeyForm::Combined, true),
        (&ec, KeyForm::EncryptedPkcs8, false),
        (&rsa, KeyForm::EncryptedPkcs8, false),
        (&edwards, KeyForm::EncryptedPkcs8, false),
        (&ec, KeyForm::EncryptedLegacy, false),
        (&rsa, KeyForm::EncryptedLegacy, false),
        (&ec, KeyForm::Der, false),
        (&ec, KeyForm::Pkcs12, false),
    ] {
        let file = identity.key_as(form);
        let read = PrivateKeyDer::from_pem_file(&file);
        assert_eq!(read.is_ok(), is_readable, "{form:?}: {:?}", read.err());
    }
}

#[test]
fn openssl_agrees_about_chains() {
    for (case, is_good) in [
        (Client::Good, true),
        (Client::Rsa, true),
        (Client::Ed25519, true),
        (Client::Expired, false),
        (Client::SameNameCa, false),
        (Client::IntermediateNotSent, false),
    ] {
        let identity = PKI.client(case);
        let [ca, certificate] =
            [identity.ca(), identity.certificate()].map(|file| file.display().to_string());
        let command = [
            "verify",
            "-purpose",
            "sslclient",
            "-CAfile",
            &ca,
            &certificate,
        ];
        assert_eq!(openssl::succeeds(&command), is_good, "{case:?}");
    }
}

#[test]
fn a_copy_can_be_spoilt_and_folders_go_with_their_last_owner() {
    let identity = PKI.client(Client::Good);
    let copy = identity.with_key_of(&PKI.client(Client::Good));
    assert_ne!(fs::read(identity.key()).ok(), fs::read(copy.key()).ok());
    let folder = identity.cert_path().to_owned();
    let clone = identity.clone();
    drop(identity);
    assert!(folder.exists());
    drop(clone);
    assert!(!folder.exists());
}

/// What a client says that trusts whom it should.
fn ask(identity: &Identity) -> Ending {
    let server = FakeConfig {
        tls: Some(FakeTls {
            identity: identity.clone(),
            clients: Clients::NotAsked,
            ..FakeTls::default()
        }),
        ..FakeConfig::default()
    }
    .start();
    let client = TlsClient {
        ca: fs::read_to_string(identity.ca()).expect("a file can be read"),
        ..TlsClient::anonymous(server.address())
    };
    client.ask(&Request::get("/_ping"))
}
