//! Due moments as decisions need them; the arithmetic itself is the calendar's.

use super::*;
use motcua_calendar::{CalendarError, Cutoff, DueRequest, Extension, Pause, PausePolicy, TermRule};

/// The pauses of a dossier as the calendar takes them.
pub(super) type Pauses = SmallVec<[Pause; 4]>;

/// The ledger, with the open pause closed at a moment.
pub(super) fn pauses_closed(clock: &Clock, at: Moment) -> Pauses {
    clock.pauses.iter().map(|entry| Pause { to: entry.pause.to.or(Some(at)), ..entry.pause }).collect()
}

/// The due moment of a rule.
pub(super) fn due(
    cx: &Context<'_>,
    received: Moment,
    rule: &TermRule,
    pauses: &[Pause],
    extension: Option<Extension>,
) -> Result<Moment, Refusal> {
    let request = DueRequest { received, rule, pauses, extension };
    cx.calendar.due(&request).map(|due| due.at).map_err(uncovered)
}

/// The promise of a dossier if its open pause ended now.
pub(super) fn promise(clock: &Clock, cx: &Context<'_>) -> Result<Moment, Refusal> {
    if !clock.is_paused() {
        return Ok(clock.due_at);
    }
    due(cx, clock.received_at, &clock.rule, &pauses_closed(clock, cx.now), clock.extension)
}

/// The promise when a wait for the applicant begins now inside an uncounted step, whose pause it ends.
pub(super) fn promise_when_waiting(dossier: &Dossier, cx: &Context<'_>) -> Result<Option<Moment>, Refusal> {
    match &dossier.clock {
        Some(clock) if clock.is_paused() => promise(clock, cx).map(Some),
        _ => Ok(None),
    }
}

/// The end of the budget of a step under another version than the one pinned. Waits that began before the step are none
/// of its time; one still open ends when it ends.
pub(in crate::dossier) fn step_due_under(
    version: &ProcedureVersion,
    step: &Step,
    started: Moment,
    dossier: &Dossier,
    limit: Moment,
    calendar: &WorkCalendar,
) -> Result<Option<Moment>, Refusal> {
    let pauses: Pauses = dossier
        .clock
        .iter()
        .flat_map(|clock| &clock.pauses)
        .map(|entry| entry.pause)
        .filter(|pause| pause.from >= started && pause.to.is_some())
        .collect();
    let Some(term) = step.budget.filter(|_| step.clock_runs) else {
        return Ok(None);
    };
    let rule = TermRule { term, start: version.rule.start, cutoff: None, policy: PausePolicy::PauseAndShift };
    let request = DueRequest { received: started, rule: &rule, pauses: &pauses, extension: None };
    Ok(Some(calendar.due(&request).map_err(uncovered)?.at.min(limit)))
}

/// The end of a step's budget, never after the dossier's own promise.
pub(super) fn step_due(
    cx: &Context<'_>,
    step: &Step,
    started: Moment,
    pauses: &[Pause],
    limit: Moment,
) -> Result<Option<Moment>, Refusal> {
    let Some(term) = step.budget.filter(|_| step.clock_runs) else {
        return Ok(None);
    };
    let no_cutoff: Option<Cutoff> = None;
    let rule = TermRule {
        term,
        start: cx.version.rule.start,
        cutoff: no_cutoff,
        policy: PausePolicy::PauseAndShift,
    };
    Ok(Some(due(cx, started, &rule, pauses, None)?.min(limit)))
}

/// Working minutes between two moments.
pub(super) fn worked_minutes(cx: &Context<'_>, from: Moment, to: Moment) -> Result<i64, Refusal> {
    cx.calendar.working_minutes_between(from, to).map_err(uncovered)
}

/// A term counted from now: the end of a wait or of a consultation.
pub(super) fn until(cx: &Context<'_>, term: motcua_calendar::Term) -> Result<Moment, Refusal> {
    let rule = TermRule {
        term,
        start: motcua_calendar::StartRule::NextWorkingDay,
        cutoff: None,
        policy: PausePolicy::PauseAndShift,
    };
    due(cx, cx.now, &rule, &[], None)
}

pub(super) fn uncovered(error: CalendarError) -> Refusal {
    let date = match error {
        CalendarError::OutsideCoverage(date) => Some(date),
        _ => None,
    };
    Refusal::CalendarUncovered { date }
}
