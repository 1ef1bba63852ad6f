//! Files with a secret that every user of the machine may read: a note with `-v`, and no more.

use std::fs::{self, Permissions};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use socket2::{Domain, Socket, Type};

use crate::papers::{Papers, login};
use crate::plugin::{check_docker_api, check_openvpn};
use crate::support::docker::pki::{Client, Identity, PKI};
use crate::support::keys::{KeyFile, TlsCryptV2Keys};

/// Names a file and says a server; the server refuses at once.
type Row = (&'static str, PathBuf, Command);

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode can be set");
}

/// Folders of tests are nobody else's, and a file in one is out of reach.
fn open_folder_of(path: &Path) {
    set_mode(path.parent().expect("a folder"), 0o755);
}

/// The files, gone with the value.
struct Desk {
    papers: Papers,
    key: KeyFile,
    v2: TlsCryptV2Keys,
    identity: Identity,
    closed: Closed,
}

/// Ports that are ours and refuse whoever comes.
struct Closed {
    /// Connected to itself, and so deaf to everybody else.
    udp: UdpSocket,
    /// Does not listen.
    tcp: Socket,
}

impl Closed {
    fn new() -> Self {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let own = udp.local_addr().expect("it is bound");
        udp.connect(own).expect("loopback is reachable");
        let tcp = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket can be made");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        tcp.bind(&any.into()).expect("a port is free");
        Self { udp, tcp }
    }
}

#[expect(clippy::too_many_lines, reason = "one table, and what its rows share")]
fn rows(desk: &Desk) -> Vec<Row> {
    let Desk {
        papers,
        key,
        v2,
        identity,
        closed,
    } = desk;
    let udp = closed
        .udp
        .local_addr()
        .expect("it is bound")
        .port()
        .to_string();
    let tcp = closed.tcp.local_addr().expect("it is bound");
    let tcp = tcp.as_socket().expect("an address of IP");
    let key = key.path();
    let text = fs::read_to_string(&key).expect("a key can be read");
    let hex = papers.write("digits", &"0b".repeat(20));
    let profile = papers.write(
        "inline.ovpn",
        &format!("client\ndev tun\nremote 127.0.0.1 {udp} udp4\n<tls-crypt>\n{text}</tls-crypt>\n"),
    );
    let login = papers.write("login", &login());
    let by_name = papers.write(
        "names.ovpn",
        &format!(
            "client\ndev tun\nremote 127.0.0.1 {udp} udp4\nauth-user-pass {}\n",
            login.display()
        ),
    );
    let secret = papers.write("secret", "a word\n");
    let openvpn = |arguments: &[&str]| {
        let mut command = check_openvpn();
        command
            .args(["-t", "5", "-p", &udp, "127.0.0.1"])
            .args(arguments);
        command
    };
    let text = |path: &Path| path.display().to_string();
    let ca = text(&identity.ca());
    let docker = |arguments: &[&str]| {
        let mut command = check_docker_api();
        command
            .args(["-t", "5", "--tlscacert", &ca])
            .args(arguments);
        command.arg(format!("https://{tcp}"));
        command
    };
    let (own_cert, own_key) = (text(&identity.certificate()), text(&identity.key()));
    vec![
        (
            "tls-auth",
            key.clone(),
            openvpn(&["--tls-auth", &text(&key)]),
        ),
        (
            "tls-crypt",
            key.clone(),
            openvpn(&["--tls-crypt", &text(&key)]),
        ),
        (
            "tls-crypt-v2",
            v2.client.path(),
            openvpn(&["--tls-crypt-v2", &text(&v2.client.path())]),
        ),
        (
            "digits",
            hex.clone(),
            openvpn(&["--digest-key-client", &format!("@{}", text(&hex))]),
        ),
        (
            "profile",
            profile.clone(),
            openvpn(&["--stage", "reset", "--profile", &text(&profile)]),
        ),
        (
            "login of a profile",
            login.clone(),
            openvpn(&["--stage", "reset", "--profile", &text(&by_name)]),
        ),
        (
            "login",
            login.clone(),
            openvpn(&["--ca", &ca, "--auth-user-pass", &text(&login)]),
        ),
        (
            "key",
            identity.key(),
            openvpn(&["--ca", &ca, "--cert", &own_cert, "--key", &own_key]),
        ),
        (
            "client key",
            identity.key(),
            docker(&["--tlscert", &own_cert, "--tlskey", &own_key]),
        ),
        (
            "refused key",
            identity.key(),
            docker(&["--refuse-cert", &own_cert, "--refuse-key", &own_key]),
        ),
        (
            "password",
            secret.clone(),
            docker(&["--user", "me", "--password-file", &text(&secret)]),
        ),
        (
            "token",
            secret.clone(),
            docker(&["--token-file", &text(&secret)]),
        ),
    ]
}

#[test]
fn a_secret_that_everybody_may_read_is_a_note_and_changes_no_state() {
    let desk = Desk {
        papers: Papers::new(),
        key: KeyFile::static_key(),
        v2: TlsCryptV2Keys::generate(),
        identity: PKI.client(Client::Good),
        closed: Closed::new(),
    };
    for (title, file, mut command) in rows(&desk) {
        open_folder_of(&file);
        let note = format!(
            "{} holds a secret and is open to every user of this machine (mode 0644)",
            file.display()
        );
        let mut runs = Vec::new();
        for (mode, verbosity, is_noted) in [
            (0o640, "--verbose", false),
            (0o644, "--format=text", false),
            (0o644, "--verbose", true),
        ] {
            set_mode(&file, mode);
            let run = output(command.arg(verbosity));
            let said = String::from_utf8_lossy(&run.stdout);
            let notes = said.lines().filter(|line| *line == note).count();
            assert_eq!(
                notes,
                usize::from(is_noted),
                "{title}: {mode:o} {verbosity}\n{said}"
            );
            let others = said.matches("holds a secret").count();
            assert_eq!(others, notes, "{title}: {said}");
            runs.push(run.status.code());
            command = again(&command, verbosity);
        }
        assert_eq!(runs, [runs[0]; 3], "{title}");
        set_mode(&file, 0o600);
    }
}

fn output(command: &mut Command) -> Output {
    command.output().expect("a plugin can be started")
}

/// The same command line without its last word.
fn again(command: &Command, last: &str) -> Command {
    let mut other = Command::new(command.get_program());
    other.env_clear();
    other.args(command.get_args().filter(|argument| *argument != last));
    other
}
