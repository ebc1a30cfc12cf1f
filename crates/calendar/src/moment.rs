//! The legal moment: an instant at minute resolution, read on the clock of Asia/Ho_Chi_Minh.
//!
//! Việt Nam has kept UTC+07:00 without summer time since 1975, so the offset is a constant here; a test
//! compares it with the time zone database for 1976–2100.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::date::{Date, MinuteOfDay};
use crate::error::CalendarError;
use crate::explain::Lang;
use crate::wording;

/// Minutes by which local time is ahead of UTC.
const OFFSET_MINUTES: i64 = 7 * 60;
const DAY_MINUTES: i64 = 24 * 60;

/// A legal moment: whole minutes since 1970-01-01T00:00Z. Serialises as UNIX seconds (a multiple of 60).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of a UNIX time; seconds within the minute are dropped.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.div_euclid(60))
    }

    /// Seconds since 1970-01-01T00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.saturating_mul(60)
    }

    /// The moment of a local date and clock minute; `24:00` is the next day's `00:00`.
    #[must_use]
    pub const fn from_civil(date: Date, minute: MinuteOfDay) -> Self {
        Self(date.day_number() as i64 * DAY_MINUTES + minute.minutes() as i64 - OFFSET_MINUTES)
    }

    /// The local date.
    #[must_use]
    pub const fn date(self) -> Date {
        let days = self.0.saturating_add(OFFSET_MINUTES).div_euclid(DAY_MINUTES);
        // Saturate, so that an absurd instant stays absurd instead of wrapping into a real date.
        let farthest = i32::MAX as i64;
        let days = if days > farthest { farthest } else { days };
        Date::from_day_number(if days < -farthest { -farthest } else { days } as i32)
    }

    /// The local clock minute, 0–1439.
    #[must_use]
    pub const fn minute_of_day(self) -> MinuteOfDay {
        MinuteOfDay::reduced(self.0.saturating_add(OFFSET_MINUTES))
    }

    /// Reads a local civil time (`2025-04-25T15:30`, seconds allowed) or RFC 3339 with an offset.
    ///
    /// # Errors
    /// [`CalendarError::Unreadable`] when the text is neither.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let text = text.trim();
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Ok(Self::from_unix_seconds(instant.as_second()));
        }
        let civil = match text.parse::<jiff::civil::DateTime>() {
            // A bare date parses as its midnight; a legal moment must name its minute.
            Ok(civil) if text.len() > "YYYY-MM-DD".len() => civil,
            _ => return Err(CalendarError::Unreadable { what: "moment", text: text.to_owned() }),
        };
        let date = Date::new(i32::from(civil.year()), civil.month() as u32, civil.day() as u32)?;
        let minute = MinuteOfDay::new(civil.hour() as u16 * 60 + civil.minute() as u16)?;
        Ok(Self::from_civil(date, minute))
    }

    /// RFC 3339 with the local offset, such as `2025-04-29T17:00:00+07:00`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.to_string()
    }

    /// The moment `minutes` later (earlier when negative).
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes))
    }

    /// Elapsed minutes since `earlier`; negative when this moment is the earlier one.
    #[must_use]
    pub const fn minutes_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// In Vietnamese words: `17 giờ, thứ Ba 29/4/2025`.
    #[must_use]
    pub fn display_vi(self) -> String {
        wording::moment(Lang::Vi, self)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}:00+07:00", self.date(), self.minute_of_day())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.unix_seconds())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = i64::deserialize(deserializer)?;
        if seconds.rem_euclid(60) != 0 {
            return Err(serde::de::Error::custom("a moment is a whole minute: seconds divisible by 60"));
        }
        Ok(Self::from_unix_seconds(seconds))
    }
}
