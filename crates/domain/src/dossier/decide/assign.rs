//! Who in the unit does the work.

use super::step::{self, After};
use super::*;
use super::{consult, text};
use crate::dossier::acts::Act;

pub(super) fn assign(
    dossier: &Dossier,
    officer: OfficerId,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let (current, at) = step::current(dossier, cx)?;
    if at.kind != StepKind::Assign {
        step::check_staff(cx, officer, at, dossier.holder.unit)?;
        return one(Event::Assigned { officer, end: None }, note);
    }
    consult::check_settled(dossier, cx)?;
    let situation = dossier.situation();
    let next = cx
        .version
        .step(step::next_index(cx.version, current.index, &situation)?)
        .ok_or(Refusal::ChainBroken)?;
    step::check_staff(cx, officer, next, step::unit_of(dossier, next, cx))?;
    let mut ending = step::finish(dossier, cx, &situation)?;
    if let Some(transfer) = &mut ending.onward {
        transfer.to_officer = Some(officer);
    }
    let after = After::of(dossier, situation, &ending);
    step::with_onward(Event::Assigned { officer, end: Some(ending.end) }, note, after, cx)
}

pub(super) fn reassign(
    dossier: &Dossier,
    officer: OfficerId,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::Reassign, note)?;
    if dossier.holder.officer == Some(officer) {
        return Err(Refusal::SameAssignee { officer });
    }
    let (_, at) = step::current(dossier, cx)?;
    step::check_staff(cx, officer, at, dossier.holder.unit)?;
    one(Event::Reassigned { from: dossier.holder.officer, officer }, note)
}
