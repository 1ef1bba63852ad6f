use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::outcome::{Finding, Metric, Range, State, Unit};

fn example() -> Outcome {
    let warn: Range = "0.5".parse().unwrap();
    let crit: Range = "1".parse().unwrap();
    let mut outcome = Outcome::new("OPENVPN");
    outcome
        .push(Finding::ok("answered in 0.8 ms"))
        .push(Finding::note("the name has 2 addresses"))
        .metric(
            Metric::new("time", 0.000_812, Unit::Seconds)
                .thresholds(Some(&warn), Some(&crit))
                .min(0.0),
        )
        .metric(Metric::new("hellos", 1.0, Unit::None))
        .detail("sent 42 bytes");
    outcome
}

fn lines_of(outcome: &Outcome) -> Vec<String> {
    let text = render(outcome, Format::Text);
    let body = text.strip_suffix('\n').expect("a final newline");
    body.split('\n').map(str::to_owned).collect()
}

fn value_of(outcome: &Outcome) -> Value {
    let text = render(outcome, Format::Json);
    let body = text.strip_suffix('\n').expect("a final newline");
    assert!(!body.contains('\n'));
    serde_json::from_str(body).expect("valid JSON")
}

#[test]
fn text_has_perfdata_on_its_first_line() {
    assert_eq!(
        render(&example(), Format::Text),
        "OPENVPN OK - answered in 0.8 ms|'time'=0.000812s;0.5;1;0; 'hellos'=1;;;;\n\
         [OK] answered in 0.8 ms\n\
         [OK] the name has 2 addresses\n\
         sent 42 bytes\n"
    );
}

#[test]
fn json_tells_the_same_on_one_line() {
    assert_eq!(
        render(&example(), Format::Json),
        concat!(
            r#"{"check":"OPENVPN","state":"OK","exit_code":0,"summary":"answered in 0.8 ms","#,
            r#""findings":[{"state":"OK","text":"answered in 0.8 ms"},"#,
            r#"{"state":"OK","text":"the name has 2 addresses"}],"#,
            r#""metrics":[{"label":"time","value":0.000812,"unit":"s","#,
            r#""warn":"0.5","crit":"1","min":0},{"label":"hellos","value":1,"unit":""}],"#,
            r#""details":["sent 42 bytes"]}"#,
            "\n"
        )
    );
}

#[test]
fn nothing_checked_is_one_line() {
    let outcome = Outcome::new("OPENVPN");
    assert_eq!(
        render(&outcome, Format::Text),
        "OPENVPN UNKNOWN - nothing was checked\n"
    );
    let expected = json!({
        "check": "OPENVPN", "state": "UNKNOWN", "exit_code": 3,
        "summary": "nothing was checked", "findings": [], "metrics": [], "details": [],
    });
    assert_eq!(value_of(&outcome), expected);
}

#[test]
fn foreign_text_forges_neither_lines_nor_perfdata() {
    let mut outcome = Outcome::new("OPENVPN");
    outcome
        .push(Finding::critical("cn=a|x=1\nOPENVPN OK - <b>"))
        .detail("\n\r\n")
        .detail("a\u{2028}b|c=1");
    assert_eq!(
        render(&outcome, Format::Text),
        "OPENVPN CRITICAL - cn=a/x=1 OPENVPN OK - (b)\n\
         [CRITICAL] cn=a/x=1 OPENVPN OK - (b)\n\
         a b/c=1\n"
    );
    let expected = json!({
        "check": "OPENVPN", "state": "CRITICAL", "exit_code": 2,
        "summary": "cn=a/x=1 OPENVPN OK - (b)",
        "findings": [{"state": "CRITICAL", "text": "cn=a/x=1 OPENVPN OK - (b)"}],
        "metrics": [], "details": ["a b/c=1"],
    });
    assert_eq!(value_of(&outcome), expected);
}

#[test]
fn an_empty_text_leaves_no_blank_at_the_end_of_the_line() {
    let mut outcome = Outcome::new("OPENVPN");
    outcome.push(Finding::ok(""));
    assert_eq!(lines_of(&outcome), ["OPENVPN OK -", "[OK]"]);
}

#[test]
fn a_single_finding_is_one_line_however_long_it_is() {
    let mut outcome = Outcome::single("OPENVPN", Finding::unknown("HOST is missing"));
    assert_eq!(lines_of(&outcome), ["OPENVPN UNKNOWN - HOST is missing"]);
    outcome.push(Finding::unknown("and more"));
    assert_eq!(lines_of(&outcome).len(), 3);
    let long = Outcome::single("OPENVPN", Finding::unknown("x".repeat(500)));
    assert_eq!(lines_of(&long).len(), 1);
}

#[test]
fn a_long_summary_is_cut_and_perfdata_kept() {
    let mut outcome = Outcome::new("OPENVPN");
    outcome.push(Finding::warning("é".repeat(5000)));
    outcome.metric(Metric::new("time", 1.0, Unit::Seconds));
    let lines = lines_of(&outcome);
    let said = "é".repeat(400 - 18 - 3 - 1 - 13);
    assert_eq!(
        lines[0],
        format!("OPENVPN WARNING - {said}...|'time'=1s;;;;")
    );
    assert_eq!(lines[0].chars().count(), 400);
    assert_eq!(lines[1], format!("[WARNING] {}...", "é".repeat(997)));
    assert_eq!(lines.len(), 2);
}

#[test]
fn metrics_that_leave_no_room_for_words_are_left_out_and_counted() {
    let mut outcome = Outcome::new("OPENVPN");
    outcome.push(Finding::ok("x".repeat(200)));
    for _ in 0..40 {
        outcome.metric(Metric::new("time", 1.0, Unit::Seconds));
    }
    let lines = lines_of(&outcome);
    let perf = ["'time'=1s;;;;"; 19].join(" ");
    let said = "x".repeat(400 - 13 - 3 - 1 - perf.len());
    assert_eq!(lines[0], format!("OPENVPN OK - {said}...|{perf}"));
    assert_eq!(lines[2], "(21 metrics left out)");
    assert!(said.len() + 3 >= 120);
}

/// 120 characters of it are enough: then the line is full with not one character to spare.
#[test]
fn metrics_go_to_the_last_character_that_the_words_leave() {
    for (last, expected) in [(12.0, None), (123.0, Some("(1 metric left out)"))] {
        let mut outcome = Outcome::new("OPENVPN");
        outcome.push(Finding::ok("x".repeat(200)));
        for value in [[1.0; 18].as_slice(), &[last]].concat() {
            outcome.metric(Metric::new("time", value, Unit::Seconds));
        }
        let lines = lines_of(&outcome);
        assert_eq!(lines.get(2).map(String::as_str), expected);
        assert_eq!(lines[0].len(), 400);
    }
}

#[test]
fn lines_beyond_eight_kib_are_counted() {
    let mut outcome = Outcome::new("OPENVPN");
    for n in 0..2000 {
        outcome.push(Finding::critical(format!("address {n:04} is silent")));
    }
    let text = render(&outcome, Format::Text);
    assert!((8100..=8192).contains(&text.len()), "{}", text.len());
    let lines = lines_of(&outcome);
    let kept = lines.len() - 2;
    assert_eq!(
        lines[kept],
        format!("[CRITICAL] address {:04} is silent", kept - 1)
    );
    assert_eq!(lines[kept + 1], format!("({} lines left out)", 2000 - kept));
}

#[test]
fn json_beyond_eight_kib_loses_details_before_findings_before_metrics() {
    let mut outcome = example();
    for n in 0..200 {
        outcome.detail(format!("{n:03} {}", "d".repeat(60)));
    }
    let value = value_of(&outcome);
    assert_eq!(value["metrics"].as_array().unwrap().len(), 2);
    assert_eq!(value["findings"].as_array().unwrap().len(), 2);
    let details = value["details"].as_array().unwrap().len();
    assert!((100..201).contains(&details), "{details}");
    assert_eq!(value["truncated"], json!(201 - details));

    for n in 0..20_000 {
        outcome.push(Finding::critical(format!("address {n:05} is silent")));
    }
    let value = value_of(&outcome);
    assert_eq!(value["metrics"].as_array().unwrap().len(), 2);
    assert_eq!(value["details"], json!([]));
    let findings = value["findings"].as_array().unwrap().len();
    assert_eq!(value["truncated"], json!(20_002 + 201 - findings));
    assert_eq!(value["exit_code"], 2);
}

fn any_text() -> impl Strategy<Value = String> {
    let c = prop_oneof![any::<char>(), prop::char::range('\0', '\u{ff}')];
    prop::collection::vec(c, 0..1500).prop_map(String::from_iter)
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let state = prop::sample::select(vec![
        State::Ok,
        State::Warning,
        State::Critical,
        State::Unknown,
    ]);
    let findings = prop::collection::vec((state, any::<bool>(), any_text()), 0..12);
    let metrics = prop::collection::vec(any::<f64>(), 0..6);
    let details = prop::collection::vec(any_text(), 0..6);
    (findings, metrics, details).prop_map(|(findings, metrics, details)| {
        let mut outcome = Outcome::new("OPENVPN");
        for (state, note, text) in findings {
            outcome.push(if note {
                Finding::note(text)
            } else {
                Finding::new(state, text)
            });
        }
        for value in metrics {
            outcome.metric(Metric::new("time", value, Unit::Seconds).min(value));
        }
        for line in details {
            outcome.detail(line);
        }
        outcome
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn text_keeps_every_promise(outcome in any_outcome()) {
        let text = render(&outcome, Format::Text);
        prop_assert!(text.len() <= 8192);
        let lines = lines_of(&outcome);
        prop_assert!(lines[0].chars().count() <= 400);
        let head = format!("OPENVPN {} -", outcome.state());
        prop_assert!(lines[0].starts_with(&head));
        prop_assert!(lines.iter().all(|line| !line.trim().is_empty()));
        prop_assert!(lines[0].matches('|').count() <= 1);
        prop_assert!(lines[1..].iter().all(|line| !line.contains('|')));
        prop_assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || "<>".contains(c)));
    }

    #[test]
    fn json_keeps_every_promise(outcome in any_outcome()) {
        let text = render(&outcome, Format::Json);
        prop_assert!(text.len() <= 8192);
        let value = value_of(&outcome);
        prop_assert_eq!(&value["state"], &json!(outcome.state().to_string()));
        prop_assert_eq!(&value["exit_code"], &json!(outcome.state().exit_code()));
        prop_assert!(!text.contains(['|', '<', '>']));
    }
}
