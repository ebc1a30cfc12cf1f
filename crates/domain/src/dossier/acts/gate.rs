//! The rule behind [`super::permit`]: phase first, then place, role, field and officer.

use super::*;
use crate::ids::FieldCode;

/// One question: may this actor do this act on this dossier?
pub(super) struct Gate<'a> {
    pub dossier: &'a Dossier,
    pub actor: &'a Actor,
    pub act: Act,
    pub version: &'a ProcedureVersion,
}

type Answer = Result<(), Refusal>;

const HEADS: &[Role] = &[Role::SectionHead, Role::UnitHead];
const WORKING: &[Role] =
    &[Role::OneStop, Role::Specialist, Role::SectionHead, Role::UnitHead, Role::Clerk, Role::Cashier];
/// Roles that speak for a consulted agency.
pub(super) const OPINION: &[Role] = &[Role::Specialist, Role::SectionHead, Role::UnitHead];
const TILL: &[Role] = &[Role::OneStop, Role::Cashier];

/// Whether the actor holds one of the roles at a unit for the field of a procedure; if not, the nearest reason.
pub(in crate::dossier) fn need(
    actor: &Actor,
    act: Act,
    unit: UnitId,
    roles: &[Role],
    version: &ProcedureVersion,
) -> Answer {
    need_for(actor, act, unit, roles, &version.field)
}

/// The same for any field of duty.
fn need_for(actor: &Actor, act: Act, unit: UnitId, roles: &[Role], field: &FieldCode) -> Answer {
    match actor {
        Actor::System => return Err(Refusal::SystemActs { act }),
        Actor::Applicant { .. } => return Err(Refusal::OfficersOnly { act }),
        Actor::Officer { .. } => {}
    }
    let (mut here, mut in_role) = (false, false);
    for duty in actor.duties().iter().filter(|d| d.unit == unit && d.role.works()) {
        here = true;
        if roles.contains(&duty.role) {
            in_role = true;
            if duty.covers(field) {
                return Ok(());
            }
        }
    }
    Err(match (here, in_role) {
        (_, true) => Refusal::NotYourField { field: field.clone() },
        (true, false) => {
            Refusal::NotYourRole { role: roles.first().copied().unwrap_or(Role::UnitHead), unit }
        }
        (false, false) => Refusal::NotYourUnit { unit },
    })
}

/// One of two ways to be allowed. When both fail, the reason that says more than "another unit" is given.
fn either(one: Answer, other: impl FnOnce() -> Answer) -> Answer {
    let Err(first) = one else { return Ok(()) };
    match other() {
        Ok(()) => Ok(()),
        Err(second) if matches!(first, Refusal::NotYourUnit { .. }) => Err(second),
        Err(_) => Err(first),
    }
}

impl Gate<'_> {
    /// The answer.
    pub(super) fn check(&self) -> Answer {
        if matches!(self.actor, Actor::System) {
            return Err(Refusal::SystemActs { act: self.act });
        }
        match self.act {
            Act::Submit | Act::Intake => Err(self.wrong_phase()),
            Act::Receive => {
                self.in_phase(matches!(self.dossier.phase, Phase::Submitted)).and_then(|()| self.counter())
            }
            Act::RequestSupplement => self.request_supplement(),
            Act::Supplement => self
                .in_phase(matches!(self.dossier.phase, Phase::SupplementRequested { .. }))
                .and_then(|()| self.party_or_any_counter()),
            Act::Decline => self.decline(),
            Act::HandOver => self.hand_over(),
            Act::AcceptHandOver | Act::DeclineHandOver => self.receive_hand_over(),
            Act::TakeBack => self.take_back(),
            Act::Assign => self.assign(),
            Act::Reassign => self.reassign(),
            Act::Consult | Act::RecordAppraisal | Act::Propose => self.step_act(StepKind::Appraise),
            Act::AnswerConsultation | Act::CompleteBranchStep | Act::ReturnBranchStep => self.consulted(),
            Act::AwaitSystem => self.await_system(),
            Act::EndSystemWait => self.end_system_wait(),
            Act::Review => self.step_act(StepKind::Review),
            Act::Approve => self.step_act(StepKind::Approve),
            Act::Issue => self.issue(),
            Act::AttachResult => self.attach_result(),
            Act::ReturnStep => self.return_step(),
            Act::RequestPayment => self.request_payment(),
            Act::RecordPayment => self.record_payment(),
            Act::Extend => self.extend(),
            Act::RequestWithdrawal => self.request_withdrawal(),
            Act::RefuseWithdrawal => self.refuse_withdrawal(),
            Act::Stop => self.stop(),
            Act::Deliver => self.deliver(),
            Act::ProposeCorrection => self.propose_correction(),
            Act::DecideCorrection => self.decide_correction(),
        }
    }

    fn wrong_phase(&self) -> Refusal {
        Refusal::WrongPhase { act: self.act, status: self.dossier.phase.national_status() }
    }

    fn in_phase(&self, right: bool) -> Answer {
        if right { Ok(()) } else { Err(self.wrong_phase()) }
    }

    fn not_in_transfer(&self) -> Answer {
        match &self.dossier.transfer {
            Some(transfer) => Err(Refusal::AlreadyHandedOver { to: transfer.to }),
            None => Ok(()),
        }
    }

    /// The step under way, not done and not on its way elsewhere.
    fn active_step(&self) -> Result<(usize, StepKind), Refusal> {
        self.not_in_transfer()?;
        let current = self.dossier.step.as_ref().ok_or_else(|| self.wrong_phase())?;
        if current.done {
            return Err(Refusal::StepDone { act: self.act });
        }
        let step = self.version.step(current.index).ok_or(Refusal::ChainBroken)?;
        Ok((current.index, step.kind))
    }

    fn need(&self, unit: UnitId, roles: &[Role]) -> Answer {
        need(self.actor, self.act, unit, roles, self.version)
    }

    /// One-stop officer where the dossier waits or lies.
    fn counter(&self) -> Answer {
        self.need(self.dossier.holder.unit, &[Role::OneStop])
    }

    /// Whoever has the role of the step at the unit responsible; the assigned officer only, once there is one.
    fn worker(&self) -> Answer {
        let current = self.dossier.step.as_ref().ok_or(Refusal::ChainBroken)?;
        self.in_step(current.index)?;
        let step = self.version.step(current.index).ok_or(Refusal::ChainBroken)?;
        let field = self.version.field_of(step);
        need_for(self.actor, self.act, self.dossier.holder.unit, &[step.role], field)?;
        match self.dossier.holder.officer {
            Some(officer) if self.actor.officer() != Some(officer) => Err(Refusal::NotHolder { officer }),
            _ => Ok(()),
        }
    }

    fn heads(&self) -> Answer {
        self.need(self.dossier.holder.unit, HEADS)
    }

    /// The applicant, or a one-stop officer of any counter: the city receives regardless of boundaries
    /// (NĐ 118/2025 art. 14).
    fn party_or_any_counter(&self) -> Answer {
        match self.actor {
            Actor::Applicant { person } if self.dossier.is_party(*person) => Ok(()),
            Actor::Applicant { .. } => Err(Refusal::NotApplicant),
            Actor::System => Err(Refusal::SystemActs { act: self.act }),
            Actor::Officer { duties, .. } => match duties.iter().find(|d| d.role == Role::OneStop) {
                Some(_)
                    if duties.iter().any(|d| d.role == Role::OneStop && d.covers(&self.version.field)) =>
                {
                    Ok(())
                }
                Some(duty) => self.need(duty.unit, &[Role::OneStop]),
                None => self.need(
                    self.dossier.places.received_at.unwrap_or(self.dossier.holder.unit),
                    &[Role::OneStop],
                ),
            },
        }
    }

    fn step_act(&self, kind: StepKind) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::InProcess))?;
        let (_, at) = self.active_step()?;
        if at != kind {
            return Err(Refusal::WrongStep { act: self.act, step: at });
        }
        self.worker()
    }

    fn request_supplement(&self) -> Answer {
        match self.dossier.phase {
            Phase::Submitted => self.counter(),
            _ => self.step_act(StepKind::Appraise),
        }
    }

    fn decline(&self) -> Answer {
        self.in_phase(matches!(
            self.dossier.phase,
            Phase::Submitted | Phase::SupplementRequested { resume: Resume::Submitted, .. }
        ))?;
        self.counter()
    }

    fn hand_over(&self) -> Answer {
        let d = self.dossier;
        match (&d.phase, &d.step) {
            (Phase::Received, Some(_)) => self.not_in_transfer()?,
            (Phase::InProcess, Some(step)) => {
                self.not_in_transfer()?;
                if !step.done {
                    let kind = self.version.step(step.index).ok_or(Refusal::ChainBroken)?.kind;
                    return Err(Refusal::StepNotDone { step: kind });
                }
            }
            (Phase::Finished { .. }, _) => {
                self.not_in_transfer()?;
                if d.holder.unit == d.places.return_at || d.custody.unit() != Some(d.holder.unit) {
                    return Err(Refusal::NothingToHandOver);
                }
            }
            _ => return Err(self.wrong_phase()),
        }
        self.need(d.holder.unit, WORKING)
    }

    /// A hand-over under way, in a phase in which it can be settled.
    fn transfer(&self) -> Result<&Transfer, Refusal> {
        self.in_phase(matches!(
            self.dossier.phase,
            Phase::Received | Phase::InProcess | Phase::Finished { .. }
        ))?;
        self.dossier.transfer.as_ref().ok_or(Refusal::NoTransfer)
    }

    fn receive_hand_over(&self) -> Answer {
        let transfer = self.transfer()?;
        self.need(transfer.to, WORKING)?;
        match transfer.to_officer {
            Some(officer) if self.actor.officer() != Some(officer) => Err(Refusal::WrongReceiver { officer }),
            _ => Ok(()),
        }
    }

    fn take_back(&self) -> Answer {
        let from = self.transfer()?.from;
        self.need(from, WORKING)
    }

    fn assign(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::InProcess))?;
        if self.active_step()?.1 == StepKind::Assign {
            return self.worker();
        }
        if let Some(officer) = self.dossier.holder.officer {
            return Err(Refusal::AlreadyAssigned { officer });
        }
        self.heads()
    }

    fn reassign(&self) -> Answer {
        self.in_phase(matches!(
            self.dossier.phase,
            Phase::InProcess
                | Phase::SupplementRequested { resume: Resume::InProcess, .. }
                | Phase::PaymentRequested { resume: Resume::InProcess, .. }
        ))?;
        self.active_step()?;
        if self.dossier.holder.officer.is_none() {
            return Err(Refusal::NotAssigned);
        }
        self.heads()
    }

    /// An answer or a step of a branch: whoever may do it on one of the opinions asked for.
    fn consulted(&self) -> Answer {
        self.in_phase(self.dossier.phase.is_under_way())?;
        let mut nearest = match self.act {
            Act::AnswerConsultation => Refusal::ConsultationNone,
            _ => Refusal::BranchNone,
        };
        for asked in self.dossier.open_consultations() {
            match self.about(asked) {
                Ok(()) => return Ok(()),
                Err(Refusal::NotYourUnit { .. })
                    if !matches!(nearest, Refusal::ConsultationNone | Refusal::BranchNone) => {}
                Err(refusal) => nearest = refusal,
            }
        }
        Err(nearest)
    }

    /// The same for one opinion. A branch is at one of its steps, and only who has the role of that step does it.
    pub(super) fn about(&self, asked: &Consultation) -> Answer {
        let no = asked.no;
        let Some(run) = &asked.branch else {
            return match self.act {
                Act::AnswerConsultation => self.need(asked.agency, OPINION),
                _ => Err(Refusal::BranchNone),
            };
        };
        let step = run.steps(self.version).get(run.at).ok_or(Refusal::ChainBroken)?;
        let field = step.field.as_ref().unwrap_or(&self.version.field);
        let role = need_for(self.actor, self.act, asked.agency, &[step.role], field);
        if let Err(Refusal::NotYourUnit { .. }) = role {
            return role;
        }
        match (self.act, run.is_at_end(self.version)) {
            (Act::AnswerConsultation, false) => Err(Refusal::BranchNotAtEnd { no }),
            (Act::CompleteBranchStep, true) => Err(Refusal::BranchAtEnd { no }),
            (Act::ReturnBranchStep, _) if run.at == 0 => Err(Refusal::BranchAtStart { no }),
            _ => role,
        }
    }

    /// Whoever does the step under way: nobody else knows what it waits for.
    fn await_system(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::Received | Phase::InProcess))?;
        self.active_step()?;
        self.worker()
    }

    /// The same, or a head of the unit; also while the applicant is waited for.
    fn end_system_wait(&self) -> Answer {
        self.in_phase(self.dossier.phase.is_under_way())?;
        if self.dossier.open_system_waits().next().is_none() {
            return Err(Refusal::SystemWaitNone);
        }
        either(self.worker(), || self.heads())
    }

    fn return_step(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::InProcess))?;
        self.not_in_transfer()?;
        let current = self.dossier.step.as_ref().ok_or_else(|| self.wrong_phase())?;
        if !current.done && self.dossier.previous_run().is_none() {
            return Err(Refusal::NothingToReturnTo);
        }
        self.worker()
    }

    fn request_payment(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::Received | Phase::InProcess))?;
        self.in_step(self.active_step()?.0)?;
        either(self.worker(), || self.need(self.dossier.holder.unit, TILL))
    }

    fn record_payment(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::PaymentRequested { .. }))?;
        let places = &self.dossier.places;
        either(self.need(self.dossier.holder.unit, TILL), || {
            either(self.where_received(TILL), || self.need(places.return_at, TILL))
        })
    }

    fn extend(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::Received | Phase::InProcess))?;
        let clock = self.dossier.clock.as_ref().ok_or(Refusal::NoDueDate)?;
        if clock.extension.is_some() {
            return Err(Refusal::AlreadyExtended);
        }
        if clock.is_paused() {
            return Err(Refusal::ClockPaused);
        }
        if let Some(current) = &self.dossier.step {
            self.in_step(current.index)?;
        }
        either(self.heads(), || self.need(self.dossier.places.competent, HEADS))
    }

    /// Whether the version allows the act in a step.
    fn in_step(&self, index: usize) -> Answer {
        let step = self.version.step(index).ok_or(Refusal::ChainBroken)?;
        if step.allows(self.act) { Ok(()) } else { Err(Refusal::ActNotInStep { act: self.act }) }
    }

    fn request_withdrawal(&self) -> Answer {
        self.in_phase(matches!(
            self.dossier.phase,
            Phase::Submitted
                | Phase::Received
                | Phase::InProcess
                | Phase::SupplementRequested { .. }
                | Phase::PaymentRequested { .. }
        ))?;
        self.party_or_any_counter()
    }

    fn refuse_withdrawal(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::WithdrawalRequested { .. }))?;
        self.need(self.dossier.holder.unit, &[Role::UnitHead, Role::SectionHead, Role::OneStop])
    }

    fn stop(&self) -> Answer {
        self.in_phase(matches!(
            self.dossier.phase,
            Phase::Received
                | Phase::InProcess
                | Phase::SupplementRequested { resume: Resume::InProcess, .. }
                | Phase::PaymentRequested { .. }
                | Phase::WithdrawalRequested { .. }
        ))?;
        let d = self.dossier;
        let head = self.head_of_unit();
        if head.is_err() && matches!(d.phase, Phase::WithdrawalRequested { .. }) {
            return either(head, || self.where_received(&[Role::OneStop]));
        }
        head
    }

    /// The head of the unit responsible or of the competent agency.
    pub(super) fn head_of_unit(&self) -> Answer {
        let head = &[Role::UnitHead];
        either(self.need(self.dossier.holder.unit, head), || self.need(self.dossier.places.competent, head))
    }

    /// A role at the counter that received the dossier; before receipt, where it waits.
    fn where_received(&self, roles: &[Role]) -> Answer {
        self.need(self.dossier.places.received_at.unwrap_or(self.dossier.holder.unit), roles)
    }

    fn deliver(&self) -> Answer {
        self.in_phase(matches!(self.dossier.phase, Phase::Finished { .. }))?;
        self.not_in_transfer()?;
        self.need(self.dossier.delivery_unit(), &[Role::OneStop])
    }

    /// Whoever may issue at the unit that issued, before and after the result is handed out.
    /// The next agency of a chain may give the dossier back to an issue that was done already. The decision went with its letter: the
    /// agency goes back a step and decides again before it issues.
    fn issue(&self) -> Answer {
        self.step_act(StepKind::Issue)?;
        if self.dossier.decision.is_some() { Ok(()) } else { Err(Refusal::DecisionMissing) }
    }

    fn attach_result(&self) -> Answer {
        let d = self.dossier;
        let ended = matches!(d.phase, Phase::Finished { .. } | Phase::Returned { .. });
        self.in_phase(ended && d.result.is_some())?;
        let issued = d.steps_done.iter().rev().find(|run| run.kind == StepKind::Issue);
        let issued = issued.ok_or_else(|| self.wrong_phase())?;
        let step = self.version.step(issued.index).ok_or(Refusal::ChainBroken)?;
        let field = self.version.field_of(step);
        need_for(self.actor, self.act, d.heir(issued.unit), &[step.role], field)
    }

    fn propose_correction(&self) -> Answer {
        let d = self.dossier;
        self.in_phase(
            d.clock.is_some() && !matches!(d.phase, Phase::Declined { .. } | Phase::Stopped { .. }),
        )?;
        if d.correction.is_some() {
            return Err(Refusal::CorrectionPending);
        }
        either(self.need(d.holder.unit, WORKING), || self.where_received(WORKING))
    }

    fn decide_correction(&self) -> Answer {
        let d = self.dossier;
        let pending = d.correction.as_ref().ok_or(Refusal::CorrectionNone)?;
        let head = &[Role::UnitHead];
        either(self.need(d.places.competent, head), || self.where_received(head))?;
        if self.actor.officer() == Some(pending.by) {
            return Err(Refusal::SameOfficer { officer: pending.by });
        }
        Ok(())
    }
}
