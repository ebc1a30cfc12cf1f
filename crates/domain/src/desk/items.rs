//! The rules by which a dossier lies on desks. One item for each unit and queue.

use super::{DeskItem, DeskItems, Queue};
use crate::actor::Role;
use crate::dossier::{Clock, Dossier, Phase, Resume, ReturnMethod};
use crate::ids::{OfficerId, UnitId};
use crate::procedure::{ProcedureVersion, StepKind};
use motcua_calendar::Moment;

pub(super) fn of(dossier: &Dossier, version: &ProcedureVersion) -> DeskItems {
    let mut desk = Desk { dossier, version, items: DeskItems::new() };
    desk.lay();
    desk.items
}

struct Desk<'a> {
    dossier: &'a Dossier,
    version: &'a ProcedureVersion,
    items: DeskItems,
}

impl Desk<'_> {
    fn lay(&mut self) {
        let d = self.dossier;
        let home = d.places.received_at.unwrap_or(d.holder.unit);
        match &d.phase {
            Phase::Submitted => self.put(home, Queue::AwaitingIntake, Role::OneStop, None, d.submitted_at),
            Phase::Declined { at, .. } => self.put(home, Queue::Declined, Role::OneStop, None, *at),
            Phase::Stopped { at, .. } => self.put(home, Queue::Stopped, Role::OneStop, None, *at),
            Phase::Returned { at, .. } => self.put(home, Queue::Returned, Role::OneStop, None, *at),
            Phase::Received => {
                if d.transfer.is_some() {
                    self.on_the_way();
                } else {
                    self.work(Queue::Received, Role::OneStop);
                }
            }
            Phase::InProcess => {
                if d.transfer.is_some() {
                    self.on_the_way();
                } else {
                    self.in_process();
                }
                self.followed(home);
            }
            Phase::SupplementRequested { .. } => {
                let since = d.open_supplement().map(|s| s.answer_by.unwrap_or(s.asked_at));
                self.waiting(Queue::AwaitingSupplement, home, since);
            }
            Phase::PaymentRequested { .. } => {
                self.waiting(Queue::AwaitingPayment, home, d.open_payment().map(|p| p.asked_at));
            }
            Phase::WithdrawalRequested { at, .. } => {
                let role = self.role_of_step();
                self.put(d.holder.unit, Queue::WithdrawalRequested, role, d.holder.officer, *at);
                self.followed(home);
            }
            Phase::Finished { at, .. } => self.finished(*at),
        }
        self.consultations();
        if let Some(pending) = &d.correction {
            self.put(d.places.competent, Queue::Correction, Role::UnitHead, None, pending.at);
        }
    }

    fn due_at(&self) -> Option<Moment> {
        self.dossier.clock.as_ref().map(|clock| clock.due_at)
    }

    fn role_of_step(&self) -> Role {
        self.dossier.step_role(self.version).unwrap_or(Role::OneStop)
    }

    fn push(&mut self, item: DeskItem) {
        if !self.items.iter().any(|known| known.unit == item.unit && known.queue == item.queue) {
            self.items.push(item);
        }
    }

    /// An item that waits or is only looked at: not this unit's time.
    fn put(&mut self, unit: UnitId, queue: Queue, role: Role, officer: Option<OfficerId>, sort_at: Moment) {
        let due_at = self.due_at();
        self.push(DeskItem { unit, queue, officer, role, sort_at, due_at, running: false });
    }

    /// An item of the unit responsible.
    fn work(&mut self, queue: Queue, role: Role) {
        let d = self.dossier;
        let due_at = self.due_at();
        self.push(DeskItem {
            unit: d.holder.unit,
            queue,
            officer: d.holder.officer,
            role,
            sort_at: due_at.unwrap_or(d.submitted_at),
            due_at,
            running: !d.clock.as_ref().is_some_and(Clock::is_paused),
        });
    }

    fn in_process(&mut self) {
        let kind = self.dossier.step.and_then(|step| self.version.step(step.index)).map(|step| step.kind);
        let queue = match kind {
            Some(StepKind::Review | StepKind::Approve) => Queue::ForDecision,
            Some(StepKind::Issue) => Queue::ForIssue,
            Some(
                StepKind::Intake
                | StepKind::Assign
                | StepKind::Appraise
                | StepKind::Payment
                | StepKind::Return,
            )
            | None => Queue::Processing,
        };
        let role = self.role_of_step();
        self.work(queue, role);
    }

    /// Handed over, not yet accepted: still the giver's, before the receiver's eyes.
    fn on_the_way(&mut self) {
        let d = self.dossier;
        let Some(transfer) = d.transfer else { return };
        let due_at = self.due_at();
        let ended = d.phase.ended_at().is_some();
        let role = self.version.step(transfer.step).map_or(Role::OneStop, |step| step.role);
        let sort_at = due_at.unwrap_or(transfer.given_at);
        self.push(DeskItem {
            unit: transfer.from,
            queue: Queue::SentOn,
            officer: Some(transfer.given_by),
            role: self.role_of_step(),
            sort_at,
            due_at,
            running: !ended && !d.clock.as_ref().is_some_and(Clock::is_paused),
        });
        self.put(transfer.to, Queue::AwaitingAcceptance, role, transfer.to_officer, sort_at);
    }

    fn waiting(&mut self, queue: Queue, home: UnitId, since: Option<Moment>) {
        let d = self.dossier;
        let sort_at = since.unwrap_or(d.submitted_at);
        let role = match d.phase {
            Phase::SupplementRequested { resume: Resume::Submitted, .. } => Role::OneStop,
            _ => self.role_of_step(),
        };
        self.put(d.holder.unit, queue, role, d.holder.officer, sort_at);
        self.put(home, queue, Role::OneStop, None, sort_at);
    }

    fn followed(&mut self, home: UnitId) {
        let d = self.dossier;
        if d.holder.unit != home && d.places.received_at.is_some() {
            self.put(home, Queue::Followed, Role::OneStop, None, self.due_at().unwrap_or(d.submitted_at));
        }
    }

    fn finished(&mut self, at: Moment) {
        let d = self.dossier;
        if d.transfer.is_some() {
            return self.on_the_way();
        }
        let queue = match d.return_by {
            ReturnMethod::Counter => Queue::ReturnCounter,
            ReturnMethod::Online => Queue::ReturnOnline,
            ReturnMethod::Post => Queue::ReturnPost,
        };
        self.put(d.places.return_at, queue, Role::OneStop, None, at);
        // The result was not accepted or taken back: the giver has still to hand it over.
        if d.custody.unit().is_some_and(|unit| unit == d.holder.unit && unit != d.places.return_at) {
            self.put(d.holder.unit, Queue::ForIssue, Role::Clerk, d.holder.officer, at);
        }
    }

    fn consultations(&mut self) {
        let d = self.dossier;
        if !d.phase.is_under_way() {
            return;
        }
        for open in d.open_consultations() {
            // A branch is with whoever has the role of its step under way.
            let at = open.branch.as_ref().and_then(|run| run.steps(self.version).get(run.at));
            let role = at.map_or(Role::Specialist, |step| step.role);
            self.push(DeskItem {
                unit: open.agency,
                queue: Queue::Consultation,
                officer: None,
                role,
                sort_at: open.answer_by,
                due_at: Some(open.answer_by),
                running: true,
            });
        }
    }
}
