//! When a certificate ends, and what is to be said of it before it does.

use crate::outcome::{Finding, Range, State, state_of};

use super::super::{date_text, days_left};
use super::Role;

/// When a certificate ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// What the certificate is in its chain.
    pub role: Role,
    /// Whom it is for, see [`Certificate::label`](super::super::Certificate::label).
    pub label: String,
    /// Its last second.
    pub not_after: i64,
}

impl Expiry {
    /// Whole days that are left, rounded down; negative once it is over.
    pub fn days_left(&self, now: i64) -> i64 {
        days_left(self.not_after, now)
    }

    /// A finding where the days that are left are fewer than they should be. What has ended already
    /// is a fault of the chain and told there.
    pub fn finding(
        &self,
        warning: Option<&Range>,
        critical: Option<&Range>,
        now: i64,
    ) -> Option<Finding> {
        let left = self.days_left(now);
        if left < 0 {
            return None;
        }
        let days = f64::from(i32::try_from(left).unwrap_or(i32::MAX));
        let state = match (state_of(days, warning, critical), self.role) {
            // Sent for nothing: no client looks at it.
            (state, Role::Surplus) => state.min(State::Warning),
            (state, _) => state,
        };
        if state == State::Ok {
            return None;
        }
        let unit = if left == 1 { "day" } else { "days" };
        let text = format!(
            "{} {} ends in {left} {unit}, on {}",
            self.role,
            self.label,
            date_text(self.not_after)
        );
        Some(Finding::new(state, text))
    }
}
