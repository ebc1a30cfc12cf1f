//! The guard over promises: how a dossier is likely to come out, which rungs of the ladder it has reached, and what an apology
//! would propose. All of it in whole numbers, with its reasons; nothing is learnt and nothing is hidden.
//!
//! Reaching a rung is a question to a state and a moment. That each is climbed once for each promise is for whoever keeps the rungs.

use motcua_calendar::{
    CalendarError, DueRequest, Extension, Moment, Pause, STANDARD_DAY_MINUTES, Term, WorkCalendar,
};
use motcua_domain::dossier::{Clock, Dossier};
use motcua_domain::procedure::{ProcedureVersion, Step, StepKind, flow};
use serde::Deserialize;
use smallvec::SmallVec;

/// Rungs a ladder can have.
pub const RUNGS_MAX: u8 = 16;

/// Whom a rung tells. Each tells those before it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Level {
    /// Those who work on it.
    Officer = 1,
    /// The heads of the unit responsible.
    Unit = 2,
    /// The one-stop centre of the city.
    Centre = 3,
    /// The leaders of the city.
    City = 4,
}

impl Level {
    /// All of them, the nearest first.
    pub const ALL: [Level; 4] = [Level::Officer, Level::Unit, Level::Centre, Level::City];

    /// Stored number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self as i64
    }
    /// Back from the stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }
}

/// When a rung is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// So many hundredths of the working time of the promise are used.
    Used(u8),
    /// From the beginning of the so many-th working day before that of the promise.
    DaysBefore(u8),
    /// Past the promise by so many working days.
    Late(u8),
}

/// Of which promise a rung is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Of each.
    Any,
    /// Of the one given at receipt.
    First,
    /// Of the one given with an apology.
    Again,
}

/// One rung of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// 1 to [`RUNGS_MAX`]: stored, never changes meaning.
    pub number: u8,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// When it is reached.
    pub when: When,
    /// Of which promise.
    pub of: Of,
    /// Whom it tells.
    pub tells: Level,
    /// Whether the draft of an apology is made with it.
    pub draft: bool,
}

/// The ladder and the bounds of risk, data of the city.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ladder {
    /// The rungs, by number. None for a city without a guard.
    pub rungs: Vec<Rung>,
    /// From this share on, in hundredths, planned work against time left is tight.
    pub tight_percent: u32,
    /// Above this one it comes late unless steps go faster than planned.
    pub late_percent: u32,
    /// The longest extension a draft proposes, in working days.
    pub extension_most_days: u32,
    /// Days back that count as lately.
    pub lately_days: u32,
}

impl Ladder {
    /// A rung by its number.
    #[must_use]
    pub fn rung(&self, number: u8) -> Option<&Rung> {
        self.rungs.iter().find(|rung| rung.number == number)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    tight_percent: u32,
    late_percent: u32,
    extension_most_days: u32,
    lately_days: u32,
    rung: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: u8,
    name: String,
    name_en: String,
    used_percent: Option<u8>,
    days_before: Option<u8>,
    late_days: Option<u8>,
    promise: Of,
    tells: Level,
    #[serde(default)]
    draft: bool,
}

/// Why a ladder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LadderError {
    /// Not the form of a ladder.
    #[error("không đọc được thang cảnh báo (the ladder cannot be read): {0}")]
    Form(#[from] Box<toml::de::Error>),
    /// One rung is wrong.
    #[error("bậc cảnh báo {number} (rung): {reason}")]
    Rung {
        /// Which.
        number: u8,
        /// What is wrong.
        reason: &'static str,
    },
    /// A bound makes no sense.
    #[error("thang cảnh báo (ladder): {0}")]
    Bounds(&'static str),
}

/// Reads a ladder.
///
/// # Errors
/// The first thing wrong.
pub fn read_ladder(text: &str) -> Result<Ladder, LadderError> {
    let file: File = toml::from_str(text).map_err(Box::new)?;
    if file.tight_percent == 0 || file.tight_percent > file.late_percent || file.late_percent > 1000 {
        return Err(LadderError::Bounds("0 < tight_percent ≤ late_percent ≤ 1000"));
    }
    if !(1..=60).contains(&file.extension_most_days) || !(1..=366).contains(&file.lately_days) {
        return Err(LadderError::Bounds("extension_most_days 1–60, lately_days 1–366"));
    }
    let mut rungs: Vec<Rung> = Vec::with_capacity(file.rung.len());
    for entry in file.rung {
        let wrong = |reason| Err(LadderError::Rung { number: entry.number, reason });
        if !(1..=RUNGS_MAX).contains(&entry.number) {
            return wrong("number 1–16");
        }
        if rungs.iter().any(|other| other.number == entry.number) {
            return wrong("ghi hai lần (stands twice)");
        }
        let when = match (entry.used_percent, entry.days_before, entry.late_days) {
            (Some(percent @ 1..=100), None, None) => When::Used(percent),
            (None, Some(days @ 1..=60), None) => When::DaysBefore(days),
            (None, None, Some(days @ 0..=60)) => When::Late(days),
            _ => return wrong("used_percent 1–100, days_before 1–60 hoặc (or) late_days 0–60"),
        };
        if entry.draft && matches!(when, When::Late(_)) {
            return wrong("sau hẹn không gia hạn được (nothing is extended past its promise)");
        }
        rungs.push(Rung {
            number: entry.number,
            name: entry.name,
            name_en: entry.name_en,
            when,
            of: entry.promise,
            tells: entry.tells,
            draft: entry.draft,
        });
    }
    rungs.sort_by_key(|rung| rung.number);
    Ok(Ladder {
        rungs,
        tight_percent: file.tight_percent,
        late_percent: file.late_percent,
        extension_most_days: file.extension_most_days,
        lately_days: file.lately_days,
    })
}

/// A promise under way: the clock runs towards it, or past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// 1: given at receipt; 2: given with the one extension allowed. Pauses and corrections move a promise; they make no other.
    pub number: u8,
    /// When it began: the receipt, or the apology.
    pub begun_at: Moment,
    /// What it promises now.
    pub due_at: Moment,
}

/// The promise a dossier is held to now. None before receipt, while the clock stands still, and after the end.
#[must_use]
pub fn promise(dossier: &Dossier) -> Option<Promise> {
    let clock = dossier.clock.as_ref()?;
    if clock.is_paused() || dossier.phase.ended_at().is_some() {
        return None;
    }
    let (number, begun_at) = match clock.extension {
        None => (1, clock.received_at),
        Some(extension) => (2, extension.at),
    };
    Some(Promise { number, begun_at, due_at: clock.due_at })
}

/// Working minutes of a span without the pauses in it.
fn worked(clock: &Clock, calendar: &WorkCalendar, from: Moment, to: Moment) -> Result<i64, CalendarError> {
    if to <= from {
        return Ok(0);
    }
    let mut minutes = calendar.working_minutes_between(from, to)?;
    for Pause { from: began, to: ended } in clock.pauses.iter().map(|entry| entry.pause) {
        let (began, ended) = (began.max(from), ended.unwrap_or(to).min(to));
        if began < ended {
            minutes -= calendar.working_minutes_between(began, ended)?;
        }
    }
    Ok(minutes)
}

/// The rungs reached by a moment, by number. Empty when no promise is under way.
///
/// # Errors
/// What the calendar cannot answer.
pub fn reached<'a>(
    ladder: &'a Ladder,
    dossier: &Dossier,
    calendar: &WorkCalendar,
    now: Moment,
) -> Result<SmallVec<[&'a Rung; 4]>, CalendarError> {
    let mut found = SmallVec::new();
    let (Some(promise), Some(clock)) = (promise(dossier), &dossier.clock) else { return Ok(found) };
    for rung in &ladder.rungs {
        let of = match rung.of {
            Of::Any => true,
            Of::First => promise.number == 1,
            Of::Again => promise.number > 1,
        };
        if of && is_reached(rung.when, promise, clock, calendar, now)? {
            found.push(rung);
        }
    }
    Ok(found)
}

fn is_reached(
    when: When,
    promise: Promise,
    clock: &Clock,
    calendar: &WorkCalendar,
    now: Moment,
) -> Result<bool, CalendarError> {
    let due = promise.due_at;
    match when {
        When::Used(percent) => {
            let whole = worked(clock, calendar, promise.begun_at, due)?;
            let used = worked(clock, calendar, promise.begun_at, now)?;
            Ok(now >= due || (whole > 0 && used * 100 >= whole * i64::from(percent)))
        }
        // Where no more time than that was given, it is no rung of the promise: everybody knew at its beginning.
        When::DaysBefore(days) => {
            Ok(near(calendar, now, due, days)? && !near(calendar, promise.begun_at, due, days)?)
        }
        When::Late(0) => Ok(now > due),
        When::Late(days) => {
            let minutes = u32::from(days) * STANDARD_DAY_MINUTES;
            Ok(now > due && now > calendar.add_working_minutes(due, minutes)?)
        }
    }
}

/// Whether between a day and the promise's, that one included, lie no more than so many working days.
fn near(calendar: &WorkCalendar, at: Moment, due: Moment, days: u8) -> Result<bool, CalendarError> {
    let (today, last) = (at.date(), due.date());
    Ok(today >= last || calendar.working_days_within(today.plus_days(1), last)? <= i64::from(days))
}

/// How a dossier is likely to come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// In time, as planned.
    OnCourse,
    /// In time with nothing to spare.
    Tight,
    /// Late, unless steps go faster than planned.
    LateUnless,
    /// Late.
    Late,
}

/// Why a dossier is classed as it is: each a plain comparison of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Working minutes past the promise.
    Past(i64),
    /// The steps still to do are planned with so many working minutes, and so many are left.
    Planned {
        /// Steps still to do, the one under way included.
        steps: usize,
        /// What they are planned with.
        needed: i64,
        /// What is left to the promise.
        left: i64,
    },
    /// So many of the steps still to do have no budget to plan with, and half of the time is used.
    Unplanned(usize),
    /// The step under way has been over its own budget for so many working minutes.
    Behind(i64),
    /// Dossiers of this procedure lately took so many minutes with the agencies; going by it, this one ends after its promise.
    Usual {
        /// Minutes, days off included.
        minutes: i64,
        /// Of how many dossiers.
        of: i64,
    },
}

/// How long dossiers of a procedure version took lately, by the sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lately {
    /// How many ended.
    pub ended: i64,
    /// Minutes they were with agencies and systems, days off included; waits for applicants and what does not count left out.
    pub minutes: i64,
}

/// How a dossier stands to its promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// The class.
    pub class: Class,
    /// Working minutes to the promise, negative past it.
    pub left: i64,
    /// Working minutes planned for what is still to do.
    pub needed: i64,
    /// Why.
    pub reasons: SmallVec<[Reason; 3]>,
}

/// A term as working minutes; terms by the civil calendar by five working days in seven.
fn minutes_of(term: Term) -> i64 {
    let day = i64::from(STANDARD_DAY_MINUTES);
    match term {
        Term::WorkingMinutes(n) => i64::from(n),
        Term::WorkingDays(n) => i64::from(n) * day,
        Term::CalendarDays(n) => i64::from(n) * day * 5 / 7,
        Term::Months(n) => i64::from(n) * 30 * day * 5 / 7,
    }
}

/// Whether a step is work of an agency before the end.
fn counts(step: &Step) -> bool {
    step.clock_runs && step.kind != StepKind::Return
}

/// What is still to do: how many steps, how many of them without a budget, and the working minutes the others are planned with.
fn planned(
    dossier: &Dossier,
    version: &ProcedureVersion,
    calendar: &WorkCalendar,
    now: Moment,
) -> Result<(usize, usize, i64), CalendarError> {
    let (mut steps, mut unplanned, mut needed) = (0, 0, 0);
    let Some(current) = dossier.step else { return Ok((0, 0, 0)) };
    if !current.done && version.step(current.index).is_some_and(counts) {
        steps += 1;
        match current.due_at {
            Some(due) => needed += calendar.working_minutes_between(now, due)?.max(0),
            None => unplanned += 1,
        }
    }
    for index in flow::ahead(&version.steps, current.index, &dossier.situation()) {
        if let Some(step) = version.step(index).filter(|step| counts(step)) {
            steps += 1;
            unplanned += usize::from(step.budget.is_none());
            needed += step.budget.map_or(0, minutes_of);
        }
    }
    Ok((steps, unplanned, needed))
}

/// How a dossier stands to its promise, with every reason. None when no promise is under way.
///
/// # Errors
/// What the calendar cannot answer.
pub fn risk(
    ladder: &Ladder,
    dossier: &Dossier,
    version: &ProcedureVersion,
    calendar: &WorkCalendar,
    (lately, now): (Lately, Moment),
) -> Result<Option<Risk>, CalendarError> {
    let (Some(promise), Some(clock)) = (promise(dossier), &dossier.clock) else { return Ok(None) };
    let due = promise.due_at;
    let left = calendar.working_minutes_between(now, due)?;
    let (steps, unplanned, needed) = planned(dossier, version, calendar, now)?;
    let mut reasons = SmallVec::new();
    if now > due {
        // Late outside office hours is late all the same.
        reasons.push(Reason::Past((-left).max(1)));
        return Ok(Some(Risk { class: Class::Late, left: left.min(-1), needed, reasons }));
    }
    let mut class = Class::OnCourse;
    if steps > unplanned && needed * 100 >= left * i64::from(ladder.tight_percent) {
        let over = needed * 100 > left * i64::from(ladder.late_percent);
        class = if over { Class::LateUnless } else { Class::Tight };
        reasons.push(Reason::Planned { steps, needed, left });
    }
    let whole = worked(clock, calendar, promise.begun_at, due)?;
    if unplanned > 0 && left * 2 <= whole {
        class = class.max(Class::Tight);
        reasons.push(Reason::Unplanned(unplanned));
    }
    if let Some(over) = dossier.step.filter(|step| !step.done).and_then(|step| step.due_at)
        && now > over
    {
        class = class.max(Class::Tight);
        reasons.push(Reason::Behind(calendar.working_minutes_between(over, now)?.max(0)));
    }
    if lately.ended >= crate::FEW {
        let minutes = lately.minutes / lately.ended;
        // What was waited or did not count so far comes on top.
        let paused: i64 = clock
            .pauses
            .iter()
            .map(|entry| entry.pause.to.unwrap_or(now).minutes_since(entry.pause.from).max(0))
            .sum();
        let ends = clock.received_at.plus_minutes(minutes + paused);
        // Once it has taken longer than usual, what is usual tells no more.
        if ends > due && now < ends {
            class = class.max(Class::Tight);
            reasons.push(Reason::Usual { minutes, of: lately.ended });
        }
    }
    Ok(Some(Risk { class, left, needed, reasons }))
}

/// What an apology proposes: nobody has sent it, and the reason is a person's to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// Extend by so many working days.
    pub days: u32,
    /// The new promise if that were done now.
    pub due_at: Moment,
}

/// The promise with an extension made now, by the calendar. None where the calendar ends before.
#[must_use]
pub fn extended(dossier: &Dossier, calendar: &WorkCalendar, days: u32, now: Moment) -> Option<Draft> {
    let clock = dossier.clock.as_ref()?;
    let pauses: SmallVec<[Pause; 4]> = clock.pauses.iter().map(|entry| entry.pause).collect();
    let extension = Some(Extension { at: now, by: Term::WorkingDays(days) });
    let due = calendar
        .due(&DueRequest { received: clock.received_at, rule: &clock.rule, pauses: &pauses, extension })
        .ok()?;
    Some(Draft { days, due_at: due.at })
}

/// Whether the law still lets a dossier be extended: once, at the latest one day before the promise.
#[must_use]
pub fn extendable(dossier: &Dossier, now: Moment) -> bool {
    promise(dossier).is_some_and(|promise| promise.number == 1 && now.date() < promise.due_at.date())
}

/// The shortest extension within which the steps still to do fit as planned, the longest allowed when none is long enough.
/// None for what cannot be extended any more.
///
/// # Errors
/// What the calendar cannot answer.
pub fn draft(
    ladder: &Ladder,
    dossier: &Dossier,
    version: &ProcedureVersion,
    calendar: &WorkCalendar,
    now: Moment,
) -> Result<Option<Draft>, CalendarError> {
    if !extendable(dossier, now) {
        return Ok(None);
    }
    let (_, _, needed) = planned(dossier, version, calendar, now)?;
    let fits = calendar.add_working_minutes(now, u32::try_from(needed).unwrap_or(u32::MAX))?;
    let mut last = None;
    for days in 1..=ladder.extension_most_days {
        let Some(proposed) = extended(dossier, calendar, days, now) else { break };
        last = Some(proposed);
        if proposed.due_at >= fits {
            break;
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests;
