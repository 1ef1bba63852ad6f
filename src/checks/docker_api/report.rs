//! What the probes of a run brought back, in plain values for the judge.

use super::old_tls::{Answer, Offer};
use super::plan::{Demand, Purpose};
use super::transport::{Ending, Exchange};

/// Everything that came back.
#[derive(Debug, Default)]
pub struct Report {
    /// What became of each probe.
    pub exchanges: Vec<(Purpose, Exchange)>,
    /// What the server said to hellos of old versions of TLS.
    pub old_hellos: Vec<(Offer, Answer)>,
    /// What was demanded of the front.
    pub demands: Vec<Demand>,
    /// The moment that certificates are measured at, seconds since 1970.
    pub now: i64,
}

impl Report {
    /// Whether the port that should speak TLS speaks plain HTTP.
    pub fn is_plain_http(&self) -> bool {
        self.exchanges.iter().any(|(_, exchange)| {
            exchange.ending == Ending::NotTls && exchange.prefix.starts_with(b"HTTP/")
        })
    }

    /// What became of the probe for this purpose, if it was made.
    pub fn of(&self, purpose: &Purpose) -> Option<&Exchange> {
        let mut exchanges = self.exchanges.iter();
        exchanges
            .find(|(made_for, _)| made_for == purpose)
            .map(|(_, exchange)| exchange)
    }
}
