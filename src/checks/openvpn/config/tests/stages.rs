//! How far a check goes, by its options and by its profile.

use super::*;

const LOGIN: &str = "ca ca.pem\ncert cert.pem\nkey key.pem";

/// What stands in the summary beside what is found.
fn ok(terms: &Terms) -> Option<&str> {
    let is_ok = |note: &&Finding| **note == Finding::ok(note.text());
    terms.notes.iter().find(is_ok).map(Finding::text)
}

fn stage(folder: &Folder, line: &str) -> Stage {
    folder.good(line).doors[0].terms.stage
}

#[test]
fn each_option_implies_the_stage_that_it_is_about() {
    let folder = Folder::new();
    let login = "--ca @ca.pem --cert @cert.pem --key @key.pem";
    let password = "--ca @ca.pem --auth-user-pass @up";
    for (options, expected) in [
        (String::new(), Stage::Reset),
        ("--all-addresses -w 1".into(), Stage::Reset),
        ("--ca @ca.pem".into(), Stage::Certificate),
        ("--remote-cert-tls none".into(), Stage::Certificate),
        ("--verify-x509-name a,name".into(), Stage::Certificate),
        (
            format!("--peer-fingerprint {}", FINGERPRINT.trim()),
            Stage::Certificate,
        ),
        ("-C 30,14".into(), Stage::Certificate),
        (login.into(), Stage::Login),
        (password.into(), Stage::Login),
        (format!("{password} --expect-auth-failed"), Stage::Login),
        (format!("{login} --expect-push route"), Stage::Login),
        (format!("{login} --ping gateway"), Stage::Tunnel),
        (format!("{login} --ping-size 1400"), Stage::Tunnel),
        (format!("{login} --stage tunnel"), Stage::Tunnel),
        ("--stage certificate".into(), Stage::Certificate),
        ("--stage reset".into(), Stage::Reset),
    ] {
        let line = format!("192.0.2.1 {options}");
        assert_eq!(stage(&folder, &line), expected, "{options}");
        let config = folder.good(&line);
        let planned = config.doors[0].plan.as_ref().map(|plan| plan.stage);
        let behind = (expected > Stage::Reset).then_some(expected);
        assert_eq!(planned, behind, "{options}");
    }
}

#[test]
fn a_profile_goes_as_far_as_what_it_has() {
    let folder = Folder::new();
    let no_login = "login not tried: the profile has neither a certificate of ours nor a password";
    let no_password = "login not tried: the profile has no password; give --auth-user-pass";
    let both = format!("{LOGIN}\nauth-user-pass");
    let pinned = format!(
        "--peer-fingerprint {} --auth-user-pass @up",
        FINGERPRINT.trim()
    );
    for (profile, options, expected, note) in [
        ("", "", Stage::Certificate, Some(no_login)),
        (LOGIN, "", Stage::Tunnel, None),
        ("ca ca.pem\nauth-user-pass up", "", Stage::Tunnel, None),
        (
            "ca ca.pem\n<auth-user-pass>\nprobe\ns3cret\n</auth-user-pass>",
            "",
            Stage::Tunnel,
            None,
        ),
        ("auth-user-pass", "", Stage::Certificate, Some(no_password)),
        (&both, "", Stage::Certificate, Some(no_password)),
        (&both, "--auth-user-pass @up", Stage::Tunnel, None),
        (
            "ca ca.pem",
            "--cert @cert.pem --key @key.pem",
            Stage::Tunnel,
            None,
        ),
        ("", &pinned, Stage::Tunnel, None),
        (LOGIN, "--stage reset", Stage::Reset, None),
        (LOGIN, "--stage certificate", Stage::Certificate, None),
        (LOGIN, "--ca @ca.pem", Stage::Tunnel, None),
        (LOGIN, "--expect-auth-failed", Stage::Login, None),
        (LOGIN, "--expect-push route", Stage::Tunnel, None),
    ] {
        let terms = folder.door(profile, options).terms;
        assert_eq!(
            (terms.stage, ok(&terms)),
            (expected, note),
            "{profile} {options}"
        );
    }
}

#[test]
fn a_tunnel_and_a_ping_are_demanded_only_by_name() {
    let folder = Folder::new();
    for (options, tunnel, ping) in [
        ("", false, false),
        ("--stage tunnel", true, false),
        ("--ping gateway", true, true),
        ("--ping-size 100", true, true),
    ] {
        let door = folder.door(LOGIN, options);
        let expected = &door.terms.expectations;
        assert_eq!(
            (expected.tunnel_is_demanded, expected.ping_is_demanded),
            (tunnel, ping),
            "{options}"
        );
        assert_eq!(door.plan.unwrap().ping.is_demanded, ping, "{options}");
    }
}

#[test]
fn what_a_stage_does_not_need_is_not_read() {
    let folder = Folder::new();
    let lost = "ca none.pem\ncert none.pem\nkey none.pem\nauth-user-pass none";
    assert!(folder.door(lost, "--stage reset").plan.is_none());
    folder.write("x.ovpn", &format!("{CLIENT}pkcs12 none.p12\n"));
    assert_eq!(
        stage(&folder, "--profile @x.ovpn --stage reset"),
        Stage::Reset
    );
    let door = folder.door(
        "cert none.pem\nkey none.pem\nauth-user-pass none\nca ca.pem",
        "--stage certificate",
    );
    let plan = door.plan.unwrap();
    assert!(plan.tls.identity.is_none() && plan.credentials.is_none());
    assert!(plan.tls.stops_at_certificate);
}

#[test]
fn what_a_probe_cannot_do_counts_from_the_stage_that_needs_it() {
    let folder = Folder::new();
    let profile = format!("{LOGIN}\nfragment 1400");
    assert_eq!(
        folder.door(&profile, "--stage login").terms.stage,
        Stage::Login
    );
    assert_eq!(
        folder.error("--profile @x.ovpn"),
        "--profile @x.ovpn: line 8: fragment is beyond this build: packets are cut into fragments; --stage login does without"
    );
}

#[test]
fn a_profile_that_asks_for_a_password_and_has_none_logs_in_nowhere() {
    let folder = Folder::new();
    for login in ["ca ca.pem", LOGIN] {
        folder.write("x.ovpn", &format!("{CLIENT}{login}\nauth-user-pass\n"));
        for option in [
            "--stage login",
            "--stage tunnel",
            "--ping gateway",
            "--expect-push route",
            "--expect-auth-failed",
        ] {
            assert_eq!(
                folder.error(&format!("--profile @x.ovpn {option}")),
                "--profile @x.ovpn: it asks for a user name and a password and does not have them; give --auth-user-pass",
                "{option}"
            );
        }
    }
}

#[test]
fn options_that_a_stage_has_no_use_for_are_refused() {
    let folder = Folder::new();
    for (stage, option, given) in [
        ("reset", "--ca", "--ca @ca.pem"),
        ("reset", "--certificate", "-C 30"),
        ("reset", "--crl", "--crl @crl.pem"),
        ("reset", "--remote-cert-tls", "--remote-cert-tls none"),
        ("reset", "--verify-x509-name", "--verify-x509-name a"),
        ("certificate", "--cert", "--cert @cert.pem --key @key.pem"),
        ("certificate", "--key", "--key @key.pem"),
        ("certificate", "--auth-user-pass", "--auth-user-pass @up"),
        ("reset", "--expect-auth-failed", "--expect-auth-failed"),
        ("certificate", "--expect-push", "--expect-push route"),
        ("login", "--ping", "--ping gateway"),
        (
            "login",
            "--ping-size",
            "--ping-size 100 --auth-user-pass @up",
        ),
    ] {
        assert_eq!(
            folder.error(&format!("--stage {stage} {given} 192.0.2.1")),
            format!("{option} has nothing to do at this --stage")
        );
    }
    let refused = "--auth-user-pass @up --expect-auth-failed 192.0.2.1";
    for (option, given) in [
        ("--ping", "--ping gateway"),
        ("--ping-size", "--ping-size 100"),
        ("--stage tunnel", "--stage tunnel"),
    ] {
        assert_eq!(
            folder.error(&format!("{given} {refused}")),
            format!("{option} is about the tunnel, which --expect-auth-failed wants to stay shut")
        );
    }
}

#[test]
fn what_is_about_the_reset_alone_goes_with_no_later_stage() {
    let folder = Folder::new();
    for option in ["--expect-silence", "--no-validation"] {
        assert_eq!(
            folder.error(&format!("{option} --ca @ca.pem 192.0.2.1")),
            format!("{option} is about the reset alone: give --stage reset, or leave it out")
        );
        folder.write("x.ovpn", CLIENT);
        let line = format!("{option} --profile @x.ovpn --stage reset");
        assert_eq!(stage(&folder, &line), Stage::Reset);
    }
    assert_eq!(
        folder.error(
            "--digest-key-client 0102030405060708090a0b0c0d0e0f1011121314 --ca @ca.pem 192.0.2.1"
        ),
        "behind the reset the server's signatures have to be checked: give --digest-key-server"
    );
}

#[test]
fn a_login_needs_somebody_to_log_in_as() {
    let folder = Folder::new();
    folder.write("x.ovpn", CLIENT);
    for line in [
        "--stage login 192.0.2.1",
        "--ping gateway 192.0.2.1",
        "--expect-push route 192.0.2.1",
        "--expect-auth-failed 192.0.2.1",
        "--profile @x.ovpn --stage tunnel",
        "--profile @x.ovpn --expect-push route",
    ] {
        assert_eq!(
            folder.error(line),
            "a login needs --auth-user-pass, or --cert and --key"
        );
    }
    assert_eq!(
        folder.error("--cert @cert.pem 192.0.2.1"),
        "--cert needs --key"
    );
    assert_eq!(
        folder.error("--key @key.pem 192.0.2.1"),
        "--key needs --cert"
    );
}

#[test]
fn a_login_needs_somebody_to_vouch_for_the_server() {
    let folder = Folder::new();
    folder.write("x.ovpn", &format!("{CLIENT}auth-user-pass up\n"));
    for line in [
        "--auth-user-pass @up 192.0.2.1",
        "--cert @cert.pem --key @key.pem 192.0.2.1",
        "--auth-user-pass @up --remote-cert-tls server 192.0.2.1",
        "--auth-user-pass @up --verify-x509-name a --stage tunnel 192.0.2.1",
        "--profile @x.ovpn",
    ] {
        assert_eq!(
            folder.error(line),
            "a login needs --ca or --peer-fingerprint: nothing is said to a server that nobody vouches for"
        );
    }
}

#[test]
fn a_profile_that_names_nobody_to_trust_ends_at_the_reset() {
    let folder = Folder::new();
    let print = FINGERPRINT.trim();
    folder.write("x.ovpn", CLIENT);
    for options in ["", "--stage certificate", "-C 30"] {
        assert_eq!(
            folder.error(&format!("--profile @x.ovpn {options}")),
            "--profile @x.ovpn: it has neither ca nor peer-fingerprint, and OpenVPN does not start without one; give --ca or --peer-fingerprint, or --stage reset, which does without",
            "{options}"
        );
    }
    for options in ["--ca @ca.pem", &format!("--peer-fingerprint {print}")] {
        let line = format!("--profile @x.ovpn {options}");
        assert_eq!(stage(&folder, &line), Stage::Certificate);
    }
    folder.write("x.ovpn", &format!("{CLIENT}pkcs12 x.p12\n"));
    let error = folder.error("--profile @x.ovpn --stage certificate");
    assert!(
        error.starts_with("--profile @x.ovpn: pkcs12: this build reads no PKCS#12; take it apart"),
        "{error}"
    );
    let line = "--profile @x.ovpn --stage certificate --ca @ca.pem";
    assert_eq!(stage(&folder, line), Stage::Certificate);
}

#[test]
fn a_key_that_is_in_no_file_is_missed_from_the_login_on() {
    let folder = Folder::new();
    let token = "pkcs11-id x";
    let reason = "pkcs11-id is beyond this build: the private key is in a token, not in a file";
    let terms = folder.door(token, "").terms;
    let note = format!("login not tried: {reason}");
    assert_eq!(
        (terms.stage, ok(&terms)),
        (Stage::Certificate, Some(&*note))
    );
    let terms = folder.door(token, "--cert @cert.pem --key @key.pem").terms;
    assert_eq!((terms.stage, ok(&terms)), (Stage::Tunnel, None));
    folder.write("x.ovpn", &format!("{CLIENT}ca ca.pem\n{token}\n"));
    assert_eq!(
        folder.error("--profile @x.ovpn --auth-user-pass @up"),
        format!("--profile @x.ovpn: line 5: {reason}; --stage certificate does without")
    );
}

#[test]
fn what_our_own_certificate_has_against_it_is_kept_for_sentences() {
    let folder = Folder::new();
    let fault = |now| {
        let at = |name: &str| folder.path(name).display().to_string();
        let words = [
            "check_openvpn",
            "--ca",
            &at("ca.pem"),
            "--cert",
            &at("cert.pem"),
        ]
        .map(str::to_owned)
        .into_iter()
        .chain(["--key".into(), at("key.pem"), "192.0.2.1".into()]);
        let arguments = Arguments::try_parse_from(words).unwrap();
        let config = Config::new(&arguments, now).unwrap_or_else(|error| panic!("{error}"));
        config.doors[0].terms.login.fault.clone()
    };
    assert_eq!(fault(NOW), None);
    let said = |now| fault(now).unwrap_or_default();
    assert_eq!(
        said(5_000_000_000),
        "our own certificate CN=p256 expired on 2126-10-28"
    );
    assert_eq!(
        said(0),
        "our own certificate CN=p256 is not valid before 2026-11-21"
    );
}
