//! The packets were written to a tun device by hand; the answers are those of the Linux kernel
//! behind it.

use proptest::prelude::*;

use super::super::super::key::parse_hex;
use super::*;

const ECHO: Echo = Echo {
    identifier: 0x1234,
    sequence: 7,
};

/// A request's ends, the request as it is on the wire, what came back and what that says.
struct Case {
    from: &'static str,
    to: &'static str,
    packet: &'static str,
    answer: &'static str,
    meaning: EchoAnswer,
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn bytes(hex: &str) -> Vec<u8> {
    parse_hex(hex).expect("hexadecimal").to_vec()
}

impl Case {
    fn request(&self) -> EchoRequest {
        let size = u16::try_from(bytes(self.packet).len()).expect("a short packet");
        EchoRequest::new(address(self.from), address(self.to), ECHO, size).expect("room for it")
    }
}

fn cases() -> [Case; 7] {
    let v4 = address("10.8.0.1");
    let v6 = address("fd00:8::1");
    [
        Case {
            from: "10.8.0.2",
            to: "10.8.0.1",
            packet: "4500002100004000400126ca0a0800020a080001 0800dfc0123400070001020304",
            answer: "450000215acb000040010bff0a0800010a080002 0000e7c0123400070001020304",
            meaning: EchoAnswer::Reply,
        },
        Case {
            from: "10.8.0.2",
            to: "203.0.113.9",
            packet: "45000021000040004001f4c80a080002cb007109 0800dfc0123400070001020304",
            answer: "45c0003d5af1000040010afd0a0800010a080002 0301fcfe00000000
                     45000021000040004001f4c80a080002cb007109 0800dfc0123400070001020304",
            meaning: EchoAnswer::Unreachable { code: 1, from: v4 },
        },
        Case {
            from: "10.8.0.2",
            to: "198.51.100.9",
            packet: "450000210000400040010696 0a080002c6336409 0800dfc0123400070001020304",
            answer: "45c0003d5b14000040010ada0a0800010a080002 0b00f4ff00000000
                     4500002100004000010145960a080002c6336409 0800dfc0123400070001020304",
            meaning: EchoAnswer::TimeExceeded { from: v4 },
        },
        Case {
            from: "10.8.0.2",
            to: "198.51.100.9",
            packet: "4500005c000040004001065b0a080002c6336409 080001c112340007
                     000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
                     202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
            answer: "45c000785b3c000040010a770a0800010a080002 0304fcb700000044
                     4500005c000040004001065b0a080002c6336409 080001c112340007
                     000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
                     202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
            meaning: EchoAnswer::TooBig {
                mtu: Some(68),
                from: v4,
            },
        },
        Case {
            from: "fd00:8::2",
            to: "fd00:8::1",
            packet: "60000000000d3a40 fd000008000000000000000000000002
                     fd000008000000000000000000000001 80006d64123400070001020304",
            answer: "6002ee52000d3a40 fd000008000000000000000000000001
                     fd000008000000000000000000000002 81006c64123400070001020304",
            meaning: EchoAnswer::Reply,
        },
        Case {
            from: "fd00:8::2",
            to: "2001:db8:1::9",
            packet: "60000000000d3a40 fd000008000000000000000000000002
                     20010db8000100000000000000000009 80003cab123400070001020304",
            answer: "60009fc8003d3a40 fd000008000000000000000000000001
                     fd000008000000000000000000000002 01006a6d00000000
                     60000000000d3a40 fd000008000000000000000000000002
                     20010db8000100000000000000000009 80003cab123400070001020304",
            meaning: EchoAnswer::Unreachable { code: 0, from: v6 },
        },
        Case {
            from: "fd00:8::2",
            to: "2001:db8:2::9",
            packet: "60000000000d3a40 fd000008000000000000000000000002
                     20010db8000200000000000000000009 80003caa123400070001020304",
            answer: "6002766d003d3a40 fd000008000000000000000000000001
                     fd000008000000000000000000000002 030068ac00000000
                     60000000000d3a01 fd000008000000000000000000000002
                     20010db8000200000000000000000009 80003caa123400070001020304",
            meaning: EchoAnswer::TimeExceeded { from: v6 },
        },
    ]
}

/// The error with this type, code and further four bytes, about the beginning of a packet.
fn error(ends: Ends, start: [u8; 2], value: u32, quoted: &[u8]) -> Vec<u8> {
    let mut message = [&start[..], &[0, 0], &value.to_be_bytes(), quoted].concat();
    let checksum = ends.icmp_checksum(&message);
    message[2..4].copy_from_slice(&checksum.to_be_bytes());
    ends.wrap(&message)
}

fn ends(from: &str, to: &str) -> Ends {
    Ends::new(address(from), address(to)).expect("one family")
}

#[test]
fn requests_are_those_that_a_kernel_answers() {
    for case in cases() {
        assert_eq!(case.request().encode(), bytes(case.packet), "{}", case.to);
    }
}

#[test]
fn answers_of_a_kernel_are_read_for_what_they_are() {
    for case in cases() {
        let answer = EchoAnswer::read(&bytes(case.answer), &case.request());
        assert_eq!(answer, Some(case.meaning));
    }
}

#[test]
fn an_answer_counts_for_its_own_request_only() {
    for case in cases() {
        let answer = bytes(case.answer);
        let asked = case.request();
        let mut others = [asked.clone(), asked.clone(), asked.clone(), asked.clone()];
        others[0].echo.sequence += 1;
        others[1].echo.identifier += 1;
        others[2].ends = ends(
            case.from,
            if case.from.contains(':') {
                "::7"
            } else {
                "9.9.9.9"
            },
        );
        others[3].ends = ends(
            if case.from.contains(':') {
                "::7"
            } else {
                "9.9.9.9"
            },
            case.to,
        );
        for other in others {
            assert_eq!(EchoAnswer::read(&answer, &other), None, "{other:?}");
        }
        for other in cases().iter().filter(|other| other.to != case.to) {
            assert_eq!(EchoAnswer::read(&answer, &other.request()), None);
        }
    }
}

#[test]
fn a_reply_brings_all_of_the_payload_back() {
    let replies = cases()
        .into_iter()
        .filter(|case| case.meaning == EchoAnswer::Reply);
    for case in replies {
        let mut larger = case.request();
        larger.size += 1;
        assert_eq!(EchoAnswer::read(&bytes(case.answer), &larger), None);
    }
}

#[test]
fn a_request_thrown_back_is_no_answer() {
    for case in cases() {
        let request = case.request();
        assert_eq!(EchoAnswer::read(&request.encode(), &request), None);
    }
    let to_itself = EchoRequest::new(address("10.8.0.2"), address("10.8.0.2"), ECHO, 33);
    let request = to_itself.expect("room for it");
    assert_eq!(EchoAnswer::read(&request.encode(), &request), None);
}

#[test]
fn a_bit_flipped_in_an_answer_is_noticed_wherever_it_is_signed() {
    for case in cases() {
        let answer = bytes(case.answer);
        // IPv6 signs neither traffic class and flow label nor the hop limit.
        let unsigned: &[usize] = match answer[0] >> 4 {
            4 => &[],
            _ => &[0, 1, 2, 3, 7],
        };
        for bit in (0..answer.len() * 8).filter(|bit| !unsigned.contains(&(bit / 8))) {
            let mut damaged = answer.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(EchoAnswer::read(&damaged, &case.request()), None, "{bit}");
        }
    }
}

#[test]
fn padding_behind_an_answer_is_passed_over_and_a_missing_byte_is_not() {
    for case in cases() {
        let mut answer = bytes(case.answer);
        answer.push(0x55);
        assert_eq!(
            EchoAnswer::read(&answer, &case.request()),
            Some(case.meaning)
        );
        answer.truncate(answer.len() - 2);
        assert_eq!(EchoAnswer::read(&answer, &case.request()), None);
    }
}

#[test]
fn too_big_over_ipv6_tells_the_mtu() {
    let from = address("2001:db8::1");
    let asked = EchoRequest::new(address("fd00:8::2"), address("2001:db8:2::9"), ECHO, 1400);
    let asked = asked.expect("room for it");
    let ends = ends("2001:db8::1", "fd00:8::2");
    let packet = error(ends, [2, 0], 1280, &asked.encode()[..1232]);
    let mtu = Some(1280);
    assert_eq!(
        EchoAnswer::read(&packet, &asked),
        Some(EchoAnswer::TooBig { mtu, from })
    );
}

#[test]
fn an_old_router_quotes_eight_bytes_and_tells_no_mtu() {
    let from = address("192.0.2.1");
    let asked = EchoRequest::new(address("10.8.0.2"), address("198.51.100.9"), ECHO, 1500);
    let asked = asked.expect("room for it");
    let ends = ends("192.0.2.1", "10.8.0.2");
    let quoted = &asked.encode()[..28];
    assert_eq!(
        EchoAnswer::read(&error(ends, [3, 4], 0, quoted), &asked),
        Some(EchoAnswer::TooBig { mtu: None, from })
    );
    assert_eq!(
        EchoAnswer::read(&error(ends, [3, 4], 0, &quoted[..27]), &asked),
        None
    );
}

#[test]
fn an_error_without_our_request_in_it_is_none_of_ours() {
    let asked = cases()[1].request();
    let ends = ends("10.8.0.1", "10.8.0.2");
    let mut reply = asked.encode();
    reply[20] = 0;
    let mut of_udp = asked.encode();
    of_udp[9] = 17;
    for quoted in [&[][..], &reply, &of_udp] {
        assert_eq!(
            EchoAnswer::read(&error(ends, [3, 1], 0, quoted), &asked),
            None
        );
    }
}

#[test]
fn ip_options_in_front_of_a_reply_are_passed_over() {
    let asked = cases()[0].request();
    let mut packet = bytes(cases()[0].answer);
    // Four no-operations make the header one word longer.
    packet[0] = 0x46;
    packet[3] += 4;
    packet.splice(20..20, [1; 4]);
    let right = u16::from_be_bytes([packet[10], packet[11]]);
    // The sum grew by 0x0100 + 4 + 0x0202, and the checksum is its complement.
    packet[10..12].copy_from_slice(&(right - 0x0306).to_be_bytes());
    assert_eq!(EchoAnswer::read(&packet, &asked), Some(EchoAnswer::Reply));
}

#[test]
fn a_request_has_one_family_and_room_for_its_headers() {
    for (to, size, expected) in [
        ("10.8.0.1", 28, None),
        (
            "10.8.0.1",
            27,
            Some("an echo of 27 bytes has no room for its headers of 28"),
        ),
        (
            "fd00::1",
            1500,
            Some("one end has an IPv4 address, the other IPv6"),
        ),
    ] {
        let request = EchoRequest::new(address("10.8.0.2"), address(to), ECHO, size);
        let error = request.err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), expected);
    }
    let v6 = |size| EchoRequest::new(address("::2"), address("::1"), ECHO, size);
    assert!(v6(48).is_ok());
    let (size, needed) = (47, 48);
    assert_eq!(v6(47), Err(EchoError::TooSmall { size, needed }));
}

proptest! {
    #[test]
    fn a_request_has_its_size_and_right_checksums(
        size in 48u16.., identifier in any::<u16>(), sequence in any::<u16>(), v6 in any::<bool>(),
    ) {
        let (from, to) = if v6 { ("fd00:8::2", "fd00:8::1") } else { ("10.8.0.2", "10.8.0.1") };
        let echo = Echo { identifier, sequence };
        let request = EchoRequest::new(address(from), address(to), echo, size);
        let packet = request.expect("room for it").encode();
        prop_assert_eq!(packet.len(), usize::from(size));
        prop_assert!(ip::Icmp::read(&packet).is_some());
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(packet in prop::collection::vec(any::<u8>(), 0..120)) {
        let mut packet = packet;
        for case in cases() {
            let _ = EchoAnswer::read(&packet, &case.request());
        }
        let _ = ip::Icmp::read_quoted(&packet);
        for first in [0x45, 0x4f, 0x60] {
            if let Some(byte) = packet.first_mut() {
                *byte = first;
            }
            let _ = ip::Icmp::read(&packet);
            let _ = ip::Icmp::read_quoted(&packet);
        }
    }

    #[test]
    fn a_quote_of_arbitrary_bytes_is_none_of_ours(
        kind in any::<u8>(), code in any::<u8>(),
        quoted in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        for (case, from) in [(1, "10.8.0.1"), (5, "fd00:8::1")] {
            let asked = cases()[case].request();
            let ends = ends(from, cases()[case].from);
            prop_assert_eq!(EchoAnswer::read(&error(ends, [kind, code], 0, &quoted), &asked), None);
        }
    }
}

#[test]
fn a_payload_has_nothing_that_compression_could_make_shorter() {
    let echo = Echo {
        identifier: 0x1234,
        sequence: 7,
    };
    let request = EchoRequest::new(address("10.8.0.2"), address("10.8.0.1"), echo, 9000);
    let packet = request.expect("one family").encode();
    let runs = packet[28..].windows(4);
    let different: std::collections::HashSet<&[u8]> = runs.clone().collect();
    assert_eq!(different.len(), runs.count());
}
