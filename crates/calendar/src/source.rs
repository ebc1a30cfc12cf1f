//! A calendar as data: what a city writes down, with the basis of every row.
//!
//! The file format is the `Deserialize` of [`CalendarSource`]; reading files is the city crate's business.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::calendar::WorkCalendar;
use crate::date::{Date, MinuteOfDay, Weekday};
use crate::error::CalendarError;

/// Open minutes `from`–`to` of a day, `to` exclusive. Serialises as `08:00-12:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    /// The first open minute.
    pub from: MinuteOfDay,
    /// The first closed minute after it.
    pub to: MinuteOfDay,
}

/// What kind of day a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// An ordinary working day of the weekly pattern.
    Working,
    /// A weekly rest day of the pattern.
    WeeklyRest,
    /// A public holiday (Labour Code 45/2019/QH14, art. 112, or a special law).
    Holiday,
    /// The day off that makes up for a holiday on a weekly rest day (Labour Code, art. 111(3)).
    MakeupOff,
    /// A working day that is off because a rest day is worked instead.
    SwapOff,
    /// A weekly rest day worked instead of a day off.
    SwapWork,
    /// Closed for another reason, by a decision.
    SpecialOff,
    /// Open, but at other hours than the pattern's, by a decision.
    SpecialHours,
}

/// The dates a source speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The first date.
    pub from: Date,
    /// The last date.
    pub to: Date,
    /// The last date for which the yearly notices are out; later dates are provisional.
    pub settled_until: Date,
}

/// Office hours of each weekday; a weekday without spans is a weekly rest day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct WeeklyHours {
    pub monday: Vec<Span>,
    pub tuesday: Vec<Span>,
    pub wednesday: Vec<Span>,
    pub thursday: Vec<Span>,
    pub friday: Vec<Span>,
    pub saturday: Vec<Span>,
    pub sunday: Vec<Span>,
}

impl WeeklyHours {
    /// The spans of one weekday.
    #[must_use]
    pub fn of(&self, weekday: Weekday) -> &[Span] {
        match weekday {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }
}

/// Office hours from a date on, until the next pattern takes over or its own end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The first date.
    pub from: Date,
    /// The last date; without it the pattern holds until a later one begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// True while the hours are a setting to be confirmed, not a decision.
    #[serde(default)]
    pub provisional: bool,
    /// Where the hours come from.
    #[serde(default)]
    pub source: String,
    /// The hours.
    pub hours: WeeklyHours,
}

/// One date that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOverride {
    /// The date.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// The legal basis.
    pub basis: String,
    /// Where the row was read, and how sure it is.
    #[serde(default)]
    pub source: String,
    /// True while no notice confirms it.
    #[serde(default)]
    pub provisional: bool,
    /// The open hours, for `SpecialHours` (required) and `SwapWork`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<Span>>,
    /// For `SwapWork` without hours: the day off it replaces, whose weekday gives the hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Date>,
}

/// How one unit differs from the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitVariation {
    /// The unit's code.
    pub code: String,
    /// Its own office hours; they come before the city's while they are in force.
    #[serde(default, rename = "pattern")]
    pub patterns: Vec<Pattern>,
    /// Its own days; they come before the city's.
    #[serde(default, rename = "day")]
    pub days: Vec<DayOverride>,
}

/// The calendar of a city and its units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSource {
    /// The dates it speaks for.
    pub coverage: Coverage,
    /// Office hours by effective date.
    #[serde(rename = "pattern")]
    pub patterns: Vec<Pattern>,
    /// Days that are not what their weekday says.
    #[serde(default, rename = "day")]
    pub days: Vec<DayOverride>,
    /// Units that differ.
    #[serde(default, rename = "unit")]
    pub units: Vec<UnitVariation>,
}

impl CalendarSource {
    /// Compiles the calendar of `unit`, or of the city; a unit without variations has the city's.
    ///
    /// # Errors
    /// [`CalendarError::BadSource`] when the rows contradict each other.
    pub fn compile(&self, unit: Option<&str>) -> Result<WorkCalendar, CalendarError> {
        self.check()?;
        let unit = unit.and_then(|code| self.units.iter().find(|variation| variation.code == code));
        WorkCalendar::build(self, unit)
    }

    /// Whether `unit` differs from the city at all; units that do not may share one compiled calendar.
    #[must_use]
    pub fn varies(&self, unit: &str) -> bool {
        self.units.iter().any(|variation| variation.code == unit)
    }

    /// The office hours in force on `date`: the unit's before the city's, the latest begun before earlier ones.
    pub(crate) fn pattern<'a>(
        &'a self,
        unit: Option<&'a UnitVariation>,
        date: Date,
    ) -> Result<&'a Pattern, CalendarError> {
        let latest = |patterns: &'a [Pattern]| {
            let in_force = |p: &&Pattern| p.from <= date && p.to.is_none_or(|to| date <= to);
            patterns.iter().filter(in_force).max_by_key(|p| p.from)
        };
        unit.and_then(|unit| latest(&unit.patterns))
            .or_else(|| latest(&self.patterns))
            .ok_or_else(|| wrong(format!("no office hours are in force on {date}")))
    }

    fn check(&self) -> Result<(), CalendarError> {
        let Coverage { from, to, settled_until } = self.coverage;
        // Ten generations bound the compiled tables; more is a slip of the pen.
        if from > to || settled_until < from || to.days_since(from) > 73_000 {
            return Err(wrong(format!(
                "the coverage {from} to {to}, settled until {settled_until}, is not possible"
            )));
        }
        let unit_patterns = self.units.iter().flat_map(|unit| &unit.patterns);
        for pattern in self.patterns.iter().chain(unit_patterns) {
            for weekday in Weekday::ALL {
                check_spans(pattern.hours.of(weekday), pattern.from)?;
            }
        }
        for (at, unit) in self.units.iter().enumerate() {
            if self.units[..at].iter().any(|earlier| earlier.code == unit.code) {
                return Err(wrong(format!("the unit {} stands twice", unit.code)));
            }
            check_days(&unit.days)?;
        }
        check_days(&self.days)
    }
}

fn check_days(days: &[DayOverride]) -> Result<(), CalendarError> {
    for (at, day) in days.iter().enumerate() {
        let date = day.date;
        if days[..at].iter().any(|earlier| earlier.date == date) {
            return Err(wrong(format!("{date} stands twice")));
        }
        let hours = day.hours.as_deref();
        check_spans(hours.unwrap_or_default(), date)?;
        let sound = match day.kind {
            DayKind::Working | DayKind::WeeklyRest => false,
            DayKind::Holiday | DayKind::MakeupOff | DayKind::SwapOff | DayKind::SpecialOff => hours.is_none(),
            DayKind::SpecialHours => hours.is_some_and(|spans| !spans.is_empty()),
            DayKind::SwapWork => hours.is_some_and(|spans| !spans.is_empty()) != day.instead_of.is_some(),
        };
        if !sound {
            return Err(wrong(format!("{date}: its kind and its hours do not go together")));
        }
    }
    Ok(())
}

fn check_spans(spans: &[Span], date: Date) -> Result<(), CalendarError> {
    let ordered = spans.windows(2).all(|pair| pair[0].to <= pair[1].from);
    // An office that closes at 24:00 would close on the next date.
    let inside = spans.iter().all(|span| span.from < span.to && span.to < MinuteOfDay::END);
    if ordered && inside {
        Ok(())
    } else {
        Err(wrong(format!("the hours of {date} overlap or reach past the day")))
    }
}

fn wrong(text: String) -> CalendarError {
    CalendarError::BadSource(text)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl FromStr for Span {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let unreadable = || CalendarError::Unreadable { what: "span (HH:MM-HH:MM)", text: text.to_owned() };
        let (from, to) = text.split_once('-').ok_or_else(unreadable)?;
        Ok(Self { from: from.trim().parse()?, to: to.trim().parse()? })
    }
}

impl TryFrom<String> for Span {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}
