//! What the server takes of old TLS, and what is said where it takes nothing.

use super::*;

const ABOUT: &str = "suites";

fn alert() -> Answer {
    Answer::Alert {
        level: 2,
        description: 70,
        name: "protocol_version",
    }
}

fn hello(version: u16, suite: u16) -> Answer {
    Answer::ServerHello { version, suite }
}

fn told_of(old_hellos: Vec<(Offer, Answer)>) -> Vec<String> {
    let report = Report {
        old_hellos,
        ..good()
    };
    let mut findings = findings(&config(Guard::Certificate), &report);
    findings.retain(|finding| finding.contains(ABOUT) || finding.contains(" takes "));
    findings
}

#[test]
fn a_refusal_is_told_apart_from_silence() {
    let what = "OK SSL 3.0, TLS 1.0, TLS 1.1 and suites of NULL, export and 3DES";
    for (answers, verb) in [
        ([alert(), alert()], "are refused"),
        ([alert(), Answer::Incomplete], "are refused or not taken"),
        ([Answer::Incomplete, Answer::Incomplete], "are not taken"),
    ] {
        let [tls10, tls11] = answers;
        let hellos = vec![(Offer::Tls10, tls10), (Offer::Tls11, tls11)];
        assert_eq!(told_of(hellos), [format!("{what} {verb}")]);
    }
    assert!(told_of(Vec::new()).is_empty());
}

#[test]
fn what_is_taken_is_weighed_by_what_it_is() {
    for (offer, answer, text) in [
        (
            Offer::Ssl30,
            hello(0x0300, 0x0005),
            "CRITICAL docker.example.org:2376 takes SSL 3.0: SSL 3.0 with TLS_RSA_WITH_RC4_128_SHA",
        ),
        (
            Offer::ExportSuites,
            hello(0x0303, 0x0003),
            "CRITICAL docker.example.org:2376 takes suites of 40 and 56 bits: TLS 1.2 with TLS_RSA_EXPORT_WITH_RC4_40_MD5",
        ),
        (
            Offer::NullSuites,
            hello(0x0303, 0x0002),
            "CRITICAL docker.example.org:2376 takes suites without encryption: TLS 1.2 with TLS_RSA_WITH_NULL_SHA",
        ),
        (
            Offer::Tls11,
            hello(0x0302, 0x002f),
            "WARNING docker.example.org:2376 still takes TLS 1.1: TLS 1.1 with TLS_RSA_WITH_AES_128_CBC_SHA",
        ),
        (
            Offer::Tls11,
            hello(0x0301, 0x002f),
            "WARNING docker.example.org:2376 still takes TLS 1.1: TLS 1.0 with TLS_RSA_WITH_AES_128_CBC_SHA",
        ),
        (
            Offer::TripleDes,
            hello(0x0303, 0x000a),
            "WARNING docker.example.org:2376 still takes 3DES suites: TLS 1.2 with TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        ),
    ] {
        assert_eq!(told_of(vec![(offer, answer)]), [text]);
    }
}

#[test]
fn an_answer_with_what_was_not_offered_takes_nothing() {
    for (offer, answer) in [
        (Offer::Tls10, hello(0x0303, 0x002f)),
        (Offer::TripleDes, hello(0x0303, 0x002f)),
        (Offer::Tls10, Answer::NotTls(b"SSH-2.0".to_vec())),
    ] {
        let told = told_of(vec![(offer, answer)]);
        assert!(told.iter().all(|one| one.starts_with("OK ")), "{told:?}");
    }
}

/// Whoever is tried besides: the demand has a hello of its own.
#[test]
fn tls_12_is_offered_refused_or_not_known_to_be_either() {
    let taken = "WARNING docker.example.org:2376 still offers TLS 1.2, below --min-tls 1.3";
    let unknown = "UNKNOWN whether docker.example.org:2376 still offers TLS 1.2 is not known: ";
    for guard in [
        Guard::Certificate,
        Guard::Secret,
        Guard::Open,
        Guard::Unknown,
    ] {
        for (answer, told) in [
            (hello(0x0303, 0xc02f), taken.to_owned()),
            (hello(0x0303, 0x002f), taken.to_owned()),
            (alert(), "OK TLS 1.2 is refused".to_owned()),
            (Answer::Incomplete, format!("{unknown}no whole answer")),
            (
                hello(0x0304, 0x1301),
                format!("{unknown}TLS 1.3 with suite 0x1301"),
            ),
        ] {
            let report = Report {
                old_hellos: vec![(Offer::Tls12, answer)],
                ..good()
            };
            let findings = findings(&config(guard), &report);
            let about: Vec<_> = findings
                .iter()
                .filter(|one| one.contains("TLS 1.2"))
                .collect();
            assert_eq!(about, [&told]);
            assert!(findings.iter().all(|one| !one.contains("SSL 3.0")));
        }
    }
}

#[test]
fn a_port_of_plain_http_has_no_tls_to_speak_of() {
    let in_clear = Exchange {
        prefix: b"HTTP/1.1 400 Bad Request".to_vec(),
        ..ended(Ending::NotTls)
    };
    let mut report = with(good(), Purpose::Control(Page::Ping), in_clear);
    let answer = Answer::NotTls(b"HTTP/1.1 400 Bad Request".to_vec());
    report.old_hellos = vec![(Offer::Tls10, answer)];
    let findings = findings(&config(Guard::Certificate), &report);
    assert!(
        findings.iter().all(|one| !one.contains(ABOUT)),
        "{findings:?}"
    );
}
