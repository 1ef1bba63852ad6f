//! Days that certificates have left, against the thresholds.

use crate::outcome::{Finding, State, state_of};
use crate::tls::certificate::{Expiry, Role, date_text};

use super::super::config::Terms;

/// A finding where the days that are left are fewer than they should be. What has ended already
/// is a fault of the chain and told there.
pub(super) fn finding(terms: &Terms, expiry: &Expiry, now: i64) -> Option<Finding> {
    let left = expiry.days_left(now);
    if left < 0 {
        return None;
    }
    let days = f64::from(i32::try_from(left).unwrap_or(i32::MAX));
    let state = state_of(
        days,
        Some(&terms.days_warning),
        terms.days_critical.as_ref(),
    );
    let state = match expiry.role {
        // Sent for nothing: no client looks at it.
        Role::Surplus => state.min(State::Warning),
        _ => state,
    };
    if state == State::Ok {
        return None;
    }
    let unit = if left == 1 { "day" } else { "days" };
    let text = format!(
        "{} {} ends in {left} {unit}, on {}",
        expiry.role,
        expiry.label,
        date_text(expiry.not_after)
    );
    Some(Finding::new(state, text))
}
