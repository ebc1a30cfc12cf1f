//! Branches: another agency goes through steps of its own beside a step of the chain. The dossier stays with its
//! holder; what is here changes neither its clock nor its place.

use super::*;
use super::{consult, reckon, text};
use crate::dossier::acts::Act;
use crate::dossier::event::BranchStart;
use crate::procedure::{BranchStep, PlannedOpinion};
use motcua_calendar::{PausePolicy, TermRule};

/// How a branch begins; `None` for an opinion without steps of its own.
pub(super) fn start(
    (step, branch): (usize, usize),
    planned: &PlannedOpinion,
    answer_by: Moment,
    cx: &Context<'_>,
) -> Result<Option<BranchStart>, Refusal> {
    let Some(first) = planned.steps.first() else { return Ok(None) };
    Ok(Some(BranchStart { step, branch, due_at: due(first, answer_by, cx)? }))
}

pub(super) fn complete(
    dossier: &Dossier,
    no: u32,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let asked = consult::open(dossier, no, Act::CompleteBranchStep, cx)?;
    let under_way = asked.branch.as_ref().ok_or(Refusal::BranchNone)?;
    let next = step(under_way, under_way.at + 1, cx)?;
    let run = run(asked.agency, under_way, cx)?;
    one(Event::BranchStepDone { no, run, due_at: due(next, asked.answer_by, cx)? }, note)
}

pub(super) fn give_back(
    dossier: &Dossier,
    no: u32,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::ReturnBranchStep, note)?;
    let asked = consult::open(dossier, no, Act::ReturnBranchStep, cx)?;
    let under_way = asked.branch.as_ref().ok_or(Refusal::BranchNone)?;
    let before = under_way.at.checked_sub(1).ok_or(Refusal::BranchAtStart { no })?;
    let previous = step(under_way, before, cx)?;
    let run = BranchStepRun { returned: true, below_floor: false, ..run(asked.agency, under_way, cx)? };
    one(Event::BranchStepReturned { no, run, due_at: due(previous, asked.answer_by, cx)? }, note)
}

/// The run of the step under way, as it stands when it ends now.
pub(super) fn run(unit: UnitId, under_way: &BranchRun, cx: &Context<'_>) -> Result<BranchStepRun, Refusal> {
    let minutes = reckon::worked_minutes(cx, under_way.started_at, cx.now)?;
    let floor = step(under_way, under_way.at, cx)?.floor_minutes;
    Ok(BranchStepRun {
        index: under_way.at,
        unit,
        officer: cx.actor.officer(),
        started_at: under_way.started_at,
        ended_at: cx.now,
        due_at: under_way.due_at,
        below_floor: minutes < i64::from(floor),
        returned: false,
    })
}

fn step<'a>(run: &BranchRun, at: usize, cx: &Context<'a>) -> Result<&'a BranchStep, Refusal> {
    run.steps(cx.version).get(at).ok_or(Refusal::ChainBroken)
}

/// The end of the budget of a step that begins now, inside the time of its branch. A branch that is late has no time
/// left to share: its steps then have the time they were given.
fn due(step: &BranchStep, answer_by: Moment, cx: &Context<'_>) -> Result<Option<Moment>, Refusal> {
    let Some(term) = step.budget else { return Ok(None) };
    let start = cx.version.rule.start;
    let rule = TermRule { term, start, cutoff: None, policy: PausePolicy::PauseAndShift };
    let own = reckon::due(cx, cx.now, &rule, &[], None)?;
    Ok(Some(if answer_by > cx.now { own.min(answer_by) } else { own }))
}
