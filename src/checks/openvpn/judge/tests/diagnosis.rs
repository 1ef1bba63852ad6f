//! What a server wants that does not answer to what it was given.

use super::super::super::verdict::Diagnosis;
use super::*;

fn diagnosed(given: Protection, wanted: &[Protection]) -> String {
    tried(15, given, wanted)
}

fn tried(tried: usize, given: Protection, wanted: &[Protection]) -> String {
    let diagnosis = Diagnosis {
        tried,
        wanted: wanted.to_vec(),
    };
    let verdict = Verdict {
        diagnosis: Some(diagnosis),
        ..verdict(Ending::Silence)
    };
    let terms = Terms {
        timeout_result: State::Ok,
        ..udp(given)
    };
    told(&terms, &verdict)
}

#[test]
fn says_what_the_server_wants_and_how_to_give_it() {
    let at = "vpn.example.org:1194/udp (192.0.2.1)";
    let signed = |digest, direction| Protection::TlsAuth(digest, Some(direction));
    for (given, wanted, rest) in [
        (
            signed("SHA1", Direction::One),
            vec![signed("SHA256", Direction::Zero)],
            "tls-auth SHA1 with key direction 1 and does answer to tls-auth SHA256 with key direction 0: give --tls-auth, --digest SHA256 and --key-direction 0",
        ),
        (
            Protection::TlsCrypt,
            vec![signed("SHA512", Direction::None)],
            "tls-crypt and does answer to tls-auth SHA512 with key direction none: give --tls-auth, --digest SHA512 and --key-direction none",
        ),
        (
            signed("MD5", Direction::Zero),
            vec![Protection::TlsCrypt],
            "tls-auth MD5 with key direction 0 and does answer to tls-crypt: give the key to --tls-crypt",
        ),
        (
            Protection::TlsCryptV2,
            vec![Protection::Plain],
            "tls-crypt-v2 and does answer to packets without a key: give no key",
        ),
        (
            Protection::TlsCryptV2,
            vec![signed("SHA1", Direction::One), Protection::TlsCrypt],
            "tls-crypt-v2 and does answer to tls-auth SHA1 with key direction 1 and to tls-crypt",
        ),
    ] {
        assert_eq!(
            diagnosed(given, &wanted),
            format!("CRITICAL {at} does not answer to {rest}")
        );
    }
}

#[test]
fn where_nothing_is_answered_the_plain_sentence_goes_on() {
    assert_eq!(
        diagnosed(Protection::TlsCrypt, &[]),
        "OK no reply from vpn.example.org:1194/udp (192.0.2.1) after 1 hello in 10 s: down, filtered, rate limited, full (before 2.6), or our key is not the server's; 15 other ways to ask with this key were tried, and none is answered"
    );
    let said = tried(1, Protection::TlsCrypt, &[]);
    assert!(
        said.ends_with("; without a key it is not answered either"),
        "{said}"
    );
}
