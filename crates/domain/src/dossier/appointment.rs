//! Two appointments: where the applicant pays on the way (land with tax), the first is the notice of what is to be paid,
//! the second the result, counted from the payment. Between them the clock is off.

use super::*;
use crate::procedure::flow;
use motcua_calendar::{CalendarError, DueRequest, STANDARD_DAY_MINUTES, Term, TermRule, WorkCalendar};

/// What a receipt promises of a dossier with a payment on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appointments {
    /// The notice of what is to be paid is there by then.
    pub notice_by: Moment,
    /// From full payment on, the result takes no longer.
    pub result_within: Term,
    /// The day of the result, once paid.
    pub result_by: Option<Moment>,
}

/// The appointments of a dossier; `None` where there is one only, or the version does not say how its term is shared
/// by the payment.
///
/// # Errors
/// What the calendar cannot answer.
pub fn appointments(
    dossier: &Dossier,
    version: &ProcedureVersion,
    calendar: &WorkCalendar,
) -> Result<Option<Appointments>, CalendarError> {
    let Some(clock) = &dossier.clock else { return Ok(None) };
    // What is promised supposes that the dossier is granted: who is refused pays nothing.
    let granted = dossier.decision.map_or(Outcome::Grant, |decision| decision.outcome);
    let (proposed, decided) = (Some(granted), Some(granted));
    let path = flow::path(&version.steps, &Situation { proposed, decided, ..dossier.situation() });
    let pays = |at: &usize| version.steps[*at].kind == StepKind::Payment && !version.steps[*at].clock_runs;
    let Some(payment) = path.iter().position(pays) else { return Ok(None) };
    let budgets = path[..payment].iter().map(|at| &version.steps[*at]).filter(|step| step.clock_runs);
    let before: u32 = budgets.filter_map(|step| working_minutes(step.budget?)).sum();
    let whole = working_minutes(clock.rule.term).unwrap_or_default();
    if before == 0 || before >= whole {
        return Ok(None);
    }
    let counted = |from: Moment, term: Term| {
        let rule = TermRule { term, ..clock.rule };
        let request = DueRequest { received: from, rule: &rule, pauses: &[], extension: None };
        calendar.due(&request).map(|due| due.at)
    };
    let result_within = in_days(whole - before);
    let paid = dossier.steps_done.iter().rev().find(|run| run.index == path[payment]);
    // Time the notice did not need is not added to the result; what was promised is kept, the clock may allow more.
    let result_by = paid.map(|run| counted(run.ended_at, result_within)).transpose()?;
    Ok(Some(Appointments {
        notice_by: counted(clock.received_at, in_days(before))?,
        result_within,
        result_by: result_by
            .map(|by| if clock.extension.is_some() { clock.due_at } else { by.min(clock.due_at) }),
    }))
}

/// Working time of a term said in it; days of the civil calendar cannot be shared so.
fn working_minutes(term: Term) -> Option<u32> {
    match term {
        Term::WorkingMinutes(minutes) => Some(minutes),
        Term::WorkingDays(days) => days.checked_mul(STANDARD_DAY_MINUTES),
        Term::CalendarDays(_) | Term::Months(_) => None,
    }
}

fn in_days(minutes: u32) -> Term {
    if minutes.is_multiple_of(STANDARD_DAY_MINUTES) {
        Term::WorkingDays(minutes / STANDARD_DAY_MINUTES)
    } else {
        Term::WorkingMinutes(minutes)
    }
}
