//! Civil dates, clock minutes and weekdays of Asia/Ho_Chi_Minh.
//!
//! A [`Date`] is a day number, so that stepping and comparing days costs one instruction; it knows the
//! proleptic Gregorian calendar and nothing about holidays.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::CalendarError;

/// A civil date, as whole days since 1970-01-01. Serialises as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(i32);

impl Date {
    /// A date from its civil parts.
    ///
    /// # Errors
    /// [`CalendarError::NoSuchDate`] when the month or the day does not exist, or the year is not 1900–2200.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, CalendarError> {
        let known = (1900..=2200).contains(&year) && (1..=12).contains(&month);
        if !known || day == 0 || day > days_in_month(year, month) {
            return Err(CalendarError::NoSuchDate { year, month, day });
        }
        Ok(Self::from_civil(year, month, day))
    }

    /// A date from its day number since 1970-01-01.
    #[must_use]
    pub const fn from_day_number(days: i32) -> Self {
        Self(days)
    }

    /// Whole days since 1970-01-01.
    #[must_use]
    pub const fn day_number(self) -> i32 {
        self.0
    }

    /// The civil year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// The month, 1–12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.civil().1
    }

    /// The day of the month, 1–31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.civil().2
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday.
        Weekday::ALL[(i64::from(self.0) + 3).rem_euclid(7) as usize]
    }

    /// The date `days` later (earlier when negative).
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month, `months` later, or the last day of that month when it is shorter
    /// (Civil Code 2015, art. 148: a term in months ends on the corresponding day of the last month).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = self.civil();
        let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months.min(120_000));
        let (year, month) = (count.div_euclid(12) as i32, count.rem_euclid(12) as u32 + 1);
        Self::from_civil(year, month, day.min(days_in_month(year, month)))
    }

    /// Whole days from `earlier` to this date; negative when this date is the earlier one.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// `YYMMDD`, as in a dossier code.
    #[must_use]
    pub fn yymmdd(self) -> String {
        let (year, month, day) = self.civil();
        format!("{:02}{month:02}{day:02}", year.rem_euclid(100))
    }

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`CalendarError::Unreadable`] for another shape, [`CalendarError::NoSuchDate`] for a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        text.parse()
    }

    /// Year, month and day by the era algorithm: 400 Gregorian years have 146,097 days.
    pub(crate) fn civil(self) -> (i32, u32, u32) {
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }

    fn from_civil(year: i32, month: u32, day: u32) -> Self {
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = i64::from((month + 9) % 12);
        let day_of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self((era * 146_097 + day_of_era - 719_468) as i32)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let unreadable = || CalendarError::Unreadable { what: "date (YYYY-MM-DD)", text: text.to_owned() };
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(unreadable());
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| unreadable());
        Self::new(number(&text[..4])? as i32, number(&text[5..7])?, number(&text[8..])?)
    }
}

impl TryFrom<String> for Date {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A minute of the local clock, 0–1440; 1440 (`24:00`) is the end of the day. Serialises as `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    /// `00:00`.
    pub const MIDNIGHT: Self = Self(0);
    /// `24:00`.
    pub const END: Self = Self(1440);

    /// A clock minute from the minutes since midnight.
    ///
    /// # Errors
    /// [`CalendarError::NoSuchMinute`] above 1440.
    pub fn new(minutes: u16) -> Result<Self, CalendarError> {
        if minutes > 1440 { Err(CalendarError::NoSuchMinute(minutes)) } else { Ok(Self(minutes)) }
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// Reads `HH:MM`, also `8:00`.
    ///
    /// # Errors
    /// [`CalendarError::Unreadable`] for another shape or a clock time that does not exist.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        text.parse()
    }

    /// For callers whose arithmetic has already reduced the value below 1440.
    pub(crate) const fn reduced(minutes: i64) -> Self {
        Self(minutes.rem_euclid(1440) as u16)
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for MinuteOfDay {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let unreadable = || CalendarError::Unreadable { what: "clock time (HH:MM)", text: text.to_owned() };
        let (hour, minute) = text.split_once(':').ok_or_else(unreadable)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if minute.len() != 2 || hour.is_empty() || hour.len() > 2 || !digits(hour) || !digits(minute) {
            return Err(unreadable());
        }
        let hour: u16 = hour.parse().map_err(|_| unreadable())?;
        let minute: u16 = minute.parse().map_err(|_| unreadable())?;
        if minute > 59 || hour * 60 + minute > 1440 {
            return Err(unreadable());
        }
        Ok(Self(hour * 60 + minute))
    }
}

impl TryFrom<String> for MinuteOfDay {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<MinuteOfDay> for String {
    fn from(minute: MinuteOfDay) -> Self {
        minute.to_string()
    }
}

/// A day of the week; the week begins on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All seven, from Monday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}
