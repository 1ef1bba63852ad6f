//! What a check can measure: every label of its performance data with unit, meaning and the options
//! that judge it, written down once, for the metrics and for the documentation.

use super::Unit;

/// A quantity that a check measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// `[a-z][a-z0-9_]*`; the name of somebody's graph, which never changes.
    pub label: &'static str,
    /// The unit of its values.
    pub unit: Unit,
    /// What a value says and when there is none, for users.
    pub meaning: &'static str,
    /// Long names of the options that judge a value.
    pub judged_by: &'static [&'static str],
}

/// Declares the measures of a check as constants for its judge, and `ALL` of them for the
/// documentation.
///
/// `ALL` repeats the values and does not name the constants, so that the compiler reports a measure
/// that is documented and never taken.
macro_rules! measures {
    ($($name:ident = $label:literal, $unit:ident, $judged_by:expr, $meaning:literal;)*) => {
        $(
            pub(super) const $name: $crate::outcome::Measure = $crate::outcome::Measure {
                label: $label,
                unit: $crate::outcome::Unit::$unit,
                meaning: $meaning,
                judged_by: &$judged_by,
            };
        )*

        /// Every measure of the check, in the order of its performance data.
        pub const ALL: &[$crate::outcome::Measure] = &[$(
            $crate::outcome::Measure {
                label: $label,
                unit: $crate::outcome::Unit::$unit,
                meaning: $meaning,
                judged_by: &$judged_by,
            },
        )*];
    };
}

pub(crate) use measures;
