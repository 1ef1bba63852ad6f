//! Days that certificates must still be valid: `WARN` or `WARN,CRIT`.

use std::str::FromStr;

use crate::outcome::Range;

/// Days that certificates must still be valid.
#[derive(Clone, Debug)]
pub struct Days {
    /// Fewer are a WARNING.
    pub warning: Range,
    /// Fewer are CRITICAL.
    pub critical: Option<Range>,
}

impl Days {
    /// What is asked of certificates where nobody says otherwise.
    pub const DEFAULT: &str = "30,14";
}

impl Default for Days {
    fn default() -> Self {
        Self::DEFAULT.parse().expect("two whole numbers")
    }
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let range = |days: &str| {
            let days: u16 = days.trim().parse().ok()?;
            format!("{days}:")
                .parse()
                .ok()
                .map(|range: Range| (days, range))
        };
        let wrong = || "give whole days, such as 30 or 30,14".to_owned();
        let (warning, critical) = match text.split_once(',') {
            None => (range(text).ok_or_else(wrong)?, None),
            Some((warning, critical)) => (
                range(warning).ok_or_else(wrong)?,
                Some(range(critical).ok_or_else(wrong)?),
            ),
        };
        match critical {
            Some((days, _)) if days > warning.0 => {
                Err("the first number, for WARNING, has to be the larger one".into())
            }
            critical => Ok(Self {
                warning: warning.1,
                critical: critical.map(|days| days.1),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_one_or_two_whole_numbers() {
        let days = Days::default();
        assert_eq!(days.warning.to_string(), "30:");
        assert_eq!(
            days.critical.map(|range| range.to_string()).as_deref(),
            Some("14:")
        );
        assert!("30".parse::<Days>().unwrap().critical.is_none());
        for text in ["", "x", "14,30", "1.5", "30,", "-1", "30,14,7"] {
            assert!(text.parse::<Days>().is_err(), "{text}");
        }
    }
}
