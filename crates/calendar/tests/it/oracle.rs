//! A naive reckoning: one flag per minute of four years, walked minute by minute.
//!
//! It shares no code with the engine: it takes the rows of the source, its dates come from another library, and
//! its minutes are plain indexes from local midnight of the first covered day. `None` means the walk left the table.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use motcua_calendar::source::{DayOverride, WeeklyHours};
use motcua_calendar::{
    CalendarSource, CutoffEffect, DayKind, DueRequest, Moment, PausePolicy, Span, StartRule, Term, TermRule,
};

const DAY: usize = 1440;

pub struct Oracle {
    first: Date,
    open: Vec<bool>,
    /// Whether any minute of the day is open; only to keep the tests short.
    day_open: Vec<bool>,
}

#[derive(Clone, Copy)]
enum Ends {
    Minute(usize),
    Day(usize),
}

struct Term0 {
    received: usize,
    start: usize,
    ends: Ends,
}

impl Oracle {
    pub fn new(source: &CalendarSource, unit: Option<&str>) -> Self {
        let first: Date = source.coverage.from.to_string().parse().expect("a date");
        let last: Date = source.coverage.to.to_string().parse().expect("a date");
        let unit = unit.map(|code| source.units.iter().find(|u| u.code == code).expect("a known unit"));
        let mut open = Vec::new();
        let mut day = first;
        while day <= last {
            let text = day.to_string();
            let mut hours: Option<&WeeklyHours> = None;
            // Later rows win over earlier ones that began no later; the unit's win over the city's.
            for patterns in [Some(&source.patterns), unit.map(|u| &u.patterns)].into_iter().flatten() {
                let mut begun = String::new();
                for pattern in patterns {
                    let from = pattern.from.to_string();
                    let over = pattern.to.is_some_and(|to| to.to_string() < text);
                    if from <= text && !over && from >= begun {
                        begun = from;
                        hours = Some(&pattern.hours);
                    }
                }
            }
            let hours = hours.expect("hours are in force");
            let own = unit.and_then(|u| u.days.iter().find(|d| d.date.to_string() == text));
            let special = own.or_else(|| source.days.iter().find(|d| d.date.to_string() == text));
            let spans = special.map_or_else(|| weekday_hours(hours, day), |s| special_hours(hours, s));
            let mut minutes = [false; DAY];
            for span in spans {
                minutes[usize::from(span.from.minutes())..usize::from(span.to.minutes())].fill(true);
            }
            open.extend(minutes);
            day = day.tomorrow().expect("inside the library's range");
        }
        let day_open = open.chunks(DAY).map(|day| day.contains(&true)).collect();
        Self { first, open, day_open }
    }

    pub fn due(&self, request: &DueRequest<'_>) -> Option<Moment> {
        let mut term = self.begin(self.minute(request.received)?, request.rule)?;
        let mut extension = request.extension;
        for (from, to) in self.waits(request)? {
            if let Some(granted) =
                extension.filter(|granted| self.minute(granted.at).is_some_and(|at| at < from))
            {
                extension = None;
                self.extend(&mut term, granted.at, granted.by)?;
            }
            if from > self.end(&term)? {
                continue;
            }
            match request.rule.policy {
                PausePolicy::Restart if to > term.received => term = self.begin(to, request.rule)?,
                PausePolicy::Restart => {}
                PausePolicy::PauseAndShift => self.wait(&mut term, from, to)?,
            }
        }
        if let Some(granted) = extension {
            self.extend(&mut term, granted.at, granted.by)?;
        }
        Some(self.moment(self.end(&term)?))
    }

    /// Open minutes of `from`–`to` outside the request's ended pauses.
    pub fn counted(&self, from: Moment, to: Moment, request: &DueRequest<'_>) -> Option<usize> {
        let waits = self.waits(request)?;
        let (from, to) = (self.minute(from)?, self.minute(to)?);
        let waiting = |at: usize| waits.iter().any(|wait| wait.0 <= at && at < wait.1);
        Some((from..to).filter(|at| self.open[*at] && !waiting(*at)).count())
    }

    /// Paints the waits on the minutes and reads them back as runs; empty waits survive as such.
    fn waits(&self, request: &DueRequest<'_>) -> Option<Vec<(usize, usize)>> {
        let mut all = Vec::new();
        for pause in request.pauses {
            if let Some(to) = pause.to {
                all.push((self.minute(pause.from)?, self.minute(to)?));
            }
        }
        all.sort();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (from, to) in all {
            if let Some(run) = runs.iter_mut().find(|run| run.0 <= from && from <= run.1) {
                run.1 = run.1.max(to);
            } else {
                runs.push((from, to));
            }
        }
        Some(runs)
    }

    fn begin(&self, received: usize, rule: &TermRule) -> Option<Term0> {
        let today = received / DAY;
        let hours_term = matches!(rule.term, Term::WorkingMinutes(_));
        let no_more_today = !(received..(today + 1) * DAY).any(|at| *self.open.get(at).unwrap_or(&false));
        let after = rule.cutoff.is_some_and(|c| received % DAY > usize::from(c.at.minutes()));
        let effect = rule.cutoff.map(|c| c.effect);
        let counted_by_date = rule.start == StartRule::NextWorkingDay && !hours_term;
        let missed = if counted_by_date {
            rule.cutoff.is_some() && (no_more_today || after)
        } else {
            !no_more_today && after
        };
        let mut day = today;
        if (missed && effect == Some(CutoffEffect::StartNextDay)) || (no_more_today && !counted_by_date) {
            day = self.working_day_after(day)?;
        }
        let mut start = if day == today { received } else { day * DAY };
        let mut ends = match rule.term {
            Term::WorkingMinutes(count) => {
                start = self.next_open(start)?;
                Ends::Minute(self.walk(start, count as usize)?)
            }
            Term::WorkingDays(count) => {
                let mut left = count;
                if !counted_by_date {
                    left -= 1;
                    start = self.next_open(start)?;
                } else {
                    start = self.next_open((day + 1) * DAY)?;
                }
                while left > 0 {
                    day = self.working_day_after(day)?;
                    left -= 1;
                }
                Ends::Minute(self.close(day)?)
            }
            Term::CalendarDays(count) => {
                start = if counted_by_date { (day + 1) * DAY } else { self.next_open(start)? };
                Ends::Day(day + count as usize - usize::from(!counted_by_date))
            }
            Term::Months(count) => {
                start = if counted_by_date { (day + 1) * DAY } else { self.next_open(start)? };
                Ends::Day(self.months_on(day, count)?)
            }
        };
        if missed && effect == Some(CutoffEffect::DueNextDay) {
            ends = match ends {
                Ends::Day(last) => Ends::Day(self.working_day_after(self.roll(last)?)?),
                Ends::Minute(at) if hours_term => Ends::Minute(self.same_clock_next_day(at)?),
                Ends::Minute(at) => Ends::Minute(self.close(self.working_day_after(at / DAY)?)?),
            };
        }
        Some(Term0 { received, start, ends })
    }

    fn same_clock_next_day(&self, at: usize) -> Option<usize> {
        let next = self.working_day_after(at / DAY)?;
        let mut clock = next * DAY + at % DAY;
        while clock > next * DAY {
            if self.open[clock - 1] {
                return Some(clock);
            }
            clock -= 1;
        }
        self.next_open(next * DAY)
    }

    fn wait(&self, term: &mut Term0, from: usize, to: usize) -> Option<()> {
        let (from, to) = (from.max(term.start), to.max(term.start));
        term.ends = match term.ends {
            Ends::Minute(at) => {
                let open = self.open[from..to].iter().filter(|open| **open).count();
                Ends::Minute(self.walk(at, open)?)
            }
            Ends::Day(last) => Ends::Day(to / DAY + last.saturating_sub(from / DAY)),
        };
        Some(())
    }

    fn extend(&self, term: &mut Term0, at: Moment, by: Term) -> Option<()> {
        let end = self.end(term)?;
        if self.minute(at)? > end {
            return Some(());
        }
        let mut day = end / DAY;
        term.ends = match by {
            Term::WorkingMinutes(count) => Ends::Minute(self.walk(end, count as usize)?),
            Term::WorkingDays(count) => {
                for _ in 0..count {
                    day = self.working_day_after(day)?;
                }
                Ends::Minute(self.close(day)?)
            }
            Term::CalendarDays(count) => Ends::Day(day + count as usize),
            Term::Months(count) => Ends::Day(self.months_on(day, count)?),
        };
        Some(())
    }

    fn end(&self, term: &Term0) -> Option<usize> {
        match term.ends {
            Ends::Minute(at) => Some(at),
            Ends::Day(last) => self.close(self.roll(last)?),
        }
    }

    fn roll(&self, day: usize) -> Option<usize> {
        if *self.day_open.get(day)? { Some(day) } else { self.working_day_after(day) }
    }

    fn working_day_after(&self, mut day: usize) -> Option<usize> {
        loop {
            day += 1;
            if *self.day_open.get(day)? {
                return Some(day);
            }
        }
    }

    fn close(&self, day: usize) -> Option<usize> {
        let mut at = (day + 1) * DAY;
        while !*self.open.get(at - 1)? {
            at -= 1;
        }
        Some(at)
    }

    fn next_open(&self, mut at: usize) -> Option<usize> {
        while !*self.open.get(at)? {
            at += 1;
        }
        Some(at)
    }

    fn walk(&self, mut at: usize, minutes: usize) -> Option<usize> {
        let mut left = minutes;
        while left > 0 {
            if *self.open.get(at)? {
                left -= 1;
            }
            at += 1;
        }
        Some(at)
    }

    fn months_on(&self, day: usize, months: u32) -> Option<usize> {
        let day = self.first + i64::try_from(day).ok()?.days();
        let later = day + i64::from(months).months();
        usize::try_from((later - self.first).get_days()).ok()
    }

    fn minute(&self, at: Moment) -> Option<usize> {
        let day0 = (self.first - date(1970, 1, 1)).get_days();
        let minute = at.unix_seconds() / 60 + 7 * 60 - i64::from(day0) * 1440;
        usize::try_from(minute).ok().filter(|minute| *minute < self.open.len())
    }

    fn moment(&self, minute: usize) -> Moment {
        let day0 = i64::from((self.first - date(1970, 1, 1)).get_days());
        Moment::from_unix_seconds((day0 * 1440 + minute as i64 - 7 * 60) * 60)
    }
}

fn weekday_hours(hours: &WeeklyHours, day: Date) -> &[Span] {
    match day.weekday().to_monday_zero_offset() {
        0 => &hours.monday,
        1 => &hours.tuesday,
        2 => &hours.wednesday,
        3 => &hours.thursday,
        4 => &hours.friday,
        5 => &hours.saturday,
        _ => &hours.sunday,
    }
}

fn special_hours<'a>(hours: &'a WeeklyHours, special: &'a DayOverride) -> &'a [Span] {
    match (special.kind, &special.hours, special.instead_of) {
        (DayKind::SwapWork | DayKind::SpecialHours, Some(own), _) => own,
        (DayKind::SwapWork, None, Some(replaced)) => {
            weekday_hours(hours, replaced.to_string().parse().expect("a date"))
        }
        _ => &[],
    }
}
