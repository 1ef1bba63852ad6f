//! A ClientHello in a record of its own, as a client of that time would have sent it.
//!
//! ```text
//! record:  type u8 = 22 | version u16 | length u16 | handshake
//! handshake: type u8 = 1 | length u24 | version u16 | random 32 | session_id u8.. |
//!            suites u16.. | compression u8.. | extensions u16..
//! ```
//!
//! Extensions: RFC 6066 (`server_name`), 8422 (groups, point formats), 5246 (signature algorithms),
//! 5746 (`renegotiation_info`; SSL 3.0 says it by a suite instead), 7627 (extended master secret).

use std::net::IpAddr;

use super::Offer;

/// `TLS_EMPTY_RENEGOTIATION_INFO_SCSV`.
const RENEGOTIATION_SUITE: u16 = 0x00ff;
/// x25519, secp256r1, secp384r1, secp521r1.
const GROUPS: [u16; 4] = [0x001d, 0x0017, 0x0018, 0x0019];
/// RSA-PSS, ECDSA, Ed25519, RSA PKCS#1 and DSA, SHA-1 included: an old server may have no other.
const SIGNATURE_ALGORITHMS: [u16; 14] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0402, 0x0203,
    0x0201, 0x0202,
];

/// The bytes of the ClientHello that makes this offer to the server of this name. A name that no
/// DNS name can be, such as an address, is not sent. `random` must be fresh.
pub fn hello(offer: Offer, server_name: &str, random: &[u8; 32]) -> Vec<u8> {
    let mut suites = offer.suites().to_vec();
    if !offer.has_extensions() {
        suites.push(RENEGOTIATION_SUITE);
    }
    let mut body = Vec::with_capacity(256);
    body.extend(offer.version().to_be_bytes());
    body.extend(random);
    body.push(0);
    body.extend(sized(&numbers(&suites)));
    body.extend([1, 0]);
    if offer.has_extensions() {
        body.extend(sized(&extensions(offer, server_name)));
    }
    let mut handshake = vec![1, 0];
    handshake.extend(sized(&body));

    let mut record = vec![22];
    record.extend(offer.version().min(0x0301).to_be_bytes());
    record.extend(sized(&handshake));
    record
}

fn extensions(offer: Offer, server_name: &str) -> Vec<u8> {
    let mut all = Vec::new();
    let mut add = |kind: u16, content: &[u8]| {
        all.extend(kind.to_be_bytes());
        all.extend(sized(content));
    };
    if let Some(name) = dns_name(server_name) {
        add(0, &sized(&[&[0][..], &sized(name.as_bytes())].concat()));
    }
    add(23, &[]);
    add(0xff01, &[0]);
    add(10, &sized(&numbers(&GROUPS)));
    add(11, &[1, 0]);
    if offer.has_signature_algorithms() {
        add(13, &sized(&numbers(&SIGNATURE_ALGORITHMS)));
    }
    all
}

/// The name as it may be sent: letters, digits, hyphens and underscores between dots.
fn dns_name(name: &str) -> Option<&str> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_name =
        name.len() <= 253 && name.split('.').all(is_label) && name.parse::<IpAddr>().is_err();
    is_name.then_some(name)
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

/// The bytes with their number, a `u16`, before them.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a hello is shorter than 1 KiB");
    [&length.to_be_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ssl_30_has_no_extensions() {
        let expected = [
            &[22, 3, 0, 0, 61, 1, 0, 0, 57, 3, 0][..],
            &[7; 32],
            &[0, 0, 18],
            &[
                0, 0x39, 0, 0x33, 0, 0x35, 0, 0x2f, 0, 0x16, 0, 0x0a, 0, 5, 0, 4, 0, 0xff,
            ],
            &[1, 0],
        ]
        .concat();
        assert_eq!(hello(Offer::Ssl30, "h.example", &[7; 32]), expected);
    }

    #[test]
    fn tls_12_names_the_server_and_its_signatures() {
        let expected = [
            &[22, 3, 1, 0, 132, 1, 0, 0, 128, 3, 3][..],
            &[7; 32],
            &[
                0, 0, 10, 0xc0, 0x12, 0xc0, 8, 0, 0x16, 0, 0x13, 0, 0x0a, 1, 0,
            ],
            &[0, 77],
            &[0, 0, 0, 10, 0, 8, 0, 0, 5],
            b"h.tld",
            &[0, 23, 0, 0],
            &[0xff, 1, 0, 1, 0],
            &[0, 10, 0, 10, 0, 8, 0, 0x1d, 0, 0x17, 0, 0x18, 0, 0x19],
            &[0, 11, 0, 2, 1, 0],
            &[0, 13, 0, 30, 0, 28],
            &[
                4, 3, 5, 3, 6, 3, 8, 7, 8, 4, 8, 5, 8, 6, 4, 1, 5, 1, 6, 1, 4, 2, 2, 3, 2, 1, 2, 2,
            ],
        ]
        .concat();
        assert_eq!(hello(Offer::TripleDes, "h.tld", &[7; 32]), expected);
    }

    #[test]
    fn only_dns_names_are_sent() {
        for (name, sent) in [
            ("h.example", Some("h.example")),
            ("h.example.", Some("h.example")),
            ("docker_host", Some("docker_host")),
            ("192.0.2.1", None),
            ("::1", None),
            ("[::1]", None),
            ("fe80::1%eth0", None),
            ("b\u{fc}ro.example", None),
            ("a..b", None),
            ("", None),
        ] {
            assert_eq!(dns_name(name), sent, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_makes_a_hello_of_the_length_it_claims(name in "\\PC{0,300}", which in 0usize..7) {
            let record = hello(Offer::ALL[which], &name, &[7; 32]);
            let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
            prop_assert_eq!(record.len(), 5 + length);
        }
    }
}
