//! Key and certificate files that cannot be used, and those that can: row 22 of the table of
//! verdicts. Nothing is sent without a certificate that was asked for.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::check::Check;
use crate::support::docker::fake::{FakeConfig, FakeEngine, FakeTls};
use crate::support::docker::pki::{Client, Identity, KeyForm, PKI};
use crate::verdict::{Verdict, assert_all, ok, unknown};

#[test]
fn keys_of_every_plain_form_are_read() {
    let engine = engine();
    let [ec, rsa, edwards] =
        [Client::Good, Client::Rsa, Client::Ed25519].map(|case| PKI.client(case));
    assert_all(
        [
            (&rsa, KeyForm::Pkcs1),
            (&ec, KeyForm::Sec1),
            (&ec, KeyForm::Sec1WithParameters),
            (&ec, KeyForm::Combined),
            (&rsa, KeyForm::Combined),
            (&edwards, KeyForm::Combined),
        ]
        .map(|(identity, form)| {
            let key = identity.key_as(form);
            let check = with_files(&engine, identity, &identity.certificate(), &key);
            (
                form,
                check,
                ok(&["lets the right client in and nobody else"]),
            )
        }),
    );
    let combined = ec.key_as(KeyForm::Combined);
    let both = with_files(&engine, &ec, &combined, &combined);
    assert_all([("one file for both", both, ok(&["nobody else"]))]);
}

#[test]
fn keys_of_every_other_form_are_refused_with_the_remedy() {
    let engine = engine();
    let [ec, rsa, edwards] =
        [Client::Good, Client::Rsa, Client::Ed25519].map(|case| PKI.client(case));
    let encrypted = unknown(&[
        "the private key is encrypted",
        "openssl pkey -in FILE -out key.pem",
    ]);
    let cases: [(&Identity, KeyForm, Verdict); 8] = [
        (&ec, KeyForm::EncryptedPkcs8, encrypted.clone()),
        (&rsa, KeyForm::EncryptedPkcs8, encrypted.clone()),
        (&edwards, KeyForm::EncryptedPkcs8, encrypted.clone()),
        (&ec, KeyForm::EncryptedLegacy, encrypted.clone()),
        (&rsa, KeyForm::EncryptedLegacy, encrypted),
        (
            &ec,
            KeyForm::Der,
            unknown(&["it is DER and no PEM", "openssl pkey -inform DER"]),
        ),
        (
            &rsa,
            KeyForm::Der,
            unknown(&["it is DER and no PEM", "openssl pkey -inform DER"]),
        ),
        (
            &ec,
            KeyForm::Pkcs12,
            unknown(&["PKCS#12", "openssl pkcs12"]),
        ),
    ];
    assert_all(cases.map(|(identity, form, verdict)| {
        let key = identity.key_as(form);
        let check = with_files(&engine, identity, &identity.certificate(), &key);
        (form, check, verdict)
    }));
    nobody_came(&engine);
}

#[test]
fn files_that_are_wrong_as_a_whole_are_refused_with_the_remedy() {
    let engine = engine();
    let good = PKI.client(Client::Good);
    let other = PKI.client(Client::Good);
    let (certificate, key) = (good.certificate(), good.key());
    let folder = good.cert_path();
    let (empty, closed) = (folder.join("empty.pem"), folder.join("folder.pem"));
    fs::write(&empty, "").expect("a file can be written");
    fs::create_dir(&closed).expect("a folder can be made");
    let check = |certificate: &Path, key: &Path| with_files(&engine, &good, certificate, key);
    assert_all([
        (
            "key of another certificate",
            check(&certificate, &other.key()),
            unknown(&[
                "does not belong to the certificate",
                "gatewatch test client",
            ]),
        ),
        (
            "swapped",
            check(&key, &certificate),
            unknown(&["are certificate and key swapped?"]),
        ),
        (
            "empty key",
            check(&certificate, &empty),
            unknown(&["empty.pem", "is empty"]),
        ),
        (
            "empty certificate",
            check(&empty, &key),
            unknown(&["empty.pem", "is empty"]),
        ),
        (
            "missing",
            check(&certificate, &folder.join("nowhere.pem")),
            unknown(&["nowhere.pem"]),
        ),
        (
            "a folder",
            check(&certificate, &closed),
            unknown(&["folder.pem"]),
        ),
    ]);
    nobody_came(&engine);
}

#[test]
fn a_folder_without_a_key_is_no_outsiders_view() {
    let engine = engine();
    let identity = PKI.client(Client::Good);
    fs::remove_file(identity.key()).expect("a file can be removed");
    let check = Check::tls(engine.address()).by(&identity);
    assert_all([("no key.pem", check, unknown(&["key.pem"]))]);
    nobody_came(&engine);
}

#[test]
fn an_unreadable_key_is_named_and_root_reads_everything() {
    let engine = engine();
    let identity = PKI.client(Client::Good);
    let nobody = fs::Permissions::from_mode(0o000);
    fs::set_permissions(identity.key(), nobody).expect("a mode can be set");
    let verdict = match fs::read(identity.key()) {
        Ok(_) => ok(&["nobody else"]),
        Err(_) => unknown(&["key.pem", "permission denied"]),
    };
    let check = Check::tls(engine.address()).by(&identity);
    assert_all([("mode 0000", check, verdict)]);
}

fn engine() -> FakeEngine {
    FakeConfig {
        tls: Some(FakeTls::default()),
        ..FakeConfig::default()
    }
    .start()
}

fn with_files(engine: &FakeEngine, identity: &Identity, certificate: &Path, key: &Path) -> Check {
    Check::tls(engine.address())
        .file("--tlscacert", &identity.ca())
        .file("--tlscert", certificate)
        .file("--tlskey", key)
}

fn nobody_came(engine: &FakeEngine) {
    assert!(engine.seen().is_empty(), "{:?}", engine.seen());
}
