//! What a specialist does before proposing: asks, waits, corrects, and proposes.

use super::*;

/// Open minutes of the term that must be left before another agency is asked: its two days at most, and one to go on
/// after its silence. Nobody asks for an opinion on what is due today.
const TIME_TO_ASK: i64 = 3 * 480;
/// The same before an applicant thinks of withdrawing, or a system outside is asked: what is nearly done is waited for.
const TIME_TO_TURN: i64 = 60;

impl Turn<'_> {
    pub(super) fn appraise(&mut self, step: &Step, marks: &mut Marks) -> Answer {
        let unit = self.d.holder.unit;
        if let Some(open) = self.d.open_system_waits().next() {
            return self.answered_outside(step, open.no);
        }
        if self.fate.extended
            && self.d.clock.as_ref().is_some_and(|c| c.extension.is_none() && !c.is_paused())
        {
            let at = self.work(0.4)?;
            if self.d.clock.as_ref().is_some_and(|clock| at.date() < clock.due_at.date()) {
                let head = self.post(unit, Role::UnitHead);
                let (by, note) =
                    (Term::WorkingDays(self.rng.random_range(1..=3)), self.note(words::EXTENDED));
                return self.by(at, head, Command::Extend { by, note });
            }
        }
        if self.fate.consulted
            && self.d.consultations.is_empty()
            && !self.course.agencies.is_empty()
            && self.left()? >= TIME_TO_ASK
        {
            return self.consult(step);
        }
        if self.fate.outside.is_some()
            && self.d.system_waits.is_empty()
            && self.left()? >= TIME_TO_TURN
            && let Some(system) = self.needed_outside()
        {
            let at = self.work(0.3)?;
            let officer = self.worker(step);
            return self.by(at, officer, Command::AwaitSystem { system, note: None });
        }
        if self.fate.missing == Missing::InAppraisal && self.d.supplements.is_empty() {
            let at = self.work(0.4)?;
            let officer = self.worker(step);
            return self.ask_for_papers(at, officer);
        }
        if self.fate.withdrawn && self.left()? >= TIME_TO_TURN && marks.first(Marks::WITHDRAWAL) {
            let at = Times::awake(self.work(0.5)?);
            return self.by(at, Some(self.applicant()), Command::RequestWithdrawal { note: None });
        }
        if self.fate.reassigned
            && self.d.holder.officer.is_some()
            && marks.first(Marks::REASSIGNED)
            && let Some(next) = self.reassign(step)?
        {
            return Ok(Some(next));
        }
        if matches!(self.fate.mistake, Mistake::Return | Mistake::Receipt)
            && marks.first(Marks::CORRECTED)
            && let Some(next) = self.correct()?
        {
            return Ok(Some(next));
        }
        let outcome = self.outcome();
        let officer = self.worker(step);
        if (self.fate.appraised || outcome == Outcome::Refuse) && self.d.finding.is_none() {
            let at = self.work(0.6)?;
            let (finding, note) = match outcome {
                Outcome::Grant => (Finding::Meets, self.note(words::MEETS)),
                Outcome::Refuse => (Finding::DoesNotMeet, self.note(words::DOES_NOT_MEET)),
            };
            return self.by(at, officer, Command::RecordAppraisal { finding, note });
        }
        let at = self.work(1.0)?;
        let note = self.reasons(outcome);
        self.by(at, officer, Command::Propose { outcome, note })
    }

    /// A system that the work of the field needs, of those in use.
    fn needed_outside(&mut self) -> Option<SystemKey> {
        let (today, field) = (self.times.now.date(), &self.version.field);
        let all = self.course.world.systems.iter();
        let fit: Vec<_> = all.filter(|one| one.is_in_use(today) && one.serves(field)).collect();
        let drawn = (!fit.is_empty()).then(|| self.rng.random_range(0..fit.len()))?;
        fit.get(drawn).map(|one| one.key.clone())
    }

    fn answered_outside(&mut self, step: &Step, no: u32) -> Answer {
        let open = self.left()?.max(TIME_TO_TURN) as f64 * self.fate.outside.unwrap_or(0.1);
        let at = self.times.officer(open)?;
        let how = match happens(&mut self.rng, habits::SILENT_SYSTEM) {
            true => SystemWaitEnd::Unanswered,
            false => SystemWaitEnd::Answered,
        };
        let officer = self.worker(step);
        self.by(at, officer, Command::EndSystemWait { no, how, note: None })
    }

    /// The head of the section gives the dossier to another officer, if there is one.
    fn reassign(&mut self, step: &Step) -> Answer {
        let (unit, field, staff) = (self.d.holder.unit, &self.version.field, self.course.staff);
        let other = staff.another(unit, step.role, field, self.d.holder.officer, &mut self.rng);
        let head = self.post(unit, Role::SectionHead);
        let (Some(officer), Some(head)) = (other.and_then(|actor| actor.officer()), head) else {
            return Ok(None);
        };
        let (at, note) = (self.work(0.3)?, self.note(words::REASSIGNED));
        self.by(at, Some(head), Command::Reassign { officer, note })
    }

    pub(super) fn outcome(&self) -> Outcome {
        if self.fate.refused { Outcome::Refuse } else { Outcome::Grant }
    }

    pub(super) fn reasons(&mut self, outcome: Outcome) -> Option<String> {
        (outcome == Outcome::Refuse).then(|| self.note(words::REFUSED))
    }

    fn consult(&mut self, step: &Step) -> Answer {
        let at = self.work(0.3)?;
        let agencies = &self.course.agencies;
        let drawn = self.rng.random_range(0..agencies.len());
        let agency = if agencies[drawn] == self.d.holder.unit {
            agencies[(drawn + 1) % agencies.len()]
        } else {
            agencies[drawn]
        };
        let within = Term::WorkingDays(self.rng.random_range(1..=2));
        let (officer, note) = (self.worker(step), self.note(words::CONSULT));
        if agency == self.d.holder.unit {
            return Ok(None);
        }
        self.by(at, officer, Command::Consult { agency, within, note })
    }

    /// What a consulted agency does: a step of its branch, or its answer; `None` when its time is over and the work
    /// goes on without it.
    pub(super) fn consulted(&mut self) -> Answer {
        // One that is past its time is no longer waited for; another beside it may be.
        let now = self.times.now;
        let Some(open) = self.d.open_consultations().find(|open| now <= open.answer_by) else {
            return Ok(None);
        };
        let (no, agency, answer_by, asked_at) = (open.no, open.agency, open.answer_by, open.asked_at);
        let version = self.version;
        let at = open.branch.as_ref().and_then(|run| Some((run, run.steps(version).get(run.at)?)));
        let (since, field) = at.map_or((asked_at, &version.field), |(run, step)| {
            (run.started_at, step.field.as_ref().unwrap_or(&version.field))
        });
        let (role, last) =
            at.map_or((Role::Specialist, true), |(run, step)| (step.role, run.is_at_end(version)));
        let (officer, branch) = (self.course.staff.one(agency, role, field, &mut self.rng), at.is_some());
        // A branch is work of the agency's own, not a favour: it is done, and leaves the others their part of the term.
        let Some(officer) = officer.filter(|_| branch || !self.fate.silent) else {
            // The specialist waits for the end of the agency's time, then proposes without its opinion.
            self.times.now = now.max(answer_by.plus_minutes(1));
            return self.consulted();
        };
        let span = self.times.open_minutes(since, answer_by)?;
        let (span, part) = if branch { (span.min(self.left()?), (0.04, 0.12)) } else { (span, (0.2, 0.7)) };
        let at = self.times.officer(span as f64 * between(&mut self.rng, part.0, part.1))?;
        if !last {
            return self.by(at, Some(officer), Command::CompleteBranchStep { no, note: None });
        }
        let draw = between(&mut self.rng, 0.0, 1.0);
        let (opinion, note) = match draw {
            d if d < 0.8 => (Opinion::Agree, self.note(words::AGREE)),
            d if d < 0.95 => (Opinion::Conditional, self.note(words::CONDITIONAL)),
            _ => (Opinion::Disagree, self.note(words::DISAGREE)),
        };
        self.by(at, Some(officer), Command::AnswerConsultation { no, opinion, note })
    }
}
