//! What all sentences are made of: how an address is called, times as people read them.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use crate::net::Host;
use crate::outcome::Range;

use super::super::config::{Endpoint, Terms};
use super::super::verdict::Verdict;

/// How a sentence calls an address: by the user's name for it, and by itself where that differs.
pub(super) struct Place<'a> {
    endpoint: &'a Endpoint,
    address: SocketAddr,
}

impl<'a> Place<'a> {
    pub(super) fn new(terms: &'a Terms, verdict: &'a Verdict) -> Self {
        Self {
            endpoint: &terms.endpoint,
            address: verdict.address,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.endpoint.host {
            Host::Address(_) => self.endpoint.fmt(f),
            Host::Name(_) => write!(f, "{} ({})", self.endpoint, self.address.ip()),
        }
    }
}

/// Which range a time misses.
pub(super) fn outside(kind: &str, range: Option<&Range>) -> String {
    range.map_or_else(String::new, |range| {
        format!(", outside the {kind} range {range} (seconds)")
    })
}

/// `1 hello`, `4 hellos`.
pub(super) fn hellos(count: u32) -> String {
    if count == 1 {
        "1 hello".into()
    } else {
        format!("{count} hellos")
    }
}

/// A difference of clocks as a number to measure.
pub(super) fn as_seconds(offset: i64) -> f64 {
    f64::from(i32::try_from(offset).unwrap_or(if offset < 0 { i32::MIN } else { i32::MAX }))
}

/// A time as people read it: `0.8 ms`, `12 ms`, `1.2 s`.
pub(super) fn seconds(time: Duration) -> String {
    let (value, unit) = match time.as_secs_f64() {
        value if value < 0.9995 => (value * 1e3, "ms"),
        value => (value, "s"),
    };
    let digits = match value {
        ..0.095 => 2,
        ..9.95 => 1,
        _ => 0,
    };
    let text = format!("{value:.digits$}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}
