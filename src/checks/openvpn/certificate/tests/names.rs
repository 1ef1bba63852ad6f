//! Names and fingerprints.

use rcgen::DnType;

use super::*;

fn named(ca: &Ca, common_name: &str) -> Der {
    leaf_with(ca, |params| {
        params.distinguished_name = rcgen::DistinguishedName::new();
        let name = &mut params.distinguished_name;
        name.push(DnType::CountryName, "KG");
        name.push(DnType::CommonName, common_name);
    })
}

fn asking(ca: &Ca, rule: &str) -> Policy {
    Policy {
        name: Some(rule.parse().expect("a rule")),
        ..trusting(&[ca.der()])
    }
}

#[test]
fn a_rule_ends_in_one_of_three_words_or_in_none() {
    for (text, rule) in [
        ("CN=a", NameRule::Subject("CN=a".into())),
        ("C=KG, CN=a", NameRule::Subject("C=KG, CN=a".into())),
        ("C=KG, CN=a,subject", NameRule::Subject("C=KG, CN=a".into())),
        ("a,name", NameRule::Name("a".into())),
        ("a,b,name", NameRule::Name("a,b".into())),
        (
            "Server-,name-prefix",
            NameRule::NamePrefix("Server-".into()),
        ),
        ("CN=a, name", NameRule::Subject("CN=a, name".into())),
        ("a,Name", NameRule::Name("a".into())),
        ("a,NAME-Prefix", NameRule::NamePrefix("a".into())),
        ("name", NameRule::Subject("name".into())),
    ] {
        assert_eq!(text.parse(), Ok(rule), "{text}");
    }
    for text in ["", ",name", ",name-prefix", ",subject"] {
        let error = text.parse::<NameRule>().expect_err("no name");
        assert_eq!(
            error.to_string(),
            "a name is missing; examples: CN=vpn.example.org or vpn.example.org,name"
        );
    }
    for text in ["Server-1,bogus", "a, name", "a,"] {
        let error = text.parse::<NameRule>().expect_err("no kind");
        assert_eq!(
            error.to_string(),
            "behind the comma stands subject, name or name-prefix",
            "{text}"
        );
    }
}

#[test]
fn the_name_is_compared_as_openvpn_does() {
    let ca = root("Lab CA");
    let leaf = named(&ca, "Server-1");
    for rule in ["C=KG, CN=Server-1", "Server-1,name", "Server-,name-prefix"] {
        says(&asking(&ca, rule), &[&leaf], &[]);
    }
    for (rule, sentence) in [
        (
            "C=KG, CN=Server-2",
            "refused: server certificate is for \"C=KG, CN=Server-1\", not \"C=KG, CN=Server-2\" (verify-x509-name, subject)",
        ),
        (
            "Server-1",
            "refused: server certificate is for \"C=KG, CN=Server-1\", not \"Server-1\" (verify-x509-name, subject); that is its common name, which NAME,name compares",
        ),
        (
            "server-1,name",
            "refused: server certificate is for CN=Server-1, not CN=server-1 (verify-x509-name, name)",
        ),
        (
            "Server,name",
            "refused: server certificate is for CN=Server-1, not CN=Server (verify-x509-name, name)",
        ),
        (
            "erver,name-prefix",
            "refused: server certificate is for CN=Server-1, which does not start with erver (verify-x509-name, name-prefix)",
        ),
    ] {
        says(&asking(&ca, rule), &[&leaf], &[sentence]);
    }
}

#[test]
fn odd_characters_are_compared_as_openssl_writes_them() {
    let ca = root("Lab CA");
    let leaf = named(&ca, "a\\b\u{1}c");
    says(&asking(&ca, "C=KG, CN=a\\\\b\\01c"), &[&leaf], &[]);
    says(&asking(&ca, "a\\b_c,name"), &[&leaf], &[]);
    says(&asking(&ca, "a,name"), &[&named(&ca, "a\0b")], &[]);
}

#[test]
fn a_leaf_without_a_usable_common_name_is_refused() {
    let ca = root("Lab CA");
    let nameless = leaf_with(&ca, |params| {
        params.distinguished_name = rcgen::DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::OrganizationName, "Lab");
    });
    let sentence =
        "refused: server certificate O=Lab has no common name, and OpenVPN refuses it for that";
    says(&trusting(&[ca.der()]), &[&nameless], &[sentence]);
    says(&pinning(&nameless), &[&nameless], &[sentence]);
    says(&trusting(&[ca.der()]), &[&named(&ca, &"x".repeat(64))], &[]);
    let long = named(&ca, &"x".repeat(65));
    let sentence = format!(
        "refused: server certificate CN={} has a common name of 65 bytes, and OpenVPN takes 64 at most",
        "x".repeat(65)
    );
    says(&trusting(&[ca.der()]), &[&long], &[&sentence]);
}

#[test]
fn fingerprints_are_read_with_and_without_colons() {
    let colons = vec!["aB"; 32].join(":");
    for text in [colons.as_str(), &"Ab".repeat(32), &format!(" {colons}\n")] {
        assert_eq!(parse_fingerprint(text), Ok([0xab; 32]));
    }
    let needed =
        ", where SHA-256 (32 bytes) is needed: openssl x509 -fingerprint -sha256 -noout -in FILE";
    for (text, reason) in [
        (
            vec!["AB"; 20].join(":"),
            "it is a SHA-1 fingerprint (20 bytes)",
        ),
        ("ab".repeat(20), "it is a SHA-1 fingerprint (20 bytes)"),
        (String::new(), "it has 0 bytes"),
        ("ab".repeat(33), "it has 33 bytes"),
        (
            "ab".repeat(31) + "a",
            "it is not pairs of hex digits such as AB:CD",
        ),
        (
            "+a".repeat(32),
            "it is not pairs of hex digits such as AB:CD",
        ),
        (
            vec!["é"; 32].join(":"),
            "it is not pairs of hex digits such as AB:CD",
        ),
    ] {
        let error = parse_fingerprint(&text).expect_err("it is none");
        assert_eq!(error.to_string(), format!("{reason}{needed}"));
    }
}

#[test]
fn a_leaf_has_to_be_one_of_those_pinned() {
    let ca = root("Lab CA");
    let leaf = leaf(&ca);
    says(&pinning(&leaf), &[&leaf], &[]);
    // With a CA both have to be right.
    let both = Policy {
        ca: trusting(&[ca.der()]).ca,
        ..pinning(&leaf)
    };
    says(&both, &[&leaf], &[]);
    let other = leaf_with(&ca, |params| params.subject_alt_names.clear());
    let text = Certificate::parse(&other)
        .expect("it is one")
        .fingerprint_text();
    let sentence = |pinned: &str| {
        format!(
            "refused: server certificate CN=vpn.example.org is {pinned} (peer-fingerprint): its SHA-256 is {text}"
        )
    };
    for policy in [both, pinning(&leaf)] {
        says(&policy, &[&other], &[&sentence("not the one pinned")]);
    }
    let one = Policy {
        fingerprints: vec![[7; 32]],
        ..Policy::default()
    };
    says(&one, &[&other], &[&sentence("not the one pinned")]);
}

proptest! {
    #[test]
    fn no_text_makes_a_rule_or_a_fingerprint_panic(text: String) {
        let _ = text.parse::<NameRule>();
        let _ = parse_fingerprint(&text);
    }

    #[test]
    fn a_fingerprint_survives_the_way_through_text(bytes: [u8; 32]) {
        let pairs = bytes.map(|byte| format!("{byte:02x}"));
        prop_assert_eq!(parse_fingerprint(&pairs.join(":")), Ok(bytes));
        prop_assert_eq!(parse_fingerprint(&pairs.concat()), Ok(bytes));
    }
}
