//! The result of a check as Icinga keeps it.

use std::time::{Duration, SystemTime};

use serde::Deserialize;

pub const OK: f64 = 0.0;
pub const WARNING: f64 = 1.0;
pub const CRITICAL: f64 = 2.0;
pub const UNKNOWN: f64 = 3.0;

/// `last_check_result` of a service.
#[derive(Clone, Debug, Deserialize)]
pub struct CheckResult {
    pub state: f64,
    /// All lines, without the performance data.
    pub output: String,
    pub performance_data: Option<Vec<String>>,
    /// What was run, word for word.
    #[serde(default)]
    pub command: Option<Vec<String>>,
    /// The node that ran it.
    pub check_source: String,
    /// Seconds since 1970.
    pub execution_start: f64,
}

impl CheckResult {
    #[expect(
        clippy::float_cmp,
        reason = "states are whole numbers, which JSON has no type for"
    )]
    pub fn is(&self, state: f64, words: &str) -> bool {
        self.state == state && self.output.contains(words)
    }

    /// # Panics
    /// When it is anything else; the whole result is the message.
    pub fn assert(&self, state: f64, words: &str) {
        assert!(
            self.is(state, words),
            "wants {state} \"{words}\": {self:#?}"
        );
    }

    pub fn first_line(&self) -> &str {
        self.output.lines().next().unwrap_or_default()
    }

    /// # Panics
    /// When Icinga ran it elsewhere and was not told how.
    pub fn command(&self) -> &[String] {
        self.command.as_deref().expect("Icinga knows what it ran")
    }

    /// The values behind an option of the command, in order.
    pub fn values_of(&self, option: &str) -> Vec<&str> {
        let pairs = self.command().windows(2);
        pairs
            .filter(|pair| pair[0] == option)
            .map(|pair| pair[1].as_str())
            .collect()
    }

    pub fn has_option(&self, option: &str) -> bool {
        self.command().iter().any(|word| word == option)
    }

    /// Whether the plugin was started at `time` or later.
    pub fn began_since(&self, time: SystemTime) -> bool {
        let start = Duration::from_secs_f64(self.execution_start);
        SystemTime::UNIX_EPOCH + start >= time
    }
}
