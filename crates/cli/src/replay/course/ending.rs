//! Money, withdrawal, corrections, and the way of the result to its owner.

use super::*;

impl Turn<'_> {
    pub(super) fn ask_for_payment(&mut self, step: &Step) -> Answer {
        let at = self.work(0.5)?;
        let officer = self.worker(step);
        // Between half a million and forty million đồng: a made-up tax notice.
        let amount = self.rng.random_range(5..400u64) * 100_000;
        let note = self.note(words::TAX);
        self.by(at, officer, Command::RequestPayment { amount, note })
    }

    pub(super) fn payment(&mut self, no: u32) -> Answer {
        let counter = self.d.places.received_at.unwrap_or(self.d.holder.unit);
        let at_intake = self.d.step.is_none_or(|step| step.index == 0);
        let (wait, means) = if at_intake {
            (between(&mut self.rng, 1.0, 8.0), PaymentMeans::Cash)
        } else {
            (between(&mut self.rng, 60.0, 2_000.0), PaymentMeans::Transfer)
        };
        let online = self.d.provenance == Provenance::SelfAtHome;
        let means = if online { PaymentMeans::NationalPortal } else { means };
        let at = self.times.officer(wait)?;
        let till = self.post(counter, Role::OneStop);
        self.by(at, till, Command::RecordPayment { no, means, note: None })
    }

    pub(super) fn withdrawal(&mut self) -> Answer {
        // The promise still runs: it is answered while there is time.
        let wait = between(&mut self.rng, 20.0, 240.0).min(self.left()? as f64 / 2.0);
        let at = self.times.officer(wait)?;
        let unit = self.d.holder.unit;
        if self.fate.withdrawal_refused {
            let (head, note) = (self.post(unit, Role::UnitHead), self.note(words::WITHDRAWAL_TOO_LATE));
            return self.by(at, head, Command::RefuseWithdrawal { note });
        }
        let counter = self.d.places.received_at.unwrap_or(unit);
        let (officer, note) = (self.post(counter, Role::OneStop), self.note(words::WITHDRAWN));
        self.by(at, officer, Command::Stop { ground: StopGround::Withdrawn, note })
    }

    pub(super) fn finished(&mut self, marks: &mut Marks) -> Answer {
        if let Some(transfer) = self.d.transfer {
            return self.in_transfer(transfer, marks);
        }
        if self.fate.mistake == Mistake::Number
            && marks.first(Marks::CORRECTED)
            && let Some(next) = self.correct()?
        {
            return Ok(Some(next));
        }
        let unit = self.d.holder.unit;
        if unit != self.d.places.return_at && self.d.custody.unit() == Some(unit) {
            let at = self.times.officer(between(&mut self.rng, 5.0, 60.0))?;
            let clerk = self.post(unit, Role::Clerk);
            return self.by(at, clerk, Command::HandOver { to: None, officer: None, note: None });
        }
        let method = match self.d.return_by {
            ReturnMethod::Online if !self.d.result.as_ref().is_some_and(|r| r.electronic) => {
                ReturnMethod::Counter
            }
            method => method,
        };
        let wait = match (method, self.fate.fetched_after) {
            (ReturnMethod::Online, _) => between(&mut self.rng, 1.0, 60.0),
            (ReturnMethod::Post, _) => between(&mut self.rng, 30.0, 480.0),
            (ReturnMethod::Counter, Some(days)) => (days * 480.0).max(2.0),
            (ReturnMethod::Counter, None) => return Ok(None),
        };
        let at = self.times.officer(wait)?;
        let officer = self.post(self.d.delivery_unit(), Role::OneStop);
        let deputy = self.d.owner != self.d.submitter;
        let recipient = if deputy { Recipient::Representative } else { Recipient::Owner };
        self.by(at, officer, Command::Deliver { method, recipient, note: None })
    }

    pub(super) fn correct(&mut self) -> Answer {
        let Some(clock) = &self.d.clock else { return Ok(None) };
        let change = match self.fate.mistake {
            Mistake::None => return Ok(None),
            Mistake::Return => {
                let by = if self.d.return_by == ReturnMethod::Counter {
                    ReturnMethod::Online
                } else {
                    ReturnMethod::Counter
                };
                Correction::Return { at: self.d.places.return_at, by }
            }
            Mistake::Receipt => {
                let to = clock.received_at.plus_minutes(-45);
                let first = self.version.valid_from;
                if to.date() < first {
                    return Ok(None);
                }
                Correction::ReceivedAt { to }
            }
            Mistake::Number => Correction::ResultNumber { to: format!("{}/KQ", self.number + 1) },
        };
        let at = self.times.officer(between(&mut self.rng, 5.0, 40.0))?;
        let unit = self.d.holder.unit;
        let officer =
            [Role::Specialist, Role::Clerk, Role::OneStop].into_iter().find_map(|role| self.post(unit, role));
        let note = self.note(words::CORRECTION);
        self.by(at, officer, Command::ProposeCorrection { change, note })
    }

    pub(super) fn corrected(&mut self, at: Moment, by: motcua_domain::ids::OfficerId) -> Answer {
        let (unit, field) = (self.d.places.competent, &self.version.field);
        let head = self.course.staff.another(unit, Role::UnitHead, field, Some(by), &mut self.rng);
        self.by(at, head, Command::DecideCorrection { verdict: CorrectionVerdict::Approve, note: None })
    }
}
