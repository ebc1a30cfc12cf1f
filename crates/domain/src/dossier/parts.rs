//! What a dossier gathers on its way: papers, requests, opinions, judgements, payments, finished steps, corrections.

use super::ReturnMethod;
use crate::actor::ActorRef;
use crate::ids::{OfficerId, PaperKey, PersonId, UnitId};
use crate::procedure::{PaperForm, StepKind};
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
