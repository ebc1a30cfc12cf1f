//! The steps of the chain, from the hand-over at the counter to the result.

use super::*;

impl Turn<'_> {
    pub(super) fn under_way(&mut self, marks: &mut Marks) -> Answer {
        if let Some(transfer) = self.d.transfer {
            return self.in_transfer(transfer, marks);
        }
        let Some(current) = self.d.step else { return Ok(None) };
        let version = self.version;
        let Some(step) = version.step(current.index) else { return Ok(None) };
        if current.done {
            return self.hand_over(step);
        }
        // What is done side by side is waited for before the step ends.
        if step.awaits_branches()
            && self.d.open_consultations().next().is_some()
            && let Some(answer) = self.consulted()?
        {
            return Ok(Some(answer));
        }
        match step.kind {
            StepKind::Intake => self.intake(step),
            StepKind::Assign => self.assign(step, current.index),
            StepKind::Appraise => self.appraise(step, marks),
            StepKind::Review | StepKind::Approve => self.judge(step, current.index, marks),
            StepKind::Issue => self.issue(step),
            StepKind::Payment => self.ask_for_payment(step),
            StepKind::Return => Ok(None),
        }
    }

    /// The time of the act that ends the step under way, or a part of it.
    pub(super) fn work(&mut self, part: f64) -> Result<Moment> {
        let pace = Pace { part, jitter: between(&mut self.rng, 0.6, 1.2), hasty: self.fate.hasty };
        self.times.work(self.d, self.version, self.fate.pace, pace)
    }

    fn intake(&mut self, step: &Step) -> Answer {
        let fee = self.version.fee(self.d.provenance.channel());
        let unit = self.d.holder.unit;
        if let Some(amount) =
            fee.filter(|amount| *amount > 0 && self.fate.pays_fee && self.d.payments.is_empty())
        {
            let at = self.times.officer(between(&mut self.rng, 1.0, 6.0))?;
            let officer = self.post(unit, Role::OneStop);
            let note = self.note(words::FEE);
            return self.by(at, officer, Command::RequestPayment { amount, note });
        }
        self.hand_over(step)
    }

    fn hand_over(&mut self, step: &Step) -> Answer {
        let at = self.work(1.0)?;
        let officer = self.post(self.d.holder.unit, step.role);
        self.by(at, officer, Command::HandOver { to: None, officer: None, note: None })
    }

    pub(super) fn in_transfer(
        &mut self,
        transfer: motcua_domain::dossier::Transfer,
        marks: &mut Marks,
    ) -> Answer {
        let finished = matches!(self.d.phase, Phase::Finished { .. });
        let at =
            if finished { self.times.officer(between(&mut self.rng, 10.0, 240.0))? } else { self.work(0.5)? };
        if !finished && self.fate.taken_back && marks.first(Marks::TAKEN_BACK) {
            let giver = self.course.staff.officer(transfer.given_by);
            let note = Some(self.note(words::TAKEN_BACK));
            return self.by(at, giver, Command::TakeBack { note });
        }
        let role = self.version.step(transfer.step).map_or(Role::OneStop, |step| step.role);
        let receiver = match transfer.to_officer {
            Some(officer) => self.course.staff.officer(officer),
            None => self.post(transfer.to, role),
        };
        if !finished && self.fate.hand_over_declined && marks.first(Marks::DECLINED) {
            let note = self.note(words::HAND_OVER_DECLINED);
            return self.by(at, receiver, Command::DeclineHandOver { note });
        }
        self.by(at, receiver, Command::AcceptHandOver {})
    }

    fn assign(&mut self, step: &Step, index: usize) -> Answer {
        let at = self.work(1.0)?;
        let version = self.version;
        let Some(next) = version.step(index + 1) else { return Ok(None) };
        let Some(chosen) = self
            .post(self.course.world.units.latest(self.d.unit_of(next)), next.role)
            .and_then(|actor| actor.officer())
        else {
            return Ok(None);
        };
        let head = self.worker(step);
        self.by(at, head, Command::Assign { officer: chosen, note: None })
    }

    fn judge(&mut self, step: &Step, index: usize, _marks: &mut Marks) -> Answer {
        let officer = self.worker(step);
        let seen_before = self.d.steps_done.iter().any(|run| run.index == index);
        if self.fate.returned && !seen_before && self.d.previous_run().is_some() {
            let (at, note) = (self.work(0.6)?, self.note(words::RETURNED));
            return self.by(at, officer, Command::ReturnStep { note });
        }
        let at = self.work(1.0)?;
        if step.kind == StepKind::Review {
            return self.by(at, officer, Command::Review { note: None });
        }
        let outcome = self.d.proposal.map_or(self.outcome(), |proposal| proposal.outcome);
        let note = self.reasons(outcome);
        self.by(at, officer, Command::Approve { outcome, note })
    }

    fn issue(&mut self, step: &Step) -> Answer {
        let at = self.work(1.0)?;
        let officer = self.worker(step);
        let wants_file = self.d.return_by == ReturnMethod::Online;
        let electronic = if wants_file || happens(&mut self.rng, 0.85) {
            ElectronicCopy::Issued
        } else {
            ElectronicCopy::NotIssued
        };
        let number = format!("{}/KQ-TTHC", self.number + 1);
        self.by(at, officer, Command::Issue { number, electronic })
    }
}
