//! How long the law allows: working time, working days, calendar days or months.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::CalendarError;
use crate::explain::Lang;

/// Working minutes of a standard day, by which the law turns parts of a day into hours (1 day = 8 hours).
pub const STANDARD_DAY_MINUTES: u32 = 8 * 60;

/// A legal term. Serialises as its English text, such as `3 working days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Term {
    /// Minutes during which the office is open.
    WorkingMinutes(u32),
    /// Days on which the office opens at all.
    WorkingDays(u32),
    /// Days of the civil calendar.
    CalendarDays(u32),
    /// Months of the civil calendar (Civil Code 2015, art. 148).
    Months(u32),
}

impl Term {
    /// The number in the term's own unit.
    #[must_use]
    pub const fn count(self) -> u32 {
        match self {
            Self::WorkingMinutes(n) | Self::WorkingDays(n) | Self::CalendarDays(n) | Self::Months(n) => n,
        }
    }

    /// Reads `3 working days`, `8 working hours`, `10 days`, `2 months` or the Vietnamese of these. Parts of a
    /// working day (`0.5 working days`) become minutes of the standard 8-hour day.
    ///
    /// # Errors
    /// [`CalendarError::Unreadable`] for another shape, [`CalendarError::EmptyTerm`] for zero.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        text.parse()
    }

    /// The term as a reader of `lang` says it.
    #[must_use]
    pub fn label(self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Vi => match self {
                Self::WorkingMinutes(n) if n % 30 == 0 => format!("{} giờ làm việc", hours(n, ',')),
                Self::WorkingMinutes(n) => format!("{n} phút làm việc"),
                Self::WorkingDays(n) => format!("{n} ngày làm việc"),
                Self::CalendarDays(n) => format!("{n} ngày"),
                Self::Months(n) => format!("{n} tháng"),
            },
        }
    }
}

fn hours(minutes: u32, point: char) -> String {
    if minutes.is_multiple_of(60) { format!("{}", minutes / 60) } else { format!("{}{point}5", minutes / 60) }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: u32| if n == 1 { "" } else { "s" };
        match *self {
            Self::WorkingMinutes(n) if n % 30 == 0 => {
                write!(f, "{} working hour{}", hours(n, '.'), if n == 60 { "" } else { "s" })
            }
            Self::WorkingMinutes(n) => write!(f, "{n} working minute{}", plural(n)),
            Self::WorkingDays(n) => write!(f, "{n} working day{}", plural(n)),
            Self::CalendarDays(n) => write!(f, "{n} day{}", plural(n)),
            Self::Months(n) => write!(f, "{n} month{}", plural(n)),
        }
    }
}

impl FromStr for Term {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let unreadable = || CalendarError::Unreadable { what: "term", text: text.to_owned() };
        let (number, unit) = text.trim().split_once(char::is_whitespace).ok_or_else(unreadable)?;
        let hundredths = hundredths(number).ok_or_else(unreadable)?;
        if hundredths == 0 {
            return Err(CalendarError::EmptyTerm);
        }
        let unit = unit.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let whole = || if hundredths % 100 == 0 { Ok(hundredths / 100) } else { Err(unreadable()) };
        let minutes = |each: u32| {
            let total = u64::from(hundredths) * u64::from(each);
            if total % 100 == 0 {
                u32::try_from(total / 100).map_err(|_| unreadable())
            } else {
                Err(unreadable())
            }
        };
        match unit.as_str() {
            "working minute" | "working minutes" | "phút làm việc" => Ok(Self::WorkingMinutes(whole()?)),
            "working hour" | "working hours" | "giờ làm việc" => Ok(Self::WorkingMinutes(minutes(60)?)),
            "working day" | "working days" | "ngày làm việc" => match whole() {
                Ok(days) => Ok(Self::WorkingDays(days)),
                Err(_) => Ok(Self::WorkingMinutes(minutes(STANDARD_DAY_MINUTES)?)),
            },
            "day" | "days" | "calendar day" | "calendar days" | "ngày" => Ok(Self::CalendarDays(whole()?)),
            "month" | "months" | "tháng" => Ok(Self::Months(whole()?)),
            _ => Err(unreadable()),
        }
    }
}

/// A decimal with at most two places, in hundredths; both `0.5` and `0,5` are written in the law's tables.
fn hundredths(number: &str) -> Option<u32> {
    let number = number.replace(',', ".");
    let (whole, part) = number.split_once('.').unwrap_or((&number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 || whole.len() > 5 {
        return None;
    }
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<u32>().ok()? * 100 + part)
}

impl TryFrom<String> for Term {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        term.to_string()
    }
}
