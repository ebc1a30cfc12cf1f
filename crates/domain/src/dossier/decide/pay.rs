//! Financial obligations: asked for, paid, and what they do to the clock (only what the version says).

use super::*;
use super::{reckon, step, supplement, text};
use crate::dossier::acts::Act;

pub(super) fn request(
    dossier: &Dossier,
    amount: u64,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::RequestPayment, note)?;
    if amount == 0 {
        return Err(Refusal::AmountZero);
    }
    let (_, at) = step::current(dossier, cx)?;
    let pauses = cx.version.payment_pauses || (at.kind == StepKind::Payment && !at.clock_runs);
    let resume = match dossier.phase {
        Phase::Received => Resume::Received,
        _ => Resume::InProcess,
    };
    let no = dossier.payments.len() as u32 + 1;
    let due_at = if pauses { reckon::promise_when_waiting(dossier, cx)? } else { None };
    one(Event::PaymentRequested { no, amount, pauses, resume, due_at }, note)
}

pub(super) fn record(
    dossier: &Dossier,
    no: u32,
    means: PaymentMeans,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    if dossier.open_payment().is_none_or(|open| open.no != no) {
        return Err(Refusal::PaymentUnknown { no });
    }
    let paused = dossier
        .clock
        .as_ref()
        .and_then(Clock::open_pause)
        .is_some_and(|open| open.reason == PauseReason::Payment);
    let (due_at, step_due_at) = if paused { supplement::resumed(dossier, cx)? } else { (None, None) };
    let (_, at) = step::current(dossier, cx)?;
    if at.kind != StepKind::Payment {
        return one(Event::PaymentRecorded { no, means, due_at, step_due_at, end: None }, note);
    }
    // The step belongs to its unit, whoever took the money.
    let mut ending = step::finish(dossier, cx, &dossier.situation())?;
    ending.end.run.due_at = step_due_at.or(ending.end.run.due_at);
    let after = step::After::of(dossier, dossier.situation(), &ending);
    let event = Event::PaymentRecorded { no, means, due_at, step_due_at: None, end: Some(ending.end) };
    step::with_onward(event, note, after, cx)
}
