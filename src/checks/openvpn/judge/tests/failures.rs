//! The sentences on everything that is no answer.

use super::*;

#[test]
fn silence_says_what_it_can_mean() {
    let head = "CRITICAL no reply from vpn.example.org:1194/udp (192.0.2.1) after 1 hello in 10 s: down, filtered, rate limited, full (before 2.6),";
    for (protection, means) in [
        (Protection::Plain, "or it wants a tls-auth or tls-crypt key"),
        (
            SIGNED,
            "or our key, digest or direction is not the server's",
        ),
        (
            Protection::TlsAuth("SHA1", None),
            "or our keys or digest are not the server's",
        ),
        (Protection::TlsCrypt, "or our key is not the server's"),
        (Protection::TlsCryptV2, "or our key is not the server's"),
    ] {
        assert_eq!(
            told(&udp(protection), &verdict(Ending::Silence)),
            format!("{head} {means}")
        );
    }
    let unknown = Terms {
        timeout_result: State::Unknown,
        ..udp(Protection::Plain)
    };
    for ending in [Ending::Silence, Ending::ConnectTimeout] {
        assert!(told(&unknown, &verdict(ending)).starts_with("UNKNOWN "));
    }
}

#[test]
fn a_tcp_connection_that_comes_to_nothing_says_how_it_ended() {
    let plain = || tcp(Protection::Plain);
    assert_told(&[
        (
            plain(),
            Ending::Silence,
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) accepted the connection and sent nothing in 10 s: not OpenVPN, or it hangs",
        ),
        (
            plain(),
            Ending::ConnectTimeout,
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) did not accept a connection in 10 s: down or filtered",
        ),
        (
            plain(),
            Ending::Closed { after: ms(2) },
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) closed the connection without an answer 2 ms after our hello: it wants a tls-auth or tls-crypt key, is full, or not OpenVPN",
        ),
        (
            tcp(SIGNED),
            Ending::Closed { after: ms(2) },
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) closed the connection without an answer 2 ms after our hello: our key, digest, direction or mode is not the server's, it is full, or not OpenVPN",
        ),
        (
            tcp(Protection::TlsAuth("MD5", None)),
            Ending::Closed { after: ms(2) },
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) closed the connection without an answer 2 ms after our hello: our keys, digest or mode are not the server's, it is full, or not OpenVPN",
        ),
        (
            tcp(Protection::TlsCrypt),
            Ending::Closed { after: ms(2) },
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) closed the connection without an answer 2 ms after our hello: our key or mode is not the server's, it is full, or not OpenVPN",
        ),
        (
            plain(),
            Ending::Reset { after: ms(2) },
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) reset the connection 2 ms after our hello: it is full (max-clients), not OpenVPN, or a firewall is in between",
        ),
        (
            plain(),
            Ending::BrokenOff,
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) broke off in the middle of a packet: not OpenVPN, or it hangs",
        ),
        (
            plain(),
            Ending::BadLength(BadLength(65535)),
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) does not speak OpenVPN: it announces a packet of 65535 bytes",
        ),
        (
            plain(),
            Ending::OtherProtocol(
                Speaker::Http,
                b"HTTP/1.1 400 Bad Request\r\nServer: x".into(),
            ),
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) speaks HTTP, not OpenVPN (\"HTTP/1.1 400 Bad Request\")",
        ),
        (
            plain(),
            Ending::OtherProtocol(Speaker::Tls, vec![0x15, 3, 1, 0]),
            "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) speaks TLS, not OpenVPN",
        ),
    ]);
}

#[test]
fn the_networks_own_answers_name_their_cause() {
    let plain = || udp(Protection::Plain);
    let trouble = Ending::Trouble;
    assert_told(&[
        (
            plain(),
            trouble(Trouble::Refused),
            "CRITICAL nothing listens on vpn.example.org:1194/udp (192.0.2.1) (ICMP port unreachable)",
        ),
        (
            tcp(Protection::Plain),
            trouble(Trouble::Refused),
            "CRITICAL nothing listens on vpn.example.org:1194/tcp (192.0.2.1) (connection refused)",
        ),
        (
            plain(),
            trouble(Trouble::NoRoute),
            "CRITICAL no route to vpn.example.org:1194/udp (192.0.2.1)",
        ),
        (
            plain(),
            trouble(Trouble::HostUnreachable),
            "CRITICAL vpn.example.org:1194/udp (192.0.2.1) is unreachable (host unreachable)",
        ),
        (
            plain(),
            trouble(Trouble::Prohibited),
            "CRITICAL a firewall, here or on the way, forbids vpn.example.org:1194/udp (192.0.2.1)",
        ),
        (
            plain(),
            trouble(Trouble::Objection("parameter problem")),
            "CRITICAL no reply from vpn.example.org:1194/udp (192.0.2.1): a router objects to our packets (ICMP parameter problem)",
        ),
        (
            plain(),
            trouble(Trouble::NoSuchSource),
            "UNKNOWN cannot probe vpn.example.org:1194/udp (192.0.2.1): the --source address is not this machine's",
        ),
        (
            plain(),
            trouble(Trouble::Local("too many open files".into())),
            "UNKNOWN cannot probe vpn.example.org:1194/udp (192.0.2.1): too many open files",
        ),
        (
            plain(),
            Ending::Elsewhere {
                from: "192.0.2.2:1194".parse().unwrap(),
            },
            "CRITICAL the answer for vpn.example.org:1194/udp (192.0.2.1) came from 192.0.2.2:1194: clients drop it; the server needs --multihome or --local",
        ),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_faulty_reply_is_critical_and_says_what_is_wrong_with_it() {
    let at = "vpn.example.org:1194/udp (192.0.2.1)";
    let foreign = SessionId::new([9; 8]).unwrap();
    for (protection, fault, text) in [
        (
            SIGNED,
            Fault::Unsigned,
            format!("{at} answers unsigned: the server does not enforce tls-auth"),
        ),
        (
            SIGNED,
            Fault::UnsignedAndUntied,
            format!("{at} answers unsigned: the server does not enforce tls-auth"),
        ),
        (
            Protection::TlsCrypt,
            Fault::Unsigned,
            format!("{at} answers unsigned: the server does not enforce tls-crypt"),
        ),
        (
            Protection::TlsCryptV2,
            Fault::Unsigned,
            format!("{at} answers unsigned: the server does not enforce tls-crypt-v2"),
        ),
        (
            SIGNED,
            Fault::OtherHalf,
            format!(
                "wrong key direction for {at}: the answer verifies under the other half of the key"
            ),
        ),
        (
            Protection::TlsAuth("SHA1", Some(Direction::Zero)),
            Fault::OtherHalf,
            format!(
                "wrong key direction for {at}: the answer verifies under the other half of the key; try --key-direction none"
            ),
        ),
        (
            Protection::TlsAuth("SHA1", Some(Direction::None)),
            Fault::OtherHalf,
            format!(
                "wrong key direction for {at}: the answer verifies under the other half of the key; try --key-direction 0"
            ),
        ),
        (
            SIGNED,
            Fault::BadSignature,
            format!("bad signature: {at} answers, but not signed with our key (tls-auth SHA256)"),
        ),
        (
            Protection::Plain,
            Fault::KeyMethod1,
            format!(
                "{at} wants key method 1, which OpenVPN gave up with 2.4: ancient, or not OpenVPN"
            ),
        ),
        (
            Protection::Plain,
            Fault::Echo,
            format!("{at} sends our own packet back: not OpenVPN"),
        ),
        (
            Protection::Plain,
            Fault::Packet(PacketError::TooShort {
                length: 1,
                needed: 9,
            }),
            format!(
                "no valid answer from {at}: a reply came, but it has only 1 of at least 9 bytes"
            ),
        ),
        (
            Protection::Plain,
            Fault::TooLong(2048),
            format!("no valid answer from {at}: a reply came, but it is too long for one"),
        ),
        (
            Protection::Plain,
            Fault::OurSessionId,
            format!("no valid answer from {at}: a reply came, but it claims our own session id"),
        ),
        (
            Protection::Plain,
            Fault::OtherPeer(foreign),
            format!(
                "no valid answer from {at}: a reply came, but it names another session than ours"
            ),
        ),
        (
            Protection::Plain,
            Fault::UnknownAck(7),
            format!(
                "no valid answer from {at}: a reply came, but it acknowledges message 7, which was never sent"
            ),
        ),
        (
            Protection::Plain,
            Fault::EmptyAcknowledgement,
            format!("no valid answer from {at}: a reply came, but it acknowledges nothing"),
        ),
        (
            Protection::Plain,
            Fault::KeyId(1),
            format!(
                "no valid answer from {at}: a reply came, but it uses key 1 before there was a first one"
            ),
        ),
        (
            Protection::Plain,
            Fault::Opcode(Opcode::ControlV1),
            format!(
                "no valid answer from {at}: a reply came, but it is CONTROL_V1, which answers no hello"
            ),
        ),
        (
            Protection::Plain,
            Fault::MessageId(5),
            format!(
                "no valid answer from {at}: a reply came, but it is message 5 where message 0 is due"
            ),
        ),
        (
            Protection::Plain,
            Fault::Unasked,
            format!(
                "no valid answer from {at}: a reply came, but it came before anything was sent"
            ),
        ),
    ] {
        let said = told(&udp(protection), &verdict(Ending::Faulty(fault)));
        assert_eq!(said, format!("CRITICAL {text}"));
    }
}

#[test]
fn expected_silence_is_ok_and_any_answer_is_not() {
    let at = "vpn.example.org:1194/udp (192.0.2.1)";
    let plain = || silent(udp(Protection::Plain));
    let over_tcp = || silent(tcp(Protection::Plain));
    let cases = [
        (plain(), Ending::Silence, format!("OK no reply from {at} after 1 hello in 10 s: silence as expected (a server that is down is silent too)")),
        (over_tcp(), Ending::Silence, "OK vpn.example.org:1194/tcp (192.0.2.1) accepted the connection and kept silent for 10 s, as expected".into()),
        (over_tcp(), Ending::Closed { after: ms(1) }, "OK vpn.example.org:1194/tcp (192.0.2.1) closed the connection without an answer, as expected".into()),
        (over_tcp(), Ending::Reset { after: ms(1) }, "OK vpn.example.org:1194/tcp (192.0.2.1) closed the connection without an answer, as expected".into()),
        (plain(), answer(Kind::Reset, Proof::None), format!("CRITICAL {at} answered in 0.8 ms although silence is expected: its HMAC firewall (tls-auth or tls-crypt) is off")),
        (silent(udp(SIGNED)), answer(Kind::Reset, Proof::Signature), format!("CRITICAL {at} answered in 0.8 ms although silence is expected: it accepts this key")),
        (silent(udp(SIGNED)), Ending::Faulty(Fault::Unsigned), format!("CRITICAL {at} answered unsigned although silence is expected")),
        (plain(), Ending::Faulty(Fault::Echo), format!("CRITICAL {at} answered although silence is expected, if not validly: it is our own packet sent back")),
        (plain(), Ending::Trouble(Trouble::Refused), format!("CRITICAL cannot tell whether the server keeps silent: nothing listens on {at} (ICMP port unreachable)")),
        (over_tcp(), Ending::ConnectTimeout, "CRITICAL cannot tell whether the server keeps silent: vpn.example.org:1194/tcp (192.0.2.1) did not accept a connection in 10 s: down or filtered".into()),
        (plain(), Ending::Trouble(Trouble::NoSuchSource), format!("UNKNOWN cannot tell whether the server keeps silent: cannot probe {at}: the --source address is not this machine's")),
        (over_tcp(), Ending::BadLength(BadLength(0)), "CRITICAL vpn.example.org:1194/tcp (192.0.2.1) does not speak OpenVPN: it announces a packet of 0 bytes".into()),
        (plain(), Ending::Elsewhere { from: "192.0.2.2:1194".parse().unwrap() }, format!("CRITICAL the answer for {at} came from 192.0.2.2:1194: clients drop it; the server needs --multihome or --local")),
    ];
    for (terms, ending, expected) in cases {
        assert_eq!(told(&terms, &verdict(ending)), expected);
    }
}

#[test]
fn a_host_without_addresses_is_told_by_its_cause() {
    let name = udp(Protection::Plain);
    let literal = terms("192.0.2.1", Transport::Udp, Protection::Plain);
    for (terms, error, text) in [
        (
            &name,
            ResolveError::Timeout,
            "CRITICAL cannot resolve vpn.example.org: no answer from the resolver in 3 s",
        ),
        (
            &name,
            ResolveError::Refused("name or service not known".into()),
            "UNKNOWN cannot resolve vpn.example.org: name or service not known",
        ),
        (
            &name,
            ResolveError::NoneOf(Family::V6),
            "UNKNOWN vpn.example.org has no IPv6 address",
        ),
        (
            &literal,
            ResolveError::NoneOf(Family::V6),
            "UNKNOWN 192.0.2.1 is no IPv6 address",
        ),
    ] {
        let outcome = unresolved(terms, &error, ms(3000));
        let finding = &outcome.findings()[0];
        assert_eq!(format!("{} {}", finding.state(), finding.text()), text);
    }
}
