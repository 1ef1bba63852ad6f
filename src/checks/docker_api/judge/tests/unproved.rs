//! Nothing wrong is not yet something right.

use super::*;

const NOTHING: &str = "UNKNOWN nothing is known of who gets in at docker.example.org:2376";

#[test]
fn notes_alone_prove_nothing() {
    let only_notes = || Report {
        exchanges: Vec::new(),
        ..good()
    };
    for guard in [Guard::Unknown, Guard::Certificate, Guard::Open] {
        assert_eq!(told(&config(guard), &only_notes()), NOTHING, "{guard:?}");
    }
}

#[test]
fn an_outsider_needs_a_refusal_and_the_right_client_an_answer() {
    let outsider_alone = || without(good(), |purpose| matches!(purpose, Purpose::Control(_)));
    let tries = |purpose: &Purpose| matches!(purpose, Purpose::Outsider(..));
    assert!(told(&config(Guard::Unknown), &outsider_alone()).starts_with("OK "));
    let plain = without(outsider_alone(), tries);
    assert_eq!(told(&config(Guard::Unknown), &plain), NOTHING);
    let open = config(Guard::Open);
    assert!(told(&open, &without(good(), tries)).starts_with("OK "));
}

#[test]
fn a_run_with_a_complaint_needs_no_second_one() {
    let closed = Purpose::ClosedPort(2375);
    let report = Report {
        exchanges: vec![(closed, ping())],
        ..Report::default()
    };
    let told = "CRITICAL port 2375 of docker.example.org is a Docker API that lets everybody in by plain HTTP (HTTP 200)";
    assert_eq!(findings(&config(Guard::Unknown), &report), [told]);
}
