//! What an administrator is told to put right.

use super::*;

const LOST: &str = "cannot read it: no such file or directory";
const SWAPPED: &str = "are certificate and key swapped?";

#[test]
fn a_file_that_is_not_there_is_called_by_the_option_that_names_it() {
    let folder = Folder::new();
    for (line, option) in [
        ("--profile @none", "--profile"),
        ("--ca @none 192.0.2.1", "--ca"),
        ("--crl @none 192.0.2.1", "--crl"),
        ("--cert @none --key @key.pem 192.0.2.1", "--cert"),
        ("--cert @cert.pem --key @none 192.0.2.1", "--key"),
        ("--auth-user-pass @none 192.0.2.1", "--auth-user-pass"),
        ("--tls-auth @none 192.0.2.1", "--tls-auth"),
        ("--tls-crypt @none 192.0.2.1", "--tls-crypt"),
        ("--tls-crypt-v2 @none 192.0.2.1", "--tls-crypt-v2"),
    ] {
        assert_eq!(folder.error(line), format!("{option} @none: {LOST}"));
    }
}

#[test]
fn a_file_that_holds_something_else_says_what() {
    let folder = Folder::new();
    fs::write(folder.path("binary"), [0xff, 0xfe]).unwrap();
    folder.write("empty", "");
    folder.write("user", "probe\n");
    let key = "it holds a private key where a certificate is needed";
    for (options, sentence) in [
        (
            "--tls-crypt @binary",
            "--tls-crypt @binary: it is not a text file".to_owned(),
        ),
        (
            "--tls-crypt-v2 @static.key",
            "--tls-crypt-v2 @static.key: it holds \"OpenVPN Static key V1\" where an OpenVPN tls-crypt-v2 client key is needed".into(),
        ),
        (
            "--auth-user-pass @empty",
            "--auth-user-pass @empty: it is empty; needed are a username and, below it, a password".into(),
        ),
        (
            "--auth-user-pass @user",
            "--auth-user-pass @user: its second line, the password, is missing or empty".into(),
        ),
        ("--ca @key.pem", format!("--ca @key.pem: {key}: {SWAPPED}")),
        (
            "--crl @ca.pem",
            "--crl @ca.pem: it holds a certificate where a revocation list is needed".into(),
        ),
        (
            "--cert @key.pem --key @cert.pem",
            format!("--cert @key.pem: {key}: {SWAPPED}"),
        ),
        (
            "--cert @cert.pem --key @cert.pem",
            format!("--key @cert.pem: it holds a certificate where a private key is needed: {SWAPPED}"),
        ),
        (
            "--cert @cert.pem --key @other.key",
            "--cert @cert.pem: the private key does not belong to the certificate (CN=p256)".into(),
        ),
        (
            "--digest-key-client xyz",
            "--digest-key-client: character 1 is not a hexadecimal digit; give hexadecimal digits, or @FILE with such in it".into(),
        ),
        (
            "--digest-size 16 --tls-auth @static.key",
            "--digest-size 16 does not fit SHA1, which puts out 20 bytes: leave the option out".into(),
        ),
    ] {
        assert_eq!(folder.error(&format!("{options} 192.0.2.1")), sentence);
    }
}

#[test]
fn options_that_could_do_nothing_are_refused() {
    let folder = Folder::new();
    for (options, sentence) in [
        ("--any", "--any needs --profile"),
        ("--key-direction 1", "--key-direction needs --tls-auth"),
        ("--digest SHA256 --ca @ca.pem", "--digest needs --tls-auth"),
        ("--tls-auth-inverse", "--tls-auth-inverse needs --tls-auth"),
        (
            "--digest-key-server 00",
            "--digest-key-server needs --digest-key-client",
        ),
        (
            "--clock-offset 60",
            "--clock-offset needs a key that the server signs with, such as --tls-auth or --tls-crypt",
        ),
        (
            "--source 192.0.2.9 -6",
            "--source 192.0.2.9 is no IPv6 address",
        ),
    ] {
        assert_eq!(folder.error(&format!("{options} 192.0.2.1")), sentence);
    }
}

#[test]
fn options_that_could_do_nothing_with_a_profile_are_refused() {
    let folder = Folder::new();
    let key = "needs --tls-auth, or tls-auth in the profile";
    for (profile, options, sentence) in [
        ("", "--key-direction 1", format!("--key-direction {key}")),
        ("", "--tls-auth-inverse", format!("--tls-auth-inverse {key}")),
        ("", "--digest SHA256", format!("--digest {key}")),
        (
            "tls-crypt static.key",
            "--digest SHA256",
            format!("--digest {key}"),
        ),
        (
            "tls-auth static.key",
            "--key-direction 1 --tls-crypt @static.key",
            format!("--key-direction {key}"),
        ),
        (
            "",
            "--clock-offset 60",
            "--clock-offset needs a key that the server signs with, such as --tls-auth or --tls-crypt".into(),
        ),
        (
            "",
            "--any 192.0.2.1",
            "--any is about the remotes of the profile, and HOST stands for all of them: leave one of the two out".into(),
        ),
        (
            "",
            "--all 192.0.2.1",
            "--all is about the remotes of the profile, and HOST stands for all of them: leave one of the two out".into(),
        ),
        (
            "",
            "--diagnose",
            "--diagnose needs a key to try in other ways: give --tls-auth or --tls-crypt".into(),
        ),
    ] {
        folder.write("x.ovpn", &format!("{CLIENT}ca ca.pem\n{profile}\n"));
        let line = format!("--profile @x.ovpn {options}");
        assert_eq!(folder.error(&line), sentence, "{profile}");
    }
    for (profile, options) in [
        ("tls-auth static.key", "--key-direction 1 --digest SHA256"),
        (
            "tls-auth static.key",
            "--tls-auth-inverse --clock-offset 60",
        ),
        ("tls-crypt static.key", "--clock-offset 60 --diagnose"),
        ("", "--tls-auth @static.key --digest SHA256"),
    ] {
        folder.door(profile, options);
    }
    // The former plugin took it for granted and did nothing with it.
    folder.good("--digest SHA256 192.0.2.1");
}

#[test]
fn what_an_option_replaces_is_not_missed() {
    let folder = Folder::new();
    let print = format!("--peer-fingerprint {}", FINGERPRINT.trim());
    for (line, option) in [
        ("capath certificates", "--ca @ca.pem"),
        ("ns-cert-type server", "--remote-cert-tls server"),
        ("remote-cert-ku a0", "--remote-cert-tls server"),
        ("remote-cert-eku x", "--remote-cert-tls none"),
        ("cryptoapicert x", "--cert @cert.pem --key @key.pem"),
        ("pkcs11-id x", "--cert @cert.pem --key @key.pem"),
        ("management-external-key", "--cert @cert.pem --key @key.pem"),
        ("verify-hash AA", &*print),
    ] {
        folder.door(line, option);
        folder.write("x.ovpn", &format!("{CLIENT}ca ca.pem\n{line}\n"));
        let error = folder.error("--profile @x.ovpn --auth-user-pass @up");
        let name = line.split(' ').next().unwrap();
        let start = format!("--profile @x.ovpn: line 5: {name} is beyond this build: ");
        assert!(error.starts_with(&start), "{error}");
    }
    folder.write("x.ovpn", &format!("{CLIENT}ca ca.pem\ncrl-verify d dir\n"));
    let error = folder.error("--profile @x.ovpn");
    assert!(error.contains("line 5: crl-verify is beyond"), "{error}");
    // A file takes its place, even if this one is none.
    let error = folder.error("--profile @x.ovpn --crl @ca.pem");
    assert!(error.starts_with("--crl @ca.pem: "), "{error}");
}

#[test]
fn a_remote_that_cannot_be_used_leaves_the_others_alone() {
    let folder = Folder::new();
    let bad = "<connection>\nremote bad.example 1195\n";
    let good = "<connection>\nremote good.example\n</connection>\n";
    let start = "client\ndev tun\nca ca.pem\n";
    for (line, options, why) in [
        (
            "http-proxy a 1",
            "",
            "--profile @x.ovpn: line 6: http-proxy is beyond this build: the way leads through an HTTP proxy".to_owned(),
        ),
        (
            "tls-crypt none",
            "",
            format!("--profile @x.ovpn, tls-crypt @none: {LOST}"),
        ),
        (
            "proto udp6",
            "-4",
            "bad.example is to be IPv6, and IPv4 is asked for".into(),
        ),
        (
            "local 2001:db8::1",
            "-4",
            "bad.example is to be IPv4, and local 2001:db8::1 is asked for".into(),
        ),
        (
            "local eth0",
            "",
            "--profile @x.ovpn: line 6: local: this is no address; give one by --source".into(),
        ),
    ] {
        let alone = format!("{start}{bad}{line}\n</connection>\n");
        folder.write("x.ovpn", &alone);
        let options = format!("--profile @x.ovpn {options}");
        assert_eq!(folder.error(&options), why);
        folder.write("x.ovpn", &format!("{alone}{good}"));
        let config = folder.good(&options);
        let at = format!("{}/", folder.path("").display()).replace("//", "/");
        let faults = config.doors.iter().map(|door| {
            let fault = door.fault.as_ref();
            fault.map(|fault| fault.replace(&at, "@"))
        });
        assert_eq!(faults.collect::<Vec<_>>(), [Some(why), None]);
        assert_eq!(endpoint(&config.doors[0]), "bad.example:1195/udp");
        assert_eq!(config.doors[1].terms.notes.len(), 2);
    }
    // What the command line has wrong is nobody's alone.
    assert_eq!(
        folder.error("--profile @x.ovpn --tls-crypt @none"),
        format!("--tls-crypt @none: {LOST}")
    );
}

#[test]
fn a_pem_file_is_no_login() {
    let folder = Folder::new();
    assert_eq!(
        folder.error("--ca @ca.pem --auth-user-pass @key.pem 192.0.2.1"),
        "--auth-user-pass @key.pem: it holds a PEM block, no user name"
    );
}

#[test]
fn bytes_of_another_encoding_are_harmless_but_in_a_login() {
    let folder = Folder::new();
    let write = |line: &[u8]| {
        let text = [CLIENT.as_bytes(), b"ca ca.pem\n", line, b"\n"].concat();
        fs::write(folder.path("x.ovpn"), text).unwrap();
    };
    write(b"# f\xfcr alle");
    folder.good("--profile @x.ovpn");
    write(b"crl-verify f\xfcr");
    let error = folder.error("--profile @x.ovpn");
    assert!(error.contains(", crl-verify @f"), "{error}");
    write(b"<auth-user-pass>\nprobe\nw\xf6rter\n</auth-user-pass>");
    assert_eq!(
        folder.error("--profile @x.ovpn"),
        "--profile @x.ovpn, its auth-user-pass block: it is not a text file"
    );
}

#[test]
fn ciphers_that_this_build_lacks_are_missed_from_the_login_on() {
    let folder = Folder::new();
    let lines = "ca ca.pem\nauth-user-pass up\ndata-ciphers AES-256-CBC:?BF-CBC";
    folder.write("x.ovpn", &format!("{CLIENT}{lines}\n"));
    for options in ["", "--stage login"] {
        assert_eq!(
            folder.error(&format!("--profile @x.ovpn {options}")),
            "--profile @x.ovpn: data-ciphers: none of them is in this build, which has AES-256-GCM, AES-128-GCM and CHACHA20-POLY1305; --stage certificate does without"
        );
    }
    folder.good("--profile @x.ovpn --stage certificate");
}

#[test]
fn what_a_profile_names_is_called_by_the_profile_and_the_option() {
    let folder = Folder::new();
    for (lines, sentence) in [
        ("ca none", format!(", ca @none: {LOST}")),
        ("crl-verify none", format!(", crl-verify @none: {LOST}")),
        ("cert none\nkey key.pem", format!(", cert @none: {LOST}")),
        ("auth-user-pass none", format!(", auth-user-pass @none: {LOST}")),
        ("tls-crypt none", format!(", tls-crypt @none: {LOST}")),
        (
            "cert cert.pem",
            ", cert @cert.pem: it needs key beside it".into(),
        ),
        (
            "key key.pem",
            ", key @key.pem: it needs cert beside it".into(),
        ),
        (
            "tls-auth ca.pem 1",
            ", tls-auth @ca.pem: it holds \"CERTIFICATE\" where an OpenVPN Static key V1 is needed".into(),
        ),
        (
            "cert cert.pem\nkey key.pem\nextra-certs key.pem",
            format!(", extra-certs @key.pem: it holds a private key where a certificate is needed: {SWAPPED}"),
        ),
        (
            "<ca>\nx\n</ca>",
            ", its ca block: there is no PEM block in it, so no certificate".into(),
        ),
        (
            "<tls-crypt>\nx\n</tls-crypt>",
            ", its tls-crypt block: there is no OpenVPN Static key V1 block in it".into(),
        ),
        (
            "peer-fingerprint 00",
            ": peer-fingerprint: it has 1 bytes, where SHA-256 (32 bytes) is needed: openssl x509 -fingerprint -sha256 -noout -in FILE".into(),
        ),
        (
            "pkcs12 x.p12",
            ": pkcs12: this build reads no PKCS#12; take it apart: openssl pkcs12 -in FILE -nodes -out identity.pem, and give --ca, --cert and --key".into(),
        ),
        (
            "ca ca.pem\nremote-cert-tls client",
            ": remote-cert-tls client is for servers: write remote-cert-tls server".into(),
        ),
        (
            "tls-version-max 1.1",
            ": tls-version-max: this build has no TLS before 1.2".into(),
        ),
        (
            "tls-version-min 1.3\ntls-version-max 1.2",
            ": line 5: tls-version-max: tls-version-min is above tls-version-max".into(),
        ),
        (
            "http-proxy a 1",
            ": line 4: http-proxy is beyond this build: the way leads through an HTTP proxy".into(),
        ),
        ("colour blue", ": line 4: unknown option colour".into()),
    ] {
        folder.write("x.ovpn", &format!("{CLIENT}{lines}\n"));
        assert_eq!(
            folder.error("--profile @x.ovpn"),
            format!("--profile @x.ovpn{sentence}")
        );
    }
    folder.write(
        "x.ovpn",
        &format!("{CLIENT}auth whirlpool\ntls-auth static.key 1\n"),
    );
    let error = folder.error("--profile @x.ovpn");
    assert!(
        error.starts_with("--profile @x.ovpn: auth: not a digest; known are MD5, "),
        "{error}"
    );
    folder.write("x.ovpn", "client\ndev tun\nremote a:1\n");
    let error = folder.error("--profile @x.ovpn");
    assert!(
        error.starts_with("--profile @x.ovpn: line 3: remote: "),
        "{error}"
    );
}

#[test]
fn an_origin_says_where_something_was_asked_for() {
    for (origin, text) in [
        (Origin::Option("--ca", "a".into()), "--ca a"),
        (
            Origin::Profile("p".into(), "ca", Some("a".into())),
            "--profile p, ca a",
        ),
        (
            Origin::Profile("p".into(), "ca", None),
            "--profile p, its ca block",
        ),
        (
            Origin::Environment,
            "CHECK_OPENVPN_USERNAME and CHECK_OPENVPN_PASSWORD",
        ),
    ] {
        assert_eq!(origin.to_string(), text);
    }
}

#[test]
fn no_secret_is_part_of_an_error() {
    let folder = Folder::new();
    let long = "s3cret".repeat(30);
    folder.write("up", &format!("probe\n{long}\n"));
    let key = static_key("0f").replace("0f0f\n", "0fs3cret\n");
    folder.write("static.key", &key);
    for line in [
        "--auth-user-pass @up 192.0.2.1",
        "--tls-crypt @static.key 192.0.2.1",
        "--digest-key-client s3cret 192.0.2.1",
    ] {
        let error = folder.error(line);
        assert!(!error.contains("s3cret"), "{error}");
    }
}
