//! The dry run: what a version would have done to the dossiers that were already dealt with.
//!
//! Each past dossier is given the promise the new version would have made, from the same receipt, the same waits and the
//! same end, and its way is walked to see whether somebody would have been there for every step. Nothing is simulated:
//! officers are taken to have worked as fast as they did. What is still open is counted and not judged.

mod fees;
mod past;
mod report;

pub use fees::Fees;
pub use past::{PastDossier, PastPlaces};
pub use report::{DryRun, LISTED_MAX, Lacking, Listed, Shift};

use motcua_calendar::{DueRequest, Pause, Verdict, WorkCalendar, verdict};
use motcua_domain::actor::Role;
use motcua_domain::dossier::clock::PauseReason;
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::{ProcedureVersion, Situation, StepKind, flow};
use std::collections::BTreeMap;

/// What past dossiers are judged with, besides the version.
pub struct Ground<'a> {
    /// The calendar of a unit; a promise is reckoned on that of the competent agency.
    pub calendar: &'a dyn Fn(UnitId) -> Option<&'a WorkCalendar>,
    /// Whether anybody holds a role at a unit for a field.
    pub staffed: &'a dyn Fn(UnitId, Role, &FieldCode) -> bool,
}

/// Judges past dossiers under a version. They are read one by one and not kept.
pub fn dry_run(
    version: &ProcedureVersion,
    ground: &Ground<'_>,
    past: impl IntoIterator<Item = PastDossier>,
) -> DryRun {
    dry_run_with(version, ground, past, |_, _, _| {})
}

/// The same, and tells each dossier that has ended as it is judged: with its two promises, when both can be reckoned, and
/// the first step of its way that nobody could have done.
pub fn dry_run_with(
    version: &ProcedureVersion,
    ground: &Ground<'_>,
    past: impl IntoIterator<Item = PastDossier>,
    mut each: impl FnMut(&PastDossier, Option<&Shift>, Option<&Lacking>),
) -> DryRun {
    let mut judge = Judge { version, ground, staffed: BTreeMap::new(), pauses: Vec::new() };
    let mut run = DryRun::default();
    for dossier in past {
        if let Some((shift, lacking)) = judge.consider(&dossier, &mut run) {
            each(&dossier, shift.as_ref(), lacking.as_ref());
        }
    }
    run
}

struct Judge<'a, 'g> {
    version: &'a ProcedureVersion,
    ground: &'a Ground<'g>,
    /// Answers already asked for, by step and unit.
    staffed: BTreeMap<(usize, UnitId), bool>,
    /// Room for the waits of one dossier.
    pauses: Vec<Pause>,
}

impl Judge<'_, '_> {
    /// Judges one dossier; `None` for one that is open.
    fn consider(&mut self, past: &PastDossier, run: &mut DryRun) -> Option<(Option<Shift>, Option<Lacking>)> {
        run.read += 1;
        let Some(ended_at) = past.counted_end() else {
            run.open += 1;
            return None;
        };
        let known = past.case.as_ref().is_some_and(|key| self.version.case(key).is_some());
        if !known && (past.case.is_some() || !self.version.cases.is_empty()) {
            run.without_case.add(past.id);
        }
        let situation = Situation {
            case: past.case.as_ref().filter(|_| known),
            channel: Some(past.channel),
            finding: past.finding,
            proposed: past.outcome,
            decided: past.outcome,
        };
        let way = flow::path(&self.version.steps, &situation);
        if !flow::is_sound(&self.version.steps, &way) {
            run.without_way.add(past.id);
        }
        let lacking = self.lacking(past, &way);
        lacking.into_iter().for_each(|lacking| run.lacking.add(lacking));
        self.keep_pauses(past, &way);
        let request = DueRequest {
            received: past.received_at,
            rule: self.version.rule_for(situation.case, past.channel),
            pauses: &self.pauses,
            extension: past.extension,
        };
        let calendar = (self.ground.calendar)(past.places.competent);
        let Some(due) = calendar.and_then(|calendar| calendar.due(&request).ok()) else {
            run.uncovered.add(past.id);
            return Some((None, lacking));
        };
        let before = verdict(past.due_at, ended_at);
        let after = verdict(due.at, ended_at);
        let shift =
            Shift { id: past.id, ended_at, due_before: past.due_at, due_after: due.at, before, after };
        run.judge(shift);
        Some((Some(shift), lacking))
    }

    /// The first step of the way that nobody could have done.
    fn lacking(&mut self, past: &PastDossier, way: &[usize]) -> Option<Lacking> {
        let (version, ground) = (self.version, self.ground);
        way.iter().find_map(|index| {
            let step = &version.steps[*index];
            // What the applicant does needs nobody but whoever records it, and that is judged when it is asked for.
            if step.kind == StepKind::Payment {
                return None;
            }
            let unit = past.places.unit_at(step.place);
            let there = *self
                .staffed
                .entry((*index, unit))
                .or_insert_with(|| (ground.staffed)(unit, step.role, version.field_of(step)));
            (!there).then_some(Lacking { id: past.id, step: *index, unit })
        })
    }

    /// The waits that would have stopped the clock under the version.
    fn keep_pauses(&mut self, past: &PastDossier, way: &[usize]) {
        let uncounted = way
            .iter()
            .map(|index| &self.version.steps[*index])
            .any(|step| !step.clock_runs && !matches!(step.kind, StepKind::Payment | StepKind::Return));
        let stops = |reason| match reason {
            PauseReason::Supplement => true,
            PauseReason::Payment => self.version.payment_pauses,
            PauseReason::UncountedStep => uncounted,
        };
        self.pauses.clear();
        self.pauses.extend(past.pauses.iter().filter(|entry| stops(entry.reason)).map(|entry| entry.pause));
    }
}

/// The place of a verdict in [`DryRun::verdicts`].
pub(crate) fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Early => 0,
        Verdict::OnTime => 1,
        Verdict::Overdue => 2,
    }
}
