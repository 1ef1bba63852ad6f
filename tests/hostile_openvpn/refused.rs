//! A server that is not the right one never gets to know who we are.

use std::collections::BTreeSet;

use crate::desk::{DESK, PASSWORD, USERNAME};
use crate::front::{Front, nobody};
use crate::probe::{CRITICAL, OK, Stage, Told, UNKNOWN, WARNING, run, side_by_side, visit};
use crate::support::door::certificates::tls_of;
use crate::support::door::{Guests, Lock, Script, Seen};
use crate::support::pki::{Identity, Leaf, PKI, Signer};

fn wrong_servers() -> Vec<(&'static str, Leaf)> {
    let server = Leaf::server;
    vec![
        (
            "expired",
            Leaf {
                days: -30..-1,
                ..server()
            },
        ),
        (
            "not yet valid",
            Leaf {
                days: 2..30,
                ..server()
            },
        ),
        (
            "another authority",
            Leaf {
                signer: Signer::Other,
                ..server()
            },
        ),
        (
            "an authority of the same name",
            Leaf {
                signer: Signer::SameName,
                ..server()
            },
        ),
        (
            "itself",
            Leaf {
                signer: Signer::Itself,
                ..server()
            },
        ),
        ("a client's", Leaf::client("a client")),
        (
            "no purpose",
            Leaf {
                extended_key_usages: vec![],
                ..server()
            },
        ),
    ]
}

fn has_none_of_ours(seen: &Seen) -> bool {
    let ours = [
        DESK.certificate(),
        USERNAME.as_bytes().to_vec(),
        PASSWORD.as_bytes().to_vec(),
    ];
    let stream = &seen.stream;
    let is_in_clear = |text: &Vec<u8>| stream.windows(text.len()).any(|window| window == text);
    !seen.has_secrets() && !ours.iter().any(is_in_clear)
}

#[test]
fn a_server_whose_certificate_is_refused_learns_nothing() {
    let mut cases = Vec::new();
    for (title, leaf) in wrong_servers() {
        let identity = PKI.issue(&leaf);
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            for guests in [Guests::Anybody, Guests::Asked, Guests::Certified] {
                for stage in [Stage::Login, Stage::Tunnel] {
                    let config = tls_of(&identity, guests, &[version]);
                    cases.push((format!("{title} {version:?} {guests:?}"), config, stage));
                }
            }
        }
    }
    side_by_side(cases, |(title, config, stage)| {
        let front = Front::udp(Lock::plain(), Script::showing(config), nobody());
        let told = Told {
            has_certificate: true,
            ..Told::default()
        };
        let (run, seen) = visit(front, stage, &told);
        run.comes_to(&title, CRITICAL, &[]);
        assert!(!seen.stream.is_empty(), "{title}\n{}", run.run);
        assert!(has_none_of_ours(&seen), "{title}\n{}", run.run);
        assert!(!seen.has_shaken_hands, "{title}\n{}", run.run);
    });
}

/// The same rule where a name, a fingerprint or a revocation list is what speaks against it.
#[test]
fn a_server_of_the_wrong_name_or_fingerprint_learns_nothing() {
    let server = PKI.server();
    let other = PKI.issue(&Leaf::server()).fingerprint();
    let cases = [
        vec!["--verify-x509-name".to_owned(), "somebody else,name".into()],
        vec!["--peer-fingerprint".into(), other],
    ];
    for more in cases {
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            let script = Script::showing(tls_of(&server, Guests::Asked, &[version]));
            let front = Front::udp(Lock::plain(), script, nobody());
            let told = Told {
                has_certificate: true,
                more: more.clone(),
                ..Told::default()
            };
            let (run, seen) = visit(front, Stage::Tunnel, &told);
            run.comes_to(&format!("{more:?}"), CRITICAL, &[]);
            assert!(has_none_of_ours(&seen), "{}", run.run);
        }
    }
}

/// So that the tests above do not pass for want of anything to give away.
#[test]
fn the_right_server_does_get_all_of_it() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let script = Script::showing(tls_of(&PKI.server(), Guests::Certified, &[version]));
        let front = Front::udp(Lock::plain(), script, nobody());
        let told = Told {
            has_certificate: true,
            ..Told::default()
        };
        let (run, seen) = visit(front, Stage::Tunnel, &told);
        run.comes_to("the right server", OK, &[]);
        let given = Some((USERNAME.to_owned(), PASSWORD.to_owned()));
        assert!(
            seen.has_certificate && seen.credentials == given,
            "{}",
            run.run
        );
    }
}

/// The certificate is somebody's, the key is not.
#[test]
fn a_server_that_borrows_a_certificate_learns_nothing() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let thief = Identity {
            key: PKI.issue(&Leaf::server()).key,
            ..PKI.server()
        };
        let script = Script::showing(tls_with_foreign_key(&thief, version));
        let front = Front::udp(Lock::plain(), script, nobody());
        let told = Told {
            has_certificate: true,
            ..Told::default()
        };
        let (run, seen) = visit(front, Stage::Tunnel, &told);
        run.comes_to(
            "a borrowed certificate",
            CRITICAL,
            &["does not have its key"],
        );
        assert!(has_none_of_ours(&seen), "{}", run.run);
    }
}

/// With nobody to trust there is nobody to log in to.
#[test]
fn without_an_authority_there_is_no_login() {
    let mut states = BTreeSet::new();
    for stage in [None, Some("login"), Some("tunnel")] {
        let front = Front::udp(Lock::plain(), Script::good(&PKI.server()), nobody());
        let port = front.address().port().to_string();
        let mut arguments = vec!["-p".to_owned(), port];
        arguments.extend(["--auth-user-pass".into(), DESK.file("login")]);
        if let Some(stage) = stage {
            arguments.extend(["--stage".into(), stage.into()]);
        }
        arguments.push("127.0.0.1".into());
        let run = run(&arguments, 2);
        states.insert(run.run.exit_code);
        let seen = front.finish();
        assert_eq!((seen.hellos, seen.sessions), (0, 0), "{}", run.run);
        assert!(run.run.says("--ca"), "{}", run.run);
    }
    assert_eq!(states, BTreeSet::from([UNKNOWN]));
}

/// A server that only comes to its end soon is the right one.
#[test]
fn a_server_with_few_days_left_is_logged_in_to() {
    let identity = PKI.issue(&Leaf {
        days: -1..20,
        ..Leaf::server()
    });
    let front = Front::udp(Lock::plain(), Script::good(&identity), nobody());
    let (run, seen) = visit(front, Stage::Login, &Told::default());
    run.comes_to("few days", WARNING, &["lets us in"]);
    assert!(seen.credentials.is_some(), "{}", run.run);
}

fn tls_with_foreign_key(
    thief: &Identity,
    version: &'static rustls::SupportedProtocolVersion,
) -> std::sync::Arc<rustls::ServerConfig> {
    use rustls::crypto::ring::{default_provider, sign};
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let chain = CertificateDer::pem_slice_iter(thief.chain.as_bytes());
    let chain = chain.collect::<Result<Vec<_>, _>>().expect("PEM");
    let key = PrivateKeyDer::from_pem_slice(thief.key.as_bytes()).expect("PEM");
    let key = sign::any_supported_type(&key).expect("a key that ring knows");
    // Without the look at whether the two belong together.
    let certified = rustls::sign::CertifiedKey::new(chain, key);
    let config = rustls::ServerConfig::builder_with_provider(default_provider().into())
        .with_protocol_versions(&[version])
        .expect("the provider knows it")
        .with_no_client_auth()
        .with_cert_resolver(std::sync::Arc::new(rustls::sign::SingleCertAndKey::from(
            certified,
        )));
    std::sync::Arc::new(config)
}
