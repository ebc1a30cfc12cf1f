//! Opinions of other agencies: their own clock, inside the dossier's. Silence is not consent.

use super::*;
use super::{branch, reckon, step, text};
use crate::dossier::acts::{Act, permit_on};
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
    one(Event::ConsultationAsked { no, agency, answer_by, branch: None }, note)
}

pub(super) fn answer(
    dossier: &Dossier,
    no: u32,
    opinion: Opinion,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let asked = open(dossier, no, Act::AnswerConsultation, cx)?;
    let note = text::required(Act::AnswerConsultation, note)?;
    let run = asked.branch.as_ref().map(|run| branch::run(asked.agency, run, cx)).transpose()?;
    one(Event::ConsultationAnswered { no, opinion, run }, note)
}

/// The opinion a command names: asked for, not given, and the actor's to work on.
pub(super) fn open<'a>(
    dossier: &'a Dossier,
    no: u32,
    act: Act,
    cx: &Context<'_>,
) -> Result<&'a Consultation, Refusal> {
    let asked =
        dossier.consultations.iter().find(|c| c.no == no).ok_or(Refusal::ConsultationUnknown { no })?;
    if asked.answer.is_some() {
        return Err(Refusal::ConsultationAnswered { no });
    }
    permit_on(dossier, cx.actor, (act, asked), cx.version)?;
    Ok(asked)
}

/// The opinions a step asks for when it begins at `unit`: side by side, each with its own budget inside the promise.
/// An agency already asked and not yet heard is not asked twice.
pub(super) fn planned(
    dossier: &Dossier,
    index: usize,
    unit: UnitId,
    situation: &Situation<'_>,
    cx: &Context<'_>,
    decisions: &mut Decisions,
) -> Result<(), Refusal> {
    let step = cx.version.step(index).ok_or(Refusal::ChainBroken)?;
    let mut no = dossier.consultations.len() as u32;
    for (at, opinion) in step.opinions.iter().enumerate() {
        let agency = step::standing(dossier.unit_at(opinion.place), cx);
        let asked = opinion.when.as_ref().is_none_or(|when| when.holds(situation));
        let open = dossier.open_consultations().any(|known| known.agency == agency);
        if !asked || open || agency == unit {
            continue;
        }
        no += 1;
        let answer_by = answer_by(dossier, opinion.within, cx)?;
        let branch = branch::start((index, at), opinion, answer_by, cx)?;
        let event = Event::ConsultationAsked { no, agency, answer_by, branch };
        decisions.push(Decided { event, note: None });
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

/// The join: what was asked for side by side must be there, or its time be over, before the step ends.
pub(super) fn check_settled(dossier: &Dossier, cx: &Context<'_>) -> Result<(), Refusal> {
    match dossier.open_consultations().find(|c| cx.now <= c.answer_by) {
        Some(open) => Err(Refusal::ConsultationsOpen { no: open.no, answer_by: open.answer_by }),
        None => Ok(()),
    }
}
