//! What a dossier gathers on its way: papers, requests, opinions, judgements, payments, finished steps, corrections.

use super::ReturnMethod;
use crate::actor::ActorRef;
use crate::ids::{FileHash, OfficerId, PaperKey, PersonId, SystemKey, UnitId};
use crate::procedure::{BranchStep, PaperForm, ProcedureVersion, StepKind};
use motcua_calendar::Moment;
use serde::{Deserialize, Serialize};

/// Supplement requested before receipt or in appraisal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplementStage {
    /// Online or postal dossier not yet received.
    BeforeReceipt,
    /// During appraisal.
    InAppraisal,
}

/// One supplement request (Form 02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// 1, 2, …: more than one counts against the agency in the national index.
    pub no: u32,
    /// When in the procedure.
    pub stage: SupplementStage,
    /// Papers asked for.
    pub papers: Vec<PaperKey>,
    /// Officer.
    pub asked_by: ActorRef,
    /// When asked.
    pub asked_at: Moment,
    /// Last day for the applicant, when the version sets one.
    pub answer_by: Option<Moment>,
    /// When completed.
    pub provided_at: Option<Moment>,
}

/// A paper handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperGiven {
    /// Which.
    pub key: PaperKey,
    /// Kind of copy.
    pub form: PaperForm,
    /// How many.
    pub count: u32,
    /// Its electronic copy, page by page or as one file; none for a paper handed over as paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileHash>,
    /// Whether it was held already: taken from an earlier dossier or result instead of being brought again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reused: bool,
}

/// What is usual is not written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl PaperGiven {
    /// A paper handed over as paper.
    pub fn on_paper(key: PaperKey, form: PaperForm, count: u32) -> Self {
        Self { key, form, count, files: Vec::new(), reused: false }
    }
}

/// A request to another agency for an opinion, with its own clock inside the shared budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// 1, 2, ….
    pub no: u32,
    /// Agency asked.
    pub agency: UnitId,
    /// Officer.
    pub asked_by: ActorRef,
    /// When.
    pub asked_at: Moment,
    /// Its own due moment, never later than the dossier's.
    pub answer_by: Moment,
    /// Answer.
    pub answer: Option<ConsultationAnswer>,
    /// Where it stands in its own steps; `None`: one answer is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchRun>,
}

/// A branch under way or done: the steps another agency goes through beside a step of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchRun {
    /// The step that asked for it, by its index in the pinned version.
    pub step: usize,
    /// Which of the branches of that step.
    pub branch: usize,
    /// Its step under way; after the answer its last.
    pub at: usize,
    /// When that began.
    pub started_at: Moment,
    /// The end of its budget.
    pub due_at: Option<Moment>,
    /// Steps finished, in order; one returned and done again appears again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<BranchStepRun>,
}

/// One finished step of a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchStepRun {
    /// Index in the branch.
    pub index: usize,
    /// Unit that did it.
    pub unit: UnitId,
    /// Officer who finished or returned it.
    pub officer: Option<OfficerId>,
    /// Begun.
    pub started_at: Moment,
    /// Finished.
    pub ended_at: Moment,
    /// Its budget's end.
    pub due_at: Option<Moment>,
    /// Finished faster than its plausible floor.
    #[serde(default)]
    pub below_floor: bool,
    /// It went back instead of on.
    #[serde(default)]
    pub returned: bool,
}

impl BranchRun {
    /// The steps of the branch in the version the dossier is pinned to.
    pub fn steps<'a>(&self, version: &'a ProcedureVersion) -> &'a [BranchStep] {
        let planned = version.step(self.step).and_then(|step| step.opinions.get(self.branch));
        planned.map_or(&[], |planned| planned.steps.as_slice())
    }
    /// Whether its step under way is the last: the next act is the answer.
    pub fn is_at_end(&self, version: &ProcedureVersion) -> bool {
        self.at + 1 >= self.steps(version).len()
    }
    /// Whether its step under way has used up its budget. Says nothing about the dossier, nor about the branch.
    pub fn is_behind(&self, now: Moment) -> bool {
        self.due_at.is_some_and(|due| now > due)
    }
}

/// The answer of a consulted agency. Silence is not consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationAnswer {
    /// Opinion.
    pub opinion: Opinion,
    /// Officer.
    pub by: ActorRef,
    /// When.
    pub at: Moment,
}

/// An opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// Agrees.
    Agree,
    /// Disagrees.
    Disagree,
    /// Agrees on conditions named in the note.
    Conditional,
}

/// A wait for a system outside the program: the civil-status software, the population database, the signing service.
///
/// It never stops the clock of the dossier (an outage is no lawful pause); it says whose the time was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemWait {
    /// 1, 2, ….
    pub no: u32,
    /// Which system.
    pub system: SystemKey,
    /// Officer.
    pub asked_by: ActorRef,
    /// When it began.
    pub asked_at: Moment,
    /// How it ended; `None` while it lasts.
    pub end: Option<SystemWaitOver>,
}

/// The end of a wait for a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemWaitOver {
    /// How.
    pub how: SystemWaitEnd,
    /// Officer.
    pub by: ActorRef,
    /// When.
    pub at: Moment,
}

/// How a wait for a system ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemWaitEnd {
    /// The system answered.
    Answered,
    /// The work goes on without its answer.
    Unanswered,
    /// The step it was begun in ended, or the dossier: nobody waits any more. Never said by an officer, it follows.
    WorkWentOn,
}

impl SystemWaitEnd {
    /// What an officer may say.
    pub const TOLD_BY_OFFICERS: [SystemWaitEnd; 2] = [SystemWaitEnd::Answered, SystemWaitEnd::Unanswered];
}

/// What an appraisal found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Conditions met.
    Meets,
    /// Conditions not met.
    DoesNotMeet,
    /// Further checks needed.
    NeedsChecks,
}

impl Finding {
    /// All three.
    pub const ALL: [Finding; 3] = [Finding::Meets, Finding::DoesNotMeet, Finding::NeedsChecks];

    /// Stable key used in conditions.
    pub fn key(self) -> &'static str {
        match self {
            Finding::Meets => "meets",
            Finding::DoesNotMeet => "does_not_meet",
            Finding::NeedsChecks => "needs_checks",
        }
    }
}

/// Outcome of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted.
    Grant,
    /// Refused in writing, with reasons.
    Refuse,
}

impl Outcome {
    /// Stable key used in conditions.
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Grant => "grant",
            Outcome::Refuse => "refuse",
        }
    }
}

/// A proposal or a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Outcome.
    pub outcome: Outcome,
    /// Officer.
    pub by: ActorRef,
    /// When.
    pub at: Moment,
}

/// Payment asked of the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRequest {
    /// 1, 2, ….
    pub no: u32,
    /// Đồng.
    pub amount: u64,
    /// When asked.
    pub asked_at: Moment,
    /// When paid.
    pub paid: Option<PaymentReceived>,
}

/// How a payment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMeans {
    /// Cash at the desk.
    Cash,
    /// Bank transfer or QR confirmed by the bank.
    Transfer,
    /// National portal's payment platform.
    NationalPortal,
}

/// A payment recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentReceived {
    /// Means.
    pub means: PaymentMeans,
    /// When.
    pub at: Moment,
    /// Who recorded it.
    pub by: ActorRef,
}

/// The result, issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultIssued {
    /// Number in the outgoing register.
    pub number: String,
    /// Whether an electronic copy with a result code was issued (needed by the national "online" count).
    pub electronic: bool,
    /// When.
    pub at: Moment,
    /// Clerk.
    pub by: ActorRef,
}

/// The result as a file. A corrected one is another, after it; none is ever overwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFile {
    /// 1, 2, ….
    pub no: u32,
    /// Its content.
    pub file: FileHash,
    /// When.
    pub at: Moment,
    /// Officer.
    pub by: ActorRef,
}

/// One finished step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRun {
    /// Index in the pinned version.
    pub index: usize,
    /// Kind.
    pub kind: StepKind,
    /// Unit that did it.
    pub unit: UnitId,
    /// Officer who finished it.
    pub officer: Option<OfficerId>,
    /// Begun.
    pub started_at: Moment,
    /// Finished.
    pub ended_at: Moment,
    /// Its budget's end. "Behind" is `ended_at > due_at`: a word for one step, never for the dossier.
    pub due_at: Option<Moment>,
    /// Finished faster than its plausible floor.
    pub below_floor: bool,
}

/// The step under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentStep {
    /// Index in the pinned version.
    pub index: usize,
    /// Begun.
    pub started_at: Moment,
    /// Its budget's end.
    pub due_at: Option<Moment>,
    /// Done; the dossier waits to be handed over to the unit of the next step.
    pub done: bool,
    /// Its time does not count: a pause of the clock lasts as long as the step.
    pub uncounted: bool,
}

/// A mistake to be corrected; needs a second approver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// The dossier belongs to somebody else (wrong person picked).
    Owner {
        /// The right person.
        to: PersonId,
    },
    /// The legal moment of receipt was another one (post mark, outage of the program), with a document.
    ReceivedAt {
        /// The right moment; never later than the moment of recording.
        to: Moment,
    },
    /// The result's number was typed wrongly.
    ResultNumber {
        /// The right number.
        to: String,
    },
    /// The result is to be returned elsewhere or otherwise.
    Return {
        /// Counter.
        at: UnitId,
        /// Method.
        by: ReturnMethod,
    },
}

/// A correction waiting for its second approver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingCorrection {
    /// What.
    pub change: Correction,
    /// First officer.
    pub by: OfficerId,
    /// When.
    pub at: Moment,
}
