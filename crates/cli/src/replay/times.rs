//! How long things take: officers act in open minutes, applicants while awake.

use anyhow::Result;
use motcua_calendar::{MinuteOfDay, Moment, WorkCalendar};
use motcua_domain::dossier::Dossier;
use motcua_domain::procedure::{ProcedureVersion, StepKind};

/// The time of one dossier at one unit.
pub struct Times<'a> {
    pub calendar: &'a WorkCalendar,
    pub now: Moment,
}

/// How one act uses the time left.
pub struct Pace {
    /// Part of its step's share.
    pub part: f64,
    /// Chance, around 1.
    pub jitter: f64,
    /// Done implausibly fast.
    pub hasty: bool,
}

impl Times<'_> {
    /// An open minute after some more open minutes: never the one in which the doors close.
    pub fn officer(&self, minutes: f64) -> Result<Moment> {
        self.officer_from(self.now, minutes)
    }

    /// The same, from a moment.
    pub fn officer_from(&self, from: Moment, minutes: f64) -> Result<Moment> {
        let from = from.max(self.now);
        // One more and one back: the last minute counted is open, its end may not be.
        let minutes = (minutes.max(1.0) as u32).saturating_add(1);
        Ok(self.calendar.add_working_minutes(from, minutes)?.plus_minutes(-1))
    }

    /// Open minutes between two moments.
    pub fn open_minutes(&self, from: Moment, to: Moment) -> Result<i64> {
        Ok(self.calendar.working_minutes_between(from, to)?)
    }

    /// The same moment, or seven in the morning after it when people sleep.
    pub fn awake(at: Moment) -> Moment {
        const MORNING: u16 = 7 * 60;
        const NIGHT: u16 = 22 * 60 + 30;
        let minute = at.minute_of_day().minutes();
        let day = match minute {
            m if m < MORNING => at.date(),
            m if m >= NIGHT => at.date().plus_days(1),
            _ => return at,
        };
        Moment::from_civil(day, MinuteOfDay::MIDNIGHT)
            .plus_minutes(i64::from(MORNING) + i64::from(minute % 60))
    }

    /// When an act of the step under way is done, such that the result is issued at the chosen part of the term
    /// (`until`: 1 is the due moment, more is late), whatever waits and extensions have moved.
    pub fn work(&self, d: &Dossier, version: &ProcedureVersion, until: f64, pace: Pace) -> Result<Moment> {
        let Some(clock) = &d.clock else { return self.officer(30.0) };
        let term = self.open_minutes(clock.received_at, clock.original_due_at)?.max(30) as f64;
        let left = self.open_minutes(self.now, clock.due_at)? as f64 + (until - 1.0) * term;
        let current = d.step.map_or(0, |step| if step.done { step.index + 1 } else { step.index });
        let ahead: f64 = version.steps.iter().skip(current).map(|step| share(step.kind)).sum();
        let kind = version.step(current).map_or(StepKind::Intake, |step| step.kind);
        let own = if d.transfer.is_some() { 0.1 } else { share(kind) };
        let least = match kind {
            _ if pace.hasty => 1.0,
            StepKind::Appraise if d.transfer.is_none() => 6.0,
            _ => 2.0,
        };
        // Before the last step some time is kept in hand. Whoever is late has none, and does not catch up on that step.
        let wanted = if until > 1.0 && ahead <= own && pace.part >= 1.0 {
            left * pace.jitter.max(1.0)
        } else {
            left * own / (ahead + 0.1).max(own) * pace.part * pace.jitter
        };
        // Far behind, people hurry, but not faster than hands can.
        let wanted = if pace.hasty && kind == StepKind::Appraise { 1.0 } else { wanted };
        self.officer(wanted.max(least))
    }
}

/// How the time of a dossier divides among the steps of its chain. An assumption.
fn share(kind: StepKind) -> f64 {
    match kind {
        StepKind::Intake => 0.15,
        StepKind::Assign => 0.08,
        StepKind::Appraise => 0.5,
        StepKind::Review => 0.12,
        StepKind::Approve => 0.2,
        StepKind::Issue => 0.1,
        StepKind::Payment | StepKind::Return => 0.0,
    }
}
