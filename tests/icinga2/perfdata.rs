//! Performance data as the `PerfdataWriter` leaves it for graphers.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use crate::node::Node;
use crate::support::docker::process::holds_in_time;

/// The file is rotated each second.
const GLANCE: Duration = Duration::from_millis(100);

/// Label and value of everything that is written of a service's last check, without units.
///
/// # Panics
/// When nothing is written in time, or something that is no number.
pub fn written(node: &Node, service: &str) -> BTreeMap<String, f64> {
    let name = format!("\tSERVICEDESC::{service}\t");
    let mut last = None;
    holds_in_time(|| {
        thread::sleep(GLANCE);
        let mut lines = node.written_perfdata();
        lines.retain(|line| line.contains(&name));
        last = lines.pop();
        last.is_some()
    });
    let line = last.unwrap_or_else(|| panic!("nothing of {service}:\n{}", node.log()));
    let (_, data) = line.split_once("\tSERVICEPERFDATA::").expect("a field");
    let data = data.split('\t').next().unwrap_or_default();
    data.split(' ').map(|metric| value(metric, &line)).collect()
}

/// # Panics
/// When Icinga had to drop a value or found anything else to warn of.
pub fn assert_nothing_was_dropped(node: &Node) {
    let log = node.log();
    for level in ["] warning/", "] critical/"] {
        assert!(!log.contains(level), "{log}");
    }
}

/// `time=0.0005s;0.5;2;0;`
fn value(metric: &str, line: &str) -> (String, f64) {
    let (label, rest) = metric.split_once('=').expect("a label and a value");
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    assert!(label.chars().all(is_plain), "{label} in {line}");
    let mut fields = rest.split(';');
    let number = fields.next().unwrap_or_default();
    let number = number.strip_suffix('s').unwrap_or(number);
    let number = number.parse();
    let number = number.unwrap_or_else(|error| panic!("{label}: {error} in {line}"));
    (label.to_owned(), number)
}
