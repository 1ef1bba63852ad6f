//! What wins where the command line and a profile say the same, and where a profile's files are.

use crate::net::Host;
use crate::tls::client::Versions;

use super::super::super::certificate::NameRule;
use super::super::super::tunnel::{Cipher, Framing};
use super::*;

const LOGIN: &str = "ca ca.pem\ncert cert.pem\nkey key.pem\nauth-user-pass up";

fn shown(config: &Config) -> Vec<String> {
    config.doors.iter().map(endpoint).collect()
}

#[test]
fn a_host_on_the_command_line_stands_for_all_remotes() {
    let folder = Folder::new();
    folder.write(
        "x.ovpn",
        "client\ndev tun\nca ca.pem\nport 443\nremote a.example 1195 tcp\nremote b.example\n",
    );
    for (options, endpoints) in [
        ("", &["a.example:1195/tcp", "b.example:443/udp"][..]),
        ("192.0.2.1", &["192.0.2.1:1195/tcp"]),
        ("-H 192.0.2.1 -p 53", &["192.0.2.1:53/tcp"]),
        ("-p 53", &["a.example:53/tcp", "b.example:53/udp"]),
        ("--tcp", &["a.example:1195/tcp", "b.example:443/tcp"]),
        ("--udp", &["a.example:1195/udp", "b.example:443/udp"]),
        ("--udp 192.0.2.1", &["192.0.2.1:1195/udp"]),
    ] {
        let config = folder.good(&format!("--profile @x.ovpn {options}"));
        assert_eq!(shown(&config), endpoints, "{options}");
        assert!(!config.any_door);
    }
    assert!(folder.good("--profile @x.ovpn --any").any_door);
    assert!(!folder.good("--profile @x.ovpn --all").any_door);
}

#[test]
fn without_a_profile_it_is_udp_to_port_1194() {
    let config = Folder::new().good("2001:db8::1");
    assert_eq!(shown(&config), ["[2001:db8::1]:1194/udp"]);
    assert_eq!(config.doors[0].terms.protection, Protection::Plain);
}

#[test]
fn a_family_is_narrowed_and_never_exchanged() {
    let folder = Folder::new();
    folder.write(
        "x.ovpn",
        "client\ndev tun\nca ca.pem\nproto udp6\nremote vpn.example.org\n",
    );
    assert_eq!(folder.good("--profile @x.ovpn").doors[0].family, Family::V6);
    assert_eq!(
        folder.error("--profile @x.ovpn -4"),
        "vpn.example.org is to be IPv6, and IPv4 is asked for"
    );
    // The host of the command line is another one.
    let config = folder.good("--profile @x.ovpn -4 other.example");
    assert_eq!(config.doors[0].family, Family::V4);
    assert!(matches!(config.doors[0].terms.endpoint.host, Host::Name(_)));
}

#[test]
fn the_wrapping_of_the_command_line_wins() {
    let folder = Folder::new();
    let signed = "auth SHA256\ntls-auth static.key 1";
    let sha = |digest, direction| Protection::TlsAuth(digest, Some(direction));
    for (profile, options, protection) in [
        (signed, "", sha("SHA256", Direction::One)),
        ("tls-auth static.key", "", sha("SHA1", Direction::None)),
        (signed, "--digest SHA512", sha("SHA512", Direction::One)),
        (signed, "--key-direction 0", sha("SHA256", Direction::Zero)),
        (
            signed,
            "--key-direction none",
            sha("SHA256", Direction::None),
        ),
        (signed, "--tls-auth-inverse", sha("SHA256", Direction::Zero)),
        (signed, "--tls-crypt @static.key", Protection::TlsCrypt),
        ("tls-crypt static.key", "", Protection::TlsCrypt),
        (
            "tls-crypt static.key",
            "--tls-auth @static.key",
            sha("SHA1", Direction::One),
        ),
        (
            "auth SHA512",
            "--tls-auth @static.key",
            sha("SHA512", Direction::One),
        ),
        (
            "auth SHA512\ntls-auth static.key 0",
            "--tls-auth @static.key",
            sha("SHA512", Direction::Zero),
        ),
        (
            "auth SHA512\ntls-auth static.key",
            "--tls-auth @static.key --digest SHA256",
            sha("SHA256", Direction::None),
        ),
        (
            "auth SHA512\ntls-auth static.key 0",
            "--tls-auth @static.key --key-direction 1",
            sha("SHA512", Direction::One),
        ),
    ] {
        let door = folder.door(profile, options);
        assert_eq!(door.terms.protection, protection, "{profile} {options}");
        if let (Protection::TlsAuth(_, direction), Some(plan)) = (protection, door.plan) {
            assert_eq!(plan.tls_auth, direction, "{profile} {options}");
        }
    }
}

#[test]
fn the_trust_of_the_command_line_wins_option_by_option() {
    let folder = Folder::new();
    let profile = "ca ca.pem\nremote-cert-tls server\nverify-x509-name vpn name-prefix";
    let trusted = |door: &Door| policy(door).ca.as_ref().map(|ca| ca[0].to_vec());
    let of_profile = folder.door(profile, "");
    assert_eq!(
        policy(&of_profile).name,
        Some(NameRule::NamePrefix("vpn".into()))
    );
    assert!(policy(&of_profile).remote_cert_tls);
    let of_both = folder.door(
        profile,
        "--ca @other.pem --remote-cert-tls none --verify-x509-name vpn2,name",
    );
    assert_eq!(policy(&of_both).name, Some(NameRule::Name("vpn2".into())));
    assert!(!policy(&of_both).remote_cert_tls);
    assert_ne!(trusted(&of_both), trusted(&of_profile));
    // What is not given besides stays as the profile has it.
    let of_ca = folder.door(profile, "--ca @other.pem");
    assert_eq!(trusted(&of_ca), trusted(&of_both));
    assert_eq!(policy(&of_ca).name, policy(&of_profile).name);
}

#[test]
fn fingerprints_come_from_the_command_line_or_else_from_the_profile() {
    let folder = Folder::new();
    let print = FINGERPRINT.trim();
    let other = "00:".repeat(31) + "00";
    let profile = format!("peer-fingerprint {print}");
    assert_eq!(policy(&folder.door(&profile, "")).fingerprints.len(), 1);
    let door = folder.door(&profile, &format!("--peer-fingerprint {other}"));
    assert_eq!(policy(&door).fingerprints, [[0; 32]]);
}

#[test]
fn the_use_is_looked_at_unless_a_fingerprint_or_a_profile_does_without() {
    let folder = Folder::new();
    let print = FINGERPRINT.trim();
    for (options, is_looked_at) in [
        ("--ca @ca.pem".into(), true),
        ("-C 30".into(), true),
        (format!("--peer-fingerprint {print}"), false),
        (format!("--ca @ca.pem --peer-fingerprint {print}"), true),
        ("--ca @ca.pem --remote-cert-tls none".into(), false),
        (
            format!("--peer-fingerprint {print} --remote-cert-tls server"),
            true,
        ),
    ] {
        let config = folder.good(&format!("{options} 192.0.2.1"));
        assert_eq!(
            policy(&config.doors[0]).remote_cert_tls,
            is_looked_at,
            "{options}"
        );
    }
    assert!(!policy(&folder.door("ca ca.pem", "")).remote_cert_tls);
}

#[test]
fn days_are_those_of_the_command_line_and_else_30_and_14() {
    let folder = Folder::new();
    for (options, warning, critical) in [
        ("--ca @ca.pem", "30:", Some("14:")),
        ("-C 60,7", "60:", Some("7:")),
        ("-C 60", "60:", None),
    ] {
        let config = folder.good(&format!("{options} 192.0.2.1"));
        let terms = &config.doors[0].terms;
        let text = |range: &Option<Range>| range.as_ref().map(Range::to_string);
        assert_eq!(text(&terms.days.0).as_deref(), Some(warning));
        assert_eq!(text(&terms.days.1).as_deref(), critical);
        assert_eq!(terms.now, NOW);
    }
}

#[test]
fn the_identity_of_the_command_line_wins() {
    let folder = Folder::new();
    let shows = |door: &Door| {
        let identity = door.plan.as_ref().unwrap().tls.identity.as_ref().unwrap();
        identity.certified_key().cert[0].to_vec()
    };
    let of_profile = folder.door(LOGIN, "");
    let other = folder.door(LOGIN, "--cert @other.pem --key @other.key");
    assert_ne!(shows(&of_profile), shows(&other));
    assert_eq!(username(&of_profile), Some("probe"));
    assert_eq!(
        username(&folder.door(LOGIN, "--auth-user-pass @up2")),
        Some("other")
    );
    let with = of_profile.terms.login;
    assert!(with.certificate && with.password && !with.is_tap);
    // Nobody needs what is in a file that cannot be read if all of it is given.
    let door = folder.door("ca ca.pem\npkcs12 x.p12", "--cert @cert.pem --key @key.pem");
    assert!(door.terms.login.certificate && !door.terms.login.password);
}

#[test]
fn more_certificates_go_along_with_the_one_that_the_profile_names() {
    let folder = Folder::new();
    let profile = format!("{LOGIN}\nextra-certs other.pem");
    let sent = |options: &str| {
        let door = folder.door(&profile, options);
        let identity = door.plan.unwrap().tls.identity.unwrap();
        identity.certified_key().cert.len()
    };
    assert_eq!(sent(""), 2);
    assert_eq!(sent("--cert @other.pem --key @other.key"), 1);
}

#[test]
fn a_relative_file_is_looked_for_beside_the_profile() {
    let folder = Folder::new();
    fs::create_dir(folder.path("keys")).unwrap();
    fs::write(folder.path("keys/up"), "beside\ns3cret\n").unwrap();
    for (file, name) in [
        ("up".to_owned(), "probe"),
        ("keys/up".into(), "beside"),
        ("./up".into(), "probe"),
        (folder.path("keys/up").display().to_string(), "beside"),
    ] {
        let door = folder.door(&format!("ca ca.pem\nauth-user-pass {file}"), "");
        assert_eq!(username(&door), Some(name), "{file}");
    }
    // Tests run in the folder of the package, which has this one.
    assert!(Path::new("Cargo.toml").exists());
    let here = folder.door("ca ca.pem\nauth-user-pass Cargo.toml", "");
    assert_eq!(username(&here), Some("[package]"));
}

#[test]
fn a_relative_file_is_looked_for_in_the_folder_of_cd_as_well() {
    let folder = Folder::new();
    for name in ["keys", "keys/more"] {
        fs::create_dir(folder.path(name)).unwrap();
    }
    folder.write("keys/up", "elsewhere\ns3cret\n");
    folder.write("keys/login", "elsewhere\ns3cret\n");
    for cd in ["keys".to_owned(), folder.path("keys").display().to_string()] {
        for (file, name) in [("up", "probe"), ("login", "elsewhere")] {
            let door = folder.door(&format!("cd {cd}\nauth-user-pass {file}"), "");
            assert_eq!(username(&door), Some(name), "{cd} {file}");
        }
    }
}

#[test]
fn the_address_to_send_from_is_that_of_the_option_or_else_of_the_profile() {
    let folder = Folder::new();
    let address = |text: &str| text.parse::<IpAddr>().ok();
    for (lines, options, source, family) in [
        ("", "", None, Family::Any),
        ("local 192.0.2.7", "", address("192.0.2.7"), Family::V4),
        ("local 0.0.0.0", "", None, Family::Any),
        (
            "local 192.0.2.7",
            "--source 2001:db8::7",
            address("2001:db8::7"),
            Family::V6,
        ),
        (
            "local eth0",
            "--source 192.0.2.8",
            address("192.0.2.8"),
            Family::V4,
        ),
    ] {
        let door = folder.door(lines, options);
        assert_eq!((door.source, door.family), (source, family), "{lines}");
    }
}

#[test]
fn what_of_the_profile_is_not_obeyed_is_told_once() {
    let folder = Folder::new();
    let anybody = "any certificate of this CA passes for the server: the profile has no remote-cert-tls server";
    let tls = "tls-cipher a\ntls-cipher b\ntls-groups c\ntls-ciphersuites d\ntls-cert-profile e";
    let server = "remote-cert-tls server";
    let not = |option: &str| format!("{option} of the profile is not obeyed");
    let pin = format!("peer-fingerprint {}", FINGERPRINT.trim());
    for (lines, options, expected) in [
        (server, "", vec![]),
        ("", "", vec![anybody.to_owned()]),
        ("", "--remote-cert-tls server", vec![]),
        ("", "--remote-cert-tls none", vec![]),
        ("", "--stage reset", vec![]),
        ("verify-x509-name a name", "", vec![]),
        (&pin, "", vec![]),
        (
            &format!("{server}\n{tls}"),
            "",
            [
                "tls-cipher",
                "tls-groups",
                "tls-ciphersuites",
                "tls-cert-profile",
            ]
            .map(not)
            .into(),
        ),
    ] {
        folder.write(
            "x.ovpn",
            &format!("{CLIENT}remote b.example\n{LOGIN}\n{lines}\n"),
        );
        let config = folder.good(&format!("--profile @x.ovpn {options}"));
        let notes = |door: &Door| -> Vec<String> {
            let notes = door.terms.notes.iter();
            notes.map(|note| note.text().to_owned()).collect()
        };
        assert_eq!(notes(&config.doors[0]), expected, "{lines} {options}");
        assert!(notes(&config.doors[1]).is_empty());
    }
}

#[test]
fn the_server_is_offered_the_ciphers_of_the_profile_in_their_order() {
    use Cipher::{Aes128Gcm, Aes256Gcm, ChaCha20Poly1305};
    let folder = Folder::new();
    for (lines, ciphers) in [
        ("", &Cipher::ALL[..]),
        ("cipher AES-128-GCM", &Cipher::ALL),
        (
            "data-ciphers CHACHA20-POLY1305:AES-256-CBC:?aes-128-gcm:AES-128-GCM",
            &[ChaCha20Poly1305, Aes128Gcm],
        ),
        ("ncp-ciphers AES-256-GCM", &[Aes256Gcm]),
        (
            "data-ciphers AES-128-GCM:DEFAULT",
            &[Aes128Gcm, Aes256Gcm, ChaCha20Poly1305],
        ),
    ] {
        let door = folder.door(&format!("{LOGIN}\n{lines}"), "");
        assert_eq!(door.plan.unwrap().ciphers, ciphers, "{lines}");
    }
}

#[test]
fn the_profile_says_what_the_tunnel_is_like() {
    let folder = Folder::new();
    let plan = |lines: &str| folder.door(&format!("{LOGIN}\n{lines}"), "").plan.unwrap();
    let tap = plan("dev tap\ncipher AES-128-GCM\ncomp-lzo no");
    assert!(tap.is_tap);
    assert_eq!(tap.cipher.as_deref(), Some("AES-128-GCM"));
    assert_eq!(tap.framing, Framing::Lzo);
    let fallback = plan("cipher AES-128-GCM\ndata-ciphers-fallback AES-256-GCM\ncompress stub-v2");
    assert_eq!(fallback.cipher.as_deref(), Some("AES-256-GCM"));
    assert_eq!(fallback.framing, Framing::StubV2);
    for (lines, framing) in [
        ("", Framing::None),
        ("compress migrate", Framing::None),
        ("compress stub", Framing::Stub),
        ("compress lz4", Framing::Stub),
        ("compress lz4-v2", Framing::StubV2),
        ("compress lzo", Framing::Lzo),
        ("comp-lzo", Framing::Lzo),
    ] {
        assert_eq!(plan(lines).framing, framing, "{lines}");
    }
}

#[test]
fn the_profile_limits_the_versions_of_tls() {
    let folder = Folder::new();
    for (lines, versions) in [
        ("", Versions::Any),
        ("tls-version-min 1.2", Versions::Any),
        ("tls-version-min 1.0", Versions::Any),
        ("tls-version-min 1.3", Versions::Tls13),
        ("tls-version-max 1.2", Versions::Tls12),
        ("tls-version-min 1.2\ntls-version-max 1.3", Versions::Any),
    ] {
        let plan = folder.door(lines, "").plan.unwrap();
        assert!(plan.tls.versions == versions, "{lines}");
    }
}
