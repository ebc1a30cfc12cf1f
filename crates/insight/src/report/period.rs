//! Periods of reports, by name: `2026-11-23`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`.

use super::definition::ReportError;
use motcua_calendar::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// How long a period of a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

/// A period of a report: its name and its days, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// As it stands in addresses.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl PeriodKind {
    /// All of them.
    pub const ALL: [PeriodKind; 5] =
        [PeriodKind::Day, PeriodKind::Week, PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];

    /// As a definition writes it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            PeriodKind::Day => "day",
            PeriodKind::Week => "week",
            PeriodKind::Month => "month",
            PeriodKind::Quarter => "quarter",
            PeriodKind::Year => "year",
        }
    }

    /// How its periods are named.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            PeriodKind::Day => "2026-11-23",
            PeriodKind::Week => "2026-W48",
            PeriodKind::Month => "2026-11",
            PeriodKind::Quarter => "2026-Q4",
            PeriodKind::Year => "2026",
        }
    }

    /// The period of a name. Where `closes_on` is given, months end on that day: what comes after it belongs to the next.
    ///
    /// # Errors
    /// What the name should look like.
    pub fn named(self, name: &str, closes_on: Option<u32>) -> Result<Span, ReportError> {
        let wrong = || {
            ReportError::new(
                None,
                format!("Kỳ “{name}” không đọc được; ghi như {}", self.example()),
                format!("The period “{name}” cannot be read; write it like {}", self.example()),
            )
        };
        // The first or any day of the period decides which it is; the name must come back from it.
        let day = self.a_day_of(name).ok_or_else(wrong)?;
        let span = self.around(day, None);
        if span.name != name {
            return Err(wrong());
        }
        Ok(match (self, closes_on) {
            (PeriodKind::Day | PeriodKind::Week, _) | (_, None) => span,
            (_, Some(last)) => Span {
                from: closing(span.from.plus_days(-1), last).plus_days(1),
                to: closing(span.to, last),
                name: span.name,
            },
        })
    }

    fn a_day_of(self, name: &str) -> Option<Date> {
        let year = |text: &str| text.parse::<i32>().ok().filter(|year| (2000..=2999).contains(year));
        match self {
            PeriodKind::Day => Date::parse(name).ok(),
            PeriodKind::Week => {
                let (of, week) = name.split_once("-W")?;
                let week: i32 = week.parse().ok()?;
                // The fourth of January lies in the first week of its year.
                Some(Date::new(year(of)?, 1, 4).ok()?.plus_days((week.clamp(1, 53) - 1) * 7))
            }
            PeriodKind::Month => {
                let (of, month) = name.split_once('-')?;
                Date::new(year(of)?, month.parse().ok()?, 1).ok()
            }
            PeriodKind::Quarter => {
                let (of, quarter) = name.split_once("-Q")?;
                let quarter: u32 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                Date::new(year(of)?, quarter * 3, 1).ok()
            }
            PeriodKind::Year => Date::new(year(name)?, 7, 1).ok(),
        }
    }

    /// The period a day lies in.
    #[must_use]
    pub fn around(self, day: Date, closes_on: Option<u32>) -> Span {
        let first = |year: i32, month: u32| Date::new(year, month, 1).unwrap_or(day);
        // With a closing day, a day after it belongs to the month that follows.
        let (mut year, mut month) = (day.year(), day.month());
        if closes_on.is_some_and(|last| day > closing(day, last)) && self != PeriodKind::Day {
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        let months = |name: String, begin: u32, end: u32| {
            let (from, to) = (first(year, begin), last_of(year, end));
            match closes_on {
                None => Span { name, from, to },
                Some(last) => {
                    Span { name, from: closing(from.plus_days(-1), last).plus_days(1), to: closing(to, last) }
                }
            }
        };
        match self {
            PeriodKind::Day => Span { name: day.to_string(), from: day, to: day },
            PeriodKind::Week => {
                let since = Weekday::ALL.iter().position(|other| *other == day.weekday()).unwrap_or(0);
                let from = day.plus_days(-i32::try_from(since).unwrap_or(0));
                let year = from.plus_days(3).year();
                let begin = Date::new(year, 1, 1).unwrap_or(day);
                let week = from.plus_days(3).days_since(begin) / 7 + 1;
                Span { name: format!("{year:04}-W{week:02}"), from, to: from.plus_days(6) }
            }
            PeriodKind::Month => months(format!("{year:04}-{month:02}"), month, month),
            PeriodKind::Quarter => {
                let quarter = month.div_ceil(3);
                months(format!("{year:04}-Q{quarter}"), quarter * 3 - 2, quarter * 3)
            }
            PeriodKind::Year => months(format!("{year:04}"), 1, 12),
        }
    }
}

fn last_of(year: i32, month: u32) -> Date {
    let next = if month == 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month + 1, 1) };
    next.map_or(Date::from_day_number(0), |next| next.plus_days(-1))
}

/// The closing day of the month a day lies in.
fn closing(day: Date, last: u32) -> Date {
    Date::new(day.year(), day.month(), last.clamp(1, 28)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> Date {
        Date::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn a_period_is_named_by_any_of_its_days_and_its_name_leads_back() {
        for (kind, day, name, from, to) in [
            (PeriodKind::Day, "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"),
            (PeriodKind::Week, "2026-11-23", "2026-W48", "2026-11-23", "2026-11-29"),
            (PeriodKind::Week, "2027-01-01", "2026-W53", "2026-12-28", "2027-01-03"),
            (PeriodKind::Month, "2028-02-29", "2028-02", "2028-02-01", "2028-02-29"),
            (PeriodKind::Quarter, "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
            (PeriodKind::Year, "2026-01-01", "2026", "2026-01-01", "2026-12-31"),
        ] {
            let span = kind.around(on(day), None);
            assert_eq!((span.name.as_str(), span.from, span.to), (name, on(from), on(to)));
            assert_eq!(kind.named(name, None), Ok(span));
        }
    }

    #[test]
    fn every_day_lies_in_exactly_one_period_whenever_months_close() {
        for kind in PeriodKind::ALL {
            for closes_on in [None, Some(14), Some(28)] {
                let mut span = kind.around(on("2025-12-01"), closes_on);
                for no in 0..800 {
                    let day = on("2025-12-01").plus_days(no);
                    let found = kind.around(day, closes_on);
                    assert!(found.from <= day && day <= found.to, "{kind:?} {closes_on:?} {day}: {found:?}");
                    assert_eq!(
                        kind.named(&found.name, closes_on).as_ref(),
                        Ok(&found),
                        "{kind:?} {closes_on:?}"
                    );
                    assert!(found == span || found.from == span.to.plus_days(1), "{kind:?} {day}: a gap");
                    span = found;
                }
            }
        }
    }

    #[test]
    fn a_name_that_names_nothing_says_how_it_should_look() {
        for (kind, name) in [
            (PeriodKind::Week, "2025-W53"),
            (PeriodKind::Week, "2026-W00"),
            (PeriodKind::Month, "2026-13"),
            (PeriodKind::Month, "2026-1"),
            (PeriodKind::Quarter, "2026-Q5"),
            (PeriodKind::Year, "26"),
            (PeriodKind::Year, "999999999999"),
            (PeriodKind::Day, "2026-02-30"),
        ] {
            let told = kind.named(name, None).expect_err(name);
            assert!(told.vi.contains(kind.example()) && told.en.contains(kind.example()), "{told:?}");
        }
    }
}
