//! Every sentence that a profile can be refused with.

use super::*;

fn refused(text: &str) -> String {
    match Profile::parse(text) {
        Ok(_) => format!("taken: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn a_fault_is_told_with_its_line_and_option() {
    let unknown = "the value must be";
    let protocols = "udp, tcp or tcp-client, with 4 or 6 behind udp or tcp for one family";
    let exclusive = "is there as well, and OpenVPN takes one alone";
    let long = format!("# {}", "x".repeat(300));
    for (lines, sentence) in [
        ("remot a", "unknown option remot".to_owned()),
        ("Remote a", "unknown option Remote".into()),
        (
            "zoo\nignore-unknown-option zoo",
            "unknown option zoo".into(),
        ),
        ("<zoo>\n</zoo>", "unknown option zoo".into()),
        (
            "-----BEGIN CERTIFICATE-----",
            "a PEM block needs its tags around it, such as those of ca".into(),
        ),
        ("MIIB+/==", "this is no option".into()),
        ("\"\"", "this is no option".into()),
        (
            &long,
            "the line is longer than the 254 bytes that OpenVPN reads".into(),
        ),
        ("ca \"a", "no closing quotation mark (\")".into()),
        ("ca 'a", "no closing quotation mark (')".into()),
        (
            r"ca c:\a",
            r#"a backslash stands only before a blank, another backslash or "; write it twice"#
                .into(),
        ),
        (r"ca a\", "the line ends in a backslash".into()),
        (
            "<ca>\n<key>\n</key>",
            "ca: the closing tag is missing".into(),
        ),
        ("</ca>", "ca: a closing tag without its opening one".into()),
        (
            "<verb>\n3\n</verb>",
            "verb: the option is given on a line, not as a block".into(),
        ),
        ("remote", "remote: an argument is missing".into()),
        (
            "remote a 1 udp x",
            "remote: there are too many arguments".into(),
        ),
        ("ca a b", "ca: there are too many arguments".into()),
        (
            "crl-verify a b",
            "crl-verify: there are too many arguments".into(),
        ),
        ("tls-crypt", "tls-crypt: an argument is missing".into()),
        ("client yes", "client: there are too many arguments".into()),
        (
            "verify-x509-name \"\"",
            "verify-x509-name: an argument is missing".into(),
        ),
        (
            "remote a 0",
            format!("remote: {unknown} a port from 1 to 65535"),
        ),
        (
            "remote a 65536",
            format!("remote: {unknown} a port from 1 to 65535"),
        ),
        (
            "remote a +1",
            format!("remote: {unknown} a port from 1 to 65535"),
        ),
        (
            "port openvpn",
            format!("port: {unknown} a port from 1 to 65535"),
        ),
        ("proto sctp", format!("proto: {unknown} {protocols}")),
        ("remote a 1 UDP", format!("remote: {unknown} {protocols}")),
        (
            "proto tcp-server",
            "proto: a client does not wait for connections: write tcp-client".into(),
        ),
        (
            "key-direction 2",
            format!("key-direction: {unknown} 0 or 1"),
        ),
        ("tls-auth f 2", format!("tls-auth: {unknown} 0 or 1")),
        (
            "remote-cert-tls x",
            format!("remote-cert-tls: {unknown} server or client"),
        ),
        (
            "verify-x509-name a b",
            format!("verify-x509-name: {unknown} a name and subject, name or name-prefix"),
        ),
        (
            "tls-version-min 1.9",
            format!("tls-version-min: {unknown} 1.0, 1.1, 1.2 or 1.3"),
        ),
        ("mode x", format!("mode: {unknown} p2p or server")),
        (
            "comp-lzo x",
            format!("comp-lzo: {unknown} no, yes or adaptive"),
        ),
        (
            "compress none",
            format!("compress: {unknown} stub, stub-v2, lzo, lz4, lz4-v2 or migrate"),
        ),
        (
            "tls-remote x",
            "tls-remote: OpenVPN no longer has it; write verify-x509-name".into(),
        ),
        (
            "proto-force tcp",
            "proto-force: no remote has this protocol".into(),
        ),
        ("tls-version-max 1.1\ntls-version-min 1.2", String::new()),
        (
            "<connection>\n</connection>",
            "connection: the block names no remote".into(),
        ),
    ] {
        let told = refused(&format!("remote a\nclient\n{lines}"));
        match sentence.is_empty() {
            true => assert_eq!(
                told,
                "line 4: tls-version-min: tls-version-min is above tls-version-max"
            ),
            false => assert_eq!(told, format!("line 3: {sentence}")),
        }
    }
    for (first, second) in [
        ("tls-auth", "tls-crypt"),
        ("tls-crypt", "tls-auth"),
        ("tls-crypt-v2", "tls-auth"),
        ("tls-crypt", "tls-crypt-v2"),
    ] {
        let sentence = format!("line 4: {second}: {first} {exclusive}");
        assert_eq!(
            refused(&format!("client\nremote a\n{first} f\n{second} g")),
            sentence
        );
    }
}

#[test]
fn a_fault_inside_a_connection_has_its_line_in_the_file() {
    for (line, sentence) in [
        (
            "auth SHA1",
            "line 4: auth: it has no place inside a connection block",
        ),
        ("zoo", "line 4: unknown option zoo"),
        (
            "proto x",
            "line 4: proto: the value must be udp, tcp or tcp-client, with 4 or 6 behind udp or tcp for one family",
        ),
        ("<tls-auth>", "line 4: tls-auth: the closing tag is missing"),
        (
            "tls-auth a\ntls-crypt b",
            "line 5: tls-crypt: tls-auth is there as well, and OpenVPN takes one alone",
        ),
    ] {
        let text = format!("client\n<connection>\nremote a\n{line}\n</connection>");
        assert_eq!(refused(&text), sentence, "{line}");
    }
    let text = "client\nignore-unknown-option zoo\n<connection>\nremote a\nzoo\n</connection>";
    assert_eq!(refused(text), "line 5: unknown option zoo");
}

#[test]
fn a_profile_that_could_not_connect_is_refused_as_a_whole() {
    for (text, sentence) in [
        ("", "the profile names no remote"),
        ("client\ndev tun", "the profile names no remote"),
        (
            "remote a",
            "OpenVPN speaks no TLS with neither client nor tls-client in the profile",
        ),
        (
            "port 1194\nserver 10.8.0.0 255.255.255.0",
            "line 2: server: this is a server's configuration, not a client's profile",
        ),
        (
            "mode server\ntls-server",
            "line 1: mode: this is a server's configuration, not a client's profile",
        ),
    ] {
        assert_eq!(refused(text), sentence);
    }
}

#[test]
fn there_are_at_most_64_remotes() {
    let plain = |count| format!("client\n{}", "remote a\n".repeat(count));
    let blocks = |count| {
        format!(
            "client\n{}",
            "<connection>\nremote a\n</connection>\n".repeat(count)
        )
    };
    assert_eq!(parsed(&plain(64)).remotes.len(), 64);
    assert_eq!(parsed(&blocks(64)).remotes.len(), 64);
    assert_eq!(refused(&plain(65)), "line 66: remote: more than 64 remotes");
    assert_eq!(
        refused(&blocks(65)),
        "line 194: connection: more than 64 remotes"
    );
}
