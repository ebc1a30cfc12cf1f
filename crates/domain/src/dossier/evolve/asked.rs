//! Opinions and branches: other agencies are asked, go through their steps, answer.

use super::super::event::{BranchMoved, Event, Recorded};
use super::super::*;

pub(super) fn consult(d: &mut Dossier, recorded: &Recorded) {
    let (at, actor) = (recorded.at, recorded.actor);
    let asked = |d: &mut Dossier, no: u32, change: &dyn Fn(&mut Consultation)| {
        d.consultations.iter_mut().filter(|asked| asked.no == no).for_each(change);
    };
    match &recorded.event {
        Event::ConsultationAsked { no, agency, answer_by, branch } => d.consultations.push(Consultation {
            no: *no,
            agency: *agency,
            asked_by: actor,
            asked_at: at,
            answer_by: *answer_by,
            answer: None,
            branch: branch.map(|start| BranchRun {
                step: start.step,
                branch: start.branch,
                at: 0,
                started_at: at,
                due_at: start.due_at,
                done: Vec::new(),
            }),
        }),
        Event::BranchStepDone { no, run, due_at } | Event::BranchStepReturned { no, run, due_at } => {
            asked(d, *no, &|asked| {
                let Some(branch) = &mut asked.branch else { return };
                branch.at = if run.returned { run.index.saturating_sub(1) } else { run.index + 1 };
                branch.done.push(*run);
                (branch.started_at, branch.due_at) = (at, *due_at);
            });
        }
        Event::ConsultationAnswered { no, opinion, run } => asked(d, *no, &|asked| {
            asked.answer = Some(ConsultationAnswer { opinion: *opinion, by: actor, at });
            if let (Some(branch), Some(run)) = (&mut asked.branch, run) {
                branch.done.push(*run);
            }
        }),
        _ => {}
    }
}

impl Dossier {
    /// Another version counts its steps, and their branches, otherwise.
    pub(super) fn rebranch(&mut self, steps: &[(usize, usize)], branches: &[BranchMoved]) {
        for asked in &mut self.consultations {
            let Some(run) = &mut asked.branch else { continue };
            let now = steps.iter().find(|(before, _)| *before == run.step);
            run.step = now.map_or(run.step, |(_, at)| *at);
            let moved = branches.iter().find(|moved| moved.no == asked.no);
            run.branch = moved.map_or(run.branch, |moved| moved.branch);
        }
    }
}
