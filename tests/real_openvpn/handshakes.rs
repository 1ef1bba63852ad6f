//! TLS behind the reset: in every wrapping, with every kind of server, and what is said where it
//! does not come about.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::thread;

use crate::probe::Client;
use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::{self, Profile};
use crate::support::server_config::{
    AuthScript, Cookie, ServerConfig, Transport, VerifyClient, Wrapping,
};
use crate::trust::{Trust, metric};
use crate::verdict::Verdict;

use Verdict::{Critical, Fine};

const ADDRESSES: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];
const TRANSPORTS: [Transport; 2] = [Transport::Udp, Transport::Tcp];

#[test]
fn every_wrapping_leads_to_the_certificate_on_both_transports_and_address_families() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    let tls_auth = |direction: Option<u8>, digest| {
        let server = Wrapping::TlsAuth {
            key: key.path(),
            direction,
            digest,
        };
        let client = Client::TlsAuth {
            key: key.path(),
            direction: direction.map(|side| 1 - side),
            digest,
        };
        (server, client)
    };
    let tls_crypt_v2 = |cookie| {
        let server = Wrapping::TlsCryptV2 {
            server_key: v2.server.path(),
            cookie,
        };
        (server, Client::TlsCryptV2(v2.client.path()))
    };
    for (wrapping, client) in [
        (Wrapping::Plain, Client::Plain),
        tls_auth(Some(0), "SHA256"),
        tls_auth(Some(1), "SHA1"),
        tls_auth(None, "SHA512"),
        (
            Wrapping::TlsCrypt { key: key.path() },
            Client::TlsCrypt(key.path()),
        ),
        tls_crypt_v2(Cookie::Force),
        tls_crypt_v2(Cookie::AllowNone),
    ] {
        thread::scope(|scope| {
            for transport in TRANSPORTS {
                for address in ADDRESSES {
                    let config = ServerConfig {
                        transport,
                        address,
                        wrapping: wrapping.clone(),
                        ..ServerConfig::default()
                    };
                    let client = &client;
                    scope.spawn(move || reaches_the_certificate(&config, client));
                }
            }
        });
    }
}

fn reaches_the_certificate(config: &ServerConfig, client: &Client) {
    let server = config.start();
    let run = Trust::default().visit_as(client, &server, &[]);
    Fine(&["shows the certificate CN=gatewatch test server"]).assert(&run);
    for label in ["tls_time", "server_cert_days", "ca_cert_days"] {
        assert!(metric(&run, label).is_some_and(|it| it > 0.0), "{run}");
    }
}

#[test]
fn whatever_a_server_wants_of_its_clients_it_shows_its_certificate_first() {
    for verify_client in [
        VerifyClient::Require,
        VerifyClient::Optional,
        VerifyClient::None,
    ] {
        for transport in TRANSPORTS {
            let server = ServerConfig {
                transport,
                verify_client,
                auth: Some(AuthScript::default()),
                ..ServerConfig::default()
            }
            .start();
            Fine(&[]).assert(&Trust::default().visit(&server));
            assert!(server.logins().is_empty(), "nobody has logged in");
        }
    }
}

#[test]
fn either_version_of_tls_leads_to_the_certificate() {
    for (least, most, words) in [
        (None, None, "TLS 1.3"),
        (Some("1.3"), None, "TLS 1.3"),
        (None, Some("1.2"), "TLS 1.2"),
    ] {
        for transport in TRANSPORTS {
            let server = ServerConfig {
                transport,
                tls_version_min: least,
                tls_version_max: most,
                ..ServerConfig::default()
            }
            .start();
            let run = Trust::with(&["-v"]).visit(&server);
            Fine(&[]).assert(&run);
            assert!(run.says(words), "{run}");
        }
    }
}

#[test]
fn a_server_for_old_versions_of_tls_alone_is_not_ok_and_the_versions_are_suspected() {
    for transport in TRANSPORTS {
        let server = ServerConfig {
            transport,
            tls_version_min: Some("1.0"),
            tls_version_max: Some("1.1"),
            extra: vec!["tls-cipher DEFAULT:@SECLEVEL=0".to_owned()],
            ..ServerConfig::default()
        }
        .start();
        let run = Trust::default().visit_as(&Client::Plain, &server, &["-t", "4"]);
        Critical(&["answered the reset", "TLS handshake", "version"]).assert(&run);
        server.wait_for_log("unsupported protocol");
    }
}

#[test]
fn a_server_without_a_common_suite_is_not_ok_and_the_suites_are_suspected() {
    let server = ServerConfig {
        tls_version_max: Some("1.2"),
        extra: vec!["tls-cipher TLS-ECDHE-ECDSA-WITH-AES-256-CBC-SHA".to_owned()],
        ..ServerConfig::default()
    }
    .start();
    let run = Trust::default().visit_as(&Client::Plain, &server, &["-t", "4"]);
    Critical(&["answered the reset", "TLS handshake", "suite"]).assert(&run);
    server.wait_for_log("no shared cipher");
}

#[test]
fn a_full_server_answers_the_reset_and_being_full_is_among_the_causes_of_the_rest() {
    let [udp, tcp] = TRANSPORTS.map(|transport| {
        let config = ServerConfig {
            transport,
            max_clients: Some(1),
            ..ServerConfig::default()
        };
        config.start()
    });
    let mut guests = [&udp, &tcp].map(|server| openvpn::Client::start(&Profile::default(), server));
    for guest in &mut guests {
        guest.wait_until_up();
    }
    let run = Client::Plain.probe(&udp, Transport::Udp, &[]);
    Verdict::Alive.assert(&run);
    let run = Trust::default().visit_as(&Client::Plain, &udp, &["-t", "4"]);
    Critical(&["answered the reset", "full server"]).assert(&run);

    // Over TCP nothing is answered. Whether it is a close or a reset is the kernels' affair.
    let run = Trust::default().visit(&tcp);
    Critical(&["the connection", "after our hello", "is full"]).assert(&run);
    for server in [&udp, &tcp] {
        server.wait_for_log("would exceed maximum number of clients");
        assert_eq!(server.client_names(), ["gatewatch test client"]);
    }
}
