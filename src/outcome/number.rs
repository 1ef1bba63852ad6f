//! Numbers as people and graphs read them: no exponents, no more digits than were measured.

const SIGNIFICANT: i32 = 6;
const MOST_DECIMALS: i32 = 9;

/// The shortest decimal form with at most six significant decimals and at most nine places after
/// the point. Digits before the point are never rounded away, trailing zeros never printed.
///
/// A value that is not finite gives `inf`, `-inf` or `NaN`, none of which may reach perfdata.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let decimals = (SIGNIFICANT - 1 - exponent(value)).clamp(0, MOST_DECIMALS);
    #[expect(clippy::cast_sign_loss, reason = "clamped to nought and more")]
    let mut text = format!("{value:.*}", decimals as usize);
    if text.contains('.') {
        let trimmed = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(trimmed);
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// The power of ten of the first digit, once the value is rounded to its significant digits.
fn exponent(value: f64) -> i32 {
    let scientific = format!("{value:.*e}", (SIGNIFICANT - 1) as usize);
    scientific
        .rsplit_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keeps_six_significant_decimals() {
        let table = [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.000_000_000_4, "0"),
            (1.0, "1"),
            (10.0, "10"),
            (0.5, "0.5"),
            (0.000_812_345_678, "0.000812346"),
            (0.000_000_812_345, "0.000000812"),
            (12.345_678_9, "12.3457"),
            (-12.345_678_9, "-12.3457"),
            (9.999_999_9, "10"),
            (0.999_999_99, "1"),
            (123_456.7, "123457"),
            (1_234_567.0, "1234567"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (1e21, "1000000000000000000000"),
            (f64::MIN_POSITIVE, "0"),
        ];
        for (value, text) in table {
            assert_eq!(number(value), text);
        }
    }

    proptest! {
        #[test]
        fn never_prints_an_exponent_and_stays_close(value in prop::num::f64::NORMAL) {
            let text = number(value);
            prop_assert!(text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-'), "{text}");
            let back: f64 = text.parse().unwrap();
            prop_assert!((back - value).abs() <= (value.abs() * 1e-5).max(1e-9), "{value} {text}");
        }
    }
}
