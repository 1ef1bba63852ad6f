use proptest::prelude::*;

use crate::net::Family;

use super::super::config::Transport;
use super::super::key::Direction;
use super::*;

mod refusals;
mod wild;

/// A client's profile around these lines, which start at line 2.
fn client(lines: &str) -> Profile {
    parsed(&format!("client\n{lines}\n"))
}

fn parsed(text: &str) -> Profile {
    Profile::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn source(source: &Source) -> String {
    match source {
        Source::File(path) => path.display().to_string(),
        Source::Inline(text) => format!("<{}>", text.trim_end()),
    }
}

fn given(option: Option<&Source>) -> Option<String> {
    option.map(source)
}

/// A remote in one line.
fn shown(remote: &Remote) -> String {
    let Remote {
        host,
        port,
        transport,
        family,
        ..
    } = remote;
    let protection = match &remote.protection {
        Protection::Plain => "plain".to_owned(),
        Protection::TlsAuth { key, direction } => {
            format!("tls-auth {} {}", source(key), direction.name())
        }
        Protection::TlsCrypt(key) => format!("tls-crypt {}", source(key)),
        Protection::TlsCryptV2(key) => format!("tls-crypt-v2 {}", source(key)),
    };
    format!("{host} {port} {transport} {family} {protection}")
}

fn remotes(profile: &Profile) -> Vec<String> {
    profile.remotes.iter().map(shown).collect()
}

fn unsupported(list: &[Unsupported]) -> Vec<(&str, usize, Need)> {
    list.iter()
        .map(|found| (found.option.as_str(), found.line, found.need))
        .collect()
}

#[test]
fn a_short_profile_has_the_defaults_of_openvpn() {
    let profile = client("remote vpn.example.org");
    assert_eq!(remotes(&profile), ["vpn.example.org 1194 udp IP plain"]);
    assert_eq!(profile.digest, "SHA1");
    assert_eq!(profile.tls_versions, TlsVersions::default());
    assert!(!profile.tap && profile.credentials.is_none() && profile.compression.is_none());
    assert!(profile.cipher.is_none() && profile.data_ciphers.is_empty());
    assert!(profile.unsupported.is_empty());
}

#[test]
fn a_remote_takes_what_it_leaves_open_from_the_whole_file() {
    for (lines, expected) in [
        (
            "remote a\nremote b 5\nport 77\nproto tcp",
            &["a 77 tcp IP plain", "b 5 tcp IP plain"][..],
        ),
        ("rport 7\nremote a\nport 8", &["a 8 udp IP plain"]),
        ("lport 7\nremote a", &["a 1194 udp IP plain"]),
        ("remote a 1 udp4\nproto tcp6", &["a 1 udp IPv4 plain"]),
        (
            "proto udp6\nremote a 1 udp\nremote b 1 tcp",
            &["a 1 udp IPv6 plain", "b 1 tcp IPv6 plain"],
        ),
        ("proto udp6\nproto udp\nremote a 1", &["a 1 udp IP plain"]),
        (
            "remote \"a b\" 1\nremote ::1 2",
            &["a b 1 udp IP plain", "::1 2 udp IP plain"],
        ),
        (
            "remote a 1 udp\nremote b 2 tcp\nproto-force tcp",
            &["b 2 tcp IP plain"],
        ),
    ] {
        assert_eq!(remotes(&client(lines)), expected, "{lines}");
    }
}

#[test]
fn every_protocol_of_a_client_has_its_family() {
    for (word, transport, family) in [
        ("udp", Transport::Udp, Family::Any),
        ("udp4", Transport::Udp, Family::V4),
        ("udp6", Transport::Udp, Family::V6),
        ("tcp", Transport::Tcp, Family::Any),
        ("tcp-client", Transport::Tcp, Family::Any),
        ("tcp4", Transport::Tcp, Family::V4),
        ("tcp4-client", Transport::Tcp, Family::V4),
        ("tcp6", Transport::Tcp, Family::V6),
        ("tcp6-client", Transport::Tcp, Family::V6),
    ] {
        for lines in [
            format!("remote a 1 {word}"),
            format!("proto {word}\nremote a"),
        ] {
            let remote = &client(&lines).remotes[0];
            assert_eq!(
                (remote.transport, remote.family),
                (transport, family),
                "{lines}"
            );
        }
    }
}

#[test]
fn a_connection_starts_from_the_options_above_it_and_keeps_plain_remotes_out() {
    for (lines, expected) in [
        (
            "remote a 1\n<connection>\nremote b 2\n</connection>",
            &["b 2 udp IP plain"][..],
        ),
        (
            "<connection>\nremote a\n</connection>\nport 77\nproto tcp\n<connection>\nremote b\n</connection>",
            &["a 1194 udp IP plain", "b 77 tcp IP plain"],
        ),
        (
            "port 7\n<connection>\nremote a\nremote b 9\nproto tcp4 # x\n\n  </connection>",
            &["b 9 tcp IPv4 plain"],
        ),
        (
            "<connection>\nproto udp6\nremote a 1 udp\n</connection>",
            &["a 1 udp IPv6 plain"],
        ),
        (
            "<connection>\nremote a\nnobind\nsetenv opt zoo\n</connection>",
            &["a 1194 udp IP plain"],
        ),
    ] {
        assert_eq!(remotes(&client(lines)), expected, "{lines}");
    }
    let lines = "<connection>\n#\nremote a\n</connection>\n<connection>\nremote b\n</connection>";
    let found: Vec<usize> = client(lines)
        .remotes
        .iter()
        .map(|remote| remote.line)
        .collect();
    assert_eq!(found, [4, 7]);
}

#[test]
fn the_key_direction_is_that_of_openvpn() {
    for (lines, expected) in [
        ("remote a\ntls-auth f", "f none"),
        ("remote a\ntls-auth f 0", "f 0"),
        ("remote a\ntls-auth f 1", "f 1"),
        ("remote a\ntls-auth f 1\nkey-direction 0", "f 0"),
        ("remote a\nkey-direction 0\ntls-auth f", "f 0"),
        ("remote a\nkey-direction 0\ntls-auth f 1", "f 1"),
        ("remote a\ntls-auth f 0\ntls-auth g", "g 0"),
        ("remote a\n<tls-auth>\nk\n</tls-auth>", "<k> none"),
        (
            "remote a\n<tls-auth>\nk\n</tls-auth>\nkey-direction 1",
            "<k> 1",
        ),
        (
            "remote a\nkey-direction 1\n<tls-auth>\nk\n</tls-auth>",
            "<k> 1",
        ),
        (
            "remote a\ntls-auth [inline] 1\n<tls-auth>\nk\n</tls-auth>",
            "<k> 1",
        ),
        (
            "key-direction 0\n<connection>\nremote a\ntls-auth f\n</connection>",
            "f none",
        ),
        (
            "tls-auth f 0\n<connection>\nremote a\ntls-auth g\n</connection>",
            "g none",
        ),
        (
            "<connection>\nremote a\nkey-direction 1\ntls-auth f\n</connection>",
            "f none",
        ),
        (
            "<connection>\nremote a\ntls-auth f\nkey-direction 1\n</connection>",
            "f 1",
        ),
        ("<connection>\nremote a\ntls-auth f 0\n</connection>", "f 0"),
        (
            "tls-auth f 0\n<connection>\nremote a\nkey-direction 1\n</connection>",
            "f 0",
        ),
        ("<connection>\nremote a\n</connection>\ntls-auth f 0", "f 0"),
        (
            "<connection>\nremote a\n<tls-auth>\nk\n</tls-auth>\nkey-direction 1\n</connection>",
            "<k> 1",
        ),
    ] {
        let expected = format!("a 1194 udp IP tls-auth {expected}");
        assert_eq!(remotes(&client(lines)), [expected], "{lines}");
    }
}

#[test]
fn a_connection_with_a_key_of_its_own_does_not_see_that_of_the_file() {
    let profile = client(
        "tls-auth f 1\n<connection>\nremote a\n</connection>\n<connection>\nremote b\ntls-crypt g\n</connection>\n\
         <connection>\nremote c\n<tls-crypt-v2>\nk\n</tls-crypt-v2>\n</connection>",
    );
    assert_eq!(
        remotes(&profile),
        [
            "a 1194 udp IP tls-auth f 1",
            "b 1194 udp IP tls-crypt g",
            "c 1194 udp IP tls-crypt-v2 <k>",
        ]
    );
    assert!(matches!(
        client("remote a\ntls-auth f 0").remotes[0].protection,
        Protection::TlsAuth {
            direction: Direction::Zero,
            ..
        }
    ));
}

#[test]
fn the_later_of_two_lines_wins() {
    let profile = client(
        "remote a\nauth SHA1\nauth SHA512\nca f\n<ca>\nx\n</ca>\n<cert>\ny\n</cert>\ncert g\ncipher A\ncipher B\n\
         comp-lzo\ncompress lz4-v2\nncp-ciphers A:B\ndata-ciphers C:D\nauth-user-pass\nauth-user-pass h\ndev tap\ndev tun",
    );
    assert_eq!(profile.digest, "SHA512");
    assert_eq!(
        given(profile.certificates.ca.as_ref()).as_deref(),
        Some("<x>")
    );
    assert_eq!(
        given(profile.certificates.cert.as_ref()).as_deref(),
        Some("g")
    );
    assert_eq!(profile.cipher.as_deref(), Some("B"));
    assert_eq!(profile.compression, Some(Compression::Lz4V2));
    assert_eq!(profile.data_ciphers, ["C", "D"]);
    assert!(
        matches!(profile.credentials, Some(Credentials::File(path)) if path.as_os_str() == "h")
    );
    assert!(!profile.tap);
}

#[test]
fn the_device_is_ethernet_by_its_type_or_else_by_its_name() {
    for (lines, tap) in [
        ("dev tun", false),
        ("dev tap", true),
        ("dev tap3", true),
        ("dev vpn\ndev-type tap", true),
        ("dev-type tun\ndev tap0", false),
    ] {
        assert_eq!(client(&format!("remote a\n{lines}")).tap, tap, "{lines}");
    }
}

#[test]
fn certificates_are_handed_on_as_written() {
    let text = "remote a\r\n<ca>\r\n-----BEGIN X-----\r\n  QQ==\r\n-----END X-----\r\n</ca>\r\ncert \"my cert.pem\"\r\n\
                key c:/k\r\nextra-certs e\r\npkcs12 p\r\ncrl-verify r\r\nremote-cert-tls server\r\n\
                verify-x509-name \"C=DE, CN=a b\"\r\npeer-fingerprint AA:BB\r\n\
                <peer-fingerprint>\r\n# old\r\n CC:DD \r\n\r\nEE\r\n</peer-fingerprint>\r\n";
    let found = client(text).certificates;
    let Some(Source::Inline(ca)) = &found.ca else {
        panic!("the block is there");
    };
    assert_eq!(**ca, "-----BEGIN X-----\n  QQ==\n-----END X-----\n");
    assert_eq!(given(found.cert.as_ref()).as_deref(), Some("my cert.pem"));
    assert_eq!(given(found.key.as_ref()).as_deref(), Some("c:/k"));
    assert_eq!(given(found.extra_certs.as_ref()).as_deref(), Some("e"));
    assert_eq!(given(found.pkcs12.as_ref()).as_deref(), Some("p"));
    assert_eq!(given(found.crl.as_ref()).as_deref(), Some("r"));
    assert_eq!(found.remote_cert_tls, Some(Purpose::Server));
    assert_eq!(
        found.verify_x509_name,
        Some(("C=DE, CN=a b".into(), NameKind::Subject))
    );
    assert_eq!(found.peer_fingerprints, ["AA:BB", "CC:DD", "EE"]);
}

#[test]
fn tables_of_words_are_read_to_their_last_entry() {
    for (line, kind) in [
        ("x", NameKind::Subject),
        ("x subject", NameKind::Subject),
        ("x name", NameKind::Name),
        ("x name-prefix", NameKind::NamePrefix),
    ] {
        let found = client(&format!("remote a\nverify-x509-name {line}"));
        assert_eq!(
            found.certificates.verify_x509_name,
            Some(("x".into(), kind))
        );
    }
    for (line, compression) in [
        ("comp-lzo", Compression::LzoAdaptive),
        ("comp-lzo adaptive", Compression::LzoAdaptive),
        ("comp-lzo yes", Compression::LzoOn),
        ("comp-lzo no", Compression::LzoOff),
        ("compress", Compression::Stub),
        ("compress stub", Compression::Stub),
        ("compress stub-v2", Compression::StubV2),
        ("compress lzo", Compression::Lzo),
        ("compress lz4", Compression::Lz4),
        ("compress lz4-v2", Compression::Lz4V2),
        ("compress migrate", Compression::Migrate),
    ] {
        let found = client(&format!("remote a\n{line}"));
        assert_eq!(found.compression, Some(compression), "{line}");
    }
    for (line, min, max) in [
        ("tls-version-min 1.0", Some(TlsVersion::V1_0), None),
        (
            "tls-version-min 1.1 or-highest",
            Some(TlsVersion::V1_1),
            None,
        ),
        (
            "tls-version-min 1.9 or-highest",
            Some(TlsVersion::V1_3),
            None,
        ),
        ("tls-version-max 1.2", None, Some(TlsVersion::V1_2)),
        (
            "tls-version-min 1.3\ntls-version-max 1.2\ntls-version-max 1.3",
            Some(TlsVersion::V1_3),
            Some(TlsVersion::V1_3),
        ),
    ] {
        let found = client(&format!("remote a\n{line}"));
        assert_eq!(found.tls_versions, TlsVersions { min, max }, "{line}");
    }
}

#[test]
fn credentials_are_prompted_for_where_the_profile_lacks_half_of_them() {
    let show = |lines: &str| match client(&format!("remote a\n{lines}")).credentials {
        None => "none".to_owned(),
        Some(Credentials::Prompt) => "prompt".into(),
        Some(Credentials::File(path)) => path.display().to_string(),
        Some(Credentials::Inline(text)) => format!("{:?}", *text),
    };
    for (lines, expected) in [
        ("", "none"),
        ("auth-user-pass", "prompt"),
        ("auth-user-pass stdin", "prompt"),
        ("auth-user-pass \"my file\"", "my file"),
        (
            "<auth-user-pass>\nme\r\nword\r\n</auth-user-pass>",
            "\"me\\nword\\n\"",
        ),
        ("<auth-user-pass>\nme\n</auth-user-pass>", "prompt"),
        ("<auth-user-pass>\n</auth-user-pass>", "prompt"),
    ] {
        assert_eq!(show(lines), expected, "{lines}");
    }
}

#[test]
fn what_a_probe_cannot_do_is_told_with_the_stage_that_needs_it() {
    for (lines, expected) in [
        ("secret f", ("secret", 3, Need::Connection)),
        ("scramble obfuscate x", ("scramble", 3, Need::Connection)),
        ("config other.ovpn", ("config", 3, Need::Connection)),
        (
            "remote-random-hostname",
            ("remote-random-hostname", 3, Need::Connection),
        ),
        ("tls-server", ("tls-server", 3, Need::Connection)),
        ("mode server", ("mode", 3, Need::Connection)),
        (
            "server 10.8.0.0 255.255.255.0",
            ("server", 3, Need::Connection),
        ),
        ("genkey", ("genkey", 3, Need::Connection)),
        ("capath d", ("capath", 3, Need::Certificate)),
        ("crl-verify d dir", ("crl-verify", 3, Need::Certificate)),
        ("pkcs11-id x", ("pkcs11-id", 3, Need::Login)),
        ("pkcs11-providers x", ("pkcs11-providers", 3, Need::Login)),
        ("cryptoapicert x", ("cryptoapicert", 3, Need::Login)),
        (
            "management-external-key",
            ("management-external-key", 3, Need::Login),
        ),
        (
            "ns-cert-type server",
            ("ns-cert-type", 3, Need::Certificate),
        ),
        (
            "remote-cert-eku x",
            ("remote-cert-eku", 3, Need::Certificate),
        ),
        ("remote-cert-ku", ("remote-cert-ku", 3, Need::Certificate)),
        (
            "<verify-hash>\nAA\n</verify-hash>",
            ("verify-hash", 3, Need::Certificate),
        ),
        (
            "x509-username-field x",
            ("x509-username-field", 3, Need::Certificate),
        ),
        (
            "static-challenge OTP 1\nstatic-challenge OTP 1",
            ("static-challenge", 3, Need::Login),
        ),
        ("setenv GENERIC_CONFIG 1", ("setenv", 3, Need::Login)),
        ("no-replay", ("no-replay", 3, Need::Tunnel)),
    ] {
        assert_eq!(
            unsupported(&client(&format!("remote a\n{lines}")).unsupported),
            [expected]
        );
    }
    let replaced = client("remote a\ncrl-verify d dir\ncrl-verify f");
    assert!(replaced.unsupported.is_empty());
    let lone = parsed("remote a\ntls-client");
    assert_eq!(
        unsupported(&lone.unsupported),
        [("tls-client", 2, Need::Login)]
    );
    assert!(parsed("remote a\ntls-client\npull").unsupported.is_empty());
    // OpenVPN needs no TLS for a static key, and is not asked for any.
    assert_eq!(parsed("remote a\nsecret f").unsupported.len(), 1);
}

#[test]
fn a_proxy_and_fragments_are_the_business_of_each_connection() {
    let profile = client(
        "<connection>\nremote a\nhttp-proxy p 1\nhttp-proxy q 1\n</connection>\nsocks-proxy s\nfragment 1200\n\
         <connection>\nremote b\n</connection>",
    );
    assert!(profile.unsupported.is_empty());
    assert_eq!(
        unsupported(&profile.remotes[0].unsupported),
        [("http-proxy", 5, Need::Connection)]
    );
    assert_eq!(
        unsupported(&profile.remotes[1].unsupported),
        [
            ("socks-proxy", 7, Need::Connection),
            ("fragment", 8, Need::Tunnel)
        ]
    );
    let plain = client("remote a\nhttp-proxy p 1 auto");
    assert_eq!(plain.remotes[0].unsupported.len(), 1);
}

#[test]
fn unknown_options_are_harmless_where_the_profile_says_so() {
    for lines in [
        "setenv opt zoo 1",
        "setenv opt",
        "setenv opt port",
        "setenv opt scramble obfuscate x",
        "--setenv opt --zoo",
        "ignore-unknown-option zoo --boo\n<zoo>\n'\n</zoo>\nboo 1",
        "ignore-unknown-option zoo\nzoo",
        "setenv FORWARD_COMPATIBLE 1\nzoo\nport 1 2 3",
    ] {
        let profile = client(&format!("remote a\n{lines}"));
        assert_eq!(remotes(&profile), ["a 1194 udp IP plain"], "{lines}");
        assert!(profile.unsupported.is_empty());
    }
    assert_eq!(client("remote a\nsetenv opt auth SHA256").digest, "SHA256");
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~\r\t\u{0}\u{e9}\u{2028}]{0,20}",
        Just("remote a 1 tcp".to_owned()),
        "(--)?(client|port|proto|tls-auth|key-direction|setenv|compress|auth-user-pass)( [0-9a-z\"'\\\\#-]{0,6}){0,4}",
        "[ \t]{0,2}</?(ca|connection|tls-auth|key|zoo|auth-user-pass)>",
        Just("setenv FORWARD_COMPATIBLE 1".to_owned()),
    ]
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic(text in any::<String>()) {
        let _ = Profile::parse(&text);
    }

    #[test]
    fn text_that_looks_like_a_profile_does_not_panic_and_has_few_remotes(
        lines in prop::collection::vec(fragment(), 0..40),
    ) {
        match Profile::parse(&lines.join("\n")) {
            Ok(profile) => prop_assert!((1..=64).contains(&profile.remotes.len())),
            Err(error) => prop_assert!(error.line.is_none_or(|line| line <= lines.len())),
        }
    }
}
