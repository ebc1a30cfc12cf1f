//! Opinions of other agencies: their own clock, inside the dossier's. Silence is not consent.

use super::*;
use super::{reckon, step, text};
use crate::dossier::acts::{Act, permit_opinion};
use motcua_calendar::Term;

pub(super) fn ask(
    dossier: &Dossier,
    agency: UnitId,
    within: Term,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::Consult, note)?;
    step::known(agency, cx)?;
    if agency == dossier.holder.unit {
        return Err(Refusal::ConsultationSelf { unit: agency });
    }
    if let Some(open) = dossier.open_consultations().find(|c| c.agency == agency) {
        return Err(Refusal::ConsultationPending { no: open.no });
    }
    if within.count() == 0 {
        return Err(Refusal::TermEmpty);
    }
    let answer_by = answer_by(dossier, within, cx)?;
    let no = dossier.consultations.len() as u32 + 1;
    one(Event::ConsultationAsked { no, agency, answer_by }, note)
}

pub(super) fn answer(
    dossier: &Dossier,
    no: u32,
    opinion: Opinion,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let asked =
        dossier.consultations.iter().find(|c| c.no == no).ok_or(Refusal::ConsultationUnknown { no })?;
    if asked.answer.is_some() {
        return Err(Refusal::ConsultationAnswered { no });
    }
    permit_opinion(cx.actor, asked.agency, cx.version)?;
    let note = text::required(Act::AnswerConsultation, note)?;
    one(Event::ConsultationAnswered { no, opinion }, note)
}

/// The opinions a step asks for when it begins at `unit`: side by side, each with its own budget inside the promise.
/// An agency already asked and not yet heard is not asked twice.
pub(super) fn planned(
    dossier: &Dossier,
    step: usize,
    unit: UnitId,
    situation: &Situation<'_>,
    cx: &Context<'_>,
    decisions: &mut Decisions,
) -> Result<(), Refusal> {
    let step = cx.version.step(step).ok_or(Refusal::ChainBroken)?;
    let mut no = dossier.consultations.len() as u32;
    for opinion in &step.opinions {
        let agency = step::standing(dossier.unit_at(opinion.place), cx);
        let asked = opinion.when.as_ref().is_none_or(|when| when.holds(situation));
        let open = dossier.open_consultations().any(|known| known.agency == agency);
        if !asked || open || agency == unit {
            continue;
        }
        no += 1;
        let answer_by = answer_by(dossier, opinion.within, cx)?;
        decisions.push(Decided { event: Event::ConsultationAsked { no, agency, answer_by }, note: None });
    }
    Ok(())
}

/// The last moment for an opinion: its own time, inside the dossier's. An overdue dossier has no budget left to
/// share: the agency then has the time it was given.
fn answer_by(dossier: &Dossier, within: Term, cx: &Context<'_>) -> Result<Moment, Refusal> {
    let due_at = step::clock(dossier)?.due_at;
    let own = reckon::until(cx, within)?;
    Ok(if due_at > cx.now { own.min(due_at) } else { own })
}

/// Opinions asked for must be there, or their time be over, before an outcome is proposed.
pub(super) fn check_settled(dossier: &Dossier, cx: &Context<'_>) -> Result<(), Refusal> {
    match dossier.open_consultations().find(|c| cx.now <= c.answer_by) {
        Some(open) => Err(Refusal::ConsultationsOpen { no: open.no, answer_by: open.answer_by }),
        None => Ok(()),
    }
}
