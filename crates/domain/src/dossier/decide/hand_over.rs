//! Hand-overs: given, accepted, declined, taken back. The giver stays responsible until the receiver accepts.

use super::consult;
use super::step;
use super::text;
use super::*;
use crate::dossier::acts::Act;
use crate::dossier::event::StepEnd;

pub(super) fn give(
    dossier: &Dossier,
    to: Option<UnitId>,
    officer: Option<OfficerId>,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let (index, kind, end) = match (&dossier.phase, &dossier.step) {
        (Phase::Finished { .. }, _) => (cx.version.steps.len() - 1, TransferKind::Result, None),
        (_, Some(current)) => {
            let next = step::next_index(cx.version, current.index, &dossier.situation())?;
            let end = if current.done {
                None
            } else {
                Some(StepEnd { run: step::run(dossier, cx)?, next: None, due_at: None })
            };
            (next, TransferKind::Onward, end)
        }
        (_, None) => return Err(Refusal::ChainBroken),
    };
    let next = cx.version.step(index).ok_or(Refusal::ChainBroken)?;
    let expected = step::unit_of(dossier, next, cx);
    if let Some(unit) = to {
        step::known(unit, cx)?;
        if unit != expected {
            return Err(Refusal::WrongNextUnit { expected });
        }
    }
    if let Some(officer) = officer {
        step::check_staff(cx, officer, next, expected)?;
    }
    let mut transfer = step::transfer(dossier, cx, expected, index, kind)?;
    transfer.to_officer = officer;
    one(Event::HandedOver { transfer, end }, note)
}

pub(super) fn accept(dossier: &Dossier, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    let transfer = dossier.transfer.ok_or(Refusal::NoTransfer)?;
    let officer = cx.actor.officer().ok_or(Refusal::OfficersOnly { act: Act::AcceptHandOver })?;
    let custody = match dossier.custody {
        Custody::Unit { unit, .. } if unit == transfer.from => {
            Custody::Unit { unit: transfer.to, officer: Some(officer) }
        }
        elsewhere => elsewhere,
    };
    let next = cx.version.step(transfer.step).ok_or(Refusal::ChainBroken)?;
    let theirs = cx.actor.holds(transfer.to, next.role, cx.version.field_of(next));
    let (step, returned, due_at) = match transfer.kind {
        TransferKind::Result => (None, None, None),
        TransferKind::Onward => {
            (Some(step::start(cx, transfer.step, step::clock(dossier)?.due_at)?), None, None)
        }
        TransferKind::Back => {
            let (current, _) = step::current(dossier, cx)?;
            let (limit, due_at) = step::promise_after(dossier, &current, cx)?;
            let mut run = step::run(dossier, cx)?;
            // The step was ended by the giver, who returned it; the acceptor only agrees to take it.
            run.officer = Some(transfer.given_by);
            (Some(step::start(cx, transfer.step, limit)?), Some(run), due_at)
        }
    };
    let officer = theirs.then_some(officer);
    let event = Event::HandOverAccepted { unit: transfer.to, officer, custody, step, returned, due_at };
    let mut decisions = one(event, None)?;
    if transfer.kind == TransferKind::Onward {
        consult::planned(dossier, transfer.step, transfer.to, &dossier.situation(), cx, &mut decisions)?;
    }
    Ok(decisions)
}

pub(super) fn decline(dossier: &Dossier, note: &str) -> Result<Decisions, Refusal> {
    let note = text::required(Act::DeclineHandOver, note)?;
    let by = dossier.transfer.ok_or(Refusal::NoTransfer)?.to;
    one(Event::HandOverDeclined { by }, note)
}

pub(super) fn take_back(note: Option<&str>) -> Result<Decisions, Refusal> {
    one(Event::TakenBack {}, text::optional(note)?)
}
