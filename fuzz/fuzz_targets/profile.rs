//! `.ovpn` profiles, with the words of their lines.
#![no_main]

use std::path::Path;

use gatewatch::checks::openvpn::profile::{
    Credentials, Fault, Profile, ProfileError, Protection, Source,
};
use gatewatch_fuzz::clean::{assert_harmless, assert_tellable};
use libfuzzer_sys::fuzz_target;

/// Bytes of a line, its end included, that no change makes too long.
const SHORT: usize = 250;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    word_in_quotes(&text);
    secret(&text);
    let profile = match Profile::parse(&text) {
        Ok(profile) => profile,
        Err(error) => return refused(&text, &error),
    };
    assert!((1..=64).contains(&profile.remotes.len()));
    assert!(profile.remotes.iter().all(|remote| remote.port > 0));
    let versions = profile.tls_versions;
    assert!(
        versions
            .max
            .is_none_or(|max| versions.min.is_none_or(|min| min <= max))
    );
    let lines = text.split('\n').count();
    for (index, found) in profile.unsupported.iter().enumerate() {
        let others = &profile.unsupported[..index];
        assert!(others.iter().all(|other| other.option != found.option));
        assert!((1..=lines).contains(&found.line));
        assert_harmless(&format!("{} {}", found.option, found.reason));
    }
    let same = |text: &str| Profile::parse(text).is_ok_and(|it| facts(&it) == facts(&profile));
    assert!(same(&text));
    assert!(same(&format!("{text}\n# the end\n\n; of it")));
    if !text.contains('\r') && text.split('\n').all(|line| line.len() < SHORT) {
        assert!(same(&text.replace('\n', "\r\n")));
    }
});

fn refused(text: &str, error: &ProfileError) {
    assert_tellable(error);
    assert_harmless(&error.to_string());
    if let Some(line) = error.line {
        let line = text
            .split('\n')
            .nth(line - 1)
            .expect("a line of the profile");
        let names = |option: &String| line.contains(option.as_str());
        assert!(error.option.as_ref().is_none_or(names), "{error}");
    }
}

/// A word means itself where it is quoted.
fn word_in_quotes(text: &str) {
    let word = text.split('\n').next().unwrap_or_default();
    let quoted = word.replace('\\', "\\\\").replace('"', "\\\"");
    if quoted.len() > SHORT - "auth-user-pass \"\"".len() || word == "stdin" {
        return;
    }
    let profile = Profile::parse(&format!("client\nremote h\nauth-user-pass \"{quoted}\"\n"));
    match profile.ok().and_then(|profile| profile.credentials) {
        Some(Credentials::File(path)) => assert_eq!(path, Path::new(word)),
        _ => panic!("{word:?} is no file name"),
    }
}

/// No error repeats what is in a block.
fn secret(text: &str) {
    let block = "<auth-user-pass>\nme\nQx7Zq93Kv\n</auth-user-pass>\n";
    for text in [format!("{block}{text}"), format!("{text}\n{block}")] {
        if let Err(error) = Profile::parse(&text) {
            let is_ours = text.matches("Qx7Zq93Kv").count() == 1;
            assert!(
                !is_ours || !error.to_string().contains("Qx7Zq93Kv"),
                "{error}"
            );
            assert!(!is_ours || error.fault != Fault::NotInline || error.option.is_some());
        }
    }
}

fn facts(profile: &Profile) -> String {
    let source = |source: &Source| match source {
        Source::File(path) => format!("file {path:?}"),
        Source::Inline(text) => format!("text {text:?}"),
    };
    let remotes: Vec<_> = profile
        .remotes
        .iter()
        .map(|it| {
            let key = match &it.protection {
                Protection::Plain => String::new(),
                Protection::TlsAuth { key, direction } => source(key) + direction.name(),
                Protection::TlsCrypt(key) | Protection::TlsCryptV2(key) => source(key),
            };
            (
                &it.host,
                it.port,
                it.transport,
                it.family,
                &it.local,
                it.line,
                key,
            )
        })
        .collect();
    let ours = &profile.certificates;
    let sources = [
        &ours.ca,
        &ours.cert,
        &ours.key,
        &ours.extra_certs,
        &ours.pkcs12,
        &ours.crl,
    ];
    let sources = sources.map(|found| found.as_ref().map(source));
    let ciphers = (
        &profile.cipher,
        &profile.data_ciphers,
        &profile.data_ciphers_fallback,
    );
    let rest = (
        &profile.digest,
        profile.tap,
        profile.tls_versions,
        profile.compression,
    );
    let notes = (&profile.disobeyed, &profile.unsupported, &profile.folder);
    let names = (
        &ours.peer_fingerprints,
        ours.remote_cert_tls,
        &ours.verify_x509_name,
    );
    format!("{remotes:?} {sources:?} {ciphers:?} {rest:?} {notes:?} {names:?}")
}
