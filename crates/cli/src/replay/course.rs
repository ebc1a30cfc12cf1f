//! What is done next with a dossier, when and by whom: the officers' and applicants' side of the replay.
//!
//! The state decides which act is due; [`Fate`] decides between the lawful ways on; the clock of the dossier decides how
//! long the act takes, so that the work ends at the chosen part of the term whatever happened in between.

mod appraisal;
mod ending;
mod receipt;
mod steps;

use super::arrivals::complete_papers;
use super::fate::{Fate, Missing, Mistake};
use super::lot::{between, happens};
use super::plan::{Plan, Topic, habits};
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
    ReturnMethod, StopGround, SystemWaitEnd,
};
use motcua_domain::ids::{SystemKey, UnitId};
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

    /// Those a dossier's journal shows, by the kinds of its facts.
    pub fn of<'a>(kinds: impl Iterator<Item = &'a str>) -> Self {
        kinds.fold(Self::default(), |marks, kind| {
            let mark = match kind {
                "hand_over_declined" => Self::DECLINED,
                "taken_back" => Self::TAKEN_BACK,
                "withdrawal_requested" => Self::WITHDRAWAL,
                "reassigned" => Self::REASSIGNED,
                "correction_proposed" => Self::CORRECTED,
                _ => Self(0),
            };
            Self(marks.0 | mark.0)
        })
    }

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

    /// Open minutes left of the term; none when it is over or has not begun.
    fn left(&self) -> Result<i64> {
        let Some(clock) = &self.d.clock else { return Ok(0) };
        if clock.due_at <= self.times.now {
            Ok(0)
        } else {
            self.times.open_minutes(self.times.now, clock.due_at)
        }
    }

    fn applicant(&self) -> Arc<Actor> {
        Arc::new(Actor::Applicant { person: self.d.submitter })
    }

    fn note(&mut self, list: &[&str]) -> String {
        words::pick(list, &mut self.rng)
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
