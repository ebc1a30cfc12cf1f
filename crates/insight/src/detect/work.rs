//! What the work on one dossier shows.

use super::settings::UnitLimits;
use crate::facts::electronic;
use motcua_domain::dossier::{Dossier, Outcome, PauseReason, Phase, SystemWait, SystemWaitEnd};
use motcua_domain::ids::{DossierId, UnitId};
use motcua_domain::procedure::StepKind;

/// What the work on one dossier shows. Follows from its state alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// The dossier.
    pub dossier: DossierId,
    /// Whose figure it counts for.
    pub unit: UnitId,
    /// Steps of judgement that were closed.
    pub steps: i64,
    /// Those of them closed as soon as they were begun.
    pub at_once: i64,
    /// Whether its clock has run out, was stopped or has ended: only such could be stopped before its promise.
    pub promised: bool,
    /// Papers or a payment were asked for just before the first promise.
    pub paused_before_due: bool,
    /// Decided.
    pub decided: bool,
    /// Refused just before it was due.
    pub refused_before_due: bool,
    /// Decided without a result that can be taken electronically.
    pub without_file: bool,
    /// Its work waited for a system outside.
    pub waited: bool,
    /// A wait for a system of which nobody said that it was over: it ended with the step.
    pub wait_forgotten: bool,
}

impl Worked {
    /// What a state shows; nothing before receipt.
    #[must_use]
    pub fn of(dossier: &Dossier, limits: &UnitLimits) -> Option<Self> {
        let clock = dossier.clock.as_ref()?;
        let judgement = |kind| matches!(kind, StepKind::Appraise | StepKind::Review | StepKind::Approve);
        let mut worked = Self {
            dossier: dossier.id,
            unit: dossier.places.competent,
            steps: 0,
            at_once: 0,
            promised: !clock.pauses.is_empty() || dossier.phase.ended_at().is_some(),
            paused_before_due: false,
            decided: false,
            refused_before_due: false,
            without_file: false,
            waited: !dossier.system_waits.is_empty(),
            wait_forgotten: dossier.system_waits.iter().any(forgotten),
        };
        for run in dossier.steps_done.iter().filter(|run| judgement(run.kind)) {
            worked.steps += 1;
            worked.at_once += i64::from(run.ended_at.minutes_since(run.started_at) <= limits.step_minutes);
        }
        let just_before = |minutes: i64| (0..=limits.before_due_hours * 60).contains(&minutes);
        // Only the first stop is held against the first promise: later ones have a due moment that the first already moved.
        worked.paused_before_due = clock.pauses.first().is_some_and(|entry| {
            entry.reason != PauseReason::UncountedStep
                && just_before(clock.original_due_at.minutes_since(entry.pause.from))
        });
        if let Phase::Finished { at, outcome } | Phase::Returned { finished_at: at, outcome, .. } =
            dossier.phase
        {
            worked.decided = true;
            worked.refused_before_due =
                outcome == Outcome::Refuse && just_before(clock.due_at.minutes_since(at));
            worked.without_file = outcome == Outcome::Grant && !electronic(dossier);
        }
        Some(worked)
    }
}

fn forgotten(wait: &SystemWait) -> bool {
    wait.end.is_some_and(|end| end.how == SystemWaitEnd::WorkWentOn)
}
