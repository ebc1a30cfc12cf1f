//! How steps end and begin: within a unit at once, between units by a hand-over that must be accepted.

use super::consult;
use super::reckon;
use super::*;
use crate::dossier::event::{StepEnd, StepStart};
use crate::unit::Unit;
use motcua_calendar::Pause;

/// A step that ended, and the hand-over that follows when the next step is done elsewhere.
pub(super) struct Ending {
    pub end: StepEnd,
    pub onward: Option<Transfer>,
}

/// The step after `index` in a situation.
pub(super) fn next_index(
    version: &ProcedureVersion,
    index: usize,
    situation: &Situation<'_>,
) -> Result<usize, Refusal> {
    flow::following(&version.steps, index, situation).ok_or(Refusal::ChainBroken)
}

/// The step under way.
pub(super) fn current<'a>(dossier: &Dossier, cx: &Context<'a>) -> Result<(CurrentStep, &'a Step), Refusal> {
    let current = dossier.step.ok_or(Refusal::ChainBroken)?;
    let step = cx.version.step(current.index).ok_or(Refusal::ChainBroken)?;
    Ok((current, step))
}

/// The clock of a received dossier.
pub(super) fn clock(dossier: &Dossier) -> Result<&Clock, Refusal> {
    dossier.clock.as_ref().ok_or(Refusal::NoDueDate)
}

/// The run of the step under way, as it stands when it ends now.
pub(super) fn run(dossier: &Dossier, cx: &Context<'_>) -> Result<StepRun, Refusal> {
    let (current, step) = current(dossier, cx)?;
    let minutes = reckon::worked_minutes(cx, current.started_at, cx.now)?;
    Ok(StepRun {
        index: current.index,
        kind: step.kind,
        unit: dossier.holder.unit,
        officer: cx.actor.officer(),
        started_at: current.started_at,
        ended_at: cx.now,
        due_at: current.due_at,
        below_floor: minutes < i64::from(step.floor_minutes),
    })
}

/// The promise after the step under way has ended, and the same again only if the end of an uncounted step moved it.
pub(super) fn promise_after(
    dossier: &Dossier,
    current: &CurrentStep,
    cx: &Context<'_>,
) -> Result<(Moment, Option<Moment>), Refusal> {
    let due = reckon::promise(clock(dossier)?, cx)?;
    Ok((due, current.uncounted.then_some(due)))
}

/// How a step begins now. `limit` is the dossier's promise.
pub(super) fn start(cx: &Context<'_>, index: usize, limit: Moment) -> Result<StepStart, Refusal> {
    let step = cx.version.step(index).ok_or(Refusal::ChainBroken)?;
    let pauses: [Pause; 0] = [];
    Ok(StepStart {
        index,
        due_at: reckon::step_due(cx, step, cx.now, &pauses, limit)?,
        // A payment pauses the clock from the request on, not from the step on; a return comes after the clock.
        uncounted: !step.clock_runs && !matches!(step.kind, StepKind::Payment | StepKind::Return),
    })
}

/// Ends the step under way. The next begins at once in the same unit; elsewhere it waits for a hand-over.
pub(super) fn finish(
    dossier: &Dossier,
    cx: &Context<'_>,
    situation: &Situation<'_>,
) -> Result<Ending, Refusal> {
    let (current, _) = current(dossier, cx)?;
    let run = run(dossier, cx)?;
    let (limit, due_at) = promise_after(dossier, &current, cx)?;
    let index = next_index(cx.version, current.index, situation)?;
    let next = cx.version.step(index).ok_or(Refusal::ChainBroken)?;
    if next.kind == StepKind::Return {
        // Only issuing a result leads to its return.
        return Err(Refusal::ChainBroken);
    }
    let to = unit_of(dossier, next, cx);
    if to == dossier.holder.unit {
        let next = Some(start(cx, index, limit)?);
        return Ok(Ending { end: StepEnd { run, next, due_at }, onward: None });
    }
    let onward = transfer(dossier, cx, to, index, TransferKind::Onward)?;
    Ok(Ending { end: StepEnd { run, next: None, due_at }, onward: Some(onward) })
}

/// A hand-over by the actor to a unit.
pub(super) fn transfer(
    dossier: &Dossier,
    cx: &Context<'_>,
    to: UnitId,
    step: usize,
    kind: TransferKind,
) -> Result<Transfer, Refusal> {
    if cx.units.get(to).is_none() {
        return Err(Refusal::UnknownUnit { unit: to });
    }
    // Gates let only officers end steps and hand over.
    let given_by = cx.actor.officer().ok_or(Refusal::OfficersOnly { act: acts::Act::HandOver })?;
    let from = dossier.holder.unit;
    Ok(Transfer { from, to, to_officer: None, given_by, given_at: cx.now, step, kind })
}

/// A unit that exists and stands today, for what names it anew.
pub(super) fn known<'a>(unit: UnitId, cx: &Context<'a>) -> Result<&'a Unit, Refusal> {
    let found = cx.units.get(unit).ok_or(Refusal::UnknownUnit { unit })?;
    if found.life.has_ended(cx.now.date()) {
        return Err(Refusal::UnitEnded { unit, successor: standing(unit, cx) });
    }
    Ok(found)
}

/// The unit that stands today in the place of one that a dossier or its version names.
pub(super) fn standing(unit: UnitId, cx: &Context<'_>) -> UnitId {
    cx.units.current(unit, cx.now.date())
}

/// The unit where a step of a dossier is done.
pub(super) fn unit_of(dossier: &Dossier, step: &Step, cx: &Context<'_>) -> UnitId {
    standing(dossier.unit_of(step), cx)
}

/// The facts of an act that ends a step: the act, and the hand-over it leads to or the opinions that the step begun
/// at once asks for.
pub(super) fn with_onward(
    event: Event,
    note: Option<String>,
    after: After<'_>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let mut decisions: Decisions = smallvec![Decided { event, note }];
    if let Some(transfer) = after.onward {
        decisions.push(Decided { event: Event::HandedOver { transfer, end: None }, note: None });
    }
    if let Some(begun) = after.begun {
        consult::planned(
            after.dossier,
            begun,
            after.dossier.holder.unit,
            &after.situation,
            cx,
            &mut decisions,
        )?;
    }
    Ok(decisions)
}

/// What follows the end of a step.
pub(super) struct After<'a> {
    /// The dossier before the act.
    pub dossier: &'a Dossier,
    /// What is known once the act is done.
    pub situation: Situation<'a>,
    /// The step begun at once, by index.
    pub begun: Option<usize>,
    /// The hand-over, when the next step is done elsewhere.
    pub onward: Option<Transfer>,
}

impl<'a> After<'a> {
    /// After an ending.
    pub fn of(dossier: &'a Dossier, situation: Situation<'a>, ending: &Ending) -> Self {
        let begun = ending.end.next.map(|start| start.index);
        After { dossier, situation, begun, onward: ending.onward }
    }
}

/// Refuses an officer who does not have a role at a unit for the field of the procedure.
pub(super) fn check_staff(
    cx: &Context<'_>,
    officer: OfficerId,
    step: &Step,
    unit: UnitId,
) -> Result<(), Refusal> {
    let (role, field) = (step.role, cx.version.field_of(step));
    let duties = cx.named.ok_or(Refusal::UnknownOfficer { officer })?;
    if duties.iter().any(|d| d.unit == unit && d.role == role && d.covers(field)) {
        Ok(())
    } else {
        Err(Refusal::NotStaff { officer, role, unit })
    }
}
