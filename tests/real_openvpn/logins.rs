//! As whom the plugin logs in: by user and password, by certificate, by both; in every wrapping, on
//! both transports, with both versions of TLS.

use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::pki::{Identity, Leaf, PKI, Signer};
use crate::support::plugin::{self, Run};
use crate::support::server_config::{
    AuthScript, Cookie, Pool, ServerConfig, Transport, VerifyClient, Via, Wrapping,
};
use crate::visit::{self, Came, Case, Expected, Papers};

const TRANSPORTS: [Transport; 2] = [Transport::Udp, Transport::Tcp];
/// Versions as the server has them, least and most.
const VERSIONS: [(Option<&str>, Option<&str>); 2] = [(None, Some("1.2")), (Some("1.3"), None)];
/// What the server thinks of a certificate it keeps to itself.
const REFUSED: &[&str] = &["it refuses our certificate"];

#[test]
fn every_kind_of_identity_is_let_in_on_both_transports_with_both_versions_of_tls() {
    let password = Some(AuthScript::default());
    let mut cases = Vec::new();
    for transport in TRANSPORTS {
        for (tls_version_min, tls_version_max) in VERSIONS {
            for (verify_client, auth) in [
                (VerifyClient::Require, None),
                (VerifyClient::None, password.clone()),
                (VerifyClient::Require, password.clone()),
            ] {
                let server = ServerConfig {
                    transport,
                    verify_client,
                    tls_version_min,
                    tls_version_max,
                    auth,
                    ..with_pool()
                };
                let identity =
                    Some(PKI.client()).filter(|_| verify_client == VerifyClient::Require);
                cases.push(Case {
                    client: Profile {
                        identity,
                        login: server.auth.as_ref().map(AuthScript::login),
                        ..Profile::default()
                    },
                    server,
                    options: vec![],
                    expected: Expected::ok(Came::ToLogin).saying(&["lets us in", "hold until"]),
                });
            }
        }
    }
    visit::check(&cases);
}

#[test]
fn every_wrapping_leads_to_the_login_on_both_transports() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    let tls_auth = |direction, digest| Wrapping::TlsAuth {
        key: key.path(),
        direction,
        digest,
    };
    let tls_crypt_v2 = |cookie| Wrapping::TlsCryptV2 {
        server_key: v2.server.path(),
        cookie,
    };
    let mut cases = Vec::new();
    for transport in TRANSPORTS {
        for wrapping in [
            tls_auth(Some(0), "SHA256"),
            tls_auth(None, "SHA512"),
            Wrapping::TlsCrypt { key: key.path() },
            tls_crypt_v2(Cookie::Force),
            tls_crypt_v2(Cookie::AllowNone),
        ] {
            cases.push(Case {
                server: ServerConfig {
                    transport,
                    wrapping,
                    ..with_pool()
                },
                client: Profile {
                    tls_crypt_v2: Some(v2.client.path()),
                    ..Profile::default()
                },
                options: vec![],
                expected: Expected::ok(Came::ToLogin),
            });
        }
    }
    visit::check(&cases);
}

#[test]
fn a_wrong_user_or_password_is_refused_in_words() {
    let refused = Expected::critical(Came::ToLogin, &["refuses the login", "AUTH_FAILED"]);
    let cases: Vec<_> = [("monitor", "wrong"), ("nobody", "open sesame")]
        .into_iter()
        .map(|login| Case {
            server: with_password(),
            client: Profile {
                identity: None,
                login: Some(login),
                ..Profile::default()
            },
            options: vec![],
            expected: refused,
        })
        .collect();
    visit::check(&cases);
}

#[test]
fn user_and_password_come_from_the_environment_and_the_file_wins() {
    let server = with_password().start();
    let nobody = Profile {
        identity: None,
        ..Profile::default()
    };
    let (user, password) = AuthScript::default().login();
    let name = "CHECK_OPENVPN_USERNAME";
    let right = [(name, user), ("CHECK_OPENVPN_PASSWORD", password)];
    let wrong = [(name, user), ("CHECK_OPENVPN_PASSWORD", "wrong")];
    let let_in = Expected::ok(Came::ToLogin);
    let refused = Expected::critical(Came::ToLogin, &["AUTH_FAILED"]);

    let_in.assert(&visit_as(&server, &nobody, &right));
    refused.assert(&visit_as(&server, &nobody, &wrong));
    let with_file = Profile {
        login: Some((user, password)),
        ..nobody.clone()
    };
    let_in.assert(&visit_as(&server, &with_file, &wrong));
    server.wait_until_no_client();
    assert_eq!(server.logins(), ["monitor"; 3]);

    let unknown = |words| Expected::unknown(Came::Nowhere, words);
    unknown(&["CHECK_OPENVPN_PASSWORD is missing"]).assert(&visit_as(
        &server,
        &nobody,
        &right[..1],
    ));
    unknown(&["CHECK_OPENVPN_USERNAME is missing"]).assert(&visit_as(
        &server,
        &nobody,
        &right[1..],
    ));
}

#[test]
fn a_file_without_user_or_password_is_unknown_before_anything_is_sent() {
    let server = with_password().start();
    let before = server.log();
    for (text, words) in [
        ("", "it is empty"),
        ("monitor\n", "the password, is missing"),
        ("\nopen sesame\n", "the username, is empty"),
    ] {
        let client = Profile {
            identity: None,
            ..Profile::default()
        };
        let mut papers = Papers::of(&client);
        papers.add("--auth-user-pass", text);
        let arguments = visit::arguments(&server, &client, &papers, &[]);
        let run = plugin::check_openvpn(&arguments);
        Expected::unknown(Came::Nowhere, &["--auth-user-pass"]).assert(&run);
        assert!(run.says(words), "{words}\n{run}");
    }
    assert_eq!(server.log(), before);
}

#[test]
fn a_certificate_that_the_server_refuses_is_told_from_one_that_it_lets_in() {
    let (revoked, fresh) = (PKI.issue(&client()), PKI.issue(&client()));
    let list = Some(PKI.revocation_list(&[&revoked], -1..30));
    let foreign = PKI.issue(&Leaf {
        signer: Signer::Other,
        ..client()
    });
    let expired = PKI.issue(&Leaf {
        days: -30..-1,
        ..client()
    });
    let mut cases = Vec::new();
    for transport in TRANSPORTS {
        for (tls_version_min, tls_version_max) in VERSIONS {
            let refused = Expected::critical(Came::ToCertificate, REFUSED);
            let of_ours =
                Expected::critical(Came::ToCertificate, &["our own certificate", "expired"]);
            for (revocation_list, identity, expected) in [
                (list.clone(), &fresh, Expected::ok(Came::ToLogin)),
                (None, &foreign, refused),
                (None, &expired, of_ours),
                (list.clone(), &revoked, refused),
            ] {
                cases.push(Case {
                    server: ServerConfig {
                        transport,
                        revocation_list,
                        tls_version_min,
                        tls_version_max,
                        ..with_pool()
                    },
                    client: as_client(identity),
                    options: vec!["-t".into(), "3".into()],
                    expected,
                });
            }
        }
    }
    visit::check(&cases);
}

#[test]
fn a_server_that_wants_both_says_nothing_of_what_is_missing_and_the_plugin_guesses_it() {
    let both = || ServerConfig {
        auth: Some(AuthScript {
            via: Via::Env,
            ..AuthScript::default()
        }),
        ..with_pool()
    };
    let password = Profile {
        identity: None,
        login: Some(AuthScript::default().login()),
        ..Profile::default()
    };
    let options = vec!["-t".to_owned(), "3".to_owned()];
    let tls_1_2 = ServerConfig {
        tls_version_max: Some("1.2"),
        ..both()
    };
    visit::check(&[
        Case {
            server: both(),
            client: Profile::default(),
            options: options.clone(),
            expected: Expected::critical(Came::ToCertificate, &["user name and password"]),
        },
        Case {
            server: both(),
            client: password.clone(),
            options: options.clone(),
            expected: Expected::critical(Came::ToCertificate, &["wants a certificate of ours"]),
        },
        Case {
            server: tls_1_2,
            client: password,
            options,
            expected: Expected::critical(Came::ToCertificate, &["wants a certificate of ours"]),
        },
    ]);
}

fn client() -> Leaf {
    Leaf::client("monitor")
}

fn as_client(identity: &Identity) -> Profile {
    Profile {
        identity: Some(identity.clone()),
        ..Profile::default()
    }
}

fn with_pool() -> ServerConfig {
    ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
}

fn with_password() -> ServerConfig {
    ServerConfig {
        verify_client: VerifyClient::None,
        auth: Some(AuthScript::default()),
        ..with_pool()
    }
}

fn visit_as(server: &OpenVpn, client: &Profile, environment: &[(&str, &str)]) -> Run {
    let papers = Papers::of(client);
    let arguments = visit::arguments(server, client, &papers, &[]);
    plugin::check_openvpn_as(&arguments, environment)
}
