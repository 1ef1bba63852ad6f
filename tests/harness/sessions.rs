//! Sessions of clients that were let in: what is pushed to them, where they are listed, and how
//! they end.

use crate::support::keys::{KeyFile, TlsCryptV2Keys};
use crate::support::openvpn::{Client, Profile};
use crate::support::pki::{Leaf, PKI};
use crate::support::raw;
use crate::support::server_config::{Cookie, Pool, ServerConfig, Transport, Wrapping};

const GOODBYE: &str = "explicit-exit-notify 1";

#[test]
fn every_wrapping_on_both_transports_lets_a_fitting_client_in() {
    let key = KeyFile::static_key();
    let v2 = TlsCryptV2Keys::generate();
    for transport in [Transport::Udp, Transport::Tcp] {
        for wrapping in [
            Wrapping::Plain,
            Wrapping::TlsAuth {
                key: key.path(),
                direction: Some(0),
                digest: "SHA256",
            },
            Wrapping::TlsAuth {
                key: key.path(),
                direction: None,
                digest: "SHA512",
            },
            Wrapping::TlsCrypt { key: key.path() },
            Wrapping::TlsCryptV2 {
                server_key: v2.server.path(),
                cookie: Cookie::Force,
            },
        ] {
            let server = ServerConfig {
                transport,
                wrapping,
                ..ServerConfig::default()
            }
            .start();
            let profile = Profile {
                tls_crypt_v2: Some(v2.client.path()),
                ..Profile::default()
            };
            Client::start(&profile, &server).wait_until_up();
        }
    }
}

#[test]
fn a_client_is_listed_until_it_has_left() {
    let server = ServerConfig {
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
    .start();
    assert_eq!(server.clients(), 0);
    let profile = Profile {
        identity: Some(PKI.issue(&Leaf::client("monitor"))),
        extra: vec![GOODBYE.to_owned()],
        ..Profile::default()
    };
    let mut client = Client::start(&profile, &server);
    client.wait_until_up();
    assert_eq!(server.client_names(), ["monitor"]);
    client.terminate();
    server.wait_until_no_client();
}

#[test]
fn every_kind_of_pool_and_device_hands_out_addresses_side_by_side() {
    let servers: Vec<_> = [
        (Pool::Subnet, false, "10."),
        (Pool::Net30, false, "topology net30"),
        (Pool::Only(2), false, "topology subnet"),
        (Pool::Subnet, true, "route-gateway 10."),
    ]
    .into_iter()
    .map(|(pool, tap, pushed)| {
        let config = ServerConfig {
            pool: Some(pool),
            tap,
            push: vec!["route 192.0.2.0 255.255.255.0".to_owned()],
            data_ciphers: Some("CHACHA20-POLY1305"),
            keepalive: Some((10, 60)),
            ..ServerConfig::default()
        };
        (config.start(), pushed)
    })
    .collect();
    for (server, pushed) in servers {
        let mut client = Client::start(&Profile::default(), &server);
        client.wait_until_up();
        let log = client.log();
        let own = server.tun_address().expect("a pool").to_string();
        for words in [
            pushed,
            "route 192.0.2.0 255.255.255.0",
            "ping 10,ping-restart 60",
            "CHACHA20-POLY1305",
            &own,
        ] {
            assert!(log.contains(words), "no {words} in\n{log}");
        }
    }
}

#[test]
fn a_second_session_of_one_name_ends_the_first_unless_duplicates_are_allowed() {
    for (duplicate_cn, count) in [(false, 1), (true, 2)] {
        let server = ServerConfig {
            duplicate_cn,
            ..ServerConfig::default()
        }
        .start();
        let mut first = Client::start(&Profile::default(), &server);
        first.wait_until_up();
        let mut second = Client::start(&Profile::default(), &server);
        second.wait_until_up();
        server.wait_until_clients(count);
    }
}

#[test]
fn a_full_server_answers_hellos_and_lets_nobody_in() {
    let server = ServerConfig {
        max_clients: Some(1),
        ..ServerConfig::default()
    }
    .start();
    let mut first = Client::start(&Profile::default(), &server);
    first.wait_until_up();
    let _second = Client::start(&Profile::default(), &server);
    server.wait_for_log("would exceed maximum number of clients");
    raw::ask_udp(server.address(), &raw::hello());
}

#[test]
fn a_client_beyond_the_pool_is_let_in_without_an_address() {
    let server = ServerConfig {
        pool: Some(Pool::Only(2)),
        duplicate_cn: true,
        ..ServerConfig::default()
    }
    .start();
    let mut clients = [0; 3].map(|_| Client::start(&Profile::default(), &server));
    for client in &mut clients {
        client.wait_until_up();
    }
    server.wait_for_log("no free --ifconfig-pool addresses are available");
    let with_address = clients
        .iter()
        .filter(|client| client.log().contains(",ifconfig 10."))
        .count();
    assert_eq!(with_address, 2);
}

#[test]
fn a_stopped_server_is_silent_until_it_goes_on() {
    let server = ServerConfig::default().start();
    server.stop_process();
    let socket = raw::udp_socket(server.address());
    socket.send(&raw::hello()).expect("the hello leaves");
    socket.set_nonblocking(true).expect("a socket can be asked");
    socket.recv(&mut [0; 64]).expect_err("silence");

    server.continue_process();
    socket
        .set_nonblocking(false)
        .expect("a socket can be waited for");
    socket.recv(&mut [0; 64]).expect("the late answer");
}

#[test]
fn a_server_that_ends_in_order_tells_its_clients() {
    let mut server = ServerConfig {
        explicit_exit_notify: true,
        ..ServerConfig::default()
    }
    .start();
    let mut client = Client::start(&Profile::default(), &server);
    client.wait_until_up();
    server.terminate();
    client.wait_for_log("server-pushed-connection-reset");
}
