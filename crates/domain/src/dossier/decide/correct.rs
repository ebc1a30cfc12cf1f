//! Mistakes corrected with a second approver; the journal keeps what was wrong.

use super::*;
use super::{file, judge, reckon, step, text};
use crate::dossier::acts::Act;
use crate::dossier::command::CorrectionVerdict;

pub(super) fn propose(
    dossier: &Dossier,
    change: &Correction,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::ProposeCorrection, note)?;
    let change = check(dossier, change, cx)?;
    one(Event::CorrectionProposed { change }, note)
}

/// What a correction may change, and to what.
fn check(dossier: &Dossier, change: &Correction, cx: &Context<'_>) -> Result<Correction, Refusal> {
    let mut change = change.clone();
    let unchanged = match &mut change {
        Correction::Owner { to } => *to == dossier.owner,
        Correction::ReceivedAt { to } => {
            check_receipt(dossier, *to, cx)?;
            dossier.clock.as_ref().is_some_and(|clock| clock.received_at == *to)
        }
        Correction::ResultNumber { to } => {
            let result = dossier.result.as_ref().ok_or(Refusal::NoResultYet)?;
            *to = judge::result_number(to)?;
            *to == result.number
        }
        Correction::Return { at, by } => {
            if matches!(dossier.phase, Phase::Returned { .. }) {
                return Err(Refusal::ResultHandedOut);
            }
            file::check_counter(*at, cx)?;
            *at == dossier.places.return_at && *by == dossier.return_by
        }
    };
    if unchanged { Err(Refusal::CorrectionUnchanged) } else { Ok(change) }
}

/// A receipt lies not in the future, not before the procedure existed, and not after what was done upon it.
fn check_receipt(dossier: &Dossier, to: Moment, cx: &Context<'_>) -> Result<(), Refusal> {
    if to > cx.now {
        return Err(Refusal::CorrectionInFuture { now: cx.now });
    }
    if to.date() < cx.version.valid_from {
        return Err(Refusal::ProcedureBeforeItExisted { from: cx.version.valid_from });
    }
    let first_end = dossier.steps_done.first().map(|run| run.ended_at);
    let first_pause = dossier.clock.as_ref().and_then(|c| c.pauses.first()).map(|entry| entry.pause.from);
    match first_end.into_iter().chain(first_pause).min() {
        Some(first) if to > first => Err(Refusal::CorrectionAfterLaterActs { first }),
        _ => Ok(()),
    }
}

pub(super) fn decide(
    dossier: &Dossier,
    verdict: CorrectionVerdict,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let pending = dossier.correction.as_ref().ok_or(Refusal::CorrectionNone)?;
    let note = match verdict {
        CorrectionVerdict::Approve => text::optional(note)?,
        CorrectionVerdict::Reject => text::required(Act::DecideCorrection, note.unwrap_or_default())?,
    };
    // Between the two officers the dossier may have gone on: what is approved must still be possible.
    let change = match verdict {
        CorrectionVerdict::Approve => check(dossier, &pending.change, cx)?,
        CorrectionVerdict::Reject => pending.change.clone(),
    };
    let (mut original_due_at, mut due_at) = (None, None);
    if let (CorrectionVerdict::Approve, Correction::ReceivedAt { to }) = (verdict, &change) {
        let clock = step::clock(dossier)?;
        let pauses: reckon::Pauses = clock.pauses.iter().map(|entry| entry.pause).collect();
        original_due_at = Some(reckon::due(cx, *to, &clock.rule, &[], None)?);
        due_at = Some(reckon::due(cx, *to, &clock.rule, &pauses, clock.extension)?);
    }
    one(Event::CorrectionDecided { verdict, change, original_due_at, due_at }, note)
}
