use proptest::prelude::*;

use super::*;

fn assemble(messages: &[&str]) -> Option<Vec<String>> {
    let mut assembly = PushAssembly::default();
    let mut whole = None;
    for message in messages {
        assert_eq!(whole, None, "whole too early");
        whole = assembly.add(PushReply::parse(message)).expect("little");
    }
    whole.map(|pushed| pushed.options().to_vec())
}

#[test]
fn an_option_falls_into_words_as_in_openvpn() {
    for (option, words) in [
        ("route 10.0.0.1", Some(&["route", "10.0.0.1"][..])),
        ("  a \t b\r\n", Some(&["a", "b"])),
        (r#"a "b c" 'd "e' f"#, Some(&["a", "b c", "d \"e", "f"])),
        (r#"a"b c"#, Some(&["a\"b", "c"])),
        (r#""a"b"#, Some(&["a", "b"])),
        (r#"a "" b"#, Some(&["a", "", "b"])),
        (r#"a\ b "c\"d\\""#, Some(&["a b", "c\"d\\"])),
        (r"'a\b'", Some(&["a\\b"])),
        ("a # b", Some(&["a"])),
        ("a b;c", Some(&["a", "b;c"])),
        ("", Some(&[])),
        ("\"a", None),
        ("'a", None),
        (r"a\n", None),
        (r"a\", None),
    ] {
        let words = words.map(|words| words.iter().map(ToString::to_string).collect());
        assert_eq!(super::words(option), words, "{option:?}");
    }
    assert_eq!(super::words(&"x".repeat(257)), None);
    assert_eq!(
        super::words(&"x ".repeat(100)).map(|words| words.len()),
        Some(16)
    );
}

#[test]
fn puts_the_parts_together() {
    for (messages, options) in [
        (&[""][..], Some(&[][..])),
        (
            &["ping 10,ping-restart 60"],
            Some(&["ping 10", "ping-restart 60"]),
        ),
        (
            &["ping 10,,  route 10.0.0.1 ,"],
            Some(&["ping 10", "route 10.0.0.1 "]),
        ),
        (
            &[
                "a,push-continuation 2",
                "b,push-continuation 2",
                "c,push-continuation 1",
            ],
            Some(&["a", "b", "c"]),
        ),
        (&["a,push-continuation 0"], Some(&["a"])),
        (&["a,push-continuation 9"], Some(&["a"])),
        (&["a,push-continuation 2"], None),
        (&["a,push-continuation 2", "b"], None),
        (&["setenv \"a,b\""], Some(&["setenv \"a", "b\""])),
    ] {
        let options = options.map(|all| all.iter().map(ToString::to_string).collect());
        assert_eq!(assemble(messages), options, "{messages:?}");
    }
}

#[test]
fn a_second_answer_starts_afresh() {
    let mut assembly = PushAssembly::default();
    for expected in ["a", "b"] {
        let pushed = assembly
            .add(PushReply::parse(expected))
            .unwrap()
            .expect("whole");
        assert_eq!(pushed.options(), [expected]);
    }
}

#[test]
fn a_token_is_gone_once_it_is_read() {
    for text in [
        "auth-token s3cret",
        "auth-token\ts3cret",
        "\"auth-token\" 's3cret'",
        "\"auth-token s3cret",
        "setenv AUTH-TOKEN s3cret",
        "auth-token s3cret\\x",
    ] {
        let reply = PushReply::parse(text);
        assert_eq!(reply.options, [HIDDEN], "{text:?}");
        assert!(!format!("{reply:?}").contains("s3cret"));
    }
    let named = PushReply::parse("auth-token-user bW9u");
    assert_eq!(named.options, ["auth-token-user bW9u"]);
}

#[test]
fn foreign_texts_are_carried_as_they_are() {
    let long = "x".repeat(4096);
    let text = format!("setenv a b\nc|d\x1b[31m,dhcp-option DOMAIN {long}");
    let pushed = assemble(&[&text]).expect("whole");
    assert_eq!(
        pushed,
        [
            "setenv a b\nc|d\x1b[31m".to_owned(),
            format!("dhcp-option DOMAIN {long}")
        ]
    );
}

#[test]
fn more_than_any_client_takes_is_refused() {
    let many = "a,".repeat(MOST_OPTIONS);
    let long = "x".repeat(MOST_BYTES);
    for (message, is_good) in [
        (many.clone(), true),
        (format!("{many}b"), false),
        (long.clone(), true),
        (format!("{long}x"), false),
    ] {
        let answer = PushAssembly::default().add(PushReply::parse(&message));
        assert_eq!(answer.is_ok(), is_good);
    }
    let mut assembly = PushAssembly::default();
    let mut part = || assembly.add(PushReply::parse(&format!("{many}push-continuation 2")));
    assert_eq!((part(), part()), (Ok(None), Err(PushError::TooMuch)));
    assert_eq!(
        PushError::TooMuch.to_string(),
        "the server pushes more than 4096 options or 262144 bytes"
    );
}

proptest! {
    #[test]
    fn arbitrary_options_do_not_panic(
        name in "(|ifconfig|ifconfig-ipv6|route|route-gateway|route-ipv6|peer-id|tun-mtu|topology|protocol-flags|compress) ?",
        text in any::<String>(),
        address in "[0-9./: ]{0,40}",
    ) {
        for text in [format!("{name}{text}"), format!("{name}{address}")] {
            if let Ok(Some(pushed)) = PushAssembly::default().add(PushReply::parse(&text)) {
                let _ = (pushed.default_gateway(), pushed.ifconfig(), pushed.ifconfig_ipv6());
                let _ = (pushed.routes(), pushed.peer_id());
                let _ = (pushed.cipher(), pushed.compression(), pushed.dns(), pushed.topology());
                let _ = (pushed.protocol_flags(), pushed.contains(&text));
            }
        }
    }
}
