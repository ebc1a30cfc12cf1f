//! A second reckoning of due dates, for verification.
//!
//! It follows the same convention as the engine by a different road: it steps through the calendar one day at a
//! time, asking only which hours a day has, and keeps no running totals. It is slower and simpler, so that one
//! mistake is unlikely to be made twice.

use crate::calendar::WorkCalendar;
use crate::date::{Date, MinuteOfDay};
use crate::error::CalendarError;
use crate::moment::Moment;
use crate::rule::{CutoffEffect, DueRequest, PausePolicy, StartRule, TermRule};
use crate::source::Span;
use crate::term::Term;

/// The due moment of a dossier, reckoned again day by day.
///
/// # Errors
/// As [`WorkCalendar::due`].
pub fn due(calendar: &WorkCalendar, request: &DueRequest<'_>) -> Result<Moment, CalendarError> {
    let walk = Walk { calendar };
    if request.rule.term.count() == 0 || request.extension.is_some_and(|granted| granted.by.count() == 0) {
        return Err(CalendarError::EmptyTerm);
    }
    let mut state = walk.begin(request.received, request.rule)?;
    let mut extension = request.extension;
    for (from, to) in joined(request)? {
        if let Some(granted) = extension
            && granted.at < from
        {
            extension = None;
            walk.extend(&mut state, granted.at, granted.by)?;
        }
        if from > walk.promised(&state)? {
            continue;
        }
        match request.rule.policy {
            PausePolicy::Restart if to > state.received => state = walk.begin(to, request.rule)?,
            PausePolicy::Restart => {}
            PausePolicy::PauseAndShift => walk.shift(&mut state, from, to)?,
        }
    }
    if let Some(granted) = extension {
        walk.extend(&mut state, granted.at, granted.by)?;
    }
    walk.promised(&state)
}

/// The ended pauses as disjoint waits: the earliest is drawn out and swallows all that touch it, again and again.
fn joined(request: &DueRequest<'_>) -> Result<Vec<(Moment, Moment)>, CalendarError> {
    let mut left: Vec<(Moment, Moment)> = Vec::new();
    for pause in request.pauses {
        match pause.to {
            Some(to) if to < pause.from => return Err(CalendarError::PauseBackwards),
            Some(to) => left.push((pause.from, to)),
            None => {}
        }
    }
    let mut waits = Vec::new();
    while let Some(from) = left.iter().map(|wait| wait.0).min() {
        let mut to = from;
        while let Some(at) = left.iter().position(|wait| wait.0 <= to) {
            to = to.max(left.swap_remove(at).1);
        }
        waits.push((from, to));
    }
    Ok(waits)
}

struct State {
    received: Moment,
    start: Moment,
    last: Last,
}

/// Terms in working time know their minute, the others only their last date.
#[derive(Clone, Copy)]
enum Last {
    Minute(Moment),
    Date(Date),
}

struct Walk<'a> {
    calendar: &'a WorkCalendar,
}

impl Walk<'_> {
    fn hours(&self, date: Date) -> Result<&[Span], CalendarError> {
        Ok(self.calendar.day(date)?.hours)
    }

    fn next_working_day(&self, after: Date) -> Result<Date, CalendarError> {
        let mut date = after.plus_days(1);
        while self.hours(date)?.is_empty() {
            date = date.plus_days(1);
        }
        Ok(date)
    }

    fn closing(&self, date: Date) -> Result<Moment, CalendarError> {
        let last = self.hours(date)?.last().map_or(MinuteOfDay::MIDNIGHT, |span| span.to);
        Ok(Moment::from_civil(date, last))
    }

    fn rolled(&self, date: Date) -> Result<Date, CalendarError> {
        if self.hours(date)?.is_empty() { self.next_working_day(date) } else { Ok(date) }
    }

    fn promised(&self, state: &State) -> Result<Moment, CalendarError> {
        match state.last {
            Last::Minute(at) => Ok(at),
            Last::Date(date) => self.closing(self.rolled(date)?),
        }
    }

    /// The first open minute at or after `from`.
    fn open_from(&self, from: Moment) -> Result<Moment, CalendarError> {
        let mut date = from.date();
        loop {
            for span in self.hours(date)? {
                if Moment::from_civil(date, span.to) > from {
                    return Ok(from.max(Moment::from_civil(date, span.from)));
                }
            }
            date = date.plus_days(1);
        }
    }

    /// The end of the `minutes`-th open minute after `from`.
    fn work(&self, from: Moment, minutes: i64) -> Result<Moment, CalendarError> {
        let (mut left, mut date) = (minutes, from.date());
        while left > 0 {
            for span in self.hours(date)? {
                let begins = from.max(Moment::from_civil(date, span.from));
                let open = Moment::from_civil(date, span.to).minutes_since(begins).max(0);
                if open >= left {
                    return Ok(begins.plus_minutes(left));
                }
                left -= open;
            }
            date = date.plus_days(1);
        }
        Ok(from)
    }

    fn worked(&self, from: Moment, to: Moment) -> Result<i64, CalendarError> {
        let (mut sum, mut date) = (0, from.date());
        while date <= to.date() {
            for span in self.hours(date)? {
                let begins = from.max(Moment::from_civil(date, span.from));
                let ends = to.min(Moment::from_civil(date, span.to));
                sum += ends.minutes_since(begins).max(0);
            }
            date = date.plus_days(1);
        }
        Ok(sum)
    }

    fn begin(&self, received: Moment, rule: &TermRule) -> Result<State, CalendarError> {
        let today = received.date();
        let office_done = self.hours(today)?.is_empty() || received >= self.closing(today)?;
        let missed = |effect| {
            rule.cutoff.is_some_and(|cutoff| cutoff.effect == effect && received.minute_of_day() > cutoff.at)
        };
        let has = |effect| rule.cutoff.is_some_and(|cutoff| cutoff.effect == effect);
        let skips_today =
            rule.start == StartRule::NextWorkingDay && !matches!(rule.term, Term::WorkingMinutes(_));
        let late = |effect| match (skips_today, office_done) {
            (true, true) => has(effect),
            (false, true) => false,
            (_, false) => missed(effect),
        };
        let counts_tomorrow = late(CutoffEffect::StartNextDay) || (office_done && !skips_today);
        let from = if counts_tomorrow { self.next_working_day(today)? } else { today };
        let opens = |day: Date| self.open_from(received.max(Moment::from_civil(day, MinuteOfDay::MIDNIGHT)));
        let midnight = Moment::from_civil(from.plus_days(1), MinuteOfDay::MIDNIGHT);
        let mut start = if skips_today { midnight } else { opens(from)? };
        let mut last = match rule.term {
            Term::WorkingMinutes(count) => Last::Minute(self.work(start, i64::from(count))?),
            Term::WorkingDays(count) => {
                let mut day = if skips_today { self.next_working_day(from)? } else { from };
                start = opens(day)?;
                for _ in 1..count {
                    day = self.next_working_day(day)?;
                }
                Last::Minute(self.closing(day)?)
            }
            Term::CalendarDays(count) => {
                let mut day = if skips_today { from.plus_days(1) } else { from };
                for _ in 1..count {
                    day = day.plus_days(1);
                    self.hours(day)?;
                }
                Last::Date(day)
            }
            Term::Months(count) => Last::Date(from.plus_months(count)),
        };
        if late(CutoffEffect::DueNextDay) {
            last = self.day_later(rule.term, last)?;
        }
        Ok(State { received, start, last })
    }

    fn day_later(&self, term: Term, last: Last) -> Result<Last, CalendarError> {
        let at = match last {
            Last::Date(date) => return Ok(Last::Date(self.next_working_day(self.rolled(date)?)?)),
            Last::Minute(at) => at,
        };
        let next = self.next_working_day(at.date())?;
        if let Term::WorkingDays(_) = term {
            return Ok(Last::Minute(self.closing(next)?));
        }
        let same_clock = Moment::from_civil(next, at.minute_of_day());
        let mut moved = self.open_from(Moment::from_civil(next, MinuteOfDay::MIDNIGHT))?;
        for span in self.hours(next)? {
            if Moment::from_civil(next, span.from) < same_clock {
                moved = same_clock.min(Moment::from_civil(next, span.to));
            }
        }
        Ok(Last::Minute(moved))
    }

    fn shift(&self, state: &mut State, from: Moment, to: Moment) -> Result<(), CalendarError> {
        let (from, to) = (from.max(state.start), to.max(state.start));
        state.last = match state.last {
            Last::Minute(at) => Last::Minute(self.work(at, self.worked(from, to)?)?),
            Last::Date(date) => {
                let mut day = to.date();
                for _ in 0..date.days_since(from.date()) {
                    day = day.plus_days(1);
                }
                Last::Date(day)
            }
        };
        Ok(())
    }

    fn extend(&self, state: &mut State, at: Moment, by: Term) -> Result<(), CalendarError> {
        let promised = self.promised(state)?;
        if at > promised {
            return Ok(());
        }
        state.last = match by {
            Term::WorkingMinutes(count) => Last::Minute(self.work(promised, i64::from(count))?),
            Term::WorkingDays(count) => {
                let mut day = promised.date();
                for _ in 0..count {
                    day = self.next_working_day(day)?;
                }
                Last::Minute(self.closing(day)?)
            }
            Term::CalendarDays(count) => {
                Last::Date(promised.date().plus_days(i32::try_from(count).unwrap_or(i32::MAX)))
            }
            Term::Months(count) => Last::Date(promised.date().plus_months(count)),
        };
        Ok(())
    }
}
