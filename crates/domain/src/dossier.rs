//! The dossier: one aggregate, one phase at a time, each phase carrying its facts.
//!
//! Four places are four different facts: where the applicant was helped, where the dossier was received, which agency
//! is competent, where the result is returned. Custody of the paper is a fifth fact and is never ambiguous.

pub mod acts;
pub mod command;
pub mod deadline;
pub mod decide;
pub mod event;
pub mod evolve;

use crate::actor::{ActorRef, Role};
use crate::ids::{DossierCode, DossierId, OfficerId, PaperKey, PersonId, ProcedureCode, UnitId, VersionId};
use crate::procedure::{Channel, PaperForm, StepKind};
use motcua_calendar::{Extension, Moment, Pause, TermRule};
use serde::{Deserialize, Serialize};

/// How the dossier came in. Follows from what happened; no act of an officer can turn one into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The applicant alone, own device.
    SelfAtHome,
    /// The applicant alone, at a kiosk.
    SelfAtKiosk,
    /// Within the applicant's own sign-in, with an officer's help.
    AssistedOwnSignIn,
    /// Typed by an officer into the online channel for the applicant.
    EnteredByOfficer,
    /// By public post.
    Post,
    /// Over the counter.
    Counter,
}

impl Provenance {
    /// National channel: three of the six are "online" by the national definition.
    pub fn channel(self) -> Channel {
        match self {
            Provenance::SelfAtHome
            | Provenance::SelfAtKiosk
            | Provenance::AssistedOwnSignIn
            | Provenance::EnteredByOfficer => Channel::Online,
            Provenance::Post => Channel::Post,
            Provenance::Counter => Channel::Counter,
        }
    }
}

/// The four places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Where the applicant was helped; `None` when nobody helped.
    pub helped_at: Option<UnitId>,
    /// Where the dossier was received; `None` before receipt.
    pub received_at: Option<UnitId>,
    /// The agency that may decide.
    pub competent: UnitId,
    /// The commune concerned (address), where the competent agency is not it.
    pub commune: Option<UnitId>,
    /// Where the result is returned.
    pub return_at: UnitId,
}

/// How the applicant wants the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnMethod {
    /// At a counter.
    Counter,
    /// Electronic copy to the account.
    Online,
    /// By public post.
    Post,
}

/// Who has the paper. A dossier filed online has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// No paper exists.
    NoPaper,
    /// At a unit; with an officer when known.
    Unit {
        /// Unit.
        unit: UnitId,
        /// Officer who signed for it.
        officer: Option<OfficerId>,
    },
    /// With the applicant.
    Applicant,
    /// In the hands of the public post.
    Post,
}

/// Who is responsible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Unit.
    pub unit: UnitId,
    /// Officer, once assigned or taken.
    pub officer: Option<OfficerId>,
}

/// A hand-over under way: the giver stays responsible until the receiver accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Giver.
    pub from: UnitId,
    /// Receiver.
    pub to: UnitId,
    /// Named receiver, when one was named.
    pub to_officer: Option<OfficerId>,
    /// Officer who gave.
    pub given_by: OfficerId,
    /// When.
    pub given_at: Moment,
    /// Index of the step that begins on acceptance.
    pub step: usize,
}

/// Why the clock is paused. Only these stop it (QĐ 766; NĐ 61/2018 art. 19): never an internal wait or an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// Waiting for the applicant's papers.
    Supplement,
    /// Waiting for a financial obligation, where the procedure version says it stops the clock.
    Payment,
    /// A step whose time does not count by the procedure version.
    UncountedStep,
}

/// One line of the pause ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseEntry {
    /// From, to.
    pub pause: Pause,
    /// Why.
    pub reason: PauseReason,
    /// Number of the supplement request, payment request or step it belongs to.
    pub document: u32,
}

/// The legal clock. Overdue is derived from `due_at`, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// When counting began: the legal moment of receipt.
    pub received_at: Moment,
    /// The rule of the pinned version.
    pub rule: TermRule,
    /// First promise; never changes but by an approved correction.
    pub original_due_at: Moment,
    /// Promise now; while paused, what it would be had the pause ended at once.
    pub due_at: Moment,
    /// Pauses, in order; at most the last is open.
    pub pauses: Vec<PauseEntry>,
    /// The one extension allowed.
    pub extension: Option<Extension>,
}

impl Clock {
    /// Whether a pause is open.
    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|p| p.pause.to.is_none())
    }
}

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

/// Outcome of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted.
    Grant,
    /// Refused in writing, with reasons.
    Refuse,
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

/// Why a dossier was not accepted (Form 03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineGround {
    /// Not eligible.
    NotEligible,
    /// Not a matter of any agency of this city.
    NotCompetent,
    /// Supplement not provided in time.
    NotSupplemented,
    /// Same dossier already in hand.
    Duplicate,
    /// Papers false or altered.
    FalsePapers,
}

/// Why a dossier was stopped (Form 05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopGround {
    /// The applicant withdrew it.
    Withdrawn,
    /// Supplement not provided in time.
    NotSupplemented,
    /// Payment not made in time.
    NotPaid,
    /// A competent authority ordered it.
    Ordered,
}

/// Where a waiting dossier goes on when the wait ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resume {
    /// Back to awaiting intake.
    Submitted,
    /// Back to received.
    Received,
    /// Back to processing.
    InProcess,
    /// Back to waiting for a supplement.
    SupplementRequested,
    /// Back to waiting for a payment.
    PaymentRequested,
}

/// The phase. One for each national status, so the mapping loses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 1 Mới đăng ký.
    Submitted,
    /// 2 Được tiếp nhận: received, first hand-over not yet accepted.
    Received,
    /// 3 Không được tiếp nhận.
    Declined {
        /// When.
        at: Moment,
        /// Why.
        ground: DeclineGround,
    },
    /// 4 Đang xử lý.
    InProcess,
    /// 5 Yêu cầu bổ sung giấy tờ.
    SupplementRequested {
        /// Number of the request.
        no: u32,
        /// Where it goes on.
        resume: Resume,
    },
    /// 6 Yêu cầu thực hiện nghĩa vụ tài chính.
    PaymentRequested {
        /// Number of the request.
        no: u32,
        /// Where it goes on.
        resume: Resume,
    },
    /// 7 Công dân yêu cầu rút hồ sơ.
    WithdrawalRequested {
        /// When.
        at: Moment,
        /// Where it goes on when the withdrawal is not possible any more.
        resume: Resume,
    },
    /// 8 Dừng xử lý.
    Stopped {
        /// When.
        at: Moment,
        /// Why.
        ground: StopGround,
    },
    /// 9 Đã xử lý xong.
    Finished {
        /// When: the end time of the clock.
        at: Moment,
        /// Outcome.
        outcome: Outcome,
    },
    /// 10 Đã trả kết quả.
    Returned {
        /// When returned.
        at: Moment,
        /// When finished: the end time of the clock.
        finished_at: Moment,
        /// Outcome.
        outcome: Outcome,
        /// How.
        method: ReturnMethod,
    },
}

impl Phase {
    /// National status code 1…10 (TrangThaiHoSo).
    pub fn national_status(&self) -> u8 {
        match self {
            Phase::Submitted => 1,
            Phase::Received => 2,
            Phase::Declined { .. } => 3,
            Phase::InProcess => 4,
            Phase::SupplementRequested { .. } => 5,
            Phase::PaymentRequested { .. } => 6,
            Phase::WithdrawalRequested { .. } => 7,
            Phase::Stopped { .. } => 8,
            Phase::Finished { .. } => 9,
            Phase::Returned { .. } => 10,
        }
    }
    /// Whether no further act changes the outcome (a returned, stopped or declined dossier).
    pub fn is_closed(&self) -> bool {
        matches!(self, Phase::Declined { .. } | Phase::Stopped { .. } | Phase::Returned { .. })
    }
    /// The end time for timing, by the national order 9, else 10, else 8 or 3, else 7 (law: portal indicator 2.1).
    pub fn ended_at(&self) -> Option<Moment> {
        match self {
            Phase::Finished { at, .. } | Phase::Declined { at, .. } | Phase::Stopped { at, .. } => Some(*at),
            Phase::Returned { finished_at, .. } => Some(*finished_at),
            Phase::WithdrawalRequested { at, .. } => Some(*at),
            Phase::Submitted
            | Phase::Received
            | Phase::InProcess
            | Phase::SupplementRequested { .. }
            | Phase::PaymentRequested { .. } => None,
        }
    }
}

/// The dossier: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Id.
    pub id: DossierId,
    /// Number of events folded. An act names the revision it saw.
    pub revision: u32,
    /// Code, from receipt on.
    pub code: Option<DossierCode>,
    /// Procedure.
    pub procedure: ProcedureCode,
    /// Pinned version.
    pub version: VersionId,
    /// Owner (chủ hồ sơ).
    pub owner: PersonId,
    /// Person who filed; stays the applicant even when helped.
    pub submitter: PersonId,
    /// How it came in.
    pub provenance: Provenance,
    /// The four places.
    pub places: Places,
    /// How the result is wanted.
    pub return_by: ReturnMethod,
    /// Phase.
    pub phase: Phase,
    /// Responsible now.
    pub holder: Holder,
    /// Hand-over under way.
    pub transfer: Option<Transfer>,
    /// Custody of the paper.
    pub custody: Custody,
    /// The legal clock, from receipt on.
    pub clock: Option<Clock>,
    /// Step under way, from receipt until the result is issued.
    pub step: Option<CurrentStep>,
    /// Steps finished, in order; a step returned and done again appears again.
    pub steps_done: Vec<StepRun>,
    /// Papers handed in.
    pub papers: Vec<PaperGiven>,
    /// Supplement requests.
    pub supplements: Vec<Supplement>,
    /// Consultations.
    pub consultations: Vec<Consultation>,
    /// Latest appraisal.
    pub finding: Option<Finding>,
    /// Standing proposal.
    pub proposal: Option<Judgement>,
    /// Decision.
    pub decision: Option<Judgement>,
    /// Payments.
    pub payments: Vec<PaymentRequest>,
    /// Result.
    pub result: Option<ResultIssued>,
    /// Correction waiting for a second approver.
    pub correction: Option<PendingCorrection>,
    /// When it was submitted.
    pub submitted_at: Moment,
}

impl Dossier {
    /// Every unit that has or had a part in this dossier: the object-level rule for reading it.
    pub fn involves(&self, unit: UnitId) -> bool {
        let p = &self.places;
        self.holder.unit == unit
            || p.competent == unit
            || p.received_at == Some(unit)
            || p.helped_at == Some(unit)
            || p.return_at == unit
            || self.transfer.is_some_and(|t| t.to == unit || t.from == unit)
            || self.consultations.iter().any(|c| c.agency == unit)
            || self.steps_done.iter().any(|s| s.unit == unit)
    }
    /// Role expected at the step under way, when the version is at hand.
    pub fn step_role(&self, version: &crate::procedure::ProcedureVersion) -> Option<Role> {
        version.step(self.step.as_ref()?.index).map(|s| s.role)
    }
}
