use super::super::{PushAssembly, PushReply};
use super::*;

fn pushed(text: &str) -> Pushed {
    PushAssembly::default()
        .add(PushReply::parse(text))
        .expect("little")
        .expect("whole")
}

/// As a 2.6.14 server with `topology subnet` sends it.
const SUBNET: &str = "route 192.168.7.0 255.255.255.0,route 10.9.0.0 255.255.0.0 vpn_gateway 5,\
    dhcp-option DNS 10.8.0.1,dhcp-option DOMAIN example.org,route-gateway 10.8.0.1,topology subnet,\
    ping 10,ping-restart 60,route-ipv6 fd01::/48,ifconfig-ipv6 fd00::1000/64 fd00::1,\
    ifconfig 10.8.0.2 255.255.255.0,peer-id 3,auth-token SESS_ID_s3cret,cipher AES-256-GCM,\
    protocol-flags cc-exit tls-ekm dyn-tls-crypt,tun-mtu 1500";

#[test]
fn reads_what_a_server_of_2_6_pushes() {
    let pushed = pushed(SUBNET);
    let address = |text: &str| text.parse::<Ipv4Addr>().expect("an address");
    let ifconfig = pushed.ifconfig().expect("pushed");
    assert_eq!(ifconfig.local, address("10.8.0.2"));
    assert!(ifconfig.has_netmask());
    let ipv6 = pushed.ifconfig_ipv6().expect("pushed");
    assert_eq!(
        (ipv6.local, ipv6.prefix, ipv6.gateway),
        ("fd00::1000".parse().unwrap(), 64, "fd00::1".parse().ok())
    );
    assert_eq!(pushed.route_gateway(), Some(address("10.8.0.1")));
    assert_eq!(pushed.topology(), Some(Topology::Subnet));
    assert_eq!(
        pushed.routes(),
        [
            Route {
                network: address("192.168.7.0"),
                netmask: address("255.255.255.0"),
                gateway: None,
            },
            Route {
                network: address("10.9.0.0"),
                netmask: address("255.255.0.0"),
                gateway: Some("vpn_gateway".into()),
            },
        ]
    );
    assert_eq!(pushed.peer_id(), Some(3));
    assert_eq!(pushed.cipher().as_deref(), Some("AES-256-GCM"));
    assert_eq!(
        pushed.protocol_flags(),
        ["cc-exit", "tls-ekm", "dyn-tls-crypt"]
    );
    assert!(pushed.exports_keys() && pushed.understands_exit());
    assert!(pushed.contains("auth-token [hidden]"));
    assert_eq!(pushed.compression(), None);
    assert_eq!(
        pushed.dns(),
        ["dhcp-option DNS 10.8.0.1", "dhcp-option DOMAIN example.org"]
    );
    assert!(!format!("{pushed:?}").contains("s3cret"));
}

#[test]
fn nothing_pushed_is_nothing_said() {
    let pushed = pushed("");
    assert_eq!(pushed, Pushed::default());
    assert!(!pushed.exports_keys() && !pushed.understands_exit());
    assert_eq!((pushed.peer_id(), pushed.default_gateway()), (None, None));
    assert!(!pushed.contains("route"));
}

#[test]
fn the_last_that_can_be_read_counts() {
    for (options, peer_id) in [
        ("peer-id 1,peer-id 2", Some(2)),
        ("peer-id 1,peer-id x", Some(1)),
        ("peer-id 0", Some(0)),
        ("peer-id 16777215", Some(0xff_ffff)),
        ("peer-id 16777216", None),
        ("peer-id -1", None),
        ("peer-id", None),
    ] {
        assert_eq!(pushed(options).peer_id(), peer_id, "{options}");
    }
}

#[test]
fn keys_are_exported_in_the_older_spelling_too() {
    for (options, exports) in [
        ("key-derivation tls-ekm", true),
        ("protocol-flags tls-ekm", true),
        ("protocol-flags cc-exit,protocol-flags tls-ekm", true),
        ("protocol-flags cc-exit", false),
        ("cipher tls-ekm", false),
    ] {
        assert_eq!(pushed(options).exports_keys(), exports, "{options}");
    }
}

#[test]
fn compression_is_told_in_words() {
    for (options, words) in [
        ("comp-lzo no", Some(&["comp-lzo", "no"][..])),
        ("comp-lzo", Some(&["comp-lzo"])),
        ("comp-lzo,compress stub-v2", Some(&["compress", "stub-v2"])),
        ("compressed lz4", None),
    ] {
        let words = words.map(|words| words.iter().map(ToString::to_string).collect());
        assert_eq!(pushed(options).compression(), words, "{options}");
    }
}

#[test]
fn finds_the_address_that_answers_pings() {
    for (options, gateway) in [
        (SUBNET, Some("10.8.0.1")),
        ("route-gateway dhcp,ifconfig 10.8.0.6 10.8.0.5", None),
        // net30: the server is 10.8.0.1, and 10.8.0.5 answers nothing.
        (
            "route 10.9.9.9,route 10.8.0.1,topology net30,ifconfig 10.8.0.6 10.8.0.5",
            Some("10.8.0.1"),
        ),
        (
            "route 10.8.0.1 255.255.255.255,ifconfig 10.8.0.6 10.8.0.5",
            Some("10.8.0.1"),
        ),
        (
            "route 192.0.2.1 255.255.255.255 net_gateway,ifconfig 10.8.0.6 10.8.0.5",
            None,
        ),
        (
            "route 10.8.0.0 255.255.255.0,topology net30,ifconfig 10.8.0.6 10.8.0.5",
            None,
        ),
        ("topology p2p,ifconfig 10.8.0.2 10.8.0.1", Some("10.8.0.1")),
        (
            "topology p2p,route 10.8.0.1,ifconfig 10.8.0.2 10.99.0.1",
            Some("10.8.0.1"),
        ),
        (
            "topology subnet,route 10.8.0.1,ifconfig 10.8.0.2 255.255.255.0",
            None,
        ),
        ("route 10.8.0.1,ifconfig 10.8.0.2 255.255.255.0", None),
        ("ifconfig-ipv6 fd00::2/64 fd00::1", Some("fd00::1")),
        (
            "topology subnet,ifconfig 10.8.0.2 255.255.255.0,ifconfig-ipv6 fd00::2/64 fd00::1",
            Some("fd00::1"),
        ),
        ("ifconfig-ipv6 fd00::2/129 fd00::1", None),
        ("ifconfig-ipv6 fd00::2/64 nobody", None),
    ] {
        let gateway = gateway.map(|text| text.parse().expect("an address"));
        assert_eq!(pushed(options).default_gateway(), gateway, "{options}");
    }
}

#[test]
fn a_prefix_is_found_whatever_the_blanks() {
    let pushed = pushed("route  10.8.0.0\t255.255.255.0,route 10.8.0.12,auth-token s3cret,ping 10");
    for (prefix, is_there) in [
        ("route", true),
        ("rout", true),
        ("route 10.8.0.1", true),
        ("route 10.8.0.1 ", false),
        ("route 10.8.0.12 ", true),
        ("  route   10.8.0.0 255.255.255.0", true),
        ("route 10.8.0.0 255.255.255.0 ", true),
        ("oute", false),
        ("Route", false),
        ("ping 10 20", false),
        ("auth-token", true),
        ("auth-token s3cret", false),
    ] {
        assert_eq!(pushed.contains(prefix), is_there, "{prefix:?}");
    }
}
