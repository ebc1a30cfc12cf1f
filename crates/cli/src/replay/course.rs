//! What is done next with a dossier, when and by whom: the officers' and applicants' side of the replay.
//!
//! The state decides which act is due; [`Fate`] decides between the lawful ways on; the clock of the dossier decides how
//! long the act takes, so that the work ends at the chosen part of the term whatever happened in between.

use super::arrivals::complete_papers;
use super::fate::{Fate, Missing, Mistake};
use super::lot::{between, happens};
use super::plan::{Plan, Topic};
use super::staff::Staff;
use super::times::{Pace, Times};
use super::words;
use anyhow::{Context as _, Result};
use motcua_app::World;
use motcua_calendar::{Moment, Term};
use motcua_city::SimulationFacts;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::DeclineGround;
use motcua_domain::dossier::command::{
    Command, CorrectionVerdict, ElectronicCopy, PaperHanded, Receive, Recipient,
};
use motcua_domain::dossier::{
    Correction, Dossier, Finding, Opinion, Outcome, PaperGiven, PaymentMeans, Phase, Provenance, Resume,
    ReturnMethod, StopGround,
};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{ProcedureVersion, Step, StepKind};
use motcua_domain::unit::UnitKind;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

/// The next act on a dossier.
pub struct Next {
    /// When; whole minutes.
    pub at: Moment,
    /// Who.
    pub actor: Arc<Actor>,
    /// What.
    pub command: Command,
}

/// One-time turns of a dossier that its state does not show afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(u8);

impl Marks {
    const DECLINED: Self = Self(1);
    const TAKEN_BACK: Self = Self(2);
    const WITHDRAWAL: Self = Self(4);
    const REASSIGNED: Self = Self(8);
    const CORRECTED: Self = Self(16);

    /// Does a turn the first time only.
    fn first(&mut self, turn: Self) -> bool {
        let first = self.0 & turn.0 == 0;
        self.0 |= turn.0;
        first
    }
}

/// What is needed to answer.
pub struct Course<'a> {
    pub plan: &'a Plan,
    pub facts: &'a SimulationFacts,
    pub world: &'a World,
    pub staff: &'a Staff,
    /// Agencies that may be asked for an opinion.
    pub agencies: Vec<UnitId>,
}

/// One question: what is next with this dossier?
struct Turn<'a> {
    course: &'a Course<'a>,
    times: Times<'a>,
    d: &'a Dossier,
    version: &'a ProcedureVersion,
    fate: Fate,
    rng: ChaCha8Rng,
    number: u32,
}

type Answer = Result<Option<Next>>;

impl Course<'_> {
    /// The next act; `None` when the dossier is closed, or rests for longer than anybody looks.
    pub fn next(&self, d: &Dossier, number: u32, turn: u16, now: Moment, marks: &mut Marks) -> Answer {
        if d.phase.is_closed() {
            return Ok(None);
        }
        let version = self.world.version(d.version).context("the version of a dossier is in the city")?;
        let calendar = self.world.calendar(d.holder.unit)?;
        let mut turn = Turn {
            course: self,
            times: Times { calendar, now },
            d,
            version,
            fate: Fate::draw(self.plan, self.facts, number, d.provenance),
            rng: self.plan.rng(Topic::Act, u64::from(number) << 16 | u64::from(turn)),
            number,
        };
        turn.next(marks)
    }
}

impl Turn<'_> {
    fn next(&mut self, marks: &mut Marks) -> Answer {
        if let Some(pending) = &self.d.correction {
            let by = pending.by;
            let at = self.times.officer(between(&mut self.rng, 20.0, 200.0))?;
            return self.corrected(at, by);
        }
        match self.d.phase {
            Phase::Submitted => self.submitted(),
            Phase::SupplementRequested { resume, .. } => self.supplement(resume),
            Phase::Received | Phase::InProcess => self.under_way(marks),
            Phase::PaymentRequested { no, .. } => self.payment(no),
            Phase::WithdrawalRequested { .. } => self.withdrawal(),
            Phase::Finished { .. } => self.finished(marks),
            Phase::Declined { .. } | Phase::Stopped { .. } | Phase::Returned { .. } => Ok(None),
        }
    }

    // -- who ----------------------------------------------------------------------------------------------------------

    fn post(&mut self, unit: UnitId, role: Role) -> Option<Arc<Actor>> {
        self.course.staff.one(unit, role, &self.version.field, &mut self.rng)
    }

    /// The officer whose step it is: the assigned one, else anybody with the role.
    fn worker(&mut self, step: &Step) -> Option<Arc<Actor>> {
        let holder = self.d.holder;
        match holder.officer {
            Some(officer) => self.course.staff.officer(officer),
            None => self.post(holder.unit, step.role),
        }
    }

    fn by(&mut self, at: Moment, actor: Option<Arc<Actor>>, command: Command) -> Answer {
        Ok(actor.map(|actor| Next { at, actor, command }))
    }

    fn applicant(&self) -> Arc<Actor> {
        Arc::new(Actor::Applicant { person: self.d.submitter })
    }

    fn note(&mut self, list: &[&str]) -> String {
        words::pick(list, &mut self.rng)
    }

    // -- before receipt -----------------------------------------------------------------------------------------------

    fn submitted(&mut self) -> Answer {
        let counter = self.d.holder.unit;
        let officer = self.post(counter, Role::OneStop);
        let slow = happens(&mut self.rng, 0.1);
        let wait =
            if slow { between(&mut self.rng, 120.0, 420.0) } else { between(&mut self.rng, 4.0, 120.0) };
        let at = self.times.officer(wait)?;
        if self.fate.declined {
            let grounds = [DeclineGround::NotEligible, DeclineGround::NotCompetent, DeclineGround::Duplicate];
            let ground = grounds[self.rng.random_range(0..grounds.len())];
            let note = self.note(words::declined(ground));
            return self.by(at, officer, Command::Decline { ground, note });
        }
        let asks = self.fate.missing == Missing::BeforeReceipt && self.d.supplements.is_empty();
        if asks {
            return self.ask_for_papers(at, officer);
        }
        let version = self.course.world.version_for(&self.d.procedure, at.date());
        let papers = version.map_or_else(Vec::new, |v| complete_papers(v));
        let paper = if self.d.provenance == Provenance::Post { PaperHanded::Yes } else { PaperHanded::No };
        self.by(at, officer, Command::Receive(Receive { at: counter, paper, papers }))
    }

    fn ask_for_papers(&mut self, at: Moment, officer: Option<Arc<Actor>>) -> Answer {
        let papers: Vec<_> =
            complete_papers(self.version).into_iter().take(1).map(|paper| paper.key).collect();
        let note = self.note(words::SUPPLEMENT);
        self.by(at, officer, Command::RequestSupplement { papers, note })
    }

    fn supplement(&mut self, resume: Resume) -> Answer {
        let Some(open) = self.d.open_supplement() else { return Ok(None) };
        let (asked_at, answer_by) = (open.asked_at, open.answer_by);
        let counter = self.d.places.received_at.unwrap_or(self.d.holder.unit);
        let Some(days) = self.fate.answers_after else {
            // Where the version sets no time, three weeks are given (an assumption) and the reminder goes unanswered.
            let over = answer_by.unwrap_or_else(|| asked_at.plus_minutes(21 * 24 * 60));
            let at = self.times.officer_from(over, between(&mut self.rng, 10.0, 400.0))?;
            let note = self.note(words::NOT_SUPPLEMENTED);
            if resume == Resume::Submitted {
                let officer = self.post(counter, Role::OneStop);
                return self.by(
                    at,
                    officer,
                    Command::Decline { ground: DeclineGround::NotSupplemented, note },
                );
            }
            let head = self.post(self.d.holder.unit, Role::UnitHead);
            return self.by(at, head, Command::Stop { ground: StopGround::NotSupplemented, note });
        };
        let papers: Vec<PaperGiven> = open
            .papers
            .iter()
            .filter_map(|key| self.version.paper(key))
            .map(|paper| PaperGiven { key: paper.key.clone(), form: paper.form, count: 1 })
            .collect();
        let note = Some(self.note(words::SUPPLEMENTED));
        let asked = (days * 24.0 * 60.0) as i64;
        let latest = answer_by.map_or(i64::MAX, |until| until.minutes_since(asked_at) - 60);
        let moment = asked_at.plus_minutes(asked.min(latest).max(30));
        let own_sign_in = !matches!(
            self.d.provenance,
            Provenance::Counter | Provenance::Post | Provenance::EnteredByOfficer
        );
        let (at, actor) = if own_sign_in {
            (Times::awake(moment), Some(self.applicant()))
        } else {
            (self.times.officer_from(moment, 5.0)?, self.post(counter, Role::OneStop))
        };
        self.by(at, actor, Command::Supplement { papers, note })
    }

    // -- under way ----------------------------------------------------------------------------------------------------

    fn under_way(&mut self, marks: &mut Marks) -> Answer {
        if let Some(transfer) = self.d.transfer {
            return self.in_transfer(transfer, marks);
        }
        let Some(current) = self.d.step else { return Ok(None) };
        let version = self.version;
        let Some(step) = version.step(current.index) else { return Ok(None) };
        if current.done {
            return self.hand_over(step);
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
    fn work(&mut self, part: f64) -> Result<Moment> {
        let pace = Pace { part, jitter: between(&mut self.rng, 0.6, 1.2), hasty: self.fate.hasty };
        self.times.work(self.d, self.version, self.fate.pace, pace)
    }

    fn intake(&mut self, step: &Step) -> Answer {
        let fee = match self.d.provenance {
            Provenance::Counter | Provenance::Post => self.version.fee_counter,
            _ => self.version.fee_online,
        };
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

    fn in_transfer(&mut self, transfer: motcua_domain::dossier::Transfer, marks: &mut Marks) -> Answer {
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
        let Some(chosen) = self.post(self.d.unit_of(next), next.role).and_then(|actor| actor.officer())
        else {
            return Ok(None);
        };
        let head = self.worker(step);
        self.by(at, head, Command::Assign { officer: chosen, note: None })
    }

    fn appraise(&mut self, step: &Step, marks: &mut Marks) -> Answer {
        let unit = self.d.holder.unit;
        if self.d.open_consultations().next().is_some()
            && let Some(answer) = self.consulted()?
        {
            return Ok(Some(answer));
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
        if self.fate.consulted && self.d.consultations.is_empty() && !self.course.agencies.is_empty() {
            return self.consult(step);
        }
        if self.fate.missing == Missing::InAppraisal && self.d.supplements.is_empty() {
            let at = self.work(0.4)?;
            let officer = self.worker(step);
            return self.ask_for_papers(at, officer);
        }
        if self.fate.withdrawn && marks.first(Marks::WITHDRAWAL) {
            let at = Times::awake(self.work(0.5)?);
            return self.by(at, Some(self.applicant()), Command::RequestWithdrawal { note: None });
        }
        if self.fate.reassigned && self.d.holder.officer.is_some() && marks.first(Marks::REASSIGNED) {
            let field = &self.version.field;
            let staff = self.course.staff;
            let other = staff.another(unit, step.role, field, self.d.holder.officer, &mut self.rng);
            let head = self.post(unit, Role::SectionHead);
            if let (Some(officer), Some(head)) = (other.and_then(|actor| actor.officer()), head) {
                let (at, note) = (self.work(0.3)?, self.note(words::REASSIGNED));
                return self.by(at, Some(head), Command::Reassign { officer, note });
            }
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

    fn outcome(&self) -> Outcome {
        if self.fate.refused { Outcome::Refuse } else { Outcome::Grant }
    }

    fn reasons(&mut self, outcome: Outcome) -> Option<String> {
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

    /// The answer of a consulted agency; `None` when its time is over and the work goes on without it.
    fn consulted(&mut self) -> Answer {
        let Some(open) = self.d.open_consultations().next() else { return Ok(None) };
        let (no, agency, answer_by, asked_at) = (open.no, open.agency, open.answer_by, open.asked_at);
        if self.times.now > answer_by {
            return Ok(None);
        }
        let officer = self.post(agency, Role::Specialist);
        let Some(officer) = officer.filter(|_| !self.fate.silent) else {
            // The specialist waits for the end of the agency's time, then proposes without its opinion.
            self.times.now = self.times.now.max(answer_by.plus_minutes(1));
            return Ok(None);
        };
        let span = self.times.open_minutes(asked_at, answer_by)? as f64;
        let at = self.times.officer(span * between(&mut self.rng, 0.2, 0.7))?;
        let draw = between(&mut self.rng, 0.0, 1.0);
        let (opinion, note) = match draw {
            d if d < 0.8 => (Opinion::Agree, self.note(words::AGREE)),
            d if d < 0.95 => (Opinion::Conditional, self.note(words::CONDITIONAL)),
            _ => (Opinion::Disagree, self.note(words::DISAGREE)),
        };
        self.by(at, Some(officer), Command::AnswerConsultation { no, opinion, note })
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

    // -- payment and withdrawal ---------------------------------------------------------------------------------------

    fn ask_for_payment(&mut self, step: &Step) -> Answer {
        let at = self.work(0.5)?;
        let officer = self.worker(step);
        // Between half a million and forty million đồng: a made-up tax notice.
        let amount = self.rng.random_range(5..400u64) * 100_000;
        let note = self.note(words::TAX);
        self.by(at, officer, Command::RequestPayment { amount, note })
    }

    fn payment(&mut self, no: u32) -> Answer {
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

    fn withdrawal(&mut self) -> Answer {
        let at = self.times.officer(between(&mut self.rng, 20.0, 240.0))?;
        let unit = self.d.holder.unit;
        if self.fate.withdrawal_refused {
            let (head, note) = (self.post(unit, Role::UnitHead), self.note(words::WITHDRAWAL_TOO_LATE));
            return self.by(at, head, Command::RefuseWithdrawal { note });
        }
        let counter = self.d.places.received_at.unwrap_or(unit);
        let (officer, note) = (self.post(counter, Role::OneStop), self.note(words::WITHDRAWN));
        self.by(at, officer, Command::Stop { ground: StopGround::Withdrawn, note })
    }

    // -- the end ------------------------------------------------------------------------------------------------------

    fn finished(&mut self, marks: &mut Marks) -> Answer {
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

    fn correct(&mut self) -> Answer {
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

    fn corrected(&mut self, at: Moment, by: motcua_domain::ids::OfficerId) -> Answer {
        let (unit, field) = (self.d.places.competent, &self.version.field);
        let head = self.course.staff.another(unit, Role::UnitHead, field, Some(by), &mut self.rng);
        self.by(at, head, Command::DecideCorrection { verdict: CorrectionVerdict::Approve, note: None })
    }
}

impl<'a> Course<'a> {
    /// What is needed to answer, from a city.
    pub fn new(plan: &'a Plan, city: &'a motcua_city::City, world: &'a World, staff: &'a Staff) -> Self {
        // Any specialist may be asked who covers every field.
        let agencies = city.units.iter().filter(|unit| unit.kind == UnitKind::Department).map(|unit| unit.id);
        Self { plan, facts: &city.simulation, world, staff, agencies: agencies.collect() }
    }
}
