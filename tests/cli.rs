//! The contract of the command line, case by case: `tests/cases` holds what the plugin says to
//! every usage error and every key file that it cannot use, and here is what needs more than a
//! recorded text.

mod support;

use std::fs::{self, Permissions};
use std::net::{Ipv4Addr, UdpSocket};
use std::os::unix::fs::PermissionsExt;

use socket2::{Domain, SockAddr, Socket, Type};
use support::plugin::{Run, check_openvpn, run};
use support::programs;
use tempfile::TempDir;

const CRITICAL: i32 = 2;
const UNKNOWN: i32 = 3;
const DOCKER: [&str; 6] = [
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_CERT_PATH",
    "DOCKER_TLS_VERIFY",
    "DOCKER_TLS",
];
const OPENVPN: [&str; 2] = ["CHECK_OPENVPN_USERNAME", "CHECK_OPENVPN_PASSWORD"];

#[test]
fn every_recorded_command_line_says_what_it_said() {
    let cases = trycmd::TestCases::new();
    cases.case("tests/cases/*.trycmd");
    // What this machine's environment is set to is nobody's business here; empty is not set.
    for name in DOCKER.iter().chain(&OPENVPN) {
        cases.env(*name, "");
    }
    cases.env("HOME", "/no/such/home");
}

#[test]
fn both_spellings_of_help_and_of_version_say_the_same() {
    for (short, long) in [("-h", "--help"), ("-V", "--version")] {
        assert_eq!(
            check_openvpn(&[short]).stdout,
            check_openvpn(&[long]).stdout
        );
    }
}

#[test]
fn help_and_version_come_first_whatever_else_is_right_or_wrong() {
    let help = check_openvpn(&["--help"]).stdout;
    for arguments in [
        &["--tcp", "--help"][..],
        &["127.0.0.1", "-h"],
        &["--format", "json", "-h"],
    ] {
        let run = check_openvpn(arguments);
        assert_eq!(
            (run.stdout.as_str(), run.exit_code),
            (help.as_str(), UNKNOWN),
            "{run}"
        );
    }
}

#[test]
fn help_fits_into_80_columns_and_wraps_no_example() {
    let help = check_openvpn(&["--help"]).stdout;
    for line in help.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let examples = help
        .split("Examples:\n")
        .nth(1)
        .expect("there are examples");
    for line in examples.lines().take_while(|line| !line.is_empty()) {
        assert!(line.starts_with("  check_openvpn "), "{line}");
    }
}

#[test]
fn help_names_every_exit_code_and_every_kind_of_range() {
    let help = check_openvpn(&["--help"]).stdout;
    for words in [
        "0 OK",
        "1 WARNING",
        "2 CRITICAL",
        "3 UNKNOWN",
        "10:",
        "~:10",
        "10:20",
        "@10:20",
    ] {
        assert!(help.contains(words), "no {words}");
    }
}

#[test]
fn a_closed_udp_port_is_told_in_either_format() {
    let held = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let nobody = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let port = held
        .local_addr()
        .expect("a bound socket")
        .port()
        .to_string();
    // A connected socket hears its one peer, so that for all others the port is closed.
    held.connect(nobody.local_addr().expect("a bound socket"))
        .expect("loopback is reachable");

    let text = format!("nothing listens on 127.0.0.1:{port}/udp (ICMP port unreachable)");
    assert_run(
        &check_openvpn(&["-p", &port, "127.0.0.1"]),
        CRITICAL,
        &format!("OPENVPN CRITICAL - {text}|'hellos'=1;;;0; 'invalid'=0;;;0;\n[CRITICAL] {text}\n"),
    );
    assert_run(
        &check_openvpn(&["-p", &port, "--format", "json", "127.0.0.1"]),
        CRITICAL,
        &json(&text, 1),
    );
}

#[test]
fn a_closed_tcp_port_is_told_in_either_format() {
    let held = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let wanted = std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    // Bound and not listening.
    held.bind(&SockAddr::from(wanted)).expect("a port is free");
    let address = held
        .local_addr()
        .expect("an address")
        .as_socket()
        .expect("an IP address");
    let port = address.port().to_string();

    let text = format!("nothing listens on 127.0.0.1:{port}/tcp (connection refused)");
    assert_run(
        &check_openvpn(&["-p", &port, "--tcp", "127.0.0.1"]),
        CRITICAL,
        &format!("OPENVPN CRITICAL - {text}|'hellos'=0;;;0; 'invalid'=0;;;0;\n[CRITICAL] {text}\n"),
    );
    assert_run(
        &check_openvpn(&["-p", &port, "--tcp", "--format=json", "127.0.0.1"]),
        CRITICAL,
        &json(&text, 0),
    );
}

#[test]
fn a_closed_port_of_a_docker_api_is_told_in_either_format() {
    let held = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let wanted = std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    held.bind(&SockAddr::from(wanted)).expect("a port is free");
    let address = held.local_addr().expect("an address").as_socket();
    let address = address.expect("an IP address");
    let url = format!("http://{address}");
    let plugin = env!("CARGO_BIN_EXE_check_docker_api");

    let text = format!("nothing listens on {address} (connection refused)");
    let told = run(plugin, &[&url]);
    let expected = format!("DOCKER_API CRITICAL - {text}\n");
    assert_run(&told, CRITICAL, &expected);
    let told = run(plugin, &["--format", "json", &url]);
    let expected = format!(
        "{{\"check\":\"DOCKER_API\",\"state\":\"CRITICAL\",\"exit_code\":2,\"summary\":\"{text}\",\
         \"findings\":[{{\"state\":\"CRITICAL\",\"text\":\"{text}\"}}],\"metrics\":[],\"details\":[]}}\n"
    );
    assert_run(&told, CRITICAL, &expected);
}

#[test]
fn a_key_file_that_its_owner_may_not_read_is_named() {
    let (_folder, path) = key_file("unreadable.key", b"secret\n");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("a mode can be set");
    let plugin = env!("CARGO_BIN_EXE_check_openvpn");
    let arguments = [plugin, "--tls-auth", &path, "127.0.0.1"];
    // Root reads everything, unless it does without the right to.
    let run = match root() {
        true => {
            let without = "-dac_override,-dac_read_search";
            let drop = ["--bounding-set", without, "--inh-caps", without];
            let setpriv = programs::find("setpriv", "util-linux");
            run(setpriv, &[&drop, &arguments[..]].concat())
        }
        false => run(plugin, &arguments[1..]),
    };
    let expected =
        format!("OPENVPN UNKNOWN - --tls-auth {path}: cannot read it: permission denied\n");
    assert_run(&run, UNKNOWN, &expected);
}

#[test]
fn a_key_file_without_end_is_not_read_to_its_end() {
    let (_folder, path) = key_file("long.key", &vec![b'#'; (1 << 20) + 1]);
    for (option, file, path) in [
        ("--tls-auth", path.clone(), &*path),
        ("--tls-crypt", path.clone(), &path),
        ("--tls-crypt-v2", path.clone(), &path),
        ("--digest-key-client", format!("@{path}"), &path),
        ("--tls-auth", "/dev/zero".to_owned(), "/dev/zero"),
    ] {
        let expected = format!("OPENVPN UNKNOWN - {option} {path}: it is longer than 1 MiB\n");
        assert_run(
            &check_openvpn(&[option, &file, "127.0.0.1"]),
            UNKNOWN,
            &expected,
        );
    }
}

#[test]
fn half_of_a_login_in_the_environment_is_not_enough() {
    let plugin = env!("CARGO_BIN_EXE_check_openvpn");
    for (there, missing) in [OPENVPN, [OPENVPN[1], OPENVPN[0]]].map(|[a, b]| (a, b)) {
        let (there, empty) = (format!("{there}=monitoring"), format!("{missing}="));
        let run = run(
            "env",
            &[there.as_str(), &empty, plugin, "--stage", "login", "::1"],
        );
        let expected =
            format!("OPENVPN UNKNOWN - {missing} is missing in the environment, or empty\n");
        assert_run(&run, UNKNOWN, &expected);
    }
}

#[test]
fn an_argument_that_is_no_text_is_a_usage_error() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let argument = OsStr::from_bytes(b"vpn\xff.test");
    let run = check_openvpn(&[argument]);
    assert_eq!(run.exit_code, UNKNOWN, "{run}");
    assert_eq!(run.stdout.lines().count(), 1, "{run}");
}

#[test]
fn an_argument_cannot_forge_the_output() {
    for argument in ["x\n[OK] fine", "x|'time'=0", "\u{1b}[2J", "<b>", "\u{202e}"] {
        for option in ["-p", "-t", "--digest", "--format", "-H", "--tls-auth"] {
            let run = check_openvpn(&[option, argument]);
            assert_eq!(run.exit_code, UNKNOWN, "{run}");
            assert_eq!(run.stdout.lines().count(), 1, "{run}");
            assert!(
                !run.stdout.contains(['|', '\u{1b}', '<', '\u{202e}']),
                "{run}"
            );
        }
    }
}

fn assert_run(run: &Run, exit_code: i32, stdout: &str) {
    run.keeps_the_promises();
    assert_eq!(
        (run.stdout.as_str(), run.exit_code),
        (stdout, exit_code),
        "{run}"
    );
}

/// The outcome of a probe that ended with one CRITICAL finding.
fn json(text: &str, hellos: u32) -> String {
    format!(
        "{{\"check\":\"OPENVPN\",\"state\":\"CRITICAL\",\"exit_code\":2,\"summary\":\"{text}\",\
         \"findings\":[{{\"state\":\"CRITICAL\",\"text\":\"{text}\"}}],\"metrics\":[{}],\"details\":[]}}\n",
        ["hellos", "invalid"]
            .map(|name| metric(name, if name == "hellos" { hellos } else { 0 }))
            .join(",")
    )
}

fn metric(name: &str, value: u32) -> String {
    format!("{{\"label\":\"{name}\",\"value\":{value},\"unit\":\"\",\"min\":0}}")
}

fn key_file(name: &str, bytes: &[u8]) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file can be written");
    let text = path.display().to_string();
    (folder, text)
}

/// Whether files can be read whatever their mode says.
fn root() -> bool {
    run("id", &["-u"]).stdout.trim() == "0"
}

#[test]
fn a_login_that_the_environment_alone_asks_for_is_said_to_be_its() {
    let hint = " (CHECK_OPENVPN_USERNAME and CHECK_OPENVPN_PASSWORD ask for a login; --stage reset does without)";
    let vouch = "a login needs --ca or --peer-fingerprint: nothing is said to a server that nobody vouches for";
    let silence = "--expect-silence is about the reset alone: give --stage reset, or leave it out";
    for (options, sentence) in [
        (&["127.0.0.1"][..], format!("{vouch}{hint}")),
        (&["--stage", "login", "127.0.0.1"], vouch.to_owned()),
        (
            &["--expect-silence", "127.0.0.1"],
            format!("{silence}{hint}"),
        ),
    ] {
        let plugin = env!("CARGO_BIN_EXE_check_openvpn");
        let both = OPENVPN.map(|name| format!("{name}=monitoring"));
        let words = [&[both[0].as_str(), both[1].as_str(), plugin], options].concat();
        let expected = format!("OPENVPN UNKNOWN - {sentence}\n");
        assert_run(&run("env", &words), UNKNOWN, &expected);
    }
}
