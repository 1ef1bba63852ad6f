//! Files with keys: OpenVPN's static and tls-crypt-v2 keys, bare hexadecimal, and what is in PEM.
#![no_main]

use base64ct::{Base64, Encoding};
use gatewatch::checks::openvpn::key::{ClientKey, Side, StaticKey, parse_hex};
use gatewatch::tls::credentials::{certificates, identity, private_key, revocation_lists};
use gatewatch_fuzz::clean::assert_tellable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    pem(data);
    written(data);
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let variants = [text.replace('\n', "\r\n"), format!("# a comment\n{text}")];
    match StaticKey::parse(text) {
        Ok(key) => {
            let same =
                |text: &str| StaticKey::parse(text).is_ok_and(|it| bytes(&it) == bytes(&key));
            assert!(variants.iter().all(|variant| same(variant)));
            assert!(same(&static_file(&bytes(&key))));
        }
        Err(error) => assert_tellable(&error),
    }
    match ClientKey::parse(text) {
        Ok(key) => {
            let packed = [bytes(&key.key), key.wrapped].concat();
            let same = |text: &str| {
                let read = ClientKey::parse(text).map(|it| [bytes(&it.key), it.wrapped].concat());
                read.is_ok_and(|it| it == packed)
            };
            assert!(variants.iter().all(|variant| same(variant)));
            assert!(same(&client_file(&packed)));
        }
        Err(error) => assert_tellable(&error),
    }
    if let Err(error) = parse_hex(text) {
        assert_tellable(&error);
    }
});

/// Bytes make a key of their length and of no other.
fn written(data: &[u8]) {
    let read = StaticKey::parse(&static_file(data));
    match data.len() {
        StaticKey::LENGTH => assert!(read.is_ok_and(|key| bytes(&key) == data)),
        _ => assert!(read.is_err()),
    }
    let digits: String = data.iter().map(|byte| format!("{byte:02X} ")).collect();
    assert!(data.is_empty() || parse_hex(&digits).is_ok_and(|read| read[..] == *data));
}

fn pem(file: &[u8]) {
    match certificates(file) {
        Ok(found) => {
            let again: String = found.iter().map(|der| block("CERTIFICATE", der)).collect();
            assert_eq!(certificates(again.as_bytes()).ok(), Some(found));
        }
        Err(error) => assert_tellable(&error),
    }
    if let Err(error) = private_key(file).and(identity(file, file)) {
        assert_tellable(&error);
    }
    if let Err(error) = revocation_lists(file) {
        assert_tellable(&error);
    }
}

fn bytes(key: &StaticKey) -> Vec<u8> {
    let side = |side| [*key.cipher(side), *key.hmac(side)].concat();
    [side(Side::Zero), side(Side::One)].concat()
}

fn static_file(bytes: &[u8]) -> String {
    let line = |line: &[u8]| line.iter().map(|byte| format!("{byte:02x}")).collect();
    let lines: Vec<String> = bytes.chunks(16).map(line).collect();
    framed("OpenVPN Static key V1", &lines.join("\n"))
}

fn client_file(bytes: &[u8]) -> String {
    block("OpenVPN tls-crypt-v2 client key", bytes)
}

fn block(label: &str, bytes: &[u8]) -> String {
    framed(label, &Base64::encode_string(bytes))
}

fn framed(label: &str, text: &str) -> String {
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}
