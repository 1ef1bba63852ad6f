//! A profile as users have it is a complete check by itself, and what it asks for and the plugin
//! cannot do is named.

use std::fmt::Display;

use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::pki::PKI;
use crate::support::plugin::{self, Run};
use crate::support::server_config::{
    AuthScript, Cookie, Pool, ServerConfig, Transport, VerifyClient, Wrapping,
};
use crate::visit::{self, Came, Expected, Papers};

const THROUGH: &[&str] = &["lets us in", "answers through the tunnel"];

#[test]
fn a_profile_alone_is_a_complete_check_in_every_wrapping_on_both_transports() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    let wrappings = [
        Wrapping::Plain,
        Wrapping::TlsAuth {
            key: key.path(),
            direction: Some(0),
            digest: "SHA256",
        },
        Wrapping::TlsCrypt { key: key.path() },
        Wrapping::TlsCryptV2 {
            server_key: v2.server.path(),
            cookie: Cookie::Force,
        },
    ];
    let servers = wrappings.into_iter().flat_map(|wrapping| {
        [Transport::Udp, Transport::Tcp].map(|transport| (wrapping.clone(), transport))
    });
    visit::side_by_side(servers, |(wrapping, transport)| {
        let server = ServerConfig {
            transport,
            wrapping,
            auth: Some(AuthScript::default()),
            ..with_pool()
        }
        .start();
        let profile = Profile {
            login: Some(AuthScript::default().login()),
            tls_crypt_v2: Some(v2.client.path()),
            extra: vec!["remote-cert-tls server".to_owned()],
            ..Profile::default()
        };
        let run = check(&profile.text(&server), &[], &Papers::of(&profile));
        Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
        server.wait_until_no_client();
    });
}

#[test]
fn files_beside_the_profile_are_found_from_wherever_the_plugin_runs() {
    let key = KeyFile::static_key();
    let server = ServerConfig {
        wrapping: Wrapping::TlsCrypt { key: key.path() },
        auth: Some(AuthScript::default()),
        ..with_pool()
    }
    .start();
    let papers = Papers::of(&Profile::default());
    papers.write(
        "tc.key",
        &std::fs::read_to_string(key.path()).expect("a key"),
    );
    papers.write("login", "monitor\nopen sesame\n");
    let text = format!(
        "{}ca ca\ncert cert\nkey key\ntls-crypt tc.key\nauth-user-pass login\n",
        bare(&server)
    );
    let run = check(&text, &[], &papers);
    Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
    server.wait_until_no_client();
}

#[test]
fn a_profile_that_prompts_for_a_password_is_checked_up_to_the_certificate() {
    let server = with_password().start();
    let profile = Profile {
        identity: None,
        extra: vec!["auth-user-pass".to_owned()],
        ..Profile::default()
    };
    let papers = Papers::of(&profile);
    let text = profile.text(&server);
    let words = &["shows the certificate", "login not tried", "no password"];
    let ok = Expected::ok(Came::ToCertificate).saying(words);
    ok.assert(&check(&text, &[], &papers));
    server.wait_until_no_client();

    let login = papers.write("login", "monitor\nopen sesame\n");
    let options = ["--auth-user-pass", &login.display().to_string()];
    let run = check(&text, &options, &papers);
    Expected::ok(Came::ToTunnel).saying(THROUGH).assert(&run);
    assert!(!run.says("login not tried"), "{run}");
    server.wait_until_no_client();
}

#[test]
fn options_on_the_command_line_win() {
    let udp = with_password().start();
    let tcp = ServerConfig {
        transport: Transport::Tcp,
        ..with_password()
    }
    .start();
    let ok = Expected::ok(Came::ToTunnel).saying(THROUGH);
    let papers = Papers::of(&Profile::default());
    let elsewhere = papers.write("other-ca", &PKI.ca());
    let login = papers.write("login", "monitor\nopen sesame\n");
    let port = tcp.address().port().to_string();

    // Everything in this profile is wrong but that it is one.
    let text = "client\nremote 127.0.0.1 1 udp\nauth-user-pass nowhere\nca nowhere\n";
    let [ca, login] = [elsewhere, login].map(|file| file.display().to_string());
    let trust = ["--ca", &ca, "--auth-user-pass", &login];
    let options = [&trust[..], &["-p", &port, "--tcp", "127.0.0.1"]].concat();
    ok.assert(&check(text, &options, &papers));
    tcp.wait_until_no_client();

    // The host of the command line stands for all remotes.
    let text = Profile {
        identity: None,
        login: Some(("monitor", "wrong")),
        ..Profile::default()
    }
    .text(&udp);
    let two = format!("remote 127.0.0.99 1\n{text}");
    let port = udp.address().port().to_string();
    let options = ["-p", &port, "--auth-user-pass", &login, "127.0.0.1"];
    let run = check(&two, &options, &papers);
    ok.assert(&run);
    assert!(!run.says("127.0.0.99"), "{run}");
    udp.wait_until_no_client();
}

#[test]
fn what_the_plugin_cannot_do_is_unknown_by_name_before_anything_is_sent() {
    let server = with_pool().start();
    let before = server.log();
    for (line, words) in [
        ("pkcs12 monitor.p12", "pkcs12"),
        ("http-proxy 127.0.0.1 3128", "http-proxy"),
        ("secret static.key", "secret"),
        ("scramble obfuscate word", "scramble"),
        ("fragment 1300", "fragment"),
        ("socks-proxy 127.0.0.1 1080", "socks-proxy"),
    ] {
        let profile = Profile {
            extra: vec![line.to_owned()],
            ..Profile::default()
        };
        let run = check(&profile.text(&server), &[], &Papers::of(&profile));
        Expected::unknown(Came::Nowhere, &["--profile"]).assert(&run);
        assert!(run.says(words), "{words}\n{run}");
        assert!(run.first_line().len() < 400, "{run}");
    }
    assert_eq!(server.log(), before);

    // What only a tunnel needs keeps nobody from a login.
    let profile = Profile {
        extra: vec!["fragment 1300".to_owned()],
        ..Profile::default()
    };
    let text = profile.text(&server);
    let run = check(&text, &["--stage", "login"], &Papers::of(&profile));
    Expected::ok(Came::ToLogin).assert(&run);
    server.wait_until_no_client();
}

/// The plugin with this profile, which lies beside the papers.
fn check(text: &str, options: &[&str], papers: &Papers) -> Run {
    let file = papers.write("client.ovpn", text);
    let mut arguments = vec!["--profile".to_owned(), file.display().to_string()];
    arguments.extend(options.iter().map(ToString::to_string));
    plugin::check_openvpn(&arguments)
}

/// A profile without any paper.
fn bare(server: &OpenVpn) -> impl Display {
    Profile {
        ca: None,
        identity: None,
        unwrapped: true,
        ..Profile::default()
    }
    .text(server)
}

fn with_password() -> ServerConfig {
    ServerConfig {
        verify_client: VerifyClient::None,
        auth: Some(AuthScript::default()),
        ..with_pool()
    }
}

fn with_pool() -> ServerConfig {
    ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
}
