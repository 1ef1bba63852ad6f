//! Threshold ranges: `[@][start:][end]`.
//!
//! Facts: Monitoring Plugins development guidelines, "Threshold and Ranges". Stricter than the C
//! plugins, which take `abc` as 0 and `5:1` without a word: what is not a range is refused.

use std::{error, fmt, str::FromStr};

/// A range of good values, or with `@` of bad ones. The bounds belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// What the user wrote, for perfdata; only `@ ~ : . -` and digits.
    text: String,
    start: f64,
    end: f64,
    alerts_inside: bool,
}

impl Range {
    /// Whether the value calls for an alert. A value that is not a number always does.
    pub fn alerts(&self, value: f64) -> bool {
        let inside = self.start <= value && value <= self.end;
        value.is_nan() || inside == self.alerts_inside
    }
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RangeError::Empty);
        }
        if text.len() > LONGEST {
            return Err(RangeError::TooLong);
        }
        let (alerts_inside, bounds) = match text.strip_prefix('@') {
            Some(bounds) => (true, bounds),
            None => (false, text),
        };
        let (start, end) = match bounds.split_once(':') {
            Some((_, end)) if end.contains(':') => return Err(RangeError::TwoColons),
            Some(("", _)) => return Err(RangeError::NoStart),
            Some(("~", "")) => (f64::NEG_INFINITY, f64::INFINITY),
            Some(("~", end)) => (f64::NEG_INFINITY, bound(end)?),
            Some((start, "")) => (bound(start)?, f64::INFINITY),
            Some((start, end)) => (bound(start)?, bound(end)?),
            None => (0.0, bound(bounds)?),
        };
        if start > end {
            return Err(RangeError::StartAboveEnd { start, end });
        }
        Ok(Self {
            text: text.to_owned(),
            start,
            end,
            alerts_inside,
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is not a range.
#[derive(Debug, Clone, PartialEq)]
pub enum RangeError {
    /// There is nothing but white space.
    Empty,
    /// More than 40 bytes, which no graph needs and the first line of the output has no room for.
    TooLong,
    /// A bound is something else than a plain decimal number.
    NotANumber(String),
    /// There is more than one colon.
    TwoColons,
    /// There is nothing before the colon.
    NoStart,
    /// The start is greater than the end, so that no value is inside.
    StartAboveEnd {
        /// The lower bound, which is 0 if the text has no colon.
        start: f64,
        /// The upper bound.
        end: f64,
    },
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a range is missing"),
            Self::TooLong => write!(f, "a range has at most {LONGEST} characters"),
            Self::NotANumber(text) if text.is_empty() => f.write_str("a number is missing"),
            Self::NotANumber(text) => write!(f, "'{text}' is not a plain decimal number"),
            Self::TwoColons => f.write_str("a range has one colon at most"),
            Self::NoStart => f.write_str("nothing stands before the colon (~ means any)"),
            Self::StartAboveEnd { start, end } => {
                write!(f, "the range starts at {start}, above its end {end}")
            }
        }?;
        f.write_str("; examples: 10, 10:, ~:10, 10:20, @10:20")
    }
}

impl error::Error for RangeError {}

const LONGEST: usize = 40;

/// A decimal number without exponent, sign `+`, blanks or names, hence always finite.
fn bound(text: &str) -> Result<f64, RangeError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.ends_with(|c: char| c.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| RangeError::NotANumber(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn alerts_as_the_guidelines_say() {
        let table: &[(&str, &[f64], &[f64])] = &[
            ("10", &[0.0, 5.0, 10.0], &[-0.1, 10.1, f64::NAN]),
            ("0", &[0.0], &[-1.0, 1.0]),
            ("10:", &[10.0, 1e9], &[9.9, -1.0, f64::NAN]),
            ("~:10", &[-1e9, 10.0], &[10.1]),
            ("10:20", &[10.0, 15.0, 20.0], &[9.9, 20.1]),
            ("@10:20", &[9.9, 20.1], &[10.0, 15.0, 20.0, f64::NAN]),
            ("@10", &[-0.1, 10.1], &[0.0, 10.0]),
            ("-20:-10", &[-15.0], &[-9.0, -21.0, 15.0]),
            ("0.5", &[0.25, 0.5], &[0.51]),
            (".5:1", &[0.5], &[0.4]),
            ("~:", &[0.0, 1e300, -1e300], &[f64::NAN]),
            ("3:3", &[3.0], &[2.9, 3.1]),
        ];
        for (text, good, bad) in table {
            let range: Range = text.parse().unwrap();
            for value in *good {
                assert!(!range.alerts(*value), "{text} {value}");
            }
            for value in *bad {
                assert!(range.alerts(*value), "{text} {value}");
            }
        }
    }

    #[test]
    fn is_echoed_as_it_was_written() {
        for (given, shown) in [("10", "10"), (" 010.50: ", "010.50:"), ("@~:-1", "@~:-1")] {
            assert_eq!(given.parse::<Range>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn forty_characters_are_not_too_many() {
        assert!("9".repeat(40).parse::<Range>().is_ok());
    }

    #[test]
    fn nonsense_is_refused_in_words() {
        let table = [
            ("", "a range is missing"),
            (" \t", "a range is missing"),
            ("@", "a number is missing"),
            (":", "nothing stands before the colon (~ means any)"),
            (":10", "nothing stands before the colon (~ means any)"),
            ("~", "'~' is not a plain decimal number"),
            ("10:~", "'~' is not a plain decimal number"),
            ("abc", "'abc' is not a plain decimal number"),
            ("nan", "'nan' is not a plain decimal number"),
            ("inf", "'inf' is not a plain decimal number"),
            ("-inf:", "'-inf' is not a plain decimal number"),
            ("1e3", "'1e3' is not a plain decimal number"),
            ("0x10", "'0x10' is not a plain decimal number"),
            ("1,5", "'1,5' is not a plain decimal number"),
            ("+1", "'+1' is not a plain decimal number"),
            ("5.", "'5.' is not a plain decimal number"),
            ("1.2.3", "'1.2.3' is not a plain decimal number"),
            ("--1", "'--1' is not a plain decimal number"),
            ("1 0", "'1 0' is not a plain decimal number"),
            ("@@1", "'@1' is not a plain decimal number"),
            ("1:2:3", "a range has one colon at most"),
            ("5:1", "the range starts at 5, above its end 1"),
            ("-5", "the range starts at 0, above its end -5"),
            (&"9".repeat(41), "a range has at most 40 characters"),
        ];
        for (text, reason) in table {
            let error = text.parse::<Range>().unwrap_err().to_string();
            let expected = format!("{reason}; examples: 10, 10:, ~:10, 10:20, @10:20");
            assert_eq!(error, expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_parses_is_safe_in_perfdata(text in r"[@~:.\-0-9a-z |;']{0,12}") {
            if let Ok(range) = text.parse::<Range>() {
                let shown = range.to_string();
                prop_assert_eq!(shown.as_str(), text.trim());
                prop_assert!(shown.chars().all(|c| "@~:.-0123456789".contains(c)));
            }
        }
    }
}
