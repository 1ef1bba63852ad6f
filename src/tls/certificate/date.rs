//! Dates of certificates: days that are left, and the day as people write it.
//!
//! Civil from days: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

const DAY: i64 = 86_400;

/// Where a moment lies in the time of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Within.
    Valid {
        /// Whole days that are left.
        days_left: i64,
    },
    /// Behind its end.
    Expired {
        /// Whole days since.
        days_ago: i64,
    },
    /// Before its start.
    NotYetValid {
        /// Its first second.
        from: i64,
    },
}

impl Validity {
    /// Both ends are inclusive. A certificate that ends before it starts is expired or not yet
    /// valid, never valid.
    pub fn of(not_before: i64, not_after: i64, now: i64) -> Self {
        if now > not_after {
            let days_ago = now.saturating_sub(not_after) / DAY;
            Self::Expired { days_ago }
        } else if now < not_before {
            Self::NotYetValid { from: not_before }
        } else {
            let days_left = days_left(not_after, now);
            Self::Valid { days_left }
        }
    }
}

/// Whole days from `now` until `not_after`, rounded down: negative once it is over.
pub fn days_left(not_after: i64, now: i64) -> i64 {
    not_after.saturating_sub(now).div_euclid(DAY)
}

/// The day in UTC: `2026-12-31`.
pub fn date_text(time: i64) -> String {
    // Days since 0000-03-01, so that a leap day is the last of its year.
    let days = time.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_day() {
        for (time, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_798_675_199, "2026-12-30"),
            (1_798_675_200, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
            (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"),
            (-62_167_219_200, "0000-01-01"),
        ] {
            assert_eq!(date_text(time), text);
        }
        // Nothing that fits in overflows.
        assert!(!date_text(i64::MIN).is_empty() && !date_text(i64::MAX).is_empty());
    }

    #[test]
    fn days_are_rounded_down() {
        for (not_after, now, days) in [
            (10 * DAY, 0, 10),
            (10 * DAY - 1, 0, 9),
            (0, 0, 0),
            (-1, 0, -1),
            (0, DAY, -1),
            (0, DAY + 1, -2),
            (i64::MAX, i64::MIN, i64::MAX / DAY),
        ] {
            assert_eq!(days_left(not_after, now), days);
        }
    }

    #[test]
    fn both_ends_belong_to_the_time() {
        for (now, validity) in [
            (99, Validity::NotYetValid { from: 100 }),
            (100, Validity::Valid { days_left: 2 }),
            (100 + 2 * DAY, Validity::Valid { days_left: 0 }),
            (101 + 2 * DAY, Validity::Expired { days_ago: 0 }),
            (100 + 3 * DAY, Validity::Expired { days_ago: 1 }),
        ] {
            assert_eq!(Validity::of(100, 100 + 2 * DAY, now), validity);
        }
        assert_eq!(
            Validity::of(200, 100, 150),
            Validity::Expired { days_ago: 0 }
        );
    }
}
