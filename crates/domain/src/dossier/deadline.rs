//! Lateness at an instant. Two words are kept apart: a dossier is *overdue* when its promise has passed, a step is
//! *behind* when its own budget has. Neither is stored; both follow from the clock.

use super::*;
use motcua_calendar::{
    CalendarError, Due, DueRequest, Pause, Verdict, WorkCalendar, recheck, verdict as class_of,
};
use smallvec::SmallVec;

/// How a dossier stands to its promise at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence of a variant speaks of its fields")]
pub enum Standing {
    /// Not received: no clock runs.
    NotStarted,
    /// The clock stands still; `due_at` is what the promise would be had the wait ended at once.
    Paused { since: Moment, due_at: Moment },
    /// Open, in time.
    Running { due_at: Moment },
    /// Open, past its promise.
    Overdue { due_at: Moment },
    /// Ended for timing.
    Ended(Verdict),
}

/// The moment that counts as the end. A dossier that ended while it waited for the applicant ended, for timing, when
/// the wait began: the agency is not charged with it (portal indicator 2.1).
fn counted_end(dossier: &Dossier) -> Option<Moment> {
    let ended = dossier.phase.ended_at()?;
    let waiting_since = dossier.clock.as_ref().and_then(Clock::open_pause).map(|open| open.pause.from);
    Some(waiting_since.map_or(ended, |since| since.min(ended)))
}

/// Early, on time or overdue, once the dossier has ended for timing (finished, else returned, else stopped, else
/// asked to be withdrawn). `None` while it is open, and for what was never received.
pub fn verdict(dossier: &Dossier) -> Option<Verdict> {
    let clock = dossier.clock.as_ref()?;
    Some(class_of(clock.due_at, counted_end(dossier)?))
}

/// The class of the national index (QĐ 766/QĐ-TTg): more than one supplement request counts as overdue; an open
/// request counts as the end; what is still open at the end of the period is measured there, and has no class yet
/// while it is in time.
pub fn national_verdict(dossier: &Dossier, period_end: Moment) -> Option<Verdict> {
    let clock = dossier.clock.as_ref()?;
    if dossier.supplements.len() > 1 {
        return Some(Verdict::Overdue);
    }
    if let Some(ended) = verdict(dossier) {
        return Some(ended);
    }
    match clock.open_pause() {
        Some(open) if open.reason == PauseReason::Supplement => Some(class_of(clock.due_at, open.pause.from)),
        Some(_) => None,
        None => (period_end > clock.due_at).then_some(Verdict::Overdue),
    }
}

/// How the dossier stands now.
pub fn standing(dossier: &Dossier, now: Moment) -> Standing {
    let Some(clock) = &dossier.clock else {
        return Standing::NotStarted;
    };
    if let Some(ended) = verdict(dossier) {
        return Standing::Ended(ended);
    }
    let due_at = clock.due_at;
    match clock.open_pause() {
        Some(open) => Standing::Paused { since: open.pause.from, due_at },
        None if now > due_at => Standing::Overdue { due_at },
        None => Standing::Running { due_at },
    }
}

/// Whether the step under way has used up its budget. Says nothing about the dossier.
pub fn behind(dossier: &Dossier, now: Moment) -> bool {
    let paused = dossier.clock.as_ref().is_some_and(Clock::is_paused);
    let ended = dossier.phase.ended_at().is_some();
    !paused
        && !ended
        && dossier.step.is_some_and(|step| !step.done && step.due_at.is_some_and(|due| now > due))
}

/// The promise computed anew from the history, with its reasons: the "why this date" of a page.
///
/// # Errors
/// What the calendar cannot answer.
pub fn recomputed_due(clock: &Clock, calendar: &WorkCalendar) -> Result<Due, CalendarError> {
    let pauses = ledger(clock);
    calendar.due(&request(clock, &pauses))
}

/// The promise computed anew by the calendar's second, independent algorithm: what `verify` compares with.
///
/// # Errors
/// What the calendar cannot answer.
pub fn recheck_due(clock: &Clock, calendar: &WorkCalendar) -> Result<Moment, CalendarError> {
    let pauses = ledger(clock);
    recheck::due(calendar, &request(clock, &pauses))
}

/// A dossier that stands still: what waits for an act of an agency, and since when it should have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    /// When that which waits began: the step, the hand-over, the filing. It stays the same however long it waits.
    pub since: Moment,
    /// When its own time was over: the end of the step's budget; for a step without one the promise; for a hand-over and
    /// a filing `since`.
    pub over_at: Moment,
}

/// Whether an agency has let the dossier lie past its time: its step, a hand-over that nobody accepts, a filing that
/// nobody receives. Never while it waits for the applicant, nor while time does not count.
pub fn idle(dossier: &Dossier, now: Moment) -> Option<Idle> {
    let lying = match &dossier.phase {
        Phase::Submitted => Idle { since: dossier.submitted_at, over_at: dossier.submitted_at },
        Phase::Received | Phase::InProcess | Phase::Finished { .. } => {
            if dossier.clock.as_ref().is_some_and(Clock::is_paused) {
                return None;
            }
            match (dossier.transfer, dossier.step) {
                (Some(transfer), _) => Idle { since: transfer.given_at, over_at: transfer.given_at },
                // A step without a budget of its own has the whole promise.
                (None, Some(step)) => {
                    let promise = dossier.clock.as_ref().map(|clock| clock.due_at);
                    Idle { since: step.started_at, over_at: step.due_at.or(promise)? }
                }
                // Finished and where the applicant fetches it.
                (None, None) => return None,
            }
        }
        Phase::Declined { .. }
        | Phase::SupplementRequested { .. }
        | Phase::PaymentRequested { .. }
        | Phase::WithdrawalRequested { .. }
        | Phase::Stopped { .. }
        | Phase::Returned { .. } => return None,
    };
    (now > lying.over_at).then_some(lying)
}

/// [`idle`] for longer than `patience` working minutes: the dossier is stuck, from the moment answered.
///
/// # Errors
/// What the calendar cannot answer.
pub fn stuck(
    dossier: &Dossier,
    calendar: &WorkCalendar,
    patience: u32,
    now: Moment,
) -> Result<Option<(Idle, Moment)>, CalendarError> {
    let Some(lying) = idle(dossier, now) else { return Ok(None) };
    let from = calendar.add_working_minutes(lying.over_at, patience)?;
    Ok((now > from).then_some((lying, from)))
}

fn ledger(clock: &Clock) -> SmallVec<[Pause; 4]> {
    clock.pauses.iter().map(|entry| entry.pause).collect()
}

fn request<'a>(clock: &'a Clock, pauses: &'a [Pause]) -> DueRequest<'a> {
    DueRequest { received: clock.received_at, rule: &clock.rule, pauses, extension: clock.extension }
}
