//! A dossier in flight passes to a newer version of its procedure, by an explicit rule and as a recorded fact.
//!
//! What was promised stays: the clock, its rule and the due moment do not change, nor does what was done. Only the way
//! ahead does. A dossier that the rule cannot carry to a valid next step stays where it is.

use super::decide::step_due_under;
use super::event::{BranchMoved, Event};
use super::*;
use crate::procedure::{PlannedOpinion, flow};
use motcua_calendar::WorkCalendar;

/// Which step of a newer version stands for which of the version before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrationRule {
    /// The version dossiers are pinned to now.
    pub from: VersionId,
    /// The version they pass to.
    pub to: VersionId,
    /// Pairs of indexes, before and after, in ascending order on both sides.
    pub steps: Vec<(usize, usize)>,
}

/// Why a rule is no rule, at the step of the version before that it is wrong about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleFault {
    /// One of the two versions has no such step.
    Unknown {
        /// Index in the version before.
        step: usize,
    },
    /// Two steps change their order, or one step would stand for two.
    OutOfOrder {
        /// Index in the version before.
        step: usize,
    },
    /// The two steps are different work: whoever did one has not done the other.
    OtherWork {
        /// Index in the version before.
        step: usize,
    },
}

impl RuleFault {
    /// The step of the version before.
    pub fn step(self) -> usize {
        match self {
            RuleFault::Unknown { step } | RuleFault::OutOfOrder { step } | RuleFault::OtherWork { step } => {
                step
            }
        }
    }
}

impl MigrationRule {
    /// What makes it no rule between two versions, in the order of its pairs. Steps may be left out: dossiers that stand
    /// at them, or did them, stay.
    pub fn faults(&self, old: &ProcedureVersion, new: &ProcedureVersion) -> Vec<RuleFault> {
        let mut faults = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for (step, after) in self.steps.iter().copied() {
            match (old.step(step), new.step(after)) {
                (Some(before), Some(stands)) if before.kind != stands.kind => {
                    faults.push(RuleFault::OtherWork { step });
                }
                (Some(_), Some(_)) => {}
                _ => faults.push(RuleFault::Unknown { step }),
            }
            if last.is_some_and(|(before, stood)| step <= before || after <= stood) {
                faults.push(RuleFault::OutOfOrder { step });
            }
            last = Some((step, after));
        }
        faults
    }

    /// The rule that offers itself: steps of the same work with the same key stand for each other, and without keys those
    /// at the same place, in their order.
    pub fn between(old: &ProcedureVersion, new: &ProcedureVersion) -> MigrationRule {
        let mut steps: Vec<(usize, usize)> = Vec::new();
        let mut from = 0;
        for (before, step) in old.steps.iter().enumerate() {
            let same = |other: &&(usize, &Step)| {
                let named = match (step.key.as_str(), other.1.key.as_str()) {
                    ("", _) | (_, "") => other.1.place == step.place,
                    (key, other) => key == other,
                };
                named && other.1.kind == step.kind
            };
            let ahead: Vec<(usize, &Step)> = new.steps.iter().enumerate().skip(from).collect();
            if let Some((after, _)) = ahead.iter().find(same) {
                steps.push((before, *after));
                from = after + 1;
            }
        }
        MigrationRule { from: old.id, to: new.id, steps }
    }

    /// The step of the newer version that stands for one of the version before.
    pub fn step(&self, index: usize) -> Option<usize> {
        self.steps.iter().find(|(before, _)| *before == index).map(|(_, after)| *after)
    }
}

/// Passes a dossier on by a rule.
///
/// # Errors
/// Why this dossier stays: it is not under way, belongs elsewhere, or the newer version has no place for what was
/// done or given so far, or no way from there to a result.
pub fn migrate(
    dossier: &Dossier,
    rule: &MigrationRule,
    (old, new): (&ProcedureVersion, &ProcedureVersion),
    calendar: &WorkCalendar,
) -> Result<Event, Refusal> {
    if dossier.procedure != new.code {
        return Err(Refusal::OtherProcedure { expected: dossier.procedure.clone() });
    }
    if dossier.version != rule.from || old.id != rule.from || new.id != rule.to {
        return Err(Refusal::OtherVersion { pinned: dossier.version });
    }
    let competent = dossier.places.competent;
    if new.variant.is_some_and(|variant| variant.unit != competent) {
        return Err(Refusal::UnitNotCompetent { unit: competent });
    }
    if !dossier.phase.is_under_way() {
        return Err(Refusal::MigrationNotUnderWay { status: dossier.phase.national_status() });
    }
    match &dossier.case {
        None if !new.cases.is_empty() => return Err(Refusal::CaseRequired),
        Some(case) if new.case(case).is_none() => return Err(Refusal::CaseUnknown { case: case.clone() }),
        _ => {}
    }
    papers_known(dossier, new)?;
    let current = dossier.step.ok_or(Refusal::ChainBroken)?;
    let mut steps = Vec::new();
    let runs = dossier.steps_done.iter().map(|run| run.index);
    let on_the_way = dossier.transfer.iter().map(|transfer| transfer.step);
    let asking = dossier.consultations.iter().filter_map(|asked| asked.branch.as_ref()).map(|run| run.step);
    for index in runs.chain(on_the_way).chain(asking).chain([current.index]) {
        if !steps.iter().any(|(before, _)| *before == index) {
            steps.push((index, stands_for(dossier, rule, new, index)?));
        }
    }
    let at = rule.step(current.index).ok_or(Refusal::ChainBroken)?;
    leads_to_a_result(dossier, new, at)?;
    let step = new.step(at).ok_or(Refusal::ChainBroken)?;
    let limit = dossier.clock.as_ref().map(|clock| clock.due_at).ok_or(Refusal::NoDueDate)?;
    let step_due_at = step_due_under(new, step, current.started_at, dossier, limit, calendar)?;
    let branches = branches(dossier, rule, (old, new))?;
    Ok(Event::VersionChanged { from: rule.from, to: rule.to, steps, step_due_at, branches })
}

/// The branches that stand for those begun or done: of the step that stands for theirs, at the same agency, with the
/// same work up to the step they are at.
fn branches(
    dossier: &Dossier,
    rule: &MigrationRule,
    (old, new): (&ProcedureVersion, &ProcedureVersion),
) -> Result<Vec<BranchMoved>, Refusal> {
    let mut moved = Vec::new();
    for asked in &dossier.consultations {
        let Some(run) = &asked.branch else { continue };
        let unmapped = Refusal::MigrationUnmapped { step: run.step };
        let before = run.steps(old);
        let goes_on = |planned: &PlannedOpinion| {
            let same_unit = dossier.unit_at(planned.place) == dossier.heir(asked.agency);
            let as_far = before.iter().take(run.at + 1);
            let same_work = as_far.zip(&planned.steps).filter(|(was, is)| is.is_same_work(was)).count();
            same_unit
                && same_work == run.at + 1
                && (asked.answer.is_none() || planned.steps.len() == before.len())
        };
        let step = rule.step(run.step).and_then(|at| new.step(at)).ok_or(unmapped.clone())?;
        let branch = step.opinions.iter().position(goes_on).ok_or(unmapped)?;
        moved.push(BranchMoved { no: asked.no, branch });
    }
    Ok(moved)
}

/// Papers given or asked for must be ones of the newer version, so that each keeps its name.
fn papers_known(dossier: &Dossier, new: &ProcedureVersion) -> Result<(), Refusal> {
    let given = dossier.papers.iter().map(|paper| &paper.key);
    let asked = dossier.supplements.iter().flat_map(|supplement| &supplement.papers);
    match given.chain(asked).find(|key| new.paper(key).is_none()) {
        Some(key) => Err(Refusal::PaperUnknown { paper: key.clone() }),
        None => Ok(()),
    }
}

/// The step that stands for one begun or done: the same work, at the same unit, counted the same.
fn stands_for(
    dossier: &Dossier,
    rule: &MigrationRule,
    new: &ProcedureVersion,
    index: usize,
) -> Result<usize, Refusal> {
    let unmapped = || Refusal::MigrationUnmapped { step: index };
    let after = rule.step(index).ok_or_else(unmapped)?;
    let step = new.step(after).ok_or_else(unmapped)?;
    let done = dossier.steps_done.iter().filter(|run| run.index == index);
    let same_work = done.clone().all(|run| run.kind == step.kind);
    let current = dossier.step.filter(|current| current.index == index && !current.done);
    let same_unit = current.is_none_or(|_| dossier.unit_of(step) == dossier.holder.unit)
        && dossier.transfer.is_none_or(|t| t.step != index || t.to == dossier.unit_of(step));
    let uncounted = !step.clock_runs && !matches!(step.kind, StepKind::Payment | StepKind::Return);
    let same_clock = current.is_none_or(|current| current.uncounted == uncounted);
    if same_work && same_unit && same_clock { Ok(after) } else { Err(unmapped()) }
}

/// From the step under way the newer version must lead to a decision, where none is taken, and to a result.
fn leads_to_a_result(dossier: &Dossier, new: &ProcedureVersion, at: usize) -> Result<(), Refusal> {
    let done = dossier.step.is_some_and(|step| step.done);
    let ahead = flow::ahead(&new.steps, at, &dossier.situation());
    let way: Vec<StepKind> =
        (!done).then_some(at).into_iter().chain(ahead).filter_map(|i| new.step(i)).map(|s| s.kind).collect();
    let has = |kind| way.contains(&kind);
    let decides = dossier.decision.is_some() || has(StepKind::Approve);
    let returns = way.last() == Some(&StepKind::Return);
    if decides && has(StepKind::Issue) && returns { Ok(()) } else { Err(Refusal::ChainBroken) }
}
