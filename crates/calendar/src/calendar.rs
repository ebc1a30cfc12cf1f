//! The compiled calendar: one row per covered day, immutable, shared by reference.
//!
//! Each day keeps the open minutes and the working days before it, so that working time between two moments is a
//! subtraction and its inverse a binary search over the working days.

use smallvec::SmallVec;

use crate::date::{Date, MinuteOfDay};
use crate::error::CalendarError;
use crate::moment::Moment;
use crate::source::{CalendarSource, DayKind, DayOverride, Span, UnitVariation};

/// What a date is, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayInfo<'a> {
    /// What kind of day.
    pub kind: DayKind,
    /// The open hours, empty on a closed day.
    pub hours: &'a [Span],
    /// Its name in Vietnamese, empty for an ordinary day.
    pub name_vi: &'a str,
    /// Its name in English, empty for an ordinary day.
    pub name_en: &'a str,
    /// The legal basis, empty for an ordinary day.
    pub basis: &'a str,
    /// True while a notice may still change this day.
    pub provisional: bool,
    /// True while the office hours are a setting to be confirmed.
    pub hours_provisional: bool,
}

/// The working calendar of one unit.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    first: Date,
    settled_until: Date,
    /// One row per covered date, then one more that holds the totals.
    days: Vec<Day>,
    /// The rows that are working days.
    working: Vec<u32>,
    shapes: Vec<Shape>,
    notes: Vec<Note>,
    /// Runs of days that are not what their weekday says, in order.
    pub(crate) runs: Vec<Run>,
}

#[derive(Debug, Clone, Copy)]
struct Day {
    minutes_before: u32,
    working_before: u32,
    shape: u16,
    note: u16,
}

/// The open hours of a day; days with the same hours share one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shape {
    spans: SmallVec<[Span; 3]>,
    total: u32,
    hours_provisional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    kind: DayKind,
    name_vi: String,
    name_en: String,
    basis: String,
    provisional: bool,
}

/// Neighbouring dates of one kind and one name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) kind: DayKind,
    pub(crate) provisional: bool,
    /// Whether the office is open on these dates.
    pub(crate) open: bool,
    note: u16,
}

impl WorkCalendar {
    /// Whether the calendar speaks for `date`.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.index(date).is_ok()
    }

    /// The last date for which the yearly notices are out.
    #[must_use]
    pub fn settled_until(&self) -> Date {
        self.settled_until
    }

    /// What `date` is, and why.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn day(&self, date: Date) -> Result<DayInfo<'_>, CalendarError> {
        let day = self.row(date)?;
        let (shape, note) = (&self.shapes[usize::from(day.shape)], &self.notes[usize::from(day.note)]);
        Ok(DayInfo {
            kind: note.kind,
            hours: &shape.spans,
            name_vi: &note.name_vi,
            name_en: &note.name_en,
            basis: &note.basis,
            provisional: note.provisional || date > self.settled_until,
            hours_provisional: shape.hours_provisional,
        })
    }

    /// Whether the office opens at all on `date`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn is_working_day(&self, date: Date) -> Result<bool, CalendarError> {
        Ok(self.shape(date)?.total > 0)
    }

    /// Whether the office is open in the minute that begins at `at`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn is_open(&self, at: Moment) -> Result<bool, CalendarError> {
        let minute = at.minute_of_day();
        Ok(self.shape(at.date())?.spans.iter().any(|span| span.from <= minute && minute < span.to))
    }

    /// When the office opens on `date`, if it does.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn opening(&self, date: Date) -> Result<Option<Moment>, CalendarError> {
        Ok(self.shape(date)?.spans.first().map(|span| Moment::from_civil(date, span.from)))
    }

    /// When the office closes for the day on `date`, if it opens.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn closing(&self, date: Date) -> Result<Option<Moment>, CalendarError> {
        Ok(self.shape(date)?.spans.last().map(|span| Moment::from_civil(date, span.to)))
    }

    /// The start of the first open minute at or after `at`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`], also when the calendar ends first.
    pub fn next_opening(&self, at: Moment) -> Result<Moment, CalendarError> {
        let (date, minute) = (at.date(), at.minute_of_day());
        if let Some(span) = self.shape(date)?.spans.iter().find(|span| minute < span.to) {
            return Ok(Moment::from_civil(date, span.from.max(minute)));
        }
        let next = self.add_working_days(date, 1)?;
        Ok(Moment::from_civil(next, self.shape(next)?.spans[0].from))
    }

    /// Open minutes from `from` to `to`; negative when `to` is the earlier one.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn working_minutes_between(&self, from: Moment, to: Moment) -> Result<i64, CalendarError> {
        Ok(i64::from(self.open_minutes_before(to)?) - i64::from(self.open_minutes_before(from)?))
    }

    /// The moment at which `minutes` open minutes have passed since `at`: the end of the last one counted, or
    /// `at` itself for none.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`], also when the calendar ends first.
    pub fn add_working_minutes(&self, at: Moment, minutes: u32) -> Result<Moment, CalendarError> {
        let before = self.open_minutes_before(at)?;
        if minutes == 0 {
            return Ok(at);
        }
        let target = before.checked_add(minutes).ok_or_else(|| self.past_the_end())?;
        // The last working day with fewer open minutes before it than the target holds the last minute counted.
        let days_before =
            self.working.partition_point(|row| self.days[*row as usize].minutes_before < target);
        let Some(row) = days_before.checked_sub(1).map(|at| self.working[at]) else {
            return Err(self.past_the_end());
        };
        let day = self.days[row as usize];
        let mut left = target - day.minutes_before;
        for span in &self.shapes[usize::from(day.shape)].spans {
            if left <= span.minutes() {
                let opens = Moment::from_civil(self.first.plus_days(row as i32), span.from);
                return Ok(opens.plus_minutes(i64::from(left)));
            }
            left -= span.minutes();
        }
        Err(self.past_the_end())
    }

    /// The `count`-th working day after `date`, or `date` itself for none.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`], also when the calendar ends first.
    pub fn add_working_days(&self, date: Date, count: u32) -> Result<Date, CalendarError> {
        let index = self.index(date)?;
        if count == 0 {
            return Ok(date);
        }
        self.working_day(u64::from(self.days[index + 1].working_before) + u64::from(count) - 1)
    }

    /// `date` itself when it is a working day, else the next one.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`], also when the calendar ends first.
    pub fn working_day_from(&self, date: Date) -> Result<Date, CalendarError> {
        self.working_day(u64::from(self.row(date)?.working_before))
    }

    /// Working days from `from` to `to`, both included.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn working_days_within(&self, from: Date, to: Date) -> Result<i64, CalendarError> {
        let end = self.days[self.index(to)? + 1].working_before;
        Ok(i64::from(end) - i64::from(self.row(from)?.working_before))
    }

    /// The name of the day off that `date` is.
    pub(crate) fn note_names(&self, date: Date) -> Option<(&str, &str)> {
        let note = &self.notes[usize::from(self.row(date).ok()?.note)];
        (!note.name_vi.is_empty()).then_some((note.name_vi.as_str(), note.name_en.as_str()))
    }

    fn open_minutes_before(&self, at: Moment) -> Result<u32, CalendarError> {
        let day = self.row(at.date())?;
        let minute = at.minute_of_day();
        let spans = &self.shapes[usize::from(day.shape)].spans;
        let today: u32 = spans.iter().map(|span| span.minutes_before(minute)).sum();
        Ok(day.minutes_before + today)
    }

    fn working_day(&self, ordinal: u64) -> Result<Date, CalendarError> {
        let row = usize::try_from(ordinal).ok().and_then(|ordinal| self.working.get(ordinal));
        row.map(|row| self.first.plus_days(*row as i32)).ok_or_else(|| self.past_the_end())
    }

    fn index(&self, date: Date) -> Result<usize, CalendarError> {
        let index = usize::try_from(date.days_since(self.first)).ok();
        index.filter(|index| *index + 1 < self.days.len()).ok_or(CalendarError::OutsideCoverage(date))
    }

    fn row(&self, date: Date) -> Result<Day, CalendarError> {
        Ok(self.days[self.index(date)?])
    }

    fn shape(&self, date: Date) -> Result<&Shape, CalendarError> {
        Ok(&self.shapes[usize::from(self.row(date)?.shape)])
    }

    fn past_the_end(&self) -> CalendarError {
        CalendarError::OutsideCoverage(self.first.plus_days(self.days.len() as i32 - 1))
    }
}

impl Span {
    /// How long it is.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        u32::from(self.to.minutes() - self.from.minutes())
    }

    fn minutes_before(&self, minute: MinuteOfDay) -> u32 {
        u32::from(minute.min(self.to).minutes().saturating_sub(self.from.minutes()))
    }
}

impl WorkCalendar {
    pub(crate) fn build(
        source: &CalendarSource,
        unit: Option<&UnitVariation>,
    ) -> Result<Self, CalendarError> {
        let coverage = source.coverage;
        let mut calendar = Self {
            first: coverage.from,
            settled_until: coverage.settled_until,
            days: Vec::new(),
            working: Vec::new(),
            shapes: Vec::new(),
            notes: Vec::new(),
            runs: Vec::new(),
        };
        let unit_days: &[DayOverride] = unit.map_or(&[], |unit| &unit.days);
        let (mut minutes_before, mut working_before) = (0, 0);
        for number in 0..=coverage.to.days_since(coverage.from) {
            let date = coverage.from.plus_days(number);
            let special = unit_days.iter().chain(&source.days).find(|day| day.date == date);
            let shape = calendar.shape_of(source, unit, date, special)?;
            let total = calendar.shapes[usize::from(shape)].total;
            let note = calendar.note_of(special, total);
            if let Some(special) = special {
                calendar.extend_runs(special, note, total > 0);
            }
            calendar.days.push(Day { minutes_before, working_before, shape, note });
            if total > 0 {
                calendar.working.push(number as u32);
                working_before += 1;
                minutes_before += total;
            }
        }
        calendar.days.push(Day { minutes_before, working_before, shape: 0, note: 0 });
        Ok(calendar)
    }

    fn shape_of(
        &mut self,
        source: &CalendarSource,
        unit: Option<&UnitVariation>,
        date: Date,
        special: Option<&DayOverride>,
    ) -> Result<u16, CalendarError> {
        let pattern = source.pattern(unit, date)?;
        let spans: &[Span] = match special {
            None => pattern.hours.of(date.weekday()),
            Some(day) => match (day.kind, &day.hours, day.instead_of) {
                (DayKind::SwapWork | DayKind::SpecialHours, Some(hours), _) => hours,
                (DayKind::SwapWork, None, Some(replaced)) => pattern.hours.of(replaced.weekday()),
                _ => &[],
            },
        };
        let total = spans.iter().map(Span::minutes).sum();
        let shape =
            Shape { spans: SmallVec::from_slice(spans), total, hours_provisional: pattern.provisional };
        Ok(place(&mut self.shapes, shape))
    }

    fn note_of(&mut self, special: Option<&DayOverride>, total: u32) -> u16 {
        let ordinary = if total > 0 { DayKind::Working } else { DayKind::WeeklyRest };
        let text = |of: fn(&DayOverride) -> &String| special.map_or_else(String::new, |day| of(day).clone());
        let note = Note {
            kind: special.map_or(ordinary, |day| day.kind),
            name_vi: text(|day| &day.name_vi),
            name_en: text(|day| &day.name_en),
            basis: text(|day| &day.basis),
            provisional: special.is_some_and(|day| day.provisional),
        };
        place(&mut self.notes, note)
    }

    fn extend_runs(&mut self, day: &DayOverride, note: u16, open: bool) {
        match self.runs.last_mut() {
            Some(run) if run.note == note && run.open == open && run.to.plus_days(1) == day.date => {
                run.to = day.date
            }
            _ => {
                let (from, to) = (day.date, day.date);
                self.runs.push(Run { from, to, kind: day.kind, provisional: day.provisional, open, note });
            }
        }
    }
}

/// The place of `value` in `known`, where it is put if it is new. There are far fewer than 65,536 kinds of days.
fn place<T: PartialEq>(known: &mut Vec<T>, value: T) -> u16 {
    let at = known.iter().position(|other| *other == value).unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    });
    at as u16
}
