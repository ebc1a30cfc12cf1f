//! The flow: the steps of a procedure in their order, with choices by condition and opinions asked side by side.
//!
//! The table is read from top to bottom. A step whose `when` does not hold is left out; a route of the step before may
//! jump forward over others. A branch done by another agency side by side is an opinion planned for a step, with steps of
//! its own where one answer does not say it ([`super::branch`]): it is asked when the step begins, has its own clock
//! inside the shared one, and is awaited before the step ends. Nothing jumps back: an officer returns a step, with a
//! reason.

use super::Channel;
use super::branch::PlannedOpinion;
use super::condition::{Condition, Fact, Facts};
use crate::actor::Role;
use crate::dossier::Finding;
use crate::dossier::Outcome;
use crate::dossier::acts::Act;
use crate::ids::{CaseKey, FieldCode, UnitId};
use motcua_calendar::{Lang, Term};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// What is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Receive, digitise, hand over (one-stop).
    Intake,
    /// Assign to an officer (head of section).
    Assign,
    /// Appraise and propose (specialist).
    Appraise,
    /// Review the proposal (head of section).
    Review,
    /// Decide and sign (head of unit).
    Approve,
    /// Number, seal, issue (records clerk).
    Issue,
    /// The applicant meets a financial obligation; the clock is off.
    Payment,
    /// Return the result (one-stop).
    Return,
}

impl StepKind {
    /// Name of the work.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            StepKind::Intake => ("tiếp nhận", "intake"),
            StepKind::Assign => ("phân công", "assignment"),
            StepKind::Appraise => ("thẩm định", "appraisal"),
            StepKind::Review => ("xem xét", "review"),
            StepKind::Approve => ("duyệt, ký", "approval"),
            StepKind::Issue => ("phát hành", "issue"),
            StepKind::Payment => ("nghĩa vụ tài chính", "payment"),
            StepKind::Return => ("trả kết quả", "return of the result"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// Where a step is done, relative to the dossier's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPlace {
    /// The counter that received the dossier.
    ReceivedAt,
    /// The competent agency.
    Competent,
    /// The commune concerned, where the competent agency is a city agency.
    Commune,
    /// A named agency.
    Agency(UnitId),
    /// The counter where the result is returned.
    ReturnAt,
}

/// A jump forward after a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Key of the step it leads to; further down the table.
    pub to: String,
    /// When it is taken; `None`: whenever no route before it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// One step of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable key inside the version, named by routes. Empty in chains without routes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Name, Vietnamese.
    pub name: String,
    /// Name, English.
    pub name_en: String,
    /// What is done.
    pub kind: StepKind,
    /// By whom.
    pub role: Role,
    /// Where.
    pub place: StepPlace,
    /// Time budget inside the legal term. `None`: no split published.
    pub budget: Option<Term>,
    /// Working minutes below which finishing the step is implausible and is recorded as such.
    pub floor_minutes: u32,
    /// Whether time in this step counts against the agency.
    pub clock_runs: bool,
    /// Field of duty the officer must have, where it is not the procedure's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldCode>,
    /// The side acts allowed here ([`SIDE_ACTS`]); `None`: all the law allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acts: Option<Vec<Act>>,
    /// When the step is done at all; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Jumps forward after it; without one that applies the table goes on downwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Route>,
    /// Opinions and branches side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<PlannedOpinion>,
}

/// Acts beside the work of a step that a version may allow or leave out, step by step.
pub const SIDE_ACTS: [Act; 5] =
    [Act::RequestSupplement, Act::Consult, Act::RequestPayment, Act::ReturnStep, Act::Extend];

impl Step {
    /// Its English name, where there is one.
    pub fn english(&self) -> &str {
        if self.name_en.is_empty() { &self.name } else { &self.name_en }
    }
    /// Whether what is planned side by side with the step is asked for when it begins and awaited before it ends.
    /// Intake is over in the act that receives, the return comes after the end, and a payment is the applicant's.
    pub fn awaits_branches(&self) -> bool {
        !matches!(self.kind, StepKind::Intake | StepKind::Return | StepKind::Payment)
    }
    /// Whether a side act is allowed in this step; every other act always is.
    pub fn allows(&self, act: Act) -> bool {
        !SIDE_ACTS.contains(&act) || self.acts.as_ref().is_none_or(|acts| acts.contains(&act))
    }
}

/// What is known about a dossier when its flow chooses a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Situation<'a> {
    /// The case it was filed under.
    pub case: Option<&'a CaseKey>,
    /// Channel.
    pub channel: Option<Channel>,
    /// Latest appraisal.
    pub finding: Option<Finding>,
    /// Standing proposal.
    pub proposed: Option<Outcome>,
    /// Decision.
    pub decided: Option<Outcome>,
}

impl Facts for Situation<'_> {
    fn value(&self, fact: &Fact) -> Option<&str> {
        match fact {
            Fact::Case => self.case.map(CaseKey::as_str),
            Fact::Channel => self.channel.map(Channel::key),
            Fact::Finding => self.finding.map(Finding::key),
            Fact::Outcome => self.decided.or(self.proposed).map(Outcome::key),
            Fact::Answer(_) | Fact::Field(_) => None,
        }
    }
}

/// The step after `index` in a situation. After a refusal nobody is asked to pay. `None`: the flow ends here.
pub fn following(steps: &[Step], index: usize, situation: &Situation<'_>) -> Option<usize> {
    let refused = situation.decided == Some(Outcome::Refuse);
    let done = |at: &usize| {
        let step = &steps[*at];
        !(refused && step.kind == StepKind::Payment)
            && step.when.as_ref().is_none_or(|when| when.holds(situation))
    };
    let route =
        steps.get(index)?.next.iter().find(|r| r.when.as_ref().is_none_or(|when| when.holds(situation)));
    let from = match route {
        // A route that leads nowhere further down is a fault of the version; it is sound only without one.
        Some(route) => (index + 1..steps.len()).find(|at| steps[*at].key == route.to)?,
        None => index + 1,
    };
    (from..steps.len()).find(done)
}

/// Steps by index, in the order a dossier goes through them.
pub type Path = SmallVec<[usize; 16]>;

/// The steps after `index` up to the end, if nothing about the dossier changes on the way.
pub fn ahead(steps: &[Step], index: usize, situation: &Situation<'_>) -> Path {
    std::iter::successors(following(steps, index, situation), |at| following(steps, *at, situation)).collect()
}

/// The steps a dossier goes through from the first on, if nothing about it changes on the way.
pub fn path(steps: &[Step], situation: &Situation<'_>) -> Path {
    let mut path: Path = steps.first().map(|_| 0).into_iter().collect();
    path.extend(ahead(steps, 0, situation));
    path
}

/// Whether the flow goes one way only, whatever the situation (but for payments after a refusal).
pub fn is_straight(steps: &[Step]) -> bool {
    steps.iter().all(|step| step.when.is_none() && step.next.is_empty())
}

/// Every situation that the conditions of a flow can tell apart: cases, channels, findings (none too: a proposal needs
/// no appraisal on record), outcomes.
pub fn situations(cases: &[CaseKey]) -> impl Iterator<Item = Situation<'_>> {
    let cases: SmallVec<[Option<&CaseKey>; 8]> =
        if cases.is_empty() { SmallVec::from_slice(&[None]) } else { cases.iter().map(Some).collect() };
    cases.into_iter().flat_map(|case| {
        Channel::ALL.into_iter().flat_map(move |channel| {
            Finding::ALL.into_iter().map(Some).chain([None]).flat_map(move |finding| {
                [Outcome::Grant, Outcome::Refuse].into_iter().map(move |outcome| Situation {
                    case,
                    channel: Some(channel),
                    finding,
                    proposed: Some(outcome),
                    decided: Some(outcome),
                })
            })
        })
    })
}

/// Whether a way carries a dossier to its result: intake first, return last, in between a decision, and
/// nothing issued before it. A dossier on another way would stand still somewhere. No branch hangs on a step that does
/// not await it: its work would be promised and never done.
pub fn is_sound(steps: &[Step], path: &[usize]) -> bool {
    let kind = |at: &usize| steps[*at].kind;
    let first = |wanted| path.iter().position(|at| kind(at) == wanted);
    let last = |wanted| path.iter().rposition(|at| kind(at) == wanted);
    let ends = path.iter().filter(|at| matches!(kind(at), StepKind::Intake | StepKind::Return)).count();
    path.first().map(kind) == Some(StepKind::Intake)
        && path.last().map(kind) == Some(StepKind::Return)
        && path.last() == steps.len().checked_sub(1).as_ref()
        && ends == 2
        && first(StepKind::Approve).is_some()
        && first(StepKind::Approve) < first(StepKind::Issue)
        && last(StepKind::Approve) < last(StepKind::Issue)
        && path.iter().all(|at| {
            steps[*at].awaits_branches() || !steps[*at].opinions.iter().any(PlannedOpinion::is_branch)
        })
}
