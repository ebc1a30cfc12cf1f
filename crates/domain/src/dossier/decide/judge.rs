//! Judgement: appraise, propose, review, decide, return one step, issue.

use super::step::{self, After};
use super::*;
use super::{consult, text};
use crate::dossier::acts::Act;
use crate::dossier::command::ElectronicCopy;
use crate::dossier::event::{Finality, StepEnd};
use crate::refusal::RESULT_NUMBER_CHARACTERS_MAX;

pub(super) fn appraise(finding: Finding, note: &str) -> Result<Decisions, Refusal> {
    let note = text::required(Act::RecordAppraisal, note)?;
    one(Event::AppraisalRecorded { finding }, note)
}

pub(super) fn propose(
    dossier: &Dossier,
    outcome: Outcome,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = reasoned(Act::Propose, outcome, note)?;
    consult::check_settled(dossier, cx)?;
    let situation = Situation { proposed: Some(outcome), ..dossier.situation() };
    let ending = step::finish(dossier, cx, &situation)?;
    let after = After::of(dossier, situation, &ending);
    step::with_onward(Event::Proposed { outcome, end: ending.end }, note, after, cx)
}

pub(super) fn review(dossier: &Dossier, note: Option<&str>, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    proposal(dossier, cx)?;
    consult::check_settled(dossier, cx)?;
    let ending = step::finish(dossier, cx, &dossier.situation())?;
    let after = After::of(dossier, dossier.situation(), &ending);
    step::with_onward(Event::Reviewed { end: ending.end }, note, after, cx)
}

pub(super) fn approve(
    dossier: &Dossier,
    outcome: Outcome,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let proposal = proposal(dossier, cx)?;
    let note = reasoned(Act::Approve, outcome, note)?;
    if let Some(proposed) = proposal
        && proposed.outcome != outcome
        && note.is_none()
    {
        return Err(Refusal::DifferingNeedsReason { proposed: proposed.outcome });
    }
    consult::check_settled(dossier, cx)?;
    let situation = Situation { decided: Some(outcome), ..dossier.situation() };
    let ending = step::finish(dossier, cx, &situation)?;
    let after = After::of(dossier, situation, &ending);
    step::with_onward(Event::Approved { outcome, end: ending.end }, note, after, cx)
}

/// The standing proposal. Only a dossier that went through no appraisal before this step may go without.
fn proposal(dossier: &Dossier, cx: &Context<'_>) -> Result<Option<Judgement>, Refusal> {
    let (current, _) = step::current(dossier, cx)?;
    let appraised =
        dossier.steps_done.iter().any(|run| run.index < current.index && run.kind == StepKind::Appraise);
    match dossier.proposal {
        None if appraised => Err(Refusal::ProposalMissing),
        proposal => Ok(proposal),
    }
}

/// A refusal is given in writing, with its reasons.
fn reasoned(act: Act, outcome: Outcome, note: Option<&str>) -> Result<Option<String>, Refusal> {
    match outcome {
        Outcome::Grant => text::optional(note),
        Outcome::Refuse => text::required(act, note.unwrap_or_default()),
    }
}

/// Back one step: at once within the unit, by a hand-over to be accepted when another unit did the step before.
pub(super) fn return_step(dossier: &Dossier, note: &str, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    let note = text::required(Act::ReturnStep, note)?;
    let (current, _) = step::current(dossier, cx)?;
    let unit = dossier.holder.unit;
    if current.done {
        let to = step::start(cx, current.index, step::clock(dossier)?.due_at)?;
        let officer = dossier.steps_done.last().and_then(|run| run.officer).filter(|id| dossier.keeps(*id));
        return one(Event::StepReturned { run: None, to, unit, officer, due_at: None }, note);
    }
    let previous = dossier.previous_run().ok_or(Refusal::NothingToReturnTo)?;
    // Where that work is done now, if the unit that did it has a successor.
    let before = step::standing(dossier.heir(previous.unit), cx);
    if before != unit {
        let transfer = step::transfer(dossier, cx, before, previous.index, TransferKind::Back)?;
        return one(Event::HandedOver { transfer, end: None }, note);
    }
    let (limit, due_at) = step::promise_after(dossier, &current, cx)?;
    let to = step::start(cx, previous.index, limit)?;
    let run = Some(step::run(dossier, cx)?);
    let officer = previous.officer.filter(|id| dossier.keeps(*id));
    one(Event::StepReturned { run, to, unit, officer, due_at }, note)
}

pub(super) fn issue(
    dossier: &Dossier,
    number: &str,
    electronic: ElectronicCopy,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let number = result_number(number)?;
    let outcome = dossier.decision.ok_or(Refusal::DecisionMissing)?.outcome;
    consult::check_settled(dossier, cx)?;
    let electronic = electronic == ElectronicCopy::Issued;
    let (current, _) = step::current(dossier, cx)?;
    let situation = dossier.situation();
    let ahead = flow::ahead(&cx.version.steps, current.index, &situation);
    if ahead.iter().any(|at| cx.version.steps[*at].kind == StepKind::Issue) {
        let ending = step::finish(dossier, cx, &situation)?;
        let after = After::of(dossier, situation, &ending);
        let event =
            Event::Issued { number, electronic, outcome, end: ending.end, finality: Finality::Interim };
        return step::with_onward(event, None, after, cx);
    }
    let (_, due_at) = step::promise_after(dossier, &current, cx)?;
    let end = StepEnd { run: step::run(dossier, cx)?, next: None, due_at };
    let event = Event::Issued { number, electronic, outcome, end, finality: Finality::Final };
    // Paper follows by a hand-over; without paper the counter of return sends or hands out the result at once.
    let (unit, return_at) = (dossier.holder.unit, dossier.places.return_at);
    let onward = if dossier.custody.unit() == Some(unit) && unit != return_at {
        Some(step::transfer(dossier, cx, return_at, cx.version.steps.len() - 1, TransferKind::Result)?)
    } else {
        None
    };
    step::with_onward(event, None, After { dossier, situation, begun: None, onward }, cx)
}

/// A number of the outgoing register: present and not endless.
pub(super) fn result_number(number: &str) -> Result<String, Refusal> {
    let number = number.trim();
    if number.is_empty() {
        return Err(Refusal::ResultNumberRequired);
    }
    let characters = number.chars().count();
    if characters > RESULT_NUMBER_CHARACTERS_MAX {
        return Err(Refusal::ResultNumberTooLong { characters, max: RESULT_NUMBER_CHARACTERS_MAX });
    }
    Ok(number.to_owned())
}
