//! The arithmetic of a due date: start rule, cut-off, pauses, extension, roll-forward. The convention it follows
//! is written in the crate's opening page.

use smallvec::SmallVec;

use crate::calendar::WorkCalendar;
use crate::date::{Date, MinuteOfDay};
use crate::error::CalendarError;
use crate::explain::{Explanation, Reason};
use crate::moment::Moment;
use crate::rule::{
    Cutoff, CutoffEffect, Due, DueRequest, Extension, Pause, PausePolicy, StartRule, TermRule,
};
use crate::source::DayKind;
use crate::term::Term;

impl WorkCalendar {
    /// The due moment of a dossier, with its reasons.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`] when any date needed has no data, [`CalendarError::EmptyTerm`] for a term
    /// or extension of zero, [`CalendarError::PauseBackwards`].
    pub fn due(&self, request: &DueRequest<'_>) -> Result<Due, CalendarError> {
        if request.rule.term.count() == 0
            || request.extension.is_some_and(|extension| extension.by.count() == 0)
        {
            return Err(CalendarError::EmptyTerm);
        }
        let mut explanation = Explanation::default();
        let begun = begin(self, request.received, request.rule)?;
        explanation.push(Reason::Received { at: request.received });
        explanation.push(Reason::Term { term: request.rule.term, start: request.rule.start });
        explain_start(&mut explanation, &begun);
        let mut clock = ClockHand { calendar: self, rule: request.rule, begun, explanation };
        clock.run(request)?;
        clock.finish(request.pauses)
    }
}

/// Where a term ends as far as it is known.
#[derive(Debug, Clone, Copy)]
enum End {
    /// At this very minute: terms in working time.
    At(Moment),
    /// At the closing of the first working day from this date on: terms in calendar days and months.
    Day(Date),
}

/// A term that has begun to run.
#[derive(Debug, Clone, Copy)]
struct Begun {
    received: Moment,
    start: Moment,
    end: End,
    /// The day a receipt outside office hours counts for.
    counts_for: Option<Date>,
    /// The cut-off that was missed, and the day it led to.
    missed: Option<(Cutoff, Date)>,
    month_clamped: Option<Date>,
}

/// Begins a term as received at `received`.
fn begin(calendar: &WorkCalendar, received: Moment, rule: &TermRule) -> Result<Begun, CalendarError> {
    let date = received.date();
    let by_dates = rule.start == StartRule::NextWorkingDay && !matches!(rule.term, Term::WorkingMinutes(_));
    let shut = calendar.closing(date)?.is_none_or(|closing| received >= closing);
    let late = rule.cutoff.filter(|cutoff| {
        let past = received.minute_of_day() > cutoff.at;
        if by_dates { shut || past } else { !shut && past }
    });
    let start_later = late.is_some_and(|cutoff| cutoff.effect == CutoffEffect::StartNextDay);
    // The date from which the term is counted.
    let anchor = if start_later || (shut && !by_dates) { calendar.add_working_days(date, 1)? } else { date };
    let first_minute = |day: Date| match calendar.opening(day)? {
        Some(opening) if day != date => Ok(opening),
        _ => calendar.next_opening(received),
    };
    let (start, end) = match rule.term {
        Term::WorkingMinutes(n) => {
            let start = first_minute(anchor)?;
            (start, End::At(calendar.add_working_minutes(start, n)?))
        }
        Term::WorkingDays(n) => {
            let skip = u32::from(by_dates);
            let start = first_minute(calendar.add_working_days(anchor, skip)?)?;
            (start, End::At(closing_of(calendar, calendar.add_working_days(anchor, n - 1 + skip)?)?))
        }
        Term::CalendarDays(n) => {
            let last = anchor.plus_days(days(n).saturating_sub(i32::from(!by_dates)));
            (if by_dates { midnight_after(anchor) } else { first_minute(anchor)? }, End::Day(last))
        }
        Term::Months(n) => {
            let start = if by_dates { midnight_after(anchor) } else { first_minute(anchor)? };
            (start, End::Day(anchor.plus_months(n)))
        }
    };
    let (end, moved_to) = match late {
        Some(cutoff) if cutoff.effect == CutoffEffect::DueNextDay => {
            let end = one_working_day_on(calendar, rule.term, end)?;
            (end, moment_of(calendar, end)?.date())
        }
        _ => (end, anchor),
    };
    Ok(Begun {
        received,
        start,
        end,
        counts_for: (shut && anchor != date).then_some(anchor),
        missed: late.filter(|_| !shut || anchor == date).map(|cutoff| (cutoff, moved_to)),
        month_clamped: match rule.term {
            Term::Months(n) => Some(anchor.plus_months(n)).filter(|last| last.day() != anchor.day()),
            Term::WorkingMinutes(_) | Term::WorkingDays(_) | Term::CalendarDays(_) => None,
        },
    })
}

/// The end one working day on. A term in days keeps to closings; one in working hours keeps its clock time, or takes
/// the last open minute's end before it, or that day's opening.
fn one_working_day_on(calendar: &WorkCalendar, term: Term, end: End) -> Result<End, CalendarError> {
    let at = match end {
        End::Day(last) => {
            return Ok(End::Day(calendar.add_working_days(calendar.working_day_from(last)?, 1)?));
        }
        End::At(at) => at,
    };
    let next = calendar.add_working_days(at.date(), 1)?;
    if !matches!(term, Term::WorkingMinutes(_)) {
        return Ok(End::At(closing_of(calendar, next)?));
    }
    let (clock, hours) = (at.minute_of_day(), calendar.day(next)?.hours);
    let opening = hours.first().map_or(MinuteOfDay::MIDNIGHT, |span| span.from);
    let worked = hours.iter().filter(|span| span.from < clock).map(|span| span.to.min(clock)).max();
    Ok(End::At(Moment::from_civil(next, worked.unwrap_or(opening))))
}

fn moment_of(calendar: &WorkCalendar, end: End) -> Result<Moment, CalendarError> {
    match end {
        End::At(at) => Ok(at),
        End::Day(last) => closing_of(calendar, calendar.working_day_from(last)?),
    }
}

fn closing_of(calendar: &WorkCalendar, working_day: Date) -> Result<Moment, CalendarError> {
    calendar.closing(working_day)?.ok_or(CalendarError::OutsideCoverage(working_day))
}

fn midnight_after(date: Date) -> Moment {
    Moment::from_civil(date.plus_days(1), MinuteOfDay::MIDNIGHT)
}

/// A count of days as a step; no calendar reaches as far as the largest.
fn days(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The clock of one dossier while its history is told.
struct ClockHand<'a> {
    calendar: &'a WorkCalendar,
    rule: &'a TermRule,
    begun: Begun,
    explanation: Explanation,
}

impl ClockHand<'_> {
    fn run(&mut self, request: &DueRequest<'_>) -> Result<(), CalendarError> {
        let mut extension = request.extension;
        for (from, to) in ended(request.pauses)? {
            if let Some(granted) = extension.take_if(|granted| granted.at < from) {
                self.extend(granted)?;
            }
            self.pause(from, to)?;
        }
        extension.map_or(Ok(()), |granted| self.extend(granted))
    }

    fn due(&self) -> Result<Moment, CalendarError> {
        moment_of(self.calendar, self.begun.end)
    }

    fn pause(&mut self, from: Moment, to: Moment) -> Result<(), CalendarError> {
        if from > self.due()? {
            self.explanation.push(Reason::PauseTooLate { from });
            return Ok(());
        }
        match self.rule.policy {
            PausePolicy::PauseAndShift => self.shift(from, to),
            PausePolicy::Restart => self.restart(to),
        }
    }

    fn shift(&mut self, from: Moment, to: Moment) -> Result<(), CalendarError> {
        // Before the clock runs there is nothing to stop.
        let (from, to) = (from.max(self.begun.start), to.max(self.begun.start));
        match self.begun.end {
            End::At(due) => {
                let minutes = self.calendar.working_minutes_between(from, to)?;
                let minutes = u32::try_from(minutes).map_err(|_| CalendarError::PauseBackwards)?;
                let due = self.calendar.add_working_minutes(due, minutes)?;
                self.begun.end = End::At(due);
                self.explanation.push(Reason::Paused { from, to, minutes, due });
            }
            End::Day(last) => {
                let left = last.days_since(from.date()).max(0);
                self.begun.end = End::Day(to.date().plus_days(left));
                let due = self.due()?;
                self.explanation.push(Reason::PausedDays { from, to, left: left.unsigned_abs(), due });
            }
        }
        Ok(())
    }

    fn restart(&mut self, at: Moment) -> Result<(), CalendarError> {
        if at > self.begun.received {
            self.begun = begin(self.calendar, at, self.rule)?;
            let due = self.due()?;
            self.explanation.push(Reason::Restarted { at, due });
            explain_start(&mut self.explanation, &self.begun);
        }
        Ok(())
    }

    fn extend(&mut self, extension: Extension) -> Result<(), CalendarError> {
        let from = self.due()?;
        if extension.at > from {
            self.explanation.push(Reason::ExtensionTooLate { at: extension.at });
            return Ok(());
        }
        self.begun.end = match extension.by {
            Term::WorkingMinutes(n) => End::At(self.calendar.add_working_minutes(from, n)?),
            Term::WorkingDays(n) => {
                End::At(closing_of(self.calendar, self.calendar.add_working_days(from.date(), n)?)?)
            }
            Term::CalendarDays(n) => End::Day(from.date().plus_days(days(n))),
            Term::Months(n) => End::Day(from.date().plus_months(n)),
        };
        let due = self.due()?;
        self.explanation.push(Reason::Extended { by: extension.by, from, due });
        Ok(())
    }

    fn finish(mut self, pauses: &[Pause]) -> Result<Due, CalendarError> {
        let at = self.due()?;
        match self.begun.end {
            End::Day(last) if last != at.date() => {
                self.explanation.push(Reason::RolledForward { last, to: at.date() });
                self.explain_days(last, at.date().plus_days(-1))?;
            }
            End::Day(_) => {}
            End::At(_) => self.explain_days(self.begun.received.date().plus_days(1), at.date())?,
        }
        let open = pauses.iter().filter(|pause| pause.to.is_none()).map(|pause| pause.from).min();
        let open = open.filter(|from| *from <= at);
        if let Some(from) = open {
            self.explanation.push(Reason::PauseOpen { from });
        }
        if at.date() > self.calendar.settled_until() {
            self.explanation.push(Reason::Provisional { date: self.calendar.settled_until().plus_days(1) });
        }
        self.explanation.push(Reason::Due { at });
        Ok(Due { at, paused: open.is_some(), start: self.begun.start, explanation: self.explanation })
    }

    /// Names the days from `from` to `to` that are not ordinary working days.
    fn explain_days(&mut self, from: Date, to: Date) -> Result<(), CalendarError> {
        if from > to {
            return Ok(());
        }
        let working = self.calendar.working_days_within(from, to)?;
        let mut rest = i64::from(to.days_since(from)) + 1 - working;
        let runs = &self.calendar.runs;
        let first = runs.partition_point(|run| run.to < from);
        for run in runs[first..].iter().take_while(|run| run.from <= to) {
            let (from, to) = (run.from.max(from), run.to.min(to));
            match (run.open, run.kind) {
                (true, DayKind::SwapWork) => self.explanation.push(Reason::WorkedRestDay { date: from }),
                (true, _) => self.explanation.push(Reason::SpecialHours { date: from }),
                // A rest day worked elsewhere, on which this unit stays closed, is a rest day like others.
                (false, DayKind::SwapWork) => {}
                (false, kind) => {
                    rest -= i64::from(to.days_since(from)) + 1;
                    self.explanation.push(Reason::DayOff { from, to, kind });
                }
            }
            if run.provisional && to <= self.calendar.settled_until() {
                self.explanation.push(Reason::Provisional { date: from });
            }
        }
        if let Some(count) = u32::try_from(rest).ok().filter(|count| *count > 0) {
            self.explanation.push(Reason::WeeklyRest { count, from, to });
        }
        Ok(())
    }
}

fn explain_start(explanation: &mut Explanation, begun: &Begun) {
    if let Some(counts_for) = begun.counts_for {
        explanation.push(Reason::ReceivedWhileClosed { at: begun.received, counts_for });
    }
    if let Some((cutoff, day)) = begun.missed {
        explanation.push(Reason::AfterCutoff { cutoff: cutoff.at, effect: cutoff.effect, day });
    }
    explanation.push(Reason::Starts { at: begun.start });
    if let Some(last) = begun.month_clamped {
        explanation.push(Reason::MonthEnd { last });
    }
}

/// The pauses that have ended, in order and joined where they touch.
fn ended(pauses: &[Pause]) -> Result<SmallVec<[(Moment, Moment); 4]>, CalendarError> {
    let mut ended: SmallVec<[(Moment, Moment); 4]> = SmallVec::new();
    for pause in pauses {
        match pause.to {
            Some(to) if to < pause.from => return Err(CalendarError::PauseBackwards),
            Some(to) => ended.push((pause.from, to)),
            None => {}
        }
    }
    ended.sort_unstable();
    let mut joined: SmallVec<[(Moment, Moment); 4]> = SmallVec::new();
    for (from, to) in ended {
        match joined.last_mut() {
            Some(before) if from <= before.1 => before.1 = before.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    Ok(joined)
}
