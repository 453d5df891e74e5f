//! Instants on the wire.
//!
//! Their one form is written and read here, and not by the `time` crate, whose machinery for any form is some 15 kB of
//! code in the frontend's download. That both agree is tested.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::OffsetDateTime;

const DAY_MILLIS: i64 = 86_400_000;

/// An instant with millisecond precision, between the years 1970 and 9999.
///
/// On the wire it is RFC 3339 in UTC with exactly three decimals, `2026-01-31T08:05:00.042Z`, which is what
/// JavaScript's `Date.prototype.toISOString` gives and `new Date(…)` takes; such texts also sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String", extend("format" = "date-time")))]
pub struct Timestamp(i64);

/// A text that is not an RFC 3339 time between the years 1970 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time is RFC 3339, for example 2026-01-31T08:05:00.042Z")]
pub struct InvalidTimestamp;

impl Timestamp {
    /// 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can write.
    const MAX_MILLIS: i64 = 253_402_300_799_999;

    /// The instant `millis` milliseconds after 1970-01-01T00:00:00Z, brought into the supported range.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(0, Self::MAX_MILLIS))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(time: OffsetDateTime) -> Self {
        let millis = time.unix_timestamp_nanos() / 1_000_000;
        Self::from_millis(i64::try_from(millis).unwrap_or(Self::MAX_MILLIS))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, millis) = (self.0.div_euclid(DAY_MILLIS), self.0.rem_euclid(DAY_MILLIS));
        let (year, month, day) = date(days);
        let parts = [
            (year, 4, '-'),
            (month, 2, '-'),
            (day, 2, 'T'),
            (millis / 3_600_000, 2, ':'),
            (millis / 60_000 % 60, 2, ':'),
            (millis / 1_000 % 60, 2, '.'),
            (millis % 1_000, 3, 'Z'),
        ];
        for (number, digits, end) in parts {
            for place in (0..digits).rev() {
                let digit = u8::try_from(number / 10_i64.pow(place) % 10).map_err(|_| fmt::Error)?;
                f.write_char(char::from(b'0' + digit))?;
            }
            f.write_char(end)?;
        }
        Ok(())
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Any RFC 3339 time, with any offset and any number of decimals, of which three count; but no leap seconds, which
    /// no clock here gives.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let millis = parse(text.as_bytes()).ok_or(InvalidTimestamp)?;
        if (0..=Self::MAX_MILLIS).contains(&millis) { Ok(Self(millis)) } else { Err(InvalidTimestamp) }
    }
}

/// Milliseconds since 1970 of an RFC 3339 time; `None` where it is not one.
fn parse(text: &[u8]) -> Option<i64> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T' | b't', time @ ..] = text else { return None };
    let [h0, h1, b':', n0, n1, b':', s0, s1, rest @ ..] = time else { return None };
    let (year, month, day) = (number(&[*y0, *y1, *y2, *y3])?, number(&[*m0, *m1])?, number(&[*d0, *d1])?);
    let (hour, minute, second) = (number(&[*h0, *h1])?, number(&[*n0, *n1])?, number(&[*s0, *s1])?);
    let (millis, offset) = match rest {
        [b'.', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (decimals, offset) = rest.split_at_checked(digits).filter(|_| digits > 0)?;
            let place = |at: usize| decimals.get(at).map_or(0, |digit| i64::from(digit - b'0'));
            (place(0) * 100 + place(1) * 10 + place(2), offset)
        }
        offset => (0, offset),
    };
    let offset_minutes = match offset {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let (hours, minutes) = (number(&[*h0, *h1])?, number(&[*m0, *m1])?);
            let valid = hours < 24 && minutes < 60;
            let offset = hours * 60 + minutes;
            valid.then_some(if *sign == b'-' { -offset } else { offset })?
        }
        _ => return None,
    };
    let days = days(year, month, day);
    let valid = date(days) == (year, month, day) && hour < 24 && minute < 60 && second < 60;
    valid.then_some(days * DAY_MILLIS + (((hour * 60 + minute - offset_minutes) * 60) + second) * 1_000 + millis)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

// The proleptic Gregorian calendar, in years that begin in March, so that a leap day comes last; see Howard Hinnant's
// "chrono-Compatible Low-Level Date Algorithms".

/// Days from 1970-01-01 to a date, for years from 0; a month or day that there is not gives those of another date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day, `days` days after 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 time")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::UtcOffset;
    use time::format_description::well_known::Rfc3339;
    use time::macros::format_description;

    use super::*;

    #[test]
    fn times_are_written_as_javascript_writes_them() {
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(1_769_846_700_042).to_string(), "2026-01-31T08:05:00.042Z");
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn times_with_an_offset_are_read_as_utc() {
        let time: Timestamp = "2026-01-31T09:05:00.042+01:00".parse().unwrap();
        assert_eq!(time.as_millis(), 1_769_846_700_042);
        assert!("1969-12-31T23:59:59Z".parse::<Timestamp>().is_err());
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    /// What the `time` crate reads; `None` also where that is out of range.
    fn oracle(text: &str) -> Option<i64> {
        let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let millis = i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap();
        (0..=Timestamp::MAX_MILLIS).contains(&millis).then_some(millis)
    }

    #[track_caller]
    fn check(text: &str) {
        assert_eq!(text.parse().ok().map(Timestamp::as_millis), oracle(text), "{text}");
    }

    #[test]
    fn dates_that_there_are_not_are_refused() {
        for year in ["1900", "1970", "2000", "2023", "2024", "2100", "9999", "0000"] {
            for month in 0..=13 {
                for day in [0, 1, 28, 29, 30, 31, 32, 99] {
                    check(&format!("{year}-{month:02}-{day:02}T12:00:00Z"));
                }
            }
        }
    }

    #[test]
    fn only_the_form_of_rfc_3339_is_read() {
        let forms = [
            "",
            "Z",
            "2026-01-31",
            "2026-01-31T08:05Z",
            "2026-01-31T08:05:00",
            "2026-01-31T08:05:00.Z",
            "2026-01-31T08:05:00,5Z",
            "2026-01-31t08:05:00z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T23:60:00Z",
            "2026-01-31T08:05:00+0100",
            "2026-01-31T08:05:00+24:00",
            "2026-01-31T08:05:00+01:60",
            "2026-01-31T08:05:00-23:59",
            "2026-01-31T08:05:00+23:59",
            "1970-01-01T00:30:00+01:00",
            "9999-12-31T23:30:00-01:00",
            "+2026-01-31T08:05:00Z",
            "-026-01-31T08:05:00Z",
            "2026-01-31T08:05:00ZZ",
            "2026-01-31T08:05:00.123456789123Z",
            "2026-01-31T08:05:00.1Z",
            "2026-01-31T08:05:00.9999Z",
            "\u{664}026-01-31T08:05:00Z",
            "2026-01-31T08:05:00.5",
            "2026-1-31T08:05:00Z",
        ];
        forms.into_iter().for_each(check);
        assert!("2016-12-31T23:59:60Z".parse::<Timestamp>().is_err());
    }

    proptest! {
        #[test]
        fn every_time_is_written_as_the_time_crate_writes_it(millis in 0..=Timestamp::MAX_MILLIS) {
            let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
            let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
            prop_assert_eq!(Timestamp::from_millis(millis).to_string(), time.format(format).unwrap());
        }

        #[test]
        fn every_time_is_read_as_the_time_crate_reads_it(
            millis in 0..=Timestamp::MAX_MILLIS,
            offset in -1439..=1439_i32,
            decimals in 1..=9_usize,
        ) {
            let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
            let local = time.checked_to_offset(UtcOffset::from_whole_seconds(offset * 60).unwrap());
            prop_assume!(local.is_some_and(|local| (0..=9999).contains(&local.year())));
            let text = local.unwrap().format(&Rfc3339).unwrap();
            prop_assert_eq!(text.parse().ok().map(Timestamp::as_millis), oracle(&text), "{}", text);
            let (seconds, rest) = text.split_at(19);
            let offset = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
            let longer = format!("{seconds}.{:0<decimals$}{offset}", "9");
            prop_assert_eq!(longer.parse().ok().map(Timestamp::as_millis), oracle(&longer), "{}", longer);
        }

        #[test]
        fn what_is_almost_a_time_is_read_as_the_time_crate_reads_it(
            text in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-6][0-9]:[0-5][0-9](\\.[0-9]{0,4})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])?"
        ) {
            prop_assert_eq!(text.parse().ok().map(Timestamp::as_millis), oracle(&text), "{}", text);
        }

        #[test]
        fn every_time_survives_the_wire(millis in 0..=Timestamp::MAX_MILLIS) {
            let time = Timestamp::from_millis(millis);
            prop_assert_eq!(time.to_string().parse::<Timestamp>(), Ok(time));
        }
    }
}
