//! Files as OpenSSL writes them, each with the sentence that an administrator reads.

use base64ct::{Base64, Encoding};
use proptest::prelude::*;

use super::*;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../testdata/", $name)).as_slice()
    };
}

const CERTIFICATE: &[u8] = file!("p256.cert.pem");
const KEY: &[u8] = file!("p256.sec1.pem");

fn said<T>(result: Result<T, CredentialError>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "good".to_owned())
}

fn both(one: &[u8], two: &[u8]) -> Vec<u8> {
    [one, two].concat()
}

#[test]
fn takes_every_kind_of_key_that_ring_signs_with() {
    for (certificate, key) in [
        (file!("p256.cert.pem"), file!("p256.sec1.pem")),
        (file!("rsa2048.cert.pem"), file!("rsa2048.pkcs1.pem")),
        (file!("rsa2048.cert.pem"), file!("rsa2048.pkcs8.pem")),
        (file!("ed25519.cert.pem"), file!("ed25519.pkcs8.pem")),
    ] {
        assert_eq!(said(identity(certificate, key)), "good");
        let combined = both(key, certificate);
        assert_eq!(said(identity(&combined, &combined)), "good");
    }
}

#[test]
fn keeps_the_order_of_the_file() {
    let file = both(CERTIFICATE, file!("rsa2048.cert.pem"));
    let identity = identity(&file, KEY).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        identity.chain(),
        certificates(&file).expect("two certificates")
    );
    assert_eq!(identity.certified_key().cert.len(), 2);
}

#[test]
fn tells_a_pair_that_does_not_match() {
    for (certificates, key, text) in [
        (
            CERTIFICATE.to_vec(),
            file!("rsa2048.pkcs8.pem"),
            "the private key does not belong to the certificate (CN=p256)",
        ),
        (
            both(file!("rsa2048.cert.pem"), CERTIFICATE),
            KEY,
            "the private key belongs to certificate 2 of the file, which must be the first",
        ),
        (
            file!("p521.cert.pem").to_vec(),
            file!("p521.sec1.pem"),
            "this build cannot use P-521 keys, but RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519",
        ),
        (
            file!("rsa1024.cert.pem").to_vec(),
            file!("rsa1024.pkcs8.pem"),
            "this build cannot use RSA-1024 keys, but RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519",
        ),
        (
            CERTIFICATE.to_vec(),
            b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
            "the private key in it cannot be read",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----".to_vec(),
            KEY,
            "its first certificate cannot be read",
        ),
    ] {
        assert_eq!(said(identity(&certificates, key)), text);
    }
}

#[test]
fn says_what_is_there_instead_of_a_certificate() {
    let profile = both(b"client\nremote vpn 1194\n<cert>\n", CERTIFICATE);
    for (file, text) in [
        (&b" \r\n"[..], "the file is empty"),
        (
            file!("cert.der"),
            "it is DER and no PEM; convert it: openssl x509 -inform DER -in FILE -out cert.pem",
        ),
        (
            file!("store.p12"),
            "it is a PKCS#12 store; take it apart: openssl pkcs12 -in FILE -nodes -out identity.pem, which then serves as certificate and key",
        ),
        (
            b"\xfe\xed\xfe\xed\x00\x00\x00\x02",
            "it is a Java key store; convert it with keytool -importkeystore -deststoretype PKCS12 and then openssl pkcs12 -nodes",
        ),
        (
            b"\xff\xfe-\x00-\x00",
            "it is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 FILE -o identity.pem",
        ),
        (
            &profile,
            "it is an OpenVPN profile; copy its certificate, which stands in its cert block (the CA in its ca block), to a file of its own",
        ),
        (b"hello", "there is no PEM block in it, so no certificate"),
        (b"0123", "there is no PEM block in it, so no certificate"),
        (
            file!("key.der"),
            "it holds a private key where a certificate is needed: are certificate and key swapped?",
        ),
        (
            KEY,
            "it holds a private key where a certificate is needed: are certificate and key swapped?",
        ),
        (
            file!("encrypted.pkcs8.pem"),
            "it holds a private key where a certificate is needed: are certificate and key swapped?",
        ),
        (
            file!("public.pem"),
            "it holds a public key where a certificate is needed",
        ),
        (
            file!("request.pem"),
            "it holds a certificate signing request where a certificate is needed; the CA has to sign it and gives the certificate back",
        ),
        (
            file!("openssh.pem"),
            "it holds an OpenSSH key where a certificate is needed",
        ),
        (
            file!("pkcs7.pem"),
            "it holds a PKCS#7 bundle where a certificate is needed; convert it: openssl pkcs7 -print_certs -in FILE -out cert.pem",
        ),
        (
            file!("trusted.pem"),
            "it holds OpenSSL's \"TRUSTED CERTIFICATE\" where a certificate is needed; convert it: openssl x509 -in FILE -out cert.pem",
        ),
        (
            b"-----BEGIN X509 CRL-----\n-----END X509 CRL-----",
            "it holds a revocation list where a certificate is needed",
        ),
        (
            b"-----BEGIN DH PARAMETERS-----\n-----END DH PARAMETERS-----",
            "it holds nothing but parameters where a certificate is needed",
        ),
        (
            b"-----BEGIN OpenVPN Static key V1-----\n00\n-----END OpenVPN Static key V1-----",
            "it holds \"OpenVPN Static key V1\" where a certificate is needed",
        ),
        (
            &CERTIFICATE[..200],
            "its \"CERTIFICATE\" block begins and never ends: the file is cut off",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nMII*\n-----END CERTIFICATE-----",
            "its \"CERTIFICATE\" block is not base64: the file is damaged",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "its \"CERTIFICATE\" block is cut off or not what its label says",
        ),
    ] {
        assert_eq!(said(certificates(file)), text);
    }
}

#[test]
fn says_what_is_there_instead_of_a_key() {
    let profile = both(b"client\n<key>\n", KEY);
    let encrypted = "the private key is encrypted, and a plugin cannot ask for a passphrase; write it without one for the monitoring user alone: openssl pkey -in FILE -out key.pem";
    for (file, text) in [
        (&b""[..], "the file is empty"),
        (
            file!("key.der"),
            "it is DER and no PEM; convert it: openssl pkey -inform DER -in FILE -out key.pem",
        ),
        (file!("encrypted.pkcs8.pem"), encrypted),
        (file!("encrypted.legacy.pem"), encrypted),
        (
            &profile,
            "it is an OpenVPN profile; copy its private key, which stands in its key block, to a file of its own",
        ),
        (
            file!("store.p12"),
            "it is a PKCS#12 store; take it apart: openssl pkcs12 -in FILE -nodes -out identity.pem, which then serves as certificate and key",
        ),
        (b"hello", "there is no PEM block in it, so no private key"),
        (
            CERTIFICATE,
            "it holds a certificate where a private key is needed: are certificate and key swapped?",
        ),
        (
            file!("cert.der"),
            "it holds a certificate where a private key is needed: are certificate and key swapped?",
        ),
        (
            file!("openssh.pem"),
            "it holds an OpenSSH key where a private key is needed; convert a copy: ssh-keygen -p -m PEM -N '' -f COPY",
        ),
        (
            file!("public.pem"),
            "it holds a public key where a private key is needed",
        ),
        (
            b"-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----",
            "it holds nothing but parameters where a private key is needed",
        ),
        (
            b"-----BEGIN DSA PRIVATE KEY-----\n-----END DSA PRIVATE KEY-----",
            "this build cannot use DSA keys, but RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519",
        ),
        (
            b"-----BEGIN PRIVATE KEY-----\nMAA=",
            "its \"PRIVATE KEY\" block begins and never ends: the file is cut off",
        ),
    ] {
        assert_eq!(said(private_key(file)), text);
    }
}

fn pem_of(der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    format!("-----BEGIN X509 CRL-----\n{text}\n-----END X509 CRL-----\n")
}

#[test]
fn takes_every_revocation_list_of_a_file() {
    use crate::tls::made::{revocation_list, root};
    let one = pem_of(&revocation_list(&root("One"), &[], |_| {}));
    let two = pem_of(&revocation_list(&root("Two"), &[], |_| {}));
    let file = [one.as_bytes(), CERTIFICATE, two.as_bytes()].concat();
    let lists = revocation_lists(&file).unwrap_or_else(|error| panic!("{error}"));
    let issuers: Vec<&str> = lists.iter().map(|list| &*list.issuer.text).collect();
    assert_eq!(issuers, ["CN=One", "CN=Two"]);
}

#[test]
fn says_what_is_there_instead_of_a_revocation_list() {
    use crate::tls::made::{revocation_list, root};
    let list = revocation_list(&root("One"), &[], |_| {});
    let cut_off = pem_of(&list[..40]);
    let no_list = pem_of(file!("cert.der"));
    for (file, text) in [
        (&b""[..], "the file is empty"),
        (
            &list,
            "it is DER and no PEM; convert it: openssl crl -inform DER -in FILE -out crl.pem",
        ),
        (
            file!("cert.der"),
            "it holds a certificate where a revocation list is needed",
        ),
        (
            file!("key.der"),
            "it holds a private key where a revocation list is needed",
        ),
        (
            CERTIFICATE,
            "it holds a certificate where a revocation list is needed",
        ),
        (
            file!("p256.sec1.pem"),
            "it holds a private key where a revocation list is needed",
        ),
        (
            file!("pkcs7.pem"),
            "it holds a PKCS#7 bundle where a revocation list is needed",
        ),
        (
            b"hello",
            "there is no PEM block in it, so no revocation list",
        ),
        (
            b"client\n<crl-verify>\n",
            "it is an OpenVPN profile; copy its revocation list, which stands in its crl-verify block, to a file of its own",
        ),
        (
            cut_off.as_bytes(),
            "its \"X509 CRL\" block is cut off or not what its label says",
        ),
        (no_list.as_bytes(), "a revocation list in it cannot be read"),
    ] {
        assert_eq!(said(revocation_lists(file)), text);
    }
}

#[test]
fn long_labels_are_cut() {
    let text = format!("-----BEGIN {}-----\n", "x".repeat(5_000));
    assert_eq!(
        said(certificates(text.as_bytes())),
        format!(
            "it holds \"{}\" where a certificate is needed",
            "x".repeat(60)
        )
    );
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = identity(&bytes, &bytes);
        let text = Base64::encode_string(&bytes);
        for label in ["CERTIFICATE", "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            let file = format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
            let _ = identity(file.as_bytes(), KEY);
            let _ = identity(CERTIFICATE, file.as_bytes());
        }
    }

    #[test]
    fn no_damage_makes_it_panic(at in 0..KEY.len(), byte: u8) {
        let mut key = KEY.to_vec();
        key[at] = byte;
        let _ = identity(CERTIFICATE, &key);
        let mut der = file!("key.der").to_vec();
        let at = at % der.len();
        der[at] = byte;
        let _ = private_key(&der);
        let key = PrivateKeyDer::Pkcs8(der.into());
        let chain = certificates(CERTIFICATE).expect("it is one");
        let _ = Identity::new(chain, &key);
    }
}
