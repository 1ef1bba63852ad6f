//! Every sentence a user can be shown, with its state and the whole output around it.

mod demands;
mod diagnosis;
mod door;
mod failures;
mod hostile;
mod login;
mod passage;
mod remotes;
mod truth;
mod tunnel;

use crate::net::{Family, Trouble};
use crate::outcome::{Format, render};

use super::super::config::{Endpoint, Expectations, LoginWith, Protection, Transport};
use super::super::key::Direction;
use super::super::packet::{Opcode, PacketError, SessionId};
use super::super::session::visit::Stage;
use super::super::session::{Answer, Fault, Kind, Proof};
use super::super::stream::{BadLength, Speaker};
use super::super::verdict::Ending;
use super::*;

const SIGNED: Protection = Protection::TlsAuth("SHA256", Some(Direction::One));

fn terms(host: &str, transport: Transport, protection: Protection) -> Terms {
    Terms {
        endpoint: Endpoint {
            host: host.parse().unwrap(),
            port: 1194,
            transport,
        },
        protection,
        all_addresses: false,
        expect_silence: false,
        timeout_result: State::Critical,
        warning: None,
        critical: None,
        clock_offset: None,
        stage: Stage::Reset,
        verifies: true,
        login: LoginWith::default(),
        ping_size: None,
        days: (None, None),
        now: 0,
        expectations: Expectations {
            auth_failed: false,
            push: Vec::new(),
            challenge: State::Warning,
            pending: State::Ok,
            tunnel_is_demanded: false,
            ping_is_demanded: false,
        },
        notes: Vec::new(),
    }
}

/// The outcome of one remote.
fn judge(terms: &Terms, verdicts: &[Verdict], left_out: usize) -> Outcome {
    let report = Report::Probed {
        terms,
        verdicts,
        left_out,
    };
    super::judge(&[report], false)
}

fn unresolved(terms: &Terms, error: &ResolveError, waited: Duration) -> Outcome {
    let report = Report::Unresolved {
        terms,
        error,
        waited,
    };
    super::judge(&[report], false)
}

fn udp(protection: Protection) -> Terms {
    terms("vpn.example.org", Transport::Udp, protection)
}

fn tcp(protection: Protection) -> Terms {
    terms("vpn.example.org", Transport::Tcp, protection)
}

fn silent(terms: Terms) -> Terms {
    Terms {
        expect_silence: true,
        ..terms
    }
}

fn verdict(ending: Ending) -> Verdict {
    Verdict {
        address: "192.0.2.1:1194".parse().unwrap(),
        ending,
        passage: None,
        diagnosis: None,
        hellos: 1,
        skipped: 0,
        elapsed: Duration::from_secs(10),
    }
}

fn answer(kind: Kind, proof: Proof) -> Ending {
    Ending::Answered(Answer {
        kind,
        proof,
        round_trip: Duration::from_micros(812),
        clock_offset: (proof == Proof::Signature).then_some(-2),
    })
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// State and text of the one finding.
fn told(terms: &Terms, verdict: &Verdict) -> String {
    let outcome = judge(terms, std::slice::from_ref(verdict), 0);
    let finding = &outcome.findings()[0];
    format!("{} {}", finding.state(), finding.text())
}

#[track_caller]
fn assert_told(cases: &[(Terms, Ending, &str)]) {
    for (terms, ending, expected) in cases {
        assert_eq!(told(terms, &verdict(ending.clone())), *expected);
    }
}

fn two(first: Ending, second: Ending) -> [Verdict; 2] {
    let other = "[2001:db8::1]:1194".parse().unwrap();
    [
        verdict(first),
        Verdict {
            address: other,
            skipped: 2,
            ..verdict(second)
        },
    ]
}

#[test]
fn an_answer_says_where_from_how_fast_and_what_stands_behind_it() {
    let at = "vpn.example.org:1194/udp (192.0.2.1)";
    for (protection, kind, proof, rest) in [
        (
            Protection::Plain,
            Kind::Reset,
            Proof::None,
            "answered in 0.8 ms",
        ),
        (
            SIGNED,
            Kind::Reset,
            Proof::Signature,
            "answered in 0.8 ms, signature verified (tls-auth SHA256)",
        ),
        (
            Protection::TlsCrypt,
            Kind::Reset,
            Proof::Signature,
            "answered in 0.8 ms, signature verified (tls-crypt)",
        ),
        (
            Protection::TlsCryptV2,
            Kind::Reset,
            Proof::Signature,
            "answered in 0.8 ms, signature verified (tls-crypt-v2)",
        ),
        (
            SIGNED,
            Kind::Reset,
            Proof::UncheckedSignature,
            "answered in 0.8 ms, signature not checked for want of the server's key",
        ),
        (
            Protection::Plain,
            Kind::Acknowledgement,
            Proof::None,
            "answered in 0.8 ms, taking our hello for a retransmit",
        ),
        (
            SIGNED,
            Kind::UntiedReset,
            Proof::Signature,
            "answered in 0.8 ms, signature verified (tls-auth SHA256), without naming our session",
        ),
        (
            Protection::Plain,
            Kind::Anything,
            Proof::None,
            "sent something in 0.8 ms, which was not validated",
        ),
    ] {
        let said = told(&udp(protection), &verdict(answer(kind, proof)));
        assert_eq!(said, format!("OK {at} {rest}"));
    }
    assert_eq!(
        told(
            &udp(Protection::Plain),
            &verdict(answer(Kind::UntiedReset, Proof::None))
        ),
        format!(
            "WARNING {at} sent a reset in 0.8 ms that does not name our session: an answer to somebody else, or forged"
        )
    );
}

#[test]
fn an_answer_to_a_retry_says_so() {
    let late = Verdict {
        hellos: 3,
        ..verdict(answer(Kind::Reset, Proof::None))
    };
    assert_eq!(
        told(
            &terms("2001:db8::1", Transport::Udp, Protection::Plain),
            &late
        ),
        "OK [2001:db8::1]:1194/udp answered in 0.8 ms, after 3 hellos"
    );
}

#[test]
fn thresholds_and_the_clock_raise_the_state_and_say_why() {
    let good = verdict(answer(Kind::Reset, Proof::Signature));
    let base = "vpn.example.org:1194/udp (192.0.2.1) answered in 0.8 ms, signature verified (tls-auth SHA256)";
    for (warning, critical, clock, expected) in [
        (Some("1"), Some("2"), Some("5"), format!("OK {base}")),
        (
            Some("0.0005"),
            Some("2"),
            None,
            format!("WARNING {base}, outside the warning range 0.0005 (seconds)"),
        ),
        (
            Some("0.0001"),
            Some("0.0005"),
            None,
            format!("CRITICAL {base}, outside the critical range 0.0005 (seconds)"),
        ),
        (
            None,
            None,
            Some("1"),
            format!("WARNING {base}, but its clock is 2 s behind ours (range 1)"),
        ),
    ] {
        let range = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let terms = Terms {
            warning: range(warning),
            critical: range(critical),
            clock_offset: range(clock),
            ..udp(SIGNED)
        };
        assert_eq!(told(&terms, &good), expected);
    }
}

#[test]
fn one_address_that_answers_is_enough_and_the_rest_is_a_note() {
    let verdicts = two(
        Ending::Trouble(Trouble::Refused),
        answer(Kind::Reset, Proof::None),
    );
    let text = render(&judge(&udp(Protection::Plain), &verdicts, 3), Format::Text);
    assert_eq!(
        text,
        "OPENVPN OK - vpn.example.org:1194/udp (2001:db8::1) answered in 0.8 ms\
         |'time'=0.000812s;;;0; 'hellos'=2;;;0; 'invalid'=2;;;0;\n\
         [OK] nothing listens on vpn.example.org:1194/udp (192.0.2.1) (ICMP port unreachable), after 10 s; not needed, since another address answers\n\
         [OK] vpn.example.org:1194/udp (2001:db8::1) answered in 0.8 ms\n\
         [OK] 3 more addresses of vpn.example.org were not probed\n"
    );
}

#[test]
fn with_all_addresses_each_has_to_answer() {
    let verdicts = two(
        Ending::Trouble(Trouble::Refused),
        answer(Kind::Reset, Proof::None),
    );
    let terms = Terms {
        all_addresses: true,
        ..udp(Protection::Plain)
    };
    let outcome = judge(&terms, &verdicts, 3);
    assert_eq!(outcome.state(), State::Critical);
    let states: Vec<State> = outcome.findings().iter().map(Finding::state).collect();
    assert_eq!(states, [State::Critical, State::Ok, State::Unknown]);
}

#[test]
fn an_untied_reset_whose_signature_nobody_checked_is_a_warning() {
    let untied = verdict(answer(Kind::UntiedReset, Proof::UncheckedSignature));
    let said = told(&udp(Protection::TlsAuth("SHA1", None)), &untied);
    assert!(said.starts_with("WARNING "), "{said}");
}

#[test]
fn silence_counts_only_after_listening_for_it() {
    let short = Verdict {
        elapsed: ms(20),
        ..verdict(Ending::Silence)
    };
    let terms = Terms {
        expect_silence: true,
        ..udp(Protection::Plain)
    };
    assert_eq!(
        told(&terms, &short),
        "UNKNOWN cannot tell whether vpn.example.org:1194/udp (192.0.2.1) keeps silent: only 20 ms were left to listen; raise --timeout"
    );
    let long_enough = Verdict {
        elapsed: ms(900),
        ..short
    };
    assert!(told(&terms, &long_enough).starts_with("OK "));
}

#[test]
fn no_other_address_makes_up_for_an_unsigned_one() {
    for fault in [Fault::Unsigned, Fault::UnsignedAndUntied] {
        let verdicts = two(Ending::Faulty(fault), answer(Kind::Reset, Proof::Signature));
        assert_eq!(judge(&udp(SIGNED), &verdicts, 0).state(), State::Critical);
    }
}

#[test]
fn the_better_answer_is_the_headline() {
    let late = Answer {
        kind: Kind::Reset,
        proof: Proof::None,
        round_trip: ms(1500),
        clock_offset: None,
    };
    let verdicts = two(Ending::Answered(late), answer(Kind::Reset, Proof::None));
    let terms = Terms {
        warning: Some("1".parse().unwrap()),
        ..udp(Protection::Plain)
    };
    let outcome = judge(&terms, &verdicts, 0);
    assert_eq!(
        outcome.summary(),
        "vpn.example.org:1194/udp (2001:db8::1) answered in 0.8 ms"
    );
    assert_eq!(
        outcome.findings()[0].text(),
        "vpn.example.org:1194/udp (192.0.2.1) answered in 1.5 s, outside the warning range 1 (seconds); not needed, since another address answers"
    );
    let slowest = judge(
        &Terms {
            all_addresses: true,
            ..terms
        },
        &verdicts,
        0,
    );
    assert_eq!(
        (slowest.state(), slowest.metrics()[0].value()),
        (State::Warning, 1.5)
    );
}

#[test]
fn the_clock_offset_is_measured_where_a_signature_vouches() {
    let outcome = judge(
        &udp(SIGNED),
        &[verdict(answer(Kind::Reset, Proof::Signature))],
        0,
    );
    assert_eq!(
        render(&outcome, Format::Text).lines().next(),
        Some(
            "OPENVPN OK - vpn.example.org:1194/udp (192.0.2.1) answered in 0.8 ms, signature verified (tls-auth SHA256)\
             |'time'=0.000812s;;;0; 'hellos'=1;;;0; 'invalid'=0;;;0; 'clock_offset'=-2s;;;;"
        )
    );
}

#[test]
#[expect(
    clippy::float_cmp,
    reason = "whole seconds, which a double holds exactly"
)]
fn a_clock_that_is_off_by_more_than_a_number_holds_is_off_by_the_most_it_holds() {
    for (offset, seconds) in [
        (-2, -2.0),
        (i64::MAX, f64::from(i32::MAX)),
        (i64::MIN, f64::from(i32::MIN)),
    ] {
        assert_eq!(words::as_seconds(offset), seconds);
    }
}

#[test]
fn times_read_well() {
    for (micros, text) in [
        (41, "0.04 ms"),
        (812, "0.8 ms"),
        (1000, "1 ms"),
        (12_345, "12 ms"),
        (999_500, "1 s"),
        (999_900, "1 s"),
        (1_250_000, "1.2 s"),
        (10_000_000, "10 s"),
        (10_002_000, "10 s"),
    ] {
        assert_eq!(seconds(Duration::from_micros(micros)), text);
    }
}
