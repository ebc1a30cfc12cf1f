//! Events: one variant for each legal fact. Past tense; never refused, never edited, no personal data.
//!
//! Each payload carries what the fact changed, so that `evolve` needs nothing but the state and the event:
//! due moments are recorded as computed and checked again by `verify`.

use super::command::{CorrectionVerdict, Recipient};
use super::*;
use crate::ids::{FileHash, FormDigest, PaperKey, SystemKey};
use motcua_calendar::{Term, TermRule};

/// Version of the event payloads written today.
pub const EVENT_VERSION: u32 = 1;

/// How a step began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepStart {
    /// Index in the pinned version.
    pub index: usize,
    /// End of its budget.
    pub due_at: Option<Moment>,
    /// Its time does not count (by the procedure version): the clock pauses while it runs.
    pub uncounted: bool,
}

/// How a branch began: at its first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchStart {
    /// Index of the step that asks for it, in the pinned version.
    pub step: usize,
    /// Which of the branches of that step.
    pub branch: usize,
    /// End of the budget of its first step.
    pub due_at: Option<Moment>,
}

/// Which branch of the step that stands for the one before stands for a branch begun or done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchMoved {
    /// Number of the consultation.
    pub no: u32,
    /// Which of the branches of the newer version's step.
    pub branch: usize,
}

/// How a step ended: part of the event that ends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEnd {
    /// The run as recorded.
    pub run: StepRun,
    /// The next step, when it begins at once in the same unit. Otherwise a hand-over follows.
    pub next: Option<StepStart>,
    /// The dossier's promise, recomputed, when a pause ended with an uncounted step.
    pub due_at: Option<Moment>,
}

/// Whether issuing ends the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finality {
    /// The result: the clock ends.
    Final,
    /// A letter that goes with the dossier to the next agency of the chain.
    Interim,
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence of a variant speaks of its fields")]
pub enum Event {
    /// A dossier was filed.
    Submitted {
        procedure: ProcedureCode,
        version: VersionId,
        owner: PersonId,
        submitter: PersonId,
        provenance: Provenance,
        helped_at: Option<UnitId>,
        competent: UnitId,
        commune: Option<UnitId>,
        return_at: UnitId,
        return_by: ReturnMethod,
        papers: Vec<PaperGiven>,
        /// Unit whose desk it waits at.
        waits_at: UnitId,
        /// The case (variant) it falls under.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseKey>,
        /// Salted digest of the answers of its electronic form, which lie beside the journal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<FormDigest>,
        /// How surely the one who filed was who they said, when they signed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<IdentityProof>,
        /// The mandate under which somebody else than the owner filed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mandate: Option<MandateId>,
        /// Help given with it, or the officer who entered it on recorded consent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        help: Option<Help>,
        /// The kiosk it was filed at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kiosk: Option<KioskId>,
    },
    /// It was received; the clock runs.
    Received {
        code: DossierCode,
        /// Version pinned at receipt.
        version: VersionId,
        at: UnitId,
        custody: Custody,
        papers: Vec<PaperGiven>,
        rule: TermRule,
        /// Legal moment the count is made from.
        from: Moment,
        due_at: Moment,
        step: StepStart,
    },
    /// Papers were asked for; in appraisal the clock is paused.
    SupplementRequested {
        no: u32,
        stage: SupplementStage,
        papers: Vec<PaperKey>,
        answer_by: Option<Moment>,
        resume: Resume,
        /// The recomputed promise, when this wait takes the place of an uncounted step in the ledger of pauses.
        due_at: Option<Moment>,
    },
    /// The applicant supplemented; the clock runs again.
    Supplemented { no: u32, papers: Vec<PaperGiven>, due_at: Option<Moment>, step_due_at: Option<Moment> },
    /// Not accepted.
    Declined { ground: DeclineGround },
    /// Handed over; the giver stays responsible.
    HandedOver { transfer: Transfer, end: Option<StepEnd> },
    /// Accepted; responsibility and custody passed.
    HandOverAccepted {
        unit: UnitId,
        /// The officer it is with now: the one who accepted, when the step is theirs to do.
        officer: Option<OfficerId>,
        custody: Custody,
        /// The step that begins; `None` for a finished dossier.
        step: Option<StepStart>,
        /// The step that ended by going back.
        returned: Option<StepRun>,
        /// The recomputed promise, when a pause ended with the returned step.
        due_at: Option<Moment>,
    },
    /// Declined by the receiver.
    HandOverDeclined { by: UnitId },
    /// Taken back by the giver.
    TakenBack {},
    /// Assigned to an officer; ends an assignment step.
    Assigned { officer: OfficerId, end: Option<StepEnd> },
    /// Given to another officer of the unit.
    Reassigned { from: Option<OfficerId>, officer: OfficerId },
    /// Another agency was asked.
    ConsultationAsked {
        no: u32,
        agency: UnitId,
        answer_by: Moment,
        /// How its branch begins, when it has steps of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<BranchStart>,
    },
    /// A step of a branch was done; the next began.
    BranchStepDone { no: u32, run: BranchStepRun, due_at: Option<Moment> },
    /// A branch went back one step.
    BranchStepReturned { no: u32, run: BranchStepRun, due_at: Option<Moment> },
    /// It answered; ends its branch.
    ConsultationAnswered {
        no: u32,
        opinion: Opinion,
        /// The last step of its branch.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<BranchStepRun>,
    },
    /// The work waits for a system outside; the clock runs on.
    SystemAwaited { no: u32, system: SystemKey },
    /// It waits for it no longer.
    SystemWaitEnded { no: u32, how: SystemWaitEnd },
    /// Appraised.
    AppraisalRecorded { finding: Finding },
    /// Proposed; ends the appraisal step.
    Proposed { outcome: Outcome, end: StepEnd },
    /// Reviewed; ends the review step.
    Reviewed { end: StepEnd },
    /// Decided and signed; ends the approval step.
    Approved { outcome: Outcome, end: StepEnd },
    /// Returned one step.
    StepReturned {
        /// The step that ended by going back; `None` when it had ended already and is only opened again.
        run: Option<StepRun>,
        to: StepStart,
        unit: UnitId,
        officer: Option<OfficerId>,
        due_at: Option<Moment>,
    },
    /// Result issued; the clock ended, unless it is an accompanying letter inside a longer chain.
    Issued { number: String, electronic: bool, outcome: Outcome, end: StepEnd, finality: Finality },
    /// The result was attached as a file: 1, and from 2 on in place of the one before, which stays in the journal.
    ResultAttached { no: u32, file: FileHash },
    /// Payment asked for.
    PaymentRequested {
        no: u32,
        amount: u64,
        pauses: bool,
        resume: Resume,
        /// As for a supplement.
        due_at: Option<Moment>,
    },
    /// Payment recorded.
    PaymentRecorded {
        no: u32,
        means: PaymentMeans,
        due_at: Option<Moment>,
        step_due_at: Option<Moment>,
        end: Option<StepEnd>,
    },
    /// Extended once, with apology.
    Extended { by: Term, due_at: Moment },
    /// The applicant asked to withdraw.
    WithdrawalRequested { resume: Resume },
    /// The withdrawal was not possible any more.
    WithdrawalRefused {},
    /// Stopped.
    Stopped { ground: StopGround, custody: Custody },
    /// Delivered.
    Delivered { method: ReturnMethod, recipient: Recipient, at: UnitId, custody: Custody },
    /// Passed to a newer version of the procedure; the promise stands.
    VersionChanged {
        from: VersionId,
        to: VersionId,
        /// Which step of the newer version stands for which begun or done so far.
        steps: Vec<(usize, usize)>,
        /// End of the budget of the step under way.
        step_due_at: Option<Moment>,
        /// Which branches stand for those begun or done.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        branches: Vec<BranchMoved>,
    },
    /// Units in whose hands it stands ended or lost the competence; their successors took their place.
    Reorganised(Succession),
    /// A correction was asked for.
    CorrectionProposed { change: Correction },
    /// A correction was decided; when approved, `due_at` is the recomputed promise.
    CorrectionDecided {
        verdict: CorrectionVerdict,
        change: Correction,
        original_due_at: Option<Moment>,
        due_at: Option<Moment>,
    },
}

impl Event {
    /// Files it names: electronic copies of papers handed in, the result as a file. The index of files follows from it.
    pub fn files(&self) -> impl Iterator<Item = FileHash> {
        let papers: &[PaperGiven] = match self {
            Event::Submitted { papers, .. }
            | Event::Received { papers, .. }
            | Event::Supplemented { papers, .. } => papers,
            _ => &[],
        };
        let result = match self {
            Event::ResultAttached { file, .. } => Some(*file),
            _ => None,
        };
        papers.iter().flat_map(|paper| paper.files.iter().copied()).chain(result)
    }

    /// Stable name, stored beside the payload.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Submitted { .. } => "submitted",
            Event::Received { .. } => "received",
            Event::SupplementRequested { .. } => "supplement_requested",
            Event::Supplemented { .. } => "supplemented",
            Event::Declined { .. } => "declined",
            Event::HandedOver { .. } => "handed_over",
            Event::HandOverAccepted { .. } => "hand_over_accepted",
            Event::HandOverDeclined { .. } => "hand_over_declined",
            Event::TakenBack {} => "taken_back",
            Event::Assigned { .. } => "assigned",
            Event::Reassigned { .. } => "reassigned",
            Event::ConsultationAsked { .. } => "consultation_asked",
            Event::BranchStepDone { .. } => "branch_step_done",
            Event::BranchStepReturned { .. } => "branch_step_returned",
            Event::ConsultationAnswered { .. } => "consultation_answered",
            Event::SystemAwaited { .. } => "system_awaited",
            Event::SystemWaitEnded { .. } => "system_wait_ended",
            Event::AppraisalRecorded { .. } => "appraisal_recorded",
            Event::Proposed { .. } => "proposed",
            Event::Reviewed { .. } => "reviewed",
            Event::Approved { .. } => "approved",
            Event::StepReturned { .. } => "step_returned",
            Event::Issued { .. } => "issued",
            Event::ResultAttached { .. } => "result_attached",
            Event::PaymentRequested { .. } => "payment_requested",
            Event::PaymentRecorded { .. } => "payment_recorded",
            Event::Extended { .. } => "extended",
            Event::WithdrawalRequested { .. } => "withdrawal_requested",
            Event::WithdrawalRefused {} => "withdrawal_refused",
            Event::Stopped { .. } => "stopped",
            Event::Delivered { .. } => "delivered",
            Event::VersionChanged { .. } => "version_changed",
            Event::Reorganised(_) => "reorganised",
            Event::CorrectionProposed { .. } => "correction_proposed",
            Event::CorrectionDecided { .. } => "correction_decided",
        }
    }
}

/// A fact with its circumstances, as `evolve` sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The fact.
    pub event: Event,
    /// Legal moment (effect).
    pub at: Moment,
    /// Who.
    pub actor: ActorRef,
}

/// A fact decided, not yet stored, with its free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The fact.
    pub event: Event,
    /// Free text that goes to the notes table, not to the journal.
    pub note: Option<String>,
}
