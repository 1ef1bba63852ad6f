//! What an output looks like, and never holds, whatever a peer said.

use crate::desk::{DESK, PASSWORD, USERNAME, hex};
use crate::support::plugin::Run;

const STATES: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];
const METRICS: [&str; 10] = [
    "time",
    "tls_time",
    "login_time",
    "tunnel_time",
    "server_cert_days",
    "ca_cert_days",
    "clock_offset",
    "hellos",
    "retransmits",
    "invalid",
];

/// Lines, perfdata and characters as the plugin makes them, whatever a peer said.
pub fn has_its_own_words(run: &Run) {
    let state = STATES[usize::try_from(run.exit_code).expect("an exit code")];
    let head = format!("OPENVPN {state} - ");
    let (first, rest) = run.stdout.split_once('\n').expect("a line");
    let (said, measured) = first.split_once('|').unwrap_or((first, ""));
    assert!(said.starts_with(&head) && said.len() > head.len(), "{run}");
    assert!(said.chars().count() < 1500, "{run}");
    for metric in measured.split_whitespace() {
        let label = metric.split('=').next().unwrap_or_default();
        let label = label.trim_matches('\'');
        assert!(METRICS.contains(&label), "{label}\n{run}");
    }
    assert!(!rest.contains('|'), "{run}");
    let is_bidi =
        |c: char| ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    let is_rude = |c: char| c.is_control() || "<>".contains(c) || is_bidi(c);
    for line in run.stdout.lines() {
        assert!(!line.contains(is_rude), "{line:?}\n{run}");
    }
    // What a peer says never begins a line.
    for line in rest.lines() {
        assert!(!line.starts_with("[OK] fine"), "{run}");
        assert!(!line.starts_with("OPENVPN"), "{run}");
    }
}

/// At the most talkative, with every packet in hexadecimal.
pub fn keeps_secrets(run: &Run) {
    let dump = |line: &str| line.split_once(" bytes ").map(|(_, hex)| hex.to_owned());
    let dumped: String = run.stdout.lines().filter_map(dump).collect();
    for secret in DESK.secrets() {
        assert!(!run.stdout.contains(&secret), "{secret}\n{run}");
        assert!(!dumped.contains(&secret), "{secret}\n{run}");
    }
    assert!(!dumped.contains(&hex(USERNAME.as_bytes())), "{run}");
    assert!(!run.stdout.contains(PASSWORD), "{run}");
}
